"""Only these traits and messages pass between Python and the browser."""

import pytest

from nst_course.studio.widgets import (
    CopyText,
    Download,
    FilePart,
    FileRefused,
    FileUnreadable,
    FrameShown,
    Heartbeat,
    LiveFrame,
    decode_message,
    encode_message,
    render_html,
)
from nst_course.studio.widgets.cost_curves import CostCurves
from nst_course.studio.widgets.picture_chooser import DrawingPad, FileButton
from nst_course.studio.widgets.screen import Screen

PART = {"event": "part", "name": "a.png", "number": 0, "count": 1}
SYNCED = {
    Screen: {"wipe", "caption", "placeholder", "height", "limit"}
    | {"still_png", "still_step", "content_jpeg", "style_jpeg"},
    CostCurves: {"selected", "off", "height", "curve_names", "marks", "table"},
    FileButton: {"description", "tooltip", "accept", "limit"},
    DrawingPad: {"drawing"},
}


@pytest.mark.parametrize("kind", SYNCED)
def test_synced_traits(kind):
    """Syncing another trait is a deliberate decision: record it here and in widgets/__init__.py."""
    own = {name for name, trait in kind.class_traits(sync=True).items() if trait.this_class is kind}
    assert own == SYNCED[kind]


@pytest.mark.parametrize(
    ("message", "decoded"),
    [
        ({"event": "alive", "view": "v", "visible": True}, Heartbeat("v", True)),
        ({"event": "shown", "frame": 3, "view": "v"}, FrameShown(3, "v")),
        (PART, FilePart("a.png", 0, 1)),
        ({**PART, "where": "style"}, FilePart("a.png", 0, 1, "style")),
        ({"event": "refused", "name": "a.png", "size": 9}, FileRefused("a.png", 9)),
        ({"event": "unreadable", "name": "a.png", "where": "content"}, FileUnreadable("a.png", "content")),
    ],
)
def test_messages_from_the_browser(message, decoded):
    assert decode_message(message) == decoded


@pytest.mark.parametrize(
    "message",
    [None, [], "alive", {}, {"event": "other"}, {"event": "shown"}, {**PART, "number": "0"}, {**PART, "where": "G"}],
)
def test_what_is_not_a_message_is_ignored(message, wire):
    assert decode_message(message) is None
    if isinstance(message, dict):
        wire.hear(Screen(), message)


@pytest.mark.parametrize(
    ("message", "encoded"),
    [
        (LiveFrame(1, 2, 64, 48), {"event": "picture", "frame": 1, "step": 2, "width": 64, "height": 48}),
        (Download("a.png", "image/png"), {"event": "download", "name": "a.png", "mime": "image/png"}),
        (CopyText("nst"), {"event": "copy", "text": "nst"}),
    ],
)
def test_messages_to_the_browser(message, encoded):
    assert encode_message(message) == encoded


def test_html_is_escaped():
    assert render_html("<b>{{ text }}</b>", text="<script> & co") == "<b>&lt;script&gt; &amp; co</b>"
