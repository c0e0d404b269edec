"""One step on the pixels: G as a variable, a_C, a_S, a network and an optimizer -> J before the step."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Case, Difficulty, Exercise, Protocol, layer_outputs
from .mistakes.train_step import MISTAKES

# A network of two layers, the second half as large as the first, for a picture of 6 × 5.
SHAPES = [(1, 6, 5, 4), (1, 3, 3, 5)]
KERNELS = [(3, 3, 3, 4), (3, 3, 4, 5)]
# Adam divides by the magnitude of each pixel's gradient; epsilon keeps rounding errors from deciding the sign near 0.
ADAM = ("Adam", {"learning_rate": 0.02, "epsilon": 2e-3})


def make_cases(rng: np.random.Generator) -> list[Case]:
    """Gradient descent and Adam, on pictures inside and outside of [0, 1]."""

    def case(
        name: str,
        optimizer: tuple[str, dict[str, float]],
        low: float = 0.2,
        high: float = 0.8,
        weight: float = 0.9,
        traced: bool = False,
        **weights: float,
    ) -> Case:
        inputs: dict[str, Any] = {
            "generated_image": rng.uniform(low, high, (1, 6, 5, 3)).astype(np.float32),
            "a_C": [np.abs(a) for a in layer_outputs(rng, *SHAPES, mean=1.2)],
            "a_S": [np.abs(a) for a in layer_outputs(rng, *SHAPES, mean=0.5, spread=1.2)],
            "kernels": [rng.normal(0, np.sqrt(2 / np.prod(s[:3])), s).astype(np.float32) for s in KERNELS],
            "optimizer": optimizer,
            "STYLE_LAYERS": [("layer_1", weight)],
        }
        return Case(name, inputs | weights, traced=traced)

    def descent(rate: float) -> tuple[str, dict[str, float]]:
        return "SGD", {"learning_rate": rate}

    return [
        case("plain gradient descent, α = 3, β = 8", descent(0.5), alpha=3, beta=8),
        case("Adam, the default α and β", ADAM, traced=True),
        case("pixels that reach 0 and 1", descent(4.0), 0.0, 1.0, alpha=10, beta=2),
        case("pixels that start outside [0, 1]", descent(0.5), -0.4, 1.4, weight=0.6, alpha=5, beta=1),
    ]


EXERCISE = Exercise(
    name="train_step",
    title="One step on the pixels",
    lesson="5_make_art",
    points=25,
    minutes=25,
    difficulty=Difficulty.HARD,
    hints=(
        "The network stays fixed; it is the picture that learns. While the tape is recording, go from the pixels to J. "
        "Then ask the tape how J changes with the pixels, let the optimizer take a step downhill, and keep the pixels "
        "in range.",
        "Inside the `with`: run the network on generated_image, then call your three cost functions (they take whole "
        "lists of layer outputs). After it: tape.gradient(J, generated_image), one call of optimizer.apply_gradients, "
        "then assign the clipped picture back to the variable.",
        "optimizer.apply_gradients([(gradient, generated_image)]), then "
        "generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0)), and return J, which is still the cost "
        "before the step. Pass STYLE_LAYERS, alpha and beta on to your functions.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol=Protocol.STEP,
)
