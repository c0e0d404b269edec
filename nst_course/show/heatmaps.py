"""Gram matrices as heat maps: how much the channels i and j of a layer are active together."""

import numpy as np

from ..errors import NstError
from .activations import SIZE, activations
from .chart import as_figure, axes, canvas, points, short, words
from .figure import SCALE, Figure
from .rows import count
from .sheet import WIDTH

SIDE = 300
LEVELS = 63  # of colour, an odd number so that zero has its own
FEW = 8  # channels: so few are shown with their numbers
SIGNED = ("#a9dcf8", "#2b87c9", "#123f69", "#000004", "#6b2c00", "#d55e00", "#ffd9a8")  # blue, dark at zero, orange
LEFT, APART, TOP, BOTTOM, BAR = 52, 28, 30, 52, 86


def gram(*grams, layer="block1_conv1", titles=None, network="pocket", size=SIZE, side=SIDE) -> Figure:
    """Heat maps of Gram matrices side by side, on one scale of colours.

    Each is a matrix (n_C, n_C), or a picture, whose Gram matrix at `layer` is computed, per position. Raises NstError
    for what is neither, and for an unknown layer or network.
    """
    if not grams:
        raise NstError("There is no Gram matrix to show: give a matrix (n_C, n_C) or a picture.")
    titles = list(titles or [""] * len(grams))
    if len(titles) != len(grams):
        raise NstError(f"There are {len(grams)} Gram matrices and {len(titles)} titles: give one for each.")
    found = [as_gram(one, layer, network, size) for one in grams]
    side = min(side, (WIDTH - LEFT - BAR + APART) // len(found) - APART)
    largest = max(map(len, found))
    side = largest * (SCALE * side // largest) / SCALE if largest <= SCALE * side else side  # whole pixels to a cell
    width = LEFT + (side + APART) * len(found) - APART
    drawing = canvas(width + BAR, TOP + side + BOTTOM)
    small = largest <= FEW
    norm, colours = scale(found, linear=small)
    for i, (G, title) in enumerate(zip(found, titles, strict=True)):
        ax = axes(drawing, LEFT + i * (side + APART), TOP, side, side)
        shown = ax.imshow(G, cmap=colours, norm=norm, interpolation="nearest")
        finish(ax, title, first=i == 0)
        if small:
            write_numbers(ax, G, shown)
    bar = axes(drawing, width + 16, TOP, 12, side)
    drawing.colorbar(shown, cax=bar, format=short).outline.set_visible(False)
    return as_figure(drawing, f"{count(len(found), 'Gram matrix')}".replace("matrixs", "matrices"))


def grams(named, **options) -> Figure:
    """`gram` of a dict {title: matrix or picture}."""
    return gram(*named.values(), titles=list(named), **options)


def as_gram(one, layer, network, size):
    """The matrix (n_C, n_C) as it is, or that of a picture: Σ over positions of a_i·a_j, divided by their number."""
    array = None if isinstance(one, str) or not hasattr(one, "shape") else np.asarray(one, np.float64)
    if array is not None:
        array = (
            array.reshape(array.shape[array.ndim - 2 :]) if array.ndim > 2 and set(array.shape[:-2]) == {1} else array
        )
        if array.ndim == 2 and array.shape[0] == array.shape[1]:
            if not np.isfinite(array).all():
                raise NstError("The Gram matrix holds numbers that are NaN or infinite: look at how it was computed.")
            return array
    a = activations(one, [layer], network, size)[layer].astype(np.float64)
    A = a.reshape(-1, a.shape[-1]).T
    return A @ A.T / A.shape[1]


def scale(found, linear):
    """matplotlib's scale and colours for all matrices: from zero, or as far below it as above where one is negative.

    Where not linear, a colour stands for the square root, so that the many weak pairs are seen beside the few strong.
    """
    from matplotlib import colormaps
    from matplotlib.colors import FuncNorm, LinearSegmentedColormap, Normalize

    most = max(np.abs(G).max() for G in found) or 1.0
    signed = min(G.min() for G in found) < 0
    ends = {"vmin": -most if signed else 0.0, "vmax": most}
    colours = LinearSegmentedColormap.from_list("signed", SIGNED) if signed else colormaps["magma"]
    norm = Normalize(**ends) if linear else FuncNorm((signed_root, signed_square), **ends)
    return norm, colours.resampled(LEVELS)


def signed_root(x):
    """√x, and −√−x below zero."""
    return np.sign(x) * np.sqrt(np.abs(x))


def signed_square(x):
    """What undoes it."""
    return np.sign(x) * np.square(x)


def finish(ax, title, first):
    """Axes of a matrix: rows downwards, whole numbers."""
    ax.set_title(title, **words(), pad=points(10))
    ax.set_xlabel("channel j", **words(), labelpad=points(6))
    if first:
        ax.set_ylabel("channel i", **words(), labelpad=points(6))
    else:
        ax.tick_params(labelleft=False)
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)
    ax.spines[:].set_visible(False)


def write_numbers(ax, G, shown):
    """The number in each cell, in black or white, whichever is easier to read there."""
    for (i, j), value in np.ndenumerate(G):
        light = np.dot(shown.to_rgba(value)[:3], (0.3, 0.6, 0.1)) > 0.45
        ax.text(j, i, short(value), ha="center", va="center", **words(color="black" if light else "white"))
