"""A function inside `tf.function`, and whether it has to be traced again and again."""

import tensorflow as tf


class Traced:
    """A function as a graph. One that is a `tf.function` already runs as it is, and counts for itself."""

    def __init__(self, function, given):
        self.function, self.given = function, list(given)
        self.own = getattr(function, "experimental_get_tracing_count", None)
        self.before = self.own() if self.own else 0
        self.run = function if self.own else self.graph()

    def graph(self):
        """One trace, asked for: TensorFlow takes several functions of one name for an oversight and warns.

        First without AutoGraph, whose rewriting takes longer than all the rest: only Python's `if`, `while` and `for`
        on tensors need it, and there TensorFlow raises an error.
        """
        try:
            return tf.function(calling(self.function), autograph=False).get_concrete_function(*self.given)
        except Exception:
            return tf.function(calling(self.function)).get_concrete_function(*self.given)

    def traces(self):
        """How often it was traced for two calls; a `tf.function` made anew inside it is another one in each trace."""
        if self.own:
            return self.own() - self.before
        made = inner_functions(self.run)
        return 2 if made and made != inner_functions(self.graph()) else 1


def calling(function):
    """The function without its signature, so that defaults do not become inputs of a graph."""

    def call(*given):
        return function(*given)

    return call


def inner_functions(graph):
    """Names of the graphs that a graph calls."""
    calls = (op for op in graph.graph.get_operations() if op.type.endswith("PartitionedCall"))
    return {op.get_attr("f").name for op in calls}
