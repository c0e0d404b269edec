"""The choice of one picture, C or S: a built-in one, a file, or a few strokes of one's own."""

import html
import threading

from ipywidgets import HTML, Dropdown, HBox, Image, Layout, ToggleButton, VBox
from traitlets import Instance, Unicode

from ..errors import NstError, check_choice
from .chosen import Chosen, built_in, drawn, names, uploaded
from .file_button import FileButton

LABEL = {"content": "Content C", "style": "Style S"}
EFFECT = {
    "content": "Content C: its forms are what J_content asks of G",
    "style": "Style S: its strokes and colours are what J_style asks of G",
}
SMALL = {"height": "160px", "max_width": "100%", "object_fit": "contain", "align_self": "flex-start"}
OWN = "own:"  # before the names of pictures that are not built in, which may be called the same
MOST_OWN = 6


class Chooser(VBox):
    """A list of pictures, a button for a file and a small view of the picture chosen; with a `pad`, also a drawing.

    `value` is the `Chosen` picture, and `message` the sentence that says why the last one could not be had, or that
    one is being painted: the former stays until then. A `pad` is a widget whose trait `drawing` holds a PNG, or
    nothing. Raises NstError for an unknown role and for a built-in picture that does not exist.
    """

    value = Instance(Chosen, allow_none=True)
    message = Unicode("")

    def __init__(self, role, value=None, pad=None):
        self.role, self.pad = check_choice(role, "role of a picture", [*EFFECT]), pad
        self._built_in, self._own = names(role), {}
        self._lock = threading.RLock()  # messages of a browser may be handled in several threads
        value = check_choice(value or next(iter(self._built_in)), "built-in picture", [*self._built_in])
        tooltip = f"A picture of your own. {EFFECT[role]}. You can also drop a file on the large picture."
        self.list = Dropdown(description=LABEL[role], options=self._options(), value=value, layout=Layout(width="auto"))
        self.file = FileButton(self.upload, self._say, description="Upload…", tooltip=tooltip)
        # Without a tooltip: ipywidgets' script cannot show an Image that has one.
        self.view = Image(layout=Layout(**SMALL))
        self.note = HTML()
        self.draw, self.box = self._drawing()
        buttons = HBox([self.file, self.draw] if pad is not None else [self.file])
        super().__init__([self.view, self.list, buttons, self.box, self.note])
        self.add_class("nst-chooser")
        self.observe(self._show_message, "message")
        self.list.observe(self._picked, "value")
        self._take(built_in, value)

    def choose(self, name):
        """Takes the built-in picture `name`; an unknown one becomes the message."""
        if name in self._built_in:
            self.list.value = name
        else:
            self._take(built_in, name)

    def upload(self, name, data):
        """Takes the picture in the bytes of a file that is called `name`; one that cannot be read, the message says."""
        self._take(uploaded, name, data)

    def _drawing(self):
        """A button that opens a box with the pad, and this box; without a pad, nobody sees them."""
        tooltip = f"A few strokes of your own. {EFFECT[self.role]}."
        draw = ToggleButton(description="Draw", tooltip=tooltip, layout=Layout(width="auto"))
        draw.observe(self._opened, "value")
        if self.pad is None:
            return draw, VBox(layout=Layout(display="none"))
        self.pad.observe(self._drew, "drawing")
        return draw, VBox([self.pad], layout=Layout(display="none"))

    def _opened(self, change):
        self.box.layout.display = "flex" if change["new"] else "none"
        if change["new"]:
            self._drew({"new": self.pad.drawing})

    def _drew(self, change):
        if change["new"]:  # a cleared pad leaves the last drawing in its place
            self._take(drawn, bytes(change["new"]))

    def _picked(self, change):
        own = self._own.get(change["new"])
        if own is not None:
            self._take(lambda: own)
        else:
            self._take(built_in, change["new"])

    def _take(self, make, *arguments):
        """`make(*arguments)` becomes the picture, unless it raises NstError, which becomes the message."""
        with self._lock:
            self.message = f"painting {arguments[0]}…" if make is built_in else ""
            try:
                chosen = make(*arguments)
            except NstError as error:
                self.message = str(error)
            else:
                self._list(chosen)
                self.view.value, self.value, self.message = chosen.preview, chosen, ""

    def _list(self, chosen):
        """Shows in the list what was chosen, which is put there when it is not built in."""
        key = chosen.name
        if chosen.source != "built-in":
            key = OWN + chosen.name
            self._own = {**{k: own for k, own in self._own.items() if k != key}, key: chosen}
            self._own = dict([*self._own.items()][-MOST_OWN:])
        self.list.unobserve(self._picked, "value")
        if self.list.options != self._options():
            self.list.options = self._options()
        self.list.value = key
        self.list.observe(self._picked, "value")
        about = self._built_in.get(key, "a picture of your own")
        self.list.tooltip = f"{EFFECT[self.role]}. Now: {chosen.name}, {about}"

    def _options(self):
        """(label, key) of each picture; own ones first."""
        own = [(f"{chosen.name} ({chosen.source})", key) for key, chosen in reversed(self._own.items())]
        return (*own, *((name, name) for name in self._built_in))

    def _say(self, sentence):
        self.message = sentence

    def _show_message(self, change):
        text = html.escape(change["new"])
        self.note.value = (
            f'<div class="nst-message" role="status" style="line-height: 1.35">{text}</div>' if text else ""
        )
