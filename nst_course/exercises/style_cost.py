"""The style cost of several layers."""

from .exercise import Exercise


def make_cases(rng):
    return []


MISTAKES = ()

STYLE_COST = Exercise(
    name="compute_style_cost",
    title="The style cost of several layers",
    lesson="4_style_cost",
    points=15,
    minutes=15,
    difficulty="medium",
    hints=("", "", ""),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol="cost",
)
