"""What a run begins with: first picture, size, network, seed."""

from ipywidgets import BoundedIntText, Layout, VBox

from ..errors import check_choice
from ..transfer.settings import settings_from
from .controls import choice
from .steering import heading

STARTS = {
    "content": "C itself",
    "noise": "noise",
    "blend": "half C, half noise",
    "gray": "gray",
    "colors": "C in the colours of S",
}
SIZES = (128, 192, 256, 320, 384, 512)
NETWORKS = (("pocket", "pocket"), ("VGG-19", "vgg19"))


BEGIN = {"size": 256, "network": "pocket", "start": "content", "seed": 0}


class Setup(VBox):
    """Start, size, network and seed. `anew(**changes)` is called for start and seed, `rebuild()` for the others.

    `values` are those to begin with. Raises NstError for other names, and for values that make no sense.
    """

    def __init__(self, anew, rebuild, **values):
        size, network, start, seed = checked(**values)
        self.start = choice(
            "start",
            "The first G, before any step; from noise, J_content has everything to build",
            [(text, name) for name, text in STARTS.items()],
            start,
        )
        self.seed = BoundedIntText(
            seed,
            min=0,
            max=2**31 - 1,
            description="seed",
            tooltip="Of the noise: the same seed, the same run",
            layout=Layout(width="auto"),
        )
        sizes = sorted({*SIZES, size})
        self.size = choice(
            "size",
            "Long side of G in pixels: a step takes four times as long at twice the size",
            [(f"{side} px", side) for side in sizes],
            size,
        )
        self.network = choice(
            "network",
            "Whose activations the costs compare: pocket is quick, VGG-19 the original",
            list(NETWORKS),
            network,
        )
        super().__init__([heading("The run"), self.start, self.size, self.network, self.seed])
        self.add_class("nst-setup")
        for name, widget in (("start", self.start), ("seed", self.seed)):
            widget.observe(lambda change, name=name: anew(**{name: change["new"]}), "value")
        for widget in (self.size, self.network):
            widget.observe(lambda _: rebuild(), "value")

    def values(self):
        """The settings that they stand for."""
        return {name: getattr(self, name).value for name in ("start", "size", "network", "seed")}


def checked(**values):
    """size, network, start and seed."""
    for name in values:
        check_choice(name, "setting of the studio's beginning", [*BEGIN])
    values = {**BEGIN, **values}
    settings_from(values)
    check_choice(values["start"], "start in the studio", [*STARTS])
    check_choice(values["network"], "network in the studio", [name for _, name in NETWORKS])
    return [values[name] for name in BEGIN]
