"""What a layer alone knows: the content rebuilt from its activations, the style from Gram matrices; both from noise."""

import numpy as np

from ..errors import NstError, check_choice
from .features import LAYERS
from .rows import in_rows
from .sheet import WIDTH
from .sources import pixels

SIZE = 168  # long side in pixels: five such pictures are as wide as the page


def reconstructions(picture, layers=(*LAYERS[:3], "block4_conv2", LAYERS[4]), size=SIZE, steps=50, network="pocket"):
    """The picture rebuilt from the activations of each layer alone: with depth, detail is lost and layout stays.

    Mahendran & Vedaldi, "Understanding Deep Image Representations by Inverting Them" (2015). Raises NstError for an
    unknown layer or network.
    """
    C = pixels(picture, size)
    options = {"size": size, "steps": steps, "network": network, "start": "noise", "alpha": 1, "beta": 0}
    found = [optimised(C, C, content_layers={layer: 1}, **options) for layer in check_layers(layers)]
    return in_rows(found, layers, f"rebuilt from {len(found)} layers", WIDTH)


def textures(style, upto=LAYERS, size=SIZE, steps=40, network="pocket"):
    """Texture made from Gram matrices alone, of the layers up to each depth: structure grows, layout is gone.

    Gatys, Ecker & Bethge, "Texture Synthesis Using Convolutional Neural Networks" (2015). Raises NstError for an
    unknown layer or network.
    """
    upto, S = check_layers(upto), pixels(style, 2 * size)
    options = {"size": size, "steps": steps, "network": network, "start": "noise", "alpha": 0, "tv": 0.5}
    depths = [upto[: i + 1] for i in range(len(upto))]
    found = [optimised(S, S, style_layers=dict.fromkeys(depth, 1 / len(depth)), **options) for depth in depths]
    titles = [upto[0], *(f"up to {layer}" for layer in upto[1:])]
    return in_rows(found, titles, f"textures of {len(found)} depths", WIDTH)


def optimised(content, style, **settings):
    """uint8 (height, width, 3): the last picture of a small run."""
    run = small_run(content, style, **settings)
    for _ in run:
        pass
    return np.uint8(run.picture() * 255 + 0.5)


def small_run(content, style, *, size, steps, **settings):
    """A run of the engine at one scale; in float32, where measuring what is faster would take longer than it saves."""
    from ..transfer.run import stylize

    unused = {"content_layers": {"block1_conv1": 1}, "style_layers": {"block1_conv1": 1}}
    return stylize(
        content, style, size=size, first_size=size, steps=steps, precision="float32", **{**unused, **settings}
    )


def check_layers(layers):
    """The layers; raises NstError for one that there is not."""
    from ..networks.vgg import LAYERS as all_layers

    return [check_choice(layer, "layer", all_layers) for layer in check_list("layers", layers)]


def check_list(name, values):
    """The values; raises NstError when there is none, or a single word."""
    if isinstance(values, str) or not hasattr(values, "__len__") or not len(values):
        raise NstError(f"{name} is {values!r}: give a list with at least one entry.")
    return values
