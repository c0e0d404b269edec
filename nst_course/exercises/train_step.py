"""One step on the pixels."""

from .exercise import Exercise


def make_cases(rng):
    return []


MISTAKES = ()

TRAIN_STEP = Exercise(
    name="train_step",
    title="One step on the pixels",
    lesson="5_make_art",
    points=25,
    minutes=25,
    difficulty="hard",
    hints=("", "", ""),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol="step",
)
