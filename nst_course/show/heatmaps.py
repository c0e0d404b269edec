"""Gram matrices as heat maps: how strongly channels i and j of a layer are active together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import NstError
from ..images import PictureSource
from .features import COLORMAP, PICTURE_SIZE, NetworkLike, layer_activations
from .figure import (
    SCALE,
    WIDTH,
    Figure,
    add_axes,
    count_noun,
    drawing_to_figure,
    new_drawing,
    short_number,
    text_style,
    to_points,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure as Drawing
    from matplotlib.image import AxesImage

GramMatrix: TypeAlias = NDArray[np.float64]  # (n_C, n_C)

SIDE = 300  # of one heat map
COLOR_LEVELS = 63  # odd, so that zero has a color of its own
NUMBERED_CHANNELS = 8  # matrices up to this size show their numbers
SIGNED_COLORS = ("#a9dcf8", "#2b87c9", "#123f69", "#000004", "#6b2c00", "#d55e00", "#ffd9a8")  # blue, dark zero, orange
LEFT, BETWEEN, TOP, BOTTOM, SCALE_BAR = 52, 28, 30, 52, 86  # room around and between the maps


def gram_matrices(
    *matrices: PictureSource,
    titles: Sequence[str] | None = None,
    layer: str = "block1_conv1",
    network: NetworkLike = "pocket",
    size: int = PICTURE_SIZE,
    side: int = SIDE,
) -> Figure:
    """Show Gram matrices side by side on one color scale.

    Each is a matrix (n_C, n_C), or a picture whose Gram matrix at `layer` is computed, divided by the number of
    positions. Raises NstError for anything else, and for an unknown layer or network.
    """
    if not matrices:
        raise NstError("There is no Gram matrix to show: give a matrix (n_C, n_C) or a picture.")
    titles = list(titles or [""] * len(matrices))
    if len(titles) != len(matrices):
        raise NstError(f"There are {len(matrices)} Gram matrices and {len(titles)} titles: give one title per matrix.")
    found = [as_gram_matrix(one, layer, network, size) for one in matrices]
    summary = count_noun(len(found), "Gram matrix", "Gram matrices")
    named = "; ".join(f"{title} {len(G)}×{len(G)}".strip() for title, G in zip(titles, found, strict=True))
    return drawing_to_figure(plot_heat_maps(found, titles, side), summary, f"{summary} as heat maps: {named}")


def as_gram_matrix(one: PictureSource, layer: str, network: NetworkLike, size: int) -> GramMatrix:
    """A matrix (n_C, n_C) as it is; of a picture, Σ over positions of a_i·a_j divided by their number."""
    array = None if isinstance(one, str) or not hasattr(one, "shape") else np.asarray(one, np.float64)
    if array is not None:
        if array.ndim > 2 and set(array.shape[:-2]) == {1}:  # a batch of one matrix
            array = array.reshape(array.shape[-2:])
        if array.ndim == 2 and array.shape[0] == array.shape[1]:
            if not np.isfinite(array).all():
                raise NstError("The Gram matrix has entries that are NaN or infinite: check how it was computed.")
            return array
    a = layer_activations(one, [layer], network, size)[layer].astype(np.float64)
    A = a.reshape(-1, a.shape[-1]).T
    return np.asarray(A @ A.T / A.shape[1])


def plot_heat_maps(matrices: Sequence[GramMatrix], titles: Sequence[str], side: float) -> Drawing:
    """The matplotlib figure: one heat map per matrix, and the color scale."""
    side = min(side, (WIDTH - LEFT - SCALE_BAR + BETWEEN) // len(matrices) - BETWEEN)
    largest = max(map(len, matrices))
    if largest <= SCALE * side:
        side = largest * (SCALE * side // largest) / SCALE  # whole pixels per cell
    width = LEFT + (side + BETWEEN) * len(matrices) - BETWEEN
    drawing = new_drawing(width + SCALE_BAR, TOP + side + BOTTOM)
    numbered = largest <= NUMBERED_CHANNELS
    norm, colors = color_scale(matrices, linear=numbered)
    for i, (G, title) in enumerate(zip(matrices, titles, strict=True)):
        ax = add_axes(drawing, LEFT + i * (side + BETWEEN), TOP, side, side)
        image = ax.imshow(G, cmap=colors, norm=norm, interpolation="nearest")
        style_axes(ax, title, first=i == 0)
        if numbered:
            write_numbers(ax, G, image)
    bar = add_axes(drawing, width + 16, TOP, 12, side)
    drawing.colorbar(image, cax=bar, format=short_number).outline.set_visible(False)
    return drawing


def color_scale(matrices: Sequence[GramMatrix], linear: bool) -> tuple[Normalize, Colormap]:
    """matplotlib's norm and colors for all matrices: from zero up, or symmetric about zero if any entry is negative.

    If not `linear`, color stands for the square root, which keeps the many weak pairs visible beside a few strong ones.
    """
    from matplotlib import colormaps
    from matplotlib.colors import FuncNorm, LinearSegmentedColormap, Normalize

    largest = max(float(np.abs(G).max()) for G in matrices) or 1.0
    signed = min(float(G.min()) for G in matrices) < 0
    low = -largest if signed else 0.0
    colors = LinearSegmentedColormap.from_list("signed", SIGNED_COLORS) if signed else colormaps[COLORMAP]
    norm = Normalize(low, largest) if linear else FuncNorm((signed_sqrt, signed_square), low, largest)
    return norm, colors.resampled(COLOR_LEVELS)


def signed_sqrt(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """√x, and −√−x below zero."""
    return np.asarray(np.sign(x) * np.sqrt(np.abs(x)))


def signed_square(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of `signed_sqrt`."""
    return np.asarray(np.sign(x) * np.square(x))


def style_axes(ax: Axes, title: str, first: bool) -> None:
    """Label the axes of a matrix, with whole numbers; only the first map names its rows."""
    from matplotlib.ticker import MaxNLocator

    ax.set_title(title, **text_style(), pad=to_points(10))
    ax.set_xlabel("channel j", **text_style(), labelpad=to_points(6))
    if first:
        ax.set_ylabel("channel i", **text_style(), labelpad=to_points(6))
    else:
        ax.tick_params(labelleft=False)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=True))
    ax.spines[:].set_visible(False)


def write_numbers(ax: Axes, G: GramMatrix, image: AxesImage) -> None:
    """Write each entry into its cell, in black or white, whichever reads better there."""
    for (i, j), value in np.ndenumerate(G):
        light = np.dot(image.to_rgba(value)[:3], (0.3, 0.6, 0.1)) > 0.45
        ax.text(j, i, short_number(value), ha="center", va="center", **text_style(color="black" if light else "white"))
