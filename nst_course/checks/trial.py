"""One function on trial: the cases of its exercise, and how it, the reference and the named mistakes run on them."""

import functools

import numpy as np


class Trial:
    """The cases, drawn from a seed. Where and how functions run, in this process or far from it, a subclass says."""

    def __init__(self, exercise, seed):
        self.exercise, self.seed = exercise, seed

    def cases(self, graph=False):
        """All cases; those that are tried inside `tf.function` too."""
        return [case for case in cases_of(self.exercise, self.seed) if case.traced or not graph]

    def takes(self):
        """Whether the student's function can be called with the arguments of every case."""
        raise NotImplementedError

    def runs(self, graph):
        """What is seen when the student's function runs, a `Seen` a case; fewer where it was stopped."""
        raise NotImplementedError

    def reference(self, graph):
        """What is seen when the reference runs."""
        raise NotImplementedError

    def mistake(self, source, index):
        """What is seen when the text of a mistake runs on case number `index`."""
        raise NotImplementedError


@functools.lru_cache(maxsize=64)
def cases_of(exercise, seed):
    return exercise.cases(np.random.default_rng(seed))
