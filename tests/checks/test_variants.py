"""Right answers pass, however they are written, and no mistake is found in them."""

import functools

import keras
import numpy as np
import pytest
from variants import VARIANTS

from nst_course import costs
from nst_course.checks.judge import judge
from nst_course.exercises import EXERCISES
from nst_course.exercises.source import function_from

NAMES = {**vars(costs), "np": np, "keras": keras, "functools": functools}


def test_there_are_enough_of_them():
    assert len(VARIANTS) >= 40
    assert {exercise for exercise, _, _ in VARIANTS} == set(EXERCISES)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_passes(name):
    report = judge(name, getattr(costs, name))
    assert report.passed, report
    assert report.points == EXERCISES[name].points


@pytest.mark.parametrize(("name", "what", "source"), VARIANTS, ids=[f"{name}-{what}" for name, what, _ in VARIANTS])
def test_right_answers_pass(name, what, source):
    report = judge(name, function_from(source, name, NAMES))
    assert report.passed, report
    assert not report.mistake
    assert not report.diagnosis
    assert report.points == EXERCISES[name].points


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", EXERCISES)
def test_right_answers_pass_on_other_inputs(name, seed):
    """The grader draws other inputs than the notebook."""
    for exercise, _, source in VARIANTS:
        if exercise == name:
            report = judge(name, function_from(source, name, NAMES), seed=seed)
            assert report.passed, report
