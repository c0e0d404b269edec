"""The content cost: the layer outputs of C and G -> a scalar."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Case, Difficulty, Exercise, in_bfloat16, layer_outputs
from .mistakes.content_cost import MISTAKES


def make_cases(rng: np.random.Generator) -> list[Case]:
    """Layers of different sizes, batches, and pictures for which the cost is known."""

    def case(
        name: str, content: Any, generated: Any, watched: tuple[str, ...] = ("generated_output",), **more: Any
    ) -> Case:
        return Case(name, {"content_output": content, "generated_output": generated}, watched, **more)

    def pair(*shapes: tuple[int, ...], mean: float = 0.5) -> tuple[Any, Any]:
        return layer_outputs(rng, *shapes, mean=mean), layer_outputs(rng, *shapes, mean=-0.2, spread=1.4)

    same = layer_outputs(rng, (1, 4, 3, 2), (1, 2, 3, 4))
    return [
        case("n_H ≠ n_W", *pair((1, 6, 8, 2), (1, 5, 4, 3)), traced=True),
        case("a list of one layer", *pair((1, 3, 5, 2))),
        case("layers of the same size", *pair(*[(1, 4, 2, 3)] * 4)),
        case("a batch of two pictures", *pair((2, 6, 4, 2), (2, 3, 2, 4)), traced=True),
        case("negative activations", *pair((1, 4, 4, 2), (1, 2, 3, 7), mean=-3.0)),
        case("constant activations", [np.full((1, 3, 4, 2), 5, np.float32)], [np.full((1, 3, 4, 2), 2, np.float32)]),
        case("zeros for C", [np.zeros((1, 2, 5, 3), np.float32)], layer_outputs(rng, (1, 2, 5, 3))),
        case("identical pictures (J = 0)", same, [a.copy() for a in same], ()),
        in_bfloat16(case("bfloat16", *pair((1, 6, 4, 2), (1, 3, 2, 4)))),
    ]


EXERCISE = Exercise(
    name="compute_content_cost",
    title="The content cost",
    lesson="2_content_cost",
    points=15,
    minutes=15,
    difficulty=Difficulty.EASY,
    hints=(
        "Two pictures have the same content when the content layer responds to both in the same way. Which entry of "
        "the lists is that layer? And how do you turn 'how different' into a single number, so that differences in "
        "both directions count?",
        "Take the last entry of each list; its shape (m, n_H, n_W, n_C) gives you the sizes. Then subtract, square "
        "every entry, sum over everything (not just one axis), and divide once.",
        "Sum tf.square of the difference with tf.reduce_sum, and divide by (4 * n_H * n_W * n_C), with the sizes from "
        "a_G.shape. Keep the parentheses around the divisor.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
    layer_sizes=lambda inputs: dict(zip(("m", "n_H", "n_W", "n_C"), inputs["generated_output"][-1].shape, strict=True)),
)
