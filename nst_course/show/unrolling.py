"""The unrolling of activations, right and wrong, drawn from what numpy's reshape really does."""

import numpy as np

from ..errors import NstError
from .chart import COLOURS, GREY, as_figure, canvas, paper, points, words
from .figure import Figure
from .sheet import LINE, WIDTH

CELL = 34  # side of a cell, less where the matrices would be too large
DEPTH = 0.62  # of a cell: how far each channel lies behind the one before
ARROW, MARGIN, ABOVE = 116, 84, 34  # for an arrow, the channels' names, the title of a matrix


def volume(n_H, n_W, n_C):
    """Activations (n_H, n_W, n_C) whose cells know where they are: the array of (row, column, channel)."""
    cells = np.empty((n_H, n_W, n_C), object)
    for place in np.ndindex(n_H, n_W, n_C):
        cells[place] = place
    return cells


def matrices(a):
    """Of activations (n_H, n_W, n_C): reshaped to (n_H·n_W, n_C), that transposed, and the mistake, reshape alone."""
    n_H, n_W, n_C = a.shape
    tall = a.reshape(n_H * n_W, n_C)
    return tall, tall.T, a.reshape(n_C, n_H * n_W)


def unrolled(n_H=2, n_W=3, n_C=4) -> Figure:
    """Activations unrolled by reshape and transpose, one colour a channel; and the mistake, reshape alone.

    Every cell carries its row and column. Raises NstError for numbers too large to be drawn.
    """
    for name, n, most in (("n_H", n_H, 4), ("n_W", n_W, 4), ("n_C", n_C, len(COLOURS))):
        if n not in range(1, most + 1):
            raise NstError(f"{name} is {n}: give a whole number from 1 to {most}, so that the cells can be read.")
    a = volume(n_H, n_W, n_C)
    tall, right, wrong = matrices(a)
    n = n_H * n_W
    cell = min(CELL, (WIDTH - 2 * ARROW - MARGIN - 2) / (n_W + DEPTH * (n_C - 1) + n_C + n), 420 / n)
    deep, high = cell * DEPTH * (n_C - 1), cell * n_C
    top = max(ABOVE, ABOVE + deep + cell * n_H / 2 - high / 2)  # of the matrices; the volume stands as high as they do
    middle = top + high / 2
    low = max(top + high + LINE + ABOVE, top + cell * n + LINE - high / 2)  # of the mistake: its arrow passes below
    wide = cell * n_W + deep
    end = 1 + wide + ARROW + cell * n_C
    drawing = canvas(round(end + ARROW + cell * n + MARGIN), round(low + high) + 4)
    ax = paper(drawing)

    front = middle - cell * n_H / 2
    for c in reversed(range(n_C)):
        draw(ax, a[:, :, c], 1 + cell * DEPTH * c, front - cell * DEPTH * c, cell, above=n_C - c)
    title(ax, f"a  ({n_H}, {n_W}, {n_C})", 1 + deep, front - deep)
    arrow(ax, [(1 + wide, middle), (1 + wide + ARROW, middle)], "reshape")
    draw(ax, tall, 1 + wide + ARROW, top, cell)
    title(ax, f"({n}, {n_C})", 1 + wide + ARROW, top)
    arrow(ax, [(end, middle), (end + ARROW, middle)], "transpose")
    draw(ax, right, end + ARROW, top, cell)
    title(ax, f"✓  ({n_C}, {n})  one row, one channel", end + ARROW, top)
    for c in range(n_C):
        name = words(color=COLOURS[c])
        ax.text(end + ARROW + cell * n + 10, top + cell * (c + 0.5), f"channel {c}", va="center_baseline", **name)
    under = 1 + cell * n_W / 2, low + high / 2
    arrow(ax, [(under[0], front + cell * n_H), under, (end + ARROW, under[1])], "reshape alone")
    draw(ax, wrong, end + ARROW, low, cell)
    title(ax, f"✗  ({n_C}, {n})  rows mix the channels", end + ARROW, low)
    return as_figure(drawing, "activations unrolled")


def draw(ax, cells, x, y, cell, above=1):
    """A matrix of cells, its upper left corner at (x, y)."""
    from matplotlib.patches import Rectangle

    label = words(zorder=above, color="white", fontsize=points(cell * 0.36), ha="center", va="center_baseline")
    for (i, j), (row, column, channel) in np.ndenumerate(cells):
        left, top, face = x + cell * j, y + cell * i, COLOURS[channel]
        ax.add_patch(Rectangle((left, top), cell, cell, fc=face, ec="#0003", lw=points(1), zorder=above))
        ax.text(left + cell / 2, top + cell / 2, f"{row},{column}", **label)


def title(ax, text, x, y):
    """A line above a matrix, whose upper left corner is at (x, y)."""
    ax.text(x, y - 10, text, va="baseline", **words())


def arrow(ax, corners, text):
    """An arrow through those corners, air before and after it, its name above the last stretch."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    (x, y), (_, following) = corners[:2]
    start = (x + 14, y) if following == y else (x, y + 14)
    path = Path([start, *corners[1:-1], (corners[-1][0] - 12, corners[-1][1])])
    ax.add_patch(FancyArrowPatch(path=path, arrowstyle="->", mutation_scale=points(14), color=GREY, lw=points(1.4)))
    ax.text(corners[-1][0] - ARROW / 2, corners[-1][1] - 8, text, ha="center", va="baseline", **words())
