"""The Gram matrix: A (n_C, n_H·n_W) -> (n_C, n_C)."""

import numpy as np

from .exercise import Case, Exercise, Mistake

SOLUTION = "tf.matmul(A, A, transpose_b=True)"


def make_cases(rng):
    def case(name, A, **more):
        return Case(name, {"A": np.asarray(A, np.float32)}, ("A",), **more)

    return [
        case("3 channels, 20 positions", rng.normal(1, 2, (3, 20))),
        case("more channels than positions", rng.normal(0, 1, (5, 2))),
        case("as many channels as positions", rng.normal(0.5, 1, (4, 4))),
        case("negative activations", -rng.random((3, 7)) - 0.5),
        case("a constant", np.full((2, 6), 3.0)),
        case("one channel", rng.normal(0, 1, (1, 9))),
        case("zeros", np.zeros((4, 3))),
    ]


MISTAKES = (
    Mistake(
        "AᵀA",
        "This is Aᵀ·A, which compares positions with positions: its shape is (n_H·n_W, n_H·n_W).",
        "Put the transpose on the second A: channels must meet channels.",
        edits=((SOLUTION, "tf.matmul(A, A, transpose_a=True)"),),
    ),
    Mistake(
        "no transpose",
        "This is A·A without a transpose, which fits only where there are as many positions as channels.",
        "Transpose the second A.",
        edits=((SOLUTION, "tf.matmul(A, A)"),),
    ),
    Mistake(
        "element by element",
        "This is A times A, number by number; a Gram matrix is a matrix product.",
        "Use tf.matmul (or @) in place of *.",
        edits=((SOLUTION, "A * A"),),
    ),
)

GRAM_MATRIX = Exercise(
    name="gram_matrix",
    title="The Gram matrix",
    lesson="3_gram_matrix",
    points=15,
    minutes=10,
    difficulty="easy",
    hints=(
        "Entry (i, j) multiplies channel i with channel j, position by position, and adds it all up. Which operation of "
        "linear algebra does just that with the rows of two matrices?",
        "A matrix product takes rows of the first matrix with columns of the second. The channels are the rows of A: so "
        "the second one has to be turned first.",
        "tf.matmul(A, B) with B = tf.transpose(A), in one line.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
