"""L-BFGS against SciPy's L-BFGS-B, on problems small enough to know."""

import itertools

import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize

from nst_course.transfer.line_search import Backtracking
from nst_course.transfer.optimizers import LBFGSDescent, Optimizer

SHAPE = (1, 4, 5, 3)


def run(objective, start, steps, **options):
    """The last accepted picture and all pictures that were evaluated."""
    optimizer, seen = LBFGS(tf.constant(start), **options), []

    @tf.function
    def step():
        def value_and_gradient(picture):
            with tf.GradientTape() as tape:
                tape.watch(picture)
                value = objective(picture)
            return value, tape.gradient(value, picture), {"J": value, "picture": picture}

        return optimizer.step(value_and_gradient)

    for _ in range(steps):
        seen.append({name: part.numpy() for name, part in step().items()})
    return optimizer, seen


def quadratic(seed=0, center_range=(0.2, 0.8)):
    """(x − c)ᵀ·A·(x − c) with eigenvalues from 1 to 100, as a TensorFlow and a NumPy function; and c."""
    rng = np.random.default_rng(seed)
    n = int(np.prod(SHAPE))
    q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    A = (q * np.geomspace(1, 100, n)) @ q.T
    c = rng.uniform(*center_range, n)
    A32, c32 = tf.constant(A, tf.float32), tf.constant(c, tf.float32)

    def objective(picture):
        d = tf.reshape(picture, [-1]) - c32
        return tf.tensordot(d, tf.linalg.matvec(A32, d), 1)

    return objective, (lambda x: (x - c) @ A @ (x - c)), (lambda x: 2 * A @ (x - c)), c


def test_finds_the_minimum_inside_the_bounds():
    objective, _, _, c = quadratic()
    optimizer, _ = run(objective, np.full(SHAPE, 0.5, np.float32), 80)
    np.testing.assert_allclose(tf.reshape(optimizer.picture, [-1]), c, atol=2e-3)


def test_finds_the_same_bounded_minimum_as_scipy():
    objective, value, gradient, c = quadratic(center_range=(-0.5, 1.5))
    start = np.full(SHAPE, 0.5, np.float32)
    scipy = minimize(value, start.ravel(), jac=gradient, method="L-BFGS-B", bounds=[(0, 1)] * c.size)
    optimizer, _ = run(objective, start, 150)
    ours = optimizer.picture.numpy().ravel()
    assert ((scipy.x < 1e-6) | (scipy.x > 1 - 1e-6)).mean() > 0.2  # the bounds matter in this problem
    assert value(ours) == pytest.approx(scipy.fun, rel=2e-3)
    np.testing.assert_allclose(ours, scipy.x, atol=0.02)


def test_needs_at_most_three_times_the_evaluations_of_scipy():
    objective, value, gradient, _ = quadratic(seed=4)
    start = np.full(SHAPE, 0.5, np.float32)
    evaluations = []
    minimize(lambda x: evaluations.append(value(x)) or value(x), start.ravel(), jac=gradient, method="L-BFGS-B")
    goal = 1e-3 * value(start.ravel())
    scipy_steps = next(i for i, v in enumerate(evaluations) if v < goal)
    _, seen = run(objective, start, 3 * scipy_steps)
    assert min(part["J"] for part in seen) < goal


def test_every_picture_evaluated_is_within_the_bounds():
    objective, *_ = quadratic(seed=1, center_range=(-2, 3))
    _, seen = run(objective, np.random.default_rng(0).random(SHAPE).astype(np.float32), 30)
    for part in seen:
        assert part["picture"].min() >= 0
        assert part["picture"].max() <= 1


def test_accepted_values_never_rise_beyond_the_noise():
    objective, *_ = quadratic(seed=2)
    optimizer, values = LBFGS(tf.fill(SHAPE, 0.5)), []

    def value_and_gradient(picture):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            value = objective(picture)
        return value, tape.gradient(value, picture), {}

    for _ in range(40):
        optimizer.step(value_and_gradient)
        values.append(float(optimizer.value))
    assert all(later <= 1.002 * earlier + 1e-6 for earlier, later in itertools.pairwise(values))


@pytest.mark.parametrize("constant", [0.0, 3.0])
def test_stays_where_nothing_is_to_be_gained(constant):
    start = np.random.default_rng(0).random(SHAPE).astype(np.float32)
    optimizer, _ = run(lambda picture: constant + 0.0 * tf.reduce_sum(picture), start, 5)
    np.testing.assert_array_equal(optimizer.picture, start)


def test_a_value_that_is_not_finite_is_never_accepted():
    objective, *_ = quadratic(seed=6)
    evaluations = []

    def value_and_gradient(picture):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            value = objective(picture)
        evaluations.append(float(value))
        if len(evaluations) in (1, 5, 6):
            return tf.constant(float("inf")), tf.zeros_like(picture), {}
        return value, tape.gradient(value, picture), {}

    optimizer = LBFGS(tf.fill(SHAPE, 0.5))
    for _ in range(80):
        optimizer.step(value_and_gradient)
    assert float(optimizer.value) < 1e-3 * evaluations[0]
    assert np.isfinite(optimizer.picture).all()


def test_history_is_carried_to_another_size():
    objective, *_ = quadratic(seed=3)
    optimizer, _ = run(objective, np.full(SHAPE, 0.5, np.float32), 12)
    larger = optimizer.resized(tf.random.stateless_uniform((1, 8, 10, 3), seed=[1, 2]))
    carried = larger.curvature.numpy() > 0
    assert carried.sum() >= 5
    np.testing.assert_allclose(  # a pair's s·y is that of its arrays, and as the cost does not grow, of the same size
        larger.curvature.numpy()[carried],
        tf.reduce_sum(larger.s * larger.y, axis=[1, 2, 3, 4]).numpy()[carried],
        rtol=1e-4,
    )
    ratio = larger.curvature.numpy()[carried] / optimizer.curvature.numpy()[carried]
    assert 0.3 < np.median(ratio) < 1.5
