"""One content, one style, one setting that goes from end to end."""

import numpy as np

from ..errors import NstError
from .features import LAYERS
from .rebuilt import SIZE, check_layers, check_list, optimised, small_run
from .rows import in_rows
from .sheet import WIDTH
from .sources import pixels

RATIOS = (10, 1, 0.3, 0.1, 0.001)
CONTENT_LAYERS = {"block4_conv2": 1.0}


def one_layer_styles(content, style, layers=LAYERS, size=SIZE, steps=40, network="pocket"):
    """The content in the style that one layer alone knows: colours and grain when shallow, strokes and forms deeper.

    Raises NstError for an unknown layer or network.
    """
    C, S = pixels(content, 2 * size), pixels(style, 2 * size)
    options = {"size": size, "steps": steps, "network": network, "content_layers": CONTENT_LAYERS, "tv": 1}
    found = [optimised(C, S, style_layers={layer: 1}, **options) for layer in check_layers(layers)]
    return in_rows(found, layers, f"{len(found)} layers", WIDTH)


def balance(content, style, ratios=RATIOS, size=SIZE, steps=30, network="pocket"):
    """From all content to all style: one picture for each ratio α/β, from the costs as the engine normalises them.

    Raises NstError for a ratio that is no number from 0 up, and for an unknown network.
    """
    found = balanced(content, style, check_list("ratios", ratios), size, steps, network)
    return in_rows(found, [f"α/β = {ratio:g}" for ratio in ratios], f"{len(found)} ratios", WIDTH)


def balanced(content, style, ratios, size, steps, network):
    """The pictures of `balance`, uint8 (height, width, 3): one run from the content, α made smaller on the way.

    Each picture goes on from the one before, `steps` more; so the strip takes a fraction of the time of single runs.
    """
    for ratio in ratios:
        if not isinstance(ratio, (int, float, np.number)) or not 0 <= ratio < np.inf:
            raise NstError(f"The ratio {ratio!r} is no weight for the content: give numbers from 0 up, such as 0.1.")
    options = {"content_layers": CONTENT_LAYERS, "style_layers": dict.fromkeys(LAYERS, 0.2), "network": network}
    C, S = pixels(content, 2 * size), pixels(style, 2 * size)
    run = small_run(C, S, size=size, steps=steps * len(ratios), start="content", tv=1, **options)
    found = {}
    for ratio in sorted(ratios, reverse=True):  # J only falls on this way, as L-BFGS wants it
        run.balance.alpha.assign(ratio)
        for _ in range(steps):
            next(run)
        found[ratio] = np.uint8(run.picture() * 255 + 0.5)
    return [found[ratio] for ratio in ratios]
