"""Adam on the pixels, wholly in the graph. Kingma & Ba, "Adam: A Method for Stochastic Optimization" (2015)."""

import tensorflow as tf

from .optimizer import Optimizer
from .resize import resize


class Adam(Optimizer):
    """Minimises over pictures (1, height, width, 3) in [0, 1]; one evaluation of the objective a step."""

    def __init__(self, picture, *, learning_rate=0.02, beta_1=0.9, beta_2=0.99, epsilon=1e-8):
        self.picture = tf.Variable(picture)
        self.accepted = tf.Variable(True)  # every step is
        self.learning_rate = tf.Variable(float(learning_rate))
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.mean, self.square = tf.Variable(tf.zeros_like(picture)), tf.Variable(tf.zeros_like(picture))
        self.steps = tf.Variable(0.0)

    def point(self):
        """The picture."""
        return self.picture.read_value()

    def take(self, picture, value, gradient):
        """Moves the picture."""
        self.steps.assign_add(1.0)
        self.mean.assign(self.beta_1 * self.mean + (1 - self.beta_1) * gradient)
        self.square.assign(self.beta_2 * self.square + (1 - self.beta_2) * tf.square(gradient))
        mean = self.mean / (1 - self.beta_1**self.steps)
        square = self.square / (1 - self.beta_2**self.steps)
        step = self.learning_rate * mean / (tf.sqrt(square) + self.epsilon)
        self.picture.assign(tf.clip_by_value(picture - step, 0.0, 1.0))

    def renew(self):
        """After a change of the objective nothing is to be done: the moments follow within a few steps."""

    def restart(self, picture):
        """Begins anew at `picture`, of the same size."""
        self.picture.assign(picture)
        for state in (self.mean, self.square, self.steps):
            state.assign(tf.zeros_like(state))

    def resized(self, picture):
        """The same optimizer at `picture`, of another size, with its moments carried over.

        A cost that does not grow with size has, at each pixel, a gradient that shrinks as their number grows.
        """
        other = Adam(picture, beta_1=self.beta_1, beta_2=self.beta_2, epsilon=self.epsilon)
        size, shrink = picture.shape[1:3], self.picture.shape.num_elements() / picture.shape.num_elements()
        other.learning_rate.assign(self.learning_rate)
        other.mean.assign(shrink * resize(self.mean, size))
        other.square.assign(shrink**2 * tf.maximum(resize(self.square, size), 0.0))
        other.steps.assign(self.steps)
        return other
