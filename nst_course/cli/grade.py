"""`nst grade`: a class of submissions in; gradebook, feedback and class report out."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import NstError
from ..grading.exports import EXPORTS, requested_exports

SYSTEMS = "For other systems"


def with_export_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of all registered exports, in place of its `**export_options`."""

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
    make_gradescope_zip: Annotated[
        Path | None, typer.Option(help="Write the zip to upload to Gradescope and stop.", rich_help_panel=SYSTEMS)
    ] = None,
    **export_options: Path | str | None,
) -> None:
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
        from ..grading.exports.gradescope import write_autograder_zip

        write_autograder_zip(make_gradescope_zip, rules)
        print(f"{make_gradescope_zip}  upload it under 'Configure Autograder'")
        return
    if submissions is None:
        raise NstError("Say what to grade: nst grade SUBMISSIONS, a folder or a zip.")
    exports = requested_exports(export_options)
    folder = folder_for(out, submissions)
    run = run_for(folder, seed, rules, require_isolation)
    grade_class(submissions, folder, rules, run, cores, dask, exports)
