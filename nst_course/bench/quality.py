"""Quality of the pictures, always judged by VGG-19 in float32, whichever network made them.

What share of the style distance between C and S has G covered, and how far has it moved from C to do so?
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ..doctor import describe_machine, measured_on
from ..errors import NstError
from ..images import CONTENT, STYLE, check_writable, is_picture, load_picture, save_picture
from ..networks import load_network
from ..transfer.initial import resize
from ..transfer.objective import gram_per_position
from ..transfer.plan import fit
from ..transfer.run import StyleTransfer, stylize

STYLE_LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))
CONTENT_LAYER = "block4_conv2"
SIZE = 400  # long side of C, S, and G, pixels

Record = dict[str, Any]


class QualityJudge:
    """VGG-19 with its preprocessing and max pooling, in float32; `weights` is the path of its weights."""

    def __init__(self, weights: str | Path | None = None) -> None:
        self.network = load_network("vgg19", layers=[*STYLE_LAYERS, CONTENT_LAYER], weights=weights)

    def __call__(self, C: NDArray[Any], S: NDArray[Any], G: NDArray[Any]) -> tuple[float, float]:
        """(share of the style distance captured, relative content distance) for pictures (H, W, 3) in [0, 1]."""
        a_C, a_S, a_G = (self.network(tf.convert_to_tensor(picture)[None]) for picture in (C, S, G))
        captured = 1 - style_distance(a_G, a_S) / style_distance(a_C, a_S)
        return float(captured), float(relative_distance(a_G[CONTENT_LAYER], a_C[CONTENT_LAYER]))


def style_distance(a: dict[str, tf.Tensor], a_S: dict[str, tf.Tensor]) -> tf.Tensor:
    """Mean over the style layers of ‖Gram(X) − Gram(S)‖² / ‖Gram(S)‖², with Gram matrices per position."""
    distances = [relative_distance(*map(gram_per_position, (a[layer], a_S[layer]))) for layer in STYLE_LAYERS]
    return sum(distances) / len(distances)


def relative_distance(value: tf.Tensor, truth: tf.Tensor) -> tf.Tensor:
    """‖value − truth‖² / ‖truth‖²."""
    return tf.reduce_sum(tf.square(value - truth)) / tf.reduce_sum(tf.square(truth))


def measure(
    content: str,
    style: str,
    network: str = "auto",
    weights: str | Path | None = None,
    keep: str | Path = "",
    progress: Callable[[str], None] = lambda text: None,
    **settings: Any,
) -> Record:
    """The record of all pairs: style captured, content distance, seconds, and steps, all with the same settings.

    `content` and `style` are pictures, folders, or "all" for the built-in ones; `weights` is the path of VGG-19's.
    The pictures are saved in the folder `keep`, if given; `settings` are those that differ from the defaults.
    """
    contents, styles = find_pictures(content, CONTENT), find_pictures(style, STYLE)
    if keep:
        _make_folder(keep)
    judge, pairs = QualityJudge(weights), []
    for S in styles:
        for C in contents:
            pair, run, G = _judge_pair(judge, C, S, network, {"size": SIZE, **settings})
            pairs.append(pair)
            progress(f"{pair['pair']}: captured {pair['captured']:.3f} at content distance {pair['content']:.3f}")
            if keep:
                save_picture(Path(keep) / f"{pair['pair']}.png", G, metadata={"settings": asdict(run.settings)})
    about = {"network": run.network.name, "title": run.network.title, "precision": run.precision.dtype}
    return {"machine": describe_machine(), **about, "settings": settings, "pairs": pairs, **summarize(pairs)}


def find_pictures(name: str, builtin: Iterable[str]) -> list[str | Path]:
    """The pictures in a folder, sorted; all `builtin` ones for "all"; otherwise the one picture of that name."""
    if name == "all":
        return list(builtin)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return [name]
    files: list[str | Path] = [file for file in sorted(folder.iterdir()) if is_picture(file)]
    if not files:
        raise NstError(f"The folder '{name}' contains no pictures: choose one that does, a picture, or 'all'.")
    return files


def _make_folder(path: str | Path) -> None:
    """Creates the folder if necessary. Raises NstError if no picture can be written there."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NstError(f"'{path}' can't be a folder for pictures ({error.strerror}): choose another one.") from error
    check_writable(Path(path) / "a.png")


def _judge_pair(
    judge: QualityJudge, content: str | Path, style: str | Path, network: str, settings: dict[str, Any]
) -> tuple[Record, StyleTransfer, NDArray[np.float32]]:
    """One pair: its record, the run, and G."""
    C, S, begin = _fit_picture(content), _fit_picture(style), time.perf_counter()
    run = stylize(C, S, network=network, **settings)
    steps = sum(1 for _ in run)
    seconds, G = time.perf_counter() - begin, run.final_picture()[0]
    captured, distance = judge(C, S, G)
    name = f"{Path(content).stem}_{Path(style).stem}"
    return {"pair": name, "captured": captured, "content": distance, "seconds": seconds, "steps": steps}, run, G


def _fit_picture(source: str | Path) -> NDArray[np.float32]:
    """A picture (H, W, 3) in [0, 1] whose long side is SIZE."""
    rgb = load_picture(source).rgb
    fitted: NDArray[np.float32] = resize(rgb[None], fit(rgb.shape[:2], SIZE))[0].numpy().clip(0, 1)
    return fitted


def summarize(pairs: list[Record]) -> Record:
    """Means over all pairs, and the worst share captured."""
    captured, content, seconds = ([pair[name] for pair in pairs] for name in ("captured", "content", "seconds"))
    return {
        "mean_captured": sum(captured) / len(pairs),
        "worst_captured": min(captured),
        "mean_content": sum(content) / len(pairs),
        "mean_seconds": sum(seconds) / len(pairs),
    }


def quality_table(record: Record) -> str:
    """The record as Markdown."""
    rows = ["| pair | captured | content distance | seconds |", "|---|---|---|---|"]
    rows += [
        f"| {pair['pair']} | {pair['captured']:.3f} | {pair['content']:.3f} | {pair['seconds']:.1f} |"
        for pair in record["pairs"]
    ]
    rows += [
        f"| **mean of {len(record['pairs'])}** | **{record['mean_captured']:.3f}** | **{record['mean_content']:.3f}** "
        f"| **{record['mean_seconds']:.1f}** |",
        "",
        f"Worst pair: {record['worst_captured']:.3f}. Made with {record['title']} in {record['precision']}, long side "
        f"{SIZE} pixels; judged by VGG-19 in float32.",
        measured_on(record["machine"]),
    ]
    return "\n".join(rows)
