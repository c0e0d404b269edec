"""Activations of a layer: as feature maps, as a row of maps per layer, and unrolled into a matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import NstError, check_choice
from ..images import PictureSource
from .figure import (
    CURVE_COLORS,
    GAP,
    GRAY,
    LINE_HEIGHT,
    WIDTH,
    Figure,
    Sheet,
    add_pixel_axes,
    count_noun,
    drawing_to_figure,
    new_drawing,
    text_style,
    to_points,
)
from .pictures import CAPTION_GAP, Pixels, read_pixels, resize_pixels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Activations: TypeAlias = NDArray[np.float32]  # (n_H, n_W, n_C)
NetworkLike: TypeAlias = (
    str | Callable[[NDArray[np.float32]], Any]
)  # a name that `nst.load_network` accepts, or a network

FIRST_LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))
PICTURE_SIZE = 320  # long side of the picture that the network sees
COLORMAP = "magma"  # perceptually uniform, from dark to light
COLOR_LEVELS = 40
NAME_WIDTH = 140  # room for layer names
MAX_MAP_HEIGHT = 180  # of one feature map, for portrait formats

CELL = 34  # side of a cell in the unrolling diagram, less if the matrices would be too large
DEPTH = 0.62  # offset of each channel behind the previous one, in cells
ARROW, NAMES, ABOVE = 116, 84, 34  # room for an arrow, the channels' names, and the title of a matrix


# What a network computes.


def layer_activations(
    picture: PictureSource, layers: Sequence[str], network: NetworkLike = "pocket", size: int = PICTURE_SIZE
) -> dict[str, Activations]:
    """{layer: activations (n_H, n_W, n_C)} of a picture scaled to `size` pixels on its long side.

    Raises NstError for an unknown layer or network, and for a layer that a loaded network leaves out.
    """
    from ..networks import choose_network
    from ..networks.vgg import LAYERS

    for layer in layers:
        check_choice(layer, "layer", LAYERS)
    if isinstance(network, str):
        network = cached_network(choose_network(network), tuple(dict.fromkeys(layers)))
    found = network(np.float32(read_pixels(picture, size)[None]) / 255)
    missing = [layer for layer in layers if layer not in found]
    if missing:
        raise NstError(f"This network was loaded without {missing[0]}: load it with layers={list(layers)}.")
    return {layer: np.asarray(found[layer][0], np.float32) for layer in layers}


@lru_cache(maxsize=8)
def cached_network(name: str, layers: tuple[str, ...]) -> Callable[[NDArray[np.float32]], Any]:
    """The network, kept in memory: reading its weights takes longer than running it."""
    from ..networks import load_network

    return load_network(name, layers=layers)


def informative_channels(a: Activations, number: int) -> list[int]:
    """The most informative channels of activations (n_H, n_W, n_C): each shows what those before it don't.

    Each next channel is the one that linear combinations of those chosen so far explain least, as in a QR decomposition
    with column pivoting, applied to deviations from each channel's mean.
    """
    from scipy.linalg import qr

    deviations = without_border(a).reshape(-1, a.shape[-1]).astype(np.float64)
    deviations -= deviations.mean(axis=0)
    _, order = qr(deviations, mode="r", pivoting=True, overwrite_a=True, check_finite=False)
    return [int(channel) for channel in order[:number]]


def without_border(a: NDArray[np.float32]) -> NDArray[np.float32]:
    """Activations (n_H, n_W, …) without their border, where some channels respond only to the picture's edge."""
    rim = [min(2, n // 6) for n in a.shape[:2]]
    return a[rim[0] : a.shape[0] - rim[0], rim[1] : a.shape[1] - rim[1]]


# Feature maps.


def feature_maps(
    picture: PictureSource,
    layer: str = "block1_conv1",
    channels: int | Sequence[int] = 8,
    network: NetworkLike = "pocket",
    columns: int = 4,
) -> Figure:
    """Show the most informative channels of a layer: dark where a channel is silent, light where it responds strongly.

    `channels` is how many, or a list of channel numbers. Raises NstError for an unknown layer, network or channel.
    """
    a = layer_activations(picture, [layer], network)[layer]
    chosen = select_channels(a, channels, layer)
    columns = min(columns, len(chosen))
    width, height = fit_size(a.shape, (WIDTH - GAP * (columns - 1)) // columns, MAX_MAP_HEIGHT)
    row_height = height + LINE_HEIGHT + CAPTION_GAP + GAP
    sheet = Sheet(columns * (width + GAP) - GAP, -(-len(chosen) // columns) * row_height - GAP)
    for i, channel in enumerate(chosen):
        left, top = i % columns * (width + GAP), i // columns * row_height
        sheet.add_picture(color_channel(a[..., channel], width, height), left, top)
        sheet.add_text(f"channel {channel}", left + width / 2, top + height + CAPTION_GAP)
    alt = f"Feature maps of {layer}: channels {', '.join(map(str, chosen))}"
    return sheet.to_figure(f"{layer}, {count_noun(len(chosen), 'channel')}", alt)


def layers(
    picture: PictureSource,
    layers: Sequence[str] = FIRST_LAYERS,
    channels: int = 5,
    network: NetworkLike = "pocket",
) -> Figure:
    """Show how layers see a picture, from shallow to deep: each with its shape n_H×n_W×n_C and a few feature maps.

    Raises NstError for an unknown layer or network.
    """
    if not layers or isinstance(layers, str):
        raise NstError(f"layers is {layers!r}: give a list such as ['block1_conv1', 'block3_conv1'].")
    found = layer_activations(picture, layers, network)
    room = (WIDTH - NAME_WIDTH - GAP * (channels - 1)) // channels
    width, height = fit_size(read_pixels(picture, WIDTH).shape, room, 2 * MAX_MAP_HEIGHT // 3)
    sheet = Sheet(NAME_WIDTH + channels * (width + GAP) - GAP, len(found) * (height + GAP) - GAP)
    shapes = {layer: "×".join(map(str, a.shape)) for layer, a in found.items()}
    for row, (layer, a) in enumerate(found.items()):
        top = row * (height + GAP)
        sheet.add_text(layer, 0, top + height / 2 - 3, "ls", bold=True)
        sheet.add_text(shapes[layer], 0, top + height / 2 + LINE_HEIGHT - 3, "ls")
        for i, channel in enumerate(informative_channels(a, channels)):
            sheet.add_picture(color_channel(a[..., channel], width, height), NAME_WIDTH + i * (width + GAP), top)
    listed = ", ".join(f"{layer} ({shape})" for layer, shape in shapes.items())
    return sheet.to_figure(count_noun(len(found), "layer"), f"Feature maps from shallow to deep: {listed}")


def select_channels(a: Activations, channels: int | Sequence[int], layer: str) -> list[int]:
    """The channel numbers asked for. Raises NstError for one that the layer doesn't have."""
    if isinstance(channels, int):
        if channels < 1:
            raise NstError(f"channels is {channels}: give a number from 1 up, or a list of channels.")
        return informative_channels(a, channels)
    for channel in channels:
        if channel not in range(a.shape[-1]):
            raise NstError(f"{layer} has no channel {channel}: choose one from 0 to {a.shape[-1] - 1}.")
    return list(channels)


def fit_size(shape: tuple[int, ...], max_width: float, max_height: float) -> tuple[int, int]:
    """(width, height) of a picture of `shape` (height, width, …), as large as the limits allow."""
    scale = min(max_width / shape[1], max_height / shape[0])
    return round(scale * shape[1]), round(scale * shape[0])


def color_channel(a: NDArray[np.float32], width: int, height: int) -> Pixels:
    """One channel (n_H, n_W) in color: dark where it is silent, light where it responds strongly.

    The highest and lowest half percent share the ends of the scale. A layer that is coarser than the picture shows its
    positions as squares.
    """
    from matplotlib import colormaps

    low, high = np.percentile(without_border(a), [0.5, 99.5])
    share = np.clip((a - low) / max(high - low, 1e-12), 0, 1)
    gray = resize_pixels(np.uint8(share * 255 + 0.5), width, height, keep_squares=True) / 255
    colors = colormaps[COLORMAP](np.rint(gray * (COLOR_LEVELS - 1)) / (COLOR_LEVELS - 1), bytes=True)
    return np.asarray(colors)[..., :3]


# Unrolling.


def unrolling(n_H: int = 2, n_W: int = 3, n_C: int = 4) -> Figure:
    """Draw how activations are unrolled: reshape and transpose, and the mistake, reshape alone. One color per channel.

    Each cell carries its row and column. Raises NstError for numbers too large to draw.
    """
    for name, n, most in (("n_H", n_H, 4), ("n_W", n_W, 4), ("n_C", n_C, len(CURVE_COLORS))):
        if n not in range(1, most + 1):
            raise NstError(f"{name} is {n}: give a whole number from 1 to {most}, so that the cells stay readable.")
    a = cell_positions(n_H, n_W, n_C)
    tall, correct, mistaken = unrolled_matrices(a)
    n = n_H * n_W
    cell = min(CELL, (WIDTH - 2 * ARROW - NAMES - 2) / (n_W + DEPTH * (n_C - 1) + n_C + n), 420 / n)
    depth, height = cell * DEPTH * (n_C - 1), cell * n_C
    top = max(ABOVE, ABOVE + depth + cell * n_H / 2 - height / 2)  # of the matrices, level with the volume
    middle = top + height / 2
    low = max(top + height + LINE_HEIGHT + ABOVE, top + cell * n + LINE_HEIGHT - height / 2)  # of the mistake, whose
    width = cell * n_W + depth  # arrow passes below the tall matrix
    end = 1 + width + ARROW + cell * n_C
    drawing = new_drawing(round(end + ARROW + cell * n + NAMES), round(low + height) + 4)
    ax = add_pixel_axes(drawing)

    front = middle - cell * n_H / 2
    for c in reversed(range(n_C)):
        draw_matrix(ax, a[:, :, c], 1 + cell * DEPTH * c, front - cell * DEPTH * c, cell, layer=n_C - c)
    draw_title(ax, f"a  ({n_H}, {n_W}, {n_C})", 1 + depth, front - depth)
    draw_arrow(ax, [(1 + width, middle), (1 + width + ARROW, middle)], "reshape")
    draw_matrix(ax, tall, 1 + width + ARROW, top, cell)
    draw_title(ax, f"({n}, {n_C})", 1 + width + ARROW, top)
    draw_arrow(ax, [(end, middle), (end + ARROW, middle)], "transpose")
    draw_matrix(ax, correct, end + ARROW, top, cell)
    draw_title(ax, f"✓  ({n_C}, {n})  one row per channel", end + ARROW, top)
    for c in range(n_C):
        style = text_style(color=CURVE_COLORS[c], va="center_baseline")
        ax.text(end + ARROW + cell * n + 10, top + cell * (c + 0.5), f"channel {c}", **style)
    below = 1 + cell * n_W / 2, low + height / 2
    draw_arrow(ax, [(below[0], front + cell * n_H), below, (end + ARROW, below[1])], "reshape alone")
    draw_matrix(ax, mistaken, end + ARROW, low, cell)
    draw_title(ax, f"✗  ({n_C}, {n})  rows mix the channels", end + ARROW, low)
    alt = (
        f"Activations ({n_H}, {n_W}, {n_C}) reshaped to ({n}, {n_C}) and transposed to ({n_C}, {n}), one row per "
        f"channel; below, reshaped to ({n_C}, {n}) directly, which mixes the channels"
    )
    return drawing_to_figure(drawing, "activations unrolled", alt)


def cell_positions(n_H: int, n_W: int, n_C: int) -> NDArray[np.object_]:
    """Activations (n_H, n_W, n_C) whose entries are their own positions: (row, column, channel)."""
    cells = np.empty((n_H, n_W, n_C), object)
    for position in np.ndindex(n_H, n_W, n_C):
        cells[position] = position
    return cells


def unrolled_matrices(a: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_]]:
    """Activations (n_H, n_W, n_C) reshaped to (n_H·n_W, n_C), its transpose, and the mistake: reshape alone."""
    n_H, n_W, n_C = a.shape
    tall = a.reshape(n_H * n_W, n_C)
    return tall, tall.T, a.reshape(n_C, n_H * n_W)


def draw_matrix(ax: Axes, cells: NDArray[np.object_], x: float, y: float, cell: float, layer: int = 1) -> None:
    """Draw a matrix of cells with its upper left corner at (x, y); a higher `layer` covers a lower one."""
    from matplotlib.patches import Rectangle

    style = text_style(zorder=layer, color="white", fontsize=to_points(cell * 0.36), ha="center", va="center_baseline")
    for (i, j), (row, column, channel) in np.ndenumerate(cells):
        left, top, face = x + cell * j, y + cell * i, CURVE_COLORS[channel]
        ax.add_patch(Rectangle((left, top), cell, cell, fc=face, ec="#0003", lw=to_points(1), zorder=layer))
        ax.text(left + cell / 2, top + cell / 2, f"{row},{column}", **style)


def draw_title(ax: Axes, text: str, x: float, y: float) -> None:
    """Write a line above the matrix whose upper left corner is at (x, y)."""
    ax.text(x, y - 10, text, **text_style(va="baseline"))


def draw_arrow(ax: Axes, corners: Sequence[tuple[float, float]], text: str) -> None:
    """Draw an arrow through the corners, with a gap at both ends and its name above the last stretch."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    (x, y), (_, next_y) = corners[:2]
    start = (x + 14, y) if next_y == y else (x, y + 14)
    path = Path([start, *corners[1:-1], (corners[-1][0] - 12, corners[-1][1])])
    arrow = FancyArrowPatch(path=path, arrowstyle="->", mutation_scale=to_points(14), color=GRAY, lw=to_points(1.4))
    ax.add_patch(arrow)
    ax.text(corners[-1][0] - ARROW / 2, corners[-1][1] - 8, text, **text_style(ha="center", va="baseline"))
