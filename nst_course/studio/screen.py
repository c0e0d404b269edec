"""The picture, live and large: what the back row sees."""

import numpy as np
from anywidget import AnyWidget
from PIL import Image
from traitlets import Bytes, Float, Int, Unicode

from ..errors import NstError
from .audience import Audience
from .file_button import Parts
from .frames import Flight, LiveJpeg, jpeg, png, resized
from .uploads import LIMIT
from .web import script, sheet

SIDE, QUALITY = 1280, 92  # of C and S behind the wipe


class Screen(AnyWidget):
    """G as it forms, with C and S under a wipe.

    `wipe` is 0 for G alone; towards -1 C is uncovered from the left, towards 1 S from the right.
    `caption` is the line beneath; `placeholder` stands there until the first picture; `height` is any CSS length.
    """

    _esm = script("screen.js")
    _css = sheet("screen.css", "wipe.css")
    wipe = Float(0.0).tag(sync=True)
    caption = Unicode("").tag(sync=True)
    placeholder = Unicode("Preparing…").tag(sync=True)
    height = Unicode("min(64vh, 46rem)").tag(sync=True)
    limit = Int(LIMIT).tag(sync=True)
    _still = Bytes(b"").tag(sync=True)
    _step = Int(0).tag(sync=True)
    _content = Bytes(b"").tag(sync=True)
    _style = Bytes(b"").tag(sync=True)

    def __init__(self, **traits):
        self.audience = Audience()
        self._flight = Flight()
        self._jpeg = LiveJpeg()
        self._pictures = {"content": None, "style": None}
        self._parts = {"content": Parts(), "style": Parts()}
        self._dropped = (lambda *_: None), print
        super().__init__(**traits)
        stay_where_the_browser_asks(self.comm)
        self.on_msg(self._heard)

    def put(self, picture, number):
        """Show a picture uint8 (H, W, 3) of that step, or drop it while another is in flight; whether it was sent.

        Meant for the run's thread.
        """
        frame = self._flight.start()
        if frame is None:
            return False
        height, width = picture.shape[:2]
        about = {"event": "picture", "frame": frame, "number": int(number), "width": width, "height": height}
        self.send(about, [self._jpeg(picture)])
        return True

    def still(self, picture, number):
        """Show a picture with every pixel as it is; a page that is opened later shows it too."""
        self._step = int(number)
        self._still = png(picture)
        self.send({"event": "still"})  # pages draw it anew, even where the trait has not changed

    def clear(self):
        """No picture: the placeholder stands there."""
        self._still = b""
        self.send({"event": "clear"})

    @property
    def content(self):
        """C, uint8 (H, W, 3), or None."""
        return self._pictures["content"]

    @content.setter
    def content(self, picture):
        self._pictures["content"], self._content = picture, covered(picture)

    @property
    def style(self):
        """S, uint8 (H, W, 3), or None."""
        return self._pictures["style"]

    @style.setter
    def style(self, picture):
        self._pictures["style"], self._style = picture, covered(picture)

    def on_drop(self, callback, refuse=print):
        """`callback(name, data, where)` for every file dropped on the picture; `where` is "content" or "style".

        `refuse(sentence)` for one that the browser could not send.
        """
        self._dropped = callback, refuse

    def download(self, name, data, mime):
        """The browser saves a file of that name."""
        self.send({"event": "download", "name": name, "mime": mime}, [data])

    def copy(self, text):
        """The browser takes a text into its clipboard, where that is allowed."""
        self.send({"event": "copy", "text": text})

    def _heard(self, _, message, buffers):
        event = message.get("event")
        if event == "alive":
            self._present(message["view"], bool(message["visible"]))
        elif event == "shown":
            self._flight.shown(message["number"], message["view"])
        elif "where" in message:
            self._received(message, buffers)

    def _received(self, message, buffers):
        where = message["where"]
        callback, refuse = self._dropped
        try:
            file = self._parts[where].add(message, buffers)
        except NstError as error:
            refuse(str(error))
        else:
            if file:
                callback(*file, where)

    def _present(self, view, visible):
        self.audience.hears(view, visible)
        if not visible:
            self._flight.leave(view)


def covered(picture):
    """JPEG of a picture behind the wipe; nothing for None."""
    if picture is None:
        return b""
    image = Image.fromarray(np.ascontiguousarray(picture))
    return jpeg(resized(image, min(1.0, SIDE / max(image.size))), QUALITY)


def stay_where_the_browser_asks(comm):
    """Messages to this comm are handled in the thread that the browser names, beside running cells.

    ipykernel from 7.4 on sends them instead to the thread that last spoke to the browser, which for a run's thread is
    the one of the cells: the screen would freeze while a cell runs.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = None
