"""A function called for another process: arrays -> its result and its gradients."""

import tensorflow as tf

from nst_course.checks.observation import error_message

ENTRIES = 1 << 20  # of a result: it has to travel back


def answer(function, arguments, named, tensors, upstream):
    """{value, gradients} of a call; for a scalar the gradients are of itself, else of Σ upstream · result if given.

    An error is {error, says}: its type and its message.
    """
    try:
        tensors = [tf.constant(t) for t in tensors]
        with tf.GradientTape() as tape:
            tape.watch([t for t in tensors if t.dtype.is_floating])
            result = function(*put(arguments, tensors), **put(named, tensors))
        if isinstance(result, (int, float)):
            return {"value": float(result), "gradients": []}
        if result.shape.num_elements() > ENTRIES:
            raise ValueError(f"a result of shape {result.shape} is too large")
        if upstream is None and result.shape != ():
            return {"value": result.numpy(), "gradients": []}
        found = tape.gradient(result, tensors, None if upstream is None else tf.constant(upstream))
        return {
            "value": result.numpy(),
            "gradients": [g if g is None else tf.convert_to_tensor(g).numpy() for g in found],
        }
    except Exception as error:
        return {"error": type(error).__name__, "says": error_message(error)}


def put(value, tensors):
    """The arguments with their tensors put in."""
    if isinstance(value, dict) and value.keys() == {"tensor"}:
        return tensors[value["tensor"]]
    if isinstance(value, (list, tuple)):
        return type(value)(put(v, tensors) for v in value)
    return {key: put(v, tensors) for key, v in value.items()} if isinstance(value, dict) else value
