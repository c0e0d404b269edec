"""Our own functions, the reference and the named mistakes, run where students' functions run, but in another process.

So they meet the same TensorFlow, the judge needs none, and what would be right is never near a student's code.
"""

import functools
import hashlib
import time

from ..checks.trial import Trial
from ..exercises.source import COSTS
from .answers import seen_from
from .worker.wire import pack

SECONDS = 60  # for one run of ours
MEMORY = 2000  # MB
ENTRIES = 1 << 20  # of an array that students' functions may hand to ours
ROWS = 1024  # of a matrix whose Gram matrix is asked for, in whatever orientation


class Trusted:
    """Runs our functions on the cases of a seed, and answers calls of the reference; each thing is computed once."""

    def __init__(self, nursery, seed):
        self.nursery, self.seed, self.worker, self.loaded = nursery, seed, None, None
        self.calls = {}
        self.runs = functools.cache(self.run)
        self.costs = COSTS.read_text(encoding="utf-8")

    def run(self, exercise, source, graph, only=None):
        """What is seen when that text runs on all cases, or on case number `only`; "" is the reference."""
        cases = Trial(exercise, self.seed).cases(graph)
        cases = cases if only is None else [cases[only]]
        self.load(exercise.name, source)
        self.worker.ask(do="run", protocol=exercise.protocol, cases=[sent(c) for c in cases], graph=graph)
        return [seen_from(self.answer()) for _ in cases]

    def load(self, name, source):
        """The costs, and the text after them, in the worker."""
        if self.worker is None:
            self.worker = self.nursery.start(MEMORY)
        if (name, source) != self.loaded:
            self.worker.ask(do="load", name=name, pieces=[self.costs, source] if source else [self.costs], allowed=[])
            if "failed" in self.answer():
                raise RuntimeError(f"our own {name} does not load")
            self.loaded = name, source

    def call(self, said, allowed):
        """The reply to a call of the reference that a student's function makes: what may be called is `allowed`."""
        if said["call"] not in allowed or not bounded(said):
            return {"error": "ValueError", "says": "this cannot be computed here"}
        key = hashlib.sha256(pack(said)).digest()
        if key not in self.calls:
            self.load(said["call"], "")
            names = ("arguments", "named", "tensors", "upstream")
            self.worker.ask(do="call", name=said["call"], **{name: said[name] for name in names})
            self.calls[key] = self.answer()
        return self.calls[key]

    def answer(self):
        return self.worker.answer(time.monotonic() + SECONDS)


def sent(case):
    """The part of a case that a worker gets."""
    return {"inputs": case.inputs, "watched": list(case.watched), "lenient": case.lenient}


def bounded(said):
    """Whether the arrays are no larger than those of our cases can be."""
    arrays = [a for a in [*said["tensors"], said["upstream"]] if a is not None]
    return all(a.size <= ENTRIES and a.ndim <= 5 and rows(a) <= ROWS for a in arrays)


def rows(array):
    """Rows of the Gram matrix of an array, or of a layer's activations."""
    return array.shape[-1] if array.ndim > 3 else array.shape[-2] if array.ndim > 1 else 1
