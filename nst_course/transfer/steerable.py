"""A run that is changed on its way, without a new trace, and goes on from where it is."""

import numpy as np
import tensorflow as tf

from ..errors import NstError
from ..images import load_picture
from .adam import Adam
from .canvas import as_input, start, with_colors
from .either import Either
from .lbfgs import LBFGS
from .resize import resize
from .steering import LAYERS, WEIGHTS, as_changes, steered, with_choice
from .stylization import Stylization


class Steerable(Stylization):
    """A `Stylization` whose settings among STEERED can be changed by `steer` at any time.

    `changes`, a list of (step, {name: value}), are made after so many steps; {"restart": True} lets the optimizer
    begin anew from the picture in 8 bits, as going back to it in the studio does. Raises NstError for changes that make
    no sense, before the first step.

    Content can be asked for at each style layer and at the layers that `settings` names; a layer of weight 0 costs no
    time. `now` are the settings in force, `settings` those of the start.
    """

    restyled = True

    def __init__(self, content, style, settings, *, changes=(), **options):
        settings = with_choice(settings)
        super().__init__(content, style, settings, **options)
        self.now, self.done = self.settings, 0
        self.changes = as_changes(changes)
        self._ahead = self._checked(self.changes)

    def __next__(self):
        while self._ahead and self._ahead[0][0] <= self.done:
            self._make(**self._ahead.pop(0)[1])
        step = super().__next__()
        self.done += 1
        return step

    def steer(self, *, style=None, **changes):
        """Changes settings, and `style`: a picture, or a list of as many as there were.

        `content_layers` and `style_layers` name the layers to be changed; others keep their weights. Raises
        NstError for a name that cannot be changed on the way and for a value that makes no sense; then nothing changes.
        """
        now = steered(self.now, changes)
        styles = None if style is None else self._as_styles(style)
        self.now = now
        self._weigh()
        if styles is not None:
            self.styles = styles
        if self.optimizer is not None:
            self._tell_optimizer(styles)

    def go_on_from(self, picture):
        """Takes a picture (height, width, 3), uint8 or in [0, 1], as G; the optimizer begins anew from it."""
        if self.optimizer is None:
            self.prepare()
        picture = tf.constant(as_float(picture))[None]
        if picture.shape != self.mean.shape:
            picture = tf.clip_by_value(resize(picture, self.mean.shape[1:3]), 0.0, 1.0)
        self.optimizer.restart(picture)
        self.mean.assign(picture)
        self.share.assign(0.0)

    def begin_anew(self, **changes):
        """Takes the first G again; `start` and `seed` may be others."""
        settings, size = self.settings.changed(**changes), self.mean.shape[1:3]
        picture = start(settings, resize(self.content, size), self._styles_at(size)[0])
        self.settings = settings
        self.go_on_from(picture[0].numpy())

    @property
    def accepted(self):
        """Whether the point that was evaluated last became the optimizer's picture."""
        return bool(self.optimizer.accepted)

    def _checked(self, changes):
        """The changes with their styles as pictures."""
        settings, ahead = self.settings, []
        for step, values in changes:
            settings = steered(settings, {name: value for name, value in values.items() if name != "restart"})
            styles = {"style": self._as_pictures(values["style"])} if "style" in values else {}
            ahead.append((step, {**values, **styles}))
        return ahead

    def _make(self, restart=False, **changes):
        if restart:
            if self.optimizer is None:
                self.prepare()
            self.go_on_from(in_eight_bits(self.picture()))
        if changes:
            self.steer(**changes)

    def _weigh(self):
        for name in WEIGHTS:
            getattr(self.balance, name).assign(getattr(self.now, name))
        for name in LAYERS:
            for layer, weight in getattr(self.now, name).items():
                getattr(self.balance, name)[layer].assign(weight)

    def _tell_optimizer(self, styles):
        if styles is not None:
            self.objective.restyle(self._styles_at(self.mean.shape[1:3]))
        self.optimizer.optimizers["adam"].learning_rate.assign(self.now.learning_rate)
        self.optimizer.use(self.now.optimizer)
        self.optimizer.renew()

    def _as_styles(self, style):
        pictures = [as_input(one) for one in self._as_pictures(style)]
        return with_colors(self.settings.colors, self._colors, pictures)[1]

    def _as_pictures(self, style):
        styles = list(style) if isinstance(style, (list, tuple)) else [style]
        if len(styles) != len(self.styles):
            raise NstError(f"There are {len(styles)} styles in place of {len(self.styles)}: give as many as before.")
        return [load_picture(one, self.settings.longest_style) for one in styles]

    def _make_optimizer(self, picture):
        adam = Adam(picture, learning_rate=self.now.learning_rate)
        return Either({"lbfgs": LBFGS(picture, noise=self._noise), "adam": adam}, self.now.optimizer)


def in_eight_bits(picture):
    """uint8 (height, width, 3) of a picture in [0, 1]."""
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def as_float(picture):
    """float32 in [0, 1] of a picture in it, or of one in uint8."""
    picture = np.asarray(picture)
    return np.float32(picture) / np.float32(255) if picture.dtype == np.uint8 else np.float32(picture)
