"""What all optimizers of pixels have in common: one evaluation of the objective a step."""

import tensorflow as tf


class Optimizer(tf.Module):
    """Says where the objective is to be evaluated, `point()`, and makes a step from what comes of it, `take()`."""

    def step(self, value_and_gradient):
        """One step; returns the parts of the objective at the point that was evaluated."""
        point = self.point()
        value, gradient, parts = value_and_gradient(point)
        self.take(point, value, gradient)
        return parts
