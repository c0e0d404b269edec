"""Inputs of a case -> the arguments of a call: tensors from arrays; for a step a variable, network and optimizer."""

import keras
import numpy as np
import tensorflow as tf


def arguments(protocol, case):
    """{name: argument}, made afresh for each call."""
    return {"cost": tensors, "step": step_arguments}[protocol](case.inputs)


def tensors(inputs):
    """Arrays as tensors, also in lists; numbers and lists of pairs as they are."""
    return {name: tensor(value) for name, value in inputs.items()}


def tensor(value):
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        return [tf.constant(a) for a in value]
    if isinstance(value, list):
        return list(value)
    return tf.constant(value) if isinstance(value, np.ndarray) else value


def step_arguments(inputs):
    """For train_step: G as a variable, a network with the kernels given, an optimizer that knows G."""
    given = {name: tensor(value) for name, value in inputs.items() if name not in ("kernels", "optimizer")}
    picture = tf.Variable(given.pop("generated_image"))
    kind, settings = inputs["optimizer"]
    optimizer = getattr(keras.optimizers, kind)(**settings)
    optimizer.build([picture])
    network = Layers(inputs["kernels"])
    ahead = {"generated_image": picture, "a_C": given.pop("a_C"), "a_S": given.pop("a_S")}
    return ahead | {"vgg_model_outputs": network, "optimizer": optimizer} | given


class Layers:
    """A small network: a picture (m, height, width, 3) -> the list of its layers' activations, each half as large."""

    def __init__(self, kernels):
        self.kernels = [tf.Variable(kernel) for kernel in kernels]

    def __call__(self, picture):
        x, outputs = tf.convert_to_tensor(picture), []
        for kernel in self.kernels:
            x = tf.nn.relu(tf.nn.conv2d(x, kernel, strides=1, padding="SAME"))
            outputs.append(x)
            x = tf.nn.avg_pool2d(x, ksize=2, strides=2, padding="SAME")
        return outputs


def snapshot(value):
    """What an argument holds, as something that can be compared later."""
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return np.array(value.numpy())
    if isinstance(value, Layers):
        return snapshot(value.kernels)
    return [snapshot(v) for v in value] if isinstance(value, (list, tuple)) else value


def changed(before, given):
    """Names of arguments that no longer hold what they held; the picture and the optimizer of a step may change."""
    return [
        name
        for name, value in given.items()
        if name not in ("generated_image", "optimizer") and not alike(before[name], snapshot(value))
    ]


def alike(a, b):
    if isinstance(a, list) or isinstance(b, list):
        both = isinstance(a, list) and isinstance(b, list) and len(a) == len(b)
        return both and all(alike(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.array_equal(a, b, equal_nan=np.asarray(a).dtype.kind in "fc")
    return a is b or a == b
