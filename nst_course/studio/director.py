"""Who passes orders from the controls to the run, and what the run does back to the controls."""

import threading

from ..errors import NstError
from ..transfer.settings import LIVE_SETTINGS
from .live import Live
from .steered import SteeredRun


class Director:
    """The run, and which of its moments is looked at.

    `parts` holds the widgets: content, style, steering, setup, transport, screen, curves; `say(sentence, wrong)` tells
    a reader something. Orders come from the controls, in whatever thread handles them; the run's thread brings
    pictures and costs.
    """

    def __init__(self, parts, say):
        self.parts, self.say, self.run = parts, say, None
        self.looked_at, self._way = None, None  # an earlier moment and the way that it is on; None: the newest
        self._live, self._lock = Live(parts), threading.RLock()

    # The run.

    def rebuild(self, *_):
        """Another content, size or network: a new run with the settings of now, playing if the former was."""
        with self._lock:
            former, parts = self.run, self.parts
            playing = former is not None and former.playing
            self.looked_at = self._way = None
            values = {**parts.setup.values(), **parts.steering.values()}
            self.run = self._made(values)
            parts.transport.show_status(self.run.status)
            parts.screen.caption = "Preparing the network…"
            if former:
                former.close()
                if playing:
                    self.run.play()
            parts.screen.content, parts.screen.style = parts.content.value.picture, parts.style.value.picture
            if not former and parts.setup.start.value == "content":
                parts.screen.still(parts.content.value.picture, 0)  # G before the first step, while TensorFlow loads
        if self.run.status != "preparing":  # it failed before there was somebody to tell
            self._heard(self.run, "status")

    def _made(self, values):
        run = SteeredRun(
            self.parts.content.value, self.parts.style.value, gate=self.parts.screen.audience.anyone, **values
        )
        run.listeners.append(self._heard)
        return run

    # Orders.

    def play(self):
        """On from the moment that is looked at."""
        self._ordered(self._go, self.run.play)

    def step(self):
        """One step from the moment that is looked at."""
        self._ordered(self._go, self.run.step)

    def pause(self):
        """After this step."""
        self.run.pause()

    def back(self):
        """Looks at the moment kept before the one that is shown."""
        shown = self.shown()
        if shown and shown.step:
            earlier = self.way().moments.nearest(shown.step - 1)
            self.look(earlier.step)

    def again(self, **changes):
        """From the first picture, with the settings and the `start` and `seed` that the controls show."""
        setup = self.parts.setup
        begin = {"start": setup.start.value, "seed": setup.seed.value, **changes}
        self._ordered(self._reset, begin)

    def look(self, step):
        """Shows the moment kept at or before a step; the run pauses meanwhile."""
        self.run.pause()
        way = self.way()
        if way.latest is None:
            return
        moment = way.latest if step >= way.latest.step else way.moments.nearest(step)
        newest = way is self.run.ways[-1] and moment is way.latest
        self.looked_at, self._way = (None, None) if newest else (moment, way)
        self._show(moment, way)

    def follow(self, number):
        """Looks at the end of a former way."""
        self.run.pause()
        self._way = self.run.ways[number]
        self.look(self._way.latest.step)

    def steer(self, **changes):
        """Changes weights and more; after a look back, from there on."""
        self._ordered(self._steer, changes)

    def restyle(self, *_):
        """Takes the style that was chosen."""
        chosen = self.parts.style.value
        self.parts.screen.style = chosen.picture
        self.steer(style=chosen)

    def shown(self):
        """The moment on the screen, or None."""
        return self.looked_at or self.run.latest()

    def way(self):
        """The way that it is on."""
        return self._way or self.run.ways[-1]

    def _ordered(self, order, *arguments, **options):
        """Gives an order; what makes no sense is said to the reader."""
        try:
            with self._lock:
                order(*arguments, **options)
            self.say("")
        except NstError as error:
            self.say(str(error), True)

    def _go(self, order):
        self._branch()
        order()

    def _reset(self, begin):
        looked_at, self.looked_at, self._way = self.looked_at, None, None
        if looked_at:  # its settings are those that are shown
            settings = {name: getattr(looked_at.settings, name) for name in LIVE_SETTINGS if name != "style"}
            self.run.steer(**settings, style=looked_at.style)
        self.run.reset(**begin)

    def _steer(self, changes):
        self._branch()
        self.run.steer(**changes)

    def _branch(self):
        """The moment that is looked at becomes the newest."""
        if self.looked_at:
            self.run.back(self.looked_at.step, self._way)
            self.looked_at = self._way = None

    # What the run does.

    def _heard(self, run, event):
        if run is not self.run:
            return
        if event == "step":
            if not self.looked_at:
                self._live.step(run)
            return
        self.parts.transport.show_status(run.status)
        if run.status in ("paused", "failed") and run.latest():
            if not self.looked_at:
                self._show(run.latest(), run.ways[-1])
            self.parts.transport.show_ways(run.ways)
        if run.status == "failed":
            self.say(run.error, True)

    def _show(self, moment, way):
        """A moment at rest: every pixel, its costs, its settings."""
        self._live.rest(moment, way, self.run)
        self.parts.steering.show(moment.settings if self.looked_at else self.run.now)
