"""`nst grade`: a class of submissions in; gradebook, feedback and class report out."""

import contextlib
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from ..errors import NstError

SEED_FILE = "grading.json"
MEMORY = 0.8e9  # bytes of a judge and what it starts: see nst bench --grading
OUT, SYSTEMS = "What comes out", "For other systems"


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
        Path | None, typer.Option(help="Write Gradescope's results.json here.", rich_help_panel=SYSTEMS)
    ] = None,
    make_gradescope_zip: Annotated[
        Path | None, typer.Option(help="Write the zip to upload to Gradescope and stop.", rich_help_panel=SYSTEMS)
    ] = None,
    nbgrader: Annotated[
        Path | None, typer.Option(help="Write a CSV as nbgrader exports it.", rich_help_panel=SYSTEMS)
    ] = None,
    coursera: Annotated[
        Path | None, typer.Option(help="Write Coursera's feedback.json here.", rich_help_panel=SYSTEMS)
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML here.", rich_help_panel=SYSTEMS)] = None,
):
    """Grade a class: fresh inputs for each grading, students' code shut in, mistakes named.

    What is graded is kept: after an interruption the same command goes on, and an unchanged class takes seconds.
    """
    from ..grading.policy import DEFAULT_TEXT, load_policy

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
    folder = folder_for(out)
    run = run_for(folder, seed, rules, require_isolation)
    grade_class(submissions, folder, rules, run, cores, dask, exports)


def grade_class(submissions, folder, rules, run, cores, dask, exports):
    """The whole way, with what is said on it."""
    from rich.console import Console

    from ..grading.grading import Grading
    from ..grading.jobs import executor
    from ..grading.results import write_results
    from ..grading.submissions import find

    console, began = Console(stderr=True), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nst_submissions_") as unpacked:
        found = find(submissions, Path(unpacked), besides=(folder,))
        if exports["gradescope"]:
            found, exports["attempt"] = of_one_student(found, submissions)
        with bar(console, len(found)) as progress, kept():
            records = Grading(
                folder / "records", run, lambda: executor(cores or cores_for(found), dask), progress
            ).grade(found)
    grades, sentences = write_results(records, rules, run, folder, exports)
    summary(console, grades, records, folder, sentences, time.perf_counter() - began)


@contextlib.contextmanager
def kept():
    """Turns Ctrl-C into a sentence."""
    try:
        yield
    except KeyboardInterrupt:
        raise NstError("Stopped. What was graded is kept: the same command does the rest.") from None


def cores_for(submissions):
    """As many as the machine has and its memory holds; one for one student."""
    from ..transfer.plan import free_memory

    return max(1, min(os.cpu_count() or 1, len(submissions), int(free_memory() / MEMORY)))


def of_one_student(found, submissions):
    """(all files as those of the one student that Gradescope grades, number of the attempt)."""
    from dataclasses import replace

    from ..grading.exports.gradescope import read_metadata

    about = read_metadata(Path(submissions).parent / "submission_metadata.json")
    student = about.student or "student"
    whose = {"student": student, "name": about.name or student, "time": about.time, "ids": about.ids}
    return [replace(submission, **whose) for submission in found], about.attempt


def folder_for(out):
    """The folder for the results, made if need be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NstError(f"'{out}' cannot be made ({error.strerror}): choose another folder with -o.") from None
    return out


def run_for(folder, seed, rules, required):
    """The `Run`: the seed that was asked for, else that of the last grading in this folder, else a new one."""
    from ..grading.grading import Run, new_seed
    from ..grading.record import as_json, write_whole

    path = folder / SEED_FILE
    if not seed:
        try:
            seed = json.loads(path.read_text(encoding="utf-8"))["seed"]
        except (OSError, ValueError, KeyError, TypeError):
            seed = "new"
    seed = new_seed() if seed == "new" else seed
    try:
        int(seed, 16)
    except (ValueError, TypeError):
        raise NstError(f"The seed '{seed}' is no hexadecimal number: copy it from the class report.") from None
    write_whole(path, as_json({"seed": seed}))
    return Run(seed, rules.seconds, int(rules.memory_mb), required=required)


def bar(console, total):
    """A progress bar with names and the time left, as a context that gives the function to call."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        "Grading",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )

    @contextlib.contextmanager
    def shown():
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("", total=total, name="")
            yield lambda done, total, name: progress.update(task, completed=done, total=total, name=name[:40])

    return shown()


def summary(console, grades, records, folder, sentences, seconds):
    """What came out, in a few lines."""
    isolations = {record["isolation"] for record in records}
    console.print(f"{len(records)} files of {len(grades)} students in {seconds:.0f} s", highlight=False)
    if isolations - {"bubblewrap"}:
        console.print(
            "Students' code was not shut in: it could read files and reach the network. Install bubblewrap (Linux), "
            "or see 'Isolation' in the README.",
            style="bold yellow",
        )
    for sentence in sentences:
        console.print(sentence, markup=False, highlight=False)
    humans = sum(bool(grade.human) for grade in grades)
    if humans:
        console.print(f"{humans} of them need a person: see the report.")
    print(*(folder / name for name in ("class.html", "gradebook.csv", "feedback")), sep="\n")
