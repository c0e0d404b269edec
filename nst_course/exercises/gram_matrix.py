"""The Gram matrix: A (n_C, n_H·n_W) -> (n_C, n_C)."""

import numpy as np

from .activations import bfloat16
from .exercise import Case, Exercise
from .mistakes.gram_matrix import MISTAKES


def make_cases(rng):
    def case(name, A, **more):
        return Case(name, {"A": np.asarray(A, np.float32)}, ("A",), **more)

    half = bfloat16(rng.normal(1, 1, (3, 8)))
    return [
        case("3 channels, 20 positions", rng.normal(1, 2, (3, 20)), traced=True),
        case("more channels than positions", rng.normal(0.3, 1, (5, 2)), traced=True),
        case("as many channels as positions", rng.normal(0.5, 1, (4, 4))),
        case("negative activations", -rng.random((3, 7)) - 0.5),
        case("a constant", np.full((2, 6), 3.0)),
        case("one channel", rng.normal(0, 1, (1, 9))),
        case("zeros", np.zeros((4, 3))),
        Case("bfloat16", {"A": half}, lenient=True),
    ]


GRAM_MATRIX = Exercise(
    name="gram_matrix",
    title="The Gram matrix",
    lesson="3_gram_matrix",
    points=15,
    minutes=10,
    difficulty="easy",
    hints=(
        "Entry (i, j) multiplies channel i with channel j, position by "
        "position, and adds it all up. Which operation of "
        "linear algebra does just that with the rows of two matrices?",
        "A matrix product takes rows of the first matrix with columns of "
        "the second. The channels are the rows of A: so "
        "the second one has to be turned first, and the result is (n_C, n_C).",
        "tf.matmul(A, B) with B = tf.transpose(A), in one line.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
