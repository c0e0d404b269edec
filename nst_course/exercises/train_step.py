"""One step on the pixels: G as a variable, a_C, a_S, a network and an optimizer -> J before the step."""

import numpy as np

from .activations import layers
from .exercise import Case, Exercise
from .mistakes.train_step import MISTAKES

# A network of two layers, the second half as large as the first, for a picture of 6 × 5.
SHAPES = [(1, 6, 5, 4), (1, 3, 3, 5)]
KERNELS = [(3, 3, 3, 4), (3, 3, 4, 5)]
# Adam divides by the size of each pixel's own gradient; epsilon keeps rounding from deciding a sign where it is near 0.
ADAM = ("Adam", {"learning_rate": 0.02, "epsilon": 2e-3})


def make_cases(rng):
    def case(name, optimizer, low=0.2, high=0.8, weight=0.9, traced=False, **more):
        inputs = {
            "generated_image": rng.uniform(low, high, (1, 6, 5, 3)).astype(np.float32),
            "a_C": [np.abs(a) for a in layers(rng, *SHAPES, mean=1.2)],
            "a_S": [np.abs(a) for a in layers(rng, *SHAPES, mean=0.5, spread=1.2)],
            "kernels": [rng.normal(0, np.sqrt(2 / np.prod(s[:3])), s).astype(np.float32) for s in KERNELS],
            "optimizer": optimizer,
            "STYLE_LAYERS": [("layer_1", weight)],
        }
        return Case(name, inputs | more, traced=traced)

    def descent(rate):
        return "SGD", {"learning_rate": rate}

    return [
        case("plain gradient descent, α = 3, β = 8", descent(0.5), alpha=3, beta=8),
        case("Adam, α and β not given", ADAM, traced=True),
        case("pixels that reach 0 and 1", descent(4.0), 0.0, 1.0, alpha=10, beta=2),
        case("pixels beyond [0, 1] at the start", descent(0.5), -0.4, 1.4, weight=0.6, alpha=5, beta=1),
    ]


TRAIN_STEP = Exercise(
    name="train_step",
    title="One step on the pixels",
    lesson="5_make_art",
    points=25,
    minutes=25,
    difficulty="hard",
    hints=(
        "The network stays as it is, the picture learns. First, while the "
        "tape is watching, go from the pixels to J; then "
        "ask the tape which way J grows; then let the optimizer go the other way, and keep the pixels in range.",
        "Inside the `with`: the network on generated_image, then your three "
        "cost functions (they take whole lists of layer "
        "outputs). After it: tape.gradient(J, generated_image), one "
        "optimizer.apply_gradients, then the clipped picture "
        "assigned back to the variable.",
        "optimizer.apply_gradients([(gradient, generated_image)]), then "
        "generated_image.assign(tf.clip_by_value(generated_image, 0.0, "
        "1.0)), and return J, which still is the cost before "
        "the step. Hand STYLE_LAYERS, alpha and beta on to your functions.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
    protocol="step",
)
