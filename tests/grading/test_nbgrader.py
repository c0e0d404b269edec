"""The student editions work in nbgrader itself: its versions, its scores, and our identical scores."""

import importlib.util
import shutil
from pathlib import Path

import nbformat
import pytest

from nst_course.bench import grading as nbgrader
from nst_course.exercises import EXERCISES
from nst_course.grading.grades import grade_students
from nst_course.grading.job_pools import make_job_pool
from nst_course.grading.policy import load_policy
from nst_course.grading.scheduler import Grading, GradingRun
from nst_course.grading.submissions import find_submissions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not importlib.util.find_spec("nbgrader"), reason="needs nbgrader"),
]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
GRAM, STYLE = "3_gram_matrix", "4_style_cost"  # one exercise, two exercises
RIGHT = {name: exercise.solution for name, exercise in EXERCISES.items()}
WRONG = {name: exercise.mistakes[0].source(name) for name, exercise in EXERCISES.items()}
NO_GRADIENT = {"gram_matrix": "def gram_matrix(A):\n    return tf.constant(A.numpy() @ A.numpy().T)"}
HANDED_IN = {
    ("right", GRAM): (RIGHT, 15),
    ("wrong", GRAM): (WRONG, 0),
    ("half", GRAM): (NO_GRADIENT, 7.5),
    ("half", STYLE): (RIGHT | {"compute_style_cost": WRONG["compute_style_cost"]}, 20),
}


WHOLE = ("right", GRAM)  # handed in with all its cells, which take a minute
SETUP_CELLS = 2  # code cells at the top


def without_experiments(cells):
    """The cells without those that only make and show pictures, which students may delete too."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    kept = [*code[:SETUP_CELLS], *(cell for cell in code if "nbgrader" in cell.metadata)]
    return [cell for cell in cells if cell.cell_type != "code" or cell in kept]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with the students' versions that nbgrader made, and what was handed in."""
    folder = tmp_path_factory.mktemp("course")
    names = (GRAM, STYLE)
    nbgrader.make_nbgrader_course(
        folder, {name: nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4) for name in names}
    )
    for (student, name), (functions, _) in HANDED_IN.items():
        place = folder / "submitted" / student / name
        shutil.copytree(folder / "release" / name, place)
        notebook = nbformat.read(place / f"{name}.ipynb", as_version=4)
        for cell in notebook.cells:
            exercise = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = functions.get(exercise, cell.source)
        if (student, name) != WHOLE:
            notebook.cells = without_experiments(notebook.cells)
        nbformat.write(notebook, place / f"{name}.ipynb")
    return folder


def test_what_students_get_is_what_is_in_the_repository(course):
    for name in (GRAM, STYLE):
        ours = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
        theirs = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
        assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
        assert [c.metadata.get("nbgrader") for c in theirs.cells] == [c.metadata.get("nbgrader") for c in ours.cells]


def test_nbgrader_and_we_give_the_same_points(course, tmp_path):
    for name in (GRAM, STYLE):
        nbgrader.run_nbgrader(course, "autograde", name)
    wanted = {handed_in: points for handed_in, (_, points) in HANDED_IN.items()}
    theirs = nbgrader.nbgrader_scores(course)
    assert {key: score for key, score in theirs.items() if key in wanted} == wanted
    found = find_submissions(course, tmp_path / "unpacked")
    records = Grading(tmp_path / "records", GradingRun("2a"), lambda: make_job_pool(1)).grade(found)
    assert {(record.student, record.assignment): record.points for record in records} == wanted
    totals = {one.student: one.points for one in grade_students(records, load_policy(None))}
    assert totals == {"right": 15, "wrong": 0, "half": 27.5}
