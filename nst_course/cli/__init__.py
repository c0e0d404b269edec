"""`nst`: the command line. Thin and lazy: TensorFlow is imported by the command that needs it."""

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
for command in (start, check, hint, build):
    app.command(rich_help_panel="The course")(command)


app.command(rich_help_panel="The course")(grade)


@app.callback(invoke_without_command=True)
def version(version: bool = typer.Option(False, "--version", help="Print the version and stop.")):
    if version:
        from .. import __version__

        print(f"nst_course {__version__}")
        raise typer.Exit


def main():
    """Entry point of `nst`. A user's mistake is one sentence on stderr and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a log in an old code page has no α and no →
    try:
        app()
    except NstError as error:
        print(f"nst: {error}", file=sys.stderr)
        sys.exit(2)
