"""What TensorFlow computes first takes it long: so the nursery computes it, and the copies need not.

A copy has none of the nursery's threads: it begins with a context of its own, whose threads are new. TensorFlow has
this for its own tests, under a private name; where it is missing or does not work, the nursery computes nothing.
"""

import os
import signal
import time

import keras
import numpy as np
import tensorflow as tf

SECONDS = 30  # that a rehearsal may take


def rehearse():
    """Computes a little of everything: at once and in a graph, forwards and backwards, with the usual optimizers."""
    x = tf.constant(np.linspace(0, 1, 24, dtype=np.float32).reshape(1, 2, 3, 4))
    step = tf.function(a_little, autograph=False)
    for function in (a_little, step):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        tape.gradient(y, x)
    for kind in (keras.optimizers.SGD, keras.optimizers.Adam):
        variable = tf.Variable(x)
        optimizer = kind(learning_rate=0.1)
        optimizer.apply_gradients([(tf.ones_like(x), variable)])
        variable.assign(tf.clip_by_value(variable, 0.0, 1.0))


def a_little(x):
    flat = tf.transpose(tf.reshape(x, [-1, 4]))
    parts = [tf.reduce_sum(tf.square(x - 0.5)), tf.reduce_mean(tf.abs(flat)), tf.reduce_max(flat * 2.0) / 3.0]
    product = tf.matmul(flat, tf.ones([6, 2]))
    image = tf.nn.relu(tf.nn.conv2d(x, tf.ones([1, 1, 4, 3]), 1, "SAME"))
    return tf.add_n([*parts, tf.reduce_sum(product), tf.reduce_sum(tf.nn.avg_pool2d(image, 2, 2, "SAME"))])


def begin_anew():
    """A context of one's own, with threads of its own; what was computed before stays prepared."""
    from tensorflow.python.eager import context

    context._reset_context()


def lasts():
    """Whether a copy of one that has rehearsed can compute: tried out in a copy of this process."""
    first = os.fork()
    if first:
        return ended_well(first)
    code = 1
    try:
        rehearse()
        second = os.fork()
        if second:
            code = 0 if ended_well(second) else 1
        else:
            begin_anew()
            rehearse()
            code = 0
    finally:
        os._exit(code)


def ended_well(process):
    """Whether the process ends in time and without an error; ends it else."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return status == 0
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return False
