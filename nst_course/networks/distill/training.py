"""The training: a batch, the teacher's activations, a step of the student; and checkpoints to resume from."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ..._tensorflow import Tensor
from ...errors import NstError
from ..pocket import CHANNELS
from ..vgg import Network, apply_lens, block_of, widen
from .student import STYLE_LAYERS, Student, gram_per_position, gram_through, relative_error
from .teacher import TAUGHT_LAYERS, Weights, evenly_scaled, first_guess, second_moments
from .training_pictures import SIDE, Crops, Dreams

LEARNING_RATE = 1e-3  # Adam's, at its highest
WARM_UP_STEPS = 100
CROPS_SEEN_FIRST = 48  # used for the scales and the initial student
CROPS_IN_BATCH, DREAMS_IN_BATCH, DREAM_COUNT = 1, 2, 16

# The deepest layer is the hardest to match and determines the large shapes.
FEATURE_WEIGHTS = dict.fromkeys([*STYLE_LAYERS, "block4_conv2"], 1.0) | {"block5_conv1": 2.0}
GRAM_WEIGHTS = dict.fromkeys(STYLE_LAYERS, 2.0) | {"block5_conv1": 4.0}
COMPARED_STRIDE = {1: 8, 2: 4, 3: 2, 4: 1, 5: 1}  # by block: the spacing of the positions that are compared

CHECKPOINT_SECONDS = 120
DESCRIPTION = "about.json"


class Training:
    """A student, its teacher, and what they look at.

    `weights` are VGG-19's, `photos` and `art` lists of pictures (H, W, 3), uint8; both networks compute in `dtype`, the
    variables are float32. `run` continues from `step` and `seconds`.
    """

    def __init__(
        self,
        weights: Weights,
        photos: Sequence[NDArray[np.uint8]],
        art: Sequence[NDArray[np.uint8]],
        *,
        seed: int = 0,
        dtype: str = "float32",
        side: int = SIDE,
    ) -> None:
        self.crops = Crops(photos, art, np.random.default_rng([seed, 0]), side)
        seen = self.crops.batch(CROPS_SEEN_FIRST)
        even, self.means = evenly_scaled(weights, seen)
        moments = second_moments(Network(even, TAUGHT_LAYERS, name="teacher"), seen)
        self.teacher = Network(even, TAUGHT_LAYERS, name="teacher", dtype=dtype)
        self.student = Student(first_guess(even, moments, CHANNELS), dtype)
        self.dreams = Dreams(self.student, self.crops, DREAM_COUNT)
        self.optimizer = tf.keras.optimizers.Adam(LEARNING_RATE, beta_2=0.999, global_clipnorm=1.0)
        self.optimizer.build(self.student.trainable_variables)
        self.seed, self.step, self.seconds = seed, tf.Variable(0), tf.Variable(0.0)
        self.lesson = tf.function(self._lesson, autograph=False)

    def run(self, seconds: float) -> Iterator[dict[str, float]]:
        """Train for `seconds` in total, including the time before a resumption; yields the errors of each batch."""
        self.crops.rng = np.random.default_rng([self.seed, int(self.step), 1])
        before = time.perf_counter()
        while (share := float(self.seconds) / seconds) < 1:
            self.optimizer.learning_rate.assign(learning_rate(int(self.step), share))
            real = self.crops.batch(CROPS_IN_BATCH)
            dreamt = self.dreams.visit(self.crops.rng.choice(DREAM_COUNT, DREAMS_IN_BATCH, replace=False))
            errors = self.lesson(tf.concat([real, dreamt], axis=0))
            errors = {name: float(error) for name, error in errors.items()}
            now = time.perf_counter()
            self.step.assign_add(1)
            self.seconds.assign_add(now - before)
            before = now
            yield errors

    def _lesson(self, pictures: Tensor) -> dict[str, Tensor]:
        a_T = self.teacher(pictures)
        with tf.GradientTape() as tape:
            a = self.student(pictures)
            features, grams = feature_errors(a_T, a, self.student.heads), gram_errors(a_T, a, self.student.heads)
            loss = weighted_error(features, grams)
        variables = self.student.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return {**features, **{f"gram {layer}": error for layer, error in grams.items()}}


def learning_rate(step: int, share: float) -> float:
    """Adam's learning rate: a warm-up, then a cosine down to nothing (Loshchilov & Hutter 2017)."""
    cosine = 0.5 + 0.5 * math.cos(math.pi * min(share, 1.0)) + 1e-3
    return LEARNING_RATE * min(1.0, (step + 1) / WARM_UP_STEPS) * cosine


# The student's errors: activations of teacher and student -> {layer: relative error, the mean over the batch}.


def feature_errors(
    a_T: Mapping[str, Tensor], a: Mapping[str, Tensor], heads: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Errors of the activations; in the first three blocks only at some positions, which tell as much."""
    errors = {}
    for layer in a:
        s = COMPARED_STRIDE[block_of(layer)]
        truth, guess = widen(a_T[layer][:, ::s, ::s]), apply_lens(heads[layer], a[layer][:, ::s, ::s])
        errors[layer] = tf.reduce_mean(relative_error(truth, guess))
    return errors


def gram_errors(a_T: Mapping[str, Tensor], a: Mapping[str, Tensor], heads: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Errors of the style layers' Gram matrices."""
    errors = {}
    for layer in STYLE_LAYERS:
        truth, guess = gram_per_position(widen(a_T[layer])), gram_through(heads[layer], a[layer])
        errors[layer] = tf.reduce_mean(relative_error(truth, guess))
    return errors


def weighted_error(features: Mapping[str, Tensor], grams: Mapping[str, Tensor]) -> Tensor:
    """What the training minimizes. Layers that no cost uses count little, which leaves the student free there."""
    return tf.add_n(
        [FEATURE_WEIGHTS.get(layer, 0.2) * error for layer, error in features.items()]
        + [GRAM_WEIGHTS[layer] * error for layer, error in grams.items()]
    )


class Checkpoints:
    """The last two states of a `Training` in a folder: an interruption costs at most two minutes.

    A training that is already there is resumed. `description` records its options. Raises NstError if the folder holds
    a different training, or a damaged one.
    """

    def __init__(self, folder: Path, training: Any, description: Mapping[str, Any]) -> None:
        self.folder, self.time = folder, time.perf_counter()
        checkpoint = tf.train.Checkpoint(
            student=training.student,
            dreams=training.dreams,
            optimizer=training.optimizer,
            step=training.step,
            seconds=training.seconds,
        )
        self.manager = tf.train.CheckpointManager(checkpoint, str(folder), max_to_keep=2)
        self.resumed = self.manager.latest_checkpoint is not None
        if self.resumed:
            self._check(description)
            self._restore(checkpoint)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / DESCRIPTION).write_text(json.dumps(description))

    def save(self) -> None:
        """Write a checkpoint."""
        self.manager.save()
        self.time = time.perf_counter()

    def save_if_due(self) -> None:
        """Write a checkpoint if the last one is old enough."""
        if time.perf_counter() - self.time > CHECKPOINT_SECONDS:
            self.save()

    def _check(self, description: Mapping[str, Any]) -> None:
        try:
            before = json.loads((self.folder / DESCRIPTION).read_text())
        except (OSError, ValueError):
            before = {}
        different = [name for name in description if before.get(name) != description[name]]
        if different:
            raise NstError(
                f"The checkpoints in '{self.folder}' belong to a training with a different {' and '.join(different)}: "
                f"delete that folder to start over, or choose another --output."
            )

    def _restore(self, checkpoint: Any) -> None:
        try:
            checkpoint.restore(self.manager.latest_checkpoint).assert_existing_objects_matched()
        except (tf.errors.OpError, AssertionError, ValueError) as error:
            raise NstError(
                f"The checkpoints in '{self.folder}' are damaged: delete that folder to start over."
            ) from error
