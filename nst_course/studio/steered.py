"""A run in the background that is watched and steered. No widgets here."""

import contextlib
import math
import threading

from ..errors import NstError, check_choice
from ..images import load_picture
from ..transfer.settings import STARTS, settings_from
from .engine import Engine
from .source import Source
from .thread import start

POLL = 0.1  # seconds between two looks at a closed gate
ENDLESS = 1_000_000


class SteeredRun:
    """A run of style transfer in a thread of its own: play, pause, steer, go back; the caller never waits.

    `content` and `style` are pictures in any form that `nst.load_picture` takes, or `Source`s, which have names;
    `settings` names of `nst.Settings`: size, start, seed, network and more; there is one scale. The run prepares
    itself at once, and is paused then. `listeners` are functions (run, "step" or "status"), called in the run's
    thread; `gate()` says whether the next step may be computed: while it does not, a playing run waits.

    Raises NstError for what cannot work, as far as it is known before the network is loaded; what goes wrong later is
    told by `status` "failed" and the sentence in `error`, and the last good picture stays.
    """

    def __init__(self, content, style, *, weights=None, gate=lambda: True, **settings):
        given = settings_from(settings)
        settings = given.changed(first_size=given.size, steps=ENDLESS)
        self.content = Source.of(content, "content", settings.longest_content)
        self.style = Source.of(style, "style", settings.longest_style)
        self.settings, self.weights = settings, weights
        self.listeners, self.gate, self.error = [], gate, None
        self._status, self._orders, self._left = "preparing", [], 0
        self._busy = self._moved = False
        self._lock, self._idle = threading.RLock(), threading.Condition()
        self._wake = threading.Event()
        self.engine = Engine(self.content, self.style, settings, weights)
        self._order(self.engine.prepare)
        start(self, self._wake)

    # What can be ordered from any thread. Each returns at once.

    def play(self):
        """Steps one after the other, until `pause`."""
        self._go(math.inf)

    def pause(self):
        """No further step after the one that is being computed."""
        self._go(0)

    def step(self, steps=1):
        """So many steps, and then pause."""
        with self._lock:
            self._go(steps + (0 if math.isinf(self._left) else self._left))

    def steer(self, **changes):
        """Changes alpha, beta, tv, content_layer, style_layers, style, optimizer, learning_rate from the next step on.

        `style_layers` names the layers to be changed. Raises NstError for what makes no sense; then nothing changes.
        """
        if "content_layer" in changes:
            layer = check_choice(changes.pop("content_layer"), "content layer of this run", [*self.now.content_layers])
            changes["content_layers"] = {**dict.fromkeys(self.now.content_layers, 0.0), layer: 1.0}
        if "style" in changes:
            changes["style"] = Source.of(changes["style"], "style", self.settings.longest_style)
        with self._lock:
            self.engine.check(changes)
            self._order(self.engine.steer, changes)

    def back(self, step, way=None):
        """The last kept moment at or before `step`, on this way or on a former one, is G again; steps go on from there.

        The settings are again those that it was made with. What came after it stays, as one of `ways`. Raises
        NstError where nothing is kept yet.
        """
        way = self.engine.way if way is None else way
        moment = way.latest if way.latest and step >= way.latest.step else way.moments.nearest(step)
        if moment is None:
            raise NstError("There is no moment to go back to yet: take a first step.")
        with self._lock:
            self.engine.wanted = moment.settings
            self._order(self.engine.go_back, moment, way)

    def reset(self, start=None, seed=None):
        """Begins anew with the settings of now, from the first picture: of this `start` and `seed`, if given."""
        changes = {name: value for name, value in (("start", start), ("seed", seed)) if value is not None}
        settings = self.settings.changed(**changes)
        if settings.start not in STARTS:
            load_picture(settings.start, besides=STARTS)
        with self._lock:
            self.settings, self.engine.wanted = settings, self.engine.wanted.changed(**changes)
            self._order(self.engine.begin_anew, changes)

    def close(self):
        """Ends the thread after the step that is being computed. What is kept stays readable."""
        self._left = 0
        self._set_status("closed")
        self._wake.set()
        with self._idle:
            self._idle.notify_all()

    # What can be asked at any time.

    @property
    def status(self):
        """ "preparing", "paused", "playing", "waiting" (the gate is closed), "failed" or "closed"."""
        return self._status

    @property
    def now(self):
        """The settings in force, orders that wait included."""
        return self.engine.wanted

    @property
    def playing(self):
        """Whether steps are still to come."""
        return bool(self._left)

    def latest(self):
        """The newest `Moment`, or None before the first step."""
        return self.engine.way.latest

    @property
    def moments(self):
        """The moments that are kept on this way, oldest first."""
        return list(self.engine.way.moments.kept)

    @property
    def history(self):
        """The costs on this way, a `History`."""
        return self.engine.way.history

    @property
    def changes(self):
        """What was changed on this way, (step, {name: value})."""
        return [(step, dict(values)) for step, values in self.engine.way.changes]

    @property
    def ways(self):
        """All `Way`s, the present one last."""
        return list(self.engine.ways)

    def wait(self, seconds=None):
        """Until nothing is left to do, or so many seconds; whether that came. Ctrl-C pauses the run."""
        try:
            with self._idle:
                return self._idle.wait_for(self._is_idle, seconds)
        except KeyboardInterrupt:
            self.pause()
            return False

    def story(self, moment=None):
        """What is stored with a picture, so that `nst stylize --again` repeats the way to it; by default the latest."""
        return self.engine.story(moment or self.latest())

    # The thread.

    def turn(self):
        """One order or one step; seconds until the next is worth a look, None: not before something is ordered."""
        if self._status == "closed":
            raise SystemExit
        if order := self._next_order():
            self._guarded(*order)
            self._moved |= order[0] != self.engine.steer
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
        with self._lock:
            self._left = max(0, self._left - 1)
        self.engine.step()
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
                self.engine.wanted = self.engine.now

    def _next_order(self):
        with self._lock:
            self._busy = bool(self._orders or self._left)
            return self._orders.pop(0) if self._orders else None

    def _rest(self):
        told = self._status != "failed" and self._set_status("paused")
        if self._moved and not told:  # another picture, of which nobody has heard
            self._tell("status")
        self._moved = False
        with self._idle:
            self._idle.notify_all()

    def _is_idle(self):
        with self._lock:
            resting = self._status in ("paused", "failed") and not (self._orders or self._left or self._busy)
            return resting or self._status == "closed"

    def _go(self, steps):
        if self.error and steps:
            self.error = None
            self._order(self.engine.revive)
        with self._lock:
            self._left = steps
        self._wake.set()

    def _order(self, function, *arguments):
        with self._lock:
            self._orders.append((function, *arguments))
        self._wake.set()

    def _set_status(self, status):
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
