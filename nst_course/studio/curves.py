"""The costs of a run while it runs: array (n, 1 + curves) of steps and costs -> curves on a logarithmic axis."""

import threading
import time

import numpy as np
from anywidget import AnyWidget
from traitlets import Bytes, Int, List, Unicode

from .web import script, sheet

POINTS = 300  # of a curve, about
PAUSE = 0.25  # seconds between two drawings
MAIN = ("J", "J_content", "J_style")


class Curves(AnyWidget):
    """Curves of J, its two parts and the layers over the steps.

    `selected` is the step that is looked at, or None; `off` names the curves that are not drawn; `height` is any CSS
    length.
    """

    _esm = script("curves.js")
    _css = sheet("curves.css")
    selected = Int(None, allow_none=True).tag(sync=True)
    off = List(Unicode()).tag(sync=True)
    height = Unicode("18em").tag(sync=True)
    _names = List(Unicode()).tag(sync=True)
    _marks = List().tag(sync=True)
    _data = Bytes(b"").tag(sync=True)

    def __init__(self, **traits):
        self._lock = threading.Lock()
        self._newest = None
        self._timer = None
        self._drawn = -np.inf
        super().__init__(**traits)

    def show(self, history, names, marks=()):
        """Draw float (n, 1 + len(names)): the step, then a cost for each name; `marks` are pairs of step and text.

        May be called as often as one likes, from any thread: it is drawn four times a second, the newest always.
        """
        with self._lock:
            self._newest = history, names, marks
            late = self._drawn + PAUSE - time.monotonic()
            if late > 0 and self._timer is None:
                self._timer = threading.Timer(late, self._draw)
                self._timer.daemon = True
                self._timer.start()
        if late <= 0:
            self._draw()

    def _draw(self):
        with self._lock:
            self._timer = None
            newest, self._newest = self._newest, None
            if newest is None:
                return
            self._drawn = time.monotonic()
            history, names, marks = newest
            if list(names) != self._names:
                self.off = [name for name in names if name not in MAIN]
                self._names = list(names)
            self._marks = [[int(step), str(text)] for step, text in marks]
            self._data = thinned(np.asarray(history, "<f4")).tobytes()


def thinned(history, points=POINTS):
    """Rows of the history, at most `points` of them and the last.

    Every second, fourth, … row, so that a growing history keeps its points where they were.
    """
    stride = 1
    while len(history) > points * stride:
        stride *= 2
    kept = history[::stride]
    return np.concatenate([kept, history[-1:]]) if stride > 1 and (len(history) - 1) % stride else kept
