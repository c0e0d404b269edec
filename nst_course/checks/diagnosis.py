"""A function that fails -> the named mistake that it makes, if it is one that students are known to make."""

import functools
import re

import numpy as np

from .. import costs
from ..exercises.source import function_from
from .ladder import alike, in_proportion
from .observe import observe

PRECISION = ("code", "results", "ratio", "sign")  # what tells a mistake, the surest first


def diagnose(exercise, fault, code, seen, cases, seed):
    """The `Mistake`, or None. `seen` are the runs of the function on the cases, as far as they went."""
    rung, first, _ = fault
    text = "\n".join((code.bare, *facts(rung, seen, first, code.reads)))
    possible = [m for m in exercise.mistakes if rung in m.rungs]
    for by in PRECISION:
        for mistake in possible:
            signed = mistake.by == by and re.search(mistake.sign, text, re.MULTILINE)
            sources = (mistake.source(exercise.name),) if signed else ()
            if by in ("code", "sign"):
                told = bool(signed)
            else:
                sources += mistake.also if by == "results" else ()
                told = any(same(exercise, mistake, s, rung, first, seen, cases, seed) for s in sources)
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


def same(exercise, mistake, source, rung, first, seen, cases, seed):
    """Whether the mistake has the same results; the case that failed is tried first, as most mistakes differ there."""
    if len(seen) < len(cases):
        return False
    order = sorted((i for i, case in enumerate(cases) if not case.lenient), key=lambda i: i != first)
    runs = ((seen[i], run_of(exercise, source, i, seed)) for i in order)
    if mistake.by == "ratio":
        return in_proportion(list(runs))
    told = bool(mistake.sign) and source not in mistake.also  # where everything crashes, only the sign can tell
    for mine, theirs in runs:
        if not alike(mine, theirs, rung):
            return False
        told = told or not mine.crash
    return told


@functools.lru_cache(maxsize=4096)
def run_of(exercise, source, index, seed):
    """What is seen when the mistake runs on a case of that seed: kept, since a student tries more than once."""
    from .judge import cases_of

    function = function_from(source, exercise.name, vars(costs))
    return observe(function, exercise.protocol, cases_of(exercise, seed)[index])
