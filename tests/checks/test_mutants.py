"""Mechanically mutated references are rejected, except for those listed as equivalent, with the reason."""

import pytest
from mutants import mutants

from nst_course import costs
from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from

# Mutants that are still correct: what was changed, and why it doesn't matter.
ROUND = "the square of a difference has no sign, so C (or S) and G can be swapped"
ORDER = "a product has no order, so height and width can be swapped"
EQUIVALENT = {
    "compute_content_cost": {
        "entries 0 and 1 swapped in `(a_C, a_G)`": ROUND,
        "entries 0 and 1 swapped in `(content_output[-1], generated_output[-1])`": ROUND,
        "sides swapped in `a_C - a_G`": ROUND,
        "entries 1 and 2 swapped in `(_, n_H, n_W, n_C)`": ORDER,
        "entries 2 and 3 swapped in `(_, n_H, n_W, n_C)`": ORDER,
    },
    "compute_layer_style_cost": {
        "entries 0 and 1 swapped in `(G_S, G_G)`": ROUND,
        "entries 0 and 1 swapped in `(gram_matrix(A_S), gram_matrix(A_G))`": ROUND,
        "sides swapped in `G_S - G_G`": ROUND,
        "entries 1 and 2 swapped in `(_, n_H, n_W, n_C)`": ORDER,
    },
    "compute_style_cost": {
        "entries 0 and 1 swapped in `(a_S, a_G)`": ROUND,
        "entries 0 and 1 swapped in `(style_image_output[:-1], generated_image_output[:-1])`": ROUND,
        "arguments 0 and 1 swapped in `compute_layer_style_cost(s, g)`": ROUND,
        "entries 0 and 1 swapped in `(s, g, (_, weight))`": ROUND,
        "arguments 0 and 1 swapped in `zip(a_S, a_G, STYLE_LAYERS, strict=True)`": ROUND,
        "keyword strict dropped in `zip(a_S, a_G, STYLE_LAYERS, "
        "strict=True)`": "it only guards against lists of unlike lengths",
        "flipped in `True`": "it only guards against lists of unlike lengths",
    },
    "train_step": {
        "arguments 0 and 1 swapped in `compute_content_cost(a_C, a_G)`": ROUND,
        "arguments 0 and 1 swapped in `compute_style_cost(a_S, a_G, STYLE_LAYERS)`": ROUND,
    },
}


def survivors(name):
    """The changes in the mutants that pass."""
    found = {what: source for what, source in mutants(EXERCISES[name].solution) if can_be_defined(source)}
    assert found
    return {what for what, text in found.items() if check_function(name, function_from(text, name, vars(costs))).passed}


def can_be_defined(source):
    try:
        exec(source, dict(vars(costs)))
    except (SyntaxError, TypeError, ValueError, NameError):
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
def test_only_equivalent_mutants_pass(name):
    assert survivors(name) == set(EQUIVALENT.get(name, {}))
