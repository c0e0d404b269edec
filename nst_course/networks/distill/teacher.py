"""VGG-19 as a teacher: its weights in even scales, and the channels that say most about all others."""

import numpy as np
import tensorflow as tf

from ..network import Network
from ..topology import block, upto

DEEPEST = "block5_conv1"
TAUGHT = upto([DEEPEST])


def evenly_scaled(weights, pictures):
    """The same network with a mean activation of 1 in every layer, on these pictures (m, height, width, 3).

    ReLU and pooling let factors pass, so each layer's factor is taken back by the next: Gatys et al. (2015) scale
    their VGG alike. Returns (weights, {layer: the mean activation there was}).
    """
    means = mean_activations(Network(weights, TAUGHT, name="teacher"), pictures)
    before, scaled = 1.0, {}
    for layer in TAUGHT:
        kernel, bias = weights[layer]
        scaled[layer] = (kernel * (before / means[layer]), bias / means[layer])
        before = means[layer]
    return scaled, means


def mean_activations(network, pictures):
    """{layer: mean activation}."""
    return {layer: float(tf.reduce_mean(a)) for layer, a in network(pictures).items()}


def second_moments(network, pictures):
    """{layer: E[a aᵀ] over all positions, (n_C, n_C), float64}."""
    flat = {layer: tf.reshape(a, [-1, a.shape[-1]]) for layer, a in network(pictures).items()}
    return {layer: (tf.matmul(a, a, transpose_a=True) / len(a)).numpy().astype(float) for layer, a in flat.items()}


def telling_channels(moments, count):
    """`count` channels from which the others follow best, one after the other, and the head that says how.

    Greedy: each time the channel that explains most of what is still unexplained (a pivoted Cholesky factorisation).
    Returns (channels, head (n_C, count)) with a ≈ head · a[channels] in the least squares sense.
    """
    rest, channels = moments.copy(), []
    for _ in range(count):
        diagonal = np.maximum(np.diag(rest), 1e-12)
        gain = np.where(np.isin(np.arange(len(rest)), channels), -1, (rest**2).sum(axis=0) / diagonal)
        best = int(np.argmax(gain))
        channels.append(best)
        rest = rest - np.outer(rest[:, best], rest[best]) / diagonal[best]
    among = moments[np.ix_(channels, channels)]
    ridge = 1e-4 * np.trace(among) / count * np.eye(count)
    return channels, np.linalg.solve(among + ridge, moments[channels]).T


def first_guess(weights, moments, widths):
    """A narrow network cut from the teacher: kernels, biases and heads from which the training starts.

    Each layer keeps its telling channels; what they read of dropped channels is read through the head before.
    Returns {layer: (kernel, bias, head, second moments of its activations)}.
    """
    guess, head_before = {}, np.eye(3)
    for layer in TAUGHT:
        kernel, bias = weights[layer]
        channels, head = telling_channels(moments[layer], widths[block(layer) - 1])
        narrow = np.einsum("hwio,ij->hwjo", kernel[..., channels], head_before)
        among = moments[layer][np.ix_(channels, channels)]
        guess[layer] = tuple(np.float32(x) for x in (narrow, bias[channels], head, among))
        head_before = head
    return guess
