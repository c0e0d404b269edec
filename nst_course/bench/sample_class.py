"""A synthetic class for benchmarks: notebooks of correct variants and named mistakes, no two of them alike."""

from __future__ import annotations

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
CORRECT_SHARE = 0.7  # of the functions
CORRECT_ANSWERS = Path("tests", "checks", "correct_answers.py")
SETUP_CELL = """\
import functools
import keras
import numpy as np
import tensorflow as tf
import nst_course as nst

STYLE_LAYERS = nst.costs.STYLE_LAYERS"""
PLOT_CELL = """\
import matplotlib.pyplot as plt

plt.plot(np.random.default_rng({number}).normal(size=50).cumsum())
plt.title("{name}")
plt.show()"""
FIRST_NAMES = ("Ada", "Chloé", "Elif", "Farid", "Grace", "Igor", "Jana", "Kofi", "Mateo", "Priya", "Søren", "Zoë")
LAST_NAMES = (
    "Bauer",
    "Costa",
    "Dumont",
    "Eriksen",
    "García",
    "Haddad",
    "Jensen",
    "Müller",
    "Novak",
    "Okafor",
    "Yılmaz",
)
REMARKS = (
    "it took me {} minutes",
    "version {}, and the last one",
    "I looked at the formula {} times",
    "see page {} of my notes",
)


@dataclass(frozen=True)
class SampleStudent:
    """A name, the notebook, and which of its functions are correct: {exercise: bool}."""

    name: str
    notebook: nbformat.NotebookNode
    correct: dict[str, bool]


Programs = dict[str, list[str]]  # {exercise: sources}


def make_class(number: int, seed: int, distinct: bool = False) -> list[SampleStudent]:
    """Students with six functions each, drawn by `seed`; with `distinct` no two programs are equal.

    Raises NstError outside a copy of the repository, which has the correct variants.
    """
    rng = random.Random(seed)
    correct, wrong = correct_programs(), wrong_programs()
    if distinct:  # a lambda has no local variables
        correct = {name: [source for source in found if "def " in source] for name, found in correct.items()}
    return [_make_student(k, correct, wrong, rng, distinct) for k in range(number)]


def correct_programs() -> Programs:
    """{exercise: [the reference and other correct answers]}."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).parents[2]):
        if (folder / CORRECT_ANSWERS).is_file():
            answers = runpy.run_path(str(folder / CORRECT_ANSWERS))["CORRECT_ANSWERS"]
            return {
                name: [exercise.solution, *(source for of, _, source in answers if of == name)]
                for name, exercise in EXERCISES.items()
            }
    raise NstError(
        f"The class is made of {CORRECT_ANSWERS.as_posix()}, which is not here: run this in a copy of the repository."
    )


def wrong_programs() -> Programs:
    """{exercise: [the named mistakes, and the function as it was handed out]}."""
    return {
        name: [*(mistake.source(name) for mistake in exercise.mistakes), exercise.stub]
        for name, exercise in EXERCISES.items()
    }


def _make_student(number: int, correct: Programs, wrong: Programs, rng: random.Random, distinct: bool) -> SampleStudent:
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)} {number:03}"
    marks = {exercise: rng.random() < CORRECT_SHARE for exercise in EXERCISES}
    programs = {}
    for exercise, mark in marks.items():
        text = rng.choice((correct if mark else wrong)[exercise]).strip()
        text = rename_locals(text, number) if distinct else text
        remarks = [remark.format(rng.randrange(2, 1000)) for remark in rng.sample(REMARKS, 2)]
        programs[exercise] = f"# {exercise}: {remarks[0]}\n{text}\n\n# {name}: {remarks[1]}"
    return SampleStudent(name.replace(" ", "_"), make_notebook(programs, name, rng.randrange(2**32)), marks)


def make_notebook(programs: dict[str, str], name: str, number: int) -> nbformat.NotebookNode:
    """A notebook with nbgrader's cells: one for each program, {exercise: text}, and one that checks it.

    It also has text, prints, and a plot.
    """
    cells = [new_markdown_cell(f"# Style transfer\n\n{name}, number {number}"), new_code_cell(SETUP_CELL)]
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
    cells.append(new_code_cell(PLOT_CELL.format(name=name, number=number)))
    for position, cell in enumerate(cells):
        cell.id = f"cell-{position}"
    return new_notebook(cells=cells)


def write_class(students: list[SampleStudent], folder: Path) -> None:
    """Writes the notebooks where nbgrader expects them: submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb in the folder."""
    for student in students:
        target = folder / "submitted" / student.name / ASSIGNMENT
        target.mkdir(parents=True)
        nbformat.write(student.notebook, target / f"{ASSIGNMENT}.ipynb")


def rename_locals(source: str, number: int) -> str:
    """The program with other names for its local variables; if it has none, with another docstring."""
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
