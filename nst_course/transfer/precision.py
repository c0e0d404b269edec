"""Which number format the convolutions run in: measured, not guessed. -> Precision."""

import contextlib
import functools
import time
from dataclasses import dataclass

import tensorflow as tf

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
    """The `Precision` asked for, or for "auto" the fastest one here; float32 unless another is clearly faster."""
    share_gpus()
    if wanted != "auto":
        return Precision(wanted, {wanted: measure_convolution(wanted)})
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
def measure_convolution(dtype, side=64, channels=256, repeats=8):
    """GFLOP/s of a 3×3 convolution of VGG-19's third block on a small picture; the best of a few."""
    x = tf.ones([1, side, side, channels], dtype)
    kernel = tf.ones([3, 3, channels, channels], dtype)
    convolve = tf.function(lambda: tf.reduce_max(tf.nn.conv2d(x, kernel, strides=1, padding="SAME")))
    seconds = [clock(convolve) for _ in range(repeats + 1)][1:]  # the first one traces
    return 2 * side**2 * 9 * channels**2 / min(seconds) / 1e9


def clock(function):
    """Seconds until the result is there."""
    start = time.perf_counter()
    function().numpy()
    return time.perf_counter() - start
