"""Choosing a picture: a built-in one, an uploaded file, or a few strokes on the drawing pad."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from anywidget import AnyWidget
from ipywidgets import HTML, DOMWidget, Dropdown, HBox, Image, Layout, ToggleButton, VBox
from numpy.typing import NDArray
from PIL import Image as PillowImage
from traitlets import Bytes, Instance, Int, Unicode

from ...errors import NstError, check_choice
from ..named_picture import LARGEST_FILE, NamedPicture, PictureOrigin, builtin_pictures
from . import FileParts, render_html, script, stylesheet
from .controls import FULL_WIDTH

LABELS = {"content": "Content C", "style": "Style S"}
EFFECTS = {
    "content": "Content C: J_content asks G to keep its shapes",
    "style": "Style S: J_style asks G for its strokes and colors",
}
PREVIEW_LAYOUT = {"height": "160px", "max_width": "100%", "object_fit": "contain", "align_self": "flex-start"}
OWN = "own:"  # prefix for pictures that aren't built in, since their names may clash with built-in ones
MAX_OWN_PICTURES = 6
MESSAGE = '{% if text %}<div class="nst-message" role="status" style="line-height: 1.35">{{ text }}</div>{% endif %}'


class PictureChooser(VBox):
    """A list of pictures with an Upload button; unless `compact`, a preview; with a `pad`, a Draw button.

    `picture` is the name of a built-in picture, by default the first for the role "content" or "style", or any
    `NamedPicture`. `value` is the `NamedPicture` chosen. `message` says why the last choice failed, in which case the
    previous one is kept. A `pad` is a widget whose trait `drawing` holds a PNG, or nothing.

    Raises NstError for an unknown role, and for a built-in picture that does not exist.
    """

    value = Instance(NamedPicture, allow_none=True)
    message = Unicode("")

    def __init__(
        self,
        role: str,
        picture: str | NamedPicture | None = None,
        *,
        pad: Any = None,
        compact: bool = False,
        tooltip: str = "",
    ) -> None:
        self.role, self.pad, self.compact = check_choice(role, "role of a picture", [*EFFECTS]), pad, compact
        self._effect = tooltip or EFFECTS[role]
        self._builtin = builtin_pictures(role)
        self._own: dict[str, NamedPicture] = {}
        self._lock = threading.RLock()  # messages from browsers may be handled in several threads
        if not isinstance(picture, NamedPicture):
            name = check_choice(picture or next(iter(self._builtin)), "built-in picture", [*self._builtin])
            picture = NamedPicture.built_in(name)
        self.list = Dropdown(description=LABELS[role], options=self._options(), layout=FULL_WIDTH)
        hint = f"Upload a picture. {self._effect}. You can also drop a file onto the large picture"
        self.file = FileButton(self.upload, self._show_problem, description="Upload…", tooltip=hint)
        self.preview = Image(layout=Layout(**PREVIEW_LAYOUT))  # ipywidgets cannot show an Image that has a tooltip
        self.note = HTML()
        self.draw = ToggleButton(description="Draw", tooltip=f"Draw a few strokes. {self._effect}")
        self.pad_box = VBox([] if pad is None else [pad], layout=Layout(display="none"))
        super().__init__(self._arrange())
        self.add_class("nst-chooser")
        if compact:
            self.add_class("nst-compact")
        self.observe(self._show_message, "message")
        self.list.observe(self._on_pick, "value")
        self.draw.observe(self._on_draw_button, "value")
        if pad is not None:
            pad.observe(self._on_drawing, "drawing")
        self._take(lambda: picture)

    @property
    def picture(self) -> NamedPicture:
        """The same as `value`. Raises NstError, with the message, if no picture could be loaded at all."""
        if self.value is None:
            raise NstError(self.message)
        return self.value

    def choose(self, name: str) -> None:
        """Chooses the built-in picture `name`; for an unknown name, shows a message."""
        self._take(lambda: NamedPicture.built_in(check_choice(name, "built-in picture", [*self._builtin])))

    def upload(self, name: str, data: bytes) -> None:
        """Chooses the picture in the bytes of a file named `name`; if it cannot be read, the message says why."""
        self._take(lambda: NamedPicture.uploaded(name, data))

    def _arrange(self) -> list[DOMWidget]:
        if self.compact:
            return [HBox([self.list, self.file]), self.note]
        buttons = HBox([self.file, self.draw] if self.pad is not None else [self.file])
        return [self.preview, self.list, buttons, self.pad_box, self.note]

    def _on_draw_button(self, change: Any) -> None:
        self.pad_box.layout.display = "flex" if change["new"] else "none"
        if change["new"]:
            self._on_drawing({"new": self.pad.drawing})

    def _on_drawing(self, change: Any) -> None:
        if change["new"]:  # when the pad is cleared, the last drawing stays chosen
            self._take(lambda: NamedPicture.drawn(bytes(change["new"])))

    def _on_pick(self, change: Any) -> None:
        key = change["new"]
        self._take(lambda: self._own.get(key) or NamedPicture.built_in(key))

    def _take(self, make: Callable[[], NamedPicture]) -> None:
        """Chooses the picture that `make` returns; shows an NstError as the message."""
        with self._lock:
            try:
                picture = make()
                preview = b"" if self.compact else picture.preview()
            except NstError as error:
                self._show_problem(str(error))
            else:
                self._list(picture)
                self.preview.value, self.value, self.message = preview, picture, ""

    def _list(self, picture: NamedPicture) -> None:
        """Selects the chosen picture in the list; adds one that is not built in."""
        key = picture.name
        if picture.origin is not PictureOrigin.BUILT_IN:
            key = OWN + picture.name
            self._own = {**{other: own for other, own in self._own.items() if other != key}, key: picture}
            self._own = dict([*self._own.items()][-MAX_OWN_PICTURES:])
        self.list.unobserve(self._on_pick, "value")
        if self.list.options != self._options():
            self.list.options = self._options()
        self.list.value = key
        self.list.observe(self._on_pick, "value")
        about = self._builtin.get(key, "a picture of your own")
        self.list.tooltip = f"{self._effect}. Now: {picture.name}, {about}"

    def _options(self) -> tuple[tuple[str, str], ...]:
        """(label, key) of each picture; the user's own come first."""
        own = [(_label(picture), key) for key, picture in reversed(self._own.items())]
        return (*own, *((name, name) for name in self._builtin))

    def _show_problem(self, sentence: str) -> None:
        self.message = sentence

    def _show_message(self, change: Any) -> None:
        self.note.value = render_html(MESSAGE, text=change["new"])


def _label(picture: NamedPicture) -> str:
    return f"{picture.name} ({picture.origin})" if picture.needs_file else picture.name


class FileButton(AnyWidget):
    """A button for a picture file of any size, over any notebook server.

    `ipywidgets.FileUpload` sends a file as one message, and beyond 10 MB (on Colab: 1 MB) the server silently closes
    the connection. This button scales large pictures down in the browser, and sends files that the browser cannot read
    in parts. `on_file(name, bytes)` is called with each file, `refuse(sentence)` for one that did not arrive.
    """

    _esm = script("file_button.js")
    description = Unicode("Upload").tag(sync=True)
    tooltip = Unicode("").tag(sync=True)
    accept = Unicode("image/*").tag(sync=True)
    limit = Int(LARGEST_FILE).tag(sync=True)

    def __init__(self, on_file: Callable[[str, bytes], object], refuse: Callable[[str], object], **traits: Any) -> None:
        super().__init__(**traits)
        self._on_file, self._refuse, self._parts = on_file, refuse, FileParts()
        self.on_msg(self._receive)

    def _receive(self, _: Any, message: Any, buffers: list[Any]) -> None:
        try:
            file = self._parts.add(message, buffers)
        except NstError as error:
            self._refuse(str(error))
        else:
            if file:
                self._on_file(*file)


class DrawingPad(AnyWidget):
    """A pad of 384 × 384 pixels with eight paints and a bristle brush, to draw a style on.

    `drawing` is a PNG after every stroke, empty while nothing is drawn; setting it puts a picture on the pad.
    """

    _esm = script("drawing_pad.js")
    _css = stylesheet("drawing_pad.css")
    # The browser sends its bytes as a memoryview; echoing them back would only cost time.
    drawing = Bytes(b"").tag(sync=True, from_json=lambda value, _: bytes(value or b""), echo_update=False)

    def picture(self) -> NDArray[np.uint8] | None:
        """The drawing as a picture uint8 (H, W, 3), or None while nothing is drawn."""
        if not self.drawing:
            return None
        return np.array(PillowImage.open(io.BytesIO(self.drawing)).convert("RGB"))
