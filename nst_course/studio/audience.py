"""Whether somebody looks: browsers' messages in, yes or no out.

Every view of the screen says once a second that it is visible, and at once when it no longer is. Silence means that
nobody looks, but only when the kernel could have heard: while a cell keeps it busy, messages wait although the class
looks on. So silence is measured by a clock that stands still while messages cannot be handled.
"""

import asyncio
import sys
import threading
import time
import weakref

SILENCE = 3.5  # seconds after which a view that said nothing is gone
TICK = 0.25
STALL = 1.0  # seconds between two ticks from which on the loop was busy with something else
RUNNING = set()  # threads in which a cell runs
_WATCHED = weakref.WeakSet()


class Audience:
    """Who looks at a screen. Safe to use from any thread.

    `clock` counts seconds.
    """

    def __init__(self, clock=time.monotonic):
        self._time = HearingTime(clock)
        self._views = {}
        self._lock = threading.Lock()

    def hears(self, view, visible=True):
        """A view said whether it is visible; to be called where the browser's messages are handled."""
        self._time.follow()
        with self._lock:
            self._views = {name: heard for name, heard in self._views.items() if self._recent(heard)}
            self._views.pop(view, None)
            if visible:
                self._views[view] = self._time.now()

    def anyone(self):
        """Whether some view is visible and spoke lately; the last answer stands while the kernel cannot hear."""
        with self._lock:
            return any(map(self._recent, self._views.values()))

    def _recent(self, heard):
        return self._time.now() - heard < SILENCE


class HearingTime:
    """Seconds in which messages from the browser could be handled.

    A tick on the event loop that handles them tells; where there is no loop, as in a test, time is the clock's.
    """

    def __init__(self, clock):
        self._clock = clock
        self._last = clock()
        self._total = 0.0
        self._loop = None
        self._chain = None  # the ticks that count; those of a loop that handled messages earlier die out
        self._lock = threading.Lock()

    def follow(self):
        """Measure by the event loop in which this is called."""
        watch_cells()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        with self._lock:
            if loop is self._loop:
                return
            self._loop, self._chain, self._last = loop, object(), self._clock()
            if loop is not None:
                loop.call_later(TICK, tick, weakref.ref(self), loop, self._chain)

    def now(self):
        """The seconds so far."""
        with self._lock:
            if self._loop is None or not self._loop.is_running():
                self._count(float("inf"))
            return self._total

    def tick(self, chain):
        """Count the time since the last tick, unless something else filled it; whether this chain goes on."""
        with self._lock:
            if chain is self._chain:
                self._count(0 if threading.get_ident() in RUNNING else STALL)
            return chain is self._chain

    def _count(self, most):
        now = self._clock()
        passed, self._last = now - self._last, now
        self._total += passed if passed < most else 0


def tick(reference, loop, chain):
    """One tick, and the next one in a while, as long as somebody measures."""
    time = reference()
    if time is not None and time.tick(chain):
        loop.call_later(TICK, tick, reference, loop, chain)


def watch_cells():
    """Note from now on in which threads a cell runs: one that awaits lets the loop tick, but may hold messages up."""
    find = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = find() if find else None
    if shell is None or shell in _WATCHED:
        return
    _WATCHED.add(shell)
    shell.events.register("pre_run_cell", lambda info: RUNNING.add(threading.get_ident()))
    shell.events.register("post_run_cell", lambda result: RUNNING.discard(threading.get_ident()))
