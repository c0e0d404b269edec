"""Submissions of a small class, as notebooks in a folder."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nst_course.exercises import EXERCISES

SETUP = "import numpy as np\nimport tensorflow as tf\nimport nst_course as nst\n\nSTYLE_LAYERS = nst.STYLE_LAYERS\n"


def notebook(functions, *more, title="My own pictures"):
    """A notebook with these functions, each in its own cell, and more cells."""
    cells = [new_markdown_cell(f"# {title}"), *map(new_code_cell, [SETUP, *functions, *more])]
    return nbformat.writes(new_notebook(cells=cells))


def right(*names):
    """The texts of the correct functions with these names; all by default."""
    return [EXERCISES[name].solution for name in names or EXERCISES]


def mistaken(name, number=0):
    """(text of a function with a named mistake that changes its values, the mistake)."""
    mistakes = [m for m in EXERCISES[name].mistakes if m.steps == ("values",) and m.found_by == "results"]
    return mistakes[number].source(name), mistakes[number].name


def write(folder, **students):
    """Writes {student: notebook text} to files; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for student, text in students.items():
        (folder / f"{student}.ipynb").write_text(text, encoding="utf-8")
    return folder
