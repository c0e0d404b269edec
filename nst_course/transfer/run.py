"""Two pictures -> a run: an iterator of steps toward a third, which can be changed at any time.

Gatys, Ecker & Bethge (2015), coarse to fine: large shapes form where they are cheap, fine strokes come last.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from .._tensorflow import Tensor
from ..errors import NstError
from ..images import Picture, from_uint8, luminance, to_uint8, with_luminance
from ..networks import load_network
from ..networks.precision import PrecisionName, choose_precision
from . import initial
from .initial import InputPictures, as_tensor, resize
from .objective import Objective, ObjectiveWeights
from .optimizers import OPTIMIZERS, AnyOptimizer, SwitchableOptimizer, make_optimizer
from .plan import fit, make_plan, shortest_side
from .settings import FIELD_TYPES, ColorMode, Settings, apply_changes, parse_changes, with_content_choices

ROUNDING = 1e-3  # relative error of J in 16 bits; L-BFGS accepts a smaller rise
DEFAULT = Settings()


@dataclass(frozen=True)
class Step:
    """One step: its number (from 1), the size of its scale, costs, and seconds since the start.

    The costs are those of the picture that the step evaluated: with Adam the picture before the step, with L-BFGS the
    trial, which is rejected if J rises.
    """

    step: int
    size: tuple[int, int]
    J: float
    J_content: float
    J_style: float
    regularizers: dict[str, float]  # of each name in `objective.REGULARIZERS`, unweighted
    style_layers: dict[str, float]
    seconds: float
    duration: float  # of this step
    _transfer: StyleTransfer = field(repr=False, compare=False)

    @property
    def J_tv(self) -> float:
        """The total variation."""
        return self.regularizers["tv"]

    def picture(self) -> NDArray[np.float32]:
        """G after this step (the running mean of pictures), (height, width, 3) in [0, 1]; ask before the next step."""
        if self._transfer.last_step is not self:
            raise RuntimeError(f"Step {self.step} is over: ask for a step's picture before taking the next step.")
        return self._transfer.picture()

    def check_finite(self) -> None:
        """Raise NstError when a cost is infinite or not a number."""
        for name, cost in self._costs().items():
            if not math.isfinite(cost):
                raise NstError(
                    f"{name} is {cost} at step {self.step}: make the weights smaller, "
                    f"or check the cost functions if they are your own."
                )

    def record(self) -> dict[str, Any]:
        """The numbers of this step, for JSON."""
        times = {"seconds": self.seconds, "duration": self.duration}
        return {"step": self.step, "size": self.size, **self._costs(), "style_layers": self.style_layers, **times}

    def _costs(self) -> dict[str, float]:
        regularizers = {f"J_{name}": cost for name, cost in self.regularizers.items()}
        return {"J": self.J, "J_content": self.J_content, "J_style": self.J_style, **regularizers}


class StyleTransfer:
    """A run: an iterator of steps, whose LIVE_SETTINGS can be changed by `update` at any time.

    `changes`, a list of (step, {name: value}), are applied after that many steps; {"restart": True} makes the optimizer
    start over from the picture in 8 bits, as going back in the studio does. A run that is `live`, or has `changes`, is
    prepared for changes: none needs retracing, and content can be compared at every style layer (a layer with weight 0
    costs no time). Any other run builds in its style and optimizer, which is faster, and is retraced if they change.
    `settings` contain the actual choice in place of "auto"; `current_settings` are those after all updates. Raises
    NstError for anything that cannot work, before the first step if possible.
    """

    def __init__(
        self,
        pictures: InputPictures,
        settings: Settings,
        *,
        costs: Any = None,
        weights: str | os.PathLike[str] | None = None,
        changes: Sequence[tuple[int, Mapping[str, Any]]] = (),
        live: bool = False,
    ) -> None:
        self.changes = parse_changes(changes)
        self.live = live or bool(self.changes)
        if self.live:
            settings = with_content_choices(settings)
        else:
            settings.check_weights()
        self.precision, self.costs = choose_precision(settings.precision), costs
        self._shares = settings.style_weights or (1.0,) * len(pictures.styles)
        self._start = None if pictures.start is None else as_tensor(pictures.start)
        self.alpha, self._original_content = pictures.content.alpha, as_tensor(pictures.content)
        styles = [as_tensor(style) for style in pictures.styles]
        self.content, self.styles = initial.with_colors(settings.colors, self._original_content, styles)
        self.network = load_network(
            settings.network,
            layers=list(dict.fromkeys([*settings.content_layers, *settings.style_layers])),
            weights=weights,
            pooling=settings.pooling,
            preprocess=settings.preprocess,
            dtype=self.precision.dtype,
        )
        self.plan = make_plan(
            self.content.shape[1:3], settings, self.precision, self.network.channel_counts, live=self.live
        )
        self.settings = settings.changed(precision=self.precision.dtype, network=self.network.name)
        self.current_settings = self.settings
        self.weights = ObjectiveWeights(settings)
        self.size: tuple[int, int] | None = None  # of the current scale
        self.last_step: Step | None = None
        self.steps_done = 0
        self._optimizer: AnyOptimizer | None = None
        self._noise = 0.0 if self.precision.dtype == PrecisionName.FLOAT32 else ROUNDING
        self._mean: Any = None  # of the pictures at this scale
        self._mean_weight: Any = None
        self._traced: Callable[[], dict[str, Tensor]] | None = None
        self._pending = self._checked(self.changes)
        self._steps = self._run()

    def __iter__(self) -> Iterator[Step]:
        return self

    def __next__(self) -> Step:
        while self._pending and self._pending[0][0] <= self.steps_done:
            self._make_change(**self._pending.pop(0)[1])
        step = next(self._steps)
        self.steps_done += 1
        return step

    # The picture.

    def picture(self) -> NDArray[np.float32]:
        """G as it is now, (height, width, 3) in [0, 1], float32. Raises NstError before the first step."""
        if self._optimizer is None:
            raise NstError("There is no picture yet: take the first step with next(run).")
        picture: NDArray[np.float32] = tf.clip_by_value(self._mean, 0.0, 1.0)[0].numpy()
        if self.settings.colors == ColorMode.LUMINANCE:
            colors = np.clip(resize(self._original_content, picture.shape[:2])[0].numpy(), 0.0, 1.0)
            picture = with_luminance(colors, luminance(picture))
        return picture

    def final_picture(self) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
        """G at its final size, even when the run ended at a coarser scale; and the content's alpha, or None."""
        picture, size = self.picture(), self.plan.sizes[-1]
        if picture.shape[:2] != size:
            picture = np.clip(resize(picture[None], size)[0].numpy(), 0.0, 1.0)
        if self.alpha is None:
            return picture, None
        alpha = resize(np.repeat(self.alpha[None, ..., None], 3, axis=-1), size)[0, ..., 0]
        return picture, np.clip(alpha.numpy(), 0.0, 1.0)

    @property
    def optimizer(self) -> AnyOptimizer:
        """The optimizer at the current scale."""
        if self._optimizer is None:
            self.prepare()
        return cast(AnyOptimizer, self._optimizer)

    @property
    def last_accepted(self) -> bool:
        """Whether the point that was evaluated last became the optimizer's picture."""
        return bool(self.optimizer.last_accepted)

    # Changing the run.

    def update(self, *, style: Any = None, **changes: Any) -> None:
        """Change settings, and `style`: a picture, or a list of as many as before. Takes effect at the next step.

        `content_layers` and `style_layers` name the layers to be changed; others keep their weights. Raises NstError
        for a setting that cannot be changed during a run and for an invalid value; then nothing changes.
        """
        settings = apply_changes(self.current_settings, changes)
        styles = None if style is None else self._as_tensors(self._read_styles(style))
        previous, self.current_settings = self.current_settings, settings
        self.weights.assign(settings)
        if styles is not None:
            self.styles = styles
        if self._optimizer is not None:
            if styles is not None:
                self._update_styles()
            self._update_optimizer(settings, previous)

    def set_picture(self, picture: NDArray[Any]) -> None:
        """Make a picture (height, width, 3), uint8 or in [0, 1], the G from which the optimizer starts over."""
        optimizer, size = self.optimizer, self.prepare()
        G = tf.constant(from_uint8(picture))[None]
        if G.shape[1:3] != size:
            G = tf.clip_by_value(resize(G, size), 0.0, 1.0)
        optimizer.restart(G)
        self._mean.assign(G)
        self._mean_weight.assign(0.0)

    def restart(self, *, start: str | None = None, seed: int | None = None) -> None:
        """Go back to the first G, with another `start` or `seed` if given; other settings stay as they are now."""
        given = {name: value for name, value in (("start", start), ("seed", seed)) if value is not None}
        settings = self.settings.changed(**given)
        if start is not None:
            read = initial.read_start(settings)
            self._start = None if read is None else as_tensor(read)
        size = self.prepare()
        picture = initial.first_picture(settings, resize(self.content, size), self._styles_at(size)[0], self._start)
        self.settings, self.current_settings = settings, self.current_settings.changed(**given)
        self.set_picture(picture[0].numpy())

    def state(self) -> list[Tensor]:
        """A copy of what changes from step to step at this scale (optimizer, mean picture), for `set_state`."""
        return [tf.identity(variable) for variable in self._state()]

    def set_state(self, state: Sequence[Tensor]) -> None:
        """Go back to what `state` returned, so that several runs can share network, targets and trace."""
        for variable, value in zip(self._state(), state, strict=True):
            variable.assign(value)

    # Running.

    def prepare(self) -> tuple[int, int]:
        """Do what comes before the first step, unless already done: targets, first G, trace. Returns the size of G."""
        size = self.size or self.plan.sizes[0]
        self._enter(size)
        return size

    def enter_scale(self, size: tuple[int, int]) -> None:
        """Prepare objective and optimizer for pictures of `size` (height, width), from their current state."""
        self.size, content, styles = size, resize(self.content, size), self._styles_at(size)
        self.objective = self._make_objective(content, styles)
        if self._optimizer is None:
            picture = initial.first_picture(self.settings, content, styles[0], self._start)
            self._optimizer = make_optimizer(self.current_settings, picture, self._noise, switchable=self.live)
        else:
            self._optimizer = self._optimizer.resized(initial.enlarged(self._mean, content, self.settings.alpha))
        self._mean, self._mean_weight = tf.Variable(self._optimizer.picture), tf.Variable(0.0)
        self._traced = None

    def _run(self) -> Iterator[Step]:
        begin = time.perf_counter()
        for size, steps in zip(self.plan.sizes, self.plan.steps, strict=True):
            self._enter(size)
            for _ in range(steps):
                step_function, before = self._trace(), time.perf_counter()
                with self.plan.advice_when_memory_ends():
                    parts = {name: value.numpy() for name, value in step_function().items()}
                now = time.perf_counter()
                self.last_step = self._as_step(size, parts, seconds=now - begin, duration=now - before)
                self.last_step.check_finite()
                yield self.last_step

    def _enter(self, size: tuple[int, int]) -> None:
        if self.size != size:
            with self.plan.advice_when_memory_ends():
                self.enter_scale(size)
        self._trace()

    def _trace(self) -> Callable[[], dict[str, Tensor]]:
        """One step in the graph, traced explicitly once per scale: TensorFlow warns if several scales are short."""
        if self._traced is None:
            with self.plan.advice_when_memory_ends():
                step = tf.function(self._one_step, autograph=self.costs is not None)
                self._traced = step.get_concrete_function()
        return self._traced

    def _one_step(self) -> dict[str, Tensor]:
        optimizer = self.optimizer
        point = optimizer.query_point()
        value, gradient, parts = self.objective.value_and_gradient(point)
        optimizer.update(point, value, gradient)
        # An exponential mean of this scale's pictures, without a bias toward the first one.
        self._mean_weight.assign(self.settings.averaging * self._mean_weight + 1.0)
        self._mean.assign_add((optimizer.picture - self._mean) / self._mean_weight)
        return parts

    def _as_step(self, size: tuple[int, int], parts: dict[str, Any], **times: float) -> Step:
        layers = dict(zip(self.settings.style_layers, map(float, parts.pop("style_layers")), strict=True))
        J, J_content, J_style = (float(parts.pop(name)) for name in ("J", "J_content", "J_style"))
        regularizers = {name.removeprefix("J_"): float(cost) for name, cost in parts.items()}
        number = self.steps_done + 1
        return Step(number, size, J, J_content, J_style, regularizers, layers, **times, _transfer=self)

    def _make_objective(self, content: Tensor, styles: list[Tensor]) -> Objective:
        options = {"normalize": self.settings.normalize, "costs": self.costs, "live": self.live}
        return Objective(self.network, content, styles, self._shares, self.weights, **options)

    def _styles_at(self, size: tuple[int, int]) -> list[Tensor]:
        longest, shortest = round(max(size) * self.settings.style_scale), shortest_side(self.network.layers)
        return [resize(style, fit(style.shape[1:3], longest, shortest)) for style in self.styles]

    def _state(self) -> list[Any]:
        return [*self.optimizer.state(), self._mean, self._mean_weight]

    # Changes.

    def _checked(self, changes: Sequence[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
        """The changes with their styles as pictures; raises NstError for invalid ones."""
        settings, checked = self.settings, []
        for step, values in changes:
            settings = apply_changes(settings, {name: value for name, value in values.items() if name != "restart"})
            styles = {"style": self._read_styles(values["style"])} if "style" in values else {}
            checked.append((step, {**values, **styles}))
        return checked

    def _make_change(self, restart: bool = False, **changes: Any) -> None:
        if restart:
            self.prepare()
            self.set_picture(to_uint8(self.picture()))
        if changes:
            self.update(**changes)

    def _read_styles(self, style: Any) -> list[Picture]:
        return initial.read_styles(style, self.settings, len(self.styles))

    def _as_tensors(self, styles: list[Picture]) -> list[Tensor]:
        return initial.with_colors(
            self.settings.colors, self._original_content, [as_tensor(style) for style in styles]
        )[1]

    def _update_styles(self) -> None:
        size = self.prepare()
        styles = self._styles_at(size)
        if self.live:
            self.objective.set_styles(styles)
        else:
            self.objective, self._traced = self._make_objective(resize(self.content, size), styles), None

    def _update_optimizer(self, settings: Settings, previous: Settings) -> None:
        optimizer = self.optimizer
        for parameter in {one.name for entry in OPTIMIZERS.values() for one in entry.live_parameters}:
            optimizer.set_parameter(parameter, getattr(settings, parameter))
        if isinstance(optimizer, SwitchableOptimizer):
            optimizer.use(settings.optimizer)
        elif settings.optimizer != previous.optimizer:
            optimizer = make_optimizer(settings, optimizer.picture, self._noise, switchable=False)
            self._optimizer, self._traced = optimizer, None
        optimizer.objective_changed()


def stylize(
    content: Any,
    style: Any,
    *,
    size: int = DEFAULT.size,
    steps: int | Sequence[int] = DEFAULT.steps,
    first_size: int = DEFAULT.first_size,
    scale_factor: float = DEFAULT.scale_factor,
    alpha: float = DEFAULT.alpha,
    beta: float = DEFAULT.beta,
    tv: float = DEFAULT.tv,
    content_layers: Mapping[str, float] = DEFAULT.content_layers,
    style_layers: Mapping[str, float] = DEFAULT.style_layers,
    style_weights: Sequence[float] = DEFAULT.style_weights,
    style_scale: float = DEFAULT.style_scale,
    normalize: bool = DEFAULT.normalize,
    colors: str = DEFAULT.colors,
    start: Any = DEFAULT.start,
    seed: int = DEFAULT.seed,
    optimizer: str = DEFAULT.optimizer,
    learning_rate: float = DEFAULT.learning_rate,
    averaging: float = DEFAULT.averaging,
    network: str = DEFAULT.network,
    preprocess: str = DEFAULT.preprocess,
    pooling: str = DEFAULT.pooling,
    precision: str = DEFAULT.precision,
    costs: Any = None,
    weights: str | os.PathLike[str] | None = None,
    changes: Sequence[tuple[int, Mapping[str, Any]]] = (),
) -> StyleTransfer:
    """A `StyleTransfer`: iterate over it for the steps; its `plan` and `settings` are available before the first one.

    `content` and `style` are pictures in any form that `load_picture` takes; `style` may be a list of them. `costs`
    holds cost functions to use in place of the textbook's (a dict, a module or an object; the textbook's other
    functions call them), `weights` is the path of the network's weights; all other names are those of `Settings`.
    `changes`, a list of (step, {name: value}), repeats the changes made during a run in the studio, each after that
    many steps. Raises NstError for anything that cannot work.
    """
    settings = Settings(**{name: value for name, value in locals().items() if name in FIELD_TYPES})
    pictures = initial.read_pictures(content, style, settings)
    return StyleTransfer(pictures, settings, costs=costs, weights=weights, changes=changes)
