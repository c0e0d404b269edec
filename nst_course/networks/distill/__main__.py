"""`python -m nst_course.networks.distill`: trains a pocket network and writes it to a file."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from ...errors import NstError

EVERY = 50  # steps that a line of the log stands for


def distill(
    teacher: Annotated[str, typer.Option(help="VGG-19's weights in Keras' format.")],
    photos: Annotated[str, typer.Option(help="Folder of photographs.")],
    art: Annotated[str, typer.Option(help="Folder of paintings, drawings and textures.")],
    minutes: Annotated[float, typer.Option(help="Length of the training; the network that ships had 50.")],
    output: Annotated[str, typer.Option("--output", "-o", help="File for the network.")] = "pocket.npz",
    seed: Annotated[int, typer.Option(help="Of crops, noise and dreams.")] = 0,
    precision: Annotated[str, typer.Option(help="float32, bfloat16 or float16; auto measures.")] = "auto",
):
    """Train a pocket network from VGG-19 and write it to a file.

    A checkpoint is kept every two minutes beside the file, in a folder of its own: the same command goes on from
    there. The schedule is one of time: the same seed shows the same pictures, and a quicker machine shows more of them.
    """
    from ...images import probe

    if not 0 < minutes < 10_000:
        raise NstError(f"--minutes is {minutes:g}: give a number above 0 and below 10000.")
    probe(output, (".npz",))
    train(Path(teacher), photos, art, minutes, Path(output).expanduser(), seed, precision)


def train(teacher, photos, art, minutes, output, seed, precision):
    """Reads, trains, writes; says how it goes."""
    from .. import pocket
    from ..vgg19 import md5, read_weights
    from .fold import folded
    from .pictures import read_folder

    folder = output.with_suffix(".checkpoints")
    if output.exists() and not folder.exists():
        raise NstError(f"There is a file '{output}' already: choose another --output, or move it away.")
    if not teacher.is_file():
        raise NstError(f"--teacher is '{teacher}', which is not a file: name VGG-19's weights in Keras' format.")
    pictures = [read_folder(photos, "--photos"), read_folder(art, "--art")]
    weights = read_weights(teacher)
    print(f"Teacher {teacher}; {len(pictures[0])} photographs, {len(pictures[1])} pictures of art.", flush=True)
    from ..precision import choose_precision
    from .checkpoints import Checkpoints
    from .training import Training

    training = Training(weights, *pictures, seed=seed, dtype=choose_precision(precision).dtype)
    about = {"teacher": md5(teacher), "pictures": list(map(len, pictures)), "seed": seed, "precision": precision}
    checkpoints = Checkpoints(folder, training, about)
    if checkpoints.resumed:
        print(
            f"Going on from step {training.step.numpy()}, {training.seconds.numpy() / 60:.0f} minutes in.", flush=True
        )
    lessons(training, minutes, checkpoints)
    pocket.write_weights(output, folded(training.student.arrays(), training.means))
    print(f"Wrote {output} ({output.stat().st_size / 1e6:.2f} MB) after {training.step.numpy()} steps.")


def lessons(training, minutes, checkpoints):
    """All of them, with a line of errors now and then, and checkpoints."""
    sums, start = {}, time.perf_counter()
    try:
        for errors in training.run(60 * minutes):
            sums = {name: sums.get(name, 0) + error / EVERY for name, error in errors.items()}
            step = int(training.step)
            if step % EVERY == 0:
                line = {"step": step, "seconds": round(float(training.seconds), 1)}
                print(json.dumps(line | {name: round(value, 4) for name, value in sums.items()}), flush=True)
                sums = {}
            checkpoints.keep_now_and_then()
    finally:  # also after Ctrl-C
        checkpoints.keep()
    print(f"Trained for {time.perf_counter() - start:.0f} s, {float(training.seconds):.0f} s in all.", flush=True)


def main():
    """A user's mistake is one sentence on stderr and exit code 2; Ctrl-C leaves the last checkpoint."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # its notes on drivers say nothing to a user
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(distill)
    try:
        app()
    except NstError as error:
        print(f"distill: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
