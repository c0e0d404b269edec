"""Both editions of a lesson, before anything is executed."""

import hashlib
import re

import nbformat
import pytest

import nst_course as nst
from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.lessons import build
from nst_course.lessons.editions import make_notebook, nbgrader_checksum, notebook_text, secret_lines, solution_leaks
from nst_course.lessons.source import Edition, read_lesson


@pytest.fixture
def lesson(notebooks):
    return read_lesson(notebooks / "source" / "3_gram_matrix.py")


def by_id(lesson, edition):
    return {cell.id: cell for cell in make_notebook(lesson, edition).cells}


def test_cells_come_in_the_order_a_student_needs(lesson):
    cells = make_notebook(lesson, Edition.STUDENT).cells
    assert [cell.id for cell in cells] == [
        "3_gram_matrix-badge",
        "3_gram_matrix-01",
        "3_gram_matrix-set-up",
        "3_gram_matrix-02",
        *("gram_matrix-statement", "gram_matrix-task", "gram_matrix-hint", "gram_matrix-check"),
        "3_gram_matrix-05",
        "3_gram_matrix-06",
    ]
    assert cells[4].source.endswith("Write `gram_matrix(A)`.\n\n* The result is $(n_C, n_C)$.")
    assert f"{EXERCISES['gram_matrix'].points} points" in cells[4].source
    assert cells[6].source == 'nst.hint("gram_matrix")'
    assert cells[7].source == "nst.check.gram_matrix(gram_matrix)"


def test_editions_differ_only_in_tasks_and_tagged_cells(lesson):
    student, solution = by_id(lesson, Edition.STUDENT), by_id(lesson, Edition.SOLUTION)
    assert student["gram_matrix-task"].source == EXERCISES["gram_matrix"].stub.rstrip()
    assert solution["gram_matrix-task"].source == EXERCISES["gram_matrix"].solution.rstrip()
    assert set(solution) - set(student) == {"3_gram_matrix-04"}
    assert set(student) - set(solution) == {"3_gram_matrix-05"}
    for name in set(student) & set(solution) - {"gram_matrix-task"}:
        assert student[name].source == solution[name].source


def test_a_student_edition_has_no_outputs_and_is_reproducible(lesson):
    notebook = make_notebook(lesson, Edition.STUDENT)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if "outputs" in cell)
    assert notebook_text(notebook) == notebook_text(make_notebook(lesson, Edition.STUDENT))
    assert nbformat.reads(notebook_text(notebook), as_version=4).nbformat_minor == 5


def test_the_set_up_cell_installs_only_on_colab_and_names_the_lesson(lesson):
    source = by_id(lesson, Edition.STUDENT)["3_gram_matrix-set-up"].source
    assert source.endswith('nst.lesson("3_gram_matrix", network=NETWORK)')
    metadata = make_notebook(lesson, Edition.STUDENT).metadata.nst_course
    assert metadata == {"lesson": "3_gram_matrix", "title": "3 · The Gram matrix", "version": nst.__version__}
    assert source.index("google.colab") < source.index("%pip") < source.index("import nst_course")


RULES = {  # nbgrader's metadata schema 3
    "schema_version": lambda v: v == 3,
    "grade": lambda v: isinstance(v, bool),
    "locked": lambda v: isinstance(v, bool),
    "solution": lambda v: isinstance(v, bool),
    "task": lambda v: isinstance(v, bool),
    "grade_id": lambda v: re.fullmatch(r"[a-zA-Z0-9_\-]+", v),
    "points": lambda v: v >= 0,
    "checksum": lambda v: re.fullmatch("[0-9a-f]{32}", v),
    "cell_type": lambda v: v in ("raw", "code", "markdown"),
}


@pytest.mark.parametrize("edition", Edition)
def test_nbgrader_metadata(lesson, edition):
    cells = {i: cell for i, cell in by_id(lesson, edition).items() if "nbgrader" in cell.metadata}
    assert list(cells) == ["gram_matrix-task", "gram_matrix-check"]
    for cell in cells.values():
        data = cell.metadata.nbgrader
        assert {"schema_version", "grade", "locked", "solution", "grade_id"} <= set(data) <= set(RULES)
        assert all(RULES[key](value) for key, value in data.items())
        assert ("points" in data) == data.grade
        assert ("checksum" in data) == (edition is Edition.STUDENT)
        assert cell.metadata.get("editable", True) == (not data.locked)
        assert cell.metadata.deletable is False
    task, check = cells.values()
    assert (task.metadata.nbgrader.solution, task.metadata.nbgrader.grade, task.metadata.tags) == (
        True,
        False,
        ["graded"],
    )
    assert check.metadata.nbgrader.points == EXERCISES["gram_matrix"].points


def test_checksums_are_those_of_nbgrader(lesson):
    """Computed here by the published rule, and, as a vector, by nbgrader 0.9.6 itself."""
    for cell in by_id(lesson, Edition.STUDENT).values():
        if data := cell.metadata.get("nbgrader"):
            text = f"{cell.source}{cell.cell_type}{data.grade}{data.solution}{data.locked}{data.grade_id}"
            text += f"{float(data.points)}" if data.grade else ""
            assert data.checksum == hashlib.md5(text.encode("utf-8")).hexdigest()
    vector = {"grade": True, "solution": False, "locked": True, "grade_id": "check_f", "points": 15}
    cell = nbformat.v4.new_code_cell("nst.check.f(f)  # Σ", metadata={"nbgrader": vector})
    assert nbgrader_checksum(cell) == "553871ed10f6155934ed6d807f8332ed"


def test_no_line_of_a_solution_is_in_a_student_edition(lesson):
    assert solution_leaks(make_notebook(lesson, Edition.STUDENT), EXERCISES.values()) == []
    assert solution_leaks(make_notebook(lesson, Edition.SOLUTION), EXERCISES.values())


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_every_solution_has_secret_lines(exercise):
    lines = list(secret_lines(exercise))
    assert lines
    assert not any(line in exercise.stub for line in lines)


@pytest.mark.parametrize(
    "cell",
    [
        "\n# %% [markdown]\n# Try `tf.matmul(A,  A, transpose_b = True)`.\n",
        "\n# %%\nx = tf.matmul(\n    A, A, transpose_b=True)\n",
        '\n# %% about="tf.matmul(A, A, transpose_b=True)"\nx = 1\n',
    ],
)
def test_a_lesson_that_gives_a_solution_away_is_refused(notebooks, cell):
    path = notebooks / "source" / "3_gram_matrix.py"
    path.write_text(path.read_text(encoding="utf-8") + cell, encoding="utf-8")
    with pytest.raises(NstError, match=r"tf\.matmul\(A, A, transpose_b=True\).*gram_matrix"):
        build.build(notebooks, students_only=True)


BAD = [
    ("# %%\nx = 1\n", "3_gram_matrix.py .*heading"),
    ("# %% [markdown]\n# # Title\n", "3_gram_matrix.py .*code cell"),
    ("# %% [markdown]\n# # Title\n\n# %%\nx = 1\n", "none.* gram_matrix"),
    ("# %% [markdown]\n# # Title\n\n# %%\nx\n\n# %% exercise: gram_matix\n", "gram_matix.*gram_matrix"),
    ("# %% [markdown]\n# # Title\n\n# %%\nx\n\n# %% exercise: gram_matrix\nx = 1\n", r"gram_matrix.*x = 1"),
    ("# %% [markdown]\n# # Title\n\n# %%\nx\n" + 2 * "\n# %% exercise: gram_matrix\n", "gram_matrix, gram_matrix"),
]


@pytest.mark.parametrize(("text", "says"), BAD)
def test_an_invalid_lesson_is_one_sentence(notebooks, text, says):
    path = notebooks / "source" / "3_gram_matrix.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NstError, match=says):
        read_lesson(path)
