"""The settings of a run: each default, allowed range and check in one place. Loads no TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from ..errors import Choice, NstError, check_choice, nearest
from ..networks import AUTO, network_choices
from ..networks.precision import PrecisionName
from ..networks.vgg import LAYERS, Pooling, Preprocessing
from .optimizers import OPTIMIZERS

__all__ = [
    "CONTENT_LAYER",
    "LARGEST",
    "LIVE_SETTINGS",
    "SMALLEST",
    "ColorMode",
    "Pooling",
    "PrecisionName",
    "Preprocessing",
    "Settings",
    "Start",
    "apply_changes",
    "check_number",
    "parse_changes",
    "settings_from",
    "with_content_choices",
]

CONTENT_LAYER = "block4_conv2"  # Gatys et al. (2015)
DETAIL = 2  # times the size of G
SMALLEST, LARGEST = 32, 8192  # long side, pixels

PixelCount: TypeAlias = Annotated[int, Meta(ge=SMALLEST, le=LARGEST)]
StepCount: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]
Weight: TypeAlias = Annotated[float, Meta(ge=0, le=1e12)]


class Start(Choice):
    """The first G, before any step."""

    CONTENT = "content"
    COLORS = "colors"
    NOISE = "noise"
    BLEND = "blend"
    GRAY = "gray"


class ColorMode(Choice):
    """Whose colors G has: the style's, the content's ("luminance"), or those of a style given C's colors ("match")."""

    STYLE = "style"
    LUMINANCE = "luminance"
    MATCH = "match"


@dataclass(frozen=True)
class Settings:
    """The settings of a run; raises NstError for an invalid value.

    `steps` are the steps at each scale, from the coarsest to the finest; the last number applies to all further scales.
    `start` is a `Start` or the path of a picture. `content_layers` and `style_layers` are {layer: weight}.
    """

    size: PixelCount = 512  # long side of the picture, pixels
    steps: tuple[StepCount, ...] = (80, 50, 20)
    first_size: PixelCount = 128  # long side at the coarsest scale
    scale_factor: Annotated[float, Meta(ge=1.1, le=8)] = 2.0
    alpha: Weight = 0.05
    beta: Weight = 1.0
    tv: Weight = 2.0
    content_layers: dict[str, Weight] = field(default_factory=lambda: {CONTENT_LAYER: 1.0})
    style_layers: dict[str, Weight] = field(default_factory=lambda: {f"block{b}_conv1": 0.2 for b in range(1, 6)})
    style_weights: tuple[Weight, ...] = ()  # shares of several styles; equal when empty
    style_scale: Annotated[float, Meta(ge=0.1, le=10)] = 1.0  # size of the style picture relative to G
    normalize: bool = True  # divide each cost by what a black activation would cost
    colors: ColorMode = ColorMode.STYLE
    start: str = Start.CONTENT
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    optimizer: str = "lbfgs"
    learning_rate: Annotated[float, Meta(ge=0, le=10)] = 0.02  # of optimizers that have one
    averaging: Annotated[float, Meta(ge=0, le=0.9999)] = 0.5  # weight of the past in the mean picture; 0: no averaging
    network: str = AUTO
    preprocess: Preprocessing = Preprocessing.CAFFE
    pooling: Pooling = Pooling.MAX
    precision: PrecisionName = PrecisionName.AUTO

    def __post_init__(self) -> None:
        for name, kind in FIELD_TYPES.items():
            object.__setattr__(self, name, _checked(name, _as_plain_python(getattr(self, name)), kind))
        check_choice(self.optimizer, "optimizer", list(OPTIMIZERS))
        check_choice(self.network, "network", network_choices())
        if not self.steps:
            raise NstError("steps is empty: give one number for each scale, such as 80,50,20.")
        if self.style_weights and sum(self.style_weights) == 0:
            raise NstError("style_weights are all zero: give at least one style a weight above zero.")

    @property
    def longest_content(self) -> int:
        """Long side to which C is shrunk when it is read: finer detail than that does not reach G."""
        return DETAIL * self.size

    @property
    def longest_style(self) -> int:
        """The same for S, which may be used larger than G."""
        return round(DETAIL * self.size * max(1.0, self.style_scale))

    def check_weights(self) -> None:
        """Raise NstError if all layer weights are zero; only a run that can still be changed may start that way."""
        for name in ("content_layers", "style_layers"):
            if not any(getattr(self, name).values()):
                raise NstError(f"{name} has no layer with a weight above zero: give at least one.")

    def changed(self, **changes: Any) -> Settings:
        """These settings with some of them changed; raises NstError for an unknown name."""
        return settings_from({**asdict(self), **changes})


FIELD_TYPES = get_type_hints(Settings, include_extras=True)


def settings_from(values: Mapping[str, Any]) -> Settings:
    """Settings from a dict, as JSON or keyword arguments give it. Raises NstError for an unknown name."""
    names = [f.name for f in fields(Settings)]
    for name in values:
        if name not in names:
            raise NstError(f"There is no setting '{name}': {nearest(name, names)}")
    return Settings(**values)


# Changes during a run.

WEIGHTS = ("alpha", "beta", "tv")
LAYER_WEIGHTS = ("content_layers", "style_layers")
_OF_OPTIMIZERS = dict.fromkeys(one.name for entry in OPTIMIZERS.values() for one in entry.live_parameters)
LIVE_SETTINGS = (*WEIGHTS, *LAYER_WEIGHTS, "optimizer", *_OF_OPTIMIZERS, "style")
EXAMPLE = "[(40, {'alpha': 0.2})]"


def with_content_choices(settings: Settings) -> Settings:
    """The settings with every layer at which a live run can compare content; added layers get weight 0."""
    choices = dict.fromkeys([*settings.style_layers, CONTENT_LAYER], 0.0)
    return settings.changed(content_layers={**choices, **settings.content_layers})


def apply_changes(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings after changes during a run; layers that are not named keep their weights. "style" is ignored.

    Raises NstError for a setting that cannot be changed during a run, and for an invalid value.
    """
    for name in changes:
        check_choice(name, "setting that can be changed during a run", LIVE_SETTINGS)
    values = {name: value for name, value in changes.items() if name != "style"}
    for name in LAYER_WEIGHTS:
        if name not in values:
            continue
        present = getattr(settings, name)
        if not isinstance(values[name], dict):
            raise NstError(f"{name} is {values[name]!r}: give a dict such as {{'{next(iter(present))}': 1.0}}.")
        for layer in values[name]:
            check_choice(layer, f"layer among this run's {name}", list(present))
        values[name] = {**present, **values[name]}
    return settings.changed(**values)


def parse_changes(changes: object) -> list[tuple[int, dict[str, Any]]]:
    """[(step, {name: value})] in the order of their steps; raises NstError for anything else."""
    if not isinstance(changes, (list, tuple)):
        raise NstError(f"changes is {changes!r}: give a list such as {EXAMPLE}.")
    return sorted(map(_parse_change, changes), key=lambda change: change[0])


def _parse_change(change: Any) -> tuple[int, dict[str, Any]]:
    try:
        step, values = change
        step, values = int(step), {**values}
        dict(**values)  # names are strings
    except (TypeError, ValueError, OverflowError) as error:
        raise NstError(f"{change!r} is not a change: give changes such as {EXAMPLE}.") from error
    return step, values


# Values, one by one.


def check_number(what: str, value: object, kind: Any) -> Any:
    """`value` as a number of that kind, such as `Weight`; raises NstError, naming `what`, if it is not one. A whole
    number may come as 80.0; True and False are not numbers.
    """
    number_type, bounds = get_args(kind)
    if number_type is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        word = "whole" if number_type is int else "finite"
        raise NstError(
            f"{what} is {value!r:.60}: give a {word} number between {bounds.ge:g} and {bounds.le:g}."
        ) from None


def _checked(name: str, value: Any, kind: Any) -> Any:
    """The value of a setting as its declared type."""
    origin = get_origin(kind)
    if origin is Annotated:
        return check_number(name, value, kind)
    if origin is tuple:
        items = value if isinstance(value, tuple) or name != "steps" else (value,)  # steps=80: the same at all scales
        if not isinstance(items, tuple):
            raise NstError(f"{name} is {value!r}: give a list of numbers.")
        return tuple(check_number(name, item, get_args(kind)[0]) for item in items)
    if origin is dict:
        return _checked_layers(name, value)
    if issubclass(kind, Choice):
        return kind(check_choice(value, name, tuple(kind)))
    if not isinstance(value, kind):
        wanted = "True or False" if kind is bool else f"one of {', '.join(Start)}, or the path of a picture"
        raise NstError(f"{name} is {value!r}: give {wanted}.")
    return value


def _checked_layers(name: str, layers: Any) -> dict[str, float]:
    """{layer of VGG-19: nonnegative weight}, with at least one layer."""
    if not isinstance(layers, dict):
        raise NstError(f"{name} is {layers!r}: give a dict such as {{'{CONTENT_LAYER}': 1.0}}.")
    if not layers:
        raise NstError(f"{name} has no layer: give at least one.")
    return {
        check_choice(layer, "layer", LAYERS): check_number(f"{name}: the weight of {layer}", weight, Weight)
        for layer, weight in layers.items()
    }


def _as_plain_python(value: Any) -> Any:
    """NumPy's numbers as Python's, lists as tuples, paths as text: values that survive a round trip through JSON."""
    if isinstance(value, dict):
        return {key: _as_plain_python(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(_as_plain_python, value))
    if isinstance(value, Path):
        return str(value)
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value
