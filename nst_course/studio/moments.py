"""What is kept of a run: moments to look at and to go back to, thinned so that an hour takes no more than a minute."""

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

BYTES = 16e6  # of the pictures that one way keeps
MOST, LEAST = 200, 24


@dataclass(frozen=True, eq=False)
class Moment:
    """A picture on the way, uint8 (height, width, 3), its costs, and the settings and the style it was made with."""

    step: int
    picture: np.ndarray = field(repr=False)
    J: float
    J_content: float
    J_style: float
    style_layers: dict
    settings: object = field(repr=False)
    style: object = field(repr=False)
    seconds: float

    def costs(self):
        """J, J_content, J_style and the cost of each style layer, as a row."""
        return [self.J, self.J_content, self.J_style, *self.style_layers.values()]


class Moments:
    """Moments in the order of their steps, evenly thinned: when there are too many, every other one goes."""

    def __init__(self, kept=(), every=1):
        self.kept, self.every = list(kept), every

    def add(self, moment):
        """Keeps a moment if its turn has come."""
        if moment.step % self.every == 0:
            self.kept.append(moment)
        if len(self.kept) > capacity(moment.picture.nbytes):
            self.every *= 2
            self.kept = [one for one in self.kept if one.step % self.every == 0]

    def upto(self, step):
        """The moments up to that step, the same ones."""
        return Moments((moment for moment in self.kept if moment.step <= step), self.every)

    def nearest(self, step):
        """The last moment at or before a step, the first where there is none; None where nothing is kept."""
        kept = self.kept  # the run's thread may put another list there
        found = bisect_right([moment.step for moment in kept], step)
        return kept[max(0, found - 1)] if kept else None


def capacity(bytes_each):
    """How many moments are kept."""
    return int(min(MOST, max(LEAST, BYTES // bytes_each)))


class History:
    """The costs of all steps, thinned as the moments are."""

    MOST = 1200

    def __init__(self, names, rows=(), every=1):
        self.names, self.rows, self.every = ("step", *names), list(rows), every

    def add(self, step, costs):
        """One more row."""
        if (step - 1) % self.every == 0:
            self.rows.append((step, *costs))
        if len(self.rows) > self.MOST:
            self.every *= 2
            self.rows = [row for row in self.rows if (row[0] - 1) % self.every == 0]

    def upto(self, step):
        """The costs up to that step."""
        return History(self.names[1:], (row for row in self.rows if row[0] <= step), self.every)

    def array(self):
        """float32 (steps, 1 + costs); the columns are `names`."""
        rows = list(self.rows)  # the run's thread may add some
        return np.array(rows, np.float32).reshape(len(rows), len(self.names))
