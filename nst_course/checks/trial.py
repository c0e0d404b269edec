"""Runs a function, the reference and the named mistakes on the cases of an exercise -> `Report`.

`InProcessTrial` runs them in this process; a grader has its own `Trial`, and the rest is the same.
"""

from __future__ import annotations

import functools
import inspect
import types
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..exercises import EXERCISES
from ..exercises.exercise import Case, CheckStep, Exercise, function_from
from .code import Code, accepts_arguments, code_of
from .compare import EAGER_CHECKS, GRAPH_CHECKS, Failure, first_failure
from .diagnose import diagnose, scale_factor
from .explain import headline, report_details, with_article
from .observation import Observation
from .report import Problem, Report, Verdict, has_right_values, verdict_of

SEED = 20150826  # of the inputs in a notebook: the day "A Neural Algorithm of Artistic Style" appeared
WRITE_IT = 'Write it, run its cell, then check again. nst.hint("{}") helps.'


class Trial(ABC):
    """The cases of an exercise, drawn from a seed; subclasses decide where and how functions run on them."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        self.exercise, self.seed = exercise, seed

    def cases(self, graph: bool = False) -> list[Case]:
        """All cases, or only those that also run inside `tf.function`."""
        return cases_of(self.exercise, self.seed, graph)

    @abstractmethod
    def accepts_arguments(self) -> bool:
        """Whether the student's function can be called with the arguments of every case."""

    @abstractmethod
    def observe(self, graph: bool) -> Sequence[Observation]:
        """Observations of the student's function, one per case; fewer if it was stopped."""

    @abstractmethod
    def observe_reference(self, graph: bool) -> Sequence[Observation]:
        """Observations of the reference, one per case."""

    @abstractmethod
    def observe_mistake(self, source: str, case: int) -> Observation:
        """The observation of a mistake, given as text, on the case with this index."""


def cases_of(exercise: Exercise, seed: int, graph: bool = False) -> list[Case]:
    """The cases of an exercise, drawn from the seed: all, or only those that also run inside `tf.function`."""
    return [case for case in drawn_cases(exercise, seed) if case.traced or not graph]


@functools.lru_cache(maxsize=64)
def drawn_cases(exercise: Exercise, seed: int) -> list[Case]:
    """All cases, with the same inputs on every call."""
    return exercise.cases(np.random.default_rng(seed))


class InProcessTrial(Trial):
    """Runs the function, the reference and the named mistakes in this process."""

    def __init__(self, exercise: Exercise, seed: int, function: Callable[..., Any]) -> None:
        super().__init__(exercise, seed)
        self.function = function
        self.linked = linked_to_references(function, exercise.name)

    def accepts_arguments(self) -> bool:
        return all(accepts_arguments(self.function, case.inputs) is not False for case in self.cases())

    def observe(self, graph: bool) -> list[Observation]:
        from .observe import observe_all

        return list(observe_all(self.linked, self.exercise.protocol, self.cases(graph), graph))

    def observe_reference(self, graph: bool) -> list[Observation]:
        return reference_observations(self.exercise, self.seed, graph)

    def observe_mistake(self, source: str, case: int) -> Observation:
        return mistake_observation(self.exercise, self.seed, source, case)


@functools.lru_cache(maxsize=64)
def reference_observations(exercise: Exercise, seed: int, graph: bool) -> list[Observation]:
    """Observations of the reference; cached, since a student tries more than once."""
    from .. import costs
    from .observe import observe_all

    function = getattr(costs, exercise.name)
    return list(observe_all(function, exercise.protocol, cases_of(exercise, seed, graph), graph))


@functools.lru_cache(maxsize=4096)
def mistake_observation(exercise: Exercise, seed: int, source: str, case: int) -> Observation:
    """The observation of a named mistake; cached, since a student tries more than once."""
    from .. import costs
    from .observe import observe

    function = function_from(source, exercise.name, vars(costs))
    return observe(function, exercise.protocol, cases_of(exercise, seed)[case])


def linked_to_references(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function, calling the reference for other exercises, so that each mistake costs points only once."""
    from .. import costs

    others = {other: getattr(costs, other) for other in EXERCISES if other != name}
    inner = getattr(function, "python_function", function)
    if not isinstance(inner, types.FunctionType):
        return function
    linked = types.FunctionType(
        inner.__code__, {**inner.__globals__, **others}, inner.__name__, inner.__defaults__, inner.__closure__
    )
    linked.__kwdefaults__ = inner.__kwdefaults__
    if inner is function:
        return linked
    import tensorflow as tf

    graph: Callable[..., Any] = tf.function(linked)
    return graph


def check_function(exercise: Exercise | str, function: Any, seed: int = SEED) -> Report:
    """The `Report` on a student's function for an exercise, on inputs drawn from `seed`. Never raises."""
    exercise = EXERCISES[exercise] if isinstance(exercise, str) else exercise
    if function is None or function is ... or inspect.isclass(function) or not callable(function):
        kind = "class" if inspect.isclass(function) else type(function).__name__
        return not_a_function(exercise, kind)
    return run_checks(InProcessTrial(exercise, seed, function), code_of(function))


def run_checks(trial: Trial, code: Code, pictures: bool = True) -> Report:
    """The `Report` on the student's function of a `Trial`, whose code is `code`; pictures need matplotlib."""
    exercise = trial.exercise
    if not trial.accepts_arguments():
        return other_arguments(exercise, code)
    for checks, graph in ((EAGER_CHECKS, False), (GRAPH_CHECKS, True)):
        observed = trial.observe(graph)
        if any(run.kind == "ellipsis" for run in observed):
            return unfinished(exercise, code)
        expected, cases = trial.observe_reference(graph)[: len(observed)], trial.cases(graph)[: len(observed)]
        failure = first_failure(checks, observed, expected, cases)
        if failure and code.unfinished:
            return unfinished(exercise, code)
        if failure:
            report = failed(exercise, failure, code, observed, expected, cases, pictures)
            mistake = None if code.overwritten else diagnose(trial, failure, code, observed, graph)
            if mistake:
                return replace(report, mistake=mistake.name, diagnosis=mistake.diagnosis, next_move=mistake.next_move)
            return report
    return replace(
        empty_report(exercise),
        verdict=Verdict.PASSED,
        headline=f"passed, all {exercise.points} points.",
        points=exercise.points,
        steps=step_outcomes(None),
    )


def failed(
    exercise: Exercise,
    failure: Failure,
    code: Code,
    observed: Sequence[Observation],
    expected: Sequence[Observation],
    cases: Sequence[Case],
    pictures: bool,
) -> Report:
    """The report on the first step that fails, if no named mistake fits."""
    crash = observed[failure.case].crash
    error = crash.type if crash else ""
    report = replace(
        empty_report(exercise),
        verdict=verdict_of(failure.step, error),
        headline=headline(failure, observed, expected, cases),
        points=exercise.points / 2 if has_right_values(failure.step) else 0,
        problem=failure.finding.problem,
        error=error,
        steps=step_outcomes(failure.step),
        line=crash.line if crash else None,
        printed=next((run.printed for run in observed if run.printed), ""),
        **report_details(failure, code, observed, expected, cases, pictures),
    )
    factor = scale_factor(exercise, observed, expected, cases) if failure.step is CheckStep.VALUES else ""
    if not factor or report.diagnosis:
        return report
    return replace(
        report,
        diagnosis=f"In every case, your result is {factor} times the expected one.",
        next_move="Look for that factor: in a product, in the divisor, or in the axes of a sum or mean.",
    )


# Reports on functions that can't be run.


def empty_report(exercise: Exercise) -> Report:
    """A blank `Report` with the exercise's points."""
    return Report(exercise.name, Verdict.WRONG, "", 0, exercise.points)


def step_outcomes(failed_step: CheckStep | None) -> tuple[tuple[CheckStep, bool | None], ...]:
    """(step, True | False | None) for each step; None as the argument means all pass."""
    if failed_step is None:
        return tuple((step, True) for step in CheckStep)
    at = failed_step.number
    return tuple((step, True if step.number < at else False if step.number == at else None) for step in CheckStep)


def not_a_function(exercise: Exercise, kind: str) -> Report:
    """The report on an object of this type passed as a function; None and `...` count as not written yet."""
    if kind in ("NoneType", "ellipsis"):
        return replace(
            empty_report(exercise),
            verdict=Verdict.NOT_YET,
            headline="there is no function to check yet.",
            problem=Problem.NO_FUNCTION,
            next_move=WRITE_IT.format(exercise.name),
        )
    return replace(
        empty_report(exercise),
        headline=f"this is {with_article(kind)}, not a function.",
        problem=Problem.NOT_A_FUNCTION,
        steps=step_outcomes(CheckStep.WRITTEN),
        next_move=f"Run the cell with `def {exercise.name}` again, and pass just the name, without parentheses.",
    )


def other_arguments(exercise: Exercise, code: Code) -> Report:
    """The report on a function that can't be called the way the exercise calls it."""
    return replace(
        empty_report(exercise),
        headline="can't be called with the arguments of this exercise.",
        problem=Problem.OTHER_ARGUMENTS,
        steps=step_outcomes(CheckStep.WRITTEN),
        line=code.signature_line,
        expected=f"def {exercise.signature}:",
        next_move="Restore the first line: the names and the order of the arguments are part of the exercise.",
    )


def unfinished(exercise: Exercise, code: Code) -> Report:
    """The report on an unfinished function."""
    lines = code.unfinished
    where = "it returns `...`"
    if lines:
        more = len(lines) - 1
        others = f" and on {more} more line{'s' * (more > 1)}" if more else ""
        where = f"code is missing on line {lines[0].number}{others}"
    return replace(
        empty_report(exercise),
        verdict=Verdict.NOT_YET,
        headline=f"not finished yet: {where}.",
        problem=Problem.UNFINISHED,
        line=lines[0] if lines else None,
        next_move=WRITE_IT.format(exercise.name),
    )
