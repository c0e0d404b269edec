"""`nst`: the command line, one module for each command or group of commands.

A module is imported when its command runs, so `nst --help` and quick commands do not wait for the others.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import NstError


@dataclass(frozen=True)
class CommandEntry:
    """Where a command is defined, `module.function` of this package, and how `nst --help` lists it."""

    module: str
    summary: str  # the first paragraph of the function's docstring
    panel: str | None = None


COURSE = "The course"
COMMANDS = {
    "stylize": CommandEntry("stylize", "Make a picture G with the content of C in the style of S."),
    "demo": CommandEntry("demo", "Open the studio in the browser: watch a style transfer and change it while it runs."),
    "doctor": CommandEntry("doctor", "Check Python, TensorFlow, devices, precision, network files, and memory."),
    "bench": CommandEntry(
        "bench",
        "Measure steps per second, time to a given J, share of the machine's peak, and memory; or judge pictures.",
    ),
    "start": CommandEntry(
        "lessons",
        "Put the course's notebooks into a folder and open JupyterLab. Your own work is never overwritten.",
        COURSE,
    ),
    "check": CommandEntry(
        "lessons", "Check the functions in a notebook as nst.check does, without running its other cells.", COURSE
    ),
    "hint": CommandEntry("lessons", "Print hints for an exercise, from a gentle nudge to almost the answer.", COURSE),
    "build": CommandEntry(
        "lessons", "Build both editions of the notebooks, student and solution, from notebooks/source.", COURSE
    ),
    "grade": CommandEntry(
        "grade", "Grade a class on fresh inputs, with student code isolated and common mistakes named.", COURSE
    ),
}
OPTIONS: dict[str, Any] = {
    "rich_markup_mode": "rich",
    "pretty_exceptions_enable": False,
    "add_completion": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


def load_command(name: str) -> Any:
    """The command with all its options, as Typer runs it."""
    single = typer.Typer(**OPTIONS)
    single.command(name)(getattr(import_module(f".{COMMANDS[name].module}", __name__), name))
    return typer.main.get_command(single)


class LazyCommands(TyperGroup):
    """A group whose commands are placeholders until one is run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Loads the command named by the first argument, then finds it as usual."""
        if args[0] in COMMANDS:
            self.commands[args[0]] = load_command(args[0])
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="nst",
    cls=LazyCommands,
    help="Neural style transfer: a content picture C and a style picture S become a third, G.",
    no_args_is_help=True,
    **OPTIONS,
)


def _placeholder() -> None:
    pass


for _name, _entry in COMMANDS.items():
    app.command(_name, help=_entry.summary, rich_help_panel=_entry.panel)(_placeholder)


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
            stream.reconfigure(errors="replace")  # old code pages lack α and →
    try:
        app()
    except NstError as error:
        print(f"nst: {error}", file=sys.stderr)
        sys.exit(2)
