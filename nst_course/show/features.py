"""Feature maps: the channels of one layer, or a few channels of layers from shallow to deep."""

from ..errors import NstError
from .activations import activations, coloured, telling
from .rows import count
from .sheet import GAP, LINE, WIDTH, Sheet
from .sources import pixels

LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))
MARGIN = 140  # for the names of the layers
HIGHEST = 180  # of one feature map, for upright pictures


def feature_maps(picture, layer="block1_conv1", channels=8, network="pocket", columns=4):
    """The channels of a layer that tell most about a picture, dark where silent, light where they answer strongly.

    `channels` is how many, or a list of their numbers. Raises NstError for an unknown layer, network or channel.
    """
    a = activations(picture, [layer], network)[layer]
    chosen = chosen_channels(a, channels, layer)
    return grid([(f"channel {c}", a[..., c]) for c in chosen], columns, f"{layer}, {count(len(chosen), 'channel')}")


def grid(maps, columns, what, shape=None):
    """The `Figure` of (title, channel (n_H, n_W)), so many side by side; of another shape than theirs if need be."""
    columns = min(columns, len(maps))
    wide, high = tile((WIDTH - GAP * (columns - 1)) // columns, shape or maps[0][1].shape, HIGHEST)
    step = high + LINE + 8 + GAP
    sheet = Sheet(columns * (wide + GAP) - GAP, -(-len(maps) // columns) * step - GAP)
    for i, (title, channel) in enumerate(maps):
        left, top = i % columns * (wide + GAP), i // columns * step
        sheet.picture(coloured(channel, wide, high), left, top)
        sheet.text(title, left + wide / 2, top + high + 8)
    return sheet.figure(what)


def tile(widest, shape, highest):
    """(width, height) of a picture of `shape` (height, width, …) within those bounds."""
    scale = min(widest / shape[1], highest / shape[0])
    return round(scale * shape[1]), round(scale * shape[0])


def layers(picture, layers=LAYERS, channels=5, network="pocket"):
    """From shallow to deep: a row for each layer with its size n_H×n_W×n_C and a few channels.

    Raises NstError for an unknown layer or network.
    """
    if not layers or isinstance(layers, str):
        raise NstError(f"layers is {layers!r}: give a list such as ['block1_conv1', 'block3_conv1'].")
    found = activations(picture, layers, network)
    shape = pixels(picture, WIDTH).shape
    wide, high = tile((WIDTH - MARGIN - GAP * (channels - 1)) // channels, shape, 2 * HIGHEST // 3)
    sheet = Sheet(MARGIN + channels * (wide + GAP) - GAP, len(found) * (high + GAP) - GAP)
    for row, (layer, a) in enumerate(found.items()):
        top = row * (high + GAP)
        sheet.text(layer, 0, top + high / 2 - 3, "ls", bold=True)
        sheet.text("×".join(map(str, a.shape)), 0, top + high / 2 + LINE - 3, "ls")
        for i, channel in enumerate(telling(a, channels)):
            sheet.picture(coloured(a[..., channel], wide, high), MARGIN + i * (wide + GAP), top)
    return sheet.figure(count(len(found), "layer"))


def chosen_channels(a, channels, layer):
    """The numbers of the channels asked for. Raises NstError for one that the layer does not have."""
    if isinstance(channels, int):
        if channels < 1:
            raise NstError(f"channels is {channels}: give a number from 1, or a list of channels.")
        return telling(a, channels)
    for channel in channels:
        if channel not in range(a.shape[-1]):
            raise NstError(f"{layer} has no channel {channel}: choose one from 0 to {a.shape[-1] - 1}.")
    return list(channels)
