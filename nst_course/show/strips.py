"""One content, one style, one setting that goes from end to end."""

import functools

import numpy as np

from ..errors import NstError
from .features import LAYERS
from .rebuilt import SIZE, check_layers, check_list, optimised, small_run
from .rows import in_rows
from .sheet import WIDTH
from .sources import pixels

RATIOS = (10, 3, 1, 0.5, 0.3, 0.2, 0.1, 0.01, 0.001)  # α/β on the way from all content to all style
CONTENT_LAYERS = {"block4_conv2": 1.0}


def one_layer_styles(content, style, layers=LAYERS, size=SIZE, steps=40, network="pocket"):
    """The content in the style that one layer alone knows: colours and grain when shallow, strokes and forms deeper.

    Raises NstError for an unknown layer or network.
    """
    C, S = pixels(content, 2 * size), pixels(style, 2 * size)
    options = {"size": size, "steps": steps, "network": network, "content_layers": CONTENT_LAYERS, "tv": 1}
    found = [optimised(C, S, style_layers={layer: 1}, **options) for layer in check_layers(layers)]
    return in_rows(found, layers, f"{len(found)} layers", WIDTH)


def balance(content, style, ratios=RATIOS[::2], size=SIZE, steps=20, network="pocket"):
    """From all content to all style: one picture for each ratio α/β, from the costs as the engine normalises them.

    Raises NstError for a ratio that is no number from 0 up, and for an unknown network.
    """
    found = balanced(content, style, check_list("ratios", ratios), size, steps, network)
    return in_rows(found, [f"α/β = {ratio:g}" for ratio in ratios], f"{len(found)} ratios", WIDTH)


def balanced(content, style, ratios, size, steps, network):
    """The pictures of `balance`, uint8 (height, width, 3), one for each ratio.

    Ratios among `RATIOS` are stops on one way through all of them, so that strip and slider share their pictures.
    """
    ratios = [check_ratio(ratio) for ratio in ratios]
    stops = RATIOS if set(ratios) <= set(RATIOS) else tuple(sorted(ratios, reverse=True))
    C, S = Known(pixels(content, 2 * size)), Known(pixels(style, 2 * size))
    found = on_the_way(C, S, stops, size, steps, network)
    return [found[ratio] for ratio in ratios]


def check_ratio(ratio):
    """The ratio; raises NstError for one that is no number from 0 up."""
    if not isinstance(ratio, (int, float, np.number)) or not 0 <= ratio < np.inf:
        raise NstError(f"The ratio {ratio!r} is no weight for the content: give numbers from 0 up, such as 0.1.")
    return ratio


class Known:
    """A picture that is equal to another with the same pixels, for the cache."""

    def __init__(self, picture):
        self.picture = picture
        self.key = (picture.shape, np.asarray(picture).tobytes())

    def __eq__(self, other):
        return self.key == other.key

    def __hash__(self):
        return hash(self.key)


@functools.lru_cache(maxsize=4)
def on_the_way(C, S, stops, size, steps, network):
    """{ratio: picture} of one run from the content, α made smaller from stop to stop.

    Each picture goes on from the one before, `steps` more; so the strip takes a fraction of the time of single runs.
    """
    options = {"content_layers": CONTENT_LAYERS, "style_layers": dict.fromkeys(LAYERS, 0.2), "network": network}
    run = small_run(C.picture, S.picture, size=size, steps=steps * len(stops), start="content", tv=1, **options)
    found = {}
    for ratio in stops:  # J only falls on this way, as L-BFGS wants it
        run.weights.alpha.assign(ratio)
        for _ in range(steps):
            next(run)
        found[ratio] = np.uint8(run.picture() * 255 + 0.5)
    return found
