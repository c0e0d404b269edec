"""What a run will do and cost, known before it starts: sizes, steps, seconds, bytes."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import NstError
from ..networks.vgg import block_of, kernel_shapes, layers_up_to
from .optimizers import OPTIMIZERS
from .settings import SMALLEST, Settings

if TYPE_CHECKING:
    from ..networks.precision import Precision

Size = tuple[int, int]  # height, width

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}
# Measured alongside the estimates of `nst stylize`, at 256 to 1024 pixels in float32 and bfloat16:
STEP_COST = 2.1  # a step is a forward pass, a backward pass to the pixels, and the Gram matrices
ACTIVATION_COST = 1600  # operations that could be done while an activation is stored and fetched
SCALE_SECONDS = 1.9  # to compute the targets of C and S and to trace the step
LIBRARIES = 0.8e9  # bytes: Python, TensorFlow and the weights
LIVE_COPIES = 1.2  # of an activation at once
GRAM_COPIES = 2  # float32 copies of an activation that a style layer needs


@dataclass(frozen=True)
class Plan:
    """Sizes (height, width) and steps of each scale, and what they cost on this machine."""

    sizes: tuple[Size, ...]
    steps: tuple[int, ...]
    seconds: float
    memory: float  # bytes at the finest scale

    def check_fits(self, free: float) -> None:
        """Raise NstError, with a size that would fit, if the run needs more than `free` plus what it already uses."""
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
    def advice_when_memory_ends(self) -> Iterator[None]:
        """Turn the errors of a processor or GPU that has run out of memory into an NstError with advice."""
        import tensorflow as tf

        try:
            yield
        except (MemoryError, tf.errors.ResourceExhaustedError) as error:
            raise NstError(
                f"Memory ran out at {self.sizes[-1][1]}×{self.sizes[-1][0]} pixels: try a smaller --size, or "
                f"close other programs that use the GPU."
            ) from error

    @property
    def total_steps(self) -> int:
        """Total number of steps over all scales."""
        return sum(self.steps)


def make_plan(
    shape: Size, settings: Settings, precision: Precision, channels: Mapping[str, int], *, live: bool = False
) -> Plan:
    """The `Plan` for a picture of `shape` (height, width) at the measured `Precision`.

    `channels` are those of the network, {layer: its channels}, down to the deepest layer in use. A `live` run holds
    every optimizer. Raises NstError for a picture too narrow to reach the deepest layer.
    """
    layers = [*settings.content_layers, *settings.style_layers]
    longest_sides = scales(settings.size, settings.first_size, settings.scale_factor)
    fitted = (fit(shape, longest) for longest in longest_sides)
    sizes = tuple(size for size in fitted if min(size) >= shortest_side(layers))
    if not sizes:
        raise NstError(
            f"A picture of {shape[1]}×{shape[0]} is too narrow for a size of {settings.size}: "
            f"crop it, or make it larger with --size."
        )
    steps = tuple(settings.steps[min(i, len(settings.steps) - 1)] for i in range(len(sizes)))
    work = sum(n * step_work(size, channels) for n, size in zip(steps, sizes, strict=True))
    seconds = work / precision.speed / 1e9 + SCALE_SECONDS * len(sizes)
    memory = memory_needed(sizes[-1], settings, precision.dtype, channels, live=live)
    return Plan(sizes, steps, seconds, memory)


def step_work(size: Size, channels: Mapping[str, int]) -> float:
    """The work of a step, in operations of a convolution."""
    return STEP_COST * forward_flops(size, channels) + ACTIVATION_COST * activation_count(size, channels)


def forward_flops(size: Size, channels: Mapping[str, int]) -> float:
    """Floating-point operations of a network's convolutions for one picture of `size`."""
    pixels = size[0] * size[1]
    shapes = kernel_shapes(channels)
    return sum(2 * math.prod(shapes[layer]) * pixels / 4 ** (block_of(layer) - 1) for layer in channels)


def memory_needed(
    size: Size, settings: Settings, dtype: str, channels: Mapping[str, int], *, live: bool = False
) -> float:
    """Bytes that a run needs at its peak, at its finest `size`."""
    style_channels = {layer: channels[layer] for layer in settings.style_layers}
    grams = 4 * GRAM_COPIES * activation_count(size, style_channels)
    activations = BYTES[dtype] * LIVE_COPIES * activation_count(size, channels) + grams
    pictures = sum(entry.pictures for entry in OPTIMIZERS.values()) if live else OPTIMIZERS[settings.optimizer].pictures
    state = 4 * 3 * size[0] * size[1] * pictures
    styles = activations * settings.style_scale**2  # the targets: before the steps, and without a gradient
    return LIBRARIES + max(activations + state, styles)


def activation_count(size: Size, channels: Mapping[str, int]) -> float:
    """How many activations the layers compute for one picture of `size`."""
    return sum(n * size[0] * size[1] / 4 ** (block_of(layer) - 1) for layer, n in channels.items())


def free_memory() -> int:
    """Bytes that are still available: what the machine has free, or less where a container may use less (Binder)."""
    import psutil

    free, container = int(psutil.virtual_memory().available), Path("/sys/fs/cgroup")
    try:
        used = re.search(r"^anon (\d+)$", (container / "memory.stat").read_text(), re.MULTILINE)
        limit = int((container / "memory.max").read_text())
    except (OSError, ValueError):  # another system, or no limit
        return free
    return min(free, limit - int(used[1])) if used else free


def fit(shape: Size, longest: int, least: int = 1) -> Size:
    """(height, width) of the same aspect whose long side is `longest`, or longer if a side would be under `least`."""
    scale = max(longest / max(shape), least / min(shape))
    height, width = (max(1, round(side * scale)) for side in shape)
    return height, width


def shortest_side(layers: Iterable[str]) -> int:
    """Pixels that a side needs so that one position of the deepest of `layers` sees it."""
    return int(2 ** (block_of(layers_up_to(layers)[-1]) - 1))


def scales(longest: int, first: int, factor: float) -> list[int]:
    """Long sides from about `first` to `longest`, `factor` apart, the last one exact."""
    sizes = [longest]
    while longest / factor ** len(sizes) >= 0.99 * first:
        sizes.insert(0, round(longest / factor ** len(sizes)))
    return sizes
