"""The narrow network while it learns: variables, and heads that say what VGG-19 would have seen."""

import numpy as np
import tensorflow as tf

from ..network import activations, normalized, widen
from .teacher import TAUGHT

PIXELS = 64.0  # pixels come in 0–255: this brings them to the size of activations
DAMPING = 0.03  # share of the mean second moment that is added to each


class Student(tf.Module):
    """Kernels, biases and heads as variables, one each for every layer of `TAUGHT`.

    A head (n_C of the teacher, n_C of the student) takes the student's activations to the teacher's. Activations are
    positive and much alike, which makes learning slow; so kernels and heads are held as they would be for *whitened*
    channels, P·a with E[(P·a)(P·a)ᵀ] ≈ 1, P from the second moments of the first guess (Desjardins et al., "Natural
    Neural Networks", 2015).
    """

    def __init__(self, guess, dtype="float32"):
        super().__init__()
        self.dtype = dtype
        self.white, before = {}, np.eye(3) * PIXELS
        self.layers = {}
        for layer, (kernel, bias, head, moments) in guess.items():
            P, inverse = whitening(moments)
            parts = {"kernel": np.einsum("ij,hwjo->hwio", before, kernel), "bias": bias, "head": head @ inverse}
            self.layers[layer] = [tf.Variable(np.float32(part), name=name) for name, part in parts.items()]
            self.white[layer] = tf.constant(P, tf.float32)
            before = inverse

    def __call__(self, pictures):
        """{layer: activations (m, n_H, n_W, n_C), float32}; gradients reach the variables."""
        weights = {layer: [tf.cast(part, self.dtype) for part in parts] for layer, parts in self.weights().items()}
        x = tf.cast(normalized(pictures), self.dtype)
        return {layer: widen(a) for layer, a in activations(x, weights, TAUGHT).items()}

    def weights(self):
        """{layer: (kernel, bias)} for activations as they are."""
        before, weights = tf.eye(3) / PIXELS, {}
        for layer, (kernel, bias, _) in self.layers.items():
            weights[layer] = (tf.einsum("ji,hwjo->hwio", before, kernel), bias)
            before = self.white[layer]
        return weights

    @property
    def heads(self):
        """{layer: head} for activations as they are."""
        return {layer: tf.matmul(parts[2], self.white[layer]) for layer, parts in self.layers.items()}

    def arrays(self):
        """{layer: (kernel, bias, head)} as arrays."""
        heads = self.heads
        return {layer: [x.numpy() for x in (*parts, heads[layer])] for layer, parts in self.weights().items()}


def whitening(moments):
    """Symmetric P and its inverse, with P·moments·P = 1 but for the damping."""
    n = len(moments)
    values, vectors = np.linalg.eigh(moments + DAMPING * np.trace(moments) / n * np.eye(n))
    return (vectors / np.sqrt(values)) @ vectors.T, (vectors * np.sqrt(values)) @ vectors.T


def gram_per_position(a):
    """Gram matrices (m, n_C, n_C) divided by n_H·n_W, without the textbook's transposition, which takes its time."""
    m, n_H, n_W, n_C = a.shape
    rows = tf.reshape(a, [m, n_H * n_W, n_C])
    return tf.matmul(rows, rows, transpose_a=True) / (n_H * n_W)


def gram_through(head, a):
    """Gram matrices of `through(head, a)`, for less."""
    return tf.matmul(tf.matmul(head, gram_per_position(a)), head, transpose_b=True)
