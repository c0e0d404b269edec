"""The total cost."""

from .exercise import Exercise


def make_cases(rng):
    return []


MISTAKES = ()

TOTAL_COST = Exercise(
    name="total_cost",
    title="The total cost",
    lesson="5_make_art",
    points=10,
    minutes=5,
    difficulty="easy",
    hints=("", "", ""),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol="cost",
)
