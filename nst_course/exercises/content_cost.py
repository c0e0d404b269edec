"""The content cost: lists of layer outputs of C and of G -> a scalar."""

import numpy as np

from .activations import bfloat16, layers
from .exercise import Case, Exercise
from .mistakes.content_cost import MISTAKES


def make_cases(rng):
    def case(name, content, generated, watched=("generated_output",), **more):
        return Case(name, {"content_output": content, "generated_output": generated}, watched, **more)

    def pair(*shapes, **more):
        return layers(rng, *shapes, **more), layers(rng, *shapes, mean=-0.2, spread=1.4)

    equal = layers(rng, (1, 4, 3, 2), (1, 2, 3, 4))
    return [
        case("n_H ≠ n_W", *pair((1, 6, 8, 2), (1, 5, 4, 3)), traced=True),
        case("a list of one layer", *pair((1, 3, 5, 2))),
        case("layers of one size", *pair(*[(1, 4, 2, 3)] * 4)),
        case("two pictures at once, m = 2", *pair((2, 6, 4, 2), (2, 3, 2, 4)), traced=True),
        case("negative activations", *pair((1, 4, 4, 2), (1, 2, 3, 7), mean=-3.0)),
        case("a constant", [np.full((1, 3, 4, 2), 5, np.float32)], [np.full((1, 3, 4, 2), 2, np.float32)]),
        case("zeros for C", [np.zeros((1, 2, 5, 3), np.float32)], layers(rng, (1, 2, 5, 3))),
        case("equal pictures, J = 0", equal, [a.copy() for a in equal], ()),
        case("bfloat16", *map(bfloat16, pair((1, 6, 4, 2), (1, 3, 2, 4))), (), lenient=True),
    ]


CONTENT_COST = Exercise(
    name="compute_content_cost",
    title="The content cost",
    lesson="2_content_cost",
    points=15,
    minutes=15,
    difficulty="easy",
    hints=(
        "Two pictures have the same content when one layer answers both alike. Which layer of the lists is meant, and "
        "how would you put 'not alike' into a single number, so that a difference to either side counts?",
        "Take the last entry of each list: its shape (m, n_H, n_W, n_C) "
        "gives you the sizes. Then subtract, square every "
        "number, add them all up (not one axis at a time), and divide once.",
        "tf.reduce_sum over tf.square of the difference, divided by (4 * n_H * n_W * n_C), where n_H, n_W and n_C come "
        "from a_G.shape. Keep the brackets around the divisor.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
