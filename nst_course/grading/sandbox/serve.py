"""A worker: defines a student's function, runs it on the cases it receives, and sends back observations.

Where processes can't be forked, as on Windows, it is a separate program, `python -m …serve MEMORY`, which reads its
socket from the first line of standard input: the Base64 output of `socket.share`, or elsewhere the file descriptor.
"""

from __future__ import annotations

import base64
import linecache
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from nst_course.checks.code import accepts_arguments, names_around, plain_function
from nst_course.checks.observation import Observation, error_message
from nst_course.checks.observe import observe
from nst_course.exercises.exercise import Case

from . import confine, remote_reference
from .wire import (
    Call,
    CallError,
    CallResult,
    CaseInputs,
    Channel,
    CrashReport,
    Disconnected,
    DoesNotFit,
    FromJudge,
    LineQuote,
    Load,
    Loaded,
    LoadFailed,
    Observed,
    Ready,
    Run,
    encodable,
    from_value,
)

MAX_RESULT = 1 << 20  # entries of a result to be sent back


class FunctionOnTrial:
    """What this process has loaded: the function and its namespace."""

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {}
        self.function: Any = None

    def load(self, request: Load) -> Iterator[Any]:
        """Defines the function from its pieces; yields a description of it, or why it can't be defined."""
        remote_reference.allow(request.may_call)
        self.namespace = {"__name__": "__main__"}
        for number, piece in enumerate(request.pieces):
            filename = f"<{request.name}, {number}>"
            linecache.cache[filename] = (len(piece), None, piece.splitlines(keepends=True), filename)
            try:
                exec(compile(piece, filename, "exec"), self.namespace)
            except BaseException as error:  # whatever goes wrong, it is the student's error
                said = encodable(error_message(error))[:300]
                yield LoadFailed(number, type(error).__name__, said, remote_reference.was_withheld())
                return
        self.function = self.namespace.get(request.name)
        yield self.description()

    def description(self) -> Loaded:
        """What the function is, and which variables it reads."""
        inner = plain_function(self.function)
        reads, overwritten = names_around(inner) if inner else ((), {})
        kind = "function" if callable(self.function) else type(self.function).__name__
        piece = int(inner.__code__.co_filename.rpartition(", ")[2][:-1]) if inner and is_from_piece(inner) else -1
        return Loaded("class" if isinstance(self.function, type) else kind, piece, list(reads), overwritten)

    def run(self, request: Run) -> Iterator[Any]:
        """Yields the observation on each case."""
        for inputs in request.cases:
            case = as_case(inputs)
            if not request.graph and accepts_arguments(self.function, case.inputs) is False:
                yield DoesNotFit()
                return
            seen = observe(self.function, request.protocol, case, request.graph)
            yield as_message(seen)
            if seen.is_fatal:
                return

    def call(self, request: Call) -> Iterator[Any]:
        """Calls one of the loaded functions, for a process that must not have it."""
        yield call_result(self.namespace[request.name], request)


def as_case(inputs: CaseInputs) -> Case:
    """The part of a case that a function runs on."""
    values = {name: from_value(value) for name, value in inputs.inputs.items()}
    return Case("", values, tuple(inputs.watched), inputs.lenient)


def as_message(seen: Observation) -> Observed:
    """An observation in wire format."""
    crash = None
    if seen.crash:
        quote = seen.crash.line
        line = LineQuote(quote.number, encodable(quote.text)) if quote else None
        crash = CrashReport(encodable(seen.crash.type), encodable(seen.crash.message), line)
    return Observed(
        crash=crash,
        kind=encodable(seen.kind),
        dtype=seen.dtype,
        shape=list(seen.shape),
        text=encodable(seen.text),
        entries=seen.entries,
        values={name: np.asarray(value) for name, value in seen.values.items()},
        gradients={name: list(found) for name, found in seen.gradients.items()},
        changed=list(seen.changed),
        traces=seen.traces,
        printed=encodable(seen.printed),
        withheld=remote_reference.was_withheld(),
    )


def is_from_piece(function: Any) -> bool:
    """Whether the function is defined in one of the pieces."""
    return function.__code__.co_filename.startswith("<") and function.__code__.co_filename in linecache.cache


def call_result(function: Callable[..., Any], request: Call) -> CallResult | CallError:
    """Result and gradients of a call: those of a scalar result, or of Σ upstream · result if upstream is given."""
    try:
        tensors = [tf.constant(array) for array in request.tensors]
        arguments = [from_value(value, tensors) for value in request.arguments]
        named = {name: from_value(value, tensors) for name, value in request.named.items()}
        with tf.GradientTape() as tape:
            tape.watch([t for t in tensors if t.dtype.is_floating])
            result = function(*arguments, **named)
        if isinstance(result, (int, float)):
            return CallResult(number=float(result))
        if result.shape.num_elements() > MAX_RESULT:
            raise ValueError(f"a result of shape {result.shape} is too large")
        if request.upstream is None and result.shape != ():
            return CallResult(array=np.asarray(result.numpy()))
        upstream = None if request.upstream is None else tf.constant(request.upstream)
        found = tape.gradient(result, tensors, upstream)
        gradients = [g if g is None else np.asarray(tf.convert_to_tensor(g).numpy()) for g in found]
        return CallResult(array=np.asarray(result.numpy()), gradients=gradients)
    except Exception as error:
        return CallError(type(error).__name__, encodable(error_message(error)))


def serve(channel: Channel) -> None:
    """Answers the judge until it hangs up."""
    remote_reference.connect(channel)
    trial = FunctionOnTrial()
    answers: dict[type, Callable[[Any], Iterator[Any]]] = {Load: trial.load, Run: trial.run, Call: trial.call}
    while True:
        try:
            request = channel.receive()
        except Disconnected:
            return
        for answer in answers[type(request)](request):
            channel.send(answer)


def import_everything() -> None:
    """Imports, before the process is forked, what the first run would; TensorFlow must not compute yet."""
    import keras.optimizers  # noqa: F401

    sys.setrecursionlimit(1000)


def main() -> None:
    """Runs one worker without a fork server."""
    line = sys.stdin.readline().strip()
    if sys.platform == "win32":
        connection = socket.fromshare(base64.b64decode(line))
    else:
        connection = socket.socket(fileno=int(line))
    import_everything()
    confine.confine(int(sys.argv[1]) << 20, sandboxed=False)
    channel = Channel(connection, FromJudge)
    channel.send(Ready())
    serve(channel)


if __name__ == "__main__":
    main()
