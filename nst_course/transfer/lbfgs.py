"""L-BFGS with bounds, wholly in the graph. Nocedal & Wright, "Numerical Optimization" (2006), algorithms 7.4 and 16.5.

The pixels stay in [0, 1] by projection, and the curvature is learnt from the steps as projected: clipping a
finished L-BFGS step behind its back would teach it a curvature that is not there.
"""

import tensorflow as tf

from .optimizer import Optimizer
from .resize import resize

OTHER = 0.25  # of J: a change of the objective that moves J by more makes the curvature learnt before worthless
CAREFUL = 0.1  # of the first move: on the way, the picture is near a minimum, and a long move would be given up again
SUFFICIENT = 1e-4  # Armijo's constant: the share of the promised decrease that a step must bring


class LBFGS(Optimizer):
    """Minimises over pictures (1, height, width, 3) in [0, 1]; one evaluation of the objective a step.

    Each step evaluates the point on trial. It is accepted when J falls enough, and a new direction is taken from
    there; otherwise the next trial is closer to the last accepted point. `noise` is the relative error of J: a rise
    that is smaller is accepted. A value that is not finite never is.
    """

    def __init__(self, picture, *, memory=10, first_move=0.05, noise=0.0):
        self.memory, self.first_move, self.noise = memory, first_move, noise
        self.move = tf.Variable(first_move)  # mean change of a pixel in a step without any curvature known
        self.trial, self.picture = tf.Variable(picture), tf.Variable(picture)
        self.value, self.gradient = tf.Variable(float("inf")), tf.Variable(tf.zeros_like(picture))
        self.former, self.accepted = tf.Variable(float("inf")), tf.Variable(False)
        self.direction, self.length = tf.Variable(tf.zeros_like(picture)), tf.Variable(1.0)
        history = tf.zeros([memory, *picture.shape])
        self.s, self.y = tf.Variable(history), tf.Variable(history)
        self.curvature = tf.Variable(tf.zeros([memory]))  # s·y of each pair; 0 where there is none yet

    def point(self):
        """The point on trial."""
        return self.trial.read_value()

    def take(self, trial, value, gradient):
        """Accepts the point on trial or steps back towards the last one that was, and chooses the next."""
        promised = dot(self.gradient, trial - self.picture)
        bar = self.value + SUFFICIENT * promised + self.noise * tf.abs(self.value)
        first = tf.math.is_inf(self.value)
        self.accepted.assign(tf.math.is_finite(value) & (first | (value <= bar)))
        tf.cond(
            self.accepted.read_value(),
            lambda: self._accept(trial, value, gradient),
            self._shorten,
        )
        self.trial.assign(tf.clip_by_value(self.picture + self.length * self.direction, 0.0, 1.0))

    def renew(self):
        """After a change of the objective: its value at the picture is unknown again, the curvature about the same."""
        self.former.assign(tf.where(tf.math.is_finite(self.value), self.value, self.former))
        self.value.assign(float("inf"))
        self.trial.assign(self.picture)
        known = tf.math.is_finite(self.former)  # else there was no step yet: this is still the beginning
        self.move.assign(tf.where(known, CAREFUL * self.first_move, self.first_move))

    def restart(self, picture):
        """Begins anew at `picture`, of the same size."""
        self.picture.assign(picture)
        self.renew()
        self._forget()
        self.former.assign(float("inf"))
        self.move.assign(self.first_move)

    def _accept(self, trial, value, gradient):
        known = tf.math.is_finite(self.value)
        tf.cond(~known & (tf.abs(value - self.former) > OTHER * self.former), self._forget, tf.no_op)
        s, y = trial - self.picture, gradient - self.gradient
        curvature = dot(s, y)
        tf.cond(
            known & (curvature > 1e-8 * tf.sqrt(dot(s, s) * dot(y, y))),
            lambda: self._remember(s, y, curvature),
            tf.no_op,
        )
        self.picture.assign(trial)
        self.value.assign(value)
        self.gradient.assign(gradient)
        self.direction.assign(self._direction(trial, gradient))
        self.length.assign(1.0)
        return tf.no_op()

    def _forget(self):
        self.curvature.assign(tf.zeros_like(self.curvature))
        return tf.no_op()

    def _shorten(self):
        self.length.assign(0.4 * self.length)
        return tf.no_op()

    def _remember(self, s, y, curvature):
        self.s.assign(tf.concat([self.s[1:], s[None]], axis=0))
        self.y.assign(tf.concat([self.y[1:], y[None]], axis=0))
        self.curvature.assign(tf.concat([self.curvature[1:], curvature[None]], axis=0))
        return tf.no_op()

    def _direction(self, picture, gradient):
        """−H·g over the free pixels: those at a bound that the gradient pushes further out are left alone."""
        stuck = ((picture <= 0.0) & (gradient > 0.0)) | ((picture >= 1.0) & (gradient < 0.0))
        free = tf.cast(~stuck, gradient.dtype)
        steepest = -gradient * free
        newton = self._two_loops(steepest, free)
        plain = steepest * (self.move / (tf.reduce_mean(tf.abs(steepest)) + 1e-30))
        useful = (self.curvature[-1] > 0.0) & (dot(newton, gradient) < 0.0)
        return tf.where(useful, newton, plain)

    def _two_loops(self, q, free):
        rho = tf.math.divide_no_nan(1.0, self.curvature)
        alphas = {}
        for i in reversed(range(self.memory)):
            alphas[i] = rho[i] * dot(self.s[i], q)
            q -= alphas[i] * self.y[i] * free
        q *= tf.math.divide_no_nan(self.curvature[-1], dot(self.y[-1], self.y[-1]))
        for i in range(self.memory):
            q += (alphas[i] - rho[i] * dot(self.y[i], q)) * self.s[i] * free
        return q

    def resized(self, picture):
        """The same optimizer at `picture`, of another size, with its history carried over.

        A cost that does not grow with size has, at each pixel, a gradient that shrinks as their number grows.
        """
        other = LBFGS(picture, memory=self.memory, first_move=self.first_move, noise=self.noise)
        size, shrink = picture.shape[1:3], self.picture.shape.num_elements() / picture.shape.num_elements()
        other.s.assign(resize(self.s, size))
        other.y.assign(shrink * resize(self.y, size))
        curvature = tf.reduce_sum(other.s * other.y, axis=[1, 2, 3, 4])
        other.curvature.assign(tf.where(self.curvature > 0.0, tf.maximum(curvature, 0.0), 0.0))
        return other


def dot(a, b):
    """Scalar product of two pictures."""
    return tf.reduce_sum(a * b)
