"""Correct versions of the exercises that a student's function may call; they run in another process, over the wire.

So each mistake costs points only once, and the reference is never in the memory of a student's process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from .wire import Call, CallError, Channel, TensorValue, Value, to_value

ERRORS = {error.__name__: error for error in (TypeError, ValueError, IndexError, KeyError, AttributeError)}


class Connection:
    """The wire to the judge, and the exercises that the function under test may call."""

    channel: Channel
    allowed: frozenset[str] = frozenset()
    withheld = False  # whether a different one was requested


CONNECTION = Connection()


def connect(channel: Channel) -> None:
    """Sends calls over this channel from now on."""
    CONNECTION.channel = channel


def allow(names: Iterable[str]) -> None:
    """Allows calls to these exercises only."""
    CONNECTION.allowed, CONNECTION.withheld = frozenset(names), False


def was_withheld() -> bool:
    """Whether the program asked for an exercise that it may not call."""
    return CONNECTION.withheld


def reference_function(name: str) -> Callable[..., Any]:
    """A function that gets its results and gradients from the judge. Raises AttributeError if it isn't allowed."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name not in CONNECTION.allowed:
        CONNECTION.withheld = True
        raise AttributeError(f"nst_course.costs has no '{name}' while this exercise is being graded")

    def remote(*arguments: Any, **named: Any) -> Any:
        tensors: list[Any] = []
        call = Call(name, [strip(a, tensors) for a in arguments], {k: strip(a, tensors) for k, a in named.items()}, [])
        if not tensors:
            return value_of(ask(call, []))
        return differentiable(call, tensors)

    remote.__name__ = remote.__qualname__ = name
    return remote


def strip(argument: Any, tensors: list[Any]) -> Value:
    """An argument in wire format: tensors are appended to the list and replaced by their index."""

    def leaf(thing: Any) -> Value:
        if isinstance(thing, (tf.Tensor, tf.Variable, np.ndarray)):
            tensors.append(tf.convert_to_tensor(thing))
            return TensorValue(len(tensors) - 1)
        return to_value(thing.item()) if isinstance(thing, np.generic) else None

    return to_value(argument, leaf)


def differentiable(call: Call, tensors: Sequence[Any]) -> Any:
    """The result as a tensor that a tape can differentiate."""

    @tf.custom_gradient
    def run(*tensors: Any) -> Any:
        tensors = tuple(tf.convert_to_tensor(t) for t in tensors)
        result, scalar_gradients = forward(call, tensors)

        def back(upstream: Any) -> list[Any]:
            if scalar_gradients is not None:
                return [g if g is None else g * tf.cast(upstream, g.dtype) for g in scalar_gradients]
            return backward(call, tensors, upstream)

        return result, back

    return run(*tensors)


def forward(call: Call, tensors: Sequence[Any]) -> tuple[Any, list[Any] | None]:
    """(result, its gradients if TensorFlow runs eagerly and the result is a scalar)."""
    if tf.executing_eagerly():
        answer = ask(call, [t.numpy() for t in tensors])
        result = tf.constant(value_of(answer))
        return result, as_tensors(answer.gradients) if result.shape == () else None
    kind = next((t.dtype for t in tensors if t.dtype.is_floating), tensors[0].dtype)
    result = tf.numpy_function(lambda *arrays: value_of(ask(call, arrays)), tensors, kind)
    result.set_shape(result_shape(call.name, tensors))
    return result, None


def backward(call: Call, tensors: Sequence[Any], upstream: Any) -> list[Any]:
    """The gradients of Σ upstream · result."""
    if tf.executing_eagerly():
        return as_tensors(ask(call, [t.numpy() for t in tensors], upstream.numpy()).gradients)

    def gradients(upstream: Any, *arrays: Any) -> list[Any]:
        found = ask(call, arrays, upstream).gradients
        return [np.zeros_like(a) if g is None else g for g, a in zip(found, arrays, strict=True)]

    found = tf.numpy_function(gradients, [upstream, *tensors], [t.dtype for t in tensors])
    for gradient, tensor in zip(found, tensors, strict=True):
        gradient.set_shape(tensor.shape)
    return list(found)


def as_tensors(gradients: Sequence[Any]) -> list[Any]:
    return [g if g is None else tf.constant(g) for g in gradients]


def result_shape(name: str, tensors: Sequence[Any]) -> list[Any]:
    """The shape of the result: the matrix of all pairs of rows, or a scalar."""
    rows = tensors[0].shape
    return [*rows[:-1], rows[-2]] if name == "gram_matrix" else []


def value_of(answer: Any) -> Any:
    """The result of a call: an array, or a Python number."""
    return answer.number if answer.array is None else answer.array


def ask(call: Call, arrays: Sequence[Any], upstream: Any = None) -> Any:
    """The judge's answer. Raises whatever the function raised there."""
    tensors = [np.asarray(a) for a in arrays]
    at_result = None if upstream is None else np.asarray(upstream)
    CONNECTION.channel.send(Call(call.name, call.arguments, call.named, tensors, at_result))
    answer = CONNECTION.channel.receive()
    if isinstance(answer, CallError):
        raise ERRORS.get(answer.error, ValueError)(answer.message)
    return answer
