"""Pictures that the student itself paints, step by step, between its lessons: what it overlooks shows in them.

The same objective as the engine's, on the student's own activations, by Adam (Kingma & Ba 2015) on the pixels. The
teacher looks at them, and the student learns to see in them what the teacher sees.
"""

import numpy as np
import tensorflow as tf

from ..network import through
from .losses import STYLE, relative
from .student import gram_through

CONTENT = "block4_conv2"
STEPS = 2  # at each visit
LIFE = 40  # visits before a dream makes room for a new one
RATE = 0.04
BETA_1, BETA_2 = 0.9, 0.99


class Dreams(tf.Module):
    """`count` pictures under way, each with its own C, S and α; `visit` takes some of them a few steps further."""

    def __init__(self, student, crops, count):
        super().__init__()
        self.student, self.crops = student, crops
        shape = [count, crops.side, crops.side, 3]
        self.state = {name: tf.Variable(tf.zeros(shape), name=name) for name in ("picture", "C", "S", "mean", "square")}
        self.alpha, self.tv, self.age = (tf.Variable(tf.zeros([count]), name=name) for name in ("alpha", "tv", "age"))
        self.born = tf.Variable(False)
        self.paint = tf.function(self._paint, autograph=False)

    def visit(self, indices):
        """The pictures at `indices` (m, side, side, 3), taken some steps further; old ones begin anew."""
        if not self.born:
            for i in range(self.age.shape[0]):
                self._begin(i)
                self.age[i].assign(self.crops.rng.integers(LIFE))  # else all of them end at once
            self.born.assign(True)
        for i in indices:
            if self.age[i] >= LIFE:
                self._begin(i)
        return self.paint(tf.constant(indices))

    def _begin(self, i):
        rng = self.crops.rng
        C, S = self.crops.content(), self.crops.style()
        noise = self.crops.noise() * rng.choice([0, 0.1, 0.3], p=[0.6, 0.2, 0.2])
        picture = np.clip(rng.choice([C, np.full_like(C, C.mean())], p=[0.8, 0.2]) + noise, 0, 1)
        for name, value in {"picture": picture, "C": C, "S": S, "mean": 0 * C, "square": 0 * C}.items():
            self.state[name][i].assign(value)
        self.alpha[i].assign(np.exp(rng.uniform(np.log(0.02), np.log(0.3))))
        self.tv[i].assign(rng.choice([0, 2]))
        self.age[i].assign(0)

    def _paint(self, indices):
        now = {name: tf.gather(variable, indices) for name, variable in self.state.items()}
        age = tf.gather(self.age, indices)
        objective = self._objective(now["C"], now["S"], tf.gather(self.alpha, indices), tf.gather(self.tv, indices))
        for i in range(STEPS):
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(now["picture"])
                J = objective(now["picture"])
            now |= adam_step(now, tape.gradient(J, now["picture"]), age * STEPS + i + 1)
        for name in ("picture", "mean", "square"):
            self.state[name].scatter_update(tf.IndexedSlices(now[name], indices))
        self.age.scatter_add(tf.IndexedSlices(tf.ones_like(age), indices))
        return now["picture"]

    def _objective(self, C, S, alpha, tv):
        """picture -> Σ over the pictures of their J, each cost relative to what black activations cost."""
        heads = self.student.heads
        a_C, a_S = self.student(C), self.student(S)
        content = through(heads[CONTENT], a_C[CONTENT])
        grams = {layer: gram_through(heads[layer], a_S[layer]) for layer in STYLE}

        def J(picture):
            a_G = self.student(picture)
            J_content = relative(content, through(heads[CONTENT], a_G[CONTENT]))
            J_style = tf.add_n([relative(grams[layer], gram_through(heads[layer], a_G[layer])) for layer in STYLE])
            return tf.reduce_sum(alpha * J_content + J_style / len(STYLE) + tv * roughness(picture))

        return J


def roughness(picture):
    """The total variation of each picture: mean squared difference of neighbouring pixels."""
    across, down = picture[:, :, 1:] - picture[:, :, :-1], picture[:, 1:] - picture[:, :-1]
    return tf.reduce_mean(tf.square(across), [1, 2, 3]) + tf.reduce_mean(tf.square(down), [1, 2, 3])


def adam_step(now, gradient, number):
    """Picture, mean and square after Adam's step of that number (m,), pixels kept in [0, 1]."""
    number = number[:, None, None, None]
    mean = BETA_1 * now["mean"] + (1 - BETA_1) * gradient
    square = BETA_2 * now["square"] + (1 - BETA_2) * tf.square(gradient)
    move = mean / (1 - BETA_1**number) / (tf.sqrt(square / (1 - BETA_2**number)) + 1e-8)
    return {"picture": tf.clip_by_value(now["picture"] - RATE * move, 0, 1), "mean": mean, "square": square}
