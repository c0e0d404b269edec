"""A function -> `Report`: what was seen when it ran, beside what the reference does, and the mistake it looks like."""

import functools
import types
from dataclasses import replace

import numpy as np

from .. import costs
from ..exercises import EXERCISES
from ..report import Line, Report
from .code import look_at
from .diagnosis import diagnose
from .findings import details, headline
from .ladder import EAGER, GRAPH, RUNGS, first_fault
from .observe import observe

SEED = 20150826  # of the inputs in a notebook: the day that "A Neural Algorithm of Artistic Style" appeared


def judge(name, function, seed=SEED):
    """The `Report` on a student's function for the exercise `name`, on inputs drawn from `seed`. Never raises."""
    exercise = EXERCISES[name]
    blank = Report(name, "passed", "", 0, exercise.points)
    if function is ... or not callable(function):
        return not_a_function(blank, function)
    code = look_at(function)
    if code.unfinished:
        return unfinished(blank, code)
    cases = cases_of(exercise, seed)
    own = with_correct_others(function, name)
    runs = []
    for rungs, graph in ((EAGER, False), (GRAPH, True)):
        if graph:
            cases = traced(cases)
        seen = climb(own, exercise, cases, graph)
        runs += seen
        wanted = wanted_runs(exercise, graph, seed)
        fault = first_fault(rungs, seen, wanted[: len(seen)], cases[: len(seen)])
        if fault:
            known = diagnose(exercise, fault, code, seen, cases, seed)
            return failed(blank, fault, code, seen, wanted, cases, known)
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
        return replace(blank, verdict="not yet", headline="not yet: there is no function to check.")
    what = f"{blank.exercise} is {type(value).__name__}, not a function"
    move = f"Run the cell with `def {blank.exercise}` again, and give the name to nothing else."
    return replace(blank, verdict="wrong", headline=f"{what}.", next_move=move, rungs=outcomes("written"))


def unfinished(blank, code):
    lines, rows = code.unfinished, code.text.splitlines()
    others = f" and on {len(lines) - 1} more" if len(lines) > 1 else ""
    return replace(
        blank,
        verdict="not yet",
        headline=f"not yet: a value is still `...` on line {lines[0]}{others}.",
        line=Line(lines[0], rows[lines[0] - 1].strip()),
        next_move=f'Write it, run the cell, then check again; nst.hint("{blank.exercise}") helps.',
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
        report = replace(report, mistake=known.name, diagnosis=known.diagnosis, next_move=known.next_move)
    return report
