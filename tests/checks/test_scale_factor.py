"""If no named mistake fits, a single factor that explains every case is reported; if there is none, nothing is."""

import pytest

from nst_course import costs
from nst_course.checks.trial import check_function
from nst_course.exercises.exercise import function_from, solution, with_edits

CONTENT = "(4 * n_H * n_W * n_C)"
LAYER = "(4 * n_C**2 * (n_H * n_W) ** 2)"
STYLE = "return tf.add_n(costs)"
TOTAL = "return alpha * J_content + beta * J_style"
PRODUCT = "tf.matmul(A, A, transpose_b=True)"

TOLD = [
    ("compute_content_cost", CONTENT, "(12 * n_H * n_W * n_C)", "1/3"),
    ("compute_content_cost", CONTENT, "(0.5 * n_H * n_W * n_C)", "8"),
    ("compute_content_cost", CONTENT, "(4 * n_H * n_C)", "n_W"),
    ("compute_content_cost", CONTENT, "(4 * n_C / n_H)", "n_H²·n_W"),
    ("compute_content_cost", CONTENT, "(8 * n_H * n_W**2 * n_C)", "1 / (2·n_W)"),
    ("compute_content_cost", CONTENT, "(4 * n_H * n_W * n_C) / a_G.shape[0] ** 2", "1 / m²"),
    ("compute_layer_style_cost", LAYER, "(4 * n_C**2 * n_W**2)", "n_H²"),
    ("compute_layer_style_cost", LAYER, "(2 * n_C**3 * (n_H * n_W) ** 2)", "2 / n_C"),
    ("compute_layer_style_cost", LAYER, "(7 * n_C**2 * (n_H * n_W) ** 2)", "4/7"),
    ("compute_style_cost", STYLE, "return 3 * tf.add_n(costs)", "3"),
    ("total_cost", TOTAL, "return -1 * (alpha * J_content + beta * J_style)", "−1"),
    ("total_cost", TOTAL, "return 8 * (alpha * J_content + beta * J_style)", "8"),
    ("gram_matrix", PRODUCT, f"{PRODUCT} / A.shape[0] ** 2", "1 / n_C²"),
    ("gram_matrix", PRODUCT, f"{PRODUCT} * A.shape[1]", "(n_H·n_W)"),
]
SILENT = [
    ("compute_content_cost", CONTENT, "(5 * n_H * n_W * n_C + 1)"),  # a sum, so no factor
    ("compute_content_cost", CONTENT, "(4 * n_H * (n_W + n_C))"),
    ("compute_content_cost", "tf.square(a_C - a_G)", "(a_C - a_G) ** 4"),
    ("compute_layer_style_cost", LAYER, "(4 * (n_C + 1) ** 2 * (n_H * n_W) ** 2)"),
    ("compute_style_cost", STYLE, "return 3 * tf.add_n(costs) + 1"),
    ("compute_style_cost", STYLE, "return 0 * tf.add_n(costs)"),
    ("total_cost", TOTAL, "return 3 * alpha * J_content + 2 * beta * J_style"),
]


def report_on(exercise, old, new):
    return check_function(exercise, function_from(with_edits(solution(exercise), {old: new}), exercise, vars(costs)))


@pytest.mark.parametrize(("exercise", "old", "new", "factor"), TOLD)
def test_one_factor_in_every_case_is_reported(exercise, old, new, factor):
    report = report_on(exercise, old, new)
    assert not report.mistake
    assert f" {factor} times " in report.diagnosis


@pytest.mark.parametrize(("exercise", "old", "new"), SILENT)
def test_nothing_is_reported_if_no_factor_explains_all_cases(exercise, old, new):
    report = report_on(exercise, old, new)
    assert not report.passed
    assert report.mistake or not report.diagnosis  # a named mistake has its own diagnosis


def test_a_named_mistake_comes_first():
    report = report_on("compute_content_cost", CONTENT, "(n_H * n_W * n_C)")
    assert report.mistake == "missing 4"


def test_a_factor_has_to_explain_the_right_cases_too():
    """Wrong only for m = 2, by a factor of 2: so the factor is m, not 2."""
    report = report_on("compute_content_cost", CONTENT, f"{CONTENT} * a_G.shape[0]")
    assert " m times " in report.diagnosis
