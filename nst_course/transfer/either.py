"""Several optimizers in one graph, of which one is at work: changing over needs no new trace."""

import tensorflow as tf

from .optimizer import Optimizer


class Either(Optimizer):
    """`optimizers` is {name: optimizer}, all at the same picture; `name` is the one that begins."""

    def __init__(self, optimizers, name):
        self.optimizers = optimizers
        self.number = tf.Variable(list(optimizers).index(name))

    @property
    def name(self):
        """The name of the optimizer at work."""
        return list(self.optimizers)[int(self.number)]

    @property
    def picture(self):
        """Its picture, (1, height, width, 3)."""
        return self._of_chosen(lambda optimizer: optimizer.picture.read_value())

    @property
    def accepted(self):
        """Whether the point that it evaluated last became its picture."""
        return self._of_chosen(lambda optimizer: optimizer.accepted.read_value())

    def point(self):
        """Where it wants the objective evaluated."""
        return self._of_chosen(lambda optimizer: optimizer.point())

    def take(self, point, value, gradient):
        """Its step; the others rest."""

        def take_with(optimizer):
            optimizer.take(point, value, gradient)
            return tf.constant(True)

        self._of_chosen(take_with)

    def use(self, name):
        """From now on that optimizer, beginning anew at the present picture."""
        if name != self.name:
            self.optimizers[name].restart(self.picture)
            self.number.assign(list(self.optimizers).index(name))

    def renew(self):
        """After a change of the objective."""
        for optimizer in self.optimizers.values():
            optimizer.renew()

    def restart(self, picture):
        """Begins anew at `picture`, of the same size."""
        for optimizer in self.optimizers.values():
            optimizer.restart(picture)

    def resized(self, picture):
        """The same optimizers at `picture`, of another size."""
        return Either({name: one.resized(picture) for name, one in self.optimizers.items()}, self.name)

    def _of_chosen(self, function):
        branches = [lambda one=one: function(one) for one in self.optimizers.values()]
        return tf.switch_case(self.number.read_value(), branches)
