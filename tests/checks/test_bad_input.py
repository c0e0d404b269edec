"""Whatever a student hands over, a clear report comes back: a verdict, a sentence, the own line, a next move."""

import math
import signal
import sys
import threading

import keras
import numpy as np
import pytest

from nst_course import costs
from nst_course.checks.judge import judge
from nst_course.exercises import EXERCISES
from nst_course.exercises.source import function_from
from nst_course.report import VERDICTS

NAMES = {**vars(costs), "np": np, "keras": keras}


def report_on(body, name="gram_matrix", before="", names=NAMES):
    """The report on a function with this body, after other lines of a notebook."""
    head = EXERCISES[name].solution.splitlines()[0]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return judge(name, function_from(f"{before}{head}\n{lines}\n", name, names))


def is_clear(report):
    """One sentence that begins small after the name, what to do next, and the same in all faces."""
    assert report.verdict in VERDICTS
    assert report.headline.endswith(".") or report.verdict == "crashed" or "tf.function" in report.headline
    assert "\n" not in report.headline
    assert len(report.headline) < 400
    assert report.next_move
    assert report.headline in report.to_dict()["headline"]
    assert str(report).startswith(("✓", "○", "✗", "■"))
    return True


RETURNED = {
    "None": ("None", "returns None, not a tensor"),
    "1.5": ("a float", "returns a float, not a tensor"),
    "7": ("an int", "returns an int, not a tensor"),
    "True": ("a bool", "returns a bool, not a tensor"),
    "np.ones((3, 3), np.float32)": ("a NumPy array", "returns a NumPy array, not a tensor"),
    "[A]": ("a list", "returns a list, not a tensor"),
    "'done'": ("a string", "returns a str, not a tensor"),
    "{'G': A}": ("a dict", "returns a dict, not a tensor"),
    "tf.ones([2, 2])": ("another shape", "the shape (2, 2), not the shape (3, 3)"),
    "tf.zeros([A.shape[0]])": ("a vector", "the shape (3,), not the shape (3, 3)"),
    "tf.cast(A @ tf.transpose(A), tf.int64)": ("whole numbers", "returns int64 for inputs in float32"),
    "math.nan * tf.matmul(A, A, transpose_b=True)": ("NaN", "returns NaN"),
    "math.inf * tf.ones([A.shape[0]] * 2)": ("infinity", "returns infinity"),
    "tf.constant('a')": ("a tensor of text", "returns string for inputs in float32"),
    "tf.sparse.from_dense(A)": ("a sparse tensor", "returns a SparseTensor, not a tensor"),
    "lambda: A": ("a function", "returns a function, not a tensor"),
}


@pytest.mark.parametrize("value", RETURNED, ids=[what for what, _ in RETURNED.values()])
def test_what_is_returned_is_named(value):
    report = report_on(f"return {value}", names={**NAMES, "math": math})
    assert report.verdict == "wrong"
    assert RETURNED[value][1] in report.headline
    assert report.points == 0
    assert is_clear(report)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "value", ["None", "1.5", "np.ones(3)", "[]", "'done'", "tf.ones([2, 5])", "tf.constant(float('nan'))"]
)
def test_no_exercise_takes_them(name, value):
    report = report_on(f"return {value}", name)
    assert report.verdict == "wrong"
    assert is_clear(report)


@pytest.mark.parametrize("name", EXERCISES)
def test_an_untouched_stub_is_not_yet(name):
    exercise = EXERCISES[name]
    report = judge(name, function_from(exercise.stub, name, NAMES))
    assert report.verdict == "not yet"
    assert "..." in report.line.text
    assert report.line.text == exercise.stub.splitlines()[report.line.number - 1].strip()
    assert is_clear(report)


def test_a_half_filled_stub_shows_its_first_open_line_though_it_would_crash():
    body = "a_C, a_G = content_output[-1], generated_output[-1]\n"
    body += "_, n_H, n_W, n_C = ..., ..., ..., ...\nreturn a_C / (n_H * n_W)"
    report = report_on(body, "compute_content_cost")
    assert report.verdict == "not yet"
    assert report.line.number == 3
    assert is_clear(report)


def test_the_open_line_is_numbered_as_in_the_cell():
    report = report_on("return ...", before="x = 1\ny = 2\n\n")
    assert report.line.number == 5
    assert report.line.text == "return ..."


def test_an_unknown_name():
    report = report_on("return matrix_product(A)")
    assert "matrix_product" in report.headline
    assert "spelled" in report.next_move
    assert is_clear(report)


def test_an_ellipsis_is_not_yet_where_the_code_is_not_known():
    space = dict(NAMES)
    exec("def gram_matrix(A):\n    return ...", space)
    report = judge("gram_matrix", space["gram_matrix"])
    assert report.verdict == "not yet"
    assert is_clear(report)


def test_an_ellipsis_in_an_index_is_no_open_place():
    assert report_on("return tf.matmul(A[..., :], A, transpose_b=True)").passed


CRASHES = {
    "at once": ("x = 1\nreturn A.colour", "", 3, "return A.colour"),
    "in a helper": ("return helper(A)", "def helper(A):\n    return A @ A.shape\n\n", 2, "return A @ A.shape"),
    "in TensorFlow": ("return tf.matmul(A, tf.ones([100, 2]))", "", 2, "return tf.matmul(A, tf.ones([100, 2]))"),
    "in a function inside": ("def inner():\n    return [][0]\nreturn inner()", "", 3, "return [][0]"),
}


@pytest.mark.parametrize("what", CRASHES)
@pytest.mark.parametrize("decorated", [False, True], ids=["eager", "tf.function"])
def test_a_crash_shows_the_own_line(what, decorated):
    body, before, number, text = CRASHES[what]
    before += "@tf.function\n" if decorated else ""
    number += decorated and what != "in a helper"
    report = report_on(body, before=before)
    number += before.count("\n") - decorated if what != "in a helper" else 0
    assert report.verdict == "crashed"
    assert report.line.text == text
    assert report.line.number == number
    assert is_clear(report)


def test_a_crash_only_inside_a_graph_shows_the_own_line():
    report = report_on("n = 0 * tf.reduce_sum(A).numpy()\nreturn tf.matmul(A, A, transpose_b=True) + n")
    assert report.verdict == "wrong"
    assert "inside tf.function" in report.headline
    assert report.line.number == 2
    assert report.points == EXERCISES["gram_matrix"].points / 2
    assert is_clear(report)


def test_recursion_without_an_end():
    report = report_on("return gram_matrix(A)")
    assert "calls itself without an end" in report.headline
    assert report.verdict == "crashed"
    assert is_clear(report)


@pytest.mark.parametrize("leave", ["exit()", "quit()", "raise SystemExit(3)", "import sys; sys.exit()"])
def test_leaving_the_program(leave):
    report = report_on(leave)
    assert "ends the program" in report.headline
    assert is_clear(report)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs a signal to the main thread")
def test_an_infinite_loop_can_be_interrupted():
    # What the notebook's stop button does; an interrupt only reaches a loop that runs Python.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(1.0, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    timer.start()
    try:
        report = report_on("i = 0\nwhile True:\n    i += 1")
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, previous)
    assert report.verdict == "stopped"
    assert report.line.number in (3, 4)
    assert is_clear(report)


def test_a_lot_of_printing_is_cut_and_shown():
    report = report_on("for i in range(20000):\n    print('here', i)")
    assert report.printed.startswith("here 0\nhere 1")
    assert len(report.printed) < 1000
    assert is_clear(report)


@pytest.mark.parametrize("kind", [3, "text", [1, 2]], ids=["int", "str", "list"])
def test_tf_given_to_something_else(kind):
    report = report_on("return tf.matmul(A, A, transpose_b=True)", names={**NAMES, "tf": kind})
    assert report.verdict == "crashed"
    assert (
        f"`tf` no longer means what it should: somewhere in the notebook it was "
        f"given to a{'n' * (kind == 3)} {type(kind).__name__}" in report.diagnosis
    )
    assert "import cell" in report.next_move
    assert is_clear(report)


def test_a_shadowed_built_in():
    names = {**NAMES, "sum": tf_zero()}
    report = report_on(
        "return sum(w * compute_layer_style_cost(s, g) for (_, w), s, g in "
        "zip(STYLE_LAYERS, style_image_output, generated_image_output))",
        "compute_style_cost",
        names=names,
    )
    assert "The name `sum`" in report.diagnosis
    assert "del sum" in report.next_move
    assert is_clear(report)


def tf_zero():
    return costs.tf.constant(0.0)


NO_FUNCTIONS = {"a class": type("Gram", (), {}), "a str": "gram_matrix", "a module": math, "an int": 3, "a list": [1]}


@pytest.mark.parametrize("what", NO_FUNCTIONS)
def test_what_is_no_function(what):
    report = judge("gram_matrix", NO_FUNCTIONS[what])
    assert report.verdict == "wrong"
    assert report.headline == f"this is {what}, not a function."
    assert is_clear(report)


@pytest.mark.parametrize("nothing", [None, ...])
def test_nothing_at_all_is_not_yet(nothing):
    report = judge("gram_matrix", nothing)
    assert report.verdict == "not yet"
    assert is_clear(report)


@pytest.mark.parametrize("head", ["()", "(A, B)", "(*, A)"])
def test_other_arguments(head):
    report = judge("gram_matrix", function_from(f"def gram_matrix{head}:\n    return 1\n", "gram_matrix", NAMES))
    assert report.verdict == "wrong"
    assert "cannot be called" in report.headline
    assert report.line.text == f"def gram_matrix{head}:"
    assert report.expected == "def gram_matrix(A):"
    assert is_clear(report)


def test_a_function_of_another_exercise():
    report = judge("gram_matrix", costs.total_cost)
    assert "cannot be called" in report.headline
    assert is_clear(report)


def test_a_class_without_code_that_python_knows_is_checked_all_the_same():
    assert not judge("gram_matrix", math.sqrt).passed
    assert is_clear(judge("gram_matrix", len))
    assert sys.getrecursionlimit() >= 1000


HALF = {
    "traced once": "@tf.function\ndef product(x):\n    return tf.matmul(x, x, transpose_b=True)\nreturn product(A)",
    "gradient": "return tf.matmul(tf.stop_gradient(A), A, transpose_b=True)",
    "inside tf.function": "if tf.reduce_sum(A).numpy() > 1e9:\n    A = A * 2\nreturn tf.matmul(A, A, transpose_b=True)",
}


@pytest.mark.parametrize("rung", HALF)
def test_half_the_points_for_right_values(rung):
    report = report_on(HALF[rung])
    assert (rung, False) in report.rungs
    assert report.points == EXERCISES["gram_matrix"].points / 2
    assert is_clear(report)


class TestRightAllTheSame:
    """Nothing that a right function may do is held against it."""

    def test_a_layer_without_weight_may_be_left_out(self):
        text = """def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    total = tf.constant(0.0)
    for s, g, (_, weight) in zip(style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS):
        if weight == 0:
            continue
        total += weight * compute_layer_style_cost(s, g)
    return total
"""
        assert judge("compute_style_cost", function_from(text, "compute_style_cost", vars(costs))).passed

    def test_a_stray_ellipsis_is_no_fault(self):
        text = EXERCISES["gram_matrix"].solution.replace("    return", "    ...\n    return")
        assert judge("gram_matrix", function_from(text, "gram_matrix", vars(costs))).passed


@pytest.mark.parametrize(
    "body", ["pass", '"""A docstring."""', "raise NotImplementedError", "raise NotImplementedError()"]
)
def test_other_ways_to_be_unfinished(body):
    report = judge("gram_matrix", function_from(f"def gram_matrix(A):\n    {body}\n", "gram_matrix", vars(costs)))
    assert report.verdict == "not yet"
    assert report.line.number == 2


def test_memory_that_ends_in_a_lenient_case():
    text = """def total_cost(J_content, J_style, alpha=10, beta=40):
    if isinstance(J_content, float):
        raise MemoryError
    return J_content * 3
"""
    assert judge("total_cost", function_from(text, "total_cost", vars(costs))).verdict == "wrong"


def test_an_error_that_cannot_say_what_it_is():
    text = """def gram_matrix(A):
    class Mute(Exception):
        def __str__(self):
            raise ValueError
    raise Mute
"""
    assert judge("gram_matrix", function_from(text, "gram_matrix", vars(costs))).verdict == "crashed"


def test_a_power_written_as_in_mathematics():
    text = EXERCISES["compute_layer_style_cost"].solution.replace("n_C**2", "n_C ^ 2")
    report = judge("compute_layer_style_cost", function_from(text, "compute_layer_style_cost", vars(costs)))
    assert "^" in report.diagnosis
    assert "**" in report.next_move


def test_warnings_and_stderr_do_not_reach_the_notebook(capfd):
    text = """def gram_matrix(A):
    import sys, warnings
    warnings.warn("look")
    print("noise", file=sys.stderr)
    return A @ tf.transpose(A)
"""
    assert judge("gram_matrix", function_from(text, "gram_matrix", vars(costs))).passed
    assert capfd.readouterr() == ("", "")
