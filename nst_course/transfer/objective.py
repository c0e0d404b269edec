"""What is minimized: picture G (1, height, width, 3) -> J and its parts, built from any set of the cost functions.

    J(G) = α·J_content + β·J_style + Σ weight·regularizer(G)

The first two terms are the textbook's, in `nst_course.costs`, or your own in their place. To add a loss of the picture
itself, add a function to `REGULARIZERS` and a setting for its weight, of the same name, to `Settings`; a loss of
activations is another term in `Objective.__call__`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FunctionType, SimpleNamespace
from typing import Any

import tensorflow as tf

from .. import costs as textbook
from .._tensorflow import Tensor, Variable
from ..errors import NstError, nearest
from ..networks.vgg import Network, widen
from .initial import resize
from .settings import Settings


def total_variation(picture: Tensor) -> Tensor:
    """Mean squared difference of neighboring pixels, a scalar: large for noise, small for smooth regions."""
    across = picture[:, :, 1:] - picture[:, :, :-1]
    down = picture[:, 1:] - picture[:, :-1]
    return tf.reduce_mean(tf.square(across)) + tf.reduce_mean(tf.square(down))


# Terms of J that look at the picture alone: name -> function of G. Each is weighted by the setting of the same name and
# reported as J_name.
REGULARIZERS: dict[str, Callable[[Tensor], Tensor]] = {"tv": total_variation}


class ObjectiveWeights:
    """The weights in J, as variables: assigning to one takes effect without retracing."""

    def __init__(self, settings: Settings) -> None:
        self.alpha = tf.Variable(float(settings.alpha))
        self.beta = tf.Variable(float(settings.beta))
        self.regularizers = {name: tf.Variable(float(getattr(settings, name))) for name in REGULARIZERS}
        self.content_layers = {layer: tf.Variable(float(w)) for layer, w in settings.content_layers.items()}
        self.style_layers = {layer: tf.Variable(float(w)) for layer, w in settings.style_layers.items()}

    def assign(self, settings: Settings) -> None:
        """Take the weights of `settings`, which has the same layers."""
        self.alpha.assign(settings.alpha)
        self.beta.assign(settings.beta)
        for name, variable in self.regularizers.items():
            variable.assign(getattr(settings, name))
        _assign(self.content_layers, settings.content_layers)
        _assign(self.style_layers, settings.style_layers)


class Objective:
    """J(G) at the size of one scale.

    `network` gives the activations of all content and style layers; `content` is C (1, height, width, 3), `styles` are
    the style pictures at any size and `shares` their weights. `live`: other styles can be set later without retracing.
    With custom `costs`, each style is cropped to the size of G and its activations are used as they are.
    """

    def __init__(
        self,
        network: Network,
        content: Tensor,
        styles: Sequence[Tensor],
        shares: Sequence[float],
        weights: ObjectiveWeights,
        *,
        normalize: bool = True,
        costs: Any = None,
        live: bool = False,
    ) -> None:
        self.network, self.weights, self.costs = network, weights, cost_functions(costs)
        self.has_own_costs = costs is not None
        self.shares = [share / sum(shares) for share in shares]
        self.normalize, self.size = normalize, content.shape[1:3]
        a_C = self.activations(content)
        self.shapes = {layer: a.shape for layer, a in a_C.items()}
        self.a_C = {layer: a_C[layer] for layer in weights.content_layers}
        self.content_energy = self._energies(self._content_cost, weights.content_layers)
        # With constants, TensorFlow computes their Gram matrices once; variables can take another style without
        # retracing.
        held = _as_variables if live else dict
        self.a_S = [(share, held(a_S)) for share, a_S in self._style_targets(styles)]
        self.style_energy = held(self._energies(self._layer_style_cost, weights.style_layers))

    def __call__(self, picture: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """What the optimizer minimizes; and its parts: J, J_content, J_style, J_tv and the cost of each style layer."""
        a_G = self.activations(picture)
        J_content = tf.add_n([self._weighted_content_cost(l, w, a_G) for l, w in self.weights.content_layers.items()])
        J_style = tf.add_n([share * self._style_cost(a_S, a_G) for share, a_S in self.a_S])
        J = self.costs.total_cost(J_content, J_style, self.weights.alpha, self.weights.beta)
        regularizers = {name: regularizer(picture) for name, regularizer in REGULARIZERS.items()}
        value = J
        for name, cost in regularizers.items():
            value += self.weights.regularizers[name] * cost
        layers = tf.stack([self._relative_style_cost(l, a_G) for l in self.weights.style_layers])
        parts = {"J": J, "J_content": J_content, "J_style": J_style, "style_layers": layers}
        return value, parts | {f"J_{name}": cost for name, cost in regularizers.items()}

    def activations(self, picture: Tensor) -> dict[str, Tensor]:
        """{layer: activations} of the network, in float32 whatever the precision of its convolutions."""
        return {layer: widen(a) for layer, a in self.network(picture).items()}

    def value_and_gradient(self, picture: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """The objective, its gradient with respect to the pixels, and the parts.

        Where a number is not finite the value is ∞ and the gradient 0, so that no optimizer moves.
        """
        with tf.GradientTape() as tape:
            tape.watch(picture)
            value, parts = self(picture)
            scaled = value * self.network.loss_scale
        gradient = tape.gradient(scaled, picture)
        if gradient is None:
            raise NstError(
                "J does not depend on G: compute the costs from the activations of G, using only TensorFlow operations."
            )
        gradient = gradient / self.network.loss_scale
        finite = tf.math.is_finite(value) & tf.reduce_all(tf.math.is_finite(gradient))
        self.network.adapt_loss_scale(finite)
        return tf.where(finite, value, float("inf")), tf.where(finite, gradient, 0.0), parts

    def set_styles(self, styles: Sequence[Tensor]) -> None:
        """Take other style pictures, as many as before; only a live objective can do so without retracing."""
        for (_, variables), (_, a_S) in zip(self.a_S, self._style_targets(styles), strict=True):
            _assign(variables, a_S)
        _assign(self.style_energy, self._energies(self._layer_style_cost, self.weights.style_layers))

    def _weighted_content_cost(self, layer: str, weight: Variable, a_G: Mapping[str, Tensor]) -> Tensor:
        def cost() -> Tensor:
            return weight * self._content_cost(layer, a_G) / self.content_energy[layer]

        # With several layers to choose from, those with weight 0 cost no time.
        return cost() if len(self.a_C) == 1 else tf.cond(weight > 0, cost, lambda: 0.0)

    def _content_cost(self, layer: str, a_G: Mapping[str, Tensor]) -> Tensor:
        return self.costs.compute_content_cost([self.a_C[layer]], [a_G[layer]])

    def _style_cost(self, a_S: Mapping[str, Tensor], a_G: Mapping[str, Tensor]) -> Tensor:
        a_S = {layer: tf.convert_to_tensor(a) for layer, a in a_S.items()}
        weights = [(layer, weight / self.style_energy[layer]) for layer, weight in self.weights.style_layers.items()]
        # The cost functions leave out the last of each list: it is the content layer.
        lists = [[*(a[layer] for layer, _ in weights), None] for a in (a_S, a_G)]
        return self.costs.compute_style_cost(*lists, weights)

    def _relative_style_cost(self, layer: str, a_G: Mapping[str, Tensor]) -> Tensor:
        return self._layer_style_cost(layer, a_G) / self.style_energy[layer]

    def _layer_style_cost(self, layer: str, a_G: Mapping[str, Tensor]) -> Tensor:
        cost = self.costs.compute_layer_style_cost
        return tf.add_n([share * cost(tf.convert_to_tensor(a_S[layer]), a_G[layer]) for share, a_S in self.a_S])

    def _style_targets(self, styles: Sequence[Tensor]) -> list[tuple[float, dict[str, Tensor]]]:
        """(share, activations of a style) of each style, or one for all styles."""
        if self.has_own_costs:
            return [
                (share, self.activations(crop_to_cover(style, self.size)))
                for share, style in zip(self.shares, styles, strict=True)
            ]
        return [(1.0, self._blended_target(styles))]

    def _blended_target(self, styles: Sequence[Tensor]) -> dict[str, Tensor]:
        # Σ shares·‖G_S − G‖² and ‖Σ shares·G_S − G‖² differ by a constant: one target represents all styles.
        grams = dict.fromkeys(self.weights.style_layers, 0.0)
        for share, style in zip(self.shares, styles, strict=True):
            a_S = self.activations(style)
            grams = {layer: gram + share * gram_per_position(a_S[layer]) for layer, gram in grams.items()}
        return {layer: activations_with_gram(gram, self.shapes[layer]) for layer, gram in grams.items()}

    def _energies(self, cost: Callable[[str, dict[str, Tensor]], Tensor], layers: Iterable[str]) -> dict[str, Tensor]:
        """{layer: what a black activation would cost}; 1 where costs are not normalized, and for an inactive layer.

        Divided by it, costs are of the same size for most pictures, so that one setting fits them all.
        """
        if not self.normalize:
            return {layer: tf.constant(1.0) for layer in layers}
        zero = {layer: tf.zeros(self.shapes[layer]) for layer in layers}
        energies = {layer: cost(layer, zero) for layer in layers}
        return {layer: tf.where(energy > 0, energy, 1.0) for layer, energy in energies.items()}


def _as_variables(tensors: Mapping[str, Tensor]) -> dict[str, Variable]:
    return {name: tf.Variable(tensor) for name, tensor in tensors.items()}


def _assign(variables: Mapping[str, Variable], tensors: Mapping[str, Any]) -> None:
    for name, variable in variables.items():
        variable.assign(tensors[name])


# Style targets: pictures of any size as activations of G's size.


def gram_per_position(a: Tensor) -> Tensor:
    """Gram matrix (n_C, n_C) of activations (1, n_H, n_W, n_C), divided by n_H·n_W: it does not grow with size."""
    A = tf.transpose(tf.reshape(a, [-1, a.shape[-1]]))
    return textbook.gram_matrix(A) / (a.shape[1] * a.shape[2])


def activations_with_gram(gram: Tensor, shape: Sequence[int]) -> Tensor:
    """Activations (1, n_C, 1, n_C) whose Gram matrix is n_H·n_W times `gram`: √Λ·Uᵀ of its eigenvectors, as positions.

    With them a style picture of any size, or a blend of several, can take the place of a_S in the style cost, and its
    Gram matrix costs next to nothing. `shape` is that of G's activations, (1, n_H, n_W, n_C).
    """
    _, n_H, n_W, _ = shape
    values, vectors = tf.linalg.eigh(tf.cast(gram, tf.float64) * (n_H * n_W))
    positions = tf.transpose(vectors * tf.sqrt(tf.maximum(values, 0.0)))
    return tf.cast(positions, tf.float32)[None, :, None, :]


def crop_to_cover(picture: Tensor, size: tuple[int, int]) -> Tensor:
    """The middle of a picture (1, height, width, 3), scaled so that it just covers `size` (height, width)."""
    height, width = size
    scale = max(height / picture.shape[1], width / picture.shape[2])
    larger = resize(picture, [max(n, round(s * scale)) for n, s in zip(size, picture.shape[1:3], strict=True)])
    top, left = (larger.shape[1] - height) // 2, (larger.shape[2] - width) // 2
    return larger[:, top : top + height, left : left + width]


# The cost functions in use: the textbook's, or your own in their place.

COST_FUNCTIONS = (
    "compute_content_cost",
    "gram_matrix",
    "compute_layer_style_cost",
    "compute_style_cost",
    "total_cost",
)


def cost_functions(costs: Any = None) -> SimpleNamespace:
    """The textbook's five functions, with those of `costs` (a dict, a module or an object) in their place.

    The textbook's functions that remain call the replacements: your own `gram_matrix` changes every style cost. Raises
    NstError for a name in a dict that is not one of the functions, and if nothing is replaced.
    """
    own = _replacements(costs)
    names = {**vars(textbook), **own}
    for name in COST_FUNCTIONS:
        if name not in own:
            function = getattr(textbook, name)
            # The same code, which looks up what it calls among `names`.
            names[name] = FunctionType(function.__code__, names, name, function.__defaults__)
    return SimpleNamespace(**{name: _checked_cost(name, names[name]) for name in COST_FUNCTIONS})


def _replacements(costs: Any) -> dict[str, Callable[..., Any]]:
    if costs is None:
        return {}
    if isinstance(costs, dict):
        for name in costs:
            if name not in (*COST_FUNCTIONS, "train_step"):
                raise NstError(f"There is no cost function '{name}': {nearest(name, COST_FUNCTIONS)}")
        own = {name: costs[name] for name in costs if name in COST_FUNCTIONS}
    else:
        own = {name: getattr(costs, name) for name in COST_FUNCTIONS if hasattr(costs, name)}
    if not own:
        raise NstError(f"costs contains none of the cost functions: give at least one of {', '.join(COST_FUNCTIONS)}.")
    return own


def _checked_cost(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a check that it returns one number; if not, it raises an NstError that names it."""
    if name == "gram_matrix":
        return function

    def cost(*arguments: Any) -> Tensor:
        J = function(*arguments)
        if J is None:
            raise NstError(f"{name} returned None: end it with `return` and the cost.")
        try:
            tensor = tf.convert_to_tensor(J)
        except (TypeError, ValueError) as error:
            raise NstError(f"{name} returned {type(J).__name__}: return one number, a scalar tensor.") from error
        if not (tensor.dtype.is_floating or tensor.dtype.is_integer):
            raise NstError(f"{name} returned {type(J).__name__}: return one number, a scalar tensor.")
        if tensor.shape.rank != 0:
            raise NstError(
                f"{name} returned a tensor of shape {tuple(tensor.shape)}: return one number, such as a sum."
            )
        return tf.cast(tensor, tf.float32)

    return cost
