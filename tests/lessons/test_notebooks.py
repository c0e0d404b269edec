"""The course's own notebooks match their sources, are small, and give nothing away."""

from pathlib import Path

import nbformat
import pytest

from nst_course.exercises import EXERCISES
from nst_course.lessons.build import differences
from nst_course.lessons.editions import solution_leaks
from nst_course.lessons.source import source_files

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = [path.stem for path in source_files(NOTEBOOKS)]
LESSONS = [name for name in NAMES if name != "studio"]


def test_notebooks_match_their_sources():
    assert list(differences(NOTEBOOKS)) == []


def test_every_exercise_belongs_to_a_lesson():
    assert {exercise.lesson for exercise in EXERCISES.values()} <= set(LESSONS)


def test_the_studio_has_no_solution_edition():
    assert NAMES == [*LESSONS, "studio"]
    assert not (NOTEBOOKS / "solutions" / "studio.ipynb").exists()
    codes = [cell.source for cell in nbformat.read(NOTEBOOKS / "studio.ipynb", 4).cells if cell.cell_type == "code"]
    assert codes[-1].startswith("nst.studio.Studio(")


@pytest.mark.parametrize("name", NAMES)
def test_student_editions_contain_no_solutions_and_no_outputs(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    assert solution_leaks(notebook, EXERCISES.values()) == []
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


@pytest.mark.parametrize("name", LESSONS)
def test_solution_editions_are_small(name):
    assert (NOTEBOOKS / "solutions" / f"{name}.ipynb").stat().st_size < 2e6
