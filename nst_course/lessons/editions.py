"""`Lesson` -> the notebook of an edition, not yet executed: its own cells plus those that every lesson gets.

Every lesson gets the Colab badge, the set-up cell, and four cells for each exercise, with nbgrader's metadata so that
the course also works under nbgrader. No student edition may give a solution away.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from .. import __version__
from ..errors import NstError
from ..exercises import EXERCISES
from ..exercises.exercise import Exercise
from .source import CellKind, Edition, Lesson, SourceCell

KERNEL_METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}

REPOSITORY = "https://github.com/nst-course/nst_course"  # the only place that states the public address
COLAB = REPOSITORY.replace("https://github.com", "https://colab.research.google.com/github")
COLAB_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
# Colab has every package that a lesson needs; --no-deps leaves Colab's own Jupyter alone.
SETUP_CELL = """\
import sys

if "google.colab" in sys.modules:  # on Google Colab, install the course first
    %pip install --quiet --no-deps git+{repository}{more}

import nst_course as nst

NETWORK = "pocket"  # or "vgg19": slower, better pictures, an 80 MB download the first time

nst.lesson("{name}", network=NETWORK)"""
# Live figures also need anywidget, which Colab lacks, and ipywidgets 8, where Colab has 7.
INSTALL_WIDGETS = '\n    %pip install --quiet "anywidget>=0.9.13" "ipywidgets>=8.1"'

NBGRADER_SCHEMA = 3
TASK = {"grade": False, "locked": False, "solution": True, "task": False}
CHECK = {"grade": True, "locked": True, "solution": False, "task": False}

SHORTEST_SECRET = 12  # letters: shorter lines, such as `return J`, give nothing away


def make_notebook(lesson: Lesson, edition: Edition) -> Any:
    """The notebook of an edition; the same source always gives the same bytes."""
    cells = [new_markdown_cell(colab_badge(lesson.name), id=f"{lesson.name}-badge")]
    first = next(number for number, cell in enumerate(lesson.cells) if cell.kind is not CellKind.MARKDOWN)
    for number, cell in enumerate(lesson.cells):
        if number == first:
            cells.append(new_code_cell(setup_cell(lesson), id=f"{lesson.name}-set-up"))
        if not cell.is_in(edition):
            continue
        if cell.kind is CellKind.EXERCISE:
            cells += exercise_cells(EXERCISES[cell.exercise], cell, edition)
        else:
            new_cell = new_markdown_cell if cell.kind is CellKind.MARKDOWN else new_code_cell
            cells.append(new_cell(cell.text, id=f"{lesson.name}-{number + 1:02}", metadata=cell.metadata))
    if edition is Edition.STUDENT:
        for cell in cells:
            add_checksum(cell)
    notebook = new_notebook(cells=cells, metadata=notebook_metadata(lesson))
    notebook.nbformat_minor = 5
    return notebook


def notebook_metadata(lesson: Lesson) -> dict[str, Any]:
    """The notebook's metadata; `nst.lesson` looks up title and version there."""
    course = {"lesson": lesson.name, "title": lesson.title, "version": __version__}
    return {**KERNEL_METADATA, "nst_course": course}


def colab_badge(name: str, folder: str = "notebooks") -> str:
    """Markdown that opens the lesson in Colab."""
    return f"[![Open in Colab]({COLAB_BADGE})]({COLAB}/blob/main/{folder}/{name}.ipynb)"


def setup_cell(lesson: Lesson) -> str:
    """Code that defines `nst` and `NETWORK` and shows the lesson's card."""
    more = INSTALL_WIDGETS if lesson.has_live_widgets else ""
    return SETUP_CELL.format(repository=REPOSITORY, more=more, name=lesson.name)


def exercise_cells(exercise: Exercise, cell: SourceCell, edition: Edition) -> list[Any]:
    """Statement, task, hints, check."""
    name = exercise.name
    code = exercise.stub if edition is Edition.STUDENT else exercise.solution
    statement = f"{exercise_heading(exercise)}\n\n{cell.text}".rstrip()
    check = check_metadata(name, exercise.points)
    return [
        new_markdown_cell(statement, id=f"{name}-statement", metadata=cell.metadata),
        new_code_cell(code.rstrip("\n"), id=f"{name}-task", metadata=task_metadata(name)),
        new_code_cell(f'nst.hint("{name}")', id=f"{name}-hint"),
        new_code_cell(f"nst.check.{name}({name})", id=f"{name}-check", metadata=check),
    ]


def exercise_heading(exercise: Exercise) -> str:
    """Title, points, minutes, and difficulty, in Markdown."""
    facts = f"{exercise.points} points · about {exercise.minutes} minutes · {exercise.difficulty}"
    return f"### Exercise: {exercise.title}\n\n*{facts}*"


def task_metadata(name: str) -> dict[str, Any]:
    """nbgrader's metadata for the cell in which the student writes the function; it cannot be deleted."""
    task = TASK | {"schema_version": NBGRADER_SCHEMA, "grade_id": name}
    return {"nbgrader": task, "tags": ["graded"], "deletable": False}


def check_metadata(name: str, points: float) -> dict[str, Any]:
    """nbgrader's metadata for the cell that checks it for points; students can neither change nor delete it."""
    check = CHECK | {"schema_version": NBGRADER_SCHEMA, "grade_id": f"check_{name}", "points": points}
    return {"nbgrader": check, "editable": False, "deletable": False}


def add_checksum(cell: Any) -> None:
    """Adds the checksums that nbgrader adds to a student version, to tell later whether a cell was changed."""
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.update(checksum=nbgrader_checksum(cell), cell_type=cell.cell_type)


def nbgrader_checksum(cell: Any) -> str:
    """MD5 in hexadecimal, as nbgrader.utils.compute_checksum computes it."""
    data = cell.metadata["nbgrader"]
    parts = [cell.source, cell.cell_type, data["grade"], data["solution"], data["locked"], data["grade_id"]]
    if data["grade"]:
        parts.append(float(data["points"]))
    return hashlib.md5("".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def notebook_text(notebook: Any) -> str:
    """The notebook as file contents, with a newline at the end."""
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"


def student_text(lesson: Lesson) -> str:
    """The student edition as file contents. Raises NstError if it gives a solution away."""
    notebook = make_notebook(lesson, Edition.STUDENT)
    for exercise, line in solution_leaks(notebook, EXERCISES.values()):
        raise NstError(
            f"The student edition of {lesson.name} would contain '{line}' from the solution of {exercise}: "
            'reword it, or tag the cell "solution-only".'
        )
    return notebook_text(notebook)


def solution_leaks(notebook: Any, exercises: Iterable[Exercise]) -> list[tuple[str, str]]:
    """[(exercise, line)] for every line of a solution anywhere in the notebook, prose and metadata included."""
    contents = without_spaces("\n".join(all_strings(notebook)))
    return [(e.name, line) for e in exercises for line in secret_lines(e) if without_spaces(line) in contents]


def secret_lines(exercise: Exercise) -> Iterator[str]:
    """The code lines of the solution that the stub does not keep; of `return x` only the x."""
    kept = set(map(without_spaces, exercise.stub.splitlines()))
    for line in body_lines(exercise.solution):
        if without_spaces(line) not in kept and len(without_spaces(line)) >= SHORTEST_SECRET:
            yield line


def body_lines(function: str) -> Iterator[str]:
    """The lines of a function's body, without docstring and comments."""
    definition = ast.parse(function).body[0]
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body[1:] if ast.get_docstring(definition) is not None else definition.body
    for line in function.splitlines()[body[0].lineno - 1 :] if body else ():
        code = line.split("#")[0].strip().removeprefix("return ")
        if code:
            yield code


def without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def all_strings(value: Any) -> Iterator[str]:
    """All strings in nested dicts and lists."""
    if isinstance(value, dict):
        yield from (text for item in value.items() for part in item for text in all_strings(part))
    elif isinstance(value, (list, tuple)):
        yield from (text for part in value for text in all_strings(part))
    elif isinstance(value, str):
        yield value
