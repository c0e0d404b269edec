"""`nst build`, `nst start`, `nst check`, `nst hint`: the lessons, for authors and for students."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ..errors import NstError
from ..lessons.start import FOLDER

FOLDER_HELP = f"Folder for your notebooks. Default: this one if it already has lessons, else {FOLDER} inside it."


def build(
    lessons: Annotated[
        list[str], typer.Argument(metavar="[LESSON]...", help="Such as 3_gram_matrix. Default: all.")
    ] = [],
    check: Annotated[bool, typer.Option("--check", help="Only compare; exit with code 1 if anything differs.")] = False,
    students_only: Annotated[
        bool, typer.Option("--students-only", help="Skip the solution edition, which has to be executed.")
    ] = False,
) -> None:
    """Build both editions of the notebooks, student and solution, from notebooks/source."""
    from ..lessons import build as builder
    from ..lessons.source import repository_notebooks

    notebooks = repository_notebooks()
    if not check:
        builder.build(notebooks, lessons, students_only=students_only)
        return
    differences = [str(difference) for difference in builder.differences(notebooks, lessons)]
    print(*differences or ["All notebooks match their sources."], sep="\n")
    raise typer.Exit(1 if differences else 0)


def start(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help=FOLDER_HELP)] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help="Also add a new copy of each notebook you changed.")] = False,
    browser: Annotated[bool, typer.Option(help="Let JupyterLab open a browser.")] = True,
    lab: Annotated[bool, typer.Option("--open/--no-open", help="Open JupyterLab.")] = True,
) -> None:
    """Put the course's notebooks into a folder and open JupyterLab. Your own work is never overwritten."""
    from ..lessons.start import default_folder, fill_folder, open_jupyterlab

    folder = folder or default_folder()
    for path, placement in fill_folder(folder, fresh=fresh):
        print(f"{path}  {placement}")
    if lab:
        raise typer.Exit(open_jupyterlab(folder, browser))
    print(f"Open them with: jupyter lab {folder}")


def check(
    notebook: Annotated[Path, typer.Argument(help="Your notebook (.ipynb) or a Python file.")],
    exercises: Annotated[list[str], typer.Argument(metavar="[EXERCISE]...", help="Such as gram_matrix.")] = [],
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as a JSON list.")] = False,
) -> None:
    """Check the functions in a notebook as nst.check does, without running its other cells.

    Exits with code 1 unless all of them pass.
    """
    from .._tensorflow import load_tensorflow

    load_tensorflow()
    from ..lessons.collect import check_notebook

    passed, reports = [], []
    for report, notes in check_notebook(notebook, exercises):
        passed.append(report.passed)
        reports.append({**report.to_dict(), "notes": list(map(str, notes))})
        if not as_json:
            print(report, *(f"  Note: {note}" for note in notes if not report.passed), sep="\n")
    if as_json:
        print(json.dumps(reports, indent=1))
    raise typer.Exit(0 if all(passed) else 1)


def hint(
    exercise: Annotated[str, typer.Argument(help="Such as gram_matrix.")],
    level: Annotated[int, typer.Option(min=1, max=3, help="How much to give away, from 1 to 3.")] = 1,
) -> None:
    """Print hints for an exercise, from a gentle nudge to almost the answer."""
    from ..errors import nearest
    from ..exercises import EXERCISES

    if exercise not in EXERCISES:
        raise NstError(f"There is no exercise '{exercise}': {nearest(exercise, EXERCISES)}")
    hints = EXERCISES[exercise].hints
    for number, text in enumerate(hints[:level], 1):
        print(f"{number}. {text}")
    if level < len(hints):
        print(f"For more: nst hint {exercise} --level {level + 1}")
