"""`python -m nst_course.networks.distill`: trains a pocket network and writes it to a file."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import NstError

if TYPE_CHECKING:
    from .training import Checkpoints, Training

STEPS_PER_LINE = 50  # of the log


def distill(
    teacher: Annotated[str, typer.Option(help="VGG-19's weights in Keras' format.")],
    photos: Annotated[str, typer.Option(help="Folder of photographs.")],
    art: Annotated[str, typer.Option(help="Folder of paintings, drawings and textures.")],
    minutes: Annotated[float, typer.Option(help="Length of the training; the shipped network had 50.")],
    output: Annotated[str, typer.Option("--output", "-o", help="File for the network.")] = "pocket.npz",
    seed: Annotated[int, typer.Option(help="Seed of crops, noise and dreams.")] = 0,
    precision: Annotated[str, typer.Option(help="float32, bfloat16 or float16; auto measures.")] = "auto",
) -> None:
    """Train a pocket network from VGG-19 and write it to a file.

    A checkpoint is saved every two minutes, in a folder next to the file: run the same command again to resume. The
    schedule is based on time: the same seed draws the same pictures, and a faster machine gets through more of them.
    """
    from ...images import probe

    if not 0 < minutes < 10_000:
        raise NstError(f"--minutes is {minutes:g}: give a number above 0 and below 10000.")
    probe(output, (".npz",))
    train(Path(teacher), photos, art, minutes, Path(output).expanduser(), seed, precision)


def train(teacher: Path, photos: str, art: str, minutes: float, output: Path, seed: int, precision: str) -> None:
    """Read the inputs, train, write the network, and report progress."""
    from .. import pocket
    from ..vgg19 import md5_checksum, read_weights
    from .training_pictures import read_folder

    folder = output.with_suffix(".checkpoints")
    if output.exists() and not folder.exists():
        raise NstError(f"The file '{output}' already exists: choose another --output, or move it away.")
    if not teacher.is_file():
        raise NstError(f"--teacher is '{teacher}', which is not a file: name VGG-19's weights in Keras' format.")
    photographs, paintings = read_folder(photos, "--photos"), read_folder(art, "--art")
    weights = read_weights(teacher)
    print(f"Teacher {teacher}; {len(photographs)} photographs, {len(paintings)} pictures of art.", flush=True)
    from ..precision import choose_precision
    from .student import folded
    from .training import Checkpoints, Training

    training = Training(weights, photographs, paintings, seed=seed, dtype=choose_precision(precision).dtype)
    pictures = [len(photographs), len(paintings)]
    description = {"teacher": md5_checksum(teacher), "pictures": pictures, "seed": seed, "precision": precision}
    checkpoints = Checkpoints(folder, training, description)
    if checkpoints.resumed:
        minutes_done = training.seconds.numpy() / 60
        print(f"Resuming at step {training.step.numpy()}, after {minutes_done:.0f} minutes.", flush=True)
    run_lessons(training, minutes, checkpoints)
    pocket.write_weights(output, folded(training.student.arrays(), training.means))
    print(f"Wrote {output} ({output.stat().st_size / 1e6:.2f} MB) after {training.step.numpy()} steps.")


def run_lessons(training: Training, minutes: float, checkpoints: Checkpoints) -> None:
    """Train to the end, with a line of errors now and then, and checkpoints."""
    sums: dict[str, float] = {}
    start = time.perf_counter()
    try:
        for errors in training.run(60 * minutes):
            sums = {name: sums.get(name, 0) + error / STEPS_PER_LINE for name, error in errors.items()}
            step = int(training.step)
            if step % STEPS_PER_LINE == 0:
                line = {"step": step, "seconds": round(float(training.seconds), 1)}
                print(json.dumps(line | {name: round(value, 4) for name, value in sums.items()}), flush=True)
                sums = {}
            checkpoints.save_if_due()
    finally:  # also after Ctrl-C
        checkpoints.save()
    print(f"Trained for {time.perf_counter() - start:.0f} s, {float(training.seconds):.0f} s in total.", flush=True)


def main() -> None:
    """A user's mistake is one sentence on stderr and exit code 2; Ctrl-C leaves the last checkpoint."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's messages about drivers mean nothing to a user
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(distill)
    try:
        app()
    except NstError as error:
        print(f"distill: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
