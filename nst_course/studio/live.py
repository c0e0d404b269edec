"""A run in pictures, curves and a line of text, as fast as each is worth."""

import math
import time
from collections import deque

OFTEN = 0.25  # seconds between two lines of text and curves; pictures come as fast as the browser shows them
SYMBOLS = {"alpha": "α", "beta": "β", "tv": "smooth", "learning_rate": "learning rate"}


class Live:
    """Shows steps and moments on the parts `screen`, `curves` and `transport`."""

    def __init__(self, parts):
        self.parts, self._last, self._sent = parts, 0.0, deque(maxlen=30)

    def step(self, run):
        """One more step of a playing run; from its thread."""
        moment = run.latest()
        if self.parts.screen.put(moment.picture, moment.step):
            self._sent.append(time.monotonic())
        if time.monotonic() - self._last >= OFTEN:
            self._last = time.monotonic()
            rate = f" · {self.rate():.0f} pictures a second" if self.rate() else ""
            self._tell(moment, run, run.ways[-1], rate)
            self.parts.transport.show_time(moment.step, moment.step)

    def rest(self, moment, way, run):
        """A moment at rest, on its way."""
        self.parts.screen.still(moment.picture, moment.step)
        self._tell(moment, run, way, "")
        self.parts.curves.selected = moment.step if moment is not way.latest else None
        self.parts.transport.show_time(moment.step, way.latest.step)

    def rate(self):
        """Pictures a second on their way to the browser, lately; 0 where that cannot be said yet."""
        recent = [at for at in self._sent if at > time.monotonic() - 2]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 2 else 0.0

    def _tell(self, moment, run, way, more):
        cost = f" · J = {moment.J:.3g}" if math.isfinite(moment.J) else ""
        self.parts.screen.caption = f"step {moment.step}{more}{cost} · {run.precision}"
        if len(way.history.rows) > 1:
            self.parts.curves.show(way.history.array(), way.history.names[1:], marks(way.changes))


def marks(changes):
    """(step, text) of each change."""
    return [(step, "; ".join(said(name, value) for name, value in values.items())) for step, values in changes]


def said(name, value):
    """A change in words."""
    if name == "restart":
        return "went on from here"
    if name in ("style_layers", "content_layers"):
        return ", ".join(f"{layer} {weight:g}" for layer, weight in value.items() if name == "style_layers" or weight)
    if name in ("style", "optimizer"):
        return f"{name} {getattr(value, 'name', value)}"
    return f"{SYMBOLS[name]} = {value:g}"
