"""Runs our own functions (the reference and the named mistakes) in the same environment as students' functions.

They get the same TensorFlow, the judge needs none, and the separate process keeps correct values away from students'
code.
"""

from __future__ import annotations

import functools
import hashlib
import time
from typing import Any

from numpy.typing import NDArray

from ..checks.observation import Observation
from ..checks.trial import cases_of
from ..exercises.exercise import COSTS_FILE
from .sandbox.pools import Worker, WorkerPool
from .sandbox.reply_validation import case_inputs, observation
from .sandbox.wire import (
    Call,
    CallError,
    CallResult,
    DeadlineExceeded,
    Disconnected,
    Load,
    LoadFailed,
    ProtocolError,
    Run,
    encode_frame,
)

SECONDS = 60  # for one run of our functions
MEMORY = 2000  # MB
MAX_ENTRIES = 1 << 20  # of an array that students' functions may pass to ours
MAX_MULTIPLICATIONS = 1 << 28
CACHED_REPLIES = 2000
CACHED_ENTRIES = 4096  # of the largest array in a cached reply


class ReferenceLost(RuntimeError):
    """Our own function failed to answer twice."""


class ReferenceWorker:
    """Runs our functions on the cases of a seed and answers calls to the reference; computes everything once."""

    def __init__(self, pool: WorkerPool, seed: int, cached_replies: int = CACHED_REPLIES) -> None:
        self.pool, self.seed, self.cached_replies = pool, seed, cached_replies
        self.worker: Worker | None = None
        self.loaded: tuple[str, str] | None = None
        self.replies: dict[bytes, CallResult | CallError] = {}
        self.costs = COSTS_FILE.read_text(encoding="utf-8")
        self.observations = functools.cache(self.observe)

    def observe(self, exercise: Any, source: str, graph: bool, index: int | None = None) -> list[Observation]:
        """The observations when the text runs on all cases, or on one; "" is the reference. Raises ReferenceLost."""
        cases = cases_of(exercise, self.seed, graph)
        cases = cases if index is None else [cases[index]]
        request = Run(str(exercise.protocol), [case_inputs(case) for case in cases], graph)
        answers = self.answers(exercise.name, source, len(cases), time.monotonic() + SECONDS, request)
        return [observation(answer, case) for answer, case in zip(answers, cases, strict=True)]

    def answers(self, name: str, source: str, count: int, deadline: float, request: Run | Call) -> list[Any]:
        """`count` answers; if the worker fails, perhaps damaged by an earlier request, a new one is asked.

        Raises ReferenceLost, and DeadlineExceeded if there is no time for that.
        """
        for last_try in (False, True):
            try:
                worker = self.load(name, source)
                worker.send(request, deadline)
                return [worker.receive(deadline) for _ in range(count)]
            except (ProtocolError, Disconnected, DeadlineExceeded) as error:
                self.drop()
                if last_try:
                    if isinstance(error, DeadlineExceeded):
                        raise
                    raise ReferenceLost(f"our own {name} did not answer") from None
        raise AssertionError

    def load(self, name: str, source: str) -> Worker:
        """The worker, with the costs and then the text loaded."""
        if self.worker is None:
            self.worker = self.pool.start_worker(MEMORY)
        if (name, source) != self.loaded:
            deadline = time.monotonic() + SECONDS
            self.worker.send(Load(name, [self.costs, source] if source else [self.costs]), deadline)
            if isinstance(self.worker.receive(deadline), LoadFailed):
                raise RuntimeError(f"our own {name} does not load")
            self.loaded = name, source
        return self.worker

    def drop(self) -> None:
        """Ends the worker, discarding answers still in transit."""
        if self.worker is not None:
            worker, self.worker, self.loaded = self.worker, None, None
            worker.end()

    def reply(self, call: Call, allowed: tuple[str, ...], deadline: float) -> CallResult | CallError:
        """The reply when a student's function calls one of the functions in `allowed`.

        Raises ProtocolError or ReferenceLost if the call breaks our function, DeadlineExceeded if no time is left.
        """
        if call.name not in allowed or not is_bounded(call):
            return CallError("ValueError", "this cannot be computed here")
        key = hashlib.sha256(encode_frame(call)).digest()
        if key in self.replies:
            return self.replies[key]
        (reply,) = self.answers(call.name, "", 1, deadline, call)
        if not isinstance(reply, (CallResult, CallError)):
            raise ProtocolError("not a reply to a call")
        self.keep(key, reply)
        return reply

    def keep(self, key: bytes, reply: CallResult | CallError) -> None:
        """Caches a reply if it is small; a student's function may request any number of them."""
        if len(self.replies) >= self.cached_replies:
            self.replies.clear()
        arrays = [reply.array, *reply.gradients] if isinstance(reply, CallResult) else []
        if all(array is None or array.size <= CACHED_ENTRIES for array in arrays):
            self.replies[key] = reply


def is_bounded(call: Call) -> bool:
    """Whether the arrays and their Gram matrices are within a generous limit for our cases."""
    arrays = [*call.tensors, *([] if call.upstream is None else [call.upstream])]
    return all(
        array.size <= MAX_ENTRIES and array.ndim <= 5 and array.size * gram_rows(array) <= MAX_MULTIPLICATIONS
        for array in arrays
    )


def gram_rows(array: NDArray[Any]) -> int:
    """Rows of its Gram matrix, as a matrix or as a layer's activations: how often each entry is multiplied."""
    return max(array.shape[-2:], default=1) if array.ndim > 1 else 1
