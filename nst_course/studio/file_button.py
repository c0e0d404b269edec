"""A button for a picture file from the reader's machine, of any size, over any notebook server.

`ipywidgets.FileUpload` sends a file as one message, and at 10 MB (Colab: 1 MB) the server ends the connection without
a word. This one scales large pictures down in the browser, and sends what the browser cannot read in parts.
"""

from pathlib import Path

import anywidget
from traitlets import Int, Unicode

from ..errors import NstError
from .uploads import LIMIT, check_bytes, shown_name

WEB = Path(__file__).parent / "web"


class Parts:
    """Files that arrive in parts, in order: `add(message, buffers) -> (name, bytes)` with the last part, else None.

    Raises NstError for a file that the browser did not send, because it is too large or could not be read.
    """

    def __init__(self):
        self._parts = []

    def add(self, message, buffers):
        name = str(message.get("name", ""))
        if message.get("event") == "refused":
            check_bytes(name, message["size"])
        if message.get("event") == "unreadable":
            raise NstError(f"'{shown_name(name)}' could not be read by the browser: choose it again, or a copy of it.")
        if message.get("event") != "part":
            return None
        if message["number"] == 0:
            self._parts = []  # forgets a file that never came to its end
        if message["number"] != len(self._parts):
            raise NstError(f"'{shown_name(name)}' arrived with a part missing: choose it again.")
        self._parts.append(bytes(buffers[0]))
        return (name, b"".join(self._parts)) if message["number"] == message["count"] - 1 else None


class FileButton(anywidget.AnyWidget):
    """The button. `take(name, bytes)` is called with each file, `refuse(sentence)` when it could not be had."""

    _esm = "".join((WEB / name).read_text(encoding="utf-8") for name in ("sendable.js", "file_button.js"))
    description = Unicode("Upload").tag(sync=True)
    tooltip = Unicode("").tag(sync=True)
    accept = Unicode("image/*").tag(sync=True)
    limit = Int(LIMIT).tag(sync=True)

    def __init__(self, take, refuse, **traits):
        super().__init__(**traits)
        self._take, self._refuse, self._parts = take, refuse, Parts()
        self.on_msg(self._heard)

    def _heard(self, widget, message, buffers):
        try:
            file = self._parts.add(message, buffers)
        except NstError as error:
            self._refuse(str(error))
        else:
            if file:
                self._take(*file)
