"""What a function did on the cases of its exercise -> `Report`. No student's code runs here, and no TensorFlow."""

import inspect
from dataclasses import replace

from ..report import Report
from .diagnosis import diagnose
from .findings import details, headline
from .ladder import EAGER, GRAPH, RUNGS, article, first_fault
from .proportion import proportion

ASK = 'Write it, run the cell, then check again; nst.hint("{}") helps.'


def verdict(trial, code, pictures=True):
    """The `Report` on the student's function of a `Trial`, whose code is `code`."""
    blank = blank_report(trial.exercise)
    if not trial.takes():
        return other_arguments(blank, trial.exercise, code)
    for rungs, graph in ((EAGER, False), (GRAPH, True)):
        seen, cases = trial.runs(graph), trial.cases(graph)
        if any(run.kind == "ellipsis" for run in seen):
            return unfinished(blank, code)
        tried = len(seen)
        wanted, cases = trial.reference(graph)[:tried], cases[:tried]
        fault = first_fault(rungs, seen, wanted, cases)
        if fault and code.unfinished:
            return unfinished(blank, code)
        if fault:
            known = None if code.lost else diagnose(trial, fault, code, seen, graph)
            return failed(blank, fault, code, seen, wanted, cases, known, pictures)
    points = f"all {blank.max_points} points"
    return replace(blank, headline=f"passed, {points}.", points=blank.max_points, rungs=outcomes(None))


def blank_report(exercise):
    """A `Report` on nothing yet, with the exercise's points."""
    return Report(exercise.name, "passed", "", 0, exercise.points)


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


def failed(blank, fault, code, seen, wanted, cases, known, pictures):
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
        **details(fault, code, seen, wanted, cases, pictures),
    )
    if known:
        return replace(report, mistake=known.name, diagnosis=known.diagnosis, next_move=known.next_move)
    diagnosis, move = proportion(blank.exercise, seen, wanted, cases) if rung == "values" else ("", "")
    return replace(report, diagnosis=diagnosis, next_move=move) if diagnosis and not report.diagnosis else report
