"""A run in the background that is watched and steered. No widgets here."""

from ..errors import NstError, check_choice
from ..images import load_picture
from ..transfer.settings import Start, settings_from
from .engine import Engine
from .source import Source
from .turns import Turns

ENDLESS = 1_000_000


class SteeredRun(Turns):
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
        self.engine = Engine(self.content, self.style, settings, weights)
        super().__init__(self.engine.step, self.engine.revive, gate)
        self.order(self.engine.prepare)
        self.begin()

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
            self.order(self.engine.steer, changes, shows=False)

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
            self.order(self.engine.go_back, moment, way)

    def reset(self, start=None, seed=None):
        """Begins anew with the settings of now, from the first picture: of this `start` and `seed`, if given."""
        changes = {name: value for name, value in (("start", start), ("seed", seed)) if value is not None}
        with self._lock:
            wanted = self.engine.wanted.changed(**changes)
            if wanted.start not in tuple(Start):
                load_picture(wanted.start, also_valid=tuple(Start))
            self.engine.wanted = wanted
            self.order(self.engine.begin_anew, changes)

    # What can be asked at any time.

    @property
    def now(self):
        """The settings in force, orders that wait included."""
        return self.engine.wanted

    @property
    def precision(self):
        """The number format of its convolutions, such as "float32"; as it was asked for until the run is prepared."""
        return (self.engine.run or self).settings.precision

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

    def story(self, moment=None, way=None, **called):
        """What is stored with a picture, so that `nst stylize --again` repeats the way to it; by default the latest.

        `called`, a function of a `Source`, names the pictures otherwise than they are called.
        """
        way = way or self.engine.way
        return self.engine.story(moment or way.latest, way, **called)

    def settled(self):
        """What could not be made is not wanted any more."""
        self.engine.wanted = self.engine.now
