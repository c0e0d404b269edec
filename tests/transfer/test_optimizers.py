"""Optimizers compared with SciPy, Keras and the dense formulas, on small problems."""

import itertools

import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize

from nst_course.errors import NstError
from nst_course.transfer.initial import read_pictures
from nst_course.transfer.line_search import SUFFICIENT_DECREASE, Backtracking, FixedStep
from nst_course.transfer.optimizers import (
    OPTIMIZERS,
    AdamDescent,
    LBFGSDescent,
    LiveParameter,
    Optimizer,
    OptimizerEntry,
)
from nst_course.transfer.run import StyleTransfer, stylize
from nst_course.transfer.settings import settings_from

SHAPE = (1, 4, 5, 3)


def make_lbfgs(picture):
    return Optimizer(LBFGSDescent(picture), Backtracking(picture))


def take_step(optimizer, value_and_gradient):
    """One step; returns whatever else `value_and_gradient` gives."""
    point = optimizer.query_point()
    value, gradient, parts = value_and_gradient(point)
    optimizer.update(point, value, gradient)
    return parts


def with_gradient(objective):
    def value_and_gradient(picture):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            value = objective(picture)
        return value, tape.gradient(value, picture), {"J": value, "picture": picture}

    return value_and_gradient


def run(objective, start, steps):
    """An L-BFGS optimizer after that many steps in the graph, and all the pictures it evaluated."""
    optimizer, seen = make_lbfgs(tf.constant(start)), []
    step = tf.function(lambda: take_step(optimizer, with_gradient(objective)))
    for _ in range(steps):
        seen.append({name: part.numpy() for name, part in step().items()})
    return optimizer, seen


def quadratic(seed=0, center_range=(0.2, 0.8)):
    """(x − c)ᵀ·A·(x − c) with eigenvalues from 1 to 100, as a TensorFlow and a NumPy function; its gradient; and c."""
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


class TestLBFGS:
    def test_finds_the_minimum_inside_the_bounds(self):
        objective, _, _, c = quadratic()
        optimizer, _ = run(objective, np.full(SHAPE, 0.5, np.float32), 80)
        np.testing.assert_allclose(tf.reshape(optimizer.picture, [-1]), c, atol=2e-3)

    def test_finds_the_same_bounded_minimum_as_scipy(self):
        objective, value, gradient, c = quadratic(center_range=(-0.5, 1.5))
        start = np.full(SHAPE, 0.5, np.float32)
        scipy = minimize(value, start.ravel(), jac=gradient, method="L-BFGS-B", bounds=[(0, 1)] * c.size)
        optimizer, _ = run(objective, start, 150)
        ours = optimizer.picture.numpy().ravel()
        assert ((scipy.x < 1e-6) | (scipy.x > 1 - 1e-6)).mean() > 0.2  # the bounds matter in this problem
        assert value(ours) == pytest.approx(scipy.fun, rel=2e-3)
        np.testing.assert_allclose(ours, scipy.x, atol=0.02)

    def test_needs_at_most_three_times_the_evaluations_of_scipy(self):
        objective, value, gradient, _ = quadratic(seed=4)
        start = np.full(SHAPE, 0.5, np.float32)
        evaluations = []
        minimize(lambda x: evaluations.append(value(x)) or value(x), start.ravel(), jac=gradient, method="L-BFGS-B")
        goal = 1e-3 * value(start.ravel())
        scipy_steps = next(i for i, v in enumerate(evaluations) if v < goal)
        _, seen = run(objective, start, 3 * scipy_steps)
        assert min(part["J"] for part in seen) < goal

    def test_every_picture_evaluated_is_within_the_bounds(self):
        objective, *_ = quadratic(seed=1, center_range=(-2, 3))
        _, seen = run(objective, np.random.default_rng(0).random(SHAPE).astype(np.float32), 30)
        for part in seen:
            assert part["picture"].min() >= 0
            assert part["picture"].max() <= 1

    def test_accepted_values_never_rise_beyond_the_noise(self):
        objective, *_ = quadratic(seed=2)
        optimizer, values = make_lbfgs(tf.fill(SHAPE, 0.5)), []
        for _ in range(40):
            take_step(optimizer, with_gradient(objective))
            values.append(float(optimizer.search.value))
        assert all(later <= 1.002 * earlier + 1e-6 for earlier, later in itertools.pairwise(values))

    @pytest.mark.parametrize("constant", [0.0, 3.0])
    def test_stays_at_a_minimum(self, constant):
        start = np.random.default_rng(0).random(SHAPE).astype(np.float32)
        optimizer, _ = run(lambda picture: constant + 0.0 * tf.reduce_sum(picture), start, 5)
        np.testing.assert_array_equal(optimizer.picture, start)

    def test_a_value_that_is_not_finite_is_never_accepted(self):
        objective, *_ = quadratic(seed=6)
        evaluations = []

        def value_and_gradient(picture):
            value, gradient, _ = with_gradient(objective)(picture)
            evaluations.append(float(value))
            if len(evaluations) in (1, 5, 6):
                return tf.constant(float("inf")), tf.zeros_like(picture), {}
            return value, gradient, {}

        optimizer = make_lbfgs(tf.fill(SHAPE, 0.5))
        for _ in range(80):
            take_step(optimizer, value_and_gradient)
        assert float(optimizer.search.value) < 1e-3 * evaluations[0]
        assert np.isfinite(optimizer.picture).all()

    def test_memory_is_carried_over_to_another_size(self):
        objective, *_ = quadratic(seed=3)
        optimizer, _ = run(objective, np.full(SHAPE, 0.5, np.float32), 12)
        larger = optimizer.resized(tf.random.stateless_uniform((1, 8, 10, 3), seed=[1, 2])).descent
        carried = larger.curvature.numpy() > 0
        assert carried.sum() >= 5
        # A pair's s·y matches its arrays, and stays as large because the cost does not grow with size.
        np.testing.assert_allclose(
            larger.curvature.numpy()[carried],
            tf.reduce_sum(larger.s * larger.y, axis=[1, 2, 3, 4]).numpy()[carried],
            rtol=1e-4,
        )
        ratio = larger.curvature.numpy()[carried] / optimizer.descent.curvature.numpy()[carried]
        assert 0.3 < np.median(ratio) < 1.5


def dense_inverse_hessian(pairs, gamma, n):
    """H by the BFGS update, H ← (1 − ρ·s·yᵀ)·H·(1 − ρ·y·sᵀ) + ρ·s·sᵀ (Nocedal & Wright, eq. 6.17), from H⁰ = γ·1."""
    H = gamma * np.eye(n)
    for s, y in pairs:
        rho = 1 / (y @ s)
        V = np.eye(n) - rho * np.outer(y, s)
        H = V.T @ H @ V + rho * np.outer(s, s)
    return H


@pytest.mark.parametrize("count", [1, 4, 10, 14])
def test_two_loop_recursion_equals_the_dense_bfgs_formula(count):
    """L-BFGS keeps the last ten pairs; H⁰ = sᵀy / yᵀy of the last one (eq. 7.20)."""
    n, rng = int(np.prod(SHAPE)), np.random.default_rng(9)
    A = quadratic(seed=9)[2](np.eye(n)) - quadratic(seed=9)[2](np.zeros(n))[None]  # rows 2·A·e_i, a symmetric matrix
    descent = LBFGSDescent(tf.fill(SHAPE, 0.5))
    pairs = []
    for _ in range(count):
        s = rng.normal(size=n)
        y = A @ s
        descent.learn(
            tf.constant(s.reshape(SHAPE), tf.float32),
            tf.constant(y.reshape(SHAPE), tf.float32),
            valid=tf.constant(True),
        )
        pairs.append((s, y))
    s, y = pairs[-1]
    H = dense_inverse_hessian(pairs[-10:], (s @ y) / (y @ y), n)
    q = rng.normal(size=n)
    found = descent.two_loop_recursion(tf.constant(q.reshape(SHAPE), tf.float32), tf.ones(SHAPE))
    expected = H @ q
    np.testing.assert_allclose(tf.reshape(found, [-1]), expected, atol=2e-4 * np.abs(expected).max())


def test_a_pair_without_positive_curvature_is_skipped():
    descent, step = LBFGSDescent(tf.fill(SHAPE, 0.5)), tf.ones(SHAPE)
    descent.learn(step, -step, valid=tf.constant(True))
    descent.learn(step, step, valid=tf.constant(False))
    assert not descent.curvature.numpy().any()
    descent.learn(step, step, valid=tf.constant(True))
    assert descent.curvature.numpy()[-1] == np.prod(SHAPE)


@pytest.mark.parametrize(("share", "accepted"), [(0.5 * SUFFICIENT_DECREASE, False), (2 * SUFFICIENT_DECREASE, True)])
def test_armijo_requires_its_share_of_the_promised_decrease(share, accepted):
    """A step must achieve c₁ times what the gradient promises (Nocedal & Wright, eq. 3.4)."""
    search, descent = Backtracking(tf.fill(SHAPE, 0.5)), AdamDescent(tf.fill(SHAPE, 0.5))
    gradient = tf.fill(SHAPE, 1.0)
    search.update(search.query_point(), tf.constant(1.0), gradient, descent)
    trial = search.query_point()
    promised = float(tf.reduce_sum(gradient * (trial - search.picture)))
    assert promised < 0
    assert bool(search.is_sufficient_decrease(trial, tf.constant(1.0 + share * promised))) is accepted


def test_backtracking_tries_ever_shorter_steps_of_the_same_move():
    search, descent = Backtracking(tf.fill(SHAPE, 0.5)), AdamDescent(tf.fill(SHAPE, 0.5), learning_rate=0.1)
    search.update(search.query_point(), tf.constant(1.0), tf.fill(SHAPE, 1.0), descent)
    distances = []
    for _ in range(3):
        trial = search.query_point()
        distances.append(float(tf.reduce_max(tf.abs(trial - search.picture))))
        search.update(trial, tf.constant(2.0), tf.fill(SHAPE, 1.0), descent)
        assert not bool(search.last_accepted)
    np.testing.assert_allclose(np.array(distances[1:]) / distances[:-1], 0.4, rtol=1e-4)
    np.testing.assert_array_equal(search.picture, np.full(SHAPE, 0.5, np.float32))


class TestAdam:
    @staticmethod
    def make(picture, **options):
        return Optimizer(AdamDescent(picture, **options), FixedStep(picture))

    def test_steps_match_keras(self):
        import keras

        rng = np.random.default_rng(0)
        start, goal = (rng.uniform(0.3, 0.7, SHAPE).astype(np.float32) for _ in range(2))
        theirs, keras_adam = tf.Variable(start), keras.optimizers.Adam(0.01, beta_1=0.9, beta_2=0.99, epsilon=1e-8)
        ours = self.make(tf.constant(start), learning_rate=0.01)
        for _ in range(20):
            take_step(ours, lambda x: (None, 2 * (x - goal), {}))
            keras_adam.apply_gradients([(2 * (theirs - goal), theirs)])
        np.testing.assert_allclose(ours.picture, theirs, atol=1e-5)

    def test_clips_to_the_bounds(self):
        optimizer = self.make(tf.fill(SHAPE, 0.5), learning_rate=0.4)
        for _ in range(5):
            take_step(optimizer, lambda x: (None, tf.ones_like(x), {}))
        np.testing.assert_array_equal(optimizer.picture, np.zeros(SHAPE))

    def test_moments_are_carried_over_to_another_size(self):
        optimizer = self.make(tf.fill(SHAPE, 0.5), learning_rate=0.03)
        for _ in range(3):
            take_step(optimizer, lambda x: (None, 2.0 * tf.ones_like(x), {}))
        larger = optimizer.resized(tf.fill((1, 8, 10, 3), 0.5))
        assert larger.picture.shape == (1, 8, 10, 3)
        mean, square = (float(part[0, 0, 0, 0]) for part in (optimizer.descent.mean, optimizer.descent.square))
        np.testing.assert_allclose(larger.descent.mean, np.full(larger.descent.mean.shape, mean / 4), rtol=1e-4)
        np.testing.assert_allclose(larger.descent.square, np.full(larger.descent.mean.shape, square / 16), rtol=1e-4)
        assert float(larger.descent.steps) == 3
        assert float(larger.descent.learning_rate) == np.float32(0.03)


class SteepestDescent:
    """A descent defined only here: −η·gradient, scaled to a mean change of η."""

    def __init__(self, picture, learning_rate):
        self.learning_rate = tf.Variable(learning_rate)

    def move(self, picture, gradient):
        return -self.learning_rate * gradient / (tf.reduce_mean(tf.abs(gradient)) + 1e-30)

    def learn(self, step, gradient_change, *, valid):
        pass

    def forget(self):
        pass

    def set_caution(self, cautious):
        pass

    def resized(self, picture):
        return SteepestDescent(picture, float(self.learning_rate))


@pytest.mark.usefixtures("small_network")
class TestAddingAnOptimizer:
    """One entry in the registry is all a new optimizer needs."""

    SMALL = {"size": 64, "first_size": 32, "steps": (8, 4), "precision": "float32", "start": "noise"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def steepest(self, monkeypatch):
        entry = OptimizerEntry(
            "steepest descent",
            "Follows the gradient",
            pictures=9000,
            make=lambda picture, settings, noise: Optimizer(
                SteepestDescent(picture, settings.learning_rate), Backtracking(picture, noise=noise)
            ),
            live_parameters=(LiveParameter("learning_rate", "step size", "Length of a step", 1e-3, 1),),
        )
        monkeypatch.setitem(OPTIMIZERS, "steepest", entry)

    def test_is_run_by_name(self, pictures):
        run = stylize(*pictures, **self.SMALL, optimizer="steepest")
        steps = list(run)
        assert steps[7].J < steps[0].J
        assert steps[-1].size == (48, 64)
        assert isinstance(run.optimizer.descent, SteepestDescent)

    def test_counts_in_the_memory_estimate(self, pictures):
        there, usual = (stylize(*pictures, **self.SMALL, optimizer=name).plan.memory for name in ("steepest", "lbfgs"))
        assert there - usual == pytest.approx(4 * 3 * 48 * 64 * (9000 - 40), rel=1e-6)

    @pytest.mark.parametrize("live", [True, False])
    def test_can_be_switched_to_during_a_run(self, pictures, live):
        settings = settings_from(self.SMALL)
        run = StyleTransfer(read_pictures(*pictures, settings), settings, live=live)
        next(run)
        before = run.picture()
        run.update(optimizer="steepest", learning_rate=0.0)
        for _ in range(4):
            next(run)
        settled = run.picture()
        run.update(learning_rate=0.02)
        for _ in range(2):
            next(run)
        assert np.abs(settled - before).max() < np.abs(run.picture() - settled).max()

    def test_is_suggested_for_a_misspelled_name(self):
        with pytest.raises(NstError, match="did you mean 'steepest'"):
            settings_from({"optimizer": "stepest"})
