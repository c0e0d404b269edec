"""Two figures that a slider changes at once: all of them are there before it is shown."""

from ..errors import NstError
from .activations import activations, telling
from .features import grid
from .rebuilt import SIZE, check_list
from .rows import count, in_rows
from .sheet import WIDTH
from .sources import pixels
from .strips import RATIOS, balanced


def explore_layers(picture, layers=None, channels=8, network="pocket"):
    """A slider over the layers, shallow to deep, and feature maps of the one chosen; the arrow keys move it.

    `layers` are by default all that the network has. Raises NstError for an unknown layer or network.
    """
    layers = check_list("layers", all_layers(network) if layers is None else layers)
    found = activations(picture, layers, network)
    high = found[layers[0]].shape[:2]  # all tiles have the shape of the finest layer's

    def figure(layer):
        a = found[layer]
        return grid([(f"channel {c}", a[..., c]) for c in telling(a, channels)], 4, layer, high)

    tooltip = "Layers from shallow to deep; the arrow keys move it too"
    return explorer({layer: figure(layer) for layer in layers}, "layer", tooltip, count(len(layers), "layer"))


def explore_balance(content, style, ratios=RATIOS, size=SIZE, steps=20, network="pocket"):
    """A slider over α/β from all content to all style, and the picture that comes of it between C and S.

    All pictures are computed first, at a small size. Raises NstError for a ratio that is no number from 0 up, and for
    an unknown network.
    """
    found = balanced(content, style, check_list("ratios", ratios), size, steps, network)
    C, S = pixels(content, WIDTH), pixels(style, WIDTH)
    figures = {
        f"{ratio:g}": in_rows([C, G, S], ["content C", f"generated G, α/β = {ratio:g}", "style S"], "balance", WIDTH)
        for ratio, G in zip(ratios, found, strict=True)
    }
    tooltip = "From all content to all style; the arrow keys move it too"
    return explorer(figures, "α/β", tooltip, count(len(ratios), "ratio"), start=len(ratios) // 2)


def all_layers(network):
    """The layers of a network that was loaded, or of the one of that name."""
    from ..networks import choose_network, pocket
    from ..networks.vgg import LAYERS

    if callable(network):
        return network.layers
    return pocket.LAYERS if choose_network(network) == "pocket" else LAYERS


def explorer(figures, label, tooltip, what, start=0):
    """A box with a slider over the names of `figures`, and the one chosen, at first that number `start`."""
    try:
        from ipywidgets import Image, Layout, SelectionSlider, VBox
    except ImportError as error:
        raise NstError("The sliders need ipywidgets, which is not here: run 'pip install ipywidgets'.") from error

    class Explorer(VBox):
        def __repr__(self):
            return f"A slider over {what}: it moves when the notebook runs."

    files = {name: figure.png for name, figure in figures.items()}
    width, height = next(iter(figures.values())).size
    options = {"options": list(files), "value": list(files)[start], "description": label, "tooltip": tooltip}
    slider = SelectionSlider(**options, layout=Layout(width="480px"))
    image = Image(value=files[slider.value], width=width, height=height, layout=Layout(height=f"{height}px"))
    slider.observe(lambda change: setattr(image, "value", files[change["new"]]), "value")
    return Explorer([slider, image])
