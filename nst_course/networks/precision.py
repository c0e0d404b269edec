"""Which number format the convolutions run in: measured, not guessed. -> Precision."""

import contextlib
import functools
import time
from dataclasses import dataclass

import tensorflow as tf

from ..errors import NstError

CLEAR = 1.15  # a format must be this much faster than float32 to be worth its rounding


@dataclass(frozen=True)
class Precision:
    """The format chosen, and the speed of a small convolution in each format tried, GFLOP/s."""

    dtype: str
    speeds: dict

    @property
    def speed(self):
        """GFLOP/s of the format chosen."""
        return self.speeds[self.dtype]


def choose_precision(wanted="auto"):
    """The `Precision` asked for, or for "auto" the fastest one here; float32 unless another is clearly faster.

    Raises NstError for a format that this machine cannot compute in.
    """
    share_gpus()
    if wanted != "auto":
        speed = measure_convolution(wanted)
        if not speed:
            raise NstError(f"This machine cannot compute convolutions in {wanted}: use --precision auto.")
        return Precision(wanted, {wanted: speed})
    speeds = {dtype: measure_convolution(dtype) for dtype in candidates()}
    best = max(speeds, key=speeds.get)
    return Precision(best if speeds[best] > CLEAR * speeds["float32"] else "float32", speeds)


def share_gpus():
    """Lets TensorFlow take GPU memory as it needs it; else it takes all, and a second run or notebook finds none."""
    with contextlib.suppress(RuntimeError):  # too late: something has run on the GPU already
        for gpu in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, True)


def candidates():
    """float16 is fast on GPUs alone; bfloat16 where the processor has instructions for it, which measuring shows."""
    return ("float32", "bfloat16", "float16") if tf.config.list_physical_devices("GPU") else ("float32", "bfloat16")


@functools.cache
def measure_convolution(dtype):
    """GFLOP/s of 3×3 convolutions as in VGG-19's third block, the best of a few; 0 where there is no such format."""
    # On a GPU one small convolution is over before the next can start: more work, or only the waiting is measured.
    side, chain, channels = (128, 16, 256) if tf.config.list_physical_devices("GPU") else (64, 1, 256)
    x = tf.ones([1, side, side, channels], dtype)
    kernel = tf.fill([3, 3, channels, channels], tf.cast(1 / (9 * channels), dtype))

    @tf.function(autograph=False)
    def convolve():
        y = x
        for _ in range(chain):
            y = tf.nn.conv2d(y, kernel, strides=1, padding="SAME")
        return tf.reduce_max(y)

    try:
        clock(convolve)  # traces
        seconds = [clock(convolve)]
        while len(seconds) < 8 and sum(seconds) < 0.5:  # a format that is emulated is slow enough to show at once
            seconds.append(clock(convolve))
    except tf.errors.OpError:
        return 0.0
    return chain * 2 * side**2 * 9 * channels**2 / min(seconds) / 1e9


def clock(function):
    """Seconds until the result is there."""
    start = time.perf_counter()
    function().numpy()
    return time.perf_counter() - start
