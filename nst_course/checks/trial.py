"""One function on trial: the cases of its exercise, and how it, the reference and the named mistakes run on them."""

import functools
from abc import ABC, abstractmethod

import numpy as np


class Trial(ABC):
    """The cases, drawn from a seed. Where and how functions run, in this process or far from it, a subclass says."""

    def __init__(self, exercise, seed):
        self.exercise, self.seed = exercise, seed

    def cases(self, graph=False):
        """All cases; those that are tried inside `tf.function` too."""
        return cases_of(self.exercise, self.seed, graph)

    @abstractmethod
    def takes(self):
        """Whether the student's function can be called with the arguments of every case."""

    @abstractmethod
    def runs(self, graph):
        """What is seen when the student's function runs, a `Seen` a case; fewer where it was stopped."""

    @abstractmethod
    def reference(self, graph):
        """What is seen when the reference runs."""

    @abstractmethod
    def mistake(self, source, index):
        """What is seen when the text of a mistake runs on case number `index`."""


def cases_of(exercise, seed, graph=False):
    """The cases of an exercise, drawn from the seed; those that are tried inside `tf.function` too."""
    return [case for case in drawn(exercise, seed) if case.traced or not graph]


@functools.lru_cache(maxsize=64)
def drawn(exercise, seed):
    return exercise.cases(np.random.default_rng(seed))
