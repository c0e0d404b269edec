"""Two figures that a slider changes at once: all that takes long is computed before it is shown."""

from functools import cache

from ..errors import NstError
from .activations import activations, telling
from .features import grid
from .rows import in_rows
from .sheet import WIDTH
from .sources import pixels
from .strips import balanced

RATIOS = (1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)


def explore_layers(picture, layers=None, channels=8, network="pocket"):
    """A slider over the layers, shallow to deep, and feature maps of the one chosen; the arrow keys move it.

    `layers` are by default all that the network has. Raises NstError for an unknown layer or network.
    """
    layers = list(layers or all_layers(network))
    found = activations(picture, layers, network)

    def figure(layer):
        a = found[layer]
        return grid([(f"channel {c}", a[..., c]) for c in telling(a, channels)], 4, layer)

    return explorer(figure, layers, "layer", "From shallow to deep, with the arrow keys too", "explore_layers")


def explore_balance(content, style, ratios=RATIOS, size=128, steps=60, network="pocket"):
    """A slider over α/β from all content to all style, and the picture that comes of it between C and S.

    All pictures are computed first, at a small size. Raises NstError for an unknown network.
    """
    found = dict(zip(ratios, balanced(content, style, ratios, size, steps, network), strict=True))
    C, S = pixels(content, WIDTH), pixels(style, WIDTH)

    def figure(ratio):
        return in_rows([C, found[ratio], S], ["content C", f"G, α/β = {ratio:g}", "style S"], "balance", WIDTH)

    options = [(f"{ratio:g}", ratio) for ratio in ratios]
    return explorer(figure, options, "α/β", "From all content to all style, with the arrow keys too", "explore_balance")


def all_layers(network):
    """The layers of a network that was loaded, or of the one of that name."""
    from ..networks import choose_network, pocket
    from ..networks.topology import LAYERS

    if callable(network):
        return network.layers
    return pocket.LAYERS if choose_network(network) == "pocket" else LAYERS


def explorer(figure, options, label, tooltip, name):
    """A box of a slider over `options` and the image of `figure(option)`; each figure is made once."""
    try:
        from ipywidgets import Image, Layout, SelectionSlider, VBox
    except ImportError as error:
        raise NstError("The sliders need ipywidgets, which is not here: pip install ipywidgets.") from error

    class Explorer(VBox):
        def __repr__(self):
            return f"<{name}: {len(options)} positions>"

    figure = cache(figure)
    slider = SelectionSlider(options=options, description=label, tooltip=tooltip, layout=Layout(width="480px"))
    first = figure(slider.value)
    width, height = first.size
    image = Image(value=first.png, format="png", width=width, height=height)
    image.layout.height = f"{height}px"
    slider.observe(lambda change: image.set_trait("value", figure(change["new"]).png), "value")
    return Explorer([slider, image])
