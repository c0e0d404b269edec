"""The costs of a run as live curves on a logarithmic axis."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from anywidget import AnyWidget
from numpy.typing import NDArray
from traitlets import Bytes, Int, List, Unicode

from . import script, stylesheet

MAX_POINTS = 300  # of a curve, approximately
REDRAW_INTERVAL = 0.25  # seconds
VISIBLE_AT_FIRST = ("J", "J_content", "J_style")
Marks = Iterable[tuple[int, str]]


class CostCurves(AnyWidget):
    """Curves of J, its two parts and the layers over the steps.

    `selected` is the step shown, or None; `off` names the hidden curves; `height` is any CSS
    length.
    """

    _esm = script("cost_curves.js")
    _css = stylesheet("cost_curves.css")
    selected = Int(None, allow_none=True).tag(sync=True)
    off = List(Unicode()).tag(sync=True)
    height = Unicode("18em").tag(sync=True)
    curve_names = List(Unicode()).tag(sync=True)
    marks = List(List()).tag(sync=True)  # [step, text] of each change
    table = Bytes(b"").tag(sync=True)  # float32 (n, 1 + curves): steps and costs

    def __init__(self, **traits: Any) -> None:
        self._lock = threading.Lock()
        self._newest: tuple[NDArray[np.float32], Sequence[str], Marks] | None = None
        self._timer: threading.Timer | None = None
        self._sent_at = -np.inf
        super().__init__(**traits)

    def show(self, costs: NDArray[np.float32], names: Sequence[str], marks: Marks = ()) -> None:
        """Draws float (n, 1 + len(names)): the step, then a cost for each name; `marks` are pairs of step and text.

        May be called from any thread, any number of times: the newest costs are drawn four times a second.
        """
        with self._lock:
            self._newest = costs, names, marks
            early = self._sent_at + REDRAW_INTERVAL - time.monotonic()
            if early > 0 and self._timer is None:
                self._timer = threading.Timer(early, self._send_newest)
                self._timer.daemon = True
                self._timer.start()
        if early <= 0:
            self._send_newest()

    def _send_newest(self) -> None:
        with self._lock:
            self._timer = None
            newest, self._newest = self._newest, None
            if newest is None:
                return
            self._sent_at = time.monotonic()
            costs, names, marks = newest
            if list(names) != self.curve_names:
                self.off = [name for name in names if name not in VISIBLE_AT_FIRST]
                self.curve_names = list(names)
            self.marks = [[int(step), str(text)] for step, text in marks]
            self.table = thin_rows(np.asarray(costs, "<f4")).tobytes()


def thin_rows(costs: NDArray[np.float32], points: int = MAX_POINTS) -> NDArray[np.float32]:
    """At most `points` rows, plus the last one.

    It takes every second, fourth, … row, so that existing points stay in place as the history grows.
    """
    stride = 1
    while len(costs) > points * stride:
        stride *= 2
    kept = costs[::stride]
    return np.concatenate([kept, costs[-1:]]) if stride > 1 and (len(costs) - 1) % stride else kept
