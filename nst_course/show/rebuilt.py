"""What a layer alone knows: the content rebuilt from its activations, the style from Gram matrices; both from noise."""

import numpy as np

from .features import LAYERS
from .rows import in_rows
from .sheet import WIDTH
from .sources import pixels


def reconstructions(picture, layers=(*LAYERS[:3], "block4_conv2", LAYERS[4]), size=192, steps=60, network="pocket"):
    """The picture rebuilt from the activations of each layer alone: with depth, detail is lost and layout stays.

    Mahendran & Vedaldi, "Understanding Deep Image Representations by Inverting Them" (2015). Raises NstError for an
    unknown layer or network.
    """
    C = pixels(picture, size)
    found = [
        optimised(C, C, size=size, steps=steps, network=network, alpha=1, beta=0, content_layers={layer: 1}, tv=0.5)
        for layer in layers
    ]
    return in_rows(found, layers, f"rebuilt from {len(found)} layers", WIDTH)


def textures(style, upto=LAYERS, size=192, steps=60, network="pocket"):
    """Texture made from Gram matrices alone, of the layers up to each depth: structure grows, layout is gone.

    Gatys, Ecker & Bethge, "Texture Synthesis Using Convolutional Neural Networks" (2015). Raises NstError for an
    unknown layer or network.
    """
    S = pixels(style, 2 * size)
    found, titles = [], []
    for i, last in enumerate(upto):
        weights = dict.fromkeys(upto[: i + 1], 1 / (i + 1))
        found.append(optimised(S, S, size=size, steps=steps, network=network, alpha=0, beta=1, style_layers=weights))
        titles.append(last if i == 0 else f"… to {last}")
    return in_rows(found, titles, f"textures of {len(found)} depths", WIDTH)


def optimised(content, style, *, size, steps, network, start="noise", tv=0.5, **settings):
    """uint8 (height, width, 3): the last picture of a run of the engine at one small scale, in float32."""
    from ..transfer.stylize import stylize

    settings.setdefault("content_layers", {"block1_conv1": 1})
    settings.setdefault("style_layers", {"block1_conv1": 1})
    small = {"size": size, "first_size": size, "steps": steps, "network": network, "start": start, "tv": tv}
    run = stylize(content, style, precision="float32", **small, **settings)
    for _ in run:
        pass
    return np.uint8(run.picture() * 255 + 0.5)
