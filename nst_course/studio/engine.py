"""The engine of a steered run: what its thread does at each order, and what is kept of it."""

import math
import time
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter

from ..transfer.provenance import picture_provenance, run_metadata
from ..transfer.settings import LIVE_SETTINGS, apply_changes, with_content_choices
from .moments import Moment
from .recipe import weighed
from .way import Way

WAYS = 4  # so many are kept
NAMES = ("J", "J_content", "J_style")


class Engine:
    """The run itself. All but `check` and what is only read is for its thread alone.

    `wanted` are the settings after all changes that were ordered, `now` those after the changes made.
    """

    def __init__(self, content, style, settings, weights):
        self.content, self.style, self.weights = content, style, weights
        self.wanted = self.now = with_content_choices(settings)
        self.names = (*NAMES, *self.now.style_layers)
        self.ways = [Way(self.now, style, self.names)]
        self.done, self.begin, self.run = 0, time.perf_counter(), None

    @property
    def way(self):
        """The way that it is on."""
        return self.ways[-1]

    def check(self, changes):
        """Raises NstError for changes that make no sense; others are in `wanted` from now on."""
        self.wanted = apply_changes(self.wanted, changes)

    def prepare(self):
        """Loads network and pictures, takes in their targets; the first picture is the first moment."""
        self._load()
        self._add_first()

    def steer(self, changes):
        """Makes the changes and notes them."""
        style = changes.get("style", self.style)
        if self.run:  # else it could not be prepared: the next attempt takes them
            self.run.update(**{**changes, **({"style": style.picture} if "style" in changes else {})})
        self.now, self.style = apply_changes(self.now, changes), style
        if self.done:
            self.way.note(self.done, **changes)
        else:
            self.way.settings, self.way.style = self.now, self.style

    def step(self):
        """One step, and its moment."""
        step, before = next(self.run), self.way.latest
        costs, layers = {name: getattr(step, name) for name in NAMES}, step.style_layers
        if self.done and not self.run.last_accepted:  # L-BFGS gave up the point it tried: G is the former picture
            costs, layers = {name: getattr(before, name) for name in NAMES}, before.style_layers
        self.done += 1
        self.way.add(self._moment(costs, layers))

    def go_back(self, moment, way):
        """G is again what it was at a moment of `way`, with the settings of then."""
        there = way is self.way and moment is way.latest
        if not (there and moment.settings == self.now and moment.style is self.style):
            self._keep(way.upto(moment))
            self._restore(moment)

    def begin_anew(self, changes):
        """From the first picture, with the settings of now."""
        now = self.now.changed(**changes)
        if self.run:
            self.run.restart(start=now.start, seed=now.seed)
        self.now, self.done = now, 0
        self._keep(Way(self.now, self.style, self.names))
        if self.run:
            self._add_first()

    def revive(self):
        """After an error: a new run with the settings of now, on from the last good picture, if there is one."""
        if not self.way.latest:
            self.prepare()
            return
        self._load()
        way, moment = self.way, self.way.latest
        self._keep(way.upto(moment))
        self.run.set_picture(moment.picture)
        for step, values in way.changes:
            if step == moment.step:
                self.way.note(step, **values)
                self.run.update()  # as the story does; they are in force already

    def story(self, moment, way, called=attrgetter("name")):
        """The story of a way up to a moment, for JSON; `called(source)` names its pictures."""
        chose = self.run.settings
        pictures = {"content": called(self.content), "styles": [called(way.style)]}
        settings = way.settings.changed(precision=chose.precision, network=chose.network, steps=max(1, moment.step))
        changes = [change for change in way.named(called) if change[0] < moment.step]
        if not changes:
            settings = settings.changed(**weighed(vars(settings)))
        return run_metadata(
            self.run, picture_provenance(pictures, settings.start), moment.step, settings=settings, changes=changes
        )

    def _load(self):
        from .._tensorflow import load_tensorflow

        with ThreadPoolExecutor(2) as painters:  # built-in pictures take a second
            pictures = painters.map(attrgetter("picture"), (self.content, self.style))
            load_tensorflow()
        from ..transfer.initial import read_pictures
        from ..transfer.run import StyleTransfer

        content, style = pictures
        inputs = read_pictures(content, style, self.now)
        self.run = StyleTransfer(inputs, self.now, weights=self.weights, live=True)
        self.run.prepare()

    def _restore(self, moment):
        settings = {name: getattr(moment.settings, name) for name in LIVE_SETTINGS if name != "style"}
        style = {"style": moment.style.picture} if moment.style is not self.style else {}
        self.run.update(**settings, **style)
        self.run.set_picture(moment.picture)  # last, as in the story, which knows nothing of the settings left behind
        self.done, self.now, self.style = moment.step, moment.settings, moment.style

    def _keep(self, way):
        self.ways = [*self.ways[1 - WAYS :], way]

    def _add_first(self):
        nothing = dict.fromkeys(NAMES, math.nan), dict.fromkeys(self.now.style_layers, math.nan)
        self.way.add(self._moment(*nothing))

    def _moment(self, costs, layers):
        from ..images import to_uint8

        picture = to_uint8(self.run.picture())
        made = {"settings": self.now, "style": self.style, "seconds": time.perf_counter() - self.begin}
        return Moment(self.done, picture, **costs, style_layers=layers, **made)
