"""Diagrams by matplotlib in the look of all figures: one grey, thin lines, a transparent ground -> Figure."""

import numpy as np
from PIL import Image

from .figure import SCALE, Figure
from .sheet import INK, TEXT

GREY = "#{:02x}{:02x}{:02x}".format(*INK)
# Told apart with any colour vision, and readable on white and on black: after Okabe & Ito (2008), blue a bit lighter.
COLOURS = ("#2b87c9", "#d55e00", "#009e73", "#c46a9b", "#a98600", "#6f6fd8")
DOTS = 100  # an inch, in matplotlib's count; sizes here are in pixels of the page


def canvas(width, height):
    """An empty matplotlib figure of that size; no global state, no window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(width / DOTS, height / DOTS), dpi=SCALE * DOTS, facecolor="none")
    FigureCanvasAgg(drawing)
    return drawing


def points(pixels):
    """Lengths in matplotlib's points."""
    return pixels * 72 / DOTS


def axes(drawing, left, top, width, height):
    """Axes at that place, in pixels of the page from the upper left, with thin grey lines and texts."""
    w, h = drawing.get_size_inches() * DOTS
    ax = drawing.add_axes((left / w, 1 - (top + height) / h, width / w, height / h), facecolor="none")
    ax.tick_params(which="both", colors=GREY, labelsize=points(TEXT), width=points(1), length=points(4), pad=points(4))
    ax.tick_params(which="minor", length=0)
    for spine in ax.spines.values():
        spine.set(color=GREY, linewidth=points(1))
    return ax


def paper(drawing):
    """Axes without any axis over the whole figure, their units the pixels of the page, counted from the upper left."""
    w, h = drawing.get_size_inches() * DOTS
    ax = drawing.add_axes((0, 0, 1, 1), xlim=(0, w), ylim=(h, 0))
    ax.set_axis_off()
    return ax


def words(**changes):
    """Keyword arguments of a matplotlib text in our type."""
    return {
        "color": GREY,
        "fontsize": points(TEXT),
        "fontfamily": "DejaVu Sans",
        "math_fontfamily": "dejavusans",
        **changes,
    }


def short(value, _=None):
    """A number in few letters: 15k for 15000."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")


def as_figure(drawing, what):
    """The `Figure` of a matplotlib figure."""
    drawing.canvas.draw()
    return Figure(in_few_colours(np.array(drawing.canvas.buffer_rgba())), what)


def in_few_colours(pixels):
    """The image of RGBA pixels, with a palette where 256 entries hold all of it; the ground is covered in 16 steps."""
    alpha = np.rint(pixels[..., 3] / 17) * 17
    few = np.where(alpha[..., None] == 0, 0, np.dstack([pixels[..., :3], alpha])).astype(np.uint8)
    thin = (few[..., 3] > 0) & (few[..., 3] < 255)
    few[thin, :3] = few[thin, :3] // 8 * 8 + 4  # what is nearly transparent has no exact colour
    colours, indices = np.unique(few.view(np.uint32)[..., 0], return_inverse=True)
    if len(colours) > 256:
        return Image.fromarray(pixels)
    image = Image.fromarray(indices.reshape(few.shape[:2]).astype(np.uint8), "P")
    entries = colours[:, None].view(np.uint8)
    image.putpalette(entries[:, :3].tobytes())
    image.info["transparency"] = entries[:, 3].tobytes()
    return image
