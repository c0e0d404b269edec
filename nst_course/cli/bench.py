"""`nst bench`: the engine beside the loop that tutorials write."""

import json
from typing import Annotated

import typer


def bench(
    content: Annotated[str, typer.Argument(help="Content picture: a file or a built-in picture.")] = "louvre",
    style: Annotated[str, typer.Argument(help="Style picture.")] = "swirl",
    json_file: Annotated[str, typer.Option("--json", metavar="FILE", help="Write all figures there.")] = "",
    sizes: Annotated[str, typer.Option("--sizes", help="Long sides, pixels.")] = "256,400,512",
    quality: Annotated[bool, typer.Option(help="Measure also the time to the textbook's J: minutes.")] = True,
    weights: Annotated[
        str, typer.Option("--weights", metavar="FILE", envvar="NST_VGG19_WEIGHTS", help="VGG-19's weights.")
    ] = "",
):
    """Measure steps per second, time to a given J, share of the machine's peak, and memory.

    Everything is measured in one run beside the loop that tutorials write, because only ratios hold from machine to
    machine. Let nothing else run meanwhile.
    """
    from rich.console import Console

    from ..bench.report import measure, table
    from ..images import probe, replacing
    from ..networks import vgg19
    from ..transfer.settings import LARGEST, SMALLEST, check_range, check_whole
    from .stylize import number
    from .tensorflow import load_tensorflow

    chosen = tuple(number("sizes", item) for item in sizes.split(","))
    check_range("--sizes", chosen, SMALLEST, LARGEST)
    check_whole("--sizes", chosen)
    if json_file:
        probe(json_file, (".json",))
    load_tensorflow()
    console = Console(stderr=True)
    path = vgg19.find_weights(weights) or vgg19.download()
    with console.status("starting") as status:
        record = measure(content, style, path, chosen, quality, progress=status.update)
    print(table(record))
    if json_file:
        with replacing(json_file, (".json",)) as part:
            part.write_text(json.dumps(record, indent=1))
