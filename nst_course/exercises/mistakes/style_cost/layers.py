"""Which layers are compared, and how."""

from ...exercise import CheckStep, FoundBy, Mistake

TAKE = "style_image_output[:-1], generated_image_output[:-1]"
EACH = "weight * compute_layer_style_cost(s, g)"
ZIP = "zip(a_S, a_G, STYLE_LAYERS, strict=True)"
ADD = "tf.add_n(costs)"
LOST = """def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    layers = zip(style_image_output[:-2], generated_image_output[:-2], STYLE_LAYERS)
    return sum(weight * compute_layer_style_cost(s, g) for s, g, (_, weight) in layers){}
"""

LAYERS = (
    Mistake(
        "[1:] for [:-1]",
        "This leaves out the first layer; the content layer, which has to go, is the last one.",
        "A slice that ends before the last entry keeps all style layers.",
        {TAKE: "style_image_output[1:], generated_image_output[1:]"},
    ),
    Mistake(
        "the content layer too",
        "The content layer is still in the lists: there is one layer more than there are λ.",
        "Leave out the last entry of both lists.",
        {TAKE: "style_image_output, generated_image_output"},
        steps=(CheckStep.RUNS,),
        sign=r"\A(?![\s\S]*(:-1\]|\.pop|range\(\d))[\s\S]*error: (ValueError: zip\(\)|IndexError: list)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "a fixed number of layers",
        "The loop takes a fixed number of turns, and STYLE_LAYERS may be longer or shorter than that.",
        "Let the number of turns follow from STYLE_LAYERS: len(STYLE_LAYERS), or a loop over the list itself.",
        {ZIP: "[(a_S[i], a_G[i], STYLE_LAYERS[i]) for i in range(5)]"},
        steps=(CheckStep.RUNS,),
        sign=r"range\(\d[\s\S]*error: IndexError: list",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "a layer lost",
        "One layer too many is left out, so a style layer is missing (or a λ has no layer).",
        "Leave out the last entry only: [:-1].",
        {TAKE: "style_image_output[:-2], generated_image_output[:-2]", "strict=True": "strict=False"},
        steps=(CheckStep.VALUES, CheckStep.RUNS, CheckStep.RETURNS_TENSOR),
        sign=r":- ?2\]|1:- ?1\]|len\(STYLE_LAYERS\) - 1",
        found_by=FoundBy.SIGN,
        also=(LOST.format(""), LOST.format(" + tf.zeros([])")),
    ),
    Mistake(
        "one entry in place of the list",
        "This takes one entry of the list of outputs where all but the "
        "last are wanted, so the loop runs over a tensor.",
        "A slice such as [:-1], with its colon, gives a list; [-1] gives one layer.",
        {TAKE: "style_image_output[-1], generated_image_output[-1]"},
        steps=(CheckStep.RUNS,),
        sign=r"_output\[-?\d\][\s\S]*error: ValueError: not enough values",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "layers in reverse",
        "The layers run backwards and the λ forwards, so they do not belong together.",
        "Let layers and λ run in the same direction.",
        {ZIP: "zip(a_S[::-1], a_G, STYLE_LAYERS, strict=True)"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
        sign=r"(?<!STYLE_LAYERS)\[::- ?1|reversed\((?!STYLE_LAYERS)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "the last layer only",
        "Only the last style layer is left: each turn of the loop replaces the sum in place of adding to it.",
        "Start with 0 before the loop, and use += in it.",
        {ADD: "costs[-1]"},
    ),
    Mistake(
        "the first layer only",
        "Only the first style layer counts, as when return stands inside the loop and ends it in its first turn.",
        "Move the return to the left, so that it comes after the loop.",
        {ADD: "costs[0]"},
    ),
    Mistake(
        "layers not added up",
        "A list of costs comes back, one a layer; the style cost is their sum.",
        "Add them up: tf.add_n, or a sum that starts before the loop.",
        {ADD: "costs"},
        steps=(CheckStep.RETURNS_TENSOR,),
    ),
    Mistake(
        "layers stacked",
        "A tensor with one number a layer comes back; the style cost is their sum.",
        "Put tf.reduce_sum around it.",
        {ADD: "tf.stack(costs)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "a product of the layers",
        "The layers' costs are multiplied with each other; the formula adds them.",
        "Start with 0, and add each weighed cost.",
        {ADD: "tf.reduce_prod(tf.stack(costs))"},
    ),
    Mistake(
        "starts with 1",
        "Every result is 1 too large: the sum starts with 1.",
        "Let it start with 0.",
        {ADD: "1 + tf.add_n(costs)"},
    ),
    Mistake(
        "G against itself",
        "The cost is always 0: the same picture stands on both sides.",
        "Hand compute_layer_style_cost a layer of S and the same layer of G.",
        {TAKE: "generated_image_output[:-1], generated_image_output[:-1]"},
    ),
    Mistake(
        "the content cost of the layers",
        "The layers are compared number by number, as for the content; style compares Gram matrices.",
        "Call compute_layer_style_cost for each layer.",
        {EACH: "weight * compute_content_cost([s], [g])"},
    ),
    Mistake(
        "the activations added up",
        "The lists are handed over whole, where compute_layer_style_cost takes the activations of one layer.",
        "Go through the layers one by one.",
        {EACH: "weight * compute_layer_style_cost(a_S, a_G)"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*'list' object",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "square root",
        "This takes a square root at the end; the formula has none.",
        "Leave the root out.",
        {ADD: "tf.sqrt(tf.add_n(costs))"},
    ),
)
