"""A function that fails -> the named mistake that it makes, if it is one that students are known to make."""

import functools
import re

from .. import costs
from ..exercises.source import function_from
from .ladder import alike, in_proportion
from .observe import observe

PRECISION = ("code", "results", "ratio", "sign")  # what tells a mistake, the surest first


def diagnose(exercise, fault, code, seen, cases, seed):
    """The `Mistake`, or None. `seen` are the runs of the function on the cases, as far as they went."""
    rung, first, _ = fault
    text = signs(code, seen[first].crash)
    likely = [m for m in exercise.mistakes if rung in m.rungs and re.search(m.sign, text, re.MULTILINE)]
    for mistake in sorted(likely, key=lambda m: PRECISION.index(m.by)):
        if mistake.by in ("code", "sign") or same(exercise, mistake, rung, first, seen, cases, seed):
            return mistake
    return None


def signs(code, crash):
    """What signs are looked for in: the bare code, the notebook's variables that it reads, its error and where."""
    reads = "".join(f"\nreads the notebook's {name}" for name in code.reads)
    stops = f"\nstops with {crash.type}: {crash.message}" if crash else ""
    return code.bare + reads + stops + (f"\nat {crash.line.text}" if crash and crash.line else "")


def same(exercise, mistake, rung, first, seen, cases, seed):
    """Whether the mistake has the same results; the case that failed is tried first, as most mistakes differ there."""
    if len(seen) < len(cases):
        return False
    order = sorted((i for i, case in enumerate(cases) if not case.lenient), key=lambda i: i != first)
    runs = ((seen[i], run_of(exercise, mistake, i, seed)) for i in order)
    if mistake.by == "ratio":
        return in_proportion(list(runs))
    told = bool(mistake.sign)  # where everything crashes, nothing is seen: only the sign can tell
    for mine, theirs in runs:
        if not alike(mine, theirs, rung):
            return False
        told = told or not mine.crash
    return told


@functools.lru_cache(maxsize=4096)
def run_of(exercise, mistake, index, seed):
    """What is seen when the mistake runs on a case of that seed: kept, since a student tries more than once."""
    from .judge import cases_of

    function = function_from(mistake.source(exercise.name), exercise.name, vars(costs))
    return observe(function, exercise.protocol, cases_of(exercise, seed)[index])
