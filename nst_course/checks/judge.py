"""A function -> `Report`: what is seen when it runs in this process, beside what the reference does."""

import functools
import inspect
import types

from .. import costs
from ..exercises import EXERCISES
from ..exercises.source import function_from
from .code import look_at
from .names import takes
from .observe import observe
from .trial import Trial, cases_of
from .verdict import blank_report, not_a_function, verdict

SEED = 20150826  # of the inputs in a notebook: the day that "A Neural Algorithm of Artistic Style" appeared


def judge(name, function, seed=SEED):
    """The `Report` on a student's function for the exercise `name`, on inputs drawn from `seed`. Never raises."""
    exercise = EXERCISES[name]
    if inspect.isclass(function) or not callable(function):
        return not_a_function(blank_report(exercise), function)
    return verdict(Here(exercise, seed, function), look_at(function))


class Here(Trial):
    """Runs the function, the reference and the named mistakes in this process."""

    def __init__(self, exercise, seed, function):
        super().__init__(exercise, seed)
        self.function = function
        self.own = with_correct_others(function, exercise.name)

    def takes(self):
        return all(takes(self.function, case.inputs) is not False for case in self.cases())

    def runs(self, graph):
        return list(climb(self.own, self.exercise.protocol, self.cases(graph), graph))

    def reference(self, graph):
        return wanted_runs(self.exercise, self.seed, graph)

    def mistake(self, source, index):
        return run_of(self.exercise, self.seed, source, index)


def climb(function, protocol, cases, graph):
    """Yields the runs, one a case; a run that somebody stopped is the last."""
    for case in cases:
        seen = observe(function, protocol, case, graph)
        yield seen
        if seen.crash and seen.crash.type in ("KeyboardInterrupt", "RecursionError", "MemoryError"):
            return


@functools.lru_cache(maxsize=64)
def wanted_runs(exercise, seed, graph):
    """What is seen when the reference runs."""
    return list(climb(getattr(costs, exercise.name), exercise.protocol, cases_of(exercise, seed, graph), graph))


@functools.lru_cache(maxsize=4096)
def run_of(exercise, seed, source, index):
    """What is seen when the mistake runs on a case of that seed: kept, since a student tries more than once."""
    function = function_from(source, exercise.name, vars(costs))
    return observe(function, exercise.protocol, cases_of(exercise, seed)[index])


def with_correct_others(function, name):
    """The function, calling the reference where it calls another exercise: one mistake costs once."""
    others = {other: getattr(costs, other) for other in EXERCISES if other != name}
    inner = getattr(function, "python_function", function)
    if not isinstance(inner, types.FunctionType):
        return function
    fresh = types.FunctionType(
        inner.__code__, {**inner.__globals__, **others}, inner.__name__, inner.__defaults__, inner.__closure__
    )
    fresh.__kwdefaults__ = inner.__kwdefaults__
    if inner is function:
        return fresh
    import tensorflow as tf

    return tf.function(fresh)
