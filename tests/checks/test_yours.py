"""What goes on with the lesson: the student's function once it passes, else the reference, never taken for theirs."""

import pytest
import tensorflow as tf

import nst_course as nst
from nst_course import NstError, costs
from nst_course.exercises import EXERCISES
from nst_course.exercises.source import function_from


def right(A):
    return A @ tf.transpose(A)


def wrong(A):
    return tf.transpose(A) @ A


def test_a_right_function_is_the_students(capsys):
    assert nst.yours(right, "gram_matrix") is right
    assert capsys.readouterr().out == ""


def test_the_reference_stands_in_and_says_why(capsys):
    assert nst.yours(wrong, "gram_matrix") is costs.gram_matrix
    assert "does not pass its check yet" in capsys.readouterr().out
    stub = function_from(EXERCISES["gram_matrix"].stub, "gram_matrix", vars(costs))
    assert nst.yours(stub) is costs.gram_matrix
    assert "Your gram_matrix is not written yet" in capsys.readouterr().out


def test_the_stand_in_never_gets_the_points(capsys):
    gram_matrix = nst.yours(wrong, "gram_matrix")
    report = nst.check.gram_matrix(gram_matrix)
    assert not report
    assert report.points == 0
    assert "def gram_matrix" in report.next_move
    nst.yours(gram_matrix)
    assert "is not written yet" in capsys.readouterr().out


def test_other_functions_are_no_exercise():
    with pytest.raises(NstError, match="no exercise"):
        nst.yours(right)
