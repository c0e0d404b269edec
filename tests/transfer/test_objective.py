"""The objective is the textbook's, whatever the sizes of the styles and whoever wrote the functions."""

import types

import numpy as np
import pytest
import tensorflow as tf

from nst_course import costs
from nst_course.networks.network import Network
from nst_course.transfer.objective import Objective, activations_with_gram, gram_per_position, total_variation
from nst_course.transfer.settings import Settings

LAYERS = {"block1_conv1": 0.5, "block2_conv1": 0.3, "block3_conv1": 0.2}


@pytest.fixture
def network(small_weights):
    return Network(small_weights, [*LAYERS, "block3_conv2"], name="small")


@pytest.fixture
def tensors(pictures):
    rng = np.random.default_rng(5)
    content, style = (tf.constant(p[None]) for p in pictures)
    return content, style, tf.constant(rng.random(content.shape).astype("float32"))


def settings(**changes):
    return Settings(
        **{
            "content_layers": {"block3_conv2": 1.0},
            "style_layers": LAYERS,
            "style_weights": (1.0,),
            "alpha": 3.0,
            "beta": 5.0,
            "normalize": False,
            **changes,
        }
    )


def textbook_J(network, C, S, G):
    """J as the course computes it, from the real activations of S."""
    a_C, a_S, a_G = (list(network(x).values()) for x in (C, S, G))
    J_style = costs.compute_style_cost(a_S, a_G, list(LAYERS.items()))
    return costs.total_cost(costs.compute_content_cost(a_C, a_G), J_style, 3.0, 5.0)


def test_is_the_textbook_objective_with_its_gradient(network, tensors):
    C, S, G = tensors
    objective = Objective(network, C, [S], settings(tv=0.0))
    value, gradient, parts = objective.value_and_gradient(G)
    with tf.GradientTape() as tape:
        tape.watch(G)
        expected = textbook_J(network, C, S, G)
    assert float(value) == pytest.approx(float(expected), rel=1e-3)
    assert float(parts["J"]) == pytest.approx(3 * float(parts["J_content"]) + 5 * float(parts["J_style"]), rel=1e-5)
    exact = tape.gradient(expected, G)
    np.testing.assert_allclose(gradient, exact, atol=2e-3 * float(tf.reduce_max(tf.abs(exact))))


def test_parts_add_up(network, tensors):
    C, S, G = tensors
    value, parts = Objective(network, C, [S], settings(tv=7.0))(G)
    assert float(value) == pytest.approx(float(parts["J"]) + 7 * float(total_variation(G)), rel=1e-5)
    weighted = sum(w * float(J) for w, J in zip(LAYERS.values(), parts["style_layers"], strict=True))
    assert float(parts["J_style"]) == pytest.approx(weighted, rel=1e-5)


def test_the_style_may_have_any_size(network, tensors):
    """Tiled 2×1 the style has the same Gram matrix per position, but for the seam: J hardly changes."""
    C, _, G = tensors
    wave = 0.5 + 0.5 * np.sin(np.arange(64) * np.pi / 4)
    stripes = tf.constant(np.broadcast_to(wave[None, None, :, None], (1, 48, 64, 3)), tf.float32)
    small, large = (Objective(network, C, [s], settings())(G)[0] for s in (stripes, tf.tile(stripes, [1, 2, 2, 1])))
    assert float(large) == pytest.approx(float(small), rel=0.1)


def test_a_blend_of_styles_has_the_gradient_of_the_blended_costs(network, tensors):
    C, S, G = tensors
    other = tf.reverse(1 - S**2, axis=[1])
    _, gradient, _ = Objective(network, C, [S, other], settings(style_weights=(3.0, 1.0))).value_and_gradient(G)
    singles = [Objective(network, C, [s], settings()).value_and_gradient(G)[1] for s in (S, other)]
    expected = 0.75 * singles[0] + 0.25 * singles[1]
    np.testing.assert_allclose(gradient, expected, atol=3e-3 * float(tf.reduce_max(tf.abs(expected))))


def test_normalized_costs_are_one_for_a_black_activation(network, tensors):
    C, S, _ = tensors
    objective = Objective(network, C, [S], settings(normalize=True))
    zero = {layer: tf.zeros_like(a) for layer, a in network(C).items()}
    objective.network = lambda picture: zero
    _, parts = objective(C)
    assert float(parts["J_content"]) == pytest.approx(1, rel=1e-4)
    assert float(parts["J_style"]) == pytest.approx(1, rel=1e-4)


def test_weights_change_without_a_new_trace(network, tensors):
    C, S, G = tensors
    objective = Objective(network, C, [S], settings(tv=0.0))
    J = tf.function(lambda: objective(G)[0])
    before = float(J())
    objective.alpha.assign(0.0)
    objective.style_weights["block1_conv1"].assign(0.0)
    layers = objective(G)[1]["style_layers"].numpy()
    assert float(J()) == pytest.approx(5 * (0.3 * layers[1] + 0.2 * layers[2]), rel=1e-4)
    assert float(J()) < before
    assert J.experimental_get_tracing_count() == 1


class TestOwnFunctions:
    """A student's set: plain, for pictures of equal size only, with shapes read from a_S as most people do."""

    @staticmethod
    def compute_layer_style_cost(a_S, a_G):
        _, n_H, n_W, n_C = a_S.shape
        A_S, A_G = (tf.transpose(tf.reshape(tf.cast(a, tf.float32), [n_H * n_W, n_C])) for a in (a_S, a_G))
        difference = tf.matmul(A_S, tf.transpose(A_S)) - tf.matmul(A_G, tf.transpose(A_G))
        return tf.reduce_sum(difference**2) / (4.0 * n_C**2 * (n_H * n_W) ** 2)

    def compute_style_cost(self, style_image_output, generated_image_output, STYLE_LAYERS):
        J = 0
        for i, (_, weight) in enumerate(STYLE_LAYERS):
            J += weight * self.compute_layer_style_cost(style_image_output[:-1][i], generated_image_output[:-1][i])
        return J

    def own(self):
        return {
            "compute_layer_style_cost": self.compute_layer_style_cost,
            "compute_style_cost": self.compute_style_cost,
            "total_cost": lambda J_content, J_style, alpha=10, beta=40: alpha * J_content + beta * J_style,
        }

    def test_give_the_same_J(self, network, tensors):
        C, S, G = tensors
        S = S[:, :30, :40]
        reference = Objective(network, C, [S], settings())(G)
        own = Objective(network, C, [S], settings(), costs=self.own())(G)
        assert float(own[0]) == pytest.approx(float(reference[0]), rel=1e-3)
        np.testing.assert_allclose(own[1]["style_layers"], reference[1]["style_layers"], rtol=2e-3)

    def test_are_what_is_optimised(self, network, tensors):
        C, S, G = tensors
        own = types.SimpleNamespace(total_cost=lambda J_content, J_style, alpha, beta: 0 * J_content + 11.0 * J_style)
        _, parts = Objective(network, C, [S], settings(), costs=own)(G)
        assert float(parts["J"]) == pytest.approx(11 * float(parts["J_style"]), rel=1e-5)

    def test_may_be_a_module(self, network, tensors):
        C, S, G = tensors
        assert float(Objective(network, C, [S], settings(), costs=costs)(G)[0]) > 0


@pytest.mark.parametrize("compact", [True, False])
def test_activations_with_a_given_gram_matrix(compact):
    a = tf.constant(np.random.default_rng(0).normal(size=(1, 9, 8, 5)).astype("float32"))
    stand_in = activations_with_gram(gram_per_position(a), (1, 4, 6, 5), compact)
    gram = costs.gram_matrix(costs.unroll(stand_in))[0] / (4 * 6)
    np.testing.assert_allclose(gram, gram_per_position(a), atol=1e-4)
    assert stand_in.shape == ((1, 5, 1, 5) if compact else (1, 4, 6, 5))


def test_total_variation_against_loops():
    picture = np.random.default_rng(0).random((1, 4, 5, 3)).astype("float32")
    h, w = picture.shape[1:3]
    across = [(picture[0, i, j + 1] - picture[0, i, j]) ** 2 for i in range(h) for j in range(w - 1)]
    down = [(picture[0, i + 1, j] - picture[0, i, j]) ** 2 for i in range(h - 1) for j in range(w)]
    assert float(total_variation(tf.constant(picture))) == pytest.approx(np.mean(across) + np.mean(down), rel=1e-5)
