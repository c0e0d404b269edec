"""`nst bench`: the engine compared with the loop found in tutorials; or pictures, the course, grading, the studio."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer


def bench(
    content: Annotated[
        str, typer.Argument(help="Content picture: a file or a built-in picture; with --quality also a folder.")
    ] = "louvre",
    style: Annotated[str, typer.Argument(help="Style picture, likewise.")] = "swirl",
    json_file: Annotated[str, typer.Option("--json", metavar="FILE", help="Write all figures to this file.")] = "",
    sizes: Annotated[str, typer.Option("--sizes", help="Long sides in pixels.")] = "256,400,512",
    time: Annotated[
        bool, typer.Option(help="Also measure the time to reach the textbook loop's J, which takes minutes.")
    ] = True,
    quality: Annotated[
        bool, typer.Option("--quality", help="Judge pictures instead: style captured and content distance.")
    ] = False,
    course: Annotated[
        bool, typer.Option("--course", help="Measure the course instead: checks, and whole notebooks.")
    ] = False,
    grading: Annotated[
        bool, typer.Option("--grading", help="Measure nst grade instead, on a synthetic class, compared with nbgrader.")
    ] = False,
    studio: Annotated[
        bool, typer.Option("--studio", help="Measure the studio instead, in a headless browser.")
    ] = False,
    minutes: Annotated[float, typer.Option(min=0, help="With --studio: how many minutes to watch its memory.")] = 0,
    students: Annotated[int, typer.Option("--students", min=1, help="With --grading: size of the class.")] = 500,
    network: Annotated[
        str, typer.Option("--network", help="With --quality: the network that makes the pictures.")
    ] = "auto",
    keep: Annotated[
        str, typer.Option("--keep", metavar="DIR", help="With --quality: folder to save the pictures in.")
    ] = "",
    weights: Annotated[str, typer.Option("--weights", metavar="FILE", help="VGG-19's weights.")] = "",
) -> None:
    """Measure steps per second, time to a given J, share of the machine's peak, and memory; or judge pictures.

    Everything is measured in one run, side by side with the loop found in tutorials, because only ratios carry over
    from machine to machine. Run nothing else meanwhile. With --quality, VGG-19 in float32 judges one picture per pair.
    """
    from rich.console import Console

    from .._tensorflow import load_tensorflow
    from ..images import probe
    from ..networks import vgg19

    chosen_sizes = parse_sizes(sizes)
    if json_file:
        probe(json_file, (".json",))
    console = Console(stderr=True)
    if not (grading or studio):  # they measure processes that start without TensorFlow
        load_tensorflow()
    needs_vgg19 = not (course or grading or studio)
    path = vgg19.find_weights(weights or None) or vgg19.download() if needs_vgg19 else Path()
    table: Callable[[dict[str, Any]], str]
    with console.status("starting") as status:
        progress = status.update
        if course:
            from ..bench import course as course_bench

            record, table = course_bench.measure(progress=progress), course_bench.course_table
        elif grading:
            from ..bench import grading as grading_bench

            record, table = grading_bench.measure(students, progress=progress), grading_bench.grading_table
        elif studio:
            from ..bench import studio as studio_bench

            record = studio_bench.measure(minutes, progress=progress, keep=lambda part: write_record(part, json_file))
            table = studio_bench.studio_table
        elif quality:
            from ..bench import quality as quality_bench

            record = quality_bench.measure(content, style, network, path, keep, progress=console.print)
            table = quality_bench.quality_table
        else:
            from ..bench import speed as speed_bench

            record = speed_bench.measure(content, style, path, chosen_sizes, time, progress=progress)
            table = speed_bench.speed_table
    print(table(record))
    write_record(record, json_file)


def write_record(record: dict[str, Any], path: str) -> None:
    """Writes the record as a JSON file, if a path was given."""
    from ..images import replacing

    if path:
        with replacing(path, (".json",)) as part:
            part.write_text(json.dumps(record, indent=1))


def parse_sizes(text: str) -> tuple[int, ...]:
    """The sizes of --sizes; NstError for anything invalid."""
    from ..transfer.settings import PixelCount, check_number
    from .stylize import parse_number

    return tuple(check_number("--sizes", parse_number("sizes", item), PixelCount) for item in text.split(","))
