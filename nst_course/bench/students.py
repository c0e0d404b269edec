"""A class that nobody taught: notebooks of right variants and of named mistakes, no two of them alike."""

import ast
import random
import runpy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ..errors import NstError
from ..exercises import EXERCISES
from ..lessons.editions import add_checksum, check_metadata, task_metadata

ASSIGNMENT = "nst"
RIGHT = 0.7  # share of the functions
VARIANTS = Path("tests", "checks", "variants.py")
SET_UP = """\
import functools
import keras
import numpy as np
import tensorflow as tf
import nst_course as nst

STYLE_LAYERS = nst.costs.STYLE_LAYERS"""
PLOT = """\
import matplotlib.pyplot as plt

plt.plot(np.random.default_rng({number}).normal(size=50).cumsum())
plt.title("{name}")
plt.show()"""
FIRST = ("Ada", "Chloé", "Elif", "Farid", "Grace", "Igor", "Jana", "Kofi", "Mateo", "Priya", "Søren", "Zoë")
LAST = ("Bauer", "Costa", "Dumont", "Eriksen", "García", "Haddad", "Jensen", "Müller", "Novak", "Okafor", "Yılmaz")
REMARKS = (
    "it took me {} minutes",
    "version {}, and the last one",
    "I looked at the formula {} times",
    "see page {} of my notes",
)


@dataclass(frozen=True)
class Student:
    """Whose work it is, the notebook, and which functions are right: {exercise: bool}."""

    name: str
    notebook: nbformat.NotebookNode
    right: dict[str, bool]


def make_class(number, seed, distinct=False):
    """[`Student`], each with six functions, drawn from the seed; with `distinct` no two programs are equal.

    Raises NstError outside a copy of the repository, where the right variants are.
    """
    rng = random.Random(seed)
    right, wrong = right_programs(), wrong_programs()
    if distinct:  # a lambda has no names of its own
        right = {name: [source for source in found if "def " in source] for name, found in right.items()}
    return [student(k, right, wrong, rng, distinct) for k in range(number)]


def right_programs():
    """{exercise: [the reference and its variants]}."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).parents[2]):
        if (folder / VARIANTS).is_file():
            variants = runpy.run_path(str(folder / VARIANTS))["VARIANTS"]
            return {
                name: [exercise.solution, *(source for of, _, source in variants if of == name)]
                for name, exercise in EXERCISES.items()
            }
    raise NstError(f"The class is made of {VARIANTS.as_posix()}, which is not here: go into a copy of the repository.")


def wrong_programs():
    """{exercise: [the named mistakes, and the function as it was handed out]}."""
    return {
        name: [*(mistake.source(name) for mistake in exercise.mistakes), exercise.stub]
        for name, exercise in EXERCISES.items()
    }


def student(number, right, wrong, rng, distinct):
    """One of them."""
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)} {number:03}"
    marks = {exercise: rng.random() < RIGHT for exercise in EXERCISES}
    programs = {}
    for exercise, mark in marks.items():
        text = rng.choice((right if mark else wrong)[exercise]).strip()
        text = with_own_names(text, number) if distinct else text
        remarks = [remark.format(rng.randrange(2, 1000)) for remark in rng.sample(REMARKS, 2)]
        programs[exercise] = f"# {exercise}: {remarks[0]}\n{text}\n\n# {name}: {remarks[1]}"
    return Student(name.replace(" ", "_"), notebook(programs, name, rng.randrange(2**32)), marks)


def notebook(programs, name, number):
    """A notebook with nbgrader's cells: one for each program, and one that checks it; text, prints and a plot besides.

    `programs` is {exercise: text}.
    """
    cells = [new_markdown_cell(f"# Style transfer\n\n{name}, number {number}"), new_code_cell(SET_UP)]
    for exercise, text in programs.items():
        task = new_code_cell(EXERCISES[exercise].stub.rstrip("\n"), metadata=task_metadata(exercise))
        check = new_code_cell(
            f"nst.check.{exercise}({exercise})", metadata=check_metadata(exercise, EXERCISES[exercise].points)
        )
        add_checksum(task)  # that of the stub, as handed out
        add_checksum(check)
        task.source = text
        cells += [new_markdown_cell(f"### {EXERCISES[exercise].title}"), task]
        cells += [new_code_cell(f'print("{name} wrote", {exercise})'), check]
    cells.append(new_code_cell(PLOT.format(name=name, number=number)))
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    return new_notebook(cells=cells)


def write_class(students, folder):
    """Puts the notebooks where nbgrader has them: submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb in the folder."""
    for one in students:
        place = Path(folder) / "submitted" / one.name / ASSIGNMENT
        place.mkdir(parents=True)
        nbformat.write(one.notebook, place / f"{ASSIGNMENT}.ipynb")


def with_own_names(source, number):
    """The program with other names for its local variables; where it has none, with another docstring."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    renamed = False
    for function in functions:
        inside = list(ast.walk(function))
        own = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own -= {node.arg for node in inside if isinstance(node, ast.arg)}
        for node in inside:
            if isinstance(node, ast.Name) and node.id in own:
                node.id, renamed = f"{node.id}_{number}", True
    if not renamed:
        functions[0].body.insert(0, ast.Expr(ast.Constant(f"Number {number}.")))
    return ast.unparse(tree)
