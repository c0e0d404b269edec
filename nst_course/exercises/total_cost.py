"""The total cost: the costs of content and style, α and β -> a scalar."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Case, Difficulty, Exercise, in_bfloat16, scalar
from .mistakes.total_cost import MISTAKES


def make_cases(rng: np.random.Generator) -> list[Case]:
    """Weights that are given or left out, zero, below 1, tensors."""

    def case(
        name: str,
        J_content: Any,
        J_style: Any,
        watched: tuple[str, ...] = ("J_content", "J_style"),
        lenient: bool = False,
        traced: bool = False,
        **weights: Any,
    ) -> Case:
        inputs = {"J_content": J_content, "J_style": J_style, **weights}
        return Case(name, inputs, watched, lenient, traced)

    def costs() -> tuple[Any, Any]:
        return scalar(rng.uniform(0.2, 1)), scalar(rng.uniform(1.5, 3))

    return [
        case("the default α and β", *costs(), traced=True),
        case("α = 3, β = 8", *costs(), alpha=3, beta=8),
        case("α = 0.5, β = 0.25", *costs(), alpha=0.5, beta=0.25),
        case("α = 0", *costs(), alpha=0, beta=2),
        case("β = 0", *costs(), alpha=5, beta=0),
        case("tensors for α and β", *costs(), alpha=scalar(7), beta=scalar(1.5), traced=True),
        case("costs of 0", scalar(0), scalar(0)),
        case("large costs", scalar(3e6), scalar(2e7), alpha=2, beta=3),
        case("Python numbers", 0.3, 0.75, (), lenient=True, alpha=3, beta=8),
        in_bfloat16(case("bfloat16", *costs(), alpha=3, beta=8)),
    ]


EXERCISE = Exercise(
    name="total_cost",
    title="The total cost",
    lesson="5_make_art",
    points=10,
    minutes=5,
    difficulty=Difficulty.EASY,
    hints=(
        "There are two goals: keep the content, and take on the style. α and β say how much each one counts. Which "
        "belongs to which?",
        "Multiply each cost by its weight, then add the two. The weights are arguments of the function: use their "
        "names, not the numbers 10 and 40.",
        "alpha goes with J_content and beta with J_style: a product, a plus, a product.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
