"""How far to go along a move: the searches that optimizers are built from, including Armijo's backtracking.

A picture is (1, height, width, 3) in [0, 1]. All state is in `tf.Variable`s, so that a step runs in the graph.
Nocedal & Wright, "Numerical Optimization" (2006), chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from .._tensorflow import Tensor, Variable, tf

SUFFICIENT_DECREASE = 1e-4  # Armijo's constant c₁: the share of the promised decrease that a step must achieve
BACKTRACKING_FACTOR = 0.4
NEW_OBJECTIVE = 0.25  # of J: if a change moves J by more, the curvature learned before it is useless


class Descent(Protocol):
    """Where to go from a picture: learns from steps that were taken, and proposes a move."""

    def move(self, picture: Tensor, gradient: Tensor) -> Tensor:
        """The move (1, height, width, 3) to try from `picture`."""

    def learn(self, step: Tensor, gradient_change: Tensor, *, valid: Tensor) -> None:
        """Take in how the gradient changed over a step; `valid` is False where there is no step to learn from."""

    def forget(self) -> None:
        """Drop what was learned."""

    def set_caution(self, cautious: Tensor) -> None:
        """Set whether the first move, before anything is learned, should be short."""

    def resized(self, picture: Tensor) -> Descent:
        """The same descent with its memory carried over to the size of `picture`."""


class Search(Protocol):
    """How far to go along a move, and whether the picture at its end is accepted. Holds the picture."""

    last_accepted: Variable  # whether the point that was evaluated last became the picture

    @property
    def picture(self) -> Variable:
        """The picture so far."""

    def query_point(self) -> Tensor:
        """Where to evaluate the objective next."""

    def update(self, point: Tensor, value: Tensor, gradient: Tensor, descent: Descent) -> None:
        """Take in the objective's value and gradient at `point`."""

    def objective_changed(self, descent: Descent) -> None:
        """Prepare for a changed objective."""

    def restart(self, picture: Tensor, descent: Descent) -> None:
        """Start over at `picture`, of the same size."""

    def at(self, picture: Tensor) -> Search:
        """A new search of the same kind, at `picture`."""


class FixedStep:
    """Takes every move as it is, within the bounds: no evaluation is spent on testing it."""

    def __init__(self, picture: Tensor) -> None:
        self.picture = tf.Variable(picture)
        self.last_accepted = tf.Variable(True)

    def query_point(self) -> Tensor:
        """The picture itself."""
        return self.picture.read_value()

    def update(self, point: Tensor, value: Tensor, gradient: Tensor, descent: Descent) -> None:
        """Move the picture, and keep it in [0, 1]."""
        self.picture.assign(tf.clip_by_value(point + descent.move(point, gradient), 0.0, 1.0))

    def objective_changed(self, descent: Descent) -> None:
        """Nothing to do: no value of the old objective is kept."""

    def restart(self, picture: Tensor, descent: Descent) -> None:
        """Start over at `picture`, of the same size."""
        self.picture.assign(picture)
        descent.forget()

    def at(self, picture: Tensor) -> FixedStep:
        """A new search at `picture`."""
        return FixedStep(picture)


class Backtracking:
    """Tries a move and shortens it until J falls enough: backtracking by Armijo's rule (Nocedal & Wright, alg. 3.1).

    A trial at x + t·p, projected into [0, 1], is accepted when J(trial) ≤ J(x) + c₁·∇J(x)ᵀ(trial − x), eq. 3.4 with the
    projected step (Bertsekas 1976): clipping a step only after the test would teach the descent a false curvature.
    `noise` is the relative rounding error of J: a smaller rise is accepted. A value that is not finite never is.
    """

    def __init__(self, picture: Tensor, *, noise: float = 0.0) -> None:
        self.noise = noise
        self.trial, self.picture = tf.Variable(picture), tf.Variable(picture)
        self.value, self.gradient = tf.Variable(float("inf")), tf.Variable(tf.zeros_like(picture))  # at the picture
        self.previous_value = tf.Variable(float("inf"))  # by the objective before it changed
        self.last_accepted = tf.Variable(False)
        self.move, self.length = tf.Variable(tf.zeros_like(picture)), tf.Variable(1.0)

    def query_point(self) -> Tensor:
        """The trial."""
        return self.trial.read_value()

    def update(self, point: Tensor, value: Tensor, gradient: Tensor, descent: Descent) -> None:
        """Accept the trial or step back toward the picture, and choose the next trial."""
        self.last_accepted.assign(self.is_sufficient_decrease(point, value))
        tf.cond(
            self.last_accepted.read_value(),
            lambda: self._accept(point, value, gradient, descent),
            self._shorten,
        )
        self.trial.assign(tf.clip_by_value(self.picture + self.length * self.move, 0.0, 1.0))

    def is_sufficient_decrease(self, trial: Tensor, value: Tensor) -> Tensor:
        """Armijo's test; the first value of an objective passes if it is finite."""
        promised = dot(self.gradient, trial - self.picture)
        highest = self.value + SUFFICIENT_DECREASE * promised + self.noise * tf.abs(self.value)
        first = tf.math.is_inf(self.value)
        return tf.math.is_finite(value) & (first | (value <= highest))

    def objective_changed(self, descent: Descent) -> None:
        """J at the picture is unknown again; its curvature is taken to be about the same."""
        self.previous_value.assign(tf.where(tf.math.is_finite(self.value), self.value, self.previous_value))
        self.value.assign(float("inf"))
        self.trial.assign(self.picture)
        descent.set_caution(tf.math.is_finite(self.previous_value))  # else no step was taken yet

    def restart(self, picture: Tensor, descent: Descent) -> None:
        """Start over at `picture`, of the same size."""
        self.picture.assign(picture)
        self.trial.assign(picture)
        self.value.assign(float("inf"))
        self.previous_value.assign(float("inf"))
        descent.forget()
        descent.set_caution(tf.constant(False))

    def at(self, picture: Tensor) -> Backtracking:
        """A new search at `picture`."""
        return Backtracking(picture, noise=self.noise)

    def _accept(self, trial: Tensor, value: Tensor, gradient: Tensor, descent: Descent) -> Tensor:
        known = tf.math.is_finite(self.value)
        changed = tf.abs(value - self.previous_value) > NEW_OBJECTIVE * self.previous_value
        tf.cond(~known & changed, _as_op(descent.forget), tf.no_op)
        descent.learn(trial - self.picture, gradient - self.gradient, valid=known)
        self.picture.assign(trial)
        self.value.assign(value)
        self.gradient.assign(gradient)
        self.move.assign(descent.move(trial, gradient))
        self.length.assign(1.0)
        return tf.no_op()

    def _shorten(self) -> Tensor:
        self.length.assign(BACKTRACKING_FACTOR * self.length)
        return tf.no_op()


def dot(a: Tensor, b: Tensor) -> Tensor:
    """Scalar product of two pictures."""
    return tf.reduce_sum(a * b)


def _as_op(function: Callable[[], None]) -> Callable[[], Tensor]:
    """A branch of `tf.cond`, which must return something."""

    def branch() -> Tensor:
        function()
        return tf.no_op()

    return branch
