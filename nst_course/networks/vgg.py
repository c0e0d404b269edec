"""VGG: its topology, and the truncated network: pictures -> {layer: activations}.

Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014). Pictures are
(m, height, width, 3), RGB in [0, 1]; activations (m, n_H, n_W, n_C). TensorFlow is not loaded before a network is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from .._tensorflow import Tensor, tf
from ..errors import Choice, check_choice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float32]
    Weights: TypeAlias = Mapping[str, tuple[Array, Array]]  # layer -> kernel (3, 3, in, out), bias (out,)

CONVOLUTIONS = (2, 2, 4, 4, 4)  # in each of the five blocks
LAYERS = tuple(f"block{b}_conv{i}" for b, n in enumerate(CONVOLUTIONS, start=1) for i in range(1, n + 1))
VGG19_CHANNELS = (64, 128, 256, 512, 512)  # of VGG-19, block by block

# ImageNet's mean color in RGB, 0–255; Keras' "caffe" preprocessing subtracts it and passes the channels on as BGR.
MEAN_RGB = (123.68, 116.779, 103.939)

# float16 cannot hold gradients under 6e-8, and those of a normalized J are smaller: they travel back multiplied by
# this, or by less where that overflows. Micikevicius et al., "Mixed Precision Training" (2018).
LOSS_SCALE = 2.0**24

# Averages are smaller than maxima: with these gains, one for each pooling, average pooling keeps the mean activation
# that max pooling has in block2 … block5 (measured on photographs and paintings; a test repeats it).
AVERAGE_GAINS = {2: 1.29, 3: 1.44, 4: 1.34, 5: 1.84}


class Pooling(Choice):
    """What the network keeps of each 2 × 2 positions."""

    MAX = "max"
    AVERAGE = "average"


class Preprocessing(Choice):
    """What the first convolution gets: "caffe" is what VGG was trained with, "none" is RGB in [0, 1] as it is."""

    CAFFE = "caffe"
    NONE = "none"


def block_of(layer: str) -> int:
    """Number of a layer's block, 1 to 5: its activations are 2^(block−1) times smaller than the picture."""
    return int(layer[len("block")])


def channel_counts(channels: Sequence[int] = VGG19_CHANNELS) -> dict[str, int]:
    """{layer: its channels}, from the channels of each block."""
    return {layer: channels[block_of(layer) - 1] for layer in LAYERS}


def kernel_shapes(channels: Mapping[str, int]) -> dict[str, tuple[int, int, int, int]]:
    """{layer: (3, 3, in, out)}, from {layer: its channels}; the first of them is the one that sees the picture."""
    return {layer: (3, 3, n_in, n) for (layer, n), n_in in zip(channels.items(), [3, *channels.values()])}  # noqa: B905


def layers_up_to(layers: Iterable[str]) -> tuple[str, ...]:
    """The convolutions that must run to compute `layers`: all up to the deepest of them."""
    return LAYERS[: max(map(LAYERS.index, layers)) + 1]


class Network:
    """VGG's convolutions up to the deepest of `layers`.

    `weights` maps each layer to (kernel (3, 3, in, out), bias (out,)). `lenses`, {layer: (n_C, n_C)}, transform the
    activations that come out; the next convolution gets them untransformed. Activations come out in `dtype`. Raises
    NstError for an unknown layer, pooling or preprocessing.
    """

    def __init__(
        self,
        weights: Weights,
        layers: Sequence[str],
        *,
        name: str,
        title: str = "VGG-19",
        lenses: Mapping[str, Array] | None = None,
        pooling: str = Pooling.MAX,
        preprocess: str = Preprocessing.CAFFE,
        dtype: str = "float32",
    ) -> None:
        self.layers = tuple(check_choice(layer, "layer", LAYERS) for layer in layers)
        self.name = name
        self.title = f"{title}, {pooling} pooling, up to {max(self.layers)}"
        self.pooling = Pooling(check_choice(pooling, "pooling", tuple(Pooling)))
        self.preprocess = Preprocessing(check_choice(preprocess, "preprocessing", tuple(Preprocessing)))
        self.dtype = tf.as_dtype(dtype)
        self.loss_scale = tf.Variable(LOSS_SCALE if self.dtype == tf.float16 else 1.0)
        needed = layers_up_to(self.layers)
        self.channel_counts = {layer: weights[layer][1].shape[0] for layer in needed}
        self._weights = {layer: [tf.cast(part, self.dtype) for part in weights[layer]] for layer in needed}
        self._lenses = {layer: tf.cast(lens, self.dtype) for layer, lens in (lenses or {}).items()}

    def __call__(self, pictures: Tensor) -> dict[str, Tensor]:
        """{layer: activations (m, n_H, n_W, n_C)}, in the order of `layers`, of pictures (m, height, width, 3)."""
        x = tf.cast(preprocessed(pictures, self.preprocess), self.dtype)
        outputs = activations(x, self._weights, self.layers, self.pooling)
        if not self._lenses:
            return outputs
        return {layer: apply_lens(self._lenses[layer], a) for layer, a in outputs.items()}

    def adapt_loss_scale(self, finite: Tensor) -> None:
        """Lower the loss scale where float16 overflowed on the way back to the pixels."""
        if self.dtype == tf.float16:
            self.loss_scale.assign(tf.where(finite, self.loss_scale, self.loss_scale / 16))


def preprocessed(pictures: Tensor, preprocess: str = Preprocessing.CAFFE) -> Tensor:
    """Pictures, RGB in [0, 1], as the first convolution expects them."""
    return pictures if preprocess == Preprocessing.NONE else (pictures * 255.0 - tf.constant(MEAN_RGB))[..., ::-1]


def activations(
    x: Tensor, weights: Mapping[str, Sequence[Tensor]], layers: Sequence[str], pooling: str = Pooling.MAX
) -> dict[str, Tensor]:
    """{layer: activations}, in the order of `layers`, of preprocessed pictures, in their dtype."""
    found = {}
    for layer in layers_up_to(layers):
        if layer.endswith("conv1") and layer != LAYERS[0]:
            x = pool(x, pooling, block_of(layer))
        kernel, bias = weights[layer]
        x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"), bias))
        found[layer] = x
    return {layer: found[layer] for layer in layers}


def pool(x: Tensor, pooling: str, next_block: int) -> Tensor:
    """Maximum or average of each 2 × 2 positions; the average is scaled to what `next_block` is used to."""
    if pooling == Pooling.MAX:
        return tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
    return tf.cast(AVERAGE_GAINS[next_block], x.dtype) * tf.nn.avg_pool2d(x, ksize=2, strides=2, padding="VALID")


def apply_lens(lens: Tensor, a: Tensor) -> Tensor:
    """Activations (m, n_H, n_W, n_C) as new combinations of their channels: lens (n_out, n_C) -> (…, n_out)."""
    return tf.einsum("mhwi,oi->mhwo", a, lens)


def widen(a: Tensor) -> Tensor:
    """The tensor in float32; float64 stays as it is. Costs are sums over all positions, which overflow float16."""
    a = tf.convert_to_tensor(a)
    return a if a.dtype == tf.float64 else tf.cast(a, tf.float32)
