"""Orders and steps, one after the other, in a thread: who says what, what comes next, how it stands."""

import contextlib
import math
import threading

from ..errors import NstError
from .thread import start

POLL = 0.1  # seconds between two looks at a closed gate


class Turns:
    """Calls `advance()` for each step and what was ordered in between. `revive()` is ordered after an error.

    `listeners` are functions (self, "step" or "status"), called in the thread; `gate()` says whether the next step may
    be computed: while it does not, the status is "waiting". An error ends the steps: the status is "failed" then, and
    `error` a sentence.
    """

    def __init__(self, advance, revive, gate):
        self.advance, self.revive, self.gate = advance, revive, gate
        self.listeners, self.error = [], None
        self._status, self._orders, self._left = "preparing", [], 0
        self._busy = self._untold = False
        self._lock, self._idle = threading.RLock(), threading.Condition()
        self._wake = threading.Event()

    def begin(self):
        """From now on there is a thread."""
        start(self, self._wake)

    @property
    def status(self):
        """ "preparing", "paused", "playing", "waiting" (the gate is closed), "failed" or "closed"."""
        return self._status

    @property
    def playing(self):
        """Whether steps are still to come."""
        return bool(self._left)

    def play(self):
        """Steps one after the other, until `pause`."""
        self._go(math.inf)

    def pause(self):
        """No further step after the one that is being computed."""
        self._go(0)

    def step(self, steps=1):
        """So many steps more, and then pause."""
        with self._lock:
            self._go(steps if self._left == math.inf else self._left + steps)

    def close(self):
        """Ends the thread after the step that is being computed. What is kept stays readable."""
        self._left = 0
        self._set_status("closed")
        self._wake.set()
        with self._idle:
            self._idle.notify_all()

    def wait(self, seconds=None):
        """Until nothing is left to do, or so many seconds; whether that came. Ctrl-C pauses the run."""
        try:
            with self._idle:
                return self._idle.wait_for(self._is_idle, seconds)
        except KeyboardInterrupt:
            self.pause()
            return False

    def turn(self):
        """One order or one step; seconds until the next is worth a look, None: not before something is ordered."""
        if self._status == "closed":
            raise SystemExit
        if order := self._next_order():
            shows, *order = order
            self._guarded(*order)
            self._untold |= shows
        elif self._left and self.gate():
            self._set_status("playing")
            self._guarded(self._one_step)
        elif self._left:
            self._busy = False
            self._set_status("waiting")
            return POLL
        else:
            self._rest()
            return None
        return 0

    def _one_step(self):
        with self._lock:  # before: what is ordered meanwhile is not what is being computed
            self._left = max(0, self._left - 1)
        self.advance()
        self._untold = False
        self._tell("step")

    def _guarded(self, function, *arguments):
        """Calls it; an error becomes a sentence, and the run fails."""
        try:
            function(*arguments)
        except Exception as error:
            self._left = 0
            self.error = str(error) if isinstance(error, NstError) else unexpected(error)
            self._set_status("failed")
        with self._lock:
            self._busy = False
            if not self._orders:
                self.settled()

    def settled(self):
        """Called when no order waits any more, with the lock held."""

    def _next_order(self):
        with self._lock:
            self._busy = bool(self._orders or self._left)
            return self._orders.pop(0) if self._orders else None

    def _rest(self):
        told = self._status != "failed" and self._set_status("paused")
        if self._untold and not told:  # orders have changed what there is to see
            self._tell("status")
        self._untold = False
        with self._idle:
            self._idle.notify_all()

    def _is_idle(self):
        with self._lock:
            resting = self._status in ("paused", "failed") and not (self._orders or self._left or self._busy)
            return resting or self._status == "closed"

    def _go(self, steps):
        with self._lock:
            if self.error and steps:
                self.error = None
                self.order(self.revive)
            self._left = steps
        self._wake.set()

    def order(self, function, *arguments, shows=True):
        """`function(*arguments)` will be called in the thread, before the next step; what it `shows` is told."""
        with self._lock:
            self._orders.append((shows, function, *arguments))
        self._wake.set()

    def _set_status(self, status):
        """Tells of it; whether it is another."""
        with self._lock:
            if self._status in (status, "closed"):
                return False
            self._status = status
        self._tell("status")
        return True

    def _tell(self, event):
        for listener in list(self.listeners):
            with contextlib.suppress(Exception):  # a page that is gone must not end the run
                listener(self, event)


def unexpected(error):
    """A sentence for an error that is not a user's."""
    what = f"{type(error).__name__}: {error}"
    return f"The run stopped at an error in the program ({what}): press play to go on from the last picture."
