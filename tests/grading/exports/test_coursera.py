"""Coursera's feedback.json: a share from 0 to 1, and escaped text."""

import json

import pytest
from records import a_class, all_right, entry, record

from nst_course.grading.exports.coursera import coursera_feedback
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy


def test_every_grade_has_a_share_and_words():
    for grade in grade_students(a_class(), Policy()):
        found = json.loads(json.dumps(coursera_feedback(grade, Policy()), allow_nan=False))
        assert set(found) == {"fractionalScore", "feedback"}
        assert found["fractionalScore"] == pytest.approx(grade.total / grade.max_total, abs=1e-4)
        assert 0 <= found["fractionalScore"] <= 1
        assert "<" not in found["feedback"]
        assert all(name in found["feedback"] for name in grade.exercises)


def test_a_part_is_one_exercise():
    (grade,) = grade_students([record(entries=[entry("gram_matrix"), entry("total_cost", "wrong")])], Policy())
    assert coursera_feedback(grade, Policy())["fractionalScore"] == 0.6
    assert coursera_feedback(grade, Policy(), "gram_matrix")["fractionalScore"] == 1
    assert coursera_feedback(grade, Policy(), "total_cost")["fractionalScore"] == 0
    assert "gram_matrix" not in coursera_feedback(grade, Policy(), "total_cost")["feedback"]
    coursera_id = "qX3Zp"  # for the part, which does not mention the exercise
    assert coursera_feedback(grade, Policy(), coursera_id) == coursera_feedback(grade, Policy())


def test_zero_points_do_not_divide_by_zero():
    policy = Policy(points=dict.fromkeys(Policy().points, 0))
    assert coursera_feedback(grade_students([all_right()], policy)[0], policy)["fractionalScore"] == 0
