"""The pad: the PNG that the browser draws, as a picture."""

import io

import numpy as np
from PIL import Image

from nst_course.studio.pad import Pad


def drawn():
    """A PNG as a browser makes it, with an alpha channel."""
    stream = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (384, 384, 3), dtype=np.uint8)
    Image.fromarray(pixels).convert("RGBA").save(stream, "PNG")
    return pixels, stream.getvalue()


def test_nothing_drawn(wire):
    pad = Pad()
    assert pad.drawing == b""
    assert pad.picture() is None


def test_a_drawing_arrives(wire):
    pad = Pad()
    heard = []
    pad.observe(lambda change: heard.append(change["new"]), "drawing")
    pixels, data = drawn()
    before = len(wire)
    wire.change(pad, drawing=memoryview(data))
    assert heard == [data]
    np.testing.assert_array_equal(pad.picture(), pixels)
    assert len(wire) == before, "the drawing went back to the browser"
    wire.change(pad, drawing=memoryview(b""))
    assert pad.picture() is None
    assert heard == [data, b""]


def test_a_drawing_is_shown_to_a_page_that_opens_later(wire):
    pad = Pad(drawing=drawn()[1])
    assert bytes(pad.get_state()["drawing"]) == drawn()[1]
