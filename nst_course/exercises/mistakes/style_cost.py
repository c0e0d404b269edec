"""What goes wrong in the style cost of several layers."""

from __future__ import annotations

from ..exercise import CheckStep, FoundBy, Mistake, solution, with_edits
from .common import common_mistake, mistake_by_sign

TAKE = "style_image_output[:-1], generated_image_output[:-1]"
CALL = "compute_layer_style_cost(s, g)"
EACH = f"weight * {CALL}"
ZIP = "zip(a_S, a_G, STYLE_LAYERS, strict=True)"
ADD = "tf.add_n(costs)"
RETURN = f"return {ADD}"
HEAD = "def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):"
NOTEBOOK = f"""import tensorflow as tf
style = [tf.ones([1, 2, 2, 1])] * 6

{HEAD}
    costs = [weight * tf.reduce_sum(s) for s, (_, weight) in zip(style, STYLE_LAYERS)]
    return tf.add_n(costs) + 0 * tf.reduce_sum(generated_image_output[0])
"""
TOO_SHORT = f"""{HEAD}
    layers = zip(style_image_output[:-2], generated_image_output[:-2], STYLE_LAYERS)
    return sum(weight * compute_layer_style_cost(s, g) for s, g, (_, weight) in layers)"""
ONE_LAYER = f"""{HEAD}
    cost = compute_layer_style_cost(style_image_output[{{0}}], generated_image_output[{{0}}])
    return tf.add_n([weight * cost for _, weight in STYLE_LAYERS])
"""
POPPED = """style_image_output.pop(), generated_image_output.pop()
    a_S, a_G = style_image_output, generated_image_output"""

COMMON = (
    common_mistake("print instead of return", {RETURN: f"print({ADD})"}),
    common_mistake("no return", {RETURN: f"J_style = {ADD}"}),
    common_mistake("wrapped in a tuple or list", {ADD: f"{ADD},"}),
    common_mistake("gradient stopped", {ADD: f"tf.stop_gradient({ADD})"}),
    common_mistake(".numpy()", {EACH: f"{EACH}.numpy()", ADD: "tf.constant(sum(costs))"}),
    common_mistake("NumPy functions", {RETURN: "import numpy as np\n    return np.sum(costs)"}),
    common_mistake("float()", {EACH: f"weight * float({CALL})", ADD: "sum(costs)"}),
    common_mistake("float64", {ADD: f"tf.cast({ADD}, tf.float64)"}),
    common_mistake("rounded to integers", {ADD: f"tf.cast({ADD}, tf.int32)"}),
    common_mistake("floor division", {ADD: f"{ADD} // 1"}),
    common_mistake("argument modified", {f"a_S, a_G = {TAKE}": POPPED}),
    common_mistake("notebook variable instead of an argument", code=NOTEBOOK),
)

# Which layers are compared, and how their costs are combined.
LAYERS = (
    Mistake(
        "[1:] instead of [:-1]",
        "You leave out the first layer instead of the last one, the content layer.",
        "Use a slice that stops before the last entry.",
        {TAKE: "style_image_output[1:], generated_image_output[1:]"},
    ),
    mistake_by_sign(
        "content layer included",
        "The content layer is still in the lists, so there is one more layer than there are λ.",
        "Leave out the last entry of both lists.",
        {TAKE: "style_image_output, generated_image_output"},
        r"\A(?![\s\S]*(:-1\]|\.pop|range\(\d))[\s\S]*error: (ValueError: zip\(\)|IndexError: list)",
    ),
    mistake_by_sign(
        "hard-coded number of layers",
        "The loop always runs the same number of times, but STYLE_LAYERS can be longer or shorter than that.",
        "Take the number from STYLE_LAYERS: use len(STYLE_LAYERS), or loop over the list itself.",
        {ZIP: "[(a_S[i], a_G[i], STYLE_LAYERS[i]) for i in range(5)]"},
        r"range\(\d[\s\S]*error: IndexError: list",
    ),
    Mistake(
        "one layer too few",
        "You leave out one layer too many, so a style layer is missing (or a λ has no layer).",
        "Leave out the last entry only: [:-1].",
        {TAKE: "style_image_output[:-2], generated_image_output[:-2]", "strict=True": "strict=False"},
        steps=(CheckStep.VALUES, CheckStep.RUNS, CheckStep.RETURNS_TENSOR),
        sign=r":- ?2\]|1:- ?1\]|len\(STYLE_LAYERS\) - 1",
        found_by=FoundBy.SIGN,
        also=(f"{TOO_SHORT}\n", f"{TOO_SHORT} + tf.zeros([])\n"),
    ),
    Mistake(
        "one layer instead of the list",
        "You take a single entry of the list where you need all of them but the last.",
        "A slice with a colon, such as [:-1], gives a list; [-1] gives just one layer.",
        {TAKE: "style_image_output[-1], generated_image_output[-1]"},
        steps=(CheckStep.RUNS, CheckStep.VALUES),
        sign=r"_output\[-?\d\][\s\S]*error: ValueError: not enough values",
        found_by=FoundBy.SIGN,
        also=(ONE_LAYER.format(-1), ONE_LAYER.format(0)),
    ),
    mistake_by_sign(
        "layers reversed",
        "The layers run backward and the λ forward, so each layer gets the wrong λ.",
        "Go through the layers and the λ in the same direction.",
        {ZIP: "zip(a_S[::-1], a_G, STYLE_LAYERS, strict=True)"},
        r"(?<!STYLE_LAYERS)\[::- ?1|reversed\((?!STYLE_LAYERS)",
        (CheckStep.VALUES, CheckStep.RUNS),
    ),
    Mistake(
        "last layer only",
        "Only the last style layer counts: each pass of the loop replaces the sum instead of adding to it.",
        "Start with 0 before the loop, and use += inside it.",
        {ADD: "costs[-1]"},
    ),
    Mistake(
        "first layer only",
        "Only the first style layer counts, probably because a return inside the loop ends it on the first pass.",
        "Unindent the return, so that it comes after the loop.",
        {ADD: "costs[0]"},
    ),
    Mistake(
        "list of costs",
        "You return a list with one cost per layer; the style cost is their sum.",
        "Add them up: use tf.add_n, or a running sum that starts before the loop.",
        {ADD: "costs"},
        steps=(CheckStep.RETURNS_TENSOR,),
    ),
    Mistake(
        "tensor of costs",
        "You return a tensor with one cost per layer; the style cost is their sum.",
        "Put tf.reduce_sum around it.",
        {ADD: "tf.stack(costs)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "product of the layers",
        "You multiply the costs of the layers; the formula adds them.",
        "Start with 0, and add each weighted cost.",
        {ADD: "tf.reduce_prod(tf.stack(costs))"},
    ),
    Mistake(
        "sum starts at 1",
        "Every result is 1 too large: your sum starts at 1.",
        "Start it at 0.",
        {ADD: "1 + tf.add_n(costs)"},
    ),
    Mistake(
        "G compared with itself",
        "The cost is always 0: you compare a picture with itself.",
        "Give compute_layer_style_cost a layer of S and the same layer of G.",
        {TAKE: "generated_image_output[:-1], generated_image_output[:-1]"},
    ),
    Mistake(
        "content cost of the layers",
        "You compare the layers number by number, as for the content; style compares Gram matrices.",
        "Call compute_layer_style_cost for each layer.",
        {EACH: "weight * compute_content_cost([s], [g])"},
    ),
    mistake_by_sign(
        "whole lists passed on",
        "You pass on whole lists, but compute_layer_style_cost takes the activations of one layer.",
        "Loop over the layers, and call it for each one.",
        {EACH: "weight * compute_layer_style_cost(a_S, a_G)"},
        r"error: .*'list' object",
    ),
    Mistake(
        "square root",
        "You take a square root at the end; the formula has none.",
        "Remove the square root.",
        {ADD: "tf.sqrt(tf.add_n(costs))"},
    ),
)

WEIGHTS = (
    Mistake(
        "weights ignored",
        "Every layer counts the same, with weight 1: the λ of STYLE_LAYERS aren't used.",
        "Multiply each layer's cost by its λ.",
        {EACH: CALL},
    ),
    Mistake(
        "plain mean",
        "This is the mean of the layers' costs: the λ of STYLE_LAYERS aren't used.",
        "Multiply each layer's cost by its λ, then add up.",
        {EACH: CALL, ADD: "tf.add_n(costs) / len(costs)"},
    ),
    Mistake(
        "same weight for every layer",
        "All layers count the same, as if every λ were the same number.",
        "Take each layer's own λ from STYLE_LAYERS.",
        {EACH: f"0.5 * {CALL}"},
        found_by=FoundBy.RATIO,
    ),
    Mistake(
        "first λ for every layer",
        "You weight every layer with the λ of the first one.",
        "Use the λ of the layer whose cost you are adding.",
        {EACH: f"STYLE_LAYERS[0][1] * {CALL}"},
    ),
    Mistake(
        "divided by the number of layers",
        "You average the weighted costs, but the λ already say how much each layer counts.",
        "Add up, and leave out the division.",
        {ADD: "tf.add_n(costs) / len(costs)"},
    ),
    Mistake(
        "weights normalized",
        "You divide the sum by Σ λ, as if the λ had to add up to 1.",
        "Use the λ as they are.",
        {ADD: "tf.add_n(costs) / sum(weight for _, weight in STYLE_LAYERS)"},
    ),
    Mistake(
        "weights applied twice",
        "You apply each λ twice, so the costs are weighted with λ².",
        "Multiply by λ in one place only.",
        {EACH: f"weight * {EACH}"},
    ),
    Mistake(
        "weights reversed",
        "The λ are in reverse order: the first layer gets the last one.",
        "Go through the layers and the λ in the same direction.",
        {ZIP: "zip(a_S, a_G, STYLE_LAYERS[::-1], strict=True)"},
    ),
    Mistake(
        "λ added",
        "You add the λ to the costs instead of multiplying by them.",
        "Use * between λ and the cost of its layer.",
        {EACH: f"weight + {CALL}"},
    ),
    Mistake(
        "divided by λ",
        "You divide the costs by λ, so a large λ makes its layer count less.",
        "Use * between λ and the cost of its layer.",
        {EACH: f"{CALL} / weight"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
        also=(with_edits(solution("compute_style_cost"), {EACH: f"1 / {EACH}"}),),
    ),
    mistake_by_sign(
        "name instead of λ",
        "An entry of STYLE_LAYERS is a pair (name, λ), and you multiply by the name (or the pair) instead of λ.",
        "Unpack the pair, and use its second part.",
        {"(_, weight)": "(weight, _)"},
        r"error: .*('str'|string|tuple|layer_1|block1|mixed types|__index__)",
    ),
    Mistake(
        "hard-coded λ",
        "Every λ is 0.2, whatever STYLE_LAYERS says: the numbers are hard-coded.",
        "Use the argument STYLE_LAYERS.",
        {ZIP: 'zip(a_S, a_G, [("", 0.2)] * len(a_S), strict=True)'},
    ),
)

MISTAKES = (*COMMON, *LAYERS, *WEIGHTS)
