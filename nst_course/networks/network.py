"""A truncated VGG: pictures (m, height, width, 3), RGB in [0, 1] -> {layer: activations (m, n_H, n_W, n_C)}.

Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014).
"""

import tensorflow as tf

from ..errors import check_choice
from .topology import LAYERS, block, upto

# ImageNet's mean colour in RGB, 0–255; Keras' "caffe" preprocessing subtracts it and hands the channels over as BGR.
MEAN_RGB = (123.68, 116.779, 103.939)

# float16 cannot hold gradients under 6e-8, and those of a normalized J are smaller: they travel back multiplied by
# this, or by less where that overflows. Micikevicius et al., "Mixed Precision Training" (2018).
LOSS_SCALE = 2.0**24

# Averages are smaller than maxima: with these gains, one a pooling, average pooling keeps the mean activation that
# max pooling has in block2 … block5 (measured on photographs and paintings; a test repeats it).
AVERAGE_GAINS = {2: 1.29, 3: 1.44, 4: 1.34, 5: 1.84}


class Network:
    """VGG's convolutions up to the deepest of `layers`.

    `weights` maps each layer name to (kernel (3, 3, in, out), bias (out,)). `preprocess` is "caffe" (what VGG was
    trained with) or "none" (RGB in [0, 1] goes in as it is, as in the best-known course). `pooling` is "max" or
    "average". `lenses`, {layer: (n_C, n_C)}, are through which the activations of a layer are looked at; the next
    convolution gets them as they are. Activations come out in `dtype`. Raises NstError for an unknown layer, pooling
    or preprocessing.
    """

    def __init__(
        self,
        weights,
        layers,
        *,
        name,
        title="VGG-19",
        lenses=None,
        pooling="max",
        preprocess="caffe",
        dtype="float32",
    ):
        self.layers = tuple(check_choice(layer, "layer", LAYERS) for layer in layers)
        self.name = name
        self.title = f"{title}, {pooling} pooling, up to {max(self.layers)}"
        self.pooling = check_choice(pooling, "pooling", ("max", "average"))
        self.preprocess = check_choice(preprocess, "preprocessing", ("caffe", "none"))
        self.dtype = tf.as_dtype(dtype)
        self.loss_scale = tf.Variable(LOSS_SCALE if self.dtype == tf.float16 else 1.0)
        self.widths = {layer: weights[layer][1].shape[0] for layer in upto(self.layers)}
        self._weights = {layer: [tf.cast(part, self.dtype) for part in weights[layer]] for layer in upto(self.layers)}
        self._lenses = {layer: tf.cast(lens, self.dtype) for layer, lens in (lenses or {}).items()}

    def __call__(self, pictures):
        """{layer: activations (m, n_H, n_W, n_C)}, in the order of `layers`, for pictures (m, height, width, 3)."""
        x = tf.cast(normalized(pictures, self.preprocess), self.dtype)
        seen = activations(x, self._weights, self.layers, self.pooling)
        return {layer: through(self._lenses[layer], a) if self._lenses else a for layer, a in seen.items()}

    def adapt_loss_scale(self, finite):
        """Makes the loss scale smaller where float16 overflowed on the way back to the pixels."""
        if self.dtype == tf.float16:
            self.loss_scale.assign(tf.where(finite, self.loss_scale, self.loss_scale / 16))


def normalized(pictures, preprocess="caffe"):
    """Pictures, RGB in [0, 1], as the first convolution wants them."""
    return pictures if preprocess == "none" else (pictures * 255.0 - tf.constant(MEAN_RGB))[..., ::-1]


def activations(x, weights, layers, pooling="max"):
    """{layer: activations}, in the order of `layers`, of normalized pictures, in their dtype."""
    found = {}
    for layer in upto(layers):
        if layer.endswith("conv1") and layer != LAYERS[0]:
            x = pool(x, pooling, block(layer))
        kernel, bias = weights[layer]
        x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"), bias))
        found[layer] = x
    return {layer: found[layer] for layer in layers}


def through(lens, a):
    """Activations (m, n_H, n_W, n_C) as new combinations of their channels: lens (n_out, n_C)."""
    return tf.einsum("mhwi,oi->mhwo", a, lens)


def widen(a):
    """The tensor in float32; float64 stays as it is. Costs are sums over all positions: they overflow float16."""
    a = tf.convert_to_tensor(a)
    return a if a.dtype == tf.float64 else tf.cast(a, tf.float32)


def pool(x, pooling, into_block):
    """Maximum or average of 2 × 2 positions."""
    if pooling == "max":
        return tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
    return tf.cast(AVERAGE_GAINS[into_block], x.dtype) * tf.nn.avg_pool2d(x, ksize=2, strides=2, padding="VALID")
