"""A function and a case -> `Observation`: what happens when it runs, with no knowledge of the correct result."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ..exercises.exercise import Case, Protocol
from .observation import OPTIMIZER_STEPS, Observation, crash_of

MOST_PRINTED = 400  # characters kept of what a function prints
MUTABLE = ("generated_image", "optimizer")  # arguments that a step is meant to change

Function = Callable[..., Any]
Arguments = dict[str, Any]


def observe(function: Function, protocol: Protocol | str, case: Case, graph: bool = False) -> Observation:
    """Runs the function on the case, directly or inside a `tf.function`. Never raises, whatever the function does.

    What it prints is kept, its warnings are dropped. Output of `tf.print`, which bypasses Python, is not captured.
    """
    run = {
        (Protocol.COST, False): run_cost,
        (Protocol.COST, True): trace_cost,
        (Protocol.STEP, False): run_step,
        (Protocol.STEP, True): trace_step,
    }[Protocol(protocol), graph]
    observation, output = Observation(), LimitedOutput()
    given = make_arguments(protocol, case)
    before = {name: contents(value) for name, value in given.items()}
    try:
        with contextlib.redirect_stdout(output), quiet():
            run(function, given, case, observation)
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: a check always ends with a report
        observation.crash = crash_of(error, function)
    try:
        observation.changed = changed_arguments(before, given)
    except Exception as error:  # an argument can contain anything by now
        observation.crash = observation.crash or crash_of(error, function)
    observation.printed = output.getvalue()
    return observation


def observe_all(
    function: Function, protocol: Protocol | str, cases: Iterable[Case], graph: bool = False
) -> Iterator[Observation]:
    """An observation for each case; stops after a fatal error, such as a run that was interrupted."""
    for case in cases:
        observation = observe(function, protocol, case, graph)
        yield observation
        if observation.is_fatal:
            return


class LimitedOutput(io.StringIO):
    """The beginning of what a function prints."""

    def write(self, text: str) -> int:
        room = MOST_PRINTED - self.tell()
        if room > 0:
            super().write(text[:room] + ("…" if len(text) > room else ""))
        return len(text)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silences Python, NumPy and TensorFlow: our cases cause warnings, such as for a new trace per shape."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


# The four ways to run a function.


def run_cost(function: Function, given: Arguments, case: Case, observation: Observation) -> None:
    """Calls the function, and takes the gradients with respect to the watched arguments."""
    watched = {name: as_list(given[name]) for name in case.watched}
    with tf.GradientTape() as tape:
        tape.watch(watched)
        result = function(*given.values())
    describe(result, observation)
    if is_tensor(result) and result.dtype.is_floating:
        found = tape.gradient(result, watched)
        observation.gradients = {name: [as_array(g) for g in gradients] for name, gradients in found.items()}


def trace_cost(function: Function, given: Arguments, case: Case, observation: Observation) -> None:
    """Calls a graph twice, the second time with different values: one trace must serve both."""
    traced = TracedFunction(function, given.values())
    for factor in (2.0, 1.0):
        result = traced.run(*(scaled(value, factor) for value in given.values()))
    describe(result, observation)
    observation.traces = traced.trace_count()


def run_step(function: Function, given: Arguments, case: Case, observation: Observation) -> None:
    """Takes two steps: the cost each returns, the picture after each, and how many steps the optimizer took."""
    for number in ("first", "second"):
        describe(function(*given.values()), observation, f"J of the {number} step")
        observation.values[f"picture after the {number} step"] = as_array(given["generated_image"])
    observation.values[OPTIMIZER_STEPS] = np.array(float(given["optimizer"].iterations))


def trace_step(function: Function, given: Arguments, case: Case, observation: Observation) -> None:
    """Takes two steps of a graph."""
    traced = TracedFunction(function, given.values())
    run_step(traced.run, given, case, observation)
    observation.traces = traced.trace_count()


class TracedFunction:
    """A function as a graph. An existing `tf.function` runs as it is and counts its own traces."""

    def __init__(self, function: Function, given: Iterable[Any]) -> None:
        self.function, self.given = function, list(given)
        self.counter: Callable[[], int] | None = getattr(function, "experimental_get_tracing_count", None)
        self.before = self.counter() if self.counter else 0
        self.run = function if self.counter else self.trace()

    def trace(self) -> Any:
        """Traces once, explicitly: TensorFlow warns about several functions with the same name.

        The first attempt is without AutoGraph, whose rewriting takes longer than everything else: only Python's `if`,
        `while` and `for` on tensors need it, and without it they raise an error.
        """
        try:
            return tf.function(without_signature(self.function), autograph=False).get_concrete_function(*self.given)
        except Exception:
            return tf.function(without_signature(self.function)).get_concrete_function(*self.given)

    def trace_count(self) -> int:
        """How often it was traced for two calls. A `tf.function` created inside it is new in each trace."""
        if self.counter:
            return self.counter() - self.before
        made = inner_graphs(self.run)
        return 2 if made and made != inner_graphs(self.trace()) else 1


def without_signature(function: Function) -> Function:
    """The function with *arguments only, so that its defaults don't become inputs of a graph."""

    def call(*given: Any) -> Any:
        return function(*given)

    return call


def inner_graphs(graph: Any) -> set[str]:
    """The names of the graphs that a graph calls."""
    calls = (op for op in graph.graph.get_operations() if op.type.endswith("PartitionedCall"))
    return {op.get_attr("f").name for op in calls}


# The arguments of a call.


def make_arguments(protocol: Protocol | str, case: Case) -> Arguments:
    """{name: argument}, newly created for each call: tensors, or for a step a variable, a network and an optimizer."""
    if Protocol(protocol) is Protocol.COST:
        return {name: as_tensors(value) for name, value in case.inputs.items()}
    given = {name: as_tensors(value) for name, value in case.inputs.items() if name not in ("kernels", "optimizer")}
    picture = tf.Variable(given.pop("generated_image"))
    kind, settings = case.inputs["optimizer"]
    optimizer = getattr(keras.optimizers, kind)(**settings)
    optimizer.build([picture])
    network = SmallNetwork(case.inputs["kernels"])
    first = {"generated_image": picture, "a_C": given.pop("a_C"), "a_S": given.pop("a_S")}
    return first | {"vgg_model_outputs": network, "optimizer": optimizer} | given


def as_tensors(value: Any) -> Any:
    """Arrays as tensors, also in lists; numbers and lists of pairs as they are."""
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        return [tf.constant(a) for a in value]
    if isinstance(value, list):
        return list(value)
    return tf.constant(value) if isinstance(value, np.ndarray) else value


class SmallNetwork:
    """A picture (m, height, width, 3) -> the list of its layers' activations, each half the size of the one before."""

    def __init__(self, kernels: list[NDArray[np.float32]]) -> None:
        self.kernels = [tf.Variable(kernel) for kernel in kernels]

    def __call__(self, picture: Any) -> list[Any]:
        x, outputs = tf.convert_to_tensor(picture), []
        for kernel in self.kernels:
            x = tf.nn.relu(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"))
            outputs.append(x)
            x = tf.nn.avg_pool2d(x, ksize=2, strides=2, padding="SAME")
        return outputs


def contents(value: Any) -> Any:
    """An argument's contents, in a form that can be compared later."""
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return np.array(value.numpy())
    if isinstance(value, SmallNetwork):
        return contents(value.kernels)
    return [contents(v) for v in value] if isinstance(value, (list, tuple)) else value


def changed_arguments(before: Arguments, given: Arguments) -> list[str]:
    """The names of arguments whose contents changed, except for those that a step is meant to change."""
    return [
        name
        for name, value in given.items()
        if name not in MUTABLE and not same_contents(before[name], contents(value))
    ]


def same_contents(a: Any, b: Any) -> bool:
    """Whether two results of `contents` are equal."""
    if isinstance(a, list) or isinstance(b, list):
        both = isinstance(a, list) and isinstance(b, list) and len(a) == len(b)
        return both and all(same_contents(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind in "fc")
    return a is b or bool(a == b)


# Results.


def describe(result: Any, observation: Observation, name: str = "result") -> None:
    """Records what was returned; numbers as float64 arrays."""
    observation.kind, observation.text = kind_of(result), short_text(result)
    observation.entries = len(result) if isinstance(result, (tuple, list, dict)) else 0
    if is_tensor(result) or isinstance(result, (np.ndarray, np.generic, float, int)):
        numbers = as_array(result) if is_tensor(result) else np.asarray(result)
        observation.dtype = result.dtype.name if is_tensor(result) else numbers.dtype.name
        observation.shape = numbers.shape
        if numbers.dtype.kind in "fiub":
            observation.values[name] = numbers.astype(np.float64)


def kind_of(value: Any) -> str:
    """tensor, NumPy array, float, NoneType, …"""
    if is_tensor(value):
        return "tensor"
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    names = ((np.ndarray, "NumPy array"), (np.generic, "NumPy number"), (float, "float"), (int, "int"))
    return next((name for type_, name in names if isinstance(value, type_)), type(value).__name__)


def is_tensor(value: Any) -> bool:
    """Whether it is a tensor or a variable."""
    return isinstance(value, (tf.Tensor, tf.Variable))


def as_array(value: Any) -> Any:
    """A tensor as a float64 array; None stays None."""
    if value is None:
        return None
    value = tf.convert_to_tensor(value)
    return np.asarray((tf.cast(value, tf.float64) if value.dtype.is_floating else value).numpy())


def short_text(value: Any) -> str:
    """A value as one short line."""
    scalar = isinstance(value, (tf.Tensor, np.generic)) and value.shape == ()
    if scalar and value.dtype.name.startswith(("float", "bfl")):
        return f"{float(value):.6g}"
    text = " ".join(repr(value.numpy() if isinstance(value, tf.Tensor) and hasattr(value, "numpy") else value).split())
    return text if len(text) <= 80 else text[:77] + "…"


def as_list(value: Any) -> list[Any]:
    """The argument as a list of tensors, whether it is one tensor or a list."""
    return list(value) if isinstance(value, list) else [value]


def scaled(value: Any, factor: float) -> Any:
    """The argument with its floating-point tensors multiplied by a number."""
    if isinstance(value, list) and value and isinstance(value[0], tf.Tensor):
        return [v * tf.cast(factor, v.dtype) for v in value]
    return value * tf.cast(factor, value.dtype) if isinstance(value, tf.Tensor) else value
