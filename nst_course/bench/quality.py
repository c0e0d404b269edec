"""How good the pictures are, as VGG-19 in float32 sees them, whatever network made them.

Of the distance in style between C and S, what share has G covered, and how far has it gone from C for that?
"""

import time
from dataclasses import asdict
from pathlib import Path

import tensorflow as tf

from ..errors import NstError
from ..images import CONTENT as PICTURES
from ..images import STYLE as PAINTINGS
from ..images import check_writable, is_picture, load_picture, save_picture
from ..networks import load_network
from ..transfer.plan import fit
from ..transfer.resize import resize
from ..transfer.style import gram_per_position
from ..transfer.stylize import stylize
from .machine import machine, measured_on

STYLE_LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))
CONTENT_LAYER = "block4_conv2"
SIZE = 400  # long side of C, S and G, pixels


class Judge:
    """VGG-19 with its preprocessing and max pooling, in float32; `weights` is the path of its weights."""

    def __init__(self, weights=None):
        self.network = load_network("vgg19", layers=[*STYLE_LAYERS, CONTENT_LAYER], weights=weights)

    def __call__(self, C, S, G):
        """(share of the style distance captured, relative content distance) for pictures (height, width, 3)."""
        C, S, G = (self.network(tf.convert_to_tensor(picture)[None]) for picture in (C, S, G))
        captured = 1 - style_distance(G, S) / style_distance(C, S)
        return float(captured), float(relative_distance(G[CONTENT_LAYER], C[CONTENT_LAYER]))


def style_distance(a, a_S):
    """Mean over the style layers of ‖Gram(X) − Gram(S)‖² / ‖Gram(S)‖², Gram matrices per position."""
    distances = [relative_distance(*map(gram_per_position, (a[layer], a_S[layer]))) for layer in STYLE_LAYERS]
    return sum(distances) / len(distances)


def relative_distance(value, truth):
    """‖value − truth‖² / ‖truth‖²."""
    return tf.reduce_sum(tf.square(value - truth)) / tf.reduce_sum(tf.square(truth))


def fitted(source):
    """A picture (height, width, 3) in [0, 1] whose long side is SIZE."""
    rgb = load_picture(source).rgb
    return resize(rgb[None], fit(rgb.shape[:2], SIZE))[0].numpy().clip(0, 1)


def sources(name, built_in):
    """The pictures of a folder, in order; all of `built_in` for "all"; else the one picture of that name."""
    if name == "all":
        return list(built_in)
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return [name]
    files = sorted(file for file in folder.iterdir() if is_picture(file))
    if not files:
        raise NstError(f"The folder '{name}' holds no pictures: name one that does, a picture, or 'all'.")
    return files


def measure(content, style, network="auto", weights=None, keep="", progress=lambda text: None, **settings):
    """The record of all pairs: captured, content distance, seconds and steps of each, made with one setting.

    `content` and `style` are pictures, folders, or "all" for the built-in ones; `weights` is the path of the judge's.
    The pictures go into the folder `keep`, if one is named; `settings` are those that differ from the default.
    """
    contents, styles = sources(content, PICTURES), sources(style, PAINTINGS)
    if keep:
        make_folder(keep)
    judge, pairs = Judge(weights), []
    for S in styles:
        for C in contents:
            pair, run, G = judged(judge, C, S, network, {"size": SIZE, **settings})
            pairs.append(pair)
            progress(f"{pair['pair']}: captured {pair['captured']:.3f} at content distance {pair['content']:.3f}")
            if keep:
                save_picture(Path(keep) / f"{pair['pair']}.png", G, metadata={"settings": asdict(run.settings)})
    about = {"network": run.network.name, "title": run.network.title, "precision": run.precision.dtype}
    return {"machine": machine(), **about, "settings": settings, "pairs": pairs, **summary(pairs)}


def make_folder(path):
    """The folder, made where it is missing. Raises NstError where no picture can be written there."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NstError(f"'{path}' cannot be a folder for pictures ({error.strerror}): choose another.") from error
    check_writable(Path(path) / "a.png")


def judged(judge, content, style, network, settings):
    """One pair: its record, the run, and G."""
    C, S, begin = fitted(content), fitted(style), time.perf_counter()
    run = stylize(C, S, network=network, **settings)
    steps = sum(1 for _ in run)
    seconds, G = time.perf_counter() - begin, run.final_picture()[0]
    captured, distance = judge(C, S, G)
    name = f"{Path(content).stem}_{Path(style).stem}"
    return {"pair": name, "captured": captured, "content": distance, "seconds": seconds, "steps": steps}, run, G


def summary(pairs):
    """{what: number} over all pairs."""
    captured, content, seconds = ([pair[name] for pair in pairs] for name in ("captured", "content", "seconds"))
    return {
        "mean_captured": sum(captured) / len(pairs),
        "worst_captured": min(captured),
        "mean_content": sum(content) / len(pairs),
        "mean_seconds": sum(seconds) / len(pairs),
    }


def table(record):
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
        f"Worst pair: {record['worst_captured']:.3f}. Made by {record['title']} in {record['precision']}, long side "
        f"{SIZE} pixels; judged by VGG-19 in float32.",
        measured_on(record["machine"]),
    ]
    return "\n".join(rows)
