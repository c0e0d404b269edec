"""A picture with a line beneath: uint8 (H, W, 3) -> a figure on the page."""

import numpy as np
from anywidget import AnyWidget
from PIL import Image
from traitlets import Bool, Bytes, Unicode

from ..widgets import script, stylesheet
from ..widgets.screen import encode_jpeg, encode_png

QUALITY = 90


class Plate(AnyWidget):
    """A picture; `caption` is the line beneath it, `tooltip` what it does to J."""

    _esm = script("figure.js")
    _css = stylesheet("explorer.css")
    caption = Unicode("").tag(sync=True)
    tooltip = Unicode("").tag(sync=True)
    coarse = Bool(False).tag(sync=True)  # squares stay squares where it is shown larger
    _file = Bytes(b"").tag(sync=True)

    def put(self, picture, caption):
        """Shows a photograph or painting uint8 (H, W, 3)."""
        self._show(encode_jpeg(Image.fromarray(np.ascontiguousarray(picture)), QUALITY), caption, False)

    def put_map(self, picture, caption):
        """Shows a feature map in colours, uint8 (H, W, 3), every pixel as it is."""
        self._show(encode_png(picture), caption, True)

    def _show(self, data, caption, coarse):
        with self.hold_sync():
            self._file, self.caption, self.coarse = data, caption, coarse
