"""The style cost of several layers: the layer outputs of S and G, and a λ for each layer -> a scalar."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Case, Difficulty, Exercise, in_bfloat16, layer_outputs
from .mistakes.style_cost import MISTAKES


def make_cases(rng: np.random.Generator) -> list[Case]:
    """Different numbers of layers, with various λ that do not sum to 1, and the defaults."""

    def case(
        name: str,
        style: Any,
        generated: Any,
        weights: tuple[float, ...] = (),
        watched: tuple[str, ...] = ("generated_image_output",),
        **more: Any,
    ) -> Case:
        inputs = {"style_image_output": style, "generated_image_output": generated}
        if weights:
            inputs["STYLE_LAYERS"] = [(f"layer_{number}", weight) for number, weight in enumerate(weights, start=1)]
        return Case(name, inputs, watched, **more)

    def pair(*shapes: tuple[int, ...]) -> tuple[Any, Any]:
        return layer_outputs(rng, *shapes, mean=0.8), layer_outputs(rng, *shapes, mean=-0.3, spread=1.3)

    shapes = [(1, 6, 5, 2), (1, 5, 3, 4), (1, 2, 4, 3), (1, 3, 2, 5), (1, 2, 2, 3), (1, 1, 3, 4)]
    same = layer_outputs(rng, *shapes[:3])
    return [
        case("two style layers", *pair(*shapes[:3]), (0.7, 0.2), traced=True),
        case("layers of the same size", *pair(*[(1, 3, 4, 2)] * 4), (0.1, 0.4, 0.8)),
        case("one style layer", *pair(*shapes[3:5]), (0.6,), traced=True),
        case("five style layers", *pair(*shapes), (0.5, 0.1, 0.3, 0.2, 0.4)),
        case("the default STYLE_LAYERS", *pair(*shapes)),
        case("λ = 0 and λ = 2", *pair(*shapes[1:4]), (0.0, 2.0)),
        case("identical pictures (J = 0)", same, [a.copy() for a in same], (0.5, 0.5), ()),
        in_bfloat16(case("bfloat16", *pair(*shapes[:3]), (0.5, 0.25))),
    ]


EXERCISE = Exercise(
    name="compute_style_cost",
    title="The style cost of several layers",
    lesson="4_style_cost",
    points=15,
    minutes=15,
    difficulty=Difficulty.MEDIUM,
    hints=(
        "Each layer has its own style cost, and a λ that says how much it counts. Go through the layers together with "
        "their λ, and leave out the one layer that is there for the content.",
        "Drop the last entry of both lists with [:-1], and go through them alongside STYLE_LAYERS, a list of (name, λ) "
        "pairs: zip hands you one of each at a time. Add up λ times the layer's cost.",
        "for s, g, (_, weight) in zip(a_S, a_G, STYLE_LAYERS): add weight * compute_layer_style_cost(s, g) to J_style, "
        "which starts at 0. Return it after the loop.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
