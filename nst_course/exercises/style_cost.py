"""The style cost of several layers: lists of layer outputs of S and of G, and the λ -> a scalar."""

from .activations import bfloat16, layers
from .exercise import Case, Exercise
from .mistakes.style_cost import MISTAKES


def make_cases(rng):
    def case(name, style, generated, weights=None, watched=("generated_image_output",), **more):
        inputs = {"style_image_output": style, "generated_image_output": generated}
        if weights:
            inputs["STYLE_LAYERS"] = [(f"layer_{number}", weight) for number, weight in enumerate(weights, start=1)]
        return Case(name, inputs, watched, **more)

    def pair(*shapes):
        return layers(rng, *shapes, mean=0.8), layers(rng, *shapes, mean=-0.3, spread=1.3)

    shapes = [(1, 6, 5, 2), (1, 5, 3, 4), (1, 2, 4, 3), (1, 3, 2, 5), (1, 2, 2, 3), (1, 1, 3, 4)]
    equal = layers(rng, *shapes[:3])
    return [
        case("two style layers", *pair(*shapes[:3]), (0.7, 0.2), traced=True),
        case("layers of one size", *pair(*[(1, 3, 4, 2)] * 4), (0.1, 0.4, 0.8)),
        case("one style layer", *pair(*shapes[3:5]), (0.6,), traced=True),
        case("five style layers", *pair(*shapes), (0.5, 0.1, 0.3, 0.2, 0.4)),
        case("five style layers, STYLE_LAYERS not given", *pair(*shapes)),
        case("λ = 0 and λ = 2", *pair(*shapes[1:4]), (0.0, 2.0)),
        case("equal pictures, J = 0", equal, [a.copy() for a in equal], (0.5, 0.5), ()),
        case("bfloat16", *map(bfloat16, pair(*shapes[:3])), (0.5, 0.25), (), lenient=True),
    ]


STYLE_COST = Exercise(
    name="compute_style_cost",
    title="The style cost of several layers",
    lesson="4_style_cost",
    points=15,
    minutes=15,
    difficulty="medium",
    hints=(
        "Each layer has a style cost of its own, and a λ that says how much "
        "it counts. What is left is to go through the "
        "layers together with their λ, and to leave out the one layer that is there for the content.",
        "Both lists without their last entry, [:-1], run side by side with "
        "STYLE_LAYERS, a list of (name, λ): zip gives "
        "you the three of a layer at once. Add up λ times the layer's cost.",
        "for s, g, (_, weight) in zip(a_S, a_G, STYLE_LAYERS): add weight * compute_layer_style_cost(s, g) to J_style, "
        "which starts at 0; return it after the loop.",
    ),
    make_cases=make_cases,
    mistakes=MISTAKES,
)
