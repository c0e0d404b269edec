"""`nst grade`: a class of submissions in; gradebook, feedback and class report out."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import NstError

SYSTEMS = "For other systems"


def grade(
    submissions: Annotated[
        Path | None, typer.Argument(help="Folder or zip of notebooks or .py files, in any usual shape.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for gradebook, feedback and report.")] = Path(
        "graded"
    ),
    policy: Annotated[Path | None, typer.Option(help="A policy.toml; see --print-policy.")] = None,
    seed: Annotated[
        str, typer.Option(help="Repeats a grading: the seed of its records. 'new' draws another one.")
    ] = "",
    cores: Annotated[int, typer.Option(min=0, help="Judges at once; 0 is one for each core.")] = 0,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Grade nothing where students' code cannot be shut in.")
    ] = False,
    dask: Annotated[str, typer.Option(metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler.")] = "",
    print_policy: Annotated[
        bool, typer.Option("--print-policy", help="Print the default policy.toml and stop.")
    ] = False,
    canvas: Annotated[
        Path | None,
        typer.Option(help="Gradebook exported from Canvas: OUT/canvas.csv to import.", rich_help_panel=SYSTEMS),
    ] = None,
    canvas_column: Annotated[
        str, typer.Option(help="Its assignment, by title or number.", rich_help_panel=SYSTEMS)
    ] = "",
    gradescope: Annotated[
        Path | None, typer.Option(help="One student: write Gradescope's results.json.", rich_help_panel=SYSTEMS)
    ] = None,
    make_gradescope_zip: Annotated[
        Path | None, typer.Option(help="Write the zip to upload to Gradescope and stop.", rich_help_panel=SYSTEMS)
    ] = None,
    nbgrader: Annotated[
        Path | None, typer.Option(help="Write a CSV as nbgrader exports it.", rich_help_panel=SYSTEMS)
    ] = None,
    coursera: Annotated[
        Path | None, typer.Option(help="One student: write Coursera's feedback.json.", rich_help_panel=SYSTEMS)
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML here.", rich_help_panel=SYSTEMS)] = None,
):
    """Grade a class: fresh inputs for each grading, students' code shut in, mistakes named.

    What is graded is kept: after an interruption the same command goes on, and an unchanged class takes seconds.
    """
    from ..grading.policy import DEFAULT_TEXT, load_policy
    from .grading import folder_for, grade_class, run_for

    if print_policy:
        print(DEFAULT_TEXT, end="")
        return
    rules = load_policy(policy)
    if make_gradescope_zip:
        from ..grading.exports.autograder import make_zip

        make_zip(make_gradescope_zip, rules)
        print(f"{make_gradescope_zip}  upload it under 'Configure Autograder'")
        return
    if submissions is None:
        raise NstError("Say what to grade: nst grade SUBMISSIONS, a folder or a zip.")
    exports = {"canvas": canvas, "canvas_column": canvas_column, "gradescope": gradescope}
    exports |= {"nbgrader": nbgrader, "coursera": coursera, "junit": junit}
    folder = folder_for(out, submissions)
    run = run_for(folder, seed, rules, require_isolation)
    grade_class(submissions, folder, rules, run, cores, dask, exports)
