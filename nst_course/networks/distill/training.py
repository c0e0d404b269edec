"""The lessons: a batch, the teacher's activations, a step of the student."""

import math
import time

import numpy as np
import tensorflow as tf

from ..network import Network
from ..topology import POCKET_CHANNELS
from .dreams import Dreams
from .losses import feature_errors, gram_errors, total
from .pictures import SIDE, Crops
from .student import Student
from .teacher import TAUGHT, evenly_scaled, first_guess, second_moments

RATE = 1e-3  # Adam's, at its highest
WARM_UP = 100  # steps
SEEN_FIRST = 48  # crops from which scales and first guess are taken
REAL, DREAMT, DREAMS = 1, 2, 16  # crops and dreams in a batch; dreams under way


class Training:
    """A student, its teacher, and what they look at.

    `weights` are VGG-19's, `photos` and `art` lists of pictures (H, W, 3), uint8; both networks compute in `dtype`, the
    variables are float32. `run` goes on from `step` and `seconds`.
    """

    def __init__(self, weights, photos, art, *, seed=0, dtype="float32", side=SIDE):
        self.crops = Crops(photos, art, np.random.default_rng([seed, 0]), side)
        seen = self.crops.batch(SEEN_FIRST)
        even, self.means = evenly_scaled(weights, seen)
        moments = second_moments(Network(even, TAUGHT, name="teacher"), seen)
        self.teacher = Network(even, TAUGHT, name="teacher", dtype=dtype)
        self.student = Student(first_guess(even, moments, POCKET_CHANNELS), dtype)
        self.dreams = Dreams(self.student, self.crops, DREAMS)
        self.optimizer = tf.keras.optimizers.Adam(RATE, beta_2=0.999, global_clipnorm=1.0)
        self.optimizer.build(self.student.trainable_variables)
        self.seed, self.step, self.seconds = seed, tf.Variable(0), tf.Variable(0.0)
        self.lesson = tf.function(self._lesson, autograph=False)

    def run(self, seconds):
        """Lessons until `seconds` of training are over, those before a resumption counted in; yields their errors."""
        self.crops.rng = np.random.default_rng([self.seed, int(self.step), 1])
        before = time.perf_counter()
        while (share := float(self.seconds) / seconds) < 1:
            self.optimizer.learning_rate.assign(rate(int(self.step), share))
            real = self.crops.batch(REAL)
            dreamt = self.dreams.visit(self.crops.rng.choice(DREAMS, DREAMT, replace=False))
            errors = self.lesson(tf.concat([real, dreamt], axis=0))
            errors = {name: float(error) for name, error in errors.items()}
            now = time.perf_counter()
            self.step.assign_add(1)
            self.seconds.assign_add(now - before)
            before = now
            yield errors

    def _lesson(self, pictures):
        a_T = self.teacher(pictures)
        with tf.GradientTape() as tape:
            a = self.student(pictures)
            features, grams = feature_errors(a_T, a, self.student.heads), gram_errors(a_T, a, self.student.heads)
            loss = total(features, grams)
        variables = self.student.trainable_variables
        self.optimizer.apply(tape.gradient(loss, variables), variables)
        return {**features, **{f"gram {layer}": error for layer, error in grams.items()}}


def rate(step, share):
    """Adam's learning rate: a warm-up, then a cosine down to nothing (Loshchilov & Hutter 2017)."""
    return RATE * min(1.0, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * min(share, 1.0)) + 1e-3)
