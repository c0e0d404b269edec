"""Whether anybody can see the screen: without a viewer, no step is computed.

Every view of the screen reports once a second that it is visible, and at once when it no longer is. Silence means that
nobody is watching, but only while the kernel can hear: when a cell keeps it busy, messages wait although the class is
still watching. So silence is measured by a clock that stands still while messages cannot be handled.
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
STALL = 1.0  # seconds between two ticks from which on the event loop was busy with something else
RUNNING_CELLS: set[int] = set()  # threads in which a cell is running
_TRACKED_SHELLS: weakref.WeakSet[Any] = weakref.WeakSet()


class Visibility:
    """Which views of a screen are visible. Safe to use from any thread. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = ResponsiveClock(clock)
        self._last_reports: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def views(self) -> set[str]:
        """The views that are remembered as visible."""
        return {*self._last_reports}

    def report(self, view: str, visible: bool = True) -> None:
        """Notes what a view says of itself; call this where the browser's messages are handled."""
        self._clock.follow_event_loop()
        with self._lock:
            self._last_reports = {name: at for name, at in self._last_reports.items() if self._is_recent(at)}
            self._last_reports.pop(view, None)
            if visible:
                self._last_reports[view] = self._clock.now()

    def is_visible(self) -> bool:
        """Whether a view is visible and reported recently; while the kernel cannot hear, the last answer stands."""
        with self._lock:
            return any(map(self._is_recent, self._last_reports.values()))

    def _is_recent(self, at: float) -> bool:
        return self._clock.now() - at < SILENCE


class ResponsiveClock:
    """Counts only those seconds in which messages from the browser could be handled.

    It ticks on the event loop that handles them. Where there is none, as in a test, it counts all seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._last = clock, clock()
        self._total = 0.0
        self._loop: Any = None
        self._chain: object = None  # the ticks that count; those on a loop used earlier die out
        self._lock = threading.Lock()

    def follow_event_loop(self) -> None:
        """Ticks from now on with the event loop that this is called in."""
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
    """One tick, and the next one after a while, as long as the clock is in use."""
    clock = reference()
    if clock is not None and clock.tick(chain):
        loop.call_later(TICK, _tick, reference, loop, chain)


def track_running_cells() -> None:
    """Notes from now on in which threads a cell is running: one that awaits lets the loop tick, but blocks messages."""
    find_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = find_shell() if find_shell else None
    if shell is None or shell in _TRACKED_SHELLS:
        return
    _TRACKED_SHELLS.add(shell)
    shell.events.register("pre_run_cell", lambda info: RUNNING_CELLS.add(threading.get_ident()))
    shell.events.register("post_run_cell", lambda result: RUNNING_CELLS.discard(threading.get_ident()))
