"""The cost functions against plain loops, finite differences, and the numbers of the best-known course on the
subject."""

import itertools

import numpy as np
import pytest
import tensorflow as tf

from nst_course import costs

SHAPES = [(1, 4, 5, 3), (1, 7, 2, 4), (3, 3, 5, 2), (2, 1, 6, 1)]  # m, n_H, n_W, n_C: no two alike, m > 1 too
TF32 = 2e-3  # tolerance for a GPU's TF32 matrix product


def random_pair(shape, seed=0, dtype=np.float32):
    rng = np.random.default_rng(seed)
    return rng.normal(1, 2, shape).astype(dtype), rng.normal(0, 3, shape).astype(dtype)


def loop_content_cost(a_C, a_G):
    m, n_H, n_W, n_C = a_C.shape
    total = sum(
        (float(a_C[i]) - float(a_G[i])) ** 2 for i in itertools.product(range(m), range(n_H), range(n_W), range(n_C))
    )
    return total / (4 * n_H * n_W * n_C)


def unrolled(a):
    """A row for each channel of one picture's activations: (n_H, n_W, n_C) -> (n_C, n_H·n_W)."""
    return np.array([a[..., channel].ravel() for channel in range(a.shape[-1])])


def loop_gram(a):
    """Σ over positions of a_i·a_j for one picture's activations (n_H, n_W, n_C)."""
    n_H, n_W, n_C = a.shape
    gram = np.zeros((n_C, n_C))
    for i, j, h, w in itertools.product(range(n_C), range(n_C), range(n_H), range(n_W)):
        gram[i, j] += float(a[h, w, i]) * float(a[h, w, j])
    return gram


def loop_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    total = 0.0
    for s, g in zip(a_S, a_G, strict=True):
        difference = loop_gram(s) - loop_gram(g)
        total += sum(difference[i, j] ** 2 for i, j in itertools.product(range(n_C), range(n_C)))
    return total / (4 * n_C**2 * (n_H * n_W) ** 2)


@pytest.mark.parametrize("shape", SHAPES)
def test_content_cost_equals_the_loop(shape):
    a_C, a_G = random_pair(shape)
    J = costs.compute_content_cost([None, a_C], [None, a_G])
    assert J.shape == ()
    assert J.numpy() == pytest.approx(loop_content_cost(a_C, a_G), rel=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
def test_gram_matrix_equals_the_loop(shape):
    a, _ = random_pair(shape)
    for picture in a:
        gram = costs.gram_matrix(tf.constant(unrolled(picture)))
        np.testing.assert_allclose(gram, loop_gram(picture), rtol=TF32, atol=TF32 * 20)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape[0] == 1])
def test_layer_style_cost_equals_the_loop(shape):
    a_S, a_G = random_pair(shape)
    J = costs.compute_layer_style_cost(a_S, a_G)
    assert J.shape == ()
    assert J.numpy() == pytest.approx(loop_layer_style_cost(a_S, a_G), rel=5 * TF32)


def test_style_cost_weighs_all_layers_but_the_last():
    layers = [random_pair(shape, seed) for seed, shape in enumerate([(1, 8, 6, 2), (1, 4, 3, 5), (1, 2, 1, 7)])]
    a_S, a_G = [s for s, _ in layers], [g for _, g in layers]
    J = costs.compute_style_cost(a_S, a_G, [("first", 0.3), ("second", 2.0)])
    expected = 0.3 * loop_layer_style_cost(*layers[0]) + 2.0 * loop_layer_style_cost(*layers[1])
    assert J.numpy() == pytest.approx(expected, rel=5 * TF32)


def test_total_cost():
    assert costs.total_cost(0.2, 0.8) == pytest.approx(34)
    assert costs.total_cost(0.3, 0.5, 3, 8) == pytest.approx(4.9)
    assert float(costs.total_cost(tf.constant(2.0), tf.constant(3.0), alpha=5, beta=7)) == pytest.approx(31)


def test_sizes_do_not_overflow():
    a = tf.fill([1, 64, 48, 8], 1.0)  # 4 · 8² · (64 · 48)² is more than an int32 holds
    J = costs.compute_layer_style_cost(a, tf.zeros_like(a)).numpy()
    assert J == pytest.approx(1 / 4, rel=TF32)


@pytest.mark.parametrize(
    "cost",
    [
        lambda a_S, a_G: costs.compute_content_cost([a_S], [a_G]),
        costs.compute_layer_style_cost,
        lambda a_S, a_G: costs.compute_style_cost([a_S, a_S, None], [a_G, 2 * a_G, None], [("a", 0.25), ("b", 0.5)]),
    ],
    ids=["content", "layer style", "style"],
)
def test_gradient_equals_the_finite_difference(cost):
    a_S, a_G = (tf.constant(a) for a in random_pair((1, 3, 4, 5), dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch([a_S, a_G])
        J = cost(a_S, a_G)
    gradient = tape.gradient(J, a_G)
    rng = np.random.default_rng(1)
    for _ in range(5):
        direction = tf.constant(rng.normal(size=a_G.shape))
        h = 1e-5
        slope = (cost(a_S, a_G + h * direction) - cost(a_S, a_G - h * direction)) / (2 * h)
        assert slope.numpy() == pytest.approx(tf.reduce_sum(gradient * direction).numpy(), rel=1e-6)


def test_works_in_a_graph():
    a_S, a_G = random_pair((1, 5, 3, 4))
    cost = tf.function(costs.compute_layer_style_cost)
    assert cost(tf.constant(a_S), tf.constant(a_G)).numpy() == pytest.approx(
        loop_layer_style_cost(a_S, a_G), rel=5 * TF32
    )


class TestTheBestKnownCourse:
    """Its own test inputs and float32 values; the tolerance covers the values that it lists for TF32."""

    def pair(self, shape):
        tf.random.set_seed(1)
        return [tf.random.normal(shape, mean=1, stddev=4) for _ in range(2)]

    def test_content_cost(self):
        assert costs.compute_content_cost(*self.pair([1, 1, 4, 4, 3])).numpy() == pytest.approx(7.0568767, rel=1e-5)

    def test_gram_matrix(self):
        row = costs.gram_matrix(self.pair([3, 2])[0]).numpy()[0]
        assert row == pytest.approx([63.1888, -26.721275, -7.7320204], rel=TF32)

    def test_layer_style_cost(self):
        assert costs.compute_layer_style_cost(*self.pair([1, 4, 4, 3])).numpy() == pytest.approx(14.017804, rel=TF32)


class TestTrainStep:
    def setup_method(self):
        rng = np.random.default_rng(2)
        self.kernel = tf.constant(rng.normal(size=(3, 3, 3, 4)).astype("float32"))
        self.a_C, self.a_S = (self.outputs(rng.random((1, 6, 8, 3)).astype("float32")) for _ in range(2))
        self.picture = tf.Variable(rng.random((1, 6, 8, 3)).astype("float32"))

    def outputs(self, picture):
        a = tf.nn.relu(tf.nn.conv2d(picture, self.kernel, 1, "SAME"))
        return [a, tf.nn.max_pool2d(a, 2, 2, "VALID")]

    def J(self):
        a_G = self.outputs(self.picture)
        J_content = costs.compute_content_cost(self.a_C, a_G)
        return 3 * J_content + 5 * costs.compute_style_cost(self.a_S, a_G, [("conv", 0.7)])

    def step(self, optimizer):
        return costs.train_step(
            self.picture, self.a_C, self.a_S, self.outputs, optimizer, STYLE_LAYERS=[("conv", 0.7)], alpha=3, beta=5
        )

    def test_returns_the_cost_before_the_step_and_lowers_it(self):
        import keras

        optimizer, before = keras.optimizers.Adam(0.01), self.J().numpy()
        assert self.step(optimizer).numpy() == pytest.approx(before, rel=1e-5)
        assert self.J().numpy() < before

    def test_clips_after_the_step(self):
        import keras

        self.step(keras.optimizers.SGD(1e3))
        assert self.picture.numpy().min() == 0
        assert self.picture.numpy().max() == 1

    def test_changes_only_the_picture_and_runs_in_a_graph(self):
        import keras

        targets = [a.numpy().copy() for a in [*self.a_C, *self.a_S]]
        optimizer = keras.optimizers.Adam(0.01)
        optimizer.build([self.picture])
        step, before = tf.function(lambda: self.step(optimizer)), self.picture.numpy().copy()
        values = [step().numpy() for _ in range(3)]
        assert sorted(values, reverse=True) == values
        assert not np.array_equal(before, self.picture)
        for a, kept in zip([*self.a_C, *self.a_S], targets, strict=True):
            np.testing.assert_array_equal(a, kept)
