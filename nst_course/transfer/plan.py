"""What a run will do and cost, known before it starts: sizes, steps, seconds, bytes."""

import contextlib
import math
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError
from ..networks.topology import block, kernel_shapes, upto
from .settings import SMALLEST

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
# Measured beside the estimates of `nst stylize`, at 256 to 1024 pixels in float32 and bfloat16:
STEP_COST = 2.1  # a step is a pass forward, one back to the pixels, and the Gram matrices
ACTIVATION_COST = 1600  # operations that could be done while an activation is stored and fetched
SCALE_SECONDS = 1.9  # to compute the targets of C and S and to trace the step
LIBRARIES = 0.8e9  # bytes: Python, TensorFlow and the weights
LIVE = 1.2  # copies of an activation alive at once
GRAM_COPIES = 2  # float32 copies of an activation that a style layer needs
PICTURES = {"lbfgs": 40, "adam": 8}  # pictures that an optimizer holds: history, state, what it is working on


@dataclass(frozen=True)
class Plan:
    """Sizes (height, width) and steps of each scale, and what they cost on this machine."""

    sizes: tuple
    steps: tuple
    seconds: float
    memory: float  # bytes at the finest scale

    def check_fits(self, free):
        """Raises NstError, with a size that would fit, when the run needs more than `free` bytes and those it has."""
        import psutil

        free += min(psutil.Process().memory_info().rss, LIBRARIES)  # the estimate counts Python and TensorFlow too
        if self.memory > free:
            smaller = int(0.9 * max(self.sizes[-1]) * max(0.0, (free - LIBRARIES) / (self.memory - LIBRARIES)) ** 0.5)
            advice = f"try --size {smaller}" if smaller >= SMALLEST else "close other programs"
            raise NstError(
                f"{self.sizes[-1][1]}×{self.sizes[-1][0]} pixels need about {self.memory / 1e9:.1f} GB "
                f"and {free / 1e9:.1f} GB are free: {advice}."
            )

    @contextlib.contextmanager
    def advice_when_memory_ends(self):
        """Turns the errors of a processor or GPU that has no memory left into an NstError with advice."""
        import tensorflow as tf

        try:
            yield
        except (MemoryError, tf.errors.ResourceExhaustedError) as error:
            raise NstError(
                f"The memory was not enough for {self.sizes[-1][1]}×{self.sizes[-1][0]} pixels: try a smaller --size, "
                f"or close other programs that use the GPU."
            ) from error

    @property
    def total_steps(self):
        """Steps at all scales together."""
        return sum(self.steps)


def make_plan(shape, settings, precision, widths):
    """The `Plan` for a picture of `shape` (height, width) at the measured `Precision`.

    `widths` are those of the network, {layer: its channels}, down to the deepest layer in use.

    Raises NstError for a picture so narrow that nothing of it would reach the deepest layer.
    """
    layers = [*settings.content_layers, *settings.style_layers]
    sizes = [fit(shape, longest) for longest in scales(settings.size, settings.first_size, settings.scale_factor)]
    sizes = tuple(size for size in sizes if min(size) >= shortest(layers))
    if not sizes:
        raise NstError(
            f"A picture of {shape[1]}×{shape[0]} is too narrow for a size of {settings.size}: "
            f"cut it, or make it larger with --size."
        )
    steps = tuple(settings.steps[min(i, len(settings.steps) - 1)] for i in range(len(sizes)))
    work = sum(n * step_work(size, widths) for n, size in zip(steps, sizes, strict=True))
    seconds = work / precision.speed / 1e9 + SCALE_SECONDS * len(sizes)
    need = memory(sizes[-1], settings, precision.dtype, widths)
    return Plan(sizes, steps, seconds, need)


def step_work(size, widths):
    """What a step costs, in operations of a convolution."""
    return STEP_COST * forward_flops(size, widths) + ACTIVATION_COST * activations(size, widths)


def forward_flops(size, widths):
    """Floating-point operations of a network's convolutions for one picture of `size`."""
    pixels = size[0] * size[1]
    shapes = kernel_shapes(widths)
    return sum(2 * math.prod(shapes[layer]) * pixels / 4 ** (block(layer) - 1) for layer in widths)


def memory(size, settings, dtype, widths):
    """Bytes that a run needs at its peak, at its finest `size`."""
    grams = 4 * GRAM_COPIES * activations(size, {layer: widths[layer] for layer in settings.style_layers})
    held = BYTES[dtype] * LIVE * activations(size, widths) + grams
    state = 4 * 3 * size[0] * size[1] * PICTURES[settings.optimizer]
    styles = held * settings.style_scale**2  # the targets: before the optimisation, without a way back
    return LIBRARIES + max(held + state, styles)


def activations(size, widths):
    """How many numbers the layers make of one picture of `size`."""
    return sum(n * size[0] * size[1] / 4 ** (block(layer) - 1) for layer, n in widths.items())


def free_memory():
    """Bytes that can still be had: what the machine has free, or less where a container may use less (Binder)."""
    import psutil

    free, container = psutil.virtual_memory().available, Path("/sys/fs/cgroup")
    try:
        used = re.search(r"^anon (\d+)$", (container / "memory.stat").read_text(), re.MULTILINE)
        return min(free, int((container / "memory.max").read_text()) - int(used[1]))
    except (OSError, ValueError, TypeError):  # another system, or no limit
        return free


def fit(shape, longest, least=1):
    """(height, width) of the same aspect whose long side is `longest`, or more where a side would be under `least`."""
    scale = max(longest / max(shape), least / min(shape))
    return tuple(max(1, round(side * scale)) for side in shape)


def shortest(layers):
    """Pixels that a side needs so that one position of the deepest of `layers` sees it."""
    return 2 ** (block(upto(layers)[-1]) - 1)


def scales(longest, first, factor):
    """Long sides from about `first` to `longest`, `factor` apart, the last one exact."""
    sizes = [longest]
    while longest / factor ** len(sizes) >= 0.99 * first:
        sizes.insert(0, round(longest / factor ** len(sizes)))
    return sizes
