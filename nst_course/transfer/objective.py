"""What is minimised: picture G (1, height, width, 3) -> J and its parts. Built from any set of the cost functions."""

from types import SimpleNamespace

import tensorflow as tf

from .. import costs as textbook

# float16 cannot hold gradients under 6e-8, and those of a normalized J are smaller: they travel back multiplied by
# this, or by less where that overflows. Micikevicius et al., "Mixed Precision Training" (2018).
LOSS_SCALE = 2.0**24

FUNCTIONS = ("compute_content_cost", "gram_matrix", "compute_layer_style_cost", "compute_style_cost", "total_cost")


def cost_functions(costs=None):
    """The textbook's functions with those of `costs` (a module, a dict or an object) in their place."""
    own = costs if isinstance(costs, dict) else vars(costs) if costs is not None else {}
    return SimpleNamespace(**{name: own.get(name, getattr(textbook, name)) for name in FUNCTIONS})


class Objective:
    """J(G) = α·J_content + β·J_style, and the total variation beside it.

    `network` gives the activations of all content and style layers; `content` is C (1, height, width, 3), `styles`
    the style pictures at any size, `style_weights` their shares. All weights are tf.Variables: assigning to one
    changes the objective without a new trace.
    """

    def __init__(self, network, content, styles, settings, costs=None):
        self.network, self.costs = network, cost_functions(costs)
        self.content_layers, self.style_layers = list(settings.content_layers), list(settings.style_layers)
        self.alpha, self.beta = tf.Variable(float(settings.alpha)), tf.Variable(float(settings.beta))
        self.tv = tf.Variable(float(settings.tv))
        activations = network(content)
        self.a_C = {layer: textbook.widen(activations[layer]) for layer in self.content_layers}
        self.a_S = self._style_targets(activations, styles, settings.style_weights, compact=costs is None)
        self.content_weights = weight_variables(settings.content_layers)
        self.style_weights = weight_variables(settings.style_layers)
        self.loss_scale = tf.Variable(LOSS_SCALE if network.dtype == tf.float16 else 1.0)
        self._normalize(activations, settings.normalize)

    def __call__(self, picture):
        """What the optimizer minimises, and a dict of J, J_content, J_style, J_tv and the cost of each style layer."""
        a_G = self.network(picture)
        J_content = tf.add_n([self.content_weights[l] * self._content_cost(l, a_G[l]) for l in self.content_layers])
        J_style = self.costs.compute_style_cost(
            [*(self.a_S[l] for l in self.style_layers), None],
            [*(a_G[l] for l in self.style_layers), None],
            [(l, self.style_weights[l] / self.style_energy[l]) for l in self.style_layers],
        )
        J = self.costs.total_cost(J_content, J_style, self.alpha, self.beta)
        J_tv = total_variation(picture)
        layers = tf.stack([self._style_cost(l, a_G[l]) for l in self.style_layers])
        parts = {"J": J, "J_content": J_content, "J_style": J_style, "J_tv": J_tv, "style_layers": layers}
        return J + self.tv * J_tv, parts

    def value_and_gradient(self, picture):
        """The objective, its gradient with respect to the pixels, and the parts."""
        with tf.GradientTape() as tape:
            tape.watch(picture)
            value, parts = self(picture)
            scaled = value * self.loss_scale
        gradient = tape.gradient(scaled, picture) / self.loss_scale
        if self.network.dtype == tf.float16:
            gradient = self._finite(gradient)
        return value, gradient, parts

    def _finite(self, gradient):
        """Where float16 overflowed on the way back to the pixels: no gradient, and a smaller scale from now on."""
        finite = tf.reduce_all(tf.math.is_finite(gradient))
        self.loss_scale.assign(tf.where(finite, self.loss_scale, self.loss_scale / 16))
        return tf.where(finite, gradient, tf.zeros_like(gradient))

    def _content_cost(self, layer, a_G):
        return self.costs.compute_content_cost([self.a_C[layer]], [a_G]) / self.content_energy[layer]

    def _style_cost(self, layer, a_G):
        return self.costs.compute_layer_style_cost(self.a_S[layer], a_G) / self.style_energy[layer]

    def _style_targets(self, like, styles, shares, compact):
        shares = [share / sum(shares) for share in shares]
        outputs = [self.network(style) for style in styles]
        targets = {}
        for layer in self.style_layers:
            # Σ shares·‖G_S − G‖² and ‖Σ shares·G_S − G‖² differ by a constant: one target stands for all styles.
            gram = sum(share * gram_per_position(a[layer]) for share, a in zip(shares, outputs, strict=True))
            targets[layer] = activations_with_gram(gram, like[layer].shape, compact)
        return targets

    def _normalize(self, activations, normalize):
        """Each cost is divided by what a black activation would cost, so that one setting fits most pictures."""
        self.content_energy = dict.fromkeys(self.content_layers, 1.0)
        self.style_energy = dict.fromkeys(self.style_layers, 1.0)
        if normalize:
            zero = {layer: tf.zeros_like(a) for layer, a in activations.items()}
            self.content_energy = {l: self._content_cost(l, zero[l]) for l in self.content_layers}
            self.style_energy = {l: self._style_cost(l, zero[l]) for l in self.style_layers}


def weight_variables(layers):
    """{layer: tf.Variable} of a dict or list of (layer, weight)."""
    return {layer: tf.Variable(float(weight)) for layer, weight in dict(layers).items()}


def gram_per_position(a):
    """Gram matrix (n_C, n_C) of activations (1, n_H, n_W, n_C), divided by n_H·n_W: it does not grow with size."""
    return textbook.gram_matrix(textbook.unroll(textbook.widen(a)))[0] / (a.shape[1] * a.shape[2])


def activations_with_gram(gram, shape, compact):
    """Activations whose Gram matrix is that of a style picture of G's size: U·√Λ of the eigenvectors, as positions.

    So a style of any size, or a blend of several, can stand where the cost functions expect a_S. `shape` is a_G's;
    `compact` leaves out the positions that hold only zeros (n_C of them suffice), else the shape is exactly a_G's and
    the weakest components go where n_H·n_W < n_C, which no G of that size could reach either.
    """
    _, n_H, n_W, n_C = shape
    values, vectors = tf.linalg.eigh(tf.cast(gram, tf.float64) * (n_H * n_W))
    rows = tf.cast(tf.transpose(vectors * tf.sqrt(tf.maximum(values, 0.0))), tf.float32)[::-1]
    if compact:
        return rows[None, :, None, :]
    rows = tf.pad(rows[: n_H * n_W], [[0, max(0, n_H * n_W - n_C)], [0, 0]])
    return tf.reshape(rows, shape)


def total_variation(picture):
    """Mean squared difference of neighbouring pixels: what noise has much of and quiet regions little."""
    across = picture[:, :, 1:] - picture[:, :, :-1]
    down = picture[:, 1:] - picture[:, :-1]
    return tf.reduce_mean(tf.square(across)) + tf.reduce_mean(tf.square(down))
