"""The Gram matrix: A (n_C, n_H·n_W) -> (n_C, n_C)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Case, Difficulty, Exercise, in_bfloat16
from .mistakes.gram_matrix import MISTAKES


def make_cases(rng: np.random.Generator) -> list[Case]:
    """Matrices that are wide, tall, square, and with only one channel."""

    def case(name: str, A: Any, **more: Any) -> Case:
        return Case(name, {"A": np.asarray(A, np.float32)}, ("A",), **more)

    last = rng.normal(1, 1, (3, 8))
    return [
        case("3 channels, 20 positions", rng.normal(1, 2, (3, 20)), traced=True),
        case("more channels than positions", rng.normal(0.3, 1, (5, 2)), traced=True),
        case("as many channels as positions", rng.normal(0.5, 1, (4, 4))),
        case("negative activations", -rng.random((3, 7)) - 0.5),
        case("constant activations", np.full((2, 6), 3.0)),
        case("one channel", rng.normal(0, 1, (1, 9))),
        case("zeros", np.zeros((4, 3))),
        in_bfloat16(case("bfloat16", last)),
    ]


EXERCISE = Exercise(
    name="gram_matrix",
    title="The Gram matrix",
    lesson="3_gram_matrix",
    points=15,
    minutes=10,
    difficulty=Difficulty.EASY,
    hints=(
        "Entry (i, j) multiplies channels i and j position by position and sums the products. Which operation from "
        "linear algebra does exactly that with the rows of two matrices?",
        "A matrix product combines rows of the first matrix with columns of the second. The channels are the rows of "
        "A, so the second A has to be transposed. The result has shape (n_C, n_C).",
        "One line does it: tf.matmul(A, B) with B = tf.transpose(A).",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
    layer_sizes=lambda inputs: dict(zip(("n_C", "(n_H·n_W)"), inputs["A"].shape, strict=True)),
)
