"""`nst doctor`: what this machine offers, and what to do about each problem."""

import contextlib
from typing import Annotated

import typer


def doctor(
    weights: Annotated[
        str, typer.Option("--weights", metavar="FILE", help="VGG-19's weights, if NST_VGG19_WEIGHTS does not say.")
    ] = "",
):
    """Look at Python, TensorFlow, devices, precision, network files and memory. Exit code 1 if something is amiss."""
    from rich.console import Console
    from rich.markup import escape

    from .._tensorflow import load_tensorflow
    from ..doctor import examine
    from ..errors import NstError

    with contextlib.suppress(NstError):  # the doctor reports it
        load_tensorflow()
    console, amiss = Console(highlight=False, soft_wrap=True), 0
    for finding in examine(weights or None):
        mark = "[yellow]![/]" if finding.remedy else "[green]✓[/]"
        console.print(f"{mark} {finding.name:<16}{escape(finding.value)}")
        if finding.remedy:
            amiss += 1
            console.print(f"  {'':<16}→ {escape(finding.remedy)}")
    raise typer.Exit(1 if amiss else 0)
