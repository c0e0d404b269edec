"""A pad to draw a style on: a few strokes in a browser -> PNG."""

import io

import numpy as np
from anywidget import AnyWidget
from PIL import Image
from traitlets import Bytes

from .web import script, sheet


class Pad(AnyWidget):
    """A canvas of 384 x 384 pixels with eight paints and a bristle brush.

    `drawing` is a PNG of it after every stroke, empty while nothing is drawn; setting it puts a picture on the pad.
    """

    _esm = script("pad.js")
    _css = sheet("pad.css")
    # The browser sends its bytes as a view of memory; an echo of them would only cost time.
    drawing = Bytes(b"").tag(sync=True, from_json=lambda value, _: bytes(value or b""), echo_update=False)

    def picture(self):
        """The drawing as a picture uint8 (H, W, 3), or None while nothing is drawn."""
        if not self.drawing:
            return None
        return np.array(Image.open(io.BytesIO(self.drawing)).convert("RGB"))
