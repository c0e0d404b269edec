"""What a Gram matrix contains: which channels are active together and where, and a texture grown from it, live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import numpy as np
from anywidget import AnyWidget
from ipywidgets import HTML
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray
from traitlets import Bytes, List, Unicode

from ...errors import check_choice
from ...images import PictureSource
from ...networks import choose_network
from ...show.features import FIRST_LAYERS, Activations
from ...show.figure import short_number
from ...show.heatmaps import SIGNED_COLORS, GramMatrix, color_scale
from ...show.pictures import Pixels, resize_pixels
from ..session import BackgroundRun
from ..widgets import render_html, script, stylesheet
from ..widgets.controls import SilentUpdates
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

STEPS = 200  # per press of Play
GOAL = "Start from noise and change its pixels until its Gram matrices match those of S: J = J_style"
HINT = (
    "Channels that are active together are next to each other. Light means strong in the same places. "
    "Hover over the map, touch it or use the arrow keys; click to pin the pair."
)
MAP_CHANNELS = 48  # at most, on the map
SIGN = '<span class="nst-sign">{{ sign }}</span>'
ENTRY = (
    '<p class="nst-formula">G<sub>{{ i }},{{ j }}</sub> = Σ a<sub>{{ i }}</sub>·a<sub>{{ j }}</sub> = '
    '<b>{{ value }}</b></p><p class="nst-text">{{ text }}</p>'
)
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
HIGHLIGHT = LinearSegmentedColormap.from_list("signed", SIGNED_COLORS)


class GramExplorer(Explorer):
    """Explore the Gram matrix of a style, see what each entry sums up, and grow a texture from it.

    `style` is the name of a built-in picture, or anything that `nst.load_picture` takes; `layer` is the first
    convolution of a block; `size` is the size of the texture. Nothing is computed until the explorer is visible. Raises
    NstError for an unknown picture, layer or network.
    """

    description = "A Gram matrix explorer: run the notebook to see which channels are active together."

    def __init__(
        self, style: PictureSource = "swirl", layer: str = "block2_conv1", *, network: str = "pocket", size: int = 192
    ) -> None:
        self.network, self.size = choose_network(network), size
        check_choice(layer, "layer with a Gram matrix here", FIRST_LAYERS)
        self.activations = LayerActivations(FIRST_LAYERS, self.network)
        self._silent = SilentUpdates()
        self._shown: Activations | None = None
        self.G: GramMatrix = np.zeros((0, 0))  # of all channels of the layer
        self.chooser = compact_chooser("style", style, "S: J_style asks G for the same Gram matrices")
        tooltip = "The layer whose Gram matrix you see; J_style of the texture uses the layers up to this one"
        self.layer = selection_slider("layer", tooltip, FIRST_LAYERS, layer)
        self.map, self.text, self.entry = GramMap(), paragraph(LOADING), HTML()
        self.first, self.second, self.product, self.style = (FigureWidget() for _ in range(4))
        player = Player(self.make_run, steps=STEPS, goal=GOAL, height="20rem")
        player.set_title(self._title())
        times, equals = (HTML(render_html(SIGN, sign=sign)) for sign in "·=")
        equation = row("equation", self.first, times, self.second, equals, self.product)
        below = row("row", column(self.style), column(player))
        figures = row("gram-row", column(self.map), column(equation, self.entry, below))
        super().__init__([row("controls", self.chooser, self.layer), self.text, figures], player, [self.chooser])
        self.layer.observe(self._layer_changed, "value")
        self.map.observe(self._pair_changed, "pair")

    @property
    def pair(self) -> tuple[int, ...]:
        """The numbers of the two channels shown."""
        return tuple(self.map.pair)

    @pair.setter
    def pair(self, channels: Sequence[int]) -> None:
        self.map.pair = [int(channel) for channel in channels]

    def make_run(self, gate: Callable[[], bool]) -> BackgroundRun:
        """A run that grows a texture from the Gram matrices of the layers up to the chosen one."""
        picture = self.chooser.picture
        return BackgroundRun(
            picture,
            picture,
            gate=gate,
            network=self.network,
            size=self.size,
            start="noise",
            alpha=0,
            tv=0.5,
            style_layers=self._style_weights(),
        )

    def update_display(self) -> None:
        """Show the map of the chosen style and layer, and one of its entries."""
        a = self.activations(self.chooser.picture)[self.layer.value]
        if self._shown is not a:
            self._shown = a
            self._show_map(a)
        self._show_entry(a, *self.pair)

    def on_picture(self) -> None:
        """Restart the run with the new style."""
        assert self.player
        self.player.update(style=self.chooser.picture)

    def _show_map(self, a: Activations) -> None:
        picture, layer, n_C = self.chooser.picture, self.layer.value, a.shape[-1]
        self.G = gram_matrix(a)
        channels = order_channels(self.G)
        G = self.G[np.ix_(channels, channels)]
        self.map.show(G, channels, f"Gram matrix of {picture.name} at {layer}")
        self.style.show_picture(self.pixels(picture, LARGE[0]), f"S, {picture.name}")
        shown = f"all {n_C} channels" if n_C <= MAP_CHANNELS else f"the {MAP_CHANNELS} most active of {n_C} channels"
        self.text.value = paragraph_html(f"{layer}, {shown}. {HINT}")
        if not self.pair or not set(self.pair) <= set(channels):
            strongest = np.unravel_index(np.triu(G, 1).argmax(), G.shape)
            with self._silent:
                self.pair = [channels[int(k)] for k in strongest]

    def _show_entry(self, a: Activations, i: int, j: int) -> None:
        """Show the two channels of an entry, and the product that it sums."""
        a_i, a_j = (f"a{str(channel).translate(SUBSCRIPTS)}" for channel in (i, j))
        self.first.show_map(render_channel(a, i, THUMBNAIL), a_i)
        self.second.show_map(render_channel(a, j, THUMBNAIL), a_j)
        picture = self.pixels(self.chooser.picture, 2 * THUMBNAIL[0])
        self.product.show_picture(highlight(picture, channel_product(a, i, j)), f"{a_i}·{a_j} in S")
        value, text = short_number(self.G[i, j]), describe_entry(self.G, i, j)
        self.entry.value = render_html(ENTRY, i=i, j=j, value=value, text=text)

    def _pair_changed(self, _: Any) -> None:
        if not self._silent:
            self.request_update()

    def _layer_changed(self, _: Any) -> None:
        assert self.player
        self.player.set_title(self._title())
        self.request_update()
        self.player.update(style_layers=self._style_weights())

    def _title(self) -> str:
        layer = self.layer.value
        return f"texture, {layer} only" if layer == FIRST_LAYERS[0] else f"texture, up to {layer}"

    def _style_weights(self) -> dict[str, float]:
        """Equal weights for the layers up to the chosen one."""
        depth = FIRST_LAYERS.index(self.layer.value) + 1
        return {layer: 1 / depth if k < depth else 0.0 for k, layer in enumerate(FIRST_LAYERS)}


class GramMap(AnyWidget):
    """A heat map; hovering, touch or arrow keys choose a `pair` of `channels`, a row and a column."""

    _esm = script("gram_map.js")
    _css = stylesheet("gram_map.css")
    channels: List[Any] = List([]).tag(sync=True)
    pair: List[Any] = List([]).tag(sync=True)
    label = Unicode("").tag(sync=True)  # for screen readers
    entries = Bytes(b"").tag(sync=True)  # float32 (n, n)
    colors = Bytes(b"").tag(sync=True)  # uint8 (n, n, 4), RGBA

    def show(self, G: GramMatrix, channels: Sequence[int], label: str) -> None:
        """Show a matrix (n, n) whose rows and columns are these channels."""
        with self.hold_sync():
            self.entries, self.colors = G.astype("<f4").tobytes(), gram_colors(G).tobytes()
            self.channels, self.label = list(channels), label


# Coactivation: activations (n_H, n_W, n_C) -> Gram matrix, order of the channels, products, words.


class Coactivation(Enum):
    """How much two channels are active in the same places: the minimum cosine similarity, and the wording."""

    NEARLY_ALWAYS = 0.9, "nearly always active in the same places"
    MOSTLY = 0.6, "mostly active in the same places"
    OFTEN = 0.3, "often active in the same places"
    SOMETIMES = 0.1, "sometimes active in the same places"
    HARDLY_EVER = -0.1, "hardly ever active in the same places"
    OPPOSED = -1.1, "opposed: where one is above 0, the other is below"


def gram_matrix(a: Activations) -> GramMatrix:
    """G (n_C, n_C): the sum over all positions of a_i·a_j, for activations divided by their mean."""
    A = divide_by_mean(a).reshape(-1, a.shape[-1]).astype(np.float64)
    return np.asarray(A.T @ A)


def divide_by_mean(a: Activations) -> Activations:
    """The activations, scaled so that their mean is 1."""
    return a / np.float32(max(float(a.mean()), 1e-12))


def channel_product(a: Activations, i: int, j: int) -> NDArray[np.float32]:
    """a_i·a_j at each position, (n_H, n_W); G_ij is their sum."""
    a = divide_by_mean(a)
    return np.asarray(a[..., i] * a[..., j])


def cosine_similarity(G: GramMatrix) -> GramMatrix:
    """G_ij divided by √(G_ii·G_jj): 1 for two channels whose activations are proportional."""
    norms = np.sqrt(np.maximum(np.diag(G), 1e-12))
    return np.asarray(G / np.outer(norms, norms))


def coactivation(G: GramMatrix, i: int, j: int) -> Coactivation:
    """How much channels i and j are active in the same places."""
    similarity = float(cosine_similarity(G[np.ix_([i, j], [i, j])])[0, 1])
    return next(level for level in Coactivation if similarity > level.value[0])


def describe_entry(G: GramMatrix, i: int, j: int) -> str:
    """A sentence about one entry."""
    if i == j:
        return f"This entry measures how active channel {i} is overall: it is a sum of squares."
    return f"Channels {min(i, j)} and {max(i, j)} are {coactivation(G, i, j).value[1]}."


def order_channels(G: GramMatrix) -> list[int]:
    """The `MAP_CHANNELS` channels with the largest G_ii, ordered so that those active together are neighbors.

    This is spectral ordering by the second eigenvector of the similarities; dividing it by the first separates groups
    of channels and makes it robust to noise.
    """
    strongest = np.sort(np.argsort(-np.diag(G), kind="stable")[:MAP_CHANNELS])
    _, vectors = np.linalg.eigh(cosine_similarity(G)[np.ix_(strongest, strongest)])
    first, second = vectors[:, -1], vectors[:, -2]
    ratio = second / np.where(np.abs(first) < 1e-9, 1e-9, first)
    return [int(c) for c in strongest[np.argsort(ratio, kind="stable")]]


def gram_colors(G: GramMatrix) -> NDArray[np.uint8]:
    """RGBA (n, n, 4), the colors of `nst.show.gram_matrices`."""
    norm, colors = color_scale([G], linear=False)
    return np.uint8(np.rint(colors(np.asarray(norm(G))) * 255))


def highlight(picture: Pixels, heat: NDArray[np.float32]) -> Pixels:
    """The picture in gray, lit up where `heat` (n_H, n_W) is strong: orange above 0, blue below."""
    height, width = picture.shape[:2]
    gray = picture.mean(axis=2, keepdims=True) * 0.55
    share = np.clip(heat / max(float(np.percentile(np.abs(heat), 99.5)), 1e-12), -1, 1)
    bytes_ = np.uint8(np.repeat(127.5 * (1 + share[..., None]) + 0.5, 3, axis=2))
    share = resize_pixels(bytes_, width, height, keep_squares=True)[..., :1] / 127.5 - 1
    cover = np.abs(share) ** 0.5
    glow = HIGHLIGHT((1 + np.sign(share[..., 0]) * cover[..., 0]) / 2)[..., :3] * 255
    return np.uint8(np.clip(gray * (1 - cover) + glow * cover, 0, 255))
