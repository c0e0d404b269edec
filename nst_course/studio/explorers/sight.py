"""What is said and shown of a layer's answers: activations (n_H, n_W, n_C) -> channels in order, maps, sentences."""

import numpy as np

from ..._tensorflow import load_tensorflow
from ...networks.vgg import CONVOLUTIONS, block_of
from ...show.features import (
    PICTURE_SIZE,
    color_channel,
    fit_size,
    informative_channels,
    layer_activations,
    without_border,
)

FEW = 24  # channels on the sheet, those that tell most
SMALL, LARGE = (120, 120), (480, 480)  # the boxes of a small map and of the large one, in pixels
DEPTHS = {
    1: "edges and plain colours: you could trace the picture from any of these maps.",
    2: "fine patterns: corners, stripes, grain. Single pixels no longer matter.",
    3: "larger patterns: rows of windows, lattices, strokes. The outlines are still there.",
    4: "parts of things, each where it is. How they looked in detail, the layer has let go.",
    5: "whole things, in a few bright spots: something is there that matters, but hardly how it looked.",
}


class Answers:
    """What layers of a network answer to the picture that is chosen, kept until another one is."""

    def __init__(self, pictures, layers, network):
        self._asked, self._kept = (layers, network), (None, {})
        self._pictures = pictures

    def __call__(self):
        """{layer: activations (n_H, n_W, n_C)}."""
        source = self._pictures.source
        if self._kept[0] is not source:
            load_tensorflow()
            self._kept = source, layer_activations(self._pictures.pixels(PICTURE_SIZE), *self._asked)
        return self._kept[1]


def ranked(a):
    """All channels: first the `FEW` that tell most, each something new, then the others by how much they vary."""
    first = informative_channels(a, FEW)
    varied = without_border(a).reshape(-1, a.shape[-1]).std(axis=0)
    return first + [int(c) for c in np.argsort(-varied, kind="stable") if c not in first]


def seen(a, channel, box=LARGE):
    """uint8 (height, width, 3): a channel in colours, as large as fits into a box (width, height)."""
    return color_channel(a[..., channel], *fit_size(a.shape, *box))


def receptive_field(layer):
    """Side of the window, in pixels, on which one activation depends."""
    side, step = 1, 1  # step: pixels from one position to the next
    for number in range(1, block_of(layer) + 1):
        last = number == block_of(layer)
        side += 2 * step * (int(layer[-1]) if last else CONVOLUTIONS[number - 1])
        side, step = (side, step) if last else (side + step, 2 * step)
    return side


def about(layer, a):
    """Shape and window of a layer, and what to look for in it."""
    n_H, n_W, n_C = a.shape
    side = receptive_field(layer)
    return (
        f"{layer}: {n_C} channels at {n_H} × {n_W} positions, each of which looks at {side} × {side} pixels. "
        f"It answers to {DEPTHS[block_of(layer)]}"
    )
