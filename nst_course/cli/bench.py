"""`nst bench`: the engine beside the loop that tutorials write; or its pictures, the course, grading, the studio."""

import json
from typing import Annotated

import typer


def bench(
    content: Annotated[
        str, typer.Argument(help="Content picture: a file or a built-in picture; with --quality also a folder.")
    ] = "louvre",
    style: Annotated[str, typer.Argument(help="Style picture, likewise.")] = "swirl",
    json_file: Annotated[str, typer.Option("--json", metavar="FILE", help="Write all figures there.")] = "",
    sizes: Annotated[str, typer.Option("--sizes", help="Long sides, pixels.")] = "256,400,512",
    time: Annotated[bool, typer.Option(help="Measure also the time to the textbook's J: minutes.")] = True,
    quality: Annotated[
        bool, typer.Option("--quality", help="Judge pictures instead: style captured and content distance.")
    ] = False,
    course: Annotated[
        bool, typer.Option("--course", help="Measure the course instead: checks, and notebooks from end to end.")
    ] = False,
    grading: Annotated[
        bool, typer.Option("--grading", help="Measure nst grade instead, on a class made for it, beside nbgrader.")
    ] = False,
    studio: Annotated[
        bool, typer.Option("--studio", help="Measure the studio instead, in a real browser without a window.")
    ] = False,
    minutes: Annotated[float, typer.Option(min=0, help="So long the studio plays while its memory is watched.")] = 0,
    students: Annotated[int, typer.Option("--students", min=1, help="Size of that class.")] = 500,
    network: Annotated[str, typer.Option("--network", help="Which makes the pictures that are judged.")] = "auto",
    keep: Annotated[str, typer.Option("--keep", metavar="DIR", help="Folder for the pictures that are judged.")] = "",
    weights: Annotated[str, typer.Option("--weights", metavar="FILE", help="VGG-19's weights.")] = "",
):
    """Measure steps per second, time to a given J, share of the machine's peak, and memory; or judge pictures.

    Everything is measured in one run beside the loop that tutorials write, because only ratios hold from machine to
    machine. Let nothing else run meanwhile. With --quality, VGG-19 in float32 judges a picture of every pair.
    """
    from rich.console import Console

    from .._tensorflow import load_tensorflow
    from ..images import probe
    from ..networks import vgg19

    chosen = checked_sizes(sizes)
    if json_file:
        probe(json_file, (".json",))
    console = Console(stderr=True)
    if not (grading or studio):
        load_tensorflow()
    path = None if course or grading or studio else vgg19.find_weights(weights or None) or vgg19.download()
    with console.status("starting") as status:
        if course:
            from ..bench.course import measure, table

            record = measure(progress=status.update)
        elif grading:
            from ..bench.grading import measure, table

            record = measure(students, progress=status.update)
        elif studio:
            from ..bench.studio import measure, table

            record = measure(minutes, progress=status.update, keep=lambda part: write(part, json_file))
        elif quality:
            from ..bench.quality import measure, table

            record = measure(content, style, network, path, keep, progress=console.print)
        else:
            from ..bench.report import measure, table

            record = measure(content, style, path, chosen, time, progress=status.update)
    print(table(record))
    write(record, json_file)


def write(record, path):
    """The record as a JSON file, if one is asked for."""
    from ..images import replacing

    if path:
        with replacing(path, (".json",)) as part:
            part.write_text(json.dumps(record, indent=1))


def checked_sizes(text):
    """The sizes of --sizes; NstError for what makes no sense."""
    from ..transfer.settings import PixelCount, check_number
    from .stylize import number

    return tuple(check_number("--sizes", number("sizes", item), PixelCount) for item in text.split(","))
