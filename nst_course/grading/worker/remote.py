"""Right versions of the exercises that a function may call: they stand in another process, and are asked over the wire.

So a mistake costs once, and the reference is never in the memory of a student's process.
"""

import numpy as np
import tensorflow as tf

CHANNEL = None
ALLOWED = set()  # exercises that the one on trial builds on


def function(name):
    """A function that has its results and its gradients from the judge."""
    if name not in ALLOWED:
        raise AttributeError(f"nst_course.costs has no '{name}' while this exercise is graded")

    def remote(*arguments, **named):
        tensors = []
        given = strip(list(arguments), tensors), strip(named, tensors)
        if not tensors:
            return ask(name, given, [])["value"]
        return differentiable(name, given, tensors)

    remote.__name__ = remote.__qualname__ = name
    return remote


def strip(value, tensors):
    """The arguments as they travel: tensors are put into the list, and their number stands for them."""
    if isinstance(value, (tf.Tensor, tf.Variable, np.ndarray)):
        tensors.append(tf.convert_to_tensor(value))
        return {"tensor": len(tensors) - 1}
    if isinstance(value, (list, tuple)):
        return type(value)(strip(v, tensors) for v in value)
    if isinstance(value, dict):
        return {key: strip(v, tensors) for key, v in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def differentiable(name, given, tensors):
    """The result as a tensor, through which a tape finds its way."""

    @tf.custom_gradient
    def call(*tensors):
        tensors = [tf.convert_to_tensor(t) for t in tensors]
        result, *at_one = forward(name, given, tensors)

        def back(upstream):
            if at_one:  # a scalar: its gradient came along
                return [g if g is None else g * tf.cast(upstream, g.dtype) for g in at_one[0]]
            return backward(name, given, tensors, upstream)

        return result, back

    return call(*tensors)


def forward(name, given, tensors):
    """(result,) or, where TensorFlow computes at once and the result is a scalar, (result, its gradients)."""
    if tf.executing_eagerly():
        said = ask(name, given, [t.numpy() for t in tensors])
        result = tf.constant(said["value"])
        return (
            (result, [g if g is None else tf.constant(g) for g in said["gradients"]])
            if result.shape == ()
            else (result,)
        )
    kind = next((t.dtype for t in tensors if t.dtype.is_floating), tensors[0].dtype)
    result = tf.numpy_function(lambda *arrays: ask(name, given, arrays)["value"], tensors, kind)
    result.set_shape(shape(name, tensors))
    return (result,)


def backward(name, given, tensors, upstream):
    """The gradients of Σ upstream · result."""
    if tf.executing_eagerly():
        said = ask(name, given, [t.numpy() for t in tensors], upstream.numpy())
        return [g if g is None else tf.constant(g) for g in said["gradients"]]

    def gradients(upstream, *arrays):
        found = ask(name, given, arrays, upstream)["gradients"]
        return [np.zeros_like(a) if g is None else g for g, a in zip(found, arrays, strict=True)]

    found = tf.numpy_function(gradients, [upstream, *tensors], [t.dtype for t in tensors])
    for gradient, tensor in zip(found, tensors, strict=True):
        gradient.set_shape(tensor.shape)
    return found


def shape(name, tensors):
    """Of the result: the matrix of all pairs of rows, or a scalar."""
    rows = tensors[0].shape
    return [*rows[:-1], rows[-2]] if name == "gram_matrix" else []


def ask(name, given, arrays, upstream=None):
    """The judge's answer. Raises what the function raised there."""
    arrays = [np.asarray(a) for a in arrays]
    upstream = None if upstream is None else np.asarray(upstream)
    CHANNEL.send({"call": name, "arguments": given[0], "named": given[1], "tensors": arrays, "upstream": upstream})
    said = CHANNEL.receive()
    if "error" in said:
        raise ERRORS.get(said["error"], ValueError)(said["says"])
    return said


ERRORS = {error.__name__: error for error in (TypeError, ValueError, IndexError, KeyError, AttributeError)}
