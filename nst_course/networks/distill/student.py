"""The student: the narrow network in training, and its conversion to the network that ships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ..._tensorflow import Tensor, Variable
from ..vgg import activations, preprocessed, widen
from .teacher import TAUGHT_LAYERS

PIXEL_SCALE = 64.0  # pixels come in 0–255: this brings them to the size of activations
DAMPING = 0.03  # share of the mean second moment that is added to each
STYLE_LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))

Array = NDArray[Any]


class Student(tf.Module):
    """Kernels, biases and heads as variables, one each for every layer of `TAUGHT_LAYERS`.

    A head (n_C of the teacher, n_C of the student) maps the student's activations to the teacher's. Activations are
    positive and much alike, which makes learning slow; so kernels and heads are stored as they would be for *whitened*
    channels, P·a with E[(P·a)(P·a)ᵀ] ≈ 1, P from the second moments of the first guess (Desjardins et al., "Natural
    Neural Networks", 2015).
    """

    def __init__(self, guess: Mapping[str, tuple[Array, Array, Array, Array]], dtype: str = "float32") -> None:
        super().__init__()
        self.dtype = dtype
        self.whitening: dict[str, Tensor] = {}
        self.layers: dict[str, list[Variable]] = {}
        before = np.eye(3) * PIXEL_SCALE
        for layer, (kernel, bias, head, moments) in guess.items():
            P, inverse = whitening_matrices(moments)
            parts = {"kernel": np.einsum("ij,hwjo->hwio", before, kernel), "bias": bias, "head": head @ inverse}
            self.layers[layer] = [tf.Variable(np.float32(part), name=name) for name, part in parts.items()]
            self.whitening[layer] = tf.constant(P, tf.float32)
            before = inverse

    def __call__(self, pictures: Tensor) -> dict[str, Tensor]:
        """{layer: activations (m, n_H, n_W, n_C), float32}; gradients reach the variables."""
        weights = {layer: [tf.cast(part, self.dtype) for part in parts] for layer, parts in self.weights().items()}
        x = tf.cast(preprocessed(pictures), self.dtype)
        return {layer: widen(a) for layer, a in activations(x, weights, TAUGHT_LAYERS).items()}

    def weights(self) -> dict[str, tuple[Tensor, Tensor]]:
        """{layer: (kernel, bias)} for activations that are not whitened."""
        before, weights = tf.eye(3) / PIXEL_SCALE, {}
        for layer, (kernel, bias, _) in self.layers.items():
            weights[layer] = (tf.einsum("ji,hwjo->hwio", before, kernel), bias)
            before = self.whitening[layer]
        return weights

    @property
    def heads(self) -> dict[str, Tensor]:
        """{layer: head} for activations that are not whitened."""
        return {layer: tf.matmul(parts[2], self.whitening[layer]) for layer, parts in self.layers.items()}

    def arrays(self) -> dict[str, tuple[Array, Array, Array]]:
        """{layer: (kernel, bias, head)} as arrays."""
        heads = self.heads
        return {
            layer: (kernel.numpy(), bias.numpy(), heads[layer].numpy())
            for layer, (kernel, bias) in self.weights().items()
        }


def whitening_matrices(moments: Array) -> tuple[Array, Array]:
    """Symmetric P and its inverse, with P·moments·P = 1 but for the damping."""
    n = len(moments)
    values, vectors = np.linalg.eigh(moments + DAMPING * np.trace(moments) / n * np.eye(n))
    return (vectors / np.sqrt(values)) @ vectors.T, (vectors * np.sqrt(values)) @ vectors.T


def folded(
    arrays: Mapping[str, tuple[Array, Array, Array]], means: Mapping[str, float]
) -> dict[str, tuple[Array, Array, Array]]:
    """The student's {layer: (kernel, bias, head)} with lenses instead of heads: the network that ships.

    `means` are the mean activations by which the teacher was rescaled: the lenses undo that.
    """
    return {layer: (kernel, bias, lens(head * means[layer])) for layer, (kernel, bias, head) in arrays.items()}


def lens(head: Array) -> Array:
    """The symmetric matrix R with RᵀR = HᵀH · n/n_C, for a head H (n_C of VGG-19, n of the student).

    ‖R·Δa‖² = ‖H·Δa‖² · n/n_C, and likewise for Gram matrices, ‖R·ΔG·Rᵀ‖² = ‖H·ΔG·Hᵀ‖² · (n/n_C)²: divided by n or n²,
    as the cost functions do, they are the costs that VGG-19 would give.
    """
    n_C, n = head.shape
    values, vectors = np.linalg.eigh(head.T.astype(float) @ head)
    R: Array = (vectors * np.sqrt(np.maximum(values, 0) * n / n_C)) @ vectors.T
    return R


def relative_error(truth: Tensor, guess: Tensor) -> Tensor:
    """‖guess − truth‖² / ‖truth‖² of each picture, (m,): 0 is perfect, 1 no better than all zeros."""
    axes = list(range(1, truth.shape.rank))
    error = tf.reduce_sum(tf.square(guess - truth), axes)
    return error / (tf.reduce_sum(tf.square(truth), axes) + 1e-6)


def gram_per_position(a: Tensor) -> Tensor:
    """Gram matrices (m, n_C, n_C) divided by n_H·n_W, without the textbook's transposition, which takes time."""
    m, n_H, n_W, n_C = a.shape
    rows = tf.reshape(a, [m, n_H * n_W, n_C])
    return tf.matmul(rows, rows, transpose_a=True) / (n_H * n_W)


def gram_through(head: Tensor, a: Tensor) -> Tensor:
    """Gram matrices of `apply_lens(head, a)`, for less work."""
    return tf.matmul(tf.matmul(head, gram_per_position(a)), head, transpose_b=True)
