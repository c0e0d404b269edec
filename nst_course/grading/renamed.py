"""Exercises that are missing -> the functions under other names that are them, as far as it is certain."""

import ast

from ..exercises import EXERCISES
from .likeness import likeness

# A test draws both lines: of the right answers in tests/checks/variants.py under other names the least like has 0.49,
# of the functions in the lessons and in tests/grading/innocent.py the most like has 0.33.
ENOUGH = 0.42
CLEAR = 0.1  # by which the first of two must be ahead
MOST = 100  # functions that are looked at


def look_for(missing, known):
    """({exercise: name of the function}, reasons why a person should look) for the exercises that are `missing`."""
    claims = {exercise: [] for exercise in EXERCISES}
    for name, function in list(candidates(known))[:MOST]:
        score, exercise = max((likeness(function, name, exercise), exercise) for exercise in EXERCISES)
        if score >= ENOUGH:
            claims[exercise].append((score, name))
    found, human = {}, []
    for exercise in missing:
        ranked = sorted(claims[exercise], reverse=True)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEAR:
            both = " and ".join(name for _, name in ranked[:2])
            human.append(f"There is no {exercise}, and both {both} may be meant: see which one counts.")
        elif ranked:
            found[exercise] = ranked[0][1]
    return found, human


def candidates(known):
    """(name, syntax tree) of the functions at the left margin that are no exercises, as they are in the end."""
    for name in known.by_name:
        valid = known.current_bindings(name)
        if name in EXERCISES or not valid:
            continue
        node = valid[-1].node
        if isinstance(node, ast.FunctionDef):
            yield name, node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            yield name, node.value
