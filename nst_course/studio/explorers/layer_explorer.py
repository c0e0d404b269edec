"""What a layer sees: feature maps by layer and channel, and the content reconstructed from that layer, live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from anywidget import AnyWidget
from traitlets import Bytes, Float, Int, List, Unicode

from ...errors import check_choice
from ...images import PictureSource
from ...networks import NETWORKS, choose_network
from ...networks.vgg import CONVOLUTIONS, block_of
from ...show.features import Activations, informative_channels, without_border
from ...show.pictures import Pixels
from ..session import BackgroundRun
from ..widgets import script, stylesheet
from ..widgets.controls import SilentUpdates
from ..widgets.screen import encode_png
from .explorer import (
    LARGE,
    LOADING,
    THUMBNAIL,
    Explorer,
    FigureWidget,
    LayerActivations,
    column,
    compact_chooser,
    paragraph,
    paragraph_html,
    render_channel,
    row,
    selection_slider,
)
from .player import Player

STEPS = 200  # per press of Play; after that hardly anything changes
GOAL = "Start from noise and change its pixels until this layer's activations match those of C: J = J_content"
SHEET_CHANNELS = 24  # on the contact sheet
RESPONSES = {  # of the layers of each block
    1: "edges and plain colors: you could trace the picture from any of these maps.",
    2: "fine patterns: corners, stripes, grain. Single pixels no longer matter.",
    3: "larger patterns: rows of windows, lattices, brushstrokes. Outlines are still there.",
    4: "parts of things, each in its place. What they looked like in detail is gone.",
    5: "whole things, as a few bright spots: something important is there, but you can hardly tell what it was.",
}


class LayerExplorer(Explorer):
    """Choose a picture, a layer and a channel, see the feature map, and reconstruct the picture from the layer alone.

    `picture` is the name of a built-in picture, or anything that `nst.load_picture` takes; `size` is the size of
    the reconstruction. Nothing is computed until the explorer is visible. Raises NstError for an unknown picture, layer
    or network, and for a layer that the network doesn't have.
    """

    description = "A layer explorer: run the notebook to see feature maps and a live reconstruction."

    def __init__(
        self,
        picture: PictureSource = "louvre",
        layer: str = "block3_conv1",
        *,
        network: str = "pocket",
        size: int = 192,
    ) -> None:
        self.network, self.size = choose_network(network), size
        self.layers = available_layers(self.network)
        check_choice(layer, "layer", self.layers)
        self.activations = LayerActivations(self.layers, self.network)
        self._silent, self._ranked = SilentUpdates(), list[int]()
        self._shown: Activations | None = None
        self.chooser = compact_chooser("content", picture, "C: J_content asks G for the same activations")
        tooltip = "From shallow to deep: the deeper the layer, the less of C J_content keeps. Arrow keys work too"
        self.layer = selection_slider("layer", tooltip, self.layers, layer)
        tooltip = "The most informative channels come first. J_content compares all of them"
        self.channel = selection_slider("channel", tooltip, [("–", -1)], -1)
        self.content, self.feature_map, self.sheet = FigureWidget(), FigureWidget(), ContactSheet()
        self.text = paragraph(LOADING)
        player = Player(self.make_run, steps=STEPS, goal=GOAL, height="24rem")
        player.set_title(self._title())
        figures = row("row", column(self.content), column(self.feature_map), column(player))
        controls = row("controls", self.chooser, self.layer, self.channel)
        super().__init__([controls, self.text, figures, self.sheet], player, [self.chooser])
        self.layer.observe(self._layer_changed, "value")
        self.channel.observe(self._channel_picked, "value")
        self.sheet.observe(self._channel_picked, "picked")

    def make_run(self, gate: Callable[[], bool]) -> BackgroundRun:
        """A run that reconstructs from the chosen layer; the content cost can move to any other layer later."""
        picture = self.chooser.picture
        return BackgroundRun(
            picture,
            picture,
            gate=gate,
            network=self.network,
            size=self.size,
            start="noise",
            alpha=1,
            beta=0,
            content_layers={**dict.fromkeys(self.layers, 0.0), self.layer.value: 1.0},
            style_layers={self.layers[0]: 1.0},
        )

    def update_display(self) -> None:
        """Show the maps for the chosen picture, layer and channel."""
        picture, layer = self.chooser.picture, self.layer.value
        a, channel = self.activations(picture)[layer], self.channel.value
        if self._shown is not a:
            self._shown, self._ranked, channel = a, rank_channels(a), -1
            first = self._ranked[:SHEET_CHANNELS]
            self.sheet.show([render_channel(a, c, THUMBNAIL) for c in first], first)
            self.sheet.title = f"The {len(first)} most informative of {a.shape[-1]} channels"
            self.content.show_picture(self.pixels(picture, LARGE[0]), f"C, {picture.name}")
            self.text.value = paragraph_html(describe_layer(layer, a))
        self._offer(self._ranked, channel)
        channel = self.channel.value
        self.feature_map.show_map(render_channel(a, channel), f"channel {channel} of {layer}")

    def on_picture(self) -> None:
        """A new content needs a new run."""
        assert self.player
        self.player.rebuild()

    def _offer(self, channels: list[int], channel: int) -> None:
        """Offer these channels; `channel` stays chosen if it is one of them."""
        with self._silent:
            options = [(str(c), c) for c in channels]
            if list(self.channel.options) != options:
                self.channel.options = options
            self.channel.value = self.sheet.picked = channel if channel in channels else channels[0]

    def _channel_picked(self, change: Any) -> None:
        if not self._silent:
            with self._silent:
                self.channel.value = change["new"]
            self.request_update()

    def _layer_changed(self, change: Any) -> None:
        assert self.player
        self.player.set_title(self._title())
        self.request_update()
        self.player.update(content_layer=change["new"])

    def _title(self) -> str:
        return f"from {self.layer.value} alone"


class ContactSheet(AnyWidget):
    """Thumbnails side by side, each a button; `picked` is the label of one of them, or of none."""

    _esm = script("contact_sheet.js")
    _css = stylesheet("contact_sheet.css")
    picked = Int(-1).tag(sync=True)
    labels = List(Int()).tag(sync=True)
    title = Unicode("").tag(sync=True)
    strip = Bytes(b"").tag(sync=True)  # one PNG file, all thumbnails one below the other
    aspect_ratio = Float(1.0).tag(sync=True)

    def show(self, pictures: Sequence[Pixels], labels: Sequence[int]) -> None:
        """Show pictures (height, width, 3), all of one shape, with these labels."""
        height, width = pictures[0].shape[:2]
        with self.hold_sync():
            self.strip, self.aspect_ratio = encode_png(np.concatenate(pictures)), width / height
            self.labels = [int(label) for label in labels]


def available_layers(network: str) -> Sequence[str]:
    """The layers of the network with this name, from shallow to deep."""
    return NETWORKS[network].layers


def rank_channels(a: Activations) -> list[int]:
    """All channels: first the most informative, as many as fit the contact sheet, then the others by their spread."""
    first = informative_channels(a, SHEET_CHANNELS)
    spread = without_border(a).reshape(-1, a.shape[-1]).std(axis=0)
    return first + [int(c) for c in np.argsort(-spread, kind="stable") if c not in first]


def describe_layer(layer: str, a: Activations) -> str:
    """The shape of a layer's activations, the window each of them sees, and what to look for."""
    n_H, n_W, n_C = a.shape
    side = receptive_field(layer)
    return (
        f"{layer} has {n_C} channels at {n_H} × {n_W} positions, each seeing a {side} × {side} pixel window. "
        f"It responds to {RESPONSES[block_of(layer)]}"
    )


def receptive_field(layer: str) -> int:
    """Side, in pixels, of the window on which one activation depends."""
    side, stride = 1, 1  # stride: pixels from one position to the next
    for number in range(1, block_of(layer) + 1):
        is_last = number == block_of(layer)
        side += 2 * stride * (int(layer[-1]) if is_last else CONVOLUTIONS[number - 1])
        if not is_last:
            side, stride = side + stride, 2 * stride
    return side
