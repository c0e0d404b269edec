"""Adam against Keras' own."""

import numpy as np
import tensorflow as tf
from nst_course.transfer.adam import Adam

SHAPE = (1, 4, 5, 3)


def test_steps_are_those_of_keras():
    import keras

    rng = np.random.default_rng(0)
    start, goal = (rng.uniform(0.3, 0.7, SHAPE).astype(np.float32) for _ in range(2))
    theirs, keras_adam = tf.Variable(start), keras.optimizers.Adam(0.01, beta_1=0.9, beta_2=0.99, epsilon=1e-8)
    ours = Adam(tf.constant(start), learning_rate=0.01)
    for _ in range(20):
        ours.step(lambda x: (None, 2 * (x - goal), {}))
        keras_adam.apply_gradients([(2 * (theirs - goal), theirs)])
    np.testing.assert_allclose(ours.picture, theirs, atol=1e-5)


def test_clips_to_the_bounds():
    optimizer = Adam(tf.fill(SHAPE, 0.5), learning_rate=0.4)
    for _ in range(5):
        optimizer.step(lambda x: (None, tf.ones_like(x), {}))
    np.testing.assert_array_equal(optimizer.picture, np.zeros(SHAPE))


def test_moments_are_carried_to_another_size():
    optimizer = Adam(tf.fill(SHAPE, 0.5), learning_rate=0.03)
    for _ in range(3):
        optimizer.step(lambda x: (None, 2.0 * tf.ones_like(x), {}))
    larger = optimizer.resized(tf.fill((1, 8, 10, 3), 0.5))
    assert larger.picture.shape == (1, 8, 10, 3)
    np.testing.assert_allclose(
        larger.mean, np.full(larger.mean.shape, float(optimizer.mean[0, 0, 0, 0]) / 4), rtol=1e-4
    )
    np.testing.assert_allclose(
        larger.square, np.full(larger.mean.shape, float(optimizer.square[0, 0, 0, 0]) / 16), rtol=1e-4
    )
    assert float(larger.steps) == 3
    assert float(larger.learning_rate) == np.float32(0.03)
