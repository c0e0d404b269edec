"""Everything exchanged between Python and the browser: scripts, style sheets, HTML, messages.

Only three kinds of state cross:

- synced traits, tagged `sync=True` in each widget: captions, labels, the wipe, the thinned curves, the picture at rest;
- messages to the browser, each a struct below: live frames, downloads, text for the clipboard;
- messages from the browser: the user's choices, files in parts, and whether the screen is visible.

Full-size pictures, snapshots, settings, metadata and the run itself stay in Python.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Literal

import jinja2
import msgspec

from ...errors import NstError
from ..named_picture import check_file_size, shown_name

WEB = Path(__file__).parents[1] / "web"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async|function|class|const)", re.MULTILINE)
_JINJA = jinja2.Environment(autoescape=True)


def script(name: str) -> str:
    """A script in web/ with all its imports, as one ES module, since a widget's code cannot load other files."""
    return "\n".join(_EXPORT.sub("", part) for part in _script_parts(name, []))


def _script_parts(name: str, seen: list[str]) -> list[str]:
    """The texts of a script's imports, each once, and of the script itself, all without import lines."""
    seen.append(name)
    text = (WEB / name).read_text(encoding="utf-8")
    imported = [part for other in _IMPORT.findall(text) if other not in seen for part in _script_parts(other, seen)]
    return [*imported, _IMPORT.sub("", text)]


def stylesheet(*names: str) -> str:
    """Style sheets from web/, after the studio's own, which define colors and sizes."""
    return "\n".join((WEB / name).read_text(encoding="utf-8") for name in ("theme.css", "studio_layout.css", *names))


def render_html(template: str, **values: Any) -> str:
    """HTML from a Jinja2 template, with every value escaped."""
    return _template(template).render(values)


@functools.cache
def _template(text: str) -> jinja2.Template:
    return _JINJA.from_string(text)


# Messages from the browser. `where` is the half of the screen that a file was dropped on.

Role = Literal["content", "style"]


class Heartbeat(msgspec.Struct, tag_field="event", tag="alive"):
    """A view has become visible or hidden."""

    view: str
    visible: bool


class FrameShown(msgspec.Struct, tag_field="event", tag="shown"):
    """A view has drawn a live frame."""

    frame: int
    view: str


class FilePart(msgspec.Struct, tag_field="event", tag="part"):
    """One of `count` parts of a file; its bytes are sent alongside the message."""

    name: str
    number: int
    count: int
    where: Role | None = None


class FileRefused(msgspec.Struct, tag_field="event", tag="refused"):
    """A file that was too large to send."""

    name: str
    size: int
    where: Role | None = None


class FileUnreadable(msgspec.Struct, tag_field="event", tag="unreadable"):
    """A file that the browser could not read."""

    name: str
    where: Role | None = None


FileMessage = (FilePart, FileRefused, FileUnreadable)
BrowserMessage = Heartbeat | FrameShown | FilePart | FileRefused | FileUnreadable


def decode_message(message: Any) -> BrowserMessage | None:
    """The message from the browser; None if it is not one of these."""
    try:
        decoded: BrowserMessage = msgspec.convert(message, BrowserMessage)
    except msgspec.ValidationError:
        return None
    return decoded


# Messages to the browser.


class LiveFrame(msgspec.Struct, tag_field="event", tag="picture"):
    """A JPEG of G while it forms, sent alongside the message; `width` and `height` are those of G."""

    frame: int
    step: int
    width: int
    height: int


class ShowStill(msgspec.Struct, tag_field="event", tag="still"):
    """Draw the picture at rest, even if the trait has not changed."""


class ClearScreen(msgspec.Struct, tag_field="event", tag="clear"):
    """Show the placeholder."""


class Download(msgspec.Struct, tag_field="event", tag="download"):
    """Save the bytes sent alongside the message as a file."""

    name: str
    mime: str


class CopyText(msgspec.Struct, tag_field="event", tag="copy"):
    """Copy a text to the clipboard, if the browser allows it."""

    text: str


def encode_message(message: msgspec.Struct) -> dict[str, Any]:
    """A message to the browser, for `Widget.send`."""
    encoded: dict[str, Any] = msgspec.to_builtins(message)
    return encoded


class FileParts:
    """Assembles files that arrive in parts, one file after another."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def add(self, message: Any, buffers: list[Any]) -> tuple[str, bytes] | None:
        """(name, bytes) with the last part of a file, else None.

        Raises NstError for a file that was too large, could not be read, or lost a part.
        """
        message = message if isinstance(message, FileMessage) else decode_message(message)
        if isinstance(message, FileRefused):
            check_file_size(message.name, message.size)
        if isinstance(message, FileUnreadable):
            raise NstError(f"The browser could not read '{shown_name(message.name)}': choose it again, or try a copy.")
        if not isinstance(message, FilePart):
            return None
        if message.number == 0:
            self._parts = []  # drops a file that was never completed
        if message.number != len(self._parts):
            raise NstError(f"'{shown_name(message.name)}' arrived incomplete: choose it again.")
        self._parts.append(bytes(buffers[0]))
        return (message.name, b"".join(self._parts)) if message.number == message.count - 1 else None
