"""The function that a lesson continues with: the student's if it passes, else the reference, clearly labeled."""

import pytest
import tensorflow as tf

import nst_course as nst
from nst_course import NstError, costs
from nst_course.checks.report import Problem
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from


def right(A):
    return A @ tf.transpose(A)


def wrong(A):
    return tf.transpose(A) @ A


def test_a_passing_function_is_returned(capsys):
    assert nst.yours(right, "gram_matrix") is right
    assert capsys.readouterr().out == ""


def test_the_reference_is_used_instead_and_a_line_says_why(capsys):
    assert nst.yours(wrong, "gram_matrix") is costs.gram_matrix
    failing = capsys.readouterr().out
    stub = function_from(EXERCISES["gram_matrix"].stub, "gram_matrix", vars(costs))
    assert nst.yours(stub) is costs.gram_matrix
    unfinished = capsys.readouterr().out
    assert failing != unfinished
    assert all(said.count("\n") == 1 and "gram_matrix" in said for said in (failing, unfinished))


def test_the_stand_in_never_gets_the_points(capsys):
    gram_matrix = nst.yours(wrong, "gram_matrix")
    report = nst.check.gram_matrix(gram_matrix)
    assert not report
    assert report.points == 0
    assert "def gram_matrix" in report.next_move
    assert report.problem is Problem.REFERENCE
    assert nst.yours(gram_matrix) is costs.gram_matrix


def test_other_functions_are_not_exercises():
    with pytest.raises(NstError, match="right"):
        nst.yours(right)
