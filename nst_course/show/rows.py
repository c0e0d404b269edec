"""Pictures side by side, all of one height, each with its caption below."""

from itertools import pairwise

from ..errors import NstError
from .figure import Figure
from .sheet import GAP, LINE, TEXT, WIDTH, Sheet, lines
from .sources import pixels, resized

LEAST = 120  # height under which a row is rather broken into two


def pictures(*pictures, titles=None, height=220):
    """A row of pictures, as wide as the page allows and at most `height` high; many go into several rows.

    `pictures` are names of built-in pictures, files or arrays; `titles` a caption for each. Raises NstError for a
    picture that cannot be read, and for another number of titles than of pictures.
    """
    if not pictures:
        raise NstError("There is no picture to show: give at least one, as in nst.show.pictures('louvre').")
    titles = [""] * len(pictures) if titles is None else [titles] if isinstance(titles, str) else list(titles)
    if len(titles) != len(pictures):
        raise NstError(f"There are {len(pictures)} pictures and {len(titles)} titles: give one for each.")
    found = [pixels(picture, 2 * WIDTH) for picture in pictures]
    return in_rows(found, titles, count(len(found), "picture"), height, LEAST)


def forming(pictures, height=200, count=6):
    """The picture as it forms: a row of `count` moments of a run, the first and the last among them.

    `pictures` is a list of (step number, picture). Raises NstError when it is empty or holds something else.
    """
    try:
        moments = [(int(step), picture) for step, picture in pictures]
    except (TypeError, ValueError) as error:
        raise NstError("forming takes a list of (step number, picture): give [(step.step, step.picture()), …].") from (
            error
        )
    if not moments:
        raise NstError("There is no moment to show: give a list of (step number, picture).")
    moments = spread(moments, count)
    found = [pixels(picture, WIDTH) for _, picture in moments]
    return in_rows(found, [f"step {step}" for step, _ in moments], f"{len(found)} steps", height)


def spread(items, count):
    """At most `count` of the items, evenly from the first to the last."""
    if len(items) <= count:
        return list(items)
    return [items[round(i * (len(items) - 1) / max(1, count - 1))] for i in range(count)]


def in_rows(found, titles, what, height, least=0) -> Figure:
    """The `Figure` of uint8 pictures (height, width, 3) with their titles."""
    rows = [found]
    while row_height(rows) < min(least, height) and len(rows) < len(found):
        rows = shared_out(found, len(rows) + 1)
    high = int(min(height, row_height(rows)))
    captions = iter([lines(title, width_at(high, picture)) for title, picture in zip(titles, found, strict=True)])
    captions = [[next(captions) for _ in row] for row in rows]
    heights = [high + caption_height(row) for row in captions]
    width = max(sum(width_at(high, p) for p in row) + GAP * (len(row) - 1) for row in rows)
    sheet = Sheet(width, sum(heights) + GAP * (len(rows) - 1))
    top = 0
    for row, texts, step in zip(rows, captions, heights, strict=True):
        left = 0
        for picture, text in zip(row, texts, strict=True):
            wide = width_at(high, picture)
            sheet.picture(resized(picture, wide, high), left, top)
            for i, line in enumerate(text):
                sheet.text(line, left + wide / 2, top + high + 8 + LINE * i)
            left += wide + GAP
        top += step + GAP
    return sheet.figure(what)


def shared_out(items, rows):
    """The items in `rows` lists, as evenly as it goes, the longer ones first."""
    share, more = divmod(len(items), rows)
    ends = [share * i + min(i, more) for i in range(rows + 1)]
    return [items[a:b] for a, b in pairwise(ends)]


def row_height(rows):
    """The height at which the widest row fills the page."""
    return min((WIDTH - GAP * (len(row) - 1)) / sum(p.shape[1] / p.shape[0] for p in row) for row in rows)


def width_at(height, picture):
    """Width of a picture that is shown at that height."""
    return int(height * picture.shape[1] / picture.shape[0])


def caption_height(captions):
    """Room below a row for the longest of its captions, each a list of lines; none where all are empty."""
    most = max(map(len, captions))
    return 8 + LINE * (most - 1) + TEXT + 4 if most else 0


def count(number, thing):
    """ "1 picture", "5 pictures"."""
    return f"{number} {thing}" + "s" * (number != 1)
