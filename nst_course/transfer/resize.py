"""Pictures and optimizer states to another size: (…, height, width, 3) -> (…, *size, 3)."""

import tensorflow as tf


def resize(pictures, size):
    """Bicubic, antialiased where it shrinks; float32."""
    pictures = tf.cast(pictures, tf.float32)
    flat = tf.reshape(pictures, [-1, *pictures.shape[-3:]])
    bigger = tf.image.resize(flat, size, method="bicubic", antialias=True)
    return tf.reshape(bigger, [*pictures.shape[:-3], *size, 3])
