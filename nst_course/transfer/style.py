"""The target of the style cost: style pictures of any size as activations of G's size."""

import tensorflow as tf

from .. import costs as textbook
from .resize import resize


def gram_per_position(a):
    """Gram matrix (n_C, n_C) of activations (1, n_H, n_W, n_C), divided by n_H·n_W: it does not grow with size."""
    A = tf.transpose(tf.reshape(a, [-1, a.shape[-1]]))
    return textbook.gram_matrix(A) / (a.shape[1] * a.shape[2])


def activations_with_gram(gram, shape):
    """Activations (1, n_C, 1, n_C) whose Gram matrix is n_H·n_W times `gram`: √Λ·Uᵀ of its eigenvectors, as positions.

    So a style picture of any size, or a blend of several, can stand where the style cost expects a_S, and its Gram
    matrix costs next to nothing. `shape` is that of G's activations, (1, n_H, n_W, n_C).
    """
    _, n_H, n_W, _ = shape
    values, vectors = tf.linalg.eigh(tf.cast(gram, tf.float64) * (n_H * n_W))
    positions = tf.transpose(vectors * tf.sqrt(tf.maximum(values, 0.0)))
    return tf.cast(positions, tf.float32)[None, :, None, :]


def covering(picture, size):
    """The middle of a picture (1, height, width, 3), scaled so that it just covers `size` (height, width)."""
    height, width = size
    scale = max(height / picture.shape[1], width / picture.shape[2])
    larger = resize(picture, [max(n, round(s * scale)) for n, s in zip(size, picture.shape[1:3], strict=True)])
    top, left = (larger.shape[1] - height) // 2, (larger.shape[2] - width) // 2
    return larger[:, top : top + height, left : left + width]
