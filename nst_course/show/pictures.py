"""Pictures side by side, all the same height, each with its caption below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..errors import NstError
from ..images import PictureSource, load_picture, to_uint8
from .figure import GAP, LINE_HEIGHT, TEXT_SIZE, WIDTH, Figure, Sheet, count_noun, wrap_text

Pixels: TypeAlias = NDArray[np.uint8]  # (height, width, 3)
Item = TypeVar("Item")

MIN_ROW_HEIGHT = 120  # a row lower than this is broken into two
CAPTION_GAP = 8  # gap between a picture and its caption


def pictures(*pictures: PictureSource, titles: str | Sequence[str] | None = None, height: int = 220) -> Figure:
    """Show pictures in a row, at most `height` pixels high; long rows wrap.

    `pictures` are names of built-in pictures, files or arrays, and `titles` their captions. Raises NstError for a
    picture that can't be read, and unless there is one title per picture.
    """
    if not pictures:
        raise NstError("There is no picture to show: give at least one, as in nst.show.pictures('louvre').")
    captions = [""] * len(pictures) if titles is None else [titles] if isinstance(titles, str) else list(titles)
    if len(captions) != len(pictures):
        raise NstError(f"There are {len(pictures)} pictures and {len(captions)} titles: give one title per picture.")
    found = [read_pixels(picture, 2 * WIDTH) for picture in pictures]
    return arrange_in_rows(found, captions, count_noun(len(found), "picture"), height, MIN_ROW_HEIGHT)


def progress(pictures: Iterable[tuple[int, PictureSource]], height: int = 200, count: int = 6) -> Figure:
    """Show how a picture takes shape: `count` of the steps of a run, from the first to the last.

    `pictures` is a list of (step number, picture). Raises NstError if it is empty or holds anything else.
    """
    try:
        steps = [(int(step), picture) for step, picture in pictures]
    except (TypeError, ValueError) as error:
        raise NstError(
            "progress takes a list of (step number, picture): give it [(step.step, step.picture()), …]."
        ) from error
    if not steps:
        raise NstError("The list is empty, so there is no step to show: give a list of (step number, picture).")
    steps = pick_evenly(steps, count)
    found = [read_pixels(picture, WIDTH) for _, picture in steps]
    return arrange_in_rows(found, [f"step {step}" for step, _ in steps], f"{len(found)} steps", height)


def read_pixels(picture: PictureSource, longest: int | None = None) -> Pixels:
    """The pixels (height, width, 3) of anything `nst.load_picture` accepts, with a long side of at most `longest`.

    Transparent areas turn white, and values outside [0, 1] are clipped: lessons show what happens without a clip.
    Raises NstError as `nst.load_picture` does.
    """
    if "float" in str(getattr(picture, "dtype", "")):  # NumPy or TensorFlow
        array = np.asarray(picture)
        picture = np.clip(array, 0, 1) if np.isfinite(array).all() else array
    found = load_picture(picture, longest)
    rgb = found.rgb
    if found.alpha is not None:
        rgb = 1 - (1 - rgb) * found.alpha[..., None]
    return to_uint8(rgb)


def resize_pixels(pixels: Pixels, width: float, height: float, keep_squares: bool = False) -> Pixels:
    """Pixels (height, width, 3) resized; with `keep_squares`, an enlarged pixel stays a sharp square."""
    size = max(1, round(width)), max(1, round(height))
    method = Image.Resampling.LANCZOS
    if keep_squares:
        method = Image.Resampling.NEAREST if size[0] >= pixels.shape[1] else Image.Resampling.BOX
    return np.asarray(Image.fromarray(pixels).resize(size, method))


def pick_evenly(items: Sequence[Item], count: int) -> list[Item]:
    """At most `count` of the items, evenly spaced from the first to the last."""
    if len(items) <= count:
        return list(items)
    return [items[round(i * (len(items) - 1) / max(1, count - 1))] for i in range(count)]


def arrange_in_rows(
    found: Sequence[Pixels], titles: Sequence[str], summary: str, height: float, min_height: float = 0
) -> Figure:
    """The `Figure` of pictures and their titles, in enough rows to keep the pictures at least `min_height` high."""
    rows = [list(found)]
    while fitting_height(rows) < min(min_height, height) and len(rows) < len(found):
        rows = split_evenly(found, len(rows) + 1)
    high = int(min(height, fitting_height(rows)))
    lines = iter([wrap_text(title, width_at(high, picture)) for title, picture in zip(titles, found, strict=True)])
    captions = [[next(lines) for _ in row] for row in rows]
    heights = [high + caption_height(row) for row in captions]
    width = max(sum(width_at(high, picture) for picture in row) + GAP * (len(row) - 1) for row in rows)
    sheet = Sheet(width, sum(heights) + GAP * (len(rows) - 1))
    top = 0
    for row, texts, row_height in zip(rows, captions, heights, strict=True):
        add_row(sheet, row, texts, top, high)
        top += row_height + GAP
    named = "; ".join(title for title in titles if title)
    return sheet.to_figure(summary, f"{summary}: {named}" if named else summary)


def add_row(sheet: Sheet, row: Sequence[Pixels], captions: Sequence[Sequence[str]], top: int, height: int) -> None:
    """Place one row of pictures at that height, each with the lines of its caption."""
    left = 0
    for picture, lines in zip(row, captions, strict=True):
        width = width_at(height, picture)
        sheet.add_picture(resize_pixels(picture, width, height), left, top)
        for i, line in enumerate(lines):
            sheet.add_text(line, left + width / 2, top + height + CAPTION_GAP + LINE_HEIGHT * i)
        left += width + GAP


def split_evenly(items: Sequence[Item], rows: int) -> list[list[Item]]:
    """The items in `rows` lists of nearly equal length, the longer ones first."""
    share, extra = divmod(len(items), rows)
    ends = [share * i + min(i, extra) for i in range(rows + 1)]
    return [list(items[a:b]) for a, b in pairwise(ends)]


def fitting_height(rows: Iterable[Sequence[Pixels]]) -> float:
    """The height at which the widest row fills the page."""
    return min((WIDTH - GAP * (len(row) - 1)) / sum(p.shape[1] / p.shape[0] for p in row) for row in rows)


def width_at(height: float, picture: Pixels) -> int:
    """The width of a picture shown at that height."""
    return int(height * picture.shape[1] / picture.shape[0])


def caption_height(captions: Sequence[Sequence[str]]) -> int:
    """Space below a row for its longest caption (a list of lines); none if all are empty."""
    longest = max(map(len, captions))
    return CAPTION_GAP + LINE_HEIGHT * (longest - 1) + TEXT_SIZE + 4 if longest else 0
