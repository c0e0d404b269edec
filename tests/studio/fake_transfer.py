"""A `StyleTransfer` without a network: each step moves G by an amount that depends on the current settings."""

import math
from types import SimpleNamespace

import numpy as np

from nst_course.errors import NstError
from nst_course.transfer.settings import apply_changes, with_content_choices


class FakeTransfer:
    """G is (6, 8, 3); `before_step(run)` may wait or raise; `gone_wrong` makes the next J NaN."""

    before_step = staticmethod(lambda run: None)
    gone_wrong = False
    last_accepted = True
    plan = SimpleNamespace(sizes=((6, 8),), steps=(9,))

    def __init__(self, pictures, settings, *, weights=None, changes=(), live=False):
        self.settings = self.current_settings = with_content_choices(settings).changed(
            precision="float32", network="pocket"
        )
        self.content, self.style = pictures.content, pictures.styles[0]
        self.changes, self.ended = changes, False
        self.G = self.first()

    def prepare(self):
        """Nothing."""

    def first(self):
        """The first G."""
        return np.random.default_rng(self.settings.seed + len(self.settings.start)).random((6, 8, 3))

    def picture(self):
        return self.G.astype("float32")

    def __next__(self):
        if self.ended:
            raise StopIteration
        type(self).before_step(self)
        if type(self).gone_wrong:
            type(self).gone_wrong, self.ended = False, True
            raise NstError("J is nan at a step: make the weights smaller.")
        weight = (
            self.current_settings.alpha
            + sum(i * w for i, w in enumerate(self.current_settings.style_layers.values(), 1)) / 10
        )
        self.G = (self.G + 0.05 + 0.1 * math.atan(weight) + 0.2 * self.style.rgb.mean()) % 1.0
        layers = {layer: float(self.G[0, 0, 0]) for layer in self.current_settings.style_layers}
        return SimpleNamespace(
            J=self.current_settings.alpha + self.G.mean(), J_content=1.0, J_style=2.0, style_layers=layers
        )

    def update(self, *, style=None, **changes):
        self.current_settings = apply_changes(self.current_settings, changes)
        self.style = style or self.style

    def set_picture(self, picture):
        self.G = picture / 255

    def restart(self, **changes):
        self.settings = self.settings.changed(**changes)
        self.G = self.first()
