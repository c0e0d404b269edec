"""The objective equals the textbook's, whatever the sizes of the styles and whoever wrote the functions."""

import types

import numpy as np
import pytest
import tensorflow as tf

from nst_course import costs
from nst_course.errors import NstError
from nst_course.networks.vgg import Network
from nst_course.transfer.objective import (
    REGULARIZERS,
    Objective,
    ObjectiveWeights,
    activations_with_gram,
    crop_to_cover,
    gram_per_position,
    total_variation,
)
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


def make(network, content, styles, *, shares=None, normalize=False, own=None, tv=0.0):
    """An objective with α = 3, β = 5 and one content layer."""
    settings = Settings(content_layers={"block3_conv2": 1.0}, style_layers=LAYERS, alpha=3.0, beta=5.0, tv=tv)
    shares = shares or (1.0,) * len(styles)
    return Objective(network, content, styles, shares, ObjectiveWeights(settings), normalize=normalize, costs=own)


def textbook_J(network, C, S, G):
    """J as the course computes it, from the real activations of S."""
    a_C, a_S, a_G = (list(network(x).values()) for x in (C, S, G))
    J_style = costs.compute_style_cost(a_S, a_G, list(LAYERS.items()))
    return costs.total_cost(costs.compute_content_cost(a_C, a_G), J_style, 3.0, 5.0)


def test_equals_the_textbook_objective_and_its_gradient(network, tensors):
    C, S, G = tensors
    objective = make(network, C, [S])
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
    value, parts = make(network, C, [S], tv=7.0)(G)
    assert float(value) == pytest.approx(float(parts["J"]) + 7 * float(total_variation(G)), rel=1e-5)
    weighted = sum(w * float(J) for w, J in zip(LAYERS.values(), parts["style_layers"], strict=True))
    assert float(parts["J_style"]) == pytest.approx(weighted, rel=1e-5)


def test_the_style_can_have_any_size(network, tensors):
    """Tiled 2×1, the style has the same Gram matrix per position except at the seam: J hardly changes."""
    C, _, G = tensors
    wave = 0.5 + 0.5 * np.sin(np.arange(64) * np.pi / 4)
    stripes = tf.constant(np.broadcast_to(wave[None, None, :, None], (1, 48, 64, 3)), tf.float32)
    small, large = (make(network, C, [s])(G)[0] for s in (stripes, tf.tile(stripes, [1, 2, 2, 1])))
    assert float(large) == pytest.approx(float(small), rel=0.1)


def test_a_blend_of_styles_has_the_gradient_of_the_blended_costs(network, tensors):
    C, S, G = tensors
    other = tf.reverse(1 - S**2, axis=[1])
    _, gradient, _ = make(network, C, [S, other], shares=(3.0, 1.0)).value_and_gradient(G)
    singles = [make(network, C, [s]).value_and_gradient(G)[1] for s in (S, other)]
    expected = 0.75 * singles[0] + 0.25 * singles[1]
    np.testing.assert_allclose(gradient, expected, atol=3e-3 * float(tf.reduce_max(tf.abs(expected))))


def test_normalized_costs_are_one_for_a_black_activation(network, tensors, monkeypatch):
    C, S, _ = tensors
    objective = make(network, C, [S], normalize=True)
    zero = {layer: tf.zeros_like(a) for layer, a in network(C).items()}
    monkeypatch.setattr(Network, "__call__", lambda self, picture: zero)
    _, parts = objective(C)
    assert float(parts["J_content"]) == pytest.approx(1, rel=1e-4)
    assert float(parts["J_style"]) == pytest.approx(1, rel=1e-4)


def test_an_inactive_layer_does_not_divide_by_zero(network, tensors):
    C, S, G = tensors
    _, parts = make(
        network, C, [S], normalize=True, own={"compute_content_cost": lambda a, b: 0.0 * tf.reduce_sum(b[-1])}
    )(G)
    assert float(parts["J_content"]) == 0


def test_weights_change_without_retracing(network, tensors):
    C, S, G = tensors
    objective = make(network, C, [S])
    J = tf.function(lambda: objective(G)[0])
    before = float(J())
    objective.weights.alpha.assign(0.0)
    objective.weights.style_layers["block1_conv1"].assign(0.0)
    layers = objective(G)[1]["style_layers"].numpy()
    assert float(J()) == pytest.approx(5 * (0.3 * layers[1] + 0.2 * layers[2]), rel=1e-4)
    assert float(J()) < before
    assert J.experimental_get_tracing_count() == 1


def test_no_optimizer_moves_on_values_that_are_not_finite(network, tensors):
    C, S, G = tensors
    broken = {"total_cost": lambda J_content, J_style, alpha, beta: (J_content + J_style) * float("nan")}
    value, gradient, parts = make(network, C, [S], own=broken).value_and_gradient(G)
    assert float(value) == float("inf")
    assert not gradient.numpy().any()
    assert np.isnan(float(parts["J"]))


def test_float16_finds_a_loss_scale_that_does_not_overflow(small_weights, tensors):
    C, S, G = tensors
    layers = [*LAYERS, "block3_conv2"]
    half = make(Network(small_weights, layers, name="small", dtype="float16"), C, [S])
    full = make(Network(small_weights, layers, name="small"), C, [S])
    _, exact, _ = full.value_and_gradient(G)
    for _ in range(12):
        value, gradient, _ = half.value_and_gradient(G)
    assert np.isfinite(float(value))
    error = np.abs(gradient - exact).mean() / np.abs(exact).mean()
    assert error < 0.05


class TestOwnFunctions:
    """A typical student's functions: plain, for equal sizes only, with shapes read from a_S."""

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
        reference, own = make(network, C, [S])(G), make(network, C, [S], own=self.own())(G)
        assert float(own[0]) == pytest.approx(float(reference[0]), rel=1e-3)
        np.testing.assert_allclose(own[1]["style_layers"], reference[1]["style_layers"], rtol=2e-3)

    def test_take_styles_of_any_size_and_several(self, network, tensors):
        C, S, G = tensors
        both = make(network, C, [S[:, :40, :20], S], shares=(1.0, 3.0), own=self.own())(G)[1]
        alone = [make(network, C, [s], own=self.own())(G)[1] for s in (S[:, :40, :20], S)]
        for name in ("J_style", "style_layers"):
            np.testing.assert_allclose(both[name], 0.25 * alone[0][name] + 0.75 * alone[1][name], rtol=1e-4)

    @pytest.mark.parametrize(
        ("name", "function", "factor"),
        [
            ("gram_matrix", lambda A: 3.0 * costs.gram_matrix(A), 9),
            ("compute_layer_style_cost", lambda a_S, a_G: 7.0 * costs.compute_layer_style_cost(a_S, a_G), 7),
            ("compute_style_cost", lambda a_S, a_G, L: 5.0 * costs.compute_style_cost(a_S, a_G, L), 5),
        ],
    )
    def test_a_single_function_is_called_by_the_others(self, network, tensors, name, function, factor):
        C, S, G = tensors
        reference, own = make(network, C, [S])(G)[1], make(network, C, [S], own={name: function})(G)[1]
        assert float(own["J_style"]) == pytest.approx(factor * float(reference["J_style"]), rel=1e-3)
        assert float(own["J_content"]) == pytest.approx(float(reference["J_content"]), rel=1e-5)

    @pytest.mark.parametrize("kind", ["class", "instance", "namespace"])
    def test_can_come_in_any_container(self, network, tensors, kind):
        class Mine:
            @staticmethod
            def total_cost(J_content, J_style, alpha, beta):
                return 0 * J_content + 11.0 * J_style

        own = {"class": Mine, "instance": Mine(), "namespace": types.SimpleNamespace(total_cost=Mine.total_cost)}[kind]
        C, S, G = tensors
        parts = make(network, C, [S], own=own)(G)[1]
        assert float(parts["J"]) == pytest.approx(11 * float(parts["J_style"]), rel=1e-5)

    def test_can_be_a_module(self, network, tensors):
        C, S, G = tensors
        expected = float(make(network, C, [S])(G)[0])
        assert float(make(network, C, [S], own=costs)(G)[0]) == pytest.approx(expected, rel=1e-3)

    @pytest.mark.parametrize(
        ("own", "facts"),
        [
            ({"total_costs": None}, "did you mean 'total_cost'"),
            ({}, r"costs.*compute_content_cost.*total_cost"),
            (types.SimpleNamespace(other=1), r"costs.*compute_content_cost.*total_cost"),
            ({"total_cost": lambda *J: None}, r"total_cost.*None"),
            ({"total_cost": lambda *J: "much"}, r"total_cost.*str"),
            (
                {"compute_content_cost": lambda a, b: b[-1]},
                r"compute_content_cost.*\(1, 12, 16",
            ),
        ],
    )
    def test_that_cannot_be_used_are_named(self, network, tensors, own, facts):
        C, S, G = tensors
        with pytest.raises(NstError, match=facts):
            make(network, C, [S], own=own, normalize=True)(G)

    def test_that_do_not_depend_on_the_picture_are_refused(self, network, tensors, monkeypatch):
        C, S, G = tensors
        monkeypatch.setitem(REGULARIZERS, "tv", lambda picture: tf.constant(0.0))
        objective = make(network, C, [S], own={"total_cost": lambda *J: 5.0})
        with pytest.raises(NstError, match=r"J .*G"):
            objective.value_and_gradient(G)

    def test_in_float64_are_accepted(self, network, tensors):
        C, S, G = tensors
        wide = {"compute_content_cost": lambda a, b: tf.cast(costs.compute_content_cost(a, b), tf.float64)}
        assert float(make(network, C, [S], own=wide)(G)[0]) == pytest.approx(
            float(make(network, C, [S])(G)[0]), rel=1e-3
        )


def test_activations_with_a_given_gram_matrix():
    a = tf.constant(np.random.default_rng(0).normal(size=(1, 9, 8, 5)).astype("float32"))
    stand_in = activations_with_gram(gram_per_position(a), (1, 4, 6, 5))
    gram = costs.gram_matrix(tf.transpose(tf.reshape(stand_in, [-1, stand_in.shape[-1]]))) / (4 * 6)
    np.testing.assert_allclose(gram, gram_per_position(a), atol=1e-4)


@pytest.mark.parametrize("size", [(30, 40), (64, 20), (10, 100), (48, 64)])
def test_crop_to_cover_keeps_the_aspect_and_the_middle(size):
    y, x = np.mgrid[0:48, 0:64].astype("float32")
    picture = tf.constant(np.stack([x, y, x], axis=-1)[None])
    covered = crop_to_cover(picture, size)[0].numpy()
    assert covered.shape == (*size, 3)
    assert covered.mean(axis=(0, 1)) == pytest.approx([31.5, 23.5, 31.5], abs=0.8)
    scale = max(size[0] / 48, size[1] / 64)
    middle = covered[size[0] // 2, size[1] // 4 : -size[1] // 4, 0]
    assert np.diff(middle).mean() == pytest.approx(1 / scale, rel=0.1)


def test_total_variation_against_loops():
    picture = np.random.default_rng(0).random((1, 4, 5, 3)).astype("float32")
    h, w = picture.shape[1:3]
    across = [(picture[0, i, j + 1] - picture[0, i, j]) ** 2 for i in range(h) for j in range(w - 1)]
    down = [(picture[0, i + 1, j] - picture[0, i, j]) ** 2 for i in range(h - 1) for j in range(w)]
    assert float(total_variation(tf.constant(picture))) == pytest.approx(np.mean(across) + np.mean(down), rel=1e-5)
