"""What the student is marked by: (activations of teacher, of student) -> {layer: relative error}.

0 is perfect, 1 is no better than seeing nothing.
"""

import tensorflow as tf

from ..network import through, widen
from ..topology import block
from .student import gram_per_position, gram_through

STYLE = tuple(f"block{b}_conv1" for b in range(1, 6))
# The deepest layer is the hardest to match and shapes what is large.
FEATURE_WEIGHTS = dict.fromkeys([*STYLE, "block4_conv2"], 1.0) | {"block5_conv1": 2.0}
GRAM_WEIGHTS = dict.fromkeys(STYLE, 2.0) | {"block5_conv1": 4.0}
SPARSE = {1: 8, 2: 4, 3: 2, 4: 1, 5: 1}  # every which position is compared, by block


def relative(truth, guess):
    """‖guess − truth‖² / ‖truth‖² of each picture, (m,)."""
    axes = list(range(1, truth.shape.rank))
    error = tf.reduce_sum(tf.square(guess - truth), axes)
    return error / (tf.reduce_sum(tf.square(truth), axes) + 1e-6)


def feature_errors(a_T, a, heads):
    """Of the activations, the mean over the batch; in the first three blocks at some positions, which say as much."""
    errors = {}
    for layer in a:
        s = SPARSE[block(layer)]
        truth, guess = widen(a_T[layer][:, ::s, ::s]), through(heads[layer], a[layer][:, ::s, ::s])
        errors[layer] = tf.reduce_mean(relative(truth, guess))
    return errors


def gram_errors(a_T, a, heads):
    """Of the style layers' Gram matrices, the mean over the batch."""
    errors = {}
    for layer in STYLE:
        truth, guess = gram_per_position(widen(a_T[layer])), gram_through(heads[layer], a[layer])
        errors[layer] = tf.reduce_mean(relative(truth, guess))
    return errors


def total(features, grams):
    """What is minimised: the errors, weighted. Layers that no cost looks at count little: there the student is free."""
    return tf.add_n(
        [FEATURE_WEIGHTS.get(layer, 0.2) * error for layer, error in features.items()]
        + [GRAM_WEIGHTS[layer] * error for layer, error in grams.items()]
    )
