"""The Gram matrix as a map to walk on: hover, touch or the arrow keys choose a pair of channels."""

import numpy as np
from anywidget import AnyWidget
from traitlets import Bytes, List, Unicode

from ..widgets import script, stylesheet


class GramMap(AnyWidget):
    """A heat map; `pair` are the numbers of the two channels, `channels` those of the rows and columns."""

    _esm = script("gram_map.js")
    _css = stylesheet("gram_map.css")
    channels = List([]).tag(sync=True)
    pair = List([]).tag(sync=True)
    about = Unicode("").tag(sync=True)
    _values = Bytes(b"").tag(sync=True)  # float32 (n, n)
    _colours = Bytes(b"").tag(sync=True)  # uint8 (n, n, 4)

    def put(self, G, colours, channels, about):
        """Shows a matrix (n, n) in colours uint8 (n, n, 4), its rows and columns those channels."""
        with self.hold_sync():
            self._values, self._colours = G.astype("<f4").tobytes(), np.ascontiguousarray(colours).tobytes()
            self.channels, self.about = list(channels), about
