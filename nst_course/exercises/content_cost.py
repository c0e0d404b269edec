"""The content cost."""

from .exercise import Exercise


def make_cases(rng):
    return []


MISTAKES = ()

CONTENT_COST = Exercise(
    name="compute_content_cost",
    title="The content cost",
    lesson="2_content_cost",
    points=15,
    minutes=15,
    difficulty="easy",
    hints=("", "", ""),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol="cost",
)
