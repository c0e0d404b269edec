"""The number format that the convolutions run in, chosen by measuring forward pass and gradient together."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._tensorflow import tf
from ..errors import Choice, NstError

Clock = Callable[[Callable[[], Any]], float]

# A format must be this much faster than float32 to be worth its rounding, and to stand out from a measurement's noise.
CLEARLY_FASTER = 1.25
# How long to measure a format, in seconds. An emulated one takes longer for a single call: AVX2 0.22 s in bfloat16.
MEASURING_SECONDS = 0.2


class PrecisionName(Choice):
    """Number format of the convolutions; "auto" measures which is fastest."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"


@dataclass(frozen=True)
class Precision:
    """The chosen format, and for each format tried the GFLOP/s of a small convolution with its gradient."""

    dtype: str
    speeds: dict[str, float]

    @property
    def speed(self) -> float:
        """GFLOP/s of the chosen format."""
        return self.speeds[self.dtype]


def choose_precision(wanted: str = PrecisionName.AUTO, clock: Clock | None = None) -> Precision:
    """The `Precision` asked for; for "auto" the fastest one here, float32 unless another is clearly faster.

    `clock` returns the seconds that a function takes. Raises NstError for a format that this machine cannot compute in.
    """
    share_gpus()
    measure = functools.partial(measure_speed, clock=clock or seconds_to_run)
    if wanted != PrecisionName.AUTO:
        speed = measure(wanted)
        if not speed:
            raise NstError(f"This machine cannot compute convolutions in {wanted}: use --precision auto.")
        return Precision(wanted, {wanted: speed})
    speeds = {dtype: measure(dtype) for dtype in candidates()}
    fastest = max(speeds, key=lambda dtype: speeds[dtype])
    return Precision(fastest if speeds[fastest] > CLEARLY_FASTER * speeds["float32"] else "float32", speeds)


def share_gpus() -> None:
    """Lets TensorFlow take GPU memory as it needs it; by default it takes it all, and a second notebook gets none."""
    with contextlib.suppress(RuntimeError):  # too late: something has run on the GPU already
        for gpu in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, True)


def candidates() -> tuple[str, ...]:
    """float16 is fast on GPUs only; bfloat16 where the processor has instructions for it, which measuring shows."""
    return ("float32", "bfloat16", "float16") if has_gpu() else ("float32", "bfloat16")


def has_gpu() -> bool:
    """Whether TensorFlow sees a GPU."""
    return bool(tf.config.list_physical_devices("GPU"))


@functools.cache
def measure_speed(dtype: str, clock: Clock) -> float:
    """GFLOP/s of 3×3 convolutions as in VGG-19's third block, forward and back to their input; 0 if unsupported.

    Both directions count: in bfloat16, AVX2 takes as long forward as in float32, but twenty times as long back.
    """
    # On a GPU one small convolution is over before the next can start: more work, or only the waiting is measured.
    side, layers, channels = (128, 16, 256) if has_gpu() else (32, 1, 256)
    try:
        step = forward_and_gradient(dtype, side, layers, channels)
        clock(step)  # loads kernels
        seconds = [clock(step)]
        while len(seconds) < 8 and sum(seconds) < MEASURING_SECONDS:
            seconds.append(clock(step))
    except tf.errors.OpError:
        return 0.0
    return 2 * layers * 2 * side**2 * 9 * channels**2 / min(seconds) / 1e9


def forward_and_gradient(dtype: str, side: int, layers: int, channels: int) -> Callable[[], Any]:
    """A traced function: convolutions with ReLU of (1, side, side, channels), and the gradient of their sum."""
    x = tf.ones([1, side, side, channels], dtype)
    kernel = tf.fill([3, 3, channels, channels], tf.cast(1 / (9 * channels), dtype))

    @tf.function(autograph=False)
    def step() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x
            for _ in range(layers):
                y = tf.nn.relu(tf.nn.conv2d(y, kernel, strides=1, padding="SAME"))
            total = tf.reduce_sum(tf.cast(y, tf.float32))
        return total + tf.reduce_sum(tf.cast(tape.gradient(total, x), tf.float32))

    traced: Callable[[], Any] = step.get_concrete_function()
    return traced


def seconds_to_run(function: Callable[[], Any]) -> float:
    """Seconds until the function's result is there."""
    start = time.perf_counter()
    function().numpy()
    return time.perf_counter() - start
