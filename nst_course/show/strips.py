"""Strips of small pictures made by the engine, with one setting changing from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..errors import NstError, check_choice
from ..images import PictureSource, to_uint8
from .features import FIRST_LAYERS
from .figure import WIDTH, Figure
from .pictures import Pixels, arrange_in_rows, read_pixels

if TYPE_CHECKING:
    from ..transfer.run import StyleTransfer

Values = TypeVar("Values", bound=Sequence[Any])

SIZE = 168  # long side of each picture: five of them are as wide as the page
RECONSTRUCTED_LAYERS = (*FIRST_LAYERS[:3], "block4_conv2", FIRST_LAYERS[4])
RATIOS = (10, 3, 1, 0.5, 0.3, 0.2, 0.1, 0.01, 0.001)  # α/β from all content to all style
CONTENT_LAYERS = {"block4_conv2": 1.0}  # for the strips with a content cost
STYLE_LAYERS = dict.fromkeys(FIRST_LAYERS, 0.2)


def reconstructions(
    picture: PictureSource,
    layers: Sequence[str] = RECONSTRUCTED_LAYERS,
    size: int = SIZE,
    steps: int = 50,
    network: str = "pocket",
) -> Figure:
    """Reconstruct a picture from noise by the activations of one layer at a time: deeper layers keep less detail.

    Mahendran & Vedaldi, "Understanding Deep Image Representations by Inverting Them" (2015). Raises NstError for an
    unknown layer or network.
    """
    C = read_pixels(picture, size)
    options = {"size": size, "steps": steps, "network": network, "start": "noise", "alpha": 1, "beta": 0}
    found = [optimize_picture(C, C, content_layers={layer: 1}, **options) for layer in check_layers(layers)]
    return arrange_in_rows(found, layers, f"reconstructed from {len(found)} layers", WIDTH)


def textures(
    style: PictureSource,
    layers: Sequence[str] = FIRST_LAYERS,
    size: int = SIZE,
    steps: int = 40,
    network: str = "pocket",
) -> Figure:
    """Grow textures from noise by Gram matrices alone: of the first layer, of the first two, and so on.

    Gatys, Ecker & Bethge, "Texture Synthesis Using Convolutional Neural Networks" (2015). Raises NstError for an
    unknown layer or network.
    """
    layers, S = check_layers(layers), read_pixels(style, 2 * size)
    options = {"size": size, "steps": steps, "network": network, "start": "noise", "alpha": 0, "tv": 0.5}
    depths = [layers[: i + 1] for i in range(len(layers))]
    found = [optimize_picture(S, S, style_layers=dict.fromkeys(depth, 1 / len(depth)), **options) for depth in depths]
    titles = [layers[0], *(f"up to {layer}" for layer in layers[1:])]
    return arrange_in_rows(found, titles, f"textures of {len(found)} depths", WIDTH)


def one_layer_styles(
    content: PictureSource,
    style: PictureSource,
    layers: Sequence[str] = FIRST_LAYERS,
    size: int = SIZE,
    steps: int = 40,
    network: str = "pocket",
) -> Figure:
    """Render the content in the style of one layer at a time: shallow for color and grain, deep for strokes and shapes.

    Raises NstError for an unknown layer or network.
    """
    C, S = read_pixels(content, 2 * size), read_pixels(style, 2 * size)
    options = {"size": size, "steps": steps, "network": network, "content_layers": CONTENT_LAYERS, "tv": 1}
    found = [optimize_picture(C, S, style_layers={layer: 1}, **options) for layer in check_layers(layers)]
    return arrange_in_rows(found, layers, f"styles of {len(found)} layers", WIDTH)


def balance(
    content: PictureSource,
    style: PictureSource,
    ratios: Sequence[float] = RATIOS[::2],
    size: int = SIZE,
    steps: int = 20,
    network: str = "pocket",
) -> Figure:
    """Show the range from all content to all style: one picture for each ratio α/β of the engine's normalized costs.

    Raises NstError for a ratio that is not a number from 0 up, and for an unknown network.
    """
    found = balance_pictures(content, style, check_ratios(ratios), size, steps, network)
    return arrange_in_rows(found, [f"α/β = {ratio:g}" for ratio in ratios], f"{len(found)} ratios", WIDTH)


def balance_pictures(
    content: PictureSource, style: PictureSource, ratios: Sequence[float], size: int, steps: int, network: str
) -> list[Pixels]:
    """The pictures of `balance`, one for each ratio, all from a single run that starts from the content.

    The run lowers α from stop to stop and takes `steps` steps at each, a fraction of what separate runs would take. If
    it stops at any of `RATIOS`, it stops at all, so that a ratio's picture does not depend on which others are shown.
    """
    stops = RATIOS if set(ratios) <= set(RATIOS) else tuple(sorted(ratios, reverse=True))
    stops = stops[: stops.index(min(ratios)) + 1]
    C, S = read_pixels(content, 2 * size), read_pixels(style, 2 * size)
    options = {"content_layers": CONTENT_LAYERS, "style_layers": STYLE_LAYERS, "network": network, "tv": 1}
    run = start_run(C, S, size=size, steps=steps * len(stops), start="content", **options)
    found = {}
    for ratio in stops:  # falling ratios only lower J, as L-BFGS needs
        run.weights.alpha.assign(ratio)
        for _ in range(steps):
            next(run)
        found[ratio] = to_uint8(run.picture())
    return [found[ratio] for ratio in ratios]


def optimize_picture(content: PictureSource, style: PictureSource, **settings: Any) -> Pixels:
    """The last picture (height, width, 3) of a small run."""
    run = start_run(content, style, **settings)
    for _ in run:
        pass
    return to_uint8(run.picture())


def start_run(content: PictureSource, style: PictureSource, *, size: int, steps: int, **settings: Any) -> StyleTransfer:
    """A run at a single scale, in float32: measuring which precision is faster would take longer than it would save."""
    from ..transfer.run import stylize

    unused = {"content_layers": {"block1_conv1": 1}, "style_layers": {"block1_conv1": 1}}
    return stylize(
        content, style, size=size, first_size=size, steps=steps, precision="float32", **{**unused, **settings}
    )


def check_ratios(ratios: Values) -> Values:
    """The ratios α/β. Raises NstError for an empty list, and for one that is not a number from 0 up."""
    for ratio in check_list("ratios", ratios):
        if not isinstance(ratio, (int, float, np.number)) or not 0 <= ratio < np.inf:
            raise NstError(f"The ratio {ratio!r} can't weight the content cost: give numbers from 0 up, such as 0.1.")
    return ratios


def check_layers(layers: Sequence[str]) -> list[str]:
    """The layers. Raises NstError for one that does not exist."""
    from ..networks.vgg import LAYERS

    return [check_choice(layer, "layer", LAYERS) for layer in check_list("layers", layers)]


def check_list(name: str, values: Values) -> Values:
    """The values. Raises NstError if there are none, or for a string in place of a list."""
    if isinstance(values, str) or not hasattr(values, "__len__") or not len(values):
        raise NstError(f"{name} is {values!r}: give a list with at least one entry.")
    return values
