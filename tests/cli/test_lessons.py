"""`nst build`, `nst start`, `nst check`, `nst hint` as commands."""

import json
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from nst_course.exercises import EXERCISES
from nst_course.lessons import start

LESSON = "# %% [markdown]\n# # 1 · Layers\n\n# %%\n2 + 2\n"
GRAM = "import tensorflow as tf\ndef gram_matrix(A):\n    return tf.matmul(A, A, transpose_b={})"


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with one lesson, made the current folder."""
    (tmp_path / "notebooks" / "source").mkdir(parents=True)
    (tmp_path / "notebooks" / "source" / "1_layers.py").write_text(LESSON, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(start, "PACKAGE", tmp_path / "nst_course")
    return tmp_path


def test_build_and_compare(nst, repository):
    code, out, _ = nst("build", "--check")
    assert code == 1
    assert len(out.splitlines()) == 2  # both editions are missing
    assert nst("build", "--students-only")[0] == 0
    code, out, _ = nst("build", "--check")
    assert (code, len(out.splitlines())) == (1, 1)


@pytest.mark.slow
def test_build_executes(nst, repository):
    assert nst("build", "1_layers")[0] == 0
    code, out, err = nst("build", "--check")
    assert (code, out.count("\n"), err) == (0, 1, "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["build", "1_layer"], "did you mean '1_layers'"),
        (["check", "nowhere.ipynb"], "no file 'nowhere.ipynb'"),
        (["check", "notebooks/source/1_layers.py"], "'notebooks/source/1_layers.py'"),
        (["check", "notebooks/source/1_layers.py", "gram"], "did you mean 'gram_matrix'"),
        (["check", "gram_matrix"], "try nst check 3_gram_matrix.ipynb gram_matrix."),
        (["check", "null.ipynb"], "Cell 1 of"),
        (["hint", "gram_matix"], "did you mean 'gram_matrix'"),
        (["start", "notebooks/source/1_layers.py"], "notebooks/source/1_layers.py"),
    ],
)
def test_one_sentence_for_every_mistake(nst, repository, arguments, says):
    nst("build", "--students-only")
    (repository / "null.ipynb").write_text('{"cells": [{"cell_type": "code", "source": null}]}', encoding="utf-8")
    code, _, err = nst(*arguments)
    assert code == 2
    assert err.startswith("nst: ")
    assert says in err
    assert err.count("\n") == 1


def test_check_prints_the_reports(nst, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(GRAM.format(True), encoding="utf-8")
    code, out, _ = nst("check", path)
    assert code == 0
    assert out.startswith("✓ gram_matrix")
    path.write_text(GRAM.format(False), encoding="utf-8")
    code, out, _ = nst("check", path)
    assert code == 1
    assert "✗ gram_matrix" in out
    code, out, _ = nst("check", path, "total_cost")
    assert code == 1
    assert out.startswith("○ total_cost")
    assert "mine.py" in out


def test_check_prints_json(nst, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(GRAM.format(False) + " + missing\n", encoding="utf-8")
    code, out, _ = nst("check", path, "gram_matrix", "total_cost", "--json")
    assert code == 1
    gram, total = json.loads(out)
    assert (gram["exercise"], gram["verdict"], gram["line"]["number"]) == ("gram_matrix", "crashed", 3)
    assert "'missing'" in gram["notes"][0]
    assert (total["verdict"], total["notes"]) == ("not yet", [])
    path.write_text(GRAM.format(True), encoding="utf-8")
    code, out, _ = nst("check", "--json", path)
    assert (code, [report["points"] for report in json.loads(out)]) == (0, [15])


@pytest.mark.parametrize("level", [1, 2, 3])
def test_hints_get_more_explicit_with_the_level(nst, level):
    code, out, _ = nst("hint", "gram_matrix", "--level", level)
    assert code == 0
    for number, hint in enumerate(EXERCISES["gram_matrix"].hints, 1):
        assert (hint in out) == (number <= level)
    assert (f"--level {level + 1}" in out) == (level < 3)


def test_start_fills_the_folder_and_opens_jupyterlab(nst, repository, monkeypatch):
    nst("build", "--students-only")
    opened = []

    def run(command, cwd):
        opened.append((command[1:], Path(cwd)))
        return SimpleNamespace(wait=lambda: 0)

    monkeypatch.setattr(start.subprocess, "Popen", run)
    assert nst("start")[0] == 0
    assert nst("start", "mine", "--no-browser")[0] == 0
    code, out, _ = nst("start", "mine", "--no-open")
    assert code == 0
    assert "1_layers.ipynb" in out
    lab = ["-m", "jupyterlab"]
    assert opened == [(lab, Path(start.FOLDER)), ([*lab, "--no-browser"], Path("mine"))]
    nbformat.validate(nbformat.read(repository / "mine" / "1_layers.ipynb", as_version=4))


def test_start_inside_a_folder_with_lessons_stays_there(nst, repository, monkeypatch):
    nst("build", "--students-only")
    nst("start", "mine", "--no-open")
    monkeypatch.chdir("mine")
    assert nst("start", "--no-open")[0] == 0
    assert [path.name for path in (repository / "mine").iterdir()] == ["1_layers.ipynb"]


def test_the_help_names_the_folder(nst, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert start.FOLDER in nst("start", "--help")[1]
