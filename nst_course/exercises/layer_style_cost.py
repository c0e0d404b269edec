"""The style cost of a layer."""

from .exercise import Exercise


def make_cases(rng):
    return []


MISTAKES = ()

LAYER_STYLE_COST = Exercise(
    name="compute_layer_style_cost",
    title="The style cost of a layer",
    lesson="4_style_cost",
    points=20,
    minutes=25,
    difficulty="medium",
    hints=("", "", ""),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol="cost",
)
