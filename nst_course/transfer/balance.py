"""What weighs how much in J, as variables: assigning to one steers a run without a new trace."""

import tensorflow as tf


class Balance(tf.Module):
    """α, β, the weight of the total variation, and the weights of the content and style layers."""

    def __init__(self, settings):
        self.alpha = tf.Variable(float(settings.alpha))
        self.beta = tf.Variable(float(settings.beta))
        self.tv = tf.Variable(float(settings.tv))
        self.content_layers = {layer: tf.Variable(float(w)) for layer, w in settings.content_layers.items()}
        self.style_layers = {layer: tf.Variable(float(w)) for layer, w in settings.style_layers.items()}
