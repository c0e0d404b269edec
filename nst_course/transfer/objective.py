"""What is minimised: picture G (1, height, width, 3) -> J and its parts. Built from any set of the cost functions."""

import tensorflow as tf

from ..errors import NstError
from ..networks.network import widen
from .functions import cost_functions
from .style import activations_with_gram, covering, gram_per_position


class Objective:
    """J(G) = α·J_content + β·J_style, and the total variation beside it, at the size of one scale.

    `network` gives the activations of all content and style layers; `content` is C (1, height, width, 3), `styles`
    are the style pictures at any size and `shares` their weights; `balance` holds the weights of the costs. Only
    where it is to be `restyled` can it take other styles later. With `costs` of one's own, each style is cut to the
    size of G and its activations are used as they are.
    """

    def __init__(self, network, content, styles, shares, balance, *, normalize=True, costs=None, restyled=False):
        self.network, self.balance, self.costs = network, balance, cost_functions(costs)
        self.own = costs is not None
        self.shares = [share / sum(shares) for share in shares]
        self.normalize, self.size = normalize, content.shape[1:3]
        a_C = self.activations(content)
        self.shapes = {layer: a.shape for layer, a in a_C.items()}
        self.a_C = {layer: a_C[layer] for layer in balance.content_layers}
        self.content_energy = self._energies(self._content_cost, balance.content_layers)
        held = as_variables if restyled else dict  # as variables another style needs no new trace
        self.a_S = [(share, held(a_S)) for share, a_S in self._targets(styles)]
        self.style_energy = held(self._energies(self._distance, balance.style_layers))

    def __call__(self, picture):
        """What the optimizer minimises, and a dict of J, J_content, J_style, J_tv and the cost of each style layer."""
        a_G = self.activations(picture)
        J_content = tf.add_n([self._weighted_content_cost(l, w, a_G) for l, w in self.balance.content_layers.items()])
        J_style = tf.add_n([share * self._style_cost(a_S, a_G) for share, a_S in self.a_S])
        J = self.costs.total_cost(J_content, J_style, self.balance.alpha, self.balance.beta)
        J_tv = total_variation(picture)
        layers = tf.stack([self._layer_cost(l, a_G) for l in self.balance.style_layers])
        parts = {"J": J, "J_content": J_content, "J_style": J_style, "J_tv": J_tv, "style_layers": layers}
        return J + self.balance.tv * J_tv, parts

    def activations(self, picture):
        """{layer: activations} of the network, in float32 whatever the precision of its convolutions."""
        return {layer: widen(a) for layer, a in self.network(picture).items()}

    def value_and_gradient(self, picture):
        """The objective, its gradient with respect to the pixels, and the parts.

        Where a number is not finite the value is ∞ and the gradient 0, so that no optimizer moves.
        """
        with tf.GradientTape() as tape:
            tape.watch(picture)
            value, parts = self(picture)
            scaled = value * self.network.loss_scale
        gradient = tape.gradient(scaled, picture)
        if gradient is None:
            raise NstError("J does not depend on G: compute the costs from the activations of G with TensorFlow alone.")
        gradient = gradient / self.network.loss_scale
        finite = tf.math.is_finite(value) & tf.reduce_all(tf.math.is_finite(gradient))
        self.network.adapt_loss_scale(finite)
        return tf.where(finite, value, float("inf")), tf.where(finite, gradient, 0.0), parts

    def restyle(self, styles):
        """Takes other style pictures, as many as before, in place of those that were given."""
        for (_, variables), (_, a_S) in zip(self.a_S, self._targets(styles), strict=True):
            assign(variables, a_S)
        assign(self.style_energy, self._energies(self._distance, self.balance.style_layers))

    def _weighted_content_cost(self, layer, weight, a_G):
        def cost():
            return weight * self._content_cost(layer, a_G) / self.content_energy[layer]

        # With several layers to choose from, those of weight 0 cost no time.
        return cost() if len(self.a_C) == 1 else tf.cond(weight > 0, cost, lambda: 0.0)

    def _content_cost(self, layer, a_G):
        return self.costs.compute_content_cost([self.a_C[layer]], [a_G[layer]])

    def _style_cost(self, a_S, a_G):
        a_S = {layer: tf.convert_to_tensor(a) for layer, a in a_S.items()}
        weights = [(layer, weight / self.style_energy[layer]) for layer, weight in self.balance.style_layers.items()]
        # The functions leave out the last of each list, as it is the content layer.
        lists = [[*(a[layer] for layer, _ in weights), None] for a in (a_S, a_G)]
        return self.costs.compute_style_cost(*lists, weights)

    def _layer_cost(self, layer, a_G):
        return self._distance(layer, a_G) / self.style_energy[layer]

    def _distance(self, layer, a_G):
        """What `compute_layer_style_cost` says of a layer, as it is."""
        cost = self.costs.compute_layer_style_cost
        return tf.add_n([share * cost(tf.convert_to_tensor(a_S[layer]), a_G[layer]) for share, a_S in self.a_S])

    def _targets(self, styles):
        """(share, activations of a style), or one for all styles."""
        if self.own:
            return [
                (share, self.activations(covering(style, self.size)))
                for share, style in zip(self.shares, styles, strict=True)
            ]
        return [(1.0, self._blended(styles))]

    def _blended(self, styles):
        # Σ shares·‖G_S − G‖² and ‖Σ shares·G_S − G‖² differ by a constant: one target stands for all styles.
        grams = dict.fromkeys(self.balance.style_layers, 0.0)
        for share, style in zip(self.shares, styles, strict=True):
            a_S = self.activations(style)
            grams = {layer: gram + share * gram_per_position(a_S[layer]) for layer, gram in grams.items()}
        return {layer: activations_with_gram(gram, self.shapes[layer]) for layer, gram in grams.items()}

    def _energies(self, cost, layers):
        """{layer: what a black activation would cost}: divided by it, one setting fits most pictures. Else ones."""
        if not self.normalize:
            return {layer: tf.constant(1.0) for layer in layers}
        zero = {layer: tf.zeros(self.shapes[layer]) for layer in layers}
        return {layer: or_one(cost(layer, zero)) for layer in layers}


def as_variables(tensors):
    """{name: tensor} as variables."""
    return {name: tf.Variable(tensor) for name, tensor in tensors.items()}


def assign(variables, tensors):
    """Each variable takes the tensor of its name."""
    for name, variable in variables.items():
        variable.assign(tensors[name])


def or_one(energy):
    """The energy; 1 where there is none, as for a layer that a black picture leaves silent."""
    return tf.where(energy > 0, energy, 1.0)


def total_variation(picture):
    """Mean squared difference of neighbouring pixels: what noise has much of and quiet regions little."""
    across = picture[:, :, 1:] - picture[:, :, :-1]
    down = picture[:, 1:] - picture[:, :-1]
    return tf.reduce_mean(tf.square(across)) + tf.reduce_mean(tf.square(down))
