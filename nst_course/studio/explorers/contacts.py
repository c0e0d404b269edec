"""A sheet of small feature maps to pick from."""

import numpy as np
from anywidget import AnyWidget
from traitlets import Bytes, Float, Int, List, Unicode

from ..widgets import script, stylesheet
from ..widgets.screen import encode_png


class Contacts(AnyWidget):
    """Small pictures side by side, each a button; `picked` is the label of one of them, or of none."""

    _esm = script("contact_sheet.js")
    _css = stylesheet("contact_sheet.css")
    picked = Int(-1).tag(sync=True)
    labels = List(Int()).tag(sync=True)
    title = Unicode("").tag(sync=True)
    _strip = Bytes(b"").tag(sync=True)  # one PNG, the small pictures one below the other
    _ratio = Float(1.0).tag(sync=True)

    def put(self, pictures, labels):
        """Shows pictures uint8 (h, w, 3), all of one shape, under these labels."""
        height, width = pictures[0].shape[:2]
        with self.hold_sync():
            self._strip, self._ratio = encode_png(np.concatenate(pictures)), width / height
            self.labels = [int(label) for label in labels]
