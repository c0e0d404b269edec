"""Gram matrices as heat maps: how much the channels i and j of a layer are active together."""

import numpy as np

from ..errors import NstError
from .activations import SIZE, activations
from .chart import as_figure, axes, canvas, points, words
from .figure import Figure
from .rows import count

SIDE = 300
LEFT, TOP, BOTTOM, BAR = 60, 30, 52, 90


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
    drawing = canvas(LEFT + (side + LEFT) * len(found) - LEFT + BAR, TOP + side + BOTTOM)
    low, high, colours = scale(found)
    for i, (G, title) in enumerate(zip(found, titles, strict=True)):
        ax = axes(drawing, LEFT + i * (side + LEFT), TOP, side, side)
        shown = ax.imshow(G, cmap=colours, vmin=low, vmax=high, interpolation="nearest")
        finish(ax, title, first=i == 0)
    bar = axes(drawing, LEFT + len(found) * (side + LEFT) - LEFT + 16, TOP, 12, side)
    drawing.colorbar(shown, cax=bar).outline.set_visible(False)
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


def scale(found):
    """(lowest, highest, colours): from zero, or as far below it as above where there are negative values."""
    most = max(np.abs(G).max() for G in found) or 1.0
    if min(G.min() for G in found) < 0:
        return -most, most, "RdBu_r"
    return 0, most, "magma"


def finish(ax, title, first):
    """Axes of a matrix: rows downwards, whole numbers."""
    ax.set_title(title, **words(), pad=points(10))
    ax.set_xlabel("channel j", **words(), labelpad=points(6))
    if first:
        ax.set_ylabel("channel i", **words(), labelpad=points(6))
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)
    ax.spines[:].set_visible(False)
