"""What a layer sees: feature maps by layer and channel, and the content rebuilt from it, live."""

from ipywidgets import HBox, SelectionSlider

from ...errors import check_choice
from ...networks import choose_network
from ..session import BackgroundRun
from ..widgets.controls import FULL_WIDTH, SilentUpdates
from .contacts import Contacts
from .errand import Errand
from .explorer import LOADING, Explorer, column, paragraph, sentence
from .pictures import Pictures
from .plate import Plate
from .player import Player
from .sight import FEW, LARGE, SMALL, Answers, about, ranked, seen

STEPS = 200  # at one press of Play: more change next to nothing
GOAL = "Change the pixels of a noise, step by step, until this layer answers as it does to C: J = J_content"


class LayerExplorer(Explorer):
    """Choose a picture, a layer and a channel, see the feature map, and rebuild the picture from the layer alone.

    `picture` is the name of a built-in picture, or anything that `nst.load_picture` takes; `size` is that of the
    rebuilt picture. Nothing is computed before somebody looks. Raises NstError for an unknown picture, layer or
    network, and for a layer that the network does not have.
    """

    said = "What a layer sees: feature maps to explore, where the notebook runs."

    def __init__(self, picture="louvre", layer="block3_conv1", *, network="pocket", size=192):
        self.network, self.size = choose_network(network), size
        self.names = available_layers(self.network)
        self._quietly, self._ranks = SilentUpdates(), (None, [])
        self.pictures = Pictures("content", picture, "C: J_content asks G for the same answers as it gives")
        self.answers = Answers(self.pictures, self.names, self.network)
        self.layer = SelectionSlider(
            options=self.names,
            value=check_choice(layer, "layer", self.names),
            description="layer",
            tooltip="From shallow to deep: the deeper, the less of C is kept by J_content. The arrow keys move it",
            layout=FULL_WIDTH,
        )
        self.channel = SelectionSlider(
            options=[("–", -1)],
            description="channel",
            tooltip="The channels that tell most come first. J_content compares all of them",
            layout=FULL_WIDTH,
        )
        self.content, self.map, self.contacts, self.text = Plate(), Plate(), Contacts(), paragraph(LOADING)
        self.player = Player(self._run, steps=STEPS, goal=GOAL, height="24rem")
        self.errand = Errand(self._show, self.player.say)
        self._entitle()
        super().__init__([self.player], self._arranged())
        self.pictures.observe(self._repictured, "value")
        self.layer.observe(self._relayered, "value")
        self.channel.observe(self._picked, "value")
        self.contacts.observe(self._picked, "picked")
        self.player.screens[0].on_drop(lambda name, data, where: self.upload(self.pictures, name, data))

    def _arranged(self):
        controls = HBox([self.pictures, self.layer, self.channel])
        controls.add_class("nst-knobs")
        row = HBox([column(self.content), column(self.map), column(self.player)])
        row.add_class("nst-row")
        return [controls, self.text, row, self.contacts]

    def _show(self):
        """The maps of what is chosen now."""
        found, layer, channel = self.answers(), self.layer.value, self.channel.value
        a = found[layer]
        if self._ranks[0] is not a:
            self._ranks, channel = (a, ranked(a)), None
            self.contacts.put([seen(a, c, SMALL) for c in self._ranks[1][:FEW]], self._ranks[1][:FEW])
            self.contacts.title = f"The {min(FEW, a.shape[-1])} of {a.shape[-1]} channels that tell most"
            self.content.put(self.pictures.pixels(LARGE[0]), f"C, {self.pictures.value}")
            self.text.value = sentence(about(layer, a))
        self._offer(self._ranks[1], channel)
        channel = self.channel.value
        self.map.put_map(seen(a, channel), f"channel {channel} of {layer}")

    def _offer(self, channels, channel):
        channel = channels[0] if channel not in channels else channel
        with self._quietly:
            options = [(str(c), c) for c in channels]
            if list(self.channel.options) != options:
                self.channel.options = options
            self.channel.value = self.contacts.picked = channel

    def _picked(self, change):
        if self._quietly:
            return
        with self._quietly:
            self.channel.value = change["new"]
        self.ask()

    def _relayered(self, change):
        self._entitle()
        self.ask()
        self.player.steer(content_layer=change["new"])

    def _entitle(self):
        self.player.entitle(f"from {self.layer.value} alone")

    def _repictured(self, _):
        self.ask()
        self.player.renew()

    def _run(self, gate):
        source, layers = self.pictures.source, dict.fromkeys(self.names, 0.0)
        return BackgroundRun(
            source,
            source,
            gate=gate,
            network=self.network,
            size=self.size,
            start="noise",
            alpha=1,
            beta=0,
            content_layers={**layers, self.layer.value: 1.0},
            style_layers={self.names[0]: 1.0},
        )


def available_layers(network):
    """The layers that the network of that name has, shallow to deep."""
    from ...networks import pocket
    from ...networks.vgg import LAYERS

    return pocket.LAYERS if network == "pocket" else LAYERS
