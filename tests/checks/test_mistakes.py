"""Every named mistake is caught, and named rightly: as the data writes it, and as other students would."""

import keras
import numpy as np
import pytest
from mistaken import MISTAKEN, MISTAKEN_AGAIN

from nst_course import costs
from nst_course.checks.judge import judge
from nst_course.exercises import EXERCISES
from nst_course.exercises.source import function_from

WRITTEN = [(e.name, m.name, m.source(e.name)) for e in EXERCISES.values() for m in e.mistakes]
NAMES = {**vars(costs), "np": np, "keras": keras}
PRECISION = 0.95


@pytest.fixture(
    scope="module",
    params=[WRITTEN, MISTAKEN, MISTAKEN_AGAIN],
    ids=["in the data", "in other spellings", "in yet others"],
)
def reports(request):
    """{(exercise, mistake): the report on a function with that mistake}."""
    return {
        (exercise, name): judge(exercise, function_from(source, exercise, NAMES))
        for exercise, name, source in request.param
    }


def test_there_are_enough_of_them():
    assert len(WRITTEN) >= 70
    assert len(MISTAKEN) >= 60


def test_other_spellings_are_of_mistakes_that_have_a_name():
    assert {m[:2] for m in MISTAKEN + MISTAKEN_AGAIN} <= {m[:2] for m in WRITTEN}


def test_every_mistake_is_caught(reports):
    missed = [key for key, report in reports.items() if report.passed]
    assert not missed


def test_mistakes_are_named_rightly(reports):
    wrong = {key: report for key, report in reports.items() if report.mistake != key[1]}
    precision = 1 - len(wrong) / len(reports)
    told = "\n".join(f"{'.'.join(key)} was named '{r.mistake}': {r.headline}" for key, r in wrong.items())
    print(f"{precision:.1%} of {len(reports)} named rightly\n{told}")
    assert precision >= PRECISION, told


def test_a_mistake_comes_with_its_words(reports):
    for (exercise, name), report in reports.items():
        if report.mistake == name:
            mistake = next(m for m in EXERCISES[exercise].mistakes if m.name == name)
            assert report.diagnosis == mistake.diagnosis
            assert report.next_move == mistake.next_move
