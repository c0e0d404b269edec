"""What `nst grade` does, once its options are read: grades, writes, and says what came out."""

import contextlib
import json
import os
import tempfile
import time
from pathlib import Path

from ..errors import NstError

SEED_FILE = "grading.json"
MEMORY = 0.8e9  # bytes of a judge and what it starts: see nst bench --grading


def grade_class(submissions, folder, rules, run, cores, dask, exports):
    """The whole way, with what is said on it."""
    from rich.console import Console

    from ..grading.exports import prepare_exports
    from ..grading.grading import Grading
    from ..grading.jobs import executor
    from ..grading.reports import write_results
    from ..grading.submissions import find

    console, began = Console(stderr=True), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="nst_submissions_") as unpacked:
        found = prepare_exports(exports, find(submissions, Path(unpacked), besides=(folder,)), submissions)
        with bar(console, len(found)) as progress, kept():
            records = Grading(
                folder / "records", run, lambda: executor(cores or cores_for(found), dask), progress
            ).grade(found)
    grades, sentences = write_results(records, rules, run.seed, folder, exports)
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


def folder_for(out, submissions):
    """The folder for the results, made if need be."""
    if out.resolve() == submissions.resolve():
        raise NstError(f"'{out}' holds the submissions: choose another folder for the results with -o.")
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


def many(count, what):
    return f"{count} {what}{'s' * (count != 1)}"


def summary(console, grades, records, folder, sentences, seconds):
    """What came out, in a few lines."""
    isolations = {record["isolation"] for record in records}
    files, students = many(len(records), "file"), many(len(grades), "student")
    console.print(f"{files} of {students} in {seconds:.0f} s", highlight=False)
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
        console.print(f"{many(humans, 'student')} to be looked at by a person: see the report.")
    print(*(folder / name for name in ("class.html", "gradebook.csv", "feedback")), sep="\n")
