"""`nst grade`: from a class's submissions to gradebook, feedback and class report."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import NstError
from ..grading.exports import EXPORTS, prepare_exports, requested_exports

if TYPE_CHECKING:
    from rich.console import Console

    from ..grading.grades import StudentGrade
    from ..grading.policy import Policy
    from ..grading.records import Record
    from ..grading.scheduler import GradingRun
    from ..grading.submissions import Submission

SYSTEMS = "For other systems"
SEED_FILE = "grading.json"
NEW_SEED = "new"
JUDGE_MEMORY = 0.8e9  # bytes of a judge and the processes it starts: see nst bench --grading
LONGEST_NAME = 40  # characters beside the progress bar


def with_export_options(command: Callable[..., None]) -> Callable[..., None]:
    """Replaces a command's `**export_options` by the options of all registered exports."""

    @functools.wraps(command)
    def wrapper(*args: Any, **options: Any) -> None:
        command(*args, **options)

    own = list(inspect.signature(command, eval_str=True).parameters.values())[:-1]
    parameters = [*own, *export_parameters()]
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper


def export_parameters() -> Iterator[inspect.Parameter]:
    """--NAME PATH for each export, and --NAME-FIELD for its further fields."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    for name, export in EXPORTS.items():
        path = Annotated[Path | None, typer.Option(help=export.help, rich_help_panel=SYSTEMS)]
        yield inspect.Parameter(name, keyword, default=None, annotation=path)
        for option, text in export.options().items():
            value = Annotated[str, typer.Option(help=text, rich_help_panel=SYSTEMS)]
            yield inspect.Parameter(option, keyword, default="", annotation=value)


@with_export_options
def grade(
    submissions: Annotated[
        Path | None, typer.Argument(help="Folder or zip of notebooks or .py files, in any common layout.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for gradebook, feedback and report.")] = Path(
        "graded"
    ),
    policy: Annotated[Path | None, typer.Option(help="A policy.toml; see --print-policy.")] = None,
    seed: Annotated[
        str, typer.Option(help="Seed from a class report, to repeat that grading; 'new' draws a new one.")
    ] = "",
    cores: Annotated[int, typer.Option(min=0, help="Judges that work in parallel; 0 means one per core.")] = 0,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Refuse to grade unless student code can be isolated.")
    ] = False,
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Grade on a Dask cluster, given the address of its scheduler.")
    ] = "",
    print_policy: Annotated[
        bool, typer.Option("--print-policy", help="Print the default policy.toml and exit.")
    ] = False,
    make_gradescope_zip: Annotated[
        Path | None, typer.Option(help="Write the zip to upload to Gradescope and exit.", rich_help_panel=SYSTEMS)
    ] = None,
    **export_options: Path | str | None,
) -> None:
    """Grade a class on fresh inputs, with student code isolated and common mistakes named.

    Results are kept: after an interruption, run the same command to continue; an unchanged class takes seconds.
    """
    from ..grading.policy import DEFAULT_TEXT, load_policy

    if print_policy:
        print(DEFAULT_TEXT, end="")
        return
    rules = load_policy(policy)
    if make_gradescope_zip:
        from ..grading.exports.gradescope import write_autograder_zip

        write_autograder_zip(make_gradescope_zip, rules)
        print(f"{make_gradescope_zip}  upload it under 'Configure Autograder'")
        return
    if submissions is None:
        raise NstError("Nothing to grade: run nst grade SUBMISSIONS, with a folder or a zip.")
    folder = make_results_folder(out, submissions)
    run = make_run(folder, seed, rules, require_isolation)
    grade_class(submissions, folder, rules, run, cores, dask, export_options)


def grade_class(
    source: Path,
    folder: Path,
    policy: Policy,
    run: GradingRun,
    cores: int,
    dask: str,
    export_options: dict[str, Path | str | None],
) -> None:
    """Finds the submissions, grades them, writes the results, and prints a summary."""
    from rich.console import Console

    from ..grading.job_pools import make_job_pool
    from ..grading.notes import sentence
    from ..grading.reports import write_results
    from ..grading.scheduler import Grading
    from ..grading.submissions import find_submissions

    console, began = Console(stderr=True), time.perf_counter()
    exports = requested_exports(export_options)
    with tempfile.TemporaryDirectory(prefix="nst_submissions_") as unpacked:
        found = prepare_exports(exports, find_submissions(source, Path(unpacked), excluded=(folder,)), source)
        with progress_bar(console, len(found)) as progress, interruption_explained():
            pool_size = cores or count_cores(found)
            grading = Grading(folder / "records", run, lambda: make_job_pool(pool_size, dask), progress)
            records = grading.grade(found)
    grades, messages = write_results(records, policy, run.seed, folder, exports)
    messages = [*map(sentence, grading.warnings), *messages]
    print_summary(console, grades, records, messages, time.perf_counter() - began)
    print(*(folder / name for name in ("class.html", "gradebook.csv", "feedback")), sep="\n")


@contextlib.contextmanager
def interruption_explained() -> Iterator[None]:
    """Turns Ctrl-C into an NstError that says how to continue."""
    try:
        yield
    except KeyboardInterrupt:
        raise NstError("Stopped. What has been graded is kept: run the same command to grade the rest.") from None


def count_cores(submissions: Sequence[Submission]) -> int:
    """As many judges as cores and memory allow, and at most one per submission."""
    from ..transfer.plan import free_memory

    return max(1, min(os.cpu_count() or 1, len(submissions), int(free_memory() / JUDGE_MEMORY)))


def make_results_folder(out: Path, submissions: Path) -> Path:
    """The folder for the results, created if necessary."""
    if out.resolve() == submissions.resolve():
        raise NstError(f"'{out}' is the folder of the submissions: choose another folder for the results with -o.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NstError(f"'{out}' cannot be created ({error.strerror}): choose another folder with -o.") from None
    return out


def make_run(folder: Path, seed: str, policy: Policy, isolation_required: bool) -> GradingRun:
    """The settings of this grading; the seed is the one given, else the last one in this folder, else a new one."""
    from ..grading.records import to_json, write_whole
    from ..grading.scheduler import GradingRun, new_seed

    path = folder / SEED_FILE
    seed = seed or read_seed(path)
    if seed == NEW_SEED:
        seed = new_seed()
    try:
        int(seed, 16)
    except (ValueError, TypeError):
        raise NstError(f"The seed '{seed}' is not a hexadecimal number: copy it from the class report.") from None
    write_whole(path, to_json({"seed": seed}))
    return GradingRun(seed, policy.seconds, int(policy.memory_mb), isolation_required=isolation_required)


def read_seed(path: Path) -> str:
    """The seed of the last grading; that of a new one if there is none."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        return NEW_SEED


@contextlib.contextmanager
def progress_bar(console: Console, total: int) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar with names and the time left; yields the function to call with (done, total, name)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    name_column = TextColumn("{task.fields[name]}", markup=False)
    columns = ("Grading", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), name_column)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, name="")

        def update(done: int, total: int, name: str) -> None:
            progress.update(task, completed=done, total=total, name=name[:LONGEST_NAME])

        yield update


def print_summary(
    console: Console,
    grades: Sequence[StudentGrade],
    records: Sequence[Record],
    messages: Iterable[str],
    seconds: float,
) -> None:
    """Prints the results in a few lines."""
    from ..grading.escaping import single_line
    from ..grading.records import Isolation
    from ..grading.reports.pages import count_of

    files, students = count_of(len(records), "file"), count_of(len(grades), "student")
    console.print(f"{files} from {students} in {seconds:.0f} s", highlight=False)
    if any(record.isolation is not Isolation.BUBBLEWRAP for record in records):
        console.print(
            "Student code was not isolated: it could read files and use the network. Install bubblewrap (Linux), "
            "or see 'Isolation' in the README.",
            style="bold yellow",
        )
    for message in messages:
        console.print(single_line(message), markup=False, highlight=False)
    if to_review := sum(bool(grade.review) for grade in grades):
        console.print(f"{count_of(to_review, 'student')} with work that needs a look: see the class report.")
