"""The style cost of one layer: activations of S and G -> a scalar."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Case, Difficulty, Exercise, activations, in_bfloat16
from .mistakes.layer_style_cost import MISTAKES


def make_cases(rng: np.random.Generator) -> list[Case]:
    """Layers of different sizes, one too large for 32-bit integers, and textures for which the cost is known."""

    def case(name: str, a_S: Any, a_G: Any, watched: tuple[str, ...] = ("a_G",), **more: Any) -> Case:
        return Case(name, {"a_S": a_S, "a_G": a_G}, watched, **more)

    def pair(*shape: int, mean: float = 0.7) -> tuple[Any, Any]:
        return activations(rng, *shape, mean=mean), activations(rng, *shape, mean=-0.4, spread=1.5)

    texture = activations(rng, 1, 4, 3, 2)
    shuffled = rng.permutation(texture.reshape(12, 2)).reshape(1, 4, 3, 2)
    # 4 n_C² (n_H n_W)² exceeds 2³¹ − 1, the largest 32-bit integer; few channels keep loops over pairs of channels
    # fast, and few positions keep a Gram matrix of positions small.
    large = (19, 26, 48)
    return [
        case("n_H ≠ n_W", *pair(1, 5, 4, 3), traced=True),
        case("more channels than positions", *pair(1, 2, 3, 8), traced=True),
        case("n_W much larger than n_H", *pair(1, 2, 9, 5)),
        case("negative activations", *pair(1, 4, 6, 3, mean=-2.0)),
        case("constant activations", np.full((1, 3, 4, 2), 2, np.float32), np.full((1, 3, 4, 2), 1, np.float32)),
        case("one channel", *pair(1, 4, 3, 1)),
        case("zeros for S", np.zeros((1, 3, 5, 4), np.float32), activations(rng, 1, 3, 5, 4)),
        case("identical pictures (J = 0)", texture, texture.copy(), ()),
        case("the same texture, shuffled (J = 0)", texture, shuffled, ()),
        case("a large layer", *pair(1, *large)),
        in_bfloat16(case("bfloat16", *pair(1, 4, 3, 2))),
    ]


EXERCISE = Exercise(
    name="compute_layer_style_cost",
    title="The style cost of a layer",
    lesson="4_style_cost",
    points=20,
    minutes=25,
    difficulty=Difficulty.MEDIUM,
    hints=(
        "Style is which channels are active together, wherever in the picture that happens. So you may mix up "
        "positions, but never channels. What has to be a row of A so that gram_matrix can compare channels?",
        "In memory, the channels of one position sit next to each other. So reshape to (n_H·n_W, n_C) first, which "
        "keeps them together, then transpose to (n_C, n_H·n_W). Reshaping straight to (n_C, n_H·n_W) gives the right "
        "shape with the wrong numbers in it.",
        "A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C])), and the same for A_G. Then sum tf.square of the "
        "difference of the two Gram matrices, and divide by (4 * n_C**2 * (n_H * n_W) ** 2).",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
    layer_sizes=lambda inputs: dict(zip(("m", "n_H", "n_W", "n_C"), inputs["a_G"].shape, strict=True)),
)
