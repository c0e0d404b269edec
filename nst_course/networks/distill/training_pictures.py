"""What the networks look at: crops of photographs and art, and dreams, which the student paints itself.

Optimization finds whatever noise a network does not see, so the crops are blended, recolored and made noisy: the
student must see in them what the teacher sees. Dreams go further: they show what the student itself overlooks.
Pictures are (m, side, side, 3), RGB in [0, 1].
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from PIL import Image

from ..._tensorflow import Tensor, Variable
from ...errors import NstError
from ...images import is_picture, read_picture
from ..vgg import apply_lens
from .student import STYLE_LAYERS, Student, gram_through, relative_error

SIDE = 160  # pixels: a little more than one position of block5_conv1 sees
LONGEST = 800  # long side to which pictures are read

CONTENT_LAYER = "block4_conv2"
STEPS_PER_VISIT = 2
LIFETIME = 40  # visits before a dream is replaced
LEARNING_RATE = 0.04  # of Adam on the pixels
BETA_1, BETA_2 = 0.9, 0.99

Array = NDArray[np.float32]


def read_folder(folder: str | os.PathLike[str], option: str) -> list[NDArray[np.uint8]]:
    """All pictures of a folder, uint8 (H, W, 3). Raises NstError, naming the option, for a folder without any."""
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise NstError(f"{option} is '{folder}', which is not a folder: name a folder of pictures.")
    files = sorted(file for file in path.iterdir() if is_picture(file))
    if not files:
        raise NstError(f"The folder '{folder}' ({option}) contains no pictures: add some.")
    return [np.rint(255 * read_picture(file, LONGEST).rgb).astype(np.uint8) for file in files]


class Crops:
    """Endless crops of photographs and of art; `rng` is the only source of randomness."""

    def __init__(
        self,
        photos: Sequence[NDArray[np.uint8]],
        art: Sequence[NDArray[np.uint8]],
        rng: np.random.Generator,
        side: int = SIDE,
    ) -> None:
        self.photos, self.art, self.rng, self.side = photos, art, rng, side

    def content(self) -> Array:
        """One crop of a photograph, unchanged except for a possible flip."""
        return self._crop(self.photos)

    def style(self) -> Array:
        """One crop of a painting, sometimes of a photograph, sometimes in other colors."""
        crop = self._crop(self.art if self.rng.random() < 0.8 else self.photos)
        return self._recolored(crop) if self.rng.random() < 0.4 else crop

    def batch(self, m: int) -> Array:
        """m crops of both kinds, most of them distorted."""
        return np.stack([self._distorted() for _ in range(m)])

    def noise(self) -> Array:
        """Noise of unit variance, gray or colored, with a grain of 1 to 16 pixels."""
        grain, channels = 2 ** self.rng.integers(0, 5), self.rng.choice([1, 3], p=[0.3, 0.7])
        small = self.rng.normal(size=[-(-self.side // grain)] * 2 + [channels])
        blocks = small.repeat(grain, axis=0).repeat(grain, axis=1)[: self.side, : self.side]
        return np.broadcast_to(blocks, [self.side, self.side, 3]).astype(np.float32)

    def _distorted(self) -> Array:
        rng = self.rng
        crop = self.content() if rng.random() < 0.5 else self.style()
        if rng.random() < 0.25:
            share = rng.random(dtype=np.float32)
            crop = share * crop + (1 - share) * (self.style() if rng.random() < 0.5 else self.content())
        if rng.random() < 0.3:
            crop = self._recolored(crop)
        if rng.random() < 0.4:
            crop = crop + self.noise() * rng.uniform(0.01, 0.25)
        return np.clip(crop, 0, 1).astype(np.float32)

    def _crop(self, pictures: Sequence[NDArray[np.uint8]]) -> Array:
        rng = self.rng
        picture = pictures[int(rng.integers(len(pictures)))]
        height, width = picture.shape[:2]
        part = max(min(height, width) * np.exp(rng.uniform(np.log(0.3), 0)), 16)
        left, top = rng.uniform(0, width - part), rng.uniform(0, height - part)
        box = (left, top, left + part, top + part)
        resized = Image.fromarray(picture).resize((self.side, self.side), Image.Resampling.BICUBIC, box)
        crop = np.asarray(resized, np.float32) / np.float32(255)
        return crop[:, ::-1] if rng.random() < 0.5 else crop

    def _recolored(self, crop: Array) -> Array:
        """Other contrast, brightness and colors: a random mixture of the three channels about their mean."""
        mean, rng = crop.mean(axis=(0, 1)), self.rng
        mixture = rng.uniform(0.3, 1.2) * np.eye(3)[rng.permutation(3)] + rng.normal(0, 0.15, (3, 3))
        return np.clip((crop - mean) @ mixture + mean + rng.normal(0, 0.12, 3), 0, 1).astype(np.float32)


class Dreams(tf.Module):
    """`count` pictures that the student paints between training steps, each with its own C, S and α.

    They minimize the engine's objective on the student's own activations, by Adam (Kingma & Ba 2015) on the pixels.
    The teacher looks at them, and the student learns to see in them what the teacher sees. `visit` takes some of them a
    few steps further.
    """

    def __init__(self, student: Student, crops: Crops, count: int) -> None:
        super().__init__()
        self.student, self.crops = student, crops
        shape, names = [count, crops.side, crops.side, 3], ("picture", "C", "S", "mean", "square")
        self.state: dict[str, Variable] = {name: tf.Variable(tf.zeros(shape), name=name) for name in names}
        self.alpha, self.tv, self.age = (tf.Variable(tf.zeros([count]), name=name) for name in ("alpha", "tv", "age"))
        self.born = tf.Variable(False)
        self.paint = tf.function(self._paint, autograph=False)

    def visit(self, indices: Iterable[int]) -> Tensor:
        """The pictures at `indices` (m, side, side, 3), taken some steps further; old ones start over."""
        if not self.born:
            for i in range(self.age.shape[0]):
                self._begin(i)
                self.age[i].assign(self.crops.rng.integers(LIFETIME))  # else all of them would end at once
            self.born.assign(True)
        for i in indices:
            if self.age[i] >= LIFETIME:
                self._begin(i)
        return self.paint(tf.constant(indices))

    def _begin(self, i: int) -> None:
        rng = self.crops.rng
        C, S = self.crops.content(), self.crops.style()
        noise = self.crops.noise() * rng.choice([0, 0.1, 0.3], p=[0.6, 0.2, 0.2])
        picture = np.clip(rng.choice([C, np.full_like(C, C.mean())], p=[0.8, 0.2]) + noise, 0, 1)
        for name, value in {"picture": picture, "C": C, "S": S, "mean": 0 * C, "square": 0 * C}.items():
            self.state[name][i].assign(value)
        self.alpha[i].assign(np.exp(rng.uniform(np.log(0.02), np.log(0.3))))
        self.tv[i].assign(rng.choice([0, 2]))
        self.age[i].assign(0)

    def _paint(self, indices: Tensor) -> Tensor:
        now = {name: tf.gather(variable, indices) for name, variable in self.state.items()}
        age = tf.gather(self.age, indices)
        objective = self._objective(now["C"], now["S"], tf.gather(self.alpha, indices), tf.gather(self.tv, indices))
        for i in range(STEPS_PER_VISIT):
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(now["picture"])
                J = objective(now["picture"])
            now |= adam_step(now, tape.gradient(J, now["picture"]), age * STEPS_PER_VISIT + i + 1)
        for name in ("picture", "mean", "square"):
            self.state[name].scatter_update(tf.IndexedSlices(now[name], indices))
        self.age.scatter_add(tf.IndexedSlices(tf.ones_like(age), indices))
        return now["picture"]

    def _objective(self, C: Tensor, S: Tensor, alpha: Tensor, tv: Tensor) -> Callable[[Tensor], Tensor]:
        """pictures -> the sum of their J, each cost relative to what black activations cost."""
        heads = self.student.heads
        a_C, a_S = self.student(C), self.student(S)
        content = apply_lens(heads[CONTENT_LAYER], a_C[CONTENT_LAYER])
        grams = {layer: gram_through(heads[layer], a_S[layer]) for layer in STYLE_LAYERS}

        def J(picture: Tensor) -> Tensor:
            a_G = self.student(picture)
            J_content = relative_error(content, apply_lens(heads[CONTENT_LAYER], a_G[CONTENT_LAYER]))
            J_style = tf.add_n(
                [relative_error(grams[layer], gram_through(heads[layer], a_G[layer])) for layer in STYLE_LAYERS]
            )
            return tf.reduce_sum(alpha * J_content + J_style / len(STYLE_LAYERS) + tv * total_variations(picture))

        return J


def total_variations(pictures: Tensor) -> Tensor:
    """The total variation of each picture, (m,): mean squared difference of neighboring pixels."""
    across, down = pictures[:, :, 1:] - pictures[:, :, :-1], pictures[:, 1:] - pictures[:, :-1]
    return tf.reduce_mean(tf.square(across), [1, 2, 3]) + tf.reduce_mean(tf.square(down), [1, 2, 3])


def adam_step(now: dict[str, Any], gradient: Tensor, number: Tensor) -> dict[str, Any]:
    """Picture, mean and square after Adam's step of that number (m,), pixels kept in [0, 1]."""
    number = number[:, None, None, None]
    mean = BETA_1 * now["mean"] + (1 - BETA_1) * gradient
    square = BETA_2 * now["square"] + (1 - BETA_2) * tf.square(gradient)
    move = mean / (1 - BETA_1**number) / (tf.sqrt(square / (1 - BETA_2**number)) + 1e-8)
    return {"picture": tf.clip_by_value(now["picture"] - LEARNING_RATE * move, 0, 1), "mean": mean, "square": square}
