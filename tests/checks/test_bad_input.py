"""Whatever a student passes in, the report is clear: a verdict, a sentence, the student's line, a next move."""

import math
import signal
import sys
import threading

import keras
import numpy as np
import pytest

from nst_course import costs
from nst_course.checks.compare import CheckStep
from nst_course.checks.report import SIGNS, Problem, Verdict
from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from

NAMES = {**vars(costs), "np": np, "keras": keras}


def report_on(body, name="gram_matrix", before="", names=NAMES):
    """The report on a function with this body, after other notebook lines."""
    head = EXERCISES[name].solution.splitlines()[0]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return check_function(name, function_from(f"{before}{head}\n{lines}\n", name, names))


def is_clear(report):
    """The problem as one line and as a code, and what to do next; the same in every form of the report."""
    assert isinstance(report.verdict, Verdict)
    assert isinstance(report.problem, Problem)
    assert report.headline
    assert "\n" not in report.headline
    assert len(report.headline) < 400
    assert report.next_move
    assert report.to_dict()["headline"] == report.headline
    assert str(report).startswith(SIGNS[report.verdict])
    return True


# What is returned: (in words, what is wrong with it, what the headline must name).
RETURNED = {
    "None": ("None", Problem.WRONG_KIND, ["None"]),
    "1.5": ("a float", Problem.WRONG_KIND, ["float"]),
    "7": ("an int", Problem.WRONG_KIND, ["int"]),
    "True": ("a bool", Problem.WRONG_KIND, ["bool"]),
    "np.ones((3, 3), np.float32)": ("a NumPy array", Problem.WRONG_KIND, ["NumPy array"]),
    "[A]": ("a list", Problem.WRONG_KIND, ["list"]),
    "'done'": ("a string", Problem.WRONG_KIND, ["str"]),
    "{'G': A}": ("a dict", Problem.WRONG_KIND, ["dict"]),
    "tf.ones([2, 2])": ("another shape", Problem.WRONG_SHAPE, ["(2, 2)", "(3, 3)"]),
    "tf.zeros([A.shape[0]])": ("a vector", Problem.WRONG_SHAPE, ["(3,)", "(3, 3)"]),
    "tf.cast(A @ tf.transpose(A), tf.int64)": ("whole numbers", Problem.WRONG_DTYPE, ["int64", "float32"]),
    "math.nan * tf.matmul(A, A, transpose_b=True)": ("NaN", Problem.NOT_FINITE, ["NaN"]),
    "math.inf * tf.ones([A.shape[0]] * 2)": ("infinity", Problem.NOT_FINITE, ["infinity"]),
    "tf.constant('a')": ("a tensor of text", Problem.WRONG_DTYPE, ["string", "float32"]),
    "tf.sparse.from_dense(A)": ("a sparse tensor", Problem.WRONG_KIND, ["SparseTensor"]),
    "lambda: A": ("a function", Problem.WRONG_KIND, ["function"]),
}


@pytest.mark.parametrize("value", RETURNED, ids=[what for what, _, _ in RETURNED.values()])
def test_what_is_returned_is_named(value):
    report = report_on(f"return {value}", names={**NAMES, "math": math})
    _, problem, named = RETURNED[value]
    assert report.verdict is Verdict.WRONG
    assert report.problem is problem
    assert all(word in report.headline for word in named)
    assert report.points == 0
    assert is_clear(report)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "value", ["None", "1.5", "np.ones(3)", "[]", "'done'", "tf.ones([2, 5])", "tf.constant(float('nan'))"]
)
def test_every_exercise_rejects_them(name, value):
    report = report_on(f"return {value}", name)
    assert report.verdict is Verdict.WRONG
    assert is_clear(report)


@pytest.mark.parametrize("name", EXERCISES)
def test_an_untouched_stub_is_not_yet(name):
    exercise = EXERCISES[name]
    report = check_function(name, function_from(exercise.stub, name, NAMES))
    assert report.verdict is Verdict.NOT_YET
    assert "..." in report.line.text
    assert report.line.text == exercise.stub.splitlines()[report.line.number - 1].strip()
    assert is_clear(report)


def test_a_half_filled_stub_shows_its_first_open_line_though_it_would_crash():
    body = "a_C, a_G = content_output[-1], generated_output[-1]\n"
    body += "_, n_H, n_W, n_C = ..., ..., ..., ...\nreturn a_C / (n_H * n_W)"
    report = report_on(body, "compute_content_cost")
    assert report.verdict is Verdict.NOT_YET
    assert report.line.number == 3
    assert is_clear(report)


def test_the_open_line_is_numbered_as_in_the_cell():
    report = report_on("return ...", before="x = 1\ny = 2\n\n")
    assert report.line.number == 5
    assert report.line.text == "return ..."


def test_an_unknown_name():
    report = report_on("return matrix_product(A)")
    assert "matrix_product" in report.headline
    assert report.error == "NameError"
    assert is_clear(report)


def test_an_ellipsis_is_not_yet_if_the_code_is_unknown():
    space = dict(NAMES)
    exec("def gram_matrix(A):\n    return ...", space)
    report = check_function("gram_matrix", space["gram_matrix"])
    assert report.verdict is Verdict.NOT_YET
    assert is_clear(report)


def test_an_ellipsis_in_an_index_is_not_an_open_place():
    assert report_on("return tf.matmul(A[..., :], A, transpose_b=True)").passed


CRASHES = {
    "at once": ("x = 1\nreturn A.colour", "", 3, "return A.colour"),
    "in a helper": ("return helper(A)", "def helper(A):\n    return A @ A.shape\n\n", 2, "return A @ A.shape"),
    "in TensorFlow": ("return tf.matmul(A, tf.ones([100, 2]))", "", 2, "return tf.matmul(A, tf.ones([100, 2]))"),
    "in a function inside": ("def inner():\n    return [][0]\nreturn inner()", "", 3, "return [][0]"),
}


@pytest.mark.parametrize("what", CRASHES)
@pytest.mark.parametrize("decorated", [False, True], ids=["eager", "tf.function"])
def test_a_crash_shows_the_students_line(what, decorated):
    body, before, number, text = CRASHES[what]
    before += "@tf.function\n" if decorated else ""
    number += decorated and what != "in a helper"
    report = report_on(body, before=before)
    number += before.count("\n") - decorated if what != "in a helper" else 0
    assert report.verdict is Verdict.CRASHED
    assert report.line.text == text
    assert report.line.number == number
    assert is_clear(report)


def test_a_crash_only_inside_a_graph_shows_the_students_line():
    report = report_on("n = 0 * tf.reduce_sum(A).numpy()\nreturn tf.matmul(A, A, transpose_b=True) + n")
    assert report.verdict is Verdict.PARTLY
    assert report.failed_step is CheckStep.INSIDE_GRAPH
    assert report.problem is Problem.ERROR
    assert report.line.number == 2
    assert report.points == EXERCISES["gram_matrix"].points / 2
    assert is_clear(report)


def test_endless_recursion():
    report = report_on("return gram_matrix(A)")
    assert report.problem is Problem.ENDLESS_RECURSION
    assert report.verdict is Verdict.CRASHED
    assert is_clear(report)


@pytest.mark.parametrize("leave", ["exit()", "quit()", "raise SystemExit(3)", "import sys; sys.exit()"])
def test_exiting_the_program(leave):
    report = report_on(leave)
    assert report.problem is Problem.EXIT
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
    assert report.verdict is Verdict.STOPPED
    assert report.line.number in (3, 4)
    assert is_clear(report)


def test_a_lot_of_printing_is_cut_and_shown():
    report = report_on("for i in range(20000):\n    print('here', i)")
    assert report.printed.startswith("here 0\nhere 1")
    assert len(report.printed) < 1000
    assert is_clear(report)


@pytest.mark.parametrize("kind", [3, "text", [1, 2]], ids=["int", "str", "list"])
def test_tf_reassigned(kind):
    report = report_on("return tf.matmul(A, A, transpose_b=True)", names={**NAMES, "tf": kind})
    assert report.verdict is Verdict.CRASHED
    assert "`tf`" in report.diagnosis
    assert f"a{'n' * (kind == 3)} {type(kind).__name__}" in report.diagnosis
    assert "import" in report.next_move
    assert is_clear(report)


def test_a_shadowed_built_in():
    names = {**NAMES, "sum": tf_zero()}
    report = report_on(
        "return sum(w * compute_layer_style_cost(s, g) for (_, w), s, g in "
        "zip(STYLE_LAYERS, style_image_output, generated_image_output))",
        "compute_style_cost",
        names=names,
    )
    assert "`sum`" in report.diagnosis
    assert "`del sum`" in report.next_move
    assert is_clear(report)


def tf_zero():
    return costs.tf.constant(0.0)


NO_FUNCTIONS = {"a class": type("Gram", (), {}), "a str": "gram_matrix", "a module": math, "an int": 3, "a list": [1]}


@pytest.mark.parametrize("what", NO_FUNCTIONS)
def test_objects_that_are_not_functions(what):
    report = check_function("gram_matrix", NO_FUNCTIONS[what])
    assert report.verdict is Verdict.WRONG
    assert report.problem is Problem.NOT_A_FUNCTION
    assert what in report.headline
    assert is_clear(report)


@pytest.mark.parametrize("nothing", [None, ...])
def test_nothing_at_all_is_not_yet(nothing):
    report = check_function("gram_matrix", nothing)
    assert report.verdict is Verdict.NOT_YET
    assert is_clear(report)


@pytest.mark.parametrize("head", ["()", "(A, B)", "(*, A)"])
def test_other_arguments(head):
    report = check_function(
        "gram_matrix", function_from(f"def gram_matrix{head}:\n    return 1\n", "gram_matrix", NAMES)
    )
    assert report.verdict is Verdict.WRONG
    assert report.problem is Problem.OTHER_ARGUMENTS
    assert report.line.text == f"def gram_matrix{head}:"
    assert report.expected == "def gram_matrix(A):"
    assert is_clear(report)


def test_a_function_of_another_exercise():
    report = check_function("gram_matrix", costs.total_cost)
    assert report.problem is Problem.OTHER_ARGUMENTS
    assert is_clear(report)


def test_a_class_without_known_source_is_still_checked():
    assert not check_function("gram_matrix", math.sqrt).passed
    assert is_clear(check_function("gram_matrix", len))
    assert sys.getrecursionlimit() >= 1000


HALF = {
    CheckStep.TRACED_ONCE: "@tf.function\ndef product(x):\n    return x @ tf.transpose(x)\nreturn product(A)",
    CheckStep.GRADIENT: "return tf.matmul(tf.stop_gradient(A), A, transpose_b=True)",
    CheckStep.INSIDE_GRAPH: "if tf.reduce_sum(A).numpy() > 1e9:\n    A = 2 * A\nreturn A @ tf.transpose(A)",
}


@pytest.mark.parametrize("step", HALF)
def test_half_the_points_for_right_values(step):
    report = report_on(HALF[step])
    assert report.failed_step is step
    assert report.verdict is Verdict.PARTLY
    assert report.points == EXERCISES["gram_matrix"].points / 2
    assert is_clear(report)


class TestRightAllTheSame:
    """Nothing a correct function may do counts against it."""

    def test_a_layer_without_weight_may_be_left_out(self):
        text = """def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    total = tf.constant(0.0)
    for s, g, (_, weight) in zip(style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS):
        if weight == 0:
            continue
        total += weight * compute_layer_style_cost(s, g)
    return total
"""
        assert check_function("compute_style_cost", function_from(text, "compute_style_cost", vars(costs))).passed

    def test_a_stray_ellipsis_is_harmless(self):
        text = EXERCISES["gram_matrix"].solution.replace("    return", "    ...\n    return")
        assert check_function("gram_matrix", function_from(text, "gram_matrix", vars(costs))).passed


@pytest.mark.parametrize(
    "body", ["pass", '"""A docstring."""', "raise NotImplementedError", "raise NotImplementedError()"]
)
def test_other_ways_to_be_unfinished(body):
    report = check_function(
        "gram_matrix", function_from(f"def gram_matrix(A):\n    {body}\n", "gram_matrix", vars(costs))
    )
    assert report.verdict is Verdict.NOT_YET
    assert report.line.number == 2


def test_out_of_memory_in_a_lenient_case():
    text = """def total_cost(J_content, J_style, alpha=10, beta=40):
    if isinstance(J_content, float):
        raise MemoryError
    return J_content * 3
"""
    assert check_function("total_cost", function_from(text, "total_cost", vars(costs))).verdict == "wrong"


def test_an_error_without_a_usable_message():
    text = """def gram_matrix(A):
    class Mute(Exception):
        def __str__(self):
            raise ValueError
    raise Mute
"""
    assert check_function("gram_matrix", function_from(text, "gram_matrix", vars(costs))).verdict == "crashed"


def test_a_power_written_as_in_mathematics():
    text = EXERCISES["compute_layer_style_cost"].solution.replace("n_C**2", "n_C ^ 2")
    report = check_function("compute_layer_style_cost", function_from(text, "compute_layer_style_cost", vars(costs)))
    assert "^" in report.diagnosis
    assert "**" in report.next_move


def test_warnings_and_stderr_do_not_reach_the_notebook(capfd):
    text = """def gram_matrix(A):
    import sys, warnings
    warnings.warn("look")
    print("noise", file=sys.stderr)
    return A @ tf.transpose(A)
"""
    assert check_function("gram_matrix", function_from(text, "gram_matrix", vars(costs))).passed
    assert capfd.readouterr() == ("", "")
