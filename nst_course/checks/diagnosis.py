"""A function that fails -> the named mistake that it makes, if it is one that students are known to make."""

import re

import numpy as np

from .ladder import alike, in_proportion

PRECISION = ("code", "results", "ratio", "sign")  # what tells a mistake, the surest first


def diagnose(trial, fault, code, seen, graph):
    """The `Mistake`, or None. `seen` are the runs of the student's function of a `Trial`, as far as they went.

    Results tell a mistake only where the function was called directly: in a graph no mistake gives others.
    """
    rung, first, _ = fault
    text = "\n".join((code.bare, *facts(rung, seen, first, code.reads)))
    possible = [m for m in trial.exercise.mistakes if rung in m.rungs]
    for by in PRECISION:
        for mistake in possible:
            signed = mistake.by == by and re.search(mistake.sign, text, re.MULTILINE)
            sources = (mistake.source(trial.exercise.name),) if signed else ()
            if by in ("code", "sign"):
                told = bool(signed)
            else:
                sources += mistake.also if by == "results" else ()
                told = not graph and any(same(trial, mistake, s, rung, first, seen) for s in sources)
            if told:
                return mistake
    return None


def facts(rung, seen, first, reads):
    """What was seen, line by line: signs are looked for in the bare code and, after it, in these."""
    run = seen[first]
    yield from (f"reads the notebook's {name}" for name in reads)
    yield from (f"changes its argument {name}" for name in run.changed)
    yield f"fails on {rung}"
    if run.kind:
        yield f"returns {run.kind}" + (f" of {run.entries}" if run.kind in ("tuple", "list", "dict") else "")
    costs = [values for other in seen for name, values in other.values.items() if name.startswith(("result", "J"))]
    if costs and all(np.array_equal(values, np.round(values), equal_nan=True) for values in costs):
        yield "returns only whole numbers"
    if run.values.get("number of steps that the optimizer took") == 0:
        yield "the optimizer took no step"
    if run.crash:
        yield f"stops with {run.crash.type}: {run.crash.message}"
        if run.crash.line:
            yield f"at {run.crash.line.text}"


def same(trial, mistake, source, rung, first, seen):
    """Whether the mistake has the same results; the case that failed is tried first, as most mistakes differ there."""
    cases = trial.cases()
    if len(seen) < len(cases):
        return False
    order = sorted((i for i, case in enumerate(cases) if not case.lenient), key=lambda i: i != first)
    runs = ((seen[i], trial.mistake(source, i)) for i in order)
    if mistake.by == "ratio":
        return in_proportion(list(runs))
    told = bool(mistake.sign) and source not in mistake.also  # where everything crashes, only the sign can tell
    for mine, theirs in runs:
        if not alike(mine, theirs, rung):
            return False
        told = told or not mine.crash
    return told
