"""`nst.collect()` and reports on notebooks: the student's functions if they are correct, else the course's."""

import contextlib
import os
from types import SimpleNamespace

import nbformat
import pytest

import nst_course as nst
from nst_course import costs
from nst_course.checks.report import Line, Verdict
from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.lessons.collect import LABELS, check_notebook

TF = "import tensorflow as tf"
RIGHT = "def gram_matrix(A):\n    return tf.einsum('ik,jk->ij', A, A)"
WRONG = "def gram_matrix(A):\n    return tf.matmul(A, A, transpose_a=True)"
STUB = EXERCISES["gram_matrix"].stub


def save(folder, name, *sources, age=0):
    """A notebook that was saved `age` seconds before the others."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path = folder / name
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    os.utime(path, (10**9 - age, 10**9 - age))
    return path


def test_an_empty_folder_gives_the_reference_functions(tmp_path):
    found = nst.collect(tmp_path)
    assert found == {name: getattr(costs, name) for name in EXERCISES}
    assert list(found) == list(EXERCISES)
    assert {origin.verdict for origin in found.origins.values()} == {Verdict.MISSING}
    assert repr(found).count(LABELS[Verdict.MISSING]) == 6


def test_a_passing_function_is_collected(tmp_path):
    save(tmp_path, "3_gram_matrix.ipynb", TF, RIGHT)
    (tmp_path / "torn.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "null.ipynb").write_text('{"cells": [{"cell_type": "code", "source": null}]}', encoding="utf-8")
    (tmp_path / "folder.ipynb").mkdir()
    with contextlib.suppress(OSError):  # Windows gives links to some only
        (tmp_path / "dangling.ipynb").symlink_to(tmp_path / "nowhere.ipynb")
    found = nst.collect(tmp_path)
    assert found["gram_matrix"].__code__.co_filename.startswith("<3_gram_matrix.ipynb")
    assert found.origins["gram_matrix"] == ("passed", "3_gram_matrix.ipynb")
    assert found._repr_html_().count(LABELS[Verdict.PASSED]) == 1


def test_a_failing_function_is_replaced_by_the_reference(tmp_path):
    save(tmp_path, "3_gram_matrix.ipynb", TF, WRONG)
    found = nst.collect(tmp_path)
    assert found["gram_matrix"] is costs.gram_matrix
    assert found.origins["gram_matrix"] == ("wrong", "3_gram_matrix.ipynb")
    assert found._repr_html_().count(LABELS[Verdict.WRONG]) == 1


@pytest.mark.parametrize(
    ("newest", "older", "origin"),
    [
        (RIGHT, WRONG, ("passed", "b.ipynb")),
        (WRONG, RIGHT, ("passed", "a.ipynb")),  # a fresh copy or a later try loses nothing
        (STUB, RIGHT, ("passed", "a.ipynb")),
        (STUB, WRONG, ("wrong", "a.ipynb")),
        (STUB, STUB, ("not yet", "b.ipynb")),
        ("import no_such_package as tf\n" + RIGHT, STUB, ("crashed", "b.ipynb")),
    ],
)
def test_of_several_attempts_the_newest_that_passes_counts(tmp_path, newest, older, origin):
    save(tmp_path, "b.ipynb", TF, newest)
    save(tmp_path, "a.ipynb", TF, older, age=60)
    assert nst.collect(tmp_path).origins["gram_matrix"] == origin


def test_the_running_notebook_comes_first(tmp_path, monkeypatch):
    names = {"__name__": "__main__", "total_cost": costs.total_cost}
    exec(f"{TF}\n{RIGHT}", names)
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(user_ns=names))
    save(tmp_path, "3_gram_matrix.ipynb", TF, RIGHT)
    found = nst.collect(tmp_path)
    assert found["gram_matrix"] is names["gram_matrix"]
    assert found.origins["gram_matrix"] == ("passed", "this notebook")
    assert found.origins["total_cost"] == ("missing", "")  # ours, put there by nst.yours, is not yours


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(NstError, match="nowhere"):
        nst.collect(tmp_path / "nowhere")


def test_every_verdict_has_a_label():
    only_in_grading = {Verdict.TIMED_OUT, Verdict.NOT_GRADABLE}
    assert set(Verdict) - only_in_grading == set(LABELS)


def reports(path, *names):
    return {report.exercise: report for report, _ in check_notebook(path, names)}


def test_nst_check_covers_the_lesson_and_everything_defined(tmp_path):
    path = save(tmp_path, "renamed.ipynb", 'nst.lesson("4_style_cost", network=NETWORK)', TF, RIGHT)
    found = reports(path)
    assert list(found) == ["gram_matrix", "compute_layer_style_cost", "compute_style_cost"]
    assert found["gram_matrix"].passed
    assert found["compute_style_cost"].verdict == "not yet"
    assert "renamed.ipynb" in found["compute_style_cost"].headline
    assert list(reports(path, "total_cost")) == ["total_cost"]


def test_a_crash_shows_the_line_in_the_students_cell(tmp_path):
    code = "x = 1\n\ndef gram_matrix(A):\n    B = A\n    return B.no_such_thing"
    path = tmp_path / "mine.py"
    path.write_text(f"{TF}\n# %%\n# words\n# %%\n{code}", encoding="utf-8")
    # In a notebook the number in the cell, in a Python file that in the file.
    for file, number in ((save(tmp_path, "a.ipynb", TF, "", code), 5), (path, 9)):
        (report,) = reports(file).values()
        assert report.verdict == "crashed"
        assert report.line == Line(number, "return B.no_such_thing")


@pytest.mark.parametrize("before", ["", "x = 1\n", "# why\n\n", "x = 1; y = 2\n", "@tf.function\n", "%time x = 1\n"])
def test_an_unfinished_line_has_its_number_in_the_cell(tmp_path, before):
    (report,) = reports(save(tmp_path, "a.ipynb", TF, before + STUB)).values()
    text = (before + STUB).splitlines()[report.line.number - 1]
    assert text.strip() == report.line.text == "return ..."


def test_an_exercise_of_another_lesson_is_reported_once(tmp_path):
    path = save(tmp_path, "3_gram_matrix.ipynb", 'nst.lesson("3_gram_matrix", network=NETWORK)', TF, RIGHT)
    ((report, notes),) = check_notebook(path, ["total_cost"])
    assert "5_make_art" in report.headline
    assert "3_gram_matrix.ipynb" in report.headline
    assert notes == []


@pytest.mark.parametrize(
    ("helper", "says"),
    [
        ("import no_such_package as helper", "'import no_such_package as helper' fails (ModuleNotFoundError"),
        ("helper = 1 / 0", "'helper = 1 / 0' fails (ZeroDivisionError: division by zero)"),
    ],
)
def test_a_helper_that_cannot_be_loaded_is_one_sentence(tmp_path, helper, says):
    code = "def gram_matrix(A):\n    return helper(A)"
    (report,) = reports(save(tmp_path, "a.ipynb", helper, code)).values()
    assert report.verdict == "crashed"
    assert says in report.headline


def test_a_notebook_without_exercises(tmp_path):
    with pytest.raises(NstError, match=r"a\.ipynb.*gram_matrix"):
        reports(save(tmp_path, "a.ipynb", "x = 1"))
