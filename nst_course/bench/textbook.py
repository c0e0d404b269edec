"""The yardstick: style transfer as tutorials write it, a float32 `tf.function` step with Adam at one scale."""

import keras
import tensorflow as tf

from ..costs import STYLE_LAYERS, train_step

CONTENT_LAYER = "block5_conv4"


class Textbook:
    """Keras' own VGG-19, no preprocessing, α = 10, β = 40, Adam 0.01, start from noise: `step()` returns J.

    C and S are float32 tensors (1, height, width, 3) of the same size.
    """

    def __init__(self, content, style, weights, seed=0):
        vgg = keras.applications.VGG19(include_top=False, weights=str(weights))
        vgg.trainable = False
        layers = [*(name for name, _ in STYLE_LAYERS), CONTENT_LAYER]
        self.outputs = keras.Model(vgg.input, [vgg.get_layer(name).output for name in layers])
        self.a_C, self.a_S = self.outputs(content), self.outputs(style)
        self.picture = tf.Variable(tf.random.stateless_uniform(content.shape, seed=[seed, 0]))
        self.optimizer = keras.optimizers.Adam(learning_rate=0.01)
        self.optimizer.build([self.picture])
        self.step = tf.function(self._step)

    def _step(self):
        return train_step(self.picture, self.a_C, self.a_S, self.outputs, self.optimizer)


# The same objective for the engine.
SETTINGS = {
    "network": "vgg19",
    "preprocess": "none",
    "normalize": False,
    "alpha": 10.0,
    "beta": 40.0,
    "tv": 0.0,
    "content_layers": {CONTENT_LAYER: 1.0},
    "style_layers": dict(STYLE_LAYERS),
    "averaging": 0.0,
}
