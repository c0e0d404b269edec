"""The unrolling of activations, right and wrong, drawn from what numpy's reshape really does."""

import numpy as np

from ..errors import NstError
from .chart import COLOURS, GREY, as_figure, canvas, paper, points, words
from .figure import Figure
from .sheet import LINE, WIDTH

CELL = 34  # side of a cell, less where the matrices would be too large
DEPTH = 0.62  # of a cell: how far each channel lies behind the one before
ARROW, MARGIN, ABOVE = 118, 84, 34  # for an arrow, the channels' names, the title of a matrix


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
    room = WIDTH - 2 * ARROW - MARGIN
    cell = min(CELL, room / (n_W + DEPTH * (n_C - 1) + n_C + n), 420 / n)
    deep, step = cell * DEPTH * (n_C - 1), ABOVE + cell * n_C
    height = max(2 * step + LINE, ABOVE + cell * n) + 8
    drawing = canvas(WIDTH, round(height))
    ax = paper(drawing)
    middle = ABOVE + cell * n_C / 2  # of the matrix that comes out right, on the height of the volume
    x, y = 1, max(ABOVE + deep, middle - cell * n_H / 2)
    for c in reversed(range(n_C)):
        draw(ax, a[:, :, c], x + cell * DEPTH * c, y - cell * DEPTH * c, cell)
    title(ax, f"a  ({n_H}, {n_W}, {n_C})", x + (cell * n_W + deep) / 2, y - deep)
    x += cell * n_W + deep
    arrow(ax, x, middle, ARROW, "reshape")
    x += ARROW
    draw(ax, tall, x, ABOVE, cell)
    title(ax, f"({n}, {n_C})", x + cell * n_C / 2, ABOVE)
    x += cell * n_C
    arrow(ax, x, middle, ARROW, "transpose")
    x += ARROW
    draw(ax, right, x, ABOVE, cell)
    title(ax, f"✓  ({n_C}, {n})", x + cell * n / 2, ABOVE)
    for c in range(n_C):
        ax.text(x + cell * n + 10, ABOVE + cell * (c + 0.5), f"channel {c}", va="center", **words(color=COLOURS[c]))
    low = step + LINE + ABOVE
    draw(ax, wrong, x, low, cell)
    title(ax, f"✗  ({n_C}, {n})", x + cell * n / 2, low)
    return as_figure(drawing, "activations unrolled")


def draw(ax, cells, x, y, cell):
    """A matrix of cells, its upper left corner at (x, y)."""
    from matplotlib.patches import Rectangle

    for (i, j), (row, column, channel) in np.ndenumerate(cells):
        corner = x + cell * j, y + cell * i
        face = COLOURS[channel]
        ax.add_patch(Rectangle(corner, cell, cell, facecolor=face, edgecolor="#0003", linewidth=points(1)))
        label = words(color="white", fontsize=points(cell * 0.36))
        ax.text(
            corner[0] + cell / 2, corner[1] + cell / 2, f"{row},{column}", ha="center", va="center_baseline", **label
        )


def title(ax, text, x, y):
    """A line above a matrix whose upper side is at y, centred on x."""
    ax.text(x, y - 10, text, ha="center", va="baseline", **words())


def arrow(ax, x, y, length, text):
    """An arrow to the right with its name above, some air on both sides."""
    from matplotlib.patches import FancyArrowPatch

    ends = (x + 14, y), (x + length - 12, y)
    ax.add_patch(FancyArrowPatch(*ends, arrowstyle="->", mutation_scale=points(14), color=GREY, linewidth=points(1.4)))
    ax.text(x + length / 2, y - 8, text, ha="center", va="baseline", **words())
