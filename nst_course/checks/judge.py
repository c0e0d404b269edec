"""A function -> `Report`: what was seen when it ran, beside what the reference does, and the mistake it looks like."""

import functools
import inspect
import types
from dataclasses import replace

import numpy as np

from .. import costs
from ..exercises import EXERCISES
from ..report import Report
from .arguments import takes
from .code import look_at
from .diagnosis import diagnose
from .findings import details, headline
from .ladder import EAGER, GRAPH, RUNGS, article, first_fault
from .observe import observe
from .proportion import proportion

ASK = 'Write it, run the cell, then check again; nst.hint("{}") helps.'
SEED = 20150826  # of the inputs in a notebook: the day that "A Neural Algorithm of Artistic Style" appeared


def judge(name, function, seed=SEED):
    """The `Report` on a student's function for the exercise `name`, on inputs drawn from `seed`. Never raises."""
    exercise = EXERCISES[name]
    blank = Report(name, "passed", "", 0, exercise.points)
    if inspect.isclass(function) or not callable(function):
        return not_a_function(blank, function)
    code = look_at(function)
    cases = cases_of(exercise, seed)
    if any(takes(function, case.inputs) is False for case in cases):
        return other_arguments(blank, exercise, code)
    own = with_correct_others(function, name)
    for rungs, graph in ((EAGER, False), (GRAPH, True)):
        if graph:
            cases = traced(cases)
        seen = climb(own, exercise, cases, graph)
        if any(run.kind == "ellipsis" for run in seen):
            return unfinished(blank, code)
        wanted = wanted_runs(exercise, graph, seed)
        fault = first_fault(rungs, seen, wanted[: len(seen)], cases[: len(seen)])
        if fault and code.unfinished:
            return unfinished(blank, code)
        if fault:
            known = None if code.lost else diagnose(exercise, fault, code, seen, cases, seed)
            tried = len(seen)
            return failed(blank, fault, code, seen, wanted[:tried], cases[:tried], known)
    points = f"all {exercise.points} points"
    return replace(blank, headline=f"passed, {points}.", points=exercise.points, rungs=outcomes(None))


def climb(function, exercise, cases, graph):
    """The runs, one a case; a run that somebody stopped is the last."""
    seen = []
    for case in cases:
        seen.append(observe(function, exercise.protocol, case, graph))
        if seen[-1].crash and seen[-1].crash.type in ("KeyboardInterrupt", "RecursionError", "MemoryError"):
            break
    return seen


@functools.lru_cache(maxsize=64)
def cases_of(exercise, seed):
    return exercise.cases(np.random.default_rng(seed))


@functools.lru_cache(maxsize=64)
def wanted_runs(exercise, graph, seed):
    """What is seen when the reference runs."""
    cases = cases_of(exercise, seed)
    reference = getattr(costs, exercise.name)
    return [observe(reference, exercise.protocol, case, graph) for case in (traced(cases) if graph else cases)]


def traced(cases):
    """The cases that are tried inside `tf.function`."""
    return [case for case in cases if case.traced and not case.lenient]


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


def outcomes(rung):
    """(title, True | False | None) of each rung; `rung` is the one that failed."""
    if rung is None:
        return tuple((title, True) for title in RUNGS)
    at = RUNGS.index(rung)
    return tuple((title, True if i < at else False if i == at else None) for i, title in enumerate(RUNGS))


def not_a_function(blank, value):
    if value is None or value is ...:
        return replace(
            blank,
            verdict="not yet",
            headline="not yet: there is no function to check.",
            next_move=ASK.format(blank.exercise),
        )
    what = "a class" if inspect.isclass(value) else article(type(value).__name__)
    move = f"Run the cell with `def {blank.exercise}` again, and hand over the name alone, without brackets after it."
    return replace(
        blank, verdict="wrong", headline=f"this is {what}, not a function.", next_move=move, rungs=outcomes("written")
    )


def other_arguments(blank, exercise, code):
    """The report on a function that cannot be called as the exercise calls it."""
    return replace(
        blank,
        verdict="wrong",
        headline="it cannot be called with the arguments of this exercise.",
        line=code.head,
        expected=f"def {exercise.signature}:",
        next_move="Put the first line back as it was; names and order of the arguments belong to the exercise.",
        rungs=outcomes("written"),
    )


def unfinished(blank, code):
    lines = code.unfinished
    if not lines:
        return replace(
            blank, verdict="not yet", headline="not yet: it returns `...`.", next_move=ASK.format(blank.exercise)
        )
    more = len(lines) - 1
    others = f" and on {more} more line{'s' * (more > 1)}" if more else ""
    return replace(
        blank,
        verdict="not yet",
        headline=f"not yet: there is something to write on line {lines[0].number}{others}.",
        line=lines[0],
        next_move=ASK.format(blank.exercise),
    )


def failed(blank, fault, code, seen, wanted, cases, known):
    """The report on the first rung that does not hold."""
    rung, index, _ = fault
    crash = seen[index].crash
    stopped = bool(crash) and crash.type == "KeyboardInterrupt"
    verdict = "stopped" if stopped else "crashed" if crash and rung == "runs" else "wrong"
    half = blank.max_points / 2 if RUNGS.index(rung) > RUNGS.index("values") else 0
    report = replace(
        blank,
        verdict=verdict,
        headline=headline(fault, seen, cases),
        points=half,
        rungs=outcomes(rung),
        line=crash.line if crash else None,
        printed=next((s.printed for s in seen if s.printed), ""),
        **details(fault, code, seen, wanted, cases),
    )
    if known:
        return replace(report, mistake=known.name, diagnosis=known.diagnosis, next_move=known.next_move)
    diagnosis, move = proportion(blank.exercise, seen, wanted, cases) if rung == "values" else ("", "")
    return replace(report, diagnosis=diagnosis, next_move=move) if diagnosis and not report.diagnosis else report
