"""Random activations for the cases, drawn from a NumPy generator; nothing here needs TensorFlow."""

import numpy as np


def activations(rng, *shape, mean=0.5, spread=1.0):
    """An array (m, n_H, n_W, n_C), float32. A mean that is not 0 lets mistakes show that noise would average out."""
    return rng.normal(mean, spread, shape).astype(np.float32)


def layers(rng, *shapes, **more):
    """A list of them: the outputs of a network's layers."""
    return [activations(rng, *shape, **more) for shape in shapes]


def number(value):
    """A scalar that reaches the function as a tensor."""
    return np.array(value, np.float32)


def bfloat16(value):
    """The same in bfloat16, as on a GPU in mixed precision; lists too."""
    from ml_dtypes import bfloat16 as kind

    return [bfloat16(v) for v in value] if isinstance(value, list) else value.astype(kind)
