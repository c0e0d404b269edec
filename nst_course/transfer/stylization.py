"""Two pictures -> a run: an iterator of steps towards a third.

Gatys, Ecker & Bethge (2015), coarse to fine: large shapes form where they are cheap, fine strokes come last.
"""

import itertools
import math
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from ..errors import NstError
from ..images import load_picture, luminance, with_luminance
from ..networks import load_network
from ..networks.precision import choose_precision
from .adam import Adam
from .balance import Balance
from .canvas import as_input, enlarged, start, with_colors
from .lbfgs import LBFGS
from .objective import Objective
from .plan import fit, make_plan, shortest
from .resize import resize

ROUNDING = 1e-3  # relative error of J in 16 bits; a smaller rise is no reason for L-BFGS to step back


@dataclass(frozen=True)
class Step:
    """One step: its number (from 1), the size of its scale, costs, and seconds since the start.

    The costs are those of the picture that the step evaluated: with Adam the picture before the step, with L-BFGS
    the one on trial, which is given up again when J has risen.
    """

    step: int
    size: tuple
    J: float
    J_content: float
    J_style: float
    J_tv: float
    style_layers: dict
    seconds: float
    duration: float  # of this step
    _stylization: Any = field(repr=False, compare=False)

    def picture(self):
        """G after this step (the running mean of pictures), (height, width, 3) in [0, 1]; ask before the next step."""
        if self._stylization.step is not self:
            raise RuntimeError(f"Step {self.step} is over: ask a step for its picture before asking for the next one.")
        return self._stylization.picture()

    def check_finite(self):
        """Raises NstError when a cost is infinite or no number at all."""
        for name in ("J_content", "J_style", "J_tv", "J"):
            if not math.isfinite(getattr(self, name)):
                raise NstError(
                    f"{name} is {getattr(self, name)} at step {self.step}: make the weights smaller, "
                    f"or look at the cost functions if they are your own."
                )

    def record(self):
        """The numbers of this step, for JSON."""
        names = ("step", "size", "J", "J_content", "J_style", "J_tv", "style_layers", "seconds", "duration")
        return {name: getattr(self, name) for name in names}


class Stylization:
    """A run: an iterator of steps. Its `settings` say what it chose where they said "auto"."""

    changes, restyled = (), False  # a run that is `Steerable` may have changes, and other styles later

    def __init__(self, content, style, settings, *, costs=None, weights=None):
        styles = list(style) if isinstance(style, (list, tuple)) else [style]
        self._shares = settings.style_weights or (1.0,) * len(styles)
        if not styles or len(self._shares) != len(styles):
            raise NstError(
                f"There are {len(styles)} styles and {len(self._shares)} style_weights: give one for each style."
            )
        self.precision, self.costs = choose_precision(settings.precision), costs
        content = load_picture(content, settings.longest_content)
        self.content, self.alpha = as_input(content), content.alpha
        self.styles = [as_input(load_picture(style, settings.longest_style)) for style in styles]
        self.network = load_network(
            settings.network,
            layers=list(dict.fromkeys([*settings.content_layers, *settings.style_layers])),
            weights=weights,
            pooling=settings.pooling,
            preprocess=settings.preprocess,
            dtype=self.precision.dtype,
        )
        self.plan = make_plan(self.content.shape[1:3], settings, self.precision, self.network.widths)
        self.settings = settings.changed(precision=self.precision.dtype, network=self.network.name)
        self.balance = Balance(settings)
        self.step = self.objective = self.optimizer = self.mean = None
        self._colors = self.content
        self.content, self.styles = with_colors(settings.colors, self.content, self.styles)
        self._steps = self._run()

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._steps)

    def picture(self):
        """G as it is now, (height, width, 3) in [0, 1], float32. Raises NstError before the first step."""
        if self.mean is None:
            raise NstError("There is no picture yet: take a first step, as in next(run).")
        picture = tf.clip_by_value(self.mean, 0.0, 1.0)[0].numpy()
        if self.settings.colors == "luminance":
            colors = np.clip(resize(self._colors, picture.shape[:2])[0].numpy(), 0.0, 1.0)
            picture = with_luminance(colors, luminance(picture))
        return picture

    def final_picture(self):
        """G at its final size, also when the run ended at a coarser scale; with the content's alpha, or None."""
        picture, size = self.picture(), self.plan.sizes[-1]
        if picture.shape[:2] != size:
            picture = np.clip(resize(picture[None], size)[0].numpy(), 0.0, 1.0)
        if self.alpha is None:
            return picture, None
        alpha = resize(np.repeat(self.alpha[None, ..., None], 3, axis=-1), size)[0, ..., 0]
        return picture, np.clip(alpha.numpy(), 0.0, 1.0)

    def _run(self):
        begin, number = time.perf_counter(), itertools.count(1)
        for size, steps in zip(self.plan.sizes, self.plan.steps, strict=True):
            self._prepare(size)
            for _ in range(steps):
                before = time.perf_counter()
                with self.plan.advice_when_memory_ends():
                    parts = {name: value.numpy() for name, value in self._traced().items()}
                now = time.perf_counter()
                self.step = self._step(next(number), size, parts, seconds=now - begin, duration=now - before)
                self.step.check_finite()
                yield self.step

    def prepare(self):
        """Does now what comes before the first step: the targets of C and S, the first G, the trace."""
        self._prepare(self.plan.sizes[0])

    def _prepare(self, size):
        if self.mean is not None and self.mean.shape[1:3] == size:
            return
        with self.plan.advice_when_memory_ends():
            self.enter_scale(size)
            # The one trace of this scale, asked for: TensorFlow takes several short scales for an oversight.
            self._traced = tf.function(self._one_step, autograph=self.costs is not None).get_concrete_function()

    def enter_scale(self, size):
        """Prepares objective and optimizer for pictures of `size` (height, width), from what there is."""
        settings, content, styles = self.settings, resize(self.content, size), self._styles_at(size)
        self.objective = Objective(
            self.network,
            content,
            styles,
            self._shares,
            self.balance,
            normalize=settings.normalize,
            costs=self.costs,
            restyled=self.restyled,
        )
        if self.optimizer is None:
            self.optimizer = self._make_optimizer(start(settings, content, styles[0]))
        else:
            self.optimizer = self.optimizer.resized(enlarged(self.mean, content, settings.alpha))
        self.mean, self.share = tf.Variable(self.optimizer.picture), tf.Variable(0.0)

    def _styles_at(self, size):
        longest, least = round(max(size) * self.settings.style_scale), shortest(self.network.layers)
        return [resize(style, fit(style.shape[1:3], longest, least)) for style in self.styles]

    def _one_step(self):
        parts = self.optimizer.step(self.objective.value_and_gradient)
        # An exponential mean of this scale's pictures in which the first one has no more than its share.
        self.share.assign(self.settings.averaging * self.share + 1.0)
        self.mean.assign_add((self.optimizer.picture - self.mean) / self.share)
        return parts

    def _make_optimizer(self, picture):
        if self.settings.optimizer == "adam":
            return Adam(picture, learning_rate=self.settings.learning_rate)
        return LBFGS(picture, noise=self._noise)

    @property
    def _noise(self):
        return 0.0 if self.precision.dtype == "float32" else ROUNDING

    def _step(self, number, size, parts, **times):
        layers = dict(zip(self.settings.style_layers, map(float, parts.pop("style_layers")), strict=True))
        costs = {name: float(value) for name, value in parts.items()}
        return Step(number, size, **costs, style_layers=layers, **times, _stylization=self)
