"""What a Gram matrix holds: which channels answer together and where, and the texture that comes of it, live."""

import numpy as np
from ipywidgets import HTML, HBox, SelectionSlider

from ...errors import check_choice
from ...networks import choose_network
from ...show.features import FIRST_LAYERS as LAYERS
from ...show.figure import short_number
from ..session import BackgroundRun
from ..widgets.controls import FULL_WIDTH, SilentUpdates
from .errand import Errand
from .explorer import LOADING, Explorer, column, paragraph, sentence
from .gram_map import GramMap
from .pictures import Pictures
from .plate import Plate
from .player import Player
from .sight import LARGE, Answers, seen
from .together import MOST, colours, gram, in_order, in_words, lit, product

STEPS = 200  # at one press of Play
GOAL = "Change the pixels of a noise until its Gram matrices are those of S: J = J_style"
SMALL = (240, 240)  # the box of a picture in the equation, in pixels


class GramExplorer(Explorer):
    """Walk on the Gram matrix of a style, see what each entry adds up, and let a texture grow from it.

    `style` is the name of a built-in picture, or anything that `nst.load_picture` takes; `layer` is the first
    convolution of a block; `size` is that of the texture. Nothing is computed before somebody looks. Raises NstError
    for an unknown picture, layer or network.
    """

    said = "What a Gram matrix holds: a map to walk on, where the notebook runs."

    def __init__(self, style="swirl", layer="block2_conv1", *, network="pocket", size=192):
        self.network, self.size = choose_network(network), size
        self._quietly, self._shown = SilentUpdates(), None
        self.pictures = Pictures("style", style, "S: J_style asks G for the same Gram matrices as it gives")
        self.answers = Answers(self.pictures, LAYERS, self.network)
        self.layer = SelectionSlider(
            options=LAYERS,
            value=check_choice(layer, "layer with a Gram matrix here", LAYERS),
            description="layer",
            tooltip="Whose Gram matrix is shown; the texture uses the layers up to this one in J_style",
            layout=FULL_WIDTH,
        )
        self.map, self.text, self.entry = GramMap(), paragraph(LOADING), HTML()
        self.one, self.other, self.both, self.style = Plate(), Plate(), Plate(), Plate()
        self.player = Player(self._run, steps=STEPS, goal=GOAL, height="20rem")
        self.errand = Errand(self._show, self.player.say)
        self._entitle()
        super().__init__([self.player], self._arranged())
        self.pictures.observe(self._restyled, "value")
        self.layer.observe(self._relayered, "value")
        self.map.observe(self._walked, "pair")
        self.player.screens[0].on_drop(lambda name, data, where: self.upload(self.pictures, name, data))

    @property
    def pair(self):
        """The numbers of the two channels that are looked at."""
        return tuple(self.map.pair)

    @pair.setter
    def pair(self, channels):
        self.map.pair = [int(channel) for channel in channels]

    def _arranged(self):
        controls = HBox([self.pictures, self.layer])
        times, equals = (HTML(f'<span class="nst-sign">{sign}</span>') for sign in "·=")
        equation = HBox([self.one, times, self.other, equals, self.both])
        below = HBox([column(self.style), column(self.player)])
        row = HBox([column(self.map), column(equation, self.entry, below)])
        for box, name in ((controls, "knobs"), (equation, "equation"), (below, "row"), (row, "gram-row")):
            box.add_class(f"nst-{name}")
        return [controls, self.text, row]

    def _show(self):
        found, layer = self.answers(), self.layer.value
        a = found[layer]
        if self._shown is not a:
            self._shown = a
            self._draw(a, layer)
        self._look_at(a, *self.pair)

    def _draw(self, a, layer):
        """The map of a layer, and its most active pair."""
        self.G = gram(a)
        chosen = in_order(self.G)
        G, n_C = self.G[np.ix_(chosen, chosen)], a.shape[-1]
        some = f"its {n_C} channels" if n_C <= MOST else f"{MOST} of its {n_C} channels, the most active"
        self.map.put(G, colours(G), chosen, f"Gram matrix of {self.pictures.value} at {layer}")
        self.style.put(self.pictures.pixels(LARGE[0]), f"S, {self.pictures.value}")
        self.text.value = sentence(
            f"{layer}, {some}; those that answer together stand side by side. Light: strong at the same places. "
            "Hover over the map, touch it, or walk with the arrow keys; a click holds the pair."
        )
        if not set(self.pair) <= set(chosen) or not self.pair:
            apart = np.triu(G, 1)
            with self._quietly:
                self.pair = [chosen[int(k)] for k in np.unravel_index(apart.argmax(), G.shape)]

    def _look_at(self, a, i, j):
        """What one entry adds up."""
        heat = product(a, i, j)
        self.one.put_map(seen(a, i, SMALL), f"a{subscript(i)}")
        self.other.put_map(seen(a, j, SMALL), f"a{subscript(j)}")
        self.both.put(lit(self.pictures.pixels(2 * SMALL[0]), heat), f"a{subscript(i)}·a{subscript(j)} in S")
        value = f"G<sub>{i},{j}</sub> = Σ a<sub>{i}</sub>·a<sub>{j}</sub> = <b>{short_number(self.G[i, j])}</b>"
        self.entry.value = f'<p class="nst-formula">{value}</p>{sentence(in_words(self.G, i, j))}'

    def _walked(self, _):
        if not self._quietly:
            self.ask()

    def _relayered(self, _):
        self._entitle()
        self.ask()
        self.player.steer(style_layers=self._weights())

    def _restyled(self, _):
        self.ask()
        self.player.steer(style=self.pictures.source)

    def _entitle(self):
        first, last = LAYERS[0], self.layer.value
        self.player.entitle(f"texture, {first} alone" if last == first else f"texture, up to {last}")

    def _weights(self):
        """Equal weights of the layers up to the chosen one."""
        depth = LAYERS.index(self.layer.value) + 1
        return {layer: 1 / depth if k < depth else 0.0 for k, layer in enumerate(LAYERS)}

    def _run(self, gate):
        source = self.pictures.source
        return BackgroundRun(
            source,
            source,
            gate=gate,
            network=self.network,
            size=self.size,
            start="noise",
            alpha=0,
            tv=0.5,
            style_layers=self._weights(),
        )


def subscript(number):
    """A whole number in small figures."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
