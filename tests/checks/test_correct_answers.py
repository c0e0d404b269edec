"""Any correct implementation passes, however it is written, and no mistake is found in it."""

import functools
from collections import Counter

import keras
import numpy as np
import pytest
from answers import UNUSUAL_ANSWERS
from correct_answers import CORRECT_ANSWERS

from nst_course import costs
from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from

NAMES = {**vars(costs), "np": np, "keras": keras, "functools": functools}


def test_a_hundred_different_ones_are_tried():
    """As the README says; at least ten for each exercise, no two alike."""
    sources = [(exercise, source) for exercise, _, source in CORRECT_ANSWERS]
    sources += [(answer.exercise, answer.source) for answer in UNUSUAL_ANSWERS]
    assert len(set(sources)) == len(sources) >= 100
    counts = Counter(exercise for exercise, _ in sources)
    assert min(counts[name] for name in EXERCISES) >= 10


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_passes(name):
    report = check_function(name, getattr(costs, name))
    assert report.passed, report
    assert report.points == EXERCISES[name].points


@pytest.mark.parametrize(
    ("name", "what", "source"), CORRECT_ANSWERS, ids=[f"{name}-{what}" for name, what, _ in CORRECT_ANSWERS]
)
def test_correct_answers_pass(name, what, source):
    report = check_function(name, function_from(source, name, NAMES))
    assert report.passed, report
    assert not report.mistake
    assert not report.diagnosis
    assert report.points == EXERCISES[name].points


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", EXERCISES)
def test_correct_answers_pass_on_other_inputs(name, seed):
    """The grader draws different inputs from the notebook."""
    for exercise, _, source in CORRECT_ANSWERS:
        if exercise == name:
            report = check_function(name, function_from(source, name, NAMES), seed=seed)
            assert report.passed, report
