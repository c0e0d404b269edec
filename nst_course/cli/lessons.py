"""`nst build`, `nst start`, `nst check`, `nst hint`: the lessons, for those who write and those who take them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..errors import NstError
from ..lessons.start import FOLDER

FOLDER_HELP = f"Where your notebooks are or will be: else this folder, if it holds lessons, or {FOLDER} in it."


def build(
    lessons: Annotated[list[str], typer.Argument(metavar="[LESSON]...", help="Such as 3_gram_matrix; else all.")] = [],
    check: Annotated[bool, typer.Option("--check", help="Only compare; exit code 1 if something differs.")] = False,
    students_only: Annotated[bool, typer.Option("--students-only", help="Leave out what has to be executed.")] = False,
):
    """Make the notebooks, student and solution edition, from notebooks/source."""
    from ..lessons import build as lesson_builder
    from ..lessons.places import repository_notebooks

    notebooks = repository_notebooks()
    if not check:
        lesson_builder.build(notebooks, lessons, students_only=students_only)
        return
    different = list(lesson_builder.differences(notebooks, lessons))
    print(*different or ["Notebooks, sources and reference agree."], sep="\n")
    raise typer.Exit(1 if different else 0)


def start(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help=FOLDER_HELP)] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help="Put new copies beside notebooks that you changed.")] = False,
    browser: Annotated[bool, typer.Option(help="Let JupyterLab open a browser.")] = True,
    lab: Annotated[bool, typer.Option("--open/--no-open", help="Open JupyterLab.")] = True,
):
    """Put the course's notebooks into a folder, leave alone what is there, and open JupyterLab."""
    from ..lessons.start import default_folder, fill, open_lab

    folder = folder or default_folder()
    says = {"new": "new", "there": "already there", "kept": "kept as it is: yours"}
    for path, happened in fill(folder, fresh):
        print(f"{path}  {says[happened]}")
    if lab:
        raise typer.Exit(open_lab(folder, browser))
    print(f"Open them with: jupyter lab {folder}")


def check(
    notebook: Annotated[Path, typer.Argument(help="Your notebook, .ipynb, or a Python file.")],
    exercises: Annotated[list[str], typer.Argument(metavar="[EXERCISE]...", help="Such as gram_matrix.")] = [],
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON, a list.")] = False,
):
    """Check the functions in a notebook as nst.check does, without running its other cells.

    Exit code 1 unless all pass.
    """
    from .._tensorflow import load_tensorflow

    load_tensorflow()
    from ..lessons.load import check_notebook

    found = []
    for report, notes in check_notebook(notebook, exercises):
        found.append({**report.to_dict(), "notes": notes})
        if not as_json:
            print(report, *(f"  Note: {note}" for note in notes if not report.passed), sep="\n")
    if as_json:
        print(json.dumps(found, indent=1))
    raise typer.Exit(0 if all(report["verdict"] == "passed" for report in found) else 1)


def hint(
    exercise: Annotated[str, typer.Argument(help="Such as gram_matrix.")],
    level: Annotated[int, typer.Option(min=1, max=3, help="How much is said, 1 to 3.")] = 1,
):
    """Print the hints for an exercise, from gentle to nearly the answer."""
    from ..errors import nearest
    from ..exercises import EXERCISES

    if exercise not in EXERCISES:
        raise NstError(f"There is no exercise '{exercise}': {nearest(exercise, EXERCISES)}")
    for number, text in enumerate(EXERCISES[exercise].hints[:level], 1):
        print(f"{number}. {text}")
    if level < len(EXERCISES[exercise].hints):
        print(f"More: nst hint {exercise} --level {level + 1}")
