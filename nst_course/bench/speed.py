"""Measurements, each a function that returns numbers. Ratios hold within one run; absolute figures drift."""

import time

import tensorflow as tf

from ..images import load_picture
from ..networks.precision import seconds_to_run
from ..transfer.plan import forward_flops
from ..transfer.resize import resize
from ..transfer.settings import settings_from
from ..transfer.stylization import Stylization
from ..transfer.stylize import stylize
from .textbook import SETTINGS, Textbook

WARM_UP, TIMED = 2, 5
LIMIT = 400  # steps after which the engine has failed to reach the textbook's J
PATIENT = 100  # steps of the textbook loop that set the mark
# From C in the colours of S, at the full size at once: of the ways tried the shortest to this mark.
WAY = {"start": "colors", "steps": (LIMIT,)}


def squares(content, style, size):
    """C and S squashed to size × size, as the textbook's pictures are."""
    return [resize(load_picture(source).rgb[None], (size, size)) for source in (content, style)]


def engine(content, style, weights, **changes):
    """The engine on the textbook's objective."""
    return Stylization(
        content[0].numpy().clip(0, 1),
        style[0].numpy().clip(0, 1),
        settings_from({**SETTINGS, **changes}),
        weights=weights,
    )


def step_speeds(content, style, weights, size):
    """Steps per second of the textbook loop and of the engine, taken in turns, the best of a few."""
    C, S = squares(content, style, size)
    textbook = Textbook(C, S, weights)
    run = engine(C, S, weights, size=size, first_size=size, steps=(WARM_UP + TIMED,))
    seconds = {"textbook": [], "engine": []}
    for _ in range(WARM_UP + TIMED):
        seconds["textbook"].append(seconds_to_run(textbook.step))
        seconds["engine"].append(next(run).duration)
    best = {name: 1 / min(times[WARM_UP:]) for name, times in seconds.items()}
    flops = 2 * forward_flops((size, size), run.network.widths)  # forward, and back to the pixels
    return {"size": size, **best, "ratio": best["engine"] / best["textbook"], "gflops": best["engine"] * flops / 1e9}


def network_speeds(content, style, weights, size):
    """Steps per second of the engine with its default objective on VGG-19 and on the pocket network, in turns."""
    C, S = (picture[0].numpy().clip(0, 1) for picture in squares(content, style, size))
    same = {"size": size, "first_size": size, "steps": (WARM_UP + TIMED,)}
    runs = {
        "vgg19": stylize(C, S, network="vgg19", weights=weights, **same),
        "pocket": stylize(C, S, network="pocket", **same),
    }
    seconds = {name: [] for name in runs}
    for _ in range(WARM_UP + TIMED):
        for name, run in runs.items():
            seconds[name].append(next(run).duration)
    best = {name: 1 / min(times[WARM_UP:]) for name, times in seconds.items()}
    return {"size": size, **best, "ratio": best["pocket"] / best["vgg19"]}


def matmul_peak(dtype, n=4096, repeats=5):
    """GFLOP/s of TensorFlow's own matrix product of two n × n matrices."""
    a = tf.ones([n, n], dtype)
    product = tf.function(lambda: tf.matmul(a, a)[0, 0])
    return 2 * n**3 / min(seconds_to_run(product) for _ in range(repeats + 1)) / 1e9


def time_to_quality(content, style, weights, size, progress):
    """Seconds of the textbook loop for PATIENT steps, and of the engine until its J is as low.

    J is that of a float32 network on the picture as it is, measured while the clock stands still. Both clocks include
    tracing; loading the network is left out of both.
    """
    C, S = squares(content, style, size)
    textbook = Textbook(C, S, weights)
    start = time.perf_counter()
    for _ in range(PATIENT):
        progress(f"textbook {float(textbook.step()):.4g}")
    slow = time.perf_counter() - start
    judge = exact_objective(C, S, weights, size)
    mark = judge(textbook.picture)
    run = engine(C, S, weights, size=size, first_size=size, **WAY)
    quick, before = 0.0, time.perf_counter()
    for step in run:
        quick += time.perf_counter() - before
        J = judge(tf.constant(step.picture())[None]) if step.size == (size, size) and step.J < 1.1 * mark else step.J
        progress(f"engine {J:.4g}")
        if J <= mark and step.size == (size, size):
            break
        before = time.perf_counter()
    return {
        "size": size,
        "mark": mark,
        "J": J,
        "textbook": slow,
        "engine": quick,
        "steps": step.step,
        "ratio": slow / quick,
    }


def exact_objective(C, S, weights, size):
    """J of a picture under the textbook's objective in float32."""
    run = engine(C, S, weights, size=size, first_size=size, precision="float32")
    run.enter_scale((size, size))
    J = tf.function(lambda picture: run.objective(picture)[1]["J"])
    return lambda picture: float(J(tf.convert_to_tensor(picture)))
