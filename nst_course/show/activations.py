"""What the layers of a network answer to a picture: the feature maps of the channels that tell most."""

from functools import lru_cache

import numpy as np

from ..errors import NstError, check_choice
from .sources import pixels, resized

SIZE = 320  # long side of the picture that the network sees
COLOURS = "magma"  # evenly graded from dark to light


def activations(picture, layers, network="pocket", size=SIZE):
    """{layer: activations (n_H, n_W, n_C), float32} of a picture whose long side is at most `size`.

    `network` is a name that `nst.load_network` takes, or a network. Raises NstError for an unknown layer or network.
    """
    from ..networks import choose_network
    from ..networks.vgg import LAYERS

    for layer in layers:
        check_choice(layer, "layer", LAYERS)
    if not callable(network):
        network = loaded(choose_network(network), tuple(dict.fromkeys(layers)))
    found = network(np.float32(pixels(picture, size)[None]) / 255)
    missing = [layer for layer in layers if layer not in found]
    if missing:
        raise NstError(f"This network was loaded without {missing[0]}: load it with layers={list(layers)}.")
    return {layer: np.asarray(found[layer][0], np.float32) for layer in layers}


@lru_cache(maxsize=8)
def loaded(name, layers):
    """The network, kept: reading its weights takes longer than running it."""
    from ..networks import load_network

    return load_network(name, layers=layers)


def telling(a, number):
    """The channels of activations (n_H, n_W, n_C) that show most, and each something else than those before it.

    The next one is always that of which the channels chosen so far explain least (a QR decomposition with column
    pivoting, on deviations from each channel's mean).
    """
    rest = inner(a).reshape(-1, a.shape[-1]).astype(np.float64)
    rest = rest - rest.mean(axis=0)
    chosen = []
    for _ in range(min(number, a.shape[-1])):
        energy = np.square(rest).sum(axis=0)
        energy[chosen] = -1
        best = int(energy.argmax())
        chosen.append(best)
        direction = rest[:, best] / max(np.linalg.norm(rest[:, best]), 1e-12)
        rest = rest - np.outer(direction, direction @ rest)
    return chosen


def inner(a):
    """Activations (n_H, n_W, …) without their border, where some channels see nothing but the picture's end."""
    rim = [min(2, n // 6) for n in a.shape[:2]]
    return a[rim[0] : a.shape[0] - rim[0], rim[1] : a.shape[1] - rim[1]]


def coloured(a, width, height, levels=40):
    """A channel (n_H, n_W) as uint8 (height, width, 3): dark where it is silent, light where it answers strongly.

    A few percent of extreme values share the ends of the scale. A layer coarser than the tile shows its positions as
    squares.
    """
    from matplotlib import colormaps

    low, high = np.percentile(inner(a), [0.5, 99.5])
    share = np.clip((a - low) / max(high - low, 1e-12), 0, 1)
    gray = resized(np.uint8(share * 255 + 0.5), width, height, coarse=True) / 255
    return colormaps[COLOURS](np.rint(gray * (levels - 1)) / (levels - 1), bytes=True)[..., :3]
