"""`nst doctor`: what this machine offers, and what to do about each problem."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..doctor import Finding


def doctor(
    weights: Annotated[
        str,
        typer.Option(
            "--weights",
            metavar="FILE",
            help="File with VGG-19's weights. Default: the one that NST_VGG19_WEIGHTS names.",
        ),
    ] = "",
) -> None:
    """Check Python, TensorFlow, devices, precision, network files, and memory.

    Exits with code 1 if there is a problem.
    """
    from .._tensorflow import load_tensorflow
    from ..doctor import examine
    from ..errors import NstError

    with contextlib.suppress(NstError):  # one of the findings will say so
        load_tensorflow()
    raise typer.Exit(1 if print_findings(examine(weights or None)) else 0)


def print_findings(findings: Iterable[Finding]) -> int:
    """Prints each finding as it comes, with its remedy; returns how many have one."""
    from rich.console import Console
    from rich.markup import escape

    console, problems = Console(highlight=False, soft_wrap=True), 0
    for finding in findings:
        mark = "[yellow]![/]" if finding.remedy else "[green]✓[/]"
        console.print(f"{mark} {finding.name:<16}{escape(finding.value)}")
        if finding.remedy:
            problems += 1
            console.print(f"  {'':<16}→ {escape(finding.remedy)}")
    return problems
