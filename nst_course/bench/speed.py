"""Speed of the engine compared with the loop found in tutorials: steps per second, time to a given J, memory.

Everything is measured in one run, because only ratios carry over from machine to machine; absolute figures drift.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from ..costs import STYLE_LAYERS, train_step
from ..doctor import describe_machine, measured_on
from ..images import load_picture
from ..networks.precision import choose_precision, seconds_to_run
from ..transfer.initial import read_pictures, resize
from ..transfer.plan import forward_flops
from ..transfer.run import StyleTransfer, stylize
from ..transfer.settings import settings_from
from .memory import peak_memory

SIZES = (256, 400, 512)
QUALITY_SIZE = 400
WARM_UP_STEPS, TIMED_STEPS = 2, 5
TARGET_STEPS = 100  # steps of the textbook loop that determine the J to reach
STEP_LIMIT = 400  # steps after which we stop waiting for the engine to reach it
# From C in the colors of S, at full size from the start: of the variants we tried, the fastest to reach that J.
FASTEST_START = {"start": "colors", "steps": (STEP_LIMIT,)}

CONTENT_LAYER = "block5_conv4"
# The textbook's objective, as settings of the engine.
TEXTBOOK_SETTINGS: dict[str, Any] = {
    "network": "vgg19",
    "preprocess": "none",
    "normalize": False,
    "alpha": 10.0,
    "beta": 40.0,
    "tv": 0.0,
    "content_layers": {CONTENT_LAYER: 1.0},
    "style_layers": dict(STYLE_LAYERS),
    "averaging": 0.0,
}

Record = dict[str, Any]


class TextbookLoop:
    """The baseline found in tutorials: a float32 `tf.function` step with Adam at one scale. `step()` returns J.

    Keras' own VGG-19 without preprocessing, α = 10, β = 40, Adam with rate 0.01, start from noise. C and S are
    float32 tensors (1, H, W, 3) of the same size.
    """

    def __init__(self, content: tf.Tensor, style: tf.Tensor, weights: str | Path, seed: int = 0) -> None:
        vgg = keras.applications.VGG19(include_top=False, weights=str(weights))
        vgg.trainable = False
        layers = [*(name for name, _ in STYLE_LAYERS), CONTENT_LAYER]
        self.outputs = keras.Model(vgg.input, [vgg.get_layer(name).output for name in layers])
        self.a_C, self.a_S = self.outputs(content), self.outputs(style)
        self.picture = tf.Variable(tf.random.stateless_uniform(content.shape, seed=[seed, 0]))
        self.optimizer = keras.optimizers.Adam(learning_rate=0.01)
        self.optimizer.build([self.picture])
        self.step = tf.function(self._step)

    def _step(self) -> tf.Tensor:
        return train_step(self.picture, self.a_C, self.a_S, self.outputs, self.optimizer)


# ---------------------------------------------------------------- measurements


def measure(
    content: str,
    style: str,
    weights: str | Path,
    sizes: Sequence[int] = SIZES,
    quality: bool = True,
    progress: Callable[[str], None] = lambda text: None,
) -> Record:
    """The record: machine, speeds at `sizes`, peak of matrix products, memory, and, with `quality`, time to a given J.

    `weights` is the path of VGG-19's weights.
    """
    precision = choose_precision()
    record: Record = {
        "machine": describe_machine(),
        "precision": precision.dtype,
        "convolution_gflops": precision.speeds,
        "speeds": [],
        "networks": [],
    }
    peaks = []
    for size in sizes:
        progress(f"matrix product, then steps at {size}²")
        peaks.append(matmul_peak(precision.dtype))  # each time, because a machine's speed varies
        record["speeds"].append(step_speeds(content, style, weights, size))
        record["networks"].append(network_speeds(content, style, weights, size))
    record["peak_gflops"] = max(peaks)
    progress("memory")
    largest = max(sizes)
    record["memory"] = {"size": largest, "peak": peak_memory(content, style, weights, largest)}
    if quality:
        record["quality"] = time_to_quality(
            content, style, weights, QUALITY_SIZE, lambda text: progress(f"time to quality: {text}")
        )
    return record


def square_pictures(content: str, style: str, size: int) -> list[tf.Tensor]:
    """C and S as tensors (1, size, size, 3), stretched to squares, as the textbook's pictures are."""
    return [resize(load_picture(source).rgb[None], (size, size)) for source in (content, style)]


def textbook_transfer(content: tf.Tensor, style: tf.Tensor, weights: str | Path, **changes: Any) -> StyleTransfer:
    """The engine on the textbook's objective, with the settings `changes`."""
    settings = settings_from({**TEXTBOOK_SETTINGS, **changes})
    pictures = read_pictures(content[0].numpy().clip(0, 1), style[0].numpy().clip(0, 1), settings)
    return StyleTransfer(pictures, settings, weights=weights)


def step_speeds(content: str, style: str, weights: str | Path, size: int) -> Record:
    """Steps per second of the textbook loop and of the engine, in alternation, the best of a few."""
    C, S = square_pictures(content, style, size)
    textbook = TextbookLoop(C, S, weights)
    run = textbook_transfer(C, S, weights, size=size, first_size=size, steps=(WARM_UP_STEPS + TIMED_STEPS,))
    seconds: dict[str, list[float]] = {"textbook": [], "engine": []}
    for _ in range(WARM_UP_STEPS + TIMED_STEPS):
        seconds["textbook"].append(seconds_to_run(textbook.step))
        seconds["engine"].append(next(run).duration)
    best = _best_rates(seconds)
    flops = 2 * forward_flops((size, size), run.network.channel_counts)  # forward, and back to the pixels
    return {"size": size, **best, "ratio": best["engine"] / best["textbook"], "gflops": best["engine"] * flops / 1e9}


def network_speeds(content: str, style: str, weights: str | Path, size: int) -> Record:
    """Steps per second with the default objective on VGG-19 and on the pocket network, in alternation."""
    C, S = (picture[0].numpy().clip(0, 1) for picture in square_pictures(content, style, size))
    shared: dict[str, Any] = {"size": size, "first_size": size, "steps": (WARM_UP_STEPS + TIMED_STEPS,)}
    runs = {
        "vgg19": stylize(C, S, network="vgg19", weights=weights, **shared),
        "pocket": stylize(C, S, network="pocket", **shared),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(WARM_UP_STEPS + TIMED_STEPS):
        for name, run in runs.items():
            seconds[name].append(next(run).duration)
    best = _best_rates(seconds)
    return {"size": size, **best, "ratio": best["pocket"] / best["vgg19"]}


def _best_rates(seconds: dict[str, list[float]]) -> dict[str, float]:
    return {name: 1 / min(times[WARM_UP_STEPS:]) for name, times in seconds.items()}


def matmul_peak(dtype: str, n: int = 4096, repeats: int = 5) -> float:
    """GFLOP/s of TensorFlow's own product of two n × n matrices."""
    a = tf.ones([n, n], dtype)
    product = tf.function(lambda: tf.matmul(a, a)[0, 0])
    return 2 * n**3 / min(seconds_to_run(product) for _ in range(repeats + 1)) / 1e9


def time_to_quality(
    content: str, style: str, weights: str | Path, size: int, progress: Callable[[str], None]
) -> Record:
    """Seconds of the textbook loop for TARGET_STEPS steps, and of the engine until its J is as low.

    Both are judged by J in float32 of the current picture, with the clock stopped. Both times include tracing but not
    loading the network.
    """
    C, S = square_pictures(content, style, size)
    textbook = TextbookLoop(C, S, weights)
    start = time.perf_counter()
    for _ in range(TARGET_STEPS):
        progress(f"textbook {float(textbook.step()):.4g}")
    textbook_seconds = time.perf_counter() - start
    exact_J = exact_objective(C, S, weights, size)
    target = exact_J(textbook.picture)
    run = textbook_transfer(C, S, weights, size=size, first_size=size, **FASTEST_START)
    engine_seconds, before = 0.0, time.perf_counter()
    for step in run:
        engine_seconds += time.perf_counter() - before
        is_close = step.size == (size, size) and step.J < 1.1 * target
        J = exact_J(tf.constant(step.picture())[None]) if is_close else step.J
        progress(f"engine {J:.4g}")
        if J <= target and step.size == (size, size):
            break
        before = time.perf_counter()
    return {
        "size": size,
        "target": target,
        "J": J,
        "textbook": textbook_seconds,
        "engine": engine_seconds,
        "steps": step.step,
        "ratio": textbook_seconds / engine_seconds,
    }


def exact_objective(C: tf.Tensor, S: tf.Tensor, weights: str | Path, size: int) -> Callable[[Any], float]:
    """The function that gives J of a picture under the textbook's objective, in float32."""
    run = textbook_transfer(C, S, weights, size=size, first_size=size, precision="float32")
    run.enter_scale((size, size))
    J = tf.function(lambda picture: run.objective(picture)[1]["J"])
    return lambda picture: float(J(tf.convert_to_tensor(picture)))


# ---------------------------------------------------------------- report


def speed_table(record: Record) -> str:
    """The record as Markdown."""
    rows = [
        "| one step at | textbook, steps/s | engine, steps/s | ratio | share of the matrix peak |",
        "|---|---|---|---|---|",
    ]
    for s in record["speeds"]:
        share = s["gflops"] / record["peak_gflops"]
        rows.append(f"| {s['size']}² | {s['textbook']:.2f} | {s['engine']:.2f} | {s['ratio']:.1f}× | {share:.0%} |")
    memory = record["memory"]
    rows += ["", "| one step of `nst stylize` at | VGG-19, steps/s | pocket, steps/s | ratio |", "|---|---|---|---|"]
    for s in record["networks"]:
        rows.append(f"| {s['size']}² | {s['vgg19']:.2f} | {s['pocket']:.1f} | {s['ratio']:.1f}× |")
    rows += ["", f"Peak memory of a whole run at {memory['size']}²: {memory['peak'] / 1e9:.2f} GB."]
    if "quality" in record:
        rows.append(_quality_sentence(record["quality"]))
    rows.append(
        f"Convolutions in {record['precision']}; matrix products in that format peak at "
        f"{record['peak_gflops']:.0f} GFLOP/s. {measured_on(record['machine'])}"
    )
    return "\n".join(rows)


def _quality_sentence(quality: Record) -> str:
    """How long each took to reach the textbook loop's J, or that the engine never reached it."""
    q = quality
    textbook = f"The textbook loop takes {q['textbook']:.0f} s for {TARGET_STEPS} steps at {q['size']}², to J = "
    textbook += f"{q['target']:.3g}"
    seconds, steps = f"{q['engine']:.1f} s", f"{q['steps']} steps"
    if q["J"] <= q["target"]:
        return f"{textbook}; the engine reaches the same J in {seconds} ({steps}), {q['ratio']:.0f} times as fast."
    return f"{textbook}; the engine did not reach that J: after {seconds} ({steps}) it is at {q['J']:.3g}."
