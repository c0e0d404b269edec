"""Whether anybody can see the screen: without a viewer, no steps are computed.

Every view of the screen reports once a second that it is visible, and immediately when it is hidden. Silence means that
nobody is watching, but only while the kernel can receive: when a cell keeps it busy, messages wait although people may
still be watching. So silence is measured by a clock that stops while messages cannot be handled.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

SILENCE = 3.5  # seconds after which a silent view counts as gone
TICK = 0.25  # seconds
STALL = 1.0  # seconds between two ticks that mean the event loop was busy
RUNNING_CELLS: set[int] = set()  # threads that are running a cell
_TRACKED_SHELLS: weakref.WeakSet[Any] = weakref.WeakSet()


class Visibility:
    """Which views of a screen are visible. Thread-safe. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = ResponsiveClock(clock)
        self._last_reports: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def views(self) -> set[str]:
        """The views last reported as visible."""
        return {*self._last_reports}

    def report(self, view: str, visible: bool = True) -> None:
        """Records a view's report; call this where the browser's messages are handled."""
        self._clock.follow_event_loop()
        with self._lock:
            self._last_reports = {name: at for name, at in self._last_reports.items() if self._is_recent(at)}
            self._last_reports.pop(view, None)
            if visible:
                self._last_reports[view] = self._clock.now()

    def is_visible(self) -> bool:
        """Whether a visible view reported recently; while the kernel cannot receive, the last answer stands."""
        with self._lock:
            return any(map(self._is_recent, self._last_reports.values()))

    def _is_recent(self, at: float) -> bool:
        return self._clock.now() - at < SILENCE


class ResponsiveClock:
    """Counts only those seconds in which messages from the browser could be handled.

    It ticks on the event loop that handles them. Without one, as in a test, it counts all seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._last = clock, clock()
        self._total = 0.0
        self._loop: Any = None
        self._chain: object = None  # the current chain of ticks; those on earlier loops stop
        self._lock = threading.Lock()

    def follow_event_loop(self) -> None:
        """Starts ticking on the event loop in which this is called."""
        track_running_cells()
        loop: Any
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        with self._lock:
            if loop is self._loop:
                return
            self._loop, self._chain, self._last = loop, object(), self._clock()
            if loop is not None:
                loop.call_later(TICK, _tick, weakref.ref(self), loop, self._chain)

    def now(self) -> float:
        """The seconds counted so far."""
        with self._lock:
            if self._loop is None or not self._loop.is_running():
                self._count(float("inf"))
            return self._total

    def tick(self, chain: object) -> bool:
        """Counts the time since the last tick, unless the loop was busy; returns whether this chain continues."""
        with self._lock:
            if chain is self._chain:
                self._count(0 if threading.get_ident() in RUNNING_CELLS else STALL)
            return chain is self._chain

    def _count(self, limit: float) -> None:
        now = self._clock()
        passed, self._last = now - self._last, now
        self._total += passed if passed < limit else 0


def _tick(reference: weakref.ref[ResponsiveClock], loop: Any, chain: object) -> None:
    """Ticks, and schedules the next tick as long as the clock is in use."""
    clock = reference()
    if clock is not None and clock.tick(chain):
        loop.call_later(TICK, _tick, reference, loop, chain)


def track_running_cells() -> None:
    """Starts tracking which threads run a cell: an awaiting cell lets the loop tick but blocks messages."""
    find_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = find_shell() if find_shell else None
    if shell is None or shell in _TRACKED_SHELLS:
        return
    _TRACKED_SHELLS.add(shell)
    shell.events.register("pre_run_cell", lambda info: RUNNING_CELLS.add(threading.get_ident()))
    shell.events.register("post_run_cell", lambda result: RUNNING_CELLS.discard(threading.get_ident()))
