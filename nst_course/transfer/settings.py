"""Everything that a run can be told, each default in one place. Nothing here needs TensorFlow."""

from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from ..errors import NstError, check_choice, nearest
from ..networks import NETWORKS
from ..networks.topology import LAYERS

STARTS = ("content", "colors", "noise", "blend", "gray")
OPTIMIZERS = ("lbfgs", "adam")
COLORS = ("style", "luminance", "match")
POOLINGS = ("max", "average")
PREPROCESSINGS = ("caffe", "none")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")
CONTENT_LAYER = "block4_conv2"  # Gatys et al. (2015)
DETAIL = 2  # times G's size
SMALLEST, LARGEST = 32, 8192  # long side, pixels


@dataclass(frozen=True)
class Settings:
    """The settings of a run; raises NstError for a value that makes no sense.

    `steps` are the steps at each scale from the coarsest to the finest; the last number stands for all further ones.
    `start` is one of STARTS or the path of a picture. `content_layers` and `style_layers` are {layer: weight}.
    """

    size: int = 512  # long side of the picture, pixels
    steps: tuple = (80, 50, 20)
    first_size: int = 128  # long side at the coarsest scale
    scale_factor: float = 2.0
    alpha: float = 0.05
    beta: float = 1.0
    tv: float = 2.0
    content_layers: dict = field(default_factory=lambda: {CONTENT_LAYER: 1.0})
    style_layers: dict = field(default_factory=lambda: {f"block{b}_conv1": 0.2 for b in range(1, 6)})
    style_weights: tuple = ()  # shares of several styles; equal when empty
    style_scale: float = 1.0  # size of the style picture relative to G
    normalize: bool = True  # divide each cost by what a black activation would cost
    colors: str = "style"
    start: str = "content"
    seed: int = 0
    optimizer: str = "lbfgs"
    learning_rate: float = 0.02  # of Adam
    averaging: float = 0.5  # weight of the past in the running mean of the pictures; 0: the last picture
    network: str = "auto"
    preprocess: str = "caffe"
    pooling: str = "max"
    precision: str = "auto"

    def __post_init__(self):
        for f in fields(self):
            object.__setattr__(self, f.name, plain(getattr(self, f.name)))
        if not isinstance(self.steps, tuple):
            object.__setattr__(self, "steps", (self.steps,))
        for name, choices in CHOICES:
            check_choice(getattr(self, name), name.replace("_", " "), choices)
        for name in ("content_layers", "style_layers"):
            check_layers(name, getattr(self, name))
        for name, low, high in RANGES:
            value = getattr(self, name)
            check_range(name, value if name in SEVERAL or not isinstance(value, tuple) else repr(value), low, high)
        for name in ("size", "first_size", "steps", "seed"):
            check_whole(name, getattr(self, name))
        if not self.steps:
            raise NstError("steps is empty: give one number for each scale, such as 80,50,20.")
        if self.style_weights and sum(self.style_weights) == 0:
            raise NstError("style_weights are all zero: give at least one style a weight above zero.")
        if not isinstance(self.normalize, bool):
            raise NstError(f"normalize is {self.normalize!r}: give True or False.")
        if not isinstance(self.start, str):
            raise NstError(f"start is {self.start!r}: give one of {', '.join(STARTS)}, or the path of a picture.")

    @property
    def longest_content(self):
        """Long side to which C is made smaller as it is read: more detail than that does not reach G."""
        return DETAIL * self.size

    @property
    def longest_style(self):
        """The same for S, which may be used larger than G."""
        return round(DETAIL * self.size * max(1.0, self.style_scale))

    def check_weights(self):
        """Raises NstError where no layer counts; on the way of a steered run that may be."""
        for name in ("content_layers", "style_layers"):
            if not any(getattr(self, name).values()):
                raise NstError(f"{name} has no layer with a weight above zero: give at least one.")

    def changed(self, **changes):
        """These settings with some of them changed; raises NstError for a name that is none of them."""
        return settings_from({**asdict(self), **changes})


CHOICES = (
    ("optimizer", OPTIMIZERS),
    ("network", NETWORKS),
    ("colors", COLORS),
    ("precision", PRECISIONS),
    ("pooling", POOLINGS),
    ("preprocess", PREPROCESSINGS),
)
MUCH = 1e12
RANGES = (
    ("size", SMALLEST, LARGEST),
    ("first_size", SMALLEST, LARGEST),
    ("scale_factor", 1.1, 8),
    ("steps", 1, 1_000_000),
    ("alpha", 0, MUCH),
    ("beta", 0, MUCH),
    ("tv", 0, MUCH),
    ("style_weights", 0, MUCH),
    ("style_scale", 0.1, 10),
    ("learning_rate", 0, 10),
    ("averaging", 0, 0.9999),
    ("seed", 0, 2**31 - 1),
)
SEVERAL = ("steps", "style_weights")


def settings_from(values):
    """Settings from a dict, as JSON or keyword arguments give it. Raises NstError for an unknown name."""
    names = [f.name for f in fields(Settings)]
    for name in values:
        if name not in names:
            raise NstError(f"There is no setting '{name}': {nearest(name, names)}")
    return Settings(**values)


def plain(value):
    """Numbers of NumPy as Python's, lists as tuples, paths as text: what JSON gives back as it was."""
    if isinstance(value, (list, tuple)):
        return tuple(map(plain, value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Path):
        return str(value)
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def check_range(name, value, low, high):
    """Raises NstError unless each number of `value` is finite and between `low` and `high`."""
    for number in value if isinstance(value, tuple) else (value,):
        if isinstance(number, bool) or not isinstance(number, (int, float)) or number != number:
            raise NstError(f"{name} is {number!r}: give a finite number.")
        if not low <= number <= high:
            raise NstError(f"{name} is {number}: give a number between {low:g} and {high:g}.")


def check_whole(name, value):
    """Raises NstError unless each number of `value` is a whole one."""
    for number in value if isinstance(value, tuple) else (value,):
        if number != int(number):
            raise NstError(f"{name} is {number:g}: give a whole number.")


def check_layers(name, layers):
    """Raises NstError unless `layers` is {layer of VGG-19: weight that is not negative}, at least one of them."""
    if isinstance(layers, dict) and not layers:
        raise NstError(f"{name} has no layer: give at least one.")
    if not isinstance(layers, dict):
        raise NstError(f"{name} is {layers!r}: give a dict such as {{'block4_conv2': 1.0}}.")
    for layer, weight in layers.items():
        check_choice(layer, "layer", LAYERS)
        check_range(f"{name}: the weight of {layer}", weight, 0, MUCH)
