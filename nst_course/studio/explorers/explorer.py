"""What all explorers share: a box that computes nothing until it is visible, captioned pictures, activations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from anywidget import AnyWidget
from ipywidgets import HTML, DOMWidget, HBox, SelectionSlider, VBox
from numpy.typing import NDArray
from PIL import Image
from traitlets import Bool, Bytes, Unicode

from ..._tensorflow import load_tensorflow
from ...errors import NstError
from ...images import PictureSource
from ...show.features import PICTURE_SIZE, Activations, color_channel, fit_size, layer_activations
from ...show.pictures import Pixels
from ..command_queue import CommandQueue
from ..named_picture import NamedPicture
from ..session import BackgroundRun
from ..widgets import Heartbeat, decode_message, render_html, script, stylesheet
from ..widgets.controls import FULL_WIDTH
from ..widgets.picture_chooser import PictureChooser
from ..widgets.screen import encode_jpeg, encode_png
from .player import Player

LOADING = "Loading the network…"
OWN_PICTURE = "your picture"  # the name of an array, which has none
LONGEST_PICTURE = 512  # pixels; more detail would not be visible here
THUMBNAIL, LARGE = (120, 120), (480, 480)  # boxes that feature maps are fitted into, in pixels
JPEG_QUALITY = 90
PARAGRAPH = '<p class="nst-text">{{ text }}</p>'


class Explorer(VBox):
    """A box of widgets around a live run, which starts working when it becomes visible.

    `description` is the text in place of the widgets, for example in a notebook that is not running. Subclasses define
    how to make a run (`make_run`), what else to show (`update_display`), and what a new picture means for the run
    (`on_picture`).
    """

    description: ClassVar[str] = ""
    player: Player | None = None  # until there is one: close() also runs after invalid arguments
    _queue: CommandQueue | None = None

    def __init__(self, children: Sequence[DOMWidget], player: Player, choosers: Sequence[PictureChooser]) -> None:
        self.player, self.choosers, self.seen = player, list(choosers), False
        self._pixels = lru_cache(maxsize=8)(NamedPicture.pixels)
        self._queue = CommandQueue("nst-explorer", on_error=self._report)
        super().__init__(children)
        for name in ("nst", "nst-studio", "nst-explorer"):
            self.add_class(name)
        for chooser in choosers:
            chooser.observe(self._picture_changed, "value")
        for screen in player.screens:
            screen.on_msg(self._receive)
            screen.on_drop(self._on_drop, player.show_message)

    def make_run(self, gate: Callable[[], bool]) -> BackgroundRun:
        """A run with the current choices, which takes steps only while `gate()` is true."""
        raise NotImplementedError

    def update_display(self) -> None:
        """Show the current choices; called in the background."""
        raise NotImplementedError

    def on_picture(self) -> None:
        """React to a new picture."""
        raise NotImplementedError

    def look(self) -> None:
        """Start showing the choices. A page does this automatically when the explorer becomes visible."""
        self.seen = True
        self.request_update()

    def request_update(self) -> None:
        """Show the current choices, in the background; skips requests that come faster than the display."""
        if self.seen and self._queue:
            self._queue.put_latest(self.update_display)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait, at most `seconds`, until all choices are shown; return whether they are."""
        return self._queue is None or self._queue.wait(seconds)

    def close(self) -> None:
        """End the run and remove the widgets."""
        if self._queue:
            self._queue.close()
        if self.player:
            self.player.close()
        super().close()

    def pixels(self, picture: NamedPicture, longest: int) -> Pixels:
        """The pixels of a picture, its long side at most `longest`; the last few are remembered."""
        return self._pixels(picture, longest)

    def __repr__(self) -> str:
        return self.description

    def _picture_changed(self, _: Any) -> None:
        self.request_update()
        self.on_picture()

    def _on_drop(self, name: str, data: bytes, where: str) -> None:
        chooser = next((chooser for chooser in self.choosers if chooser.role == where), self.choosers[0])
        chooser.upload(name, data)

    def _receive(self, _: Any, content: Any, buffers: Any) -> None:
        message = decode_message(content)
        if isinstance(message, Heartbeat) and message.visible and not self.seen:
            self.look()

    def _report(self, error: Exception) -> None:
        bug = f"This can't be shown ({type(error).__name__}: {error}): choose another picture."
        if self.player:
            self.player.show_message(str(error) if isinstance(error, NstError) else bug)


class FigureWidget(AnyWidget):
    """A picture with a `caption` below it and a `tooltip`."""

    _esm = script("figure.js")
    _css = stylesheet("explorer.css")
    caption = Unicode("").tag(sync=True)
    tooltip = Unicode("").tag(sync=True)
    pixelated = Bool(False).tag(sync=True)  # enlarged pixels stay squares
    image = Bytes(b"").tag(sync=True)  # a JPEG or PNG file

    def show_picture(self, picture: Pixels, caption: str) -> None:
        """Show a photograph or painting, as a JPEG."""
        self._show(encode_jpeg(Image.fromarray(np.ascontiguousarray(picture)), JPEG_QUALITY), caption, False)

    def show_map(self, picture: Pixels, caption: str) -> None:
        """Show a feature map in color, pixel by pixel."""
        self._show(encode_png(picture), caption, True)

    def _show(self, image: bytes, caption: str, pixelated: bool) -> None:
        with self.hold_sync():
            self.image, self.caption, self.pixelated = image, caption, pixelated


class LayerActivations:
    """The activations of some layers of a network for a picture, cached until a different picture is requested."""

    def __init__(self, layers: Sequence[str], network: str) -> None:
        self.layers, self.network = layers, network
        self._picture: NamedPicture | None = None
        self._found: dict[str, Activations] = {}

    def __call__(self, picture: NamedPicture) -> dict[str, Activations]:
        """{layer: activations (n_H, n_W, n_C)}."""
        if self._picture is not picture:
            load_tensorflow()
            self._found = layer_activations(picture.pixels(PICTURE_SIZE), self.layers, self.network)
            self._picture = picture
        return self._found


def render_channel(a: NDArray[np.float32], channel: int, box: tuple[int, int] = LARGE) -> Pixels:
    """A channel of activations (n_H, n_W, n_C) in color, as large as a box (width, height) allows."""
    return color_channel(a[..., channel], *fit_size(a.shape, *box))


def compact_chooser(role: str, picture: PictureSource, tooltip: str) -> PictureChooser:
    """The list of pictures for an explorer. Raises NstError for a picture that can't be read."""
    named = NamedPicture.of(picture, OWN_PICTURE, LONGEST_PICTURE)
    return PictureChooser(role, named, compact=True, tooltip=tooltip)


def selection_slider(label: str, tooltip: str, options: Sequence[Any], value: Any) -> SelectionSlider:
    """A slider over some values, or pairs of a label and a value."""
    return SelectionSlider(options=options, value=value, description=label, tooltip=tooltip, layout=FULL_WIDTH)


def paragraph(text: str) -> HTML:
    """A widget with a few sentences; to change them, set its `value` to a new `paragraph_html`."""
    return HTML(paragraph_html(text))


def paragraph_html(text: str) -> str:
    """A few sentences as HTML."""
    return render_html(PARAGRAPH, text=text)


def column(*widgets: DOMWidget) -> VBox:
    """Widgets stacked vertically."""
    box = VBox(widgets)
    box.add_class("nst-column")
    return box


def row(kind: str, *widgets: DOMWidget) -> HBox:
    """Widgets side by side; explorer.css lays out rows of each kind."""
    box = HBox(widgets)
    box.add_class(f"nst-{kind}")
    return box
