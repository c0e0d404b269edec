"""A student's first look: every cell of an untouched notebook runs, and unfinished exercises say so kindly."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from nst_course.checks.report import SIGNS, Verdict
from nst_course.exercises import EXERCISES
from nst_course.lessons.execute import execute

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))


def is_fixed_figure(cell):
    """Whether a cell only shows a figure of given pictures: nbval runs the same one in the solved notebook."""
    return re.fullmatch(r"""nst\.(show|studio)\.\w+\(("\w+", )+network=NETWORK\)""", cell.source) is not None


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_an_untouched_notebook_runs_from_top_to_bottom(tmp_path, lesson):
    for path in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    notebook = nbformat.read(tmp_path / f"{lesson}.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not is_fixed_figure(cell)]
    done = execute(notebook, lesson, tmp_path)  # no error, no stderr
    said = " ".join(
        output.data.get("text/plain", "") if "data" in output else output.get("text", "")
        for cell in done.cells
        for output in cell.get("outputs", ())
    )
    mine = [name for name, exercise in EXERCISES.items() if exercise.lesson == lesson]
    assert [f"{SIGNS[Verdict.NOT_YET]} {name}:" in said for name in mine] == [True] * len(mine)
    assert [re.search(rf"Your {name}\b.* ours ", said) is not None for name in mine] == [True] * len(mine)
    assert "passed" not in said
