"""Our own functions, the reference and the named mistakes, run where students' functions run, but in another process.

So they meet the same TensorFlow, the judge needs none, and what would be right is never near a student's code.
"""

import functools
import hashlib
import time

from ..checks.trial import cases_of
from ..exercises.exercise import COSTS_FILE
from .answers import call_from, seen_from
from .worker.wire import Broken, Closed, Late, pack

SECONDS = 60  # for one run of ours
MEMORY = 2000  # MB
ENTRIES = 1 << 20  # of an array that students' functions may hand to ours
WORK = 1 << 28  # multiplications
CACHED = 2000  # replies that are kept
LIGHT = 4096  # entries of the largest of them


class Lost(RuntimeError):
    """Our own function did not answer, twice."""


class Trusted:
    """Runs our functions on the cases of a seed, and answers calls of the reference; each thing is computed once."""

    def __init__(self, nursery, seed):
        self.nursery, self.seed, self.worker, self.loaded = nursery, seed, None, None
        self.calls = {}
        self.runs = functools.cache(self.run)
        self.costs = COSTS_FILE.read_text(encoding="utf-8")

    def run(self, exercise, source, graph, only=None):
        """What is seen when that text runs on all cases, or on case number `only`; "" is the reference."""
        cases = cases_of(exercise, self.seed, graph)
        cases = cases if only is None else [cases[only]]
        asked = {"protocol": str(exercise.protocol), "cases": [sent(c) for c in cases], "graph": graph}
        answers = self.answers(exercise.name, source, len(cases), time.monotonic() + SECONDS, do="run", **asked)
        return [seen_from(said, case) for said, case in zip(answers, cases, strict=True)]

    def answers(self, ours, source, count, until, **asked):
        """So many answers. A worker that fails may have been left in a bad way by the one before: a new one is asked.

        Raises Lost, and Late where there is no time for that.
        """
        for _ in range(2):
            try:
                self.load(ours, source)
                self.worker.ask(until, **asked)
                return [self.worker.answer(until) for _ in range(count)]
            except (Broken, Closed, Late) as error:
                self.drop()
                failed = error
        raise failed if isinstance(failed, Late) else Lost(f"our own {ours} did not answer")

    def load(self, name, source):
        """The costs, and the text after them, in the worker."""
        if self.worker is None:
            self.worker = self.nursery.start(MEMORY)
        if (name, source) != self.loaded:
            until, pieces = time.monotonic() + SECONDS, [self.costs, source] if source else [self.costs]
            self.worker.ask(until, do="load", name=name, pieces=pieces, allowed=[])
            if "failed" in self.worker.answer(until):
                raise RuntimeError(f"our own {name} does not load")
            self.loaded = name, source

    def drop(self):
        """Ends the worker: answers that are still on their way go to nobody."""
        if self.worker is not None:
            worker, self.worker, self.loaded = self.worker, None, None
            worker.end()

    def call(self, said, allowed, until):
        """The reply to a call of the reference that a student's function makes: what may be called is `allowed`.

        Raises Broken, Lost where it breaks our function, Late where there is no time left.
        """
        name, asked = call_from(said)
        if name not in allowed or not bounded(asked):
            return {"error": "ValueError", "says": "this cannot be computed here"}
        key = hashlib.sha256(pack([name, asked])).digest()
        if key in self.calls:
            return self.calls[key]
        (reply,) = self.answers(name, "", 1, until, do="call", name=name, **asked)
        self.keep(key, reply)
        return reply

    def keep(self, key, reply):
        """Remembers a reply, if it is light; a student's function may ask for as many as it likes."""
        arrays = [reply.get("value"), *reply.get("gradients", [])]
        if len(self.calls) >= CACHED:
            self.calls.clear()
        if all(getattr(array, "size", 1) <= LIGHT for array in arrays):
            self.calls[key] = reply


def sent(case):
    """The part of a case that a worker gets."""
    return {"inputs": case.inputs, "watched": list(case.watched), "lenient": case.lenient}


def bounded(asked):
    """Whether the arrays, and a Gram matrix of each, are no larger than those of our cases can be by far."""
    arrays = [a for a in (*asked["tensors"], asked["upstream"]) if a is not None]
    return all(a.size <= ENTRIES and a.ndim <= 5 and a.size * width(a) <= WORK for a in arrays)


def width(array):
    """Rows of a Gram matrix of it, or of it as a layer's activations; as many times is each entry multiplied."""
    return max(array.shape[-2:], default=1) if array.ndim > 1 else 1
