"""A function that fails -> the named mistake that it makes, if it is one that students are known to make."""

import functools
import re

from .. import costs
from ..exercises.source import function_from
from .ladder import EAGER, alike
from .observe import observe


def diagnose(exercise, fault, code, seen, cases, seed):
    """The `Mistake`, or None. `seen` are the runs of the function at the rung that failed."""
    rung, _, _ = fault
    for mistake in exercise.mistakes:
        if mistake.rung and mistake.rung != rung:
            continue
        if mistake.sign and not re.search(mistake.sign, signs(code), re.MULTILINE | re.DOTALL):
            continue
        if not mistake.exact or alike(seen, runs_of(exercise, mistake, rung not in EAGER, seed), rung, cases):
            return mistake
    return None


def signs(code):
    """The text that signs are looked for in: the bare code, and a line for each variable of the notebook it reads."""
    return code.bare + "".join(f"\nreads the notebook's {name}" for name in code.reads)


@functools.lru_cache(maxsize=512)
def runs_of(exercise, mistake, graph, seed):
    """What is seen when the mistake runs on the cases of that seed: kept, since a student tries more than once."""
    from .judge import cases_of

    function = function_from(mistake.source(exercise.name), exercise.name, vars(costs))
    return [observe(function, exercise.protocol, case, graph) for case in cases_of(exercise, seed)]
