"""`Lesson` -> its notebook, student or solution edition, as yet without outputs."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ..exercises import EXERCISES
from . import frame
from .nbgrader import add_checksum, check_metadata, task_metadata

METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}


def make_notebook(lesson, edition):
    """The notebook of an edition, "student" or "solution"; the same text gives the same bytes."""
    cells = [new_markdown_cell(frame.badge(lesson.name), id=f"{lesson.name}-badge")]
    first = next(number for number, part in enumerate(lesson.parts) if part.kind != "markdown")
    for number, part in enumerate(lesson.parts):
        if number == first:
            cells.append(new_code_cell(frame.set_up(lesson.name, lesson.heading), id=f"{lesson.name}-set-up"))
        if not part.belongs_to(edition):
            continue
        if part.kind == "exercise":
            cells += exercise_cells(EXERCISES[part.exercise], part, edition)
        else:
            cells.append(plain_cell(part, f"{lesson.name}-{number + 1:02}"))
    if edition == "student":
        for cell in cells:
            add_checksum(cell)
    notebook = new_notebook(cells=cells, metadata=METADATA)
    notebook.nbformat_minor = 5
    return notebook


def plain_cell(part, name):
    """A cell as it was written."""
    new = {"markdown": new_markdown_cell, "code": new_code_cell}[part.kind]
    return new(part.text, id=name, metadata=part.metadata)


def exercise_cells(exercise, part, edition):
    """Statement, task, hints, check: the hints are folded, so that the check stays near the task."""
    name = exercise.name
    code = {"student": exercise.stub, "solution": exercise.solution}[edition].rstrip("\n")
    return [
        new_markdown_cell(
            f"{heading(exercise)}\n\n{part.text}".rstrip(), id=f"{name}-statement", metadata=part.metadata
        ),
        new_code_cell(code, id=f"{name}-task", metadata=task_metadata(name)),
        new_code_cell(f'nst.hint("{name}")', id=f"{name}-hint"),
        new_code_cell(f"nst.check.{name}({name})", id=f"{name}-check", metadata=check_metadata(name, exercise.points)),
    ]


def heading(exercise):
    """Title, points, minutes and difficulty, in Markdown."""
    return (
        f"### Exercise: {exercise.title}\n\n"
        f"*{exercise.points} points · about {exercise.minutes} minutes · {exercise.difficulty}*"
    )


def to_text(notebook):
    """The notebook as it stands in a file, with a newline at the end."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
