"""One content, one style, one setting that goes from end to end."""

from .features import LAYERS
from .rebuilt import optimised
from .rows import in_rows
from .sheet import WIDTH
from .sources import pixels

RATIOS = (1, 0.1, 0.03, 0.01, 0.001)


def one_layer_styles(content, style, layers=LAYERS, size=192, steps=40, network="pocket"):
    """The content in the style that one layer alone knows: colours and grain when shallow, strokes and forms deeper.

    Raises NstError for an unknown layer or network.
    """
    C, S = pixels(content, 2 * size), pixels(style, 2 * size)
    found = [
        optimised(C, S, size=size, steps=steps, network=network, start="content", **one_layer(layer))
        for layer in layers
    ]
    return in_rows(found, layers, f"{len(found)} layers", WIDTH)


def one_layer(layer):
    """Settings of a run whose style comes from that layer."""
    return {"style_layers": {layer: 1}, "content_layers": {"block4_conv2": 1}, "alpha": 0.05, "beta": 1}


def balance(content, style, ratios=RATIOS, size=192, steps=60, network="pocket"):
    """From all content to all style: one picture for each ratio α/β. Raises NstError for an unknown network."""
    found = balanced(content, style, ratios, size, steps, network)
    return in_rows(found, [f"α/β = {ratio:g}" for ratio in ratios], f"{len(found)} ratios", WIDTH)


def balanced(content, style, ratios, size, steps, network):
    """The pictures of `balance`, uint8 (height, width, 3)."""
    C, S = pixels(content, 2 * size), pixels(style, 2 * size)
    layers = {"content_layers": {"block4_conv2": 1}, "style_layers": dict.fromkeys(LAYERS, 0.2)}
    return [optimised(C, S, size=size, steps=steps, network=network, alpha=r, beta=1, **layers) for r in ratios]
