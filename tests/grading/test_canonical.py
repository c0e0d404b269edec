"""Programs that are the same to Python have one canonical text, others differ; lines can be traced back."""

import ast

import pytest

from nst_course.grading.judge import canonical, original_line

TEXT = """\
def f(a,  b):  # the first
    # a comment

    c = (a
         + b)
    return  c   # done
"""


def test_comments_and_spacing_make_no_difference():
    assert canonical(TEXT) == canonical("def f(a, b):\n    c = a + b\n    return c\n")


@pytest.mark.parametrize(
    "other", ["def f(a, b):\n    c = b + a\n    return c\n", "def f(a, d):\n    c = a + d\n    return c"]
)
def test_other_programs_have_other_texts(other):
    assert canonical(TEXT) != canonical(other)


@pytest.mark.parametrize(
    "text", [TEXT, "x = f'{1!r:>{2}} {\"a\"}'\n", "a = 'ü'\nb = b'\\x00'\n", "x = 1e400\ny = -0.0\n"]
)
def test_it_is_the_same_program(text):
    assert ast.dump(ast.parse(canonical(text))) == ast.dump(ast.parse(text))


def test_what_python_cannot_read_stays():
    assert canonical("def (") == "def ("


def test_lines_are_those_of_the_students_text():
    rows = canonical(TEXT).splitlines()
    assert original_line(TEXT, rows.index("    return c") + 1) == 6
    assert original_line(TEXT, rows.index("    c = a + b") + 1) == 4
    assert original_line("def (", 3) == 3
