"""feedback.json of Coursera: a share from 0 to 1, and escaped words."""

import json

import pytest
from records import a_class, all_right, entry, record

from nst_course.grading.exports.coursera import feedback
from nst_course.grading.gradebook import grades
from nst_course.grading.policy import Policy


def test_every_grade_has_a_share_and_words():
    for grade in grades(a_class(), Policy()):
        found = json.loads(json.dumps(feedback(grade), allow_nan=False))
        assert set(found) == {"fractionalScore", "feedback"}
        assert found["fractionalScore"] == pytest.approx(grade.total / grade.max_total, abs=1e-4)
        assert 0 <= found["fractionalScore"] <= 1
        assert "<" not in found["feedback"]
        assert all(name in found["feedback"] for name in grade.results)


def test_a_part_is_one_exercise():
    (grade,) = grades([record(entries=[entry("gram_matrix"), entry("total_cost", "wrong")])], Policy())
    assert feedback(grade)["fractionalScore"] == 0.6
    assert feedback(grade, "gram_matrix")["fractionalScore"] == 1
    assert feedback(grade, "total_cost")["fractionalScore"] == 0
    assert "gram_matrix" not in feedback(grade, "total_cost")["feedback"]
    assert feedback(grade, "qX3Zp") == feedback(grade)  # Coursera's own number of the part


def test_nothing_to_reach_is_no_division():
    policy = Policy(points=dict.fromkeys(Policy().points, 0))
    assert feedback(grades([all_right()], policy)[0])["fractionalScore"] == 0
