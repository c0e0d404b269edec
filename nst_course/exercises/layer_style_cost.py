"""The style cost of a layer: activations of S and of G -> a scalar."""

import numpy as np

from .activations import activations, bfloat16
from .exercise import Case, Exercise
from .mistakes.layer_style_cost import MISTAKES


def make_cases(rng):
    def case(name, a_S, a_G, watched=("a_G",), **more):
        return Case(name, {"a_S": a_S, "a_G": a_G}, watched, **more)

    def pair(*shape, mean=0.7):
        return activations(rng, *shape, mean=mean), activations(rng, *shape, mean=-0.4, spread=1.5)

    texture = activations(rng, 1, 4, 3, 2)
    moved = rng.permutation(texture.reshape(12, 2)).reshape(1, 4, 3, 2)
    # 4 n_C² (n_H n_W)² is beyond 2³¹, the largest number of 32 bits; few channels for those who loop over pairs of
    # them, few positions for those who take the Gram matrix of positions.
    large = (19, 26, 48)
    return [
        case("n_H ≠ n_W", *pair(1, 5, 4, 3), traced=True),
        case("more channels than positions", *pair(1, 2, 3, 8), traced=True),
        case("n_W much larger than n_H", *pair(1, 2, 9, 5)),
        case("negative activations", *pair(1, 4, 6, 3, mean=-2.0)),
        case("a constant", np.full((1, 3, 4, 2), 2, np.float32), np.full((1, 3, 4, 2), 1, np.float32)),
        case("one channel", *pair(1, 4, 3, 1)),
        case("zeros for S", np.zeros((1, 3, 5, 4), np.float32), activations(rng, 1, 3, 5, 4)),
        case("equal pictures, J = 0", texture, texture.copy(), ()),
        case("the same texture in other places, J = 0", texture, moved, ()),
        case("a large layer", *pair(1, *large)),
        case("bfloat16", *map(bfloat16, pair(1, 4, 3, 2)), (), lenient=True),
    ]


LAYER_STYLE_COST = Exercise(
    name="compute_layer_style_cost",
    title="The style cost of a layer",
    lesson="4_style_cost",
    points=20,
    minutes=25,
    difficulty="medium",
    hints=(
        "Style is what the channels do together, wherever it happens in the picture. So positions may be thrown "
        "together, channels may not: what has to be a row of A before gram_matrix can compare channels?",
        "In memory the channels of one position stand side by side. So "
        "unroll first to (n_H·n_W, n_C), which keeps them "
        "together, and only then turn it to (n_C, n_H·n_W). A reshape "
        "straight to (n_C, n_H·n_W) has the right shape and "
        "the wrong numbers.",
        "A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C])), A_G alike; "
        "then the sum of tf.square of the difference of "
        "both Gram matrices, divided by (4 * n_C**2 * (n_H * n_W) ** 2).",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
