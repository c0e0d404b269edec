"""Building and comparing a small course, which is executed only once for all tests."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import nst_course as nst
from nst_course.errors import NstError
from nst_course.lessons import build
from nst_course.lessons.build import Difference, DifferenceKind
from nst_course.lessons.source import repository_notebooks

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small course, built once; tests take copies."""
    from .conftest import GRAM, LAYERS

    folder = tmp_path_factory.mktemp("course") / "notebooks"
    (folder / "source").mkdir(parents=True)
    (folder / "source" / "1_layers.py").write_text(LAYERS, encoding="utf-8")
    (folder / "source" / "3_gram_matrix.py").write_text(GRAM, encoding="utf-8")
    build.build(folder, report=lambda path: None)
    return folder


@pytest.fixture
def course(built, tmp_path):
    return Path(shutil.copytree(built, tmp_path / "notebooks"))


def solution(course, name="3_gram_matrix"):
    return nbformat.read(course / "solutions" / f"{name}.ipynb", as_version=4)


pytestmark = pytest.mark.slow


def test_a_solution_edition_reads_like_an_article(course):
    """Executed, with the card, a passed check and the value of the last cell; nothing on stderr, no times."""
    notebook = solution(course)
    nbformat.validate(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    assert "3 · The Gram matrix" in cells["3_gram_matrix-set-up"].outputs[0].data["text/html"]
    assert "passed" in cells["gram_matrix-check"].outputs[0].data["text/plain"]
    assert cells["3_gram_matrix-06"].outputs[-1].data["text/plain"] == "[2, 2]"
    text = json.dumps(notebook)
    assert '"stderr"' not in text
    assert "iopub" not in text
    assert set(notebook.metadata) == {"kernelspec", "language_info", "nst_course"}


def test_building_again_changes_nothing(course):
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    assert len(before) == 4
    build.build(course, ["1_layers"], report=lambda path: None)
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before


def test_a_built_course_matches_its_sources(course):
    assert list(build.differences(course)) == []


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def drop_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def add_error(path):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("error", ename="E", evalue="v", traceback=[])]
    nbformat.write(notebook, path)


STUDENT, SOLVED = "3_gram_matrix.ipynb", "solutions/3_gram_matrix.ipynb"
CHANGES = [
    (STUDENT, lambda p: change(p, "Good luck", "Bad luck"), DifferenceKind.CHANGED, ""),
    (STUDENT, lambda p: p.unlink(), DifferenceKind.MISSING, ""),
    (SOLVED, lambda p: p.unlink(), DifferenceKind.MISSING, ""),
    (SOLVED, lambda p: p.write_text("{", encoding="utf-8"), DifferenceKind.NOT_A_NOTEBOOK, ""),
    (
        SOLVED,
        lambda p: change(p, "transpose_b=True", "transpose_b=False"),
        DifferenceKind.CELL_CHANGED,
        "gram_matrix-task",
    ),
    (
        SOLVED,
        lambda p: change(p, '"points": 15', '"points": 16'),
        DifferenceKind.CELL_CHANGED,
        "gram_matrix-check",
    ),
    (SOLVED, drop_outputs, DifferenceKind.NOT_EXECUTED, ""),
    (SOLVED, add_error, DifferenceKind.HAS_ERROR, ""),
    (
        "source/3_gram_matrix.py",
        lambda p: change(p, "One product", "A product"),
        DifferenceKind.CELL_CHANGED,
        "3_gram_matrix-04",
    ),
    (
        SOLVED,
        lambda p: change(p, f'"version": "{nst.__version__}"', '"version": "0.0.1"'),
        DifferenceKind.OTHER_VERSION,
        "",
    ),
    ("stray.ipynb", lambda p: p.write_text("{}", encoding="utf-8"), DifferenceKind.NO_SOURCE, ""),
]


@pytest.mark.parametrize(
    ("name", "change", "kind", "cell"), CHANGES, ids=[f"{name}: {kind} {cell}" for name, _, kind, cell in CHANGES]
)
def test_a_difference_is_one_sentence(course, name, change, kind, cell):
    change(course / name)
    path = course / (SOLVED if name.startswith("source") else name)
    (found,) = build.differences(course)
    assert found == Difference(kind, path, cell)
    assert str(found).startswith(str(path))
    assert cell in str(found)
    assert str(found).endswith(".")


def test_writing_never_leaves_half_a_file(tmp_path, monkeypatch):
    """First next to the notebook, under a name that no notebook has, and only then in its place."""
    path, seen = tmp_path / "1_layers.ipynb", []
    path.write_text("before", encoding="utf-8")
    replace = Path.replace

    def look(part, target):
        seen.extend(file.read_text(encoding="utf-8") for file in (path, part))
        seen.extend(tmp_path.glob("*.ipynb"))
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", look)
    build.write_whole(path, "after\n")
    assert seen == ["before", "after\n", path]
    assert path.read_bytes() == b"after\n"
    assert list(tmp_path.iterdir()) == [path]


def test_nbval_compares_the_solved_notebooks(course):
    """As in the README's command: a correct notebook passes, one with different output fails, on a worker too."""
    for name in ("pyproject.toml", "notebooks/conftest.py", "tests/nbval.cfg"):
        (course.parent / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, course.parent / name)
    # Different version numbers are sanitized; different words are not.
    change(course / SOLVED, "nst_course 0.", "nst_course 7.")
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    good = subprocess.run(tests, cwd=course.parent, capture_output=True, text=True, env=environment)
    assert good.returncode == 0, good.stdout
    assert "8 passed" in good.stdout
    change(course / "solutions" / "1_layers.ipynb", "two words", "three words")
    again = [*tests, str(course / "solutions" / "1_layers.ipynb")]
    bad = subprocess.run(again, cwd="/", capture_output=True, text=True, env=environment)
    assert bad.returncode == 1
    assert "1 failed" in bad.stdout


def test_the_notebooks_are_found_from_inside_the_repository(course, monkeypatch):
    monkeypatch.chdir(course / "source")
    assert repository_notebooks() == course.resolve()


def test_outside_a_repository_is_one_sentence(tmp_path):
    with pytest.raises(NstError, match="copy of the repository"):
        repository_notebooks(tmp_path, package=tmp_path / "site-packages" / "nst_course")
