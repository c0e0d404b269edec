"""`nst`: the command line, one module for each command. TensorFlow is only imported by commands that need it."""

from __future__ import annotations

import io
import sys

import typer

from ..errors import NstError
from .bench import bench
from .demo import demo
from .doctor import doctor
from .grade import grade
from .lessons import build, check, hint, start
from .stylize import stylize

app = typer.Typer(
    name="nst",
    help="Neural style transfer: a content picture C and a style picture S become a third, G.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(stylize)
app.command()(demo)
app.command()(doctor)
app.command()(bench)
for command in (start, check, hint, build, grade):
    app.command(rich_help_panel="The course")(command)


@app.callback(invoke_without_command=True)
def version(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        from .. import __version__

        print(f"nst_course {__version__}")
        raise typer.Exit


def main() -> None:
    """The entry point of `nst`. An NstError is printed to stderr as one sentence; the exit code is 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # α and → are in no old code page
    try:
        app()
    except NstError as error:
        print(f"nst: {error}", file=sys.stderr)
        sys.exit(2)
