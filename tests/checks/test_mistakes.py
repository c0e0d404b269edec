"""Every named mistake is caught, and named rightly: as the data writes it, and as other students would."""

import keras
import numpy as np
import pytest
from mistaken import MISTAKEN, MISTAKEN_AGAIN
from mistaken_blind import FIFTH, FOURTH, RIGHT, THIRD, blocks

from nst_course import costs
from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from

WRITTEN = [(e.name, m.name, m.source(e.name)) for e in EXERCISES.values() for m in e.mistakes]
ALSO = [(e.name, m.name, source) for e in EXERCISES.values() for m in e.mistakes for source in m.also]
BLIND = blocks(THIRD) + blocks(FOURTH) + blocks(FIFTH)
NAMES = {**vars(costs), "np": np, "keras": keras}
PRECISION = 0.95


@pytest.fixture(
    scope="module",
    params=[WRITTEN, MISTAKEN, MISTAKEN_AGAIN, ALSO, BLIND],
    ids=["in the data", "in other spellings", "in yet others", "with other results", "by many hands"],
)
def reports(request):
    """[(exercise, names that are true, the report on a function with that mistake)]."""
    return [
        (
            exercise,
            (names,) if isinstance(names, str) else names,
            check_function(exercise, function_from(source, exercise, NAMES)),
        )
        for exercise, names, source in request.param
    ]


def test_there_are_enough_of_them():
    assert len(WRITTEN) >= 70
    assert len(MISTAKEN) >= 60


def test_other_spellings_are_of_mistakes_that_have_a_name():
    blind = {(exercise, name) for exercise, names, _ in BLIND for name in names}
    assert {m[:2] for m in MISTAKEN + MISTAKEN_AGAIN} | blind <= {m[:2] for m in WRITTEN}


def test_every_mistake_is_caught(reports):
    missed = [(exercise, names) for exercise, names, report in reports if report.passed]
    assert not missed


def test_mistakes_are_named_rightly(reports):
    wrong = [(exercise, names, report) for exercise, names, report in reports if report.mistake not in names]
    precision = 1 - len(wrong) / len(reports)
    told = "\n".join(f"{e}: {' or '.join(names)} was named '{r.mistake}': {r.headline}" for e, names, r in wrong)
    print(f"{precision:.1%} of {len(reports)} named rightly\n{told}")
    assert precision >= PRECISION, told


def test_a_mistake_comes_with_its_words(reports):
    for exercise, names, report in reports:
        if report.mistake in names:
            mistake = next(m for m in EXERCISES[exercise].mistakes if m.name == report.mistake)
            assert report.diagnosis == mistake.diagnosis
            assert report.next_move == mistake.next_move


@pytest.mark.parametrize(("exercise", "source"), [(exercise, source) for exercise, _, source in blocks(RIGHT)])
def test_nothing_is_found_in_right_functions(exercise, source):
    report = check_function(exercise, function_from(source, exercise, NAMES))
    assert report.passed, report
    assert not report.mistake
    assert not report.diagnosis
