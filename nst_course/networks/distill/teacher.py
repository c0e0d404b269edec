"""The teacher: VGG-19 rescaled to equal mean activations, and the narrow network cut from it as the initial student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.linalg
import tensorflow as tf
from numpy.typing import NDArray

from ..._tensorflow import Tensor
from ..pocket import LAYERS as TAUGHT_LAYERS
from ..vgg import Network, block_of

__all__ = ["TAUGHT_LAYERS", "evenly_scaled", "first_guess", "informative_channels", "second_moments"]

Array = NDArray[Any]
Weights = Mapping[str, tuple[Array, Array]]


def evenly_scaled(weights: Weights, pictures: Tensor) -> tuple[dict[str, tuple[Array, Array]], dict[str, float]]:
    """The same network with a mean activation of 1 in every layer, on these pictures (m, height, width, 3).

    ReLU and pooling let factors through, so each layer's factor is undone by the next: Gatys et al. (2015) scale their
    VGG alike. Returns (weights, {layer: the mean activation before}).
    """
    means = mean_activations(Network(weights, TAUGHT_LAYERS, name="teacher"), pictures)
    before, scaled = 1.0, {}
    for layer in TAUGHT_LAYERS:
        kernel, bias = weights[layer]
        scaled[layer] = (kernel * (before / means[layer]), bias / means[layer])
        before = means[layer]
    return scaled, means


def mean_activations(network: Network, pictures: Tensor) -> dict[str, float]:
    """{layer: mean activation}."""
    return {layer: float(tf.reduce_mean(a)) for layer, a in network(pictures).items()}


def second_moments(network: Network, pictures: Tensor) -> dict[str, Array]:
    """{layer: E[a aᵀ] over all positions, (n_C, n_C), float64}."""
    flat = {layer: tf.reshape(a, [-1, a.shape[-1]]) for layer, a in network(pictures).items()}
    return {layer: (tf.matmul(a, a, transpose_a=True) / len(a)).numpy().astype(float) for layer, a in flat.items()}


def informative_channels(moments: Array, count: int) -> tuple[list[int], Array]:
    """The `count` channels that best predict the others, and the head that predicts them.

    QR with column pivoting of the moments: each next channel is the one whose second moments with all channels are
    least explained by the previous ones (Businger & Golub, "Linear Least Squares Solutions by Householder
    Transformations", 1965). Returns (channels, head (n_C, count)) with a ≈ head · a[channels] in the least squares
    sense.
    """
    _, order = scipy.linalg.qr(moments, mode="r", pivoting=True)
    channels: list[int] = order[:count].tolist()
    among = moments[np.ix_(channels, channels)]
    ridge = 1e-4 * np.trace(among) / count * np.eye(count)
    return channels, np.linalg.solve(among + ridge, moments[channels]).T


def first_guess(
    weights: Weights, moments: Mapping[str, Array], block_channels: Sequence[int]
) -> dict[str, tuple[Array, Array, Array, Array]]:
    """A narrow network cut from the teacher: kernels, biases and heads from which the training starts.

    Each layer keeps its informative channels; what they read from dropped channels is read through the previous head.
    Returns {layer: (kernel, bias, head, second moments of its activations)}.
    """
    guess, previous_head = {}, np.eye(3)
    for layer in TAUGHT_LAYERS:
        kernel, bias = weights[layer]
        channels, head = informative_channels(moments[layer], block_channels[block_of(layer) - 1])
        narrow = np.einsum("hwio,ij->hwjo", kernel[..., channels], previous_head)
        among = moments[layer][np.ix_(channels, channels)]
        guess[layer] = (np.float32(narrow), np.float32(bias[channels]), np.float32(head), np.float32(among))
        previous_head = head
    return guess
