"""What goes wrong in the style cost of several layers. Of mistakes with the same results the first is named."""

from ..everywhere import everywhere
from ..exercise import Mistake

TAKE = "style_image_output[:-1], generated_image_output[:-1]"
EACH = "weight * compute_layer_style_cost(s, g)"
ZIP = "zip(a_S, a_G, STYLE_LAYERS, strict=True)"
ADD = "tf.add_n(costs)"

MISTAKES = (
    everywhere("print in place of return", {f"return {ADD}": f"print({ADD})"}),
    everywhere("no return", {f"return {ADD}": f"J_style = {ADD}"}),
    everywhere("a comma too many", {ADD: f"{ADD},"}),
    everywhere(".numpy()", {EACH: f"{EACH}.numpy()", ADD: "tf.constant(sum(costs))"}),
    everywhere("NumPy", {f"return {ADD}": "import numpy as np\n    return np.sum(costs)"}),
    everywhere("float()", {EACH: "weight * float(compute_layer_style_cost(s, g))", ADD: "sum(costs)"}),
    everywhere("the gradient is stopped", {ADD: f"tf.stop_gradient({ADD})"}),
    everywhere("float64", {ADD: f"tf.cast({ADD}, tf.float64)"}),
    everywhere("whole numbers", {ADD: f"tf.cast({ADD}, tf.int32)"}),
    everywhere("//", {ADD: f"{ADD} // 1"}),
    everywhere(
        "an argument changed",
        {
            f"a_S, a_G = {TAKE}": "style_image_output.pop(), generated_image_output.pop()\n"
            "    a_S, a_G = style_image_output, generated_image_output"
        },
    ),
    everywhere(
        "a variable of the notebook",
        code="""import tensorflow as tf
style = [tf.ones([1, 2, 2, 1])] * 6

def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    costs = [weight * tf.reduce_sum(s) for s, (_, weight) in zip(style, STYLE_LAYERS)]
    return tf.add_n(costs) + 0 * tf.reduce_sum(generated_image_output[0])
""",
    ),
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
        rungs=("runs",),
        sign=r"stops with (ValueError: zip\(\)|IndexError)",
        by="sign",
    ),
    Mistake(
        "a layer lost",
        "One layer too many is left out, so a style layer is missing (or a λ has no layer).",
        "Leave out the last entry only: [:-1].",
        {TAKE: "style_image_output[:-2], generated_image_output[:-2]", "strict=True": "strict=False"},
        rungs=("values", "runs"),
        sign=r":- ?2\]|1:- ?1\]",
        by="sign",
    ),
    Mistake(
        "one entry in place of the list",
        "This takes one entry of the list of outputs where all but the last are wanted, so the loop runs over a tensor.",
        "A slice such as [:-1], with its colon, gives a list; [-1] gives one layer.",
        {TAKE: "style_image_output[-1], generated_image_output[-1]"},
        rungs=("runs", "values"),
        sign=r"_output\[-?\d\]",
        by="sign",
    ),
    Mistake(
        "weights ignored",
        "All layers count 1: the λ of STYLE_LAYERS are not used.",
        "Multiply each layer's cost by its λ.",
        {EACH: "compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "a plain mean",
        "This is the mean of the layers' costs: the λ of STYLE_LAYERS are not used.",
        "Multiply each layer's cost by its λ, then add up.",
        {EACH: "compute_layer_style_cost(s, g)", ADD: "tf.add_n(costs) / len(costs)"},
    ),
    Mistake(
        "one λ for all layers",
        "All layers count the same, as if one number stood for every λ.",
        "Take the λ of each layer from STYLE_LAYERS.",
        {EACH: "0.5 * compute_layer_style_cost(s, g)"},
        by="ratio",
    ),
    Mistake(
        "the first λ for all",
        "Every layer is weighed with the λ of the first one.",
        "Take the λ of the layer that is being weighed.",
        {EACH: "STYLE_LAYERS[0][1] * compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "divided by the number of layers",
        "The weighed costs are averaged; the λ already say how much each layer counts.",
        "Add up, and leave the division out.",
        {ADD: "tf.add_n(costs) / len(costs)"},
    ),
    Mistake(
        "weights normalised",
        "The sum is divided by Σ λ, as if the λ had to sum to one.",
        "Take the λ as they are.",
        {ADD: "tf.add_n(costs) / sum(weight for _, weight in STYLE_LAYERS)"},
    ),
    Mistake(
        "weights applied twice",
        "Each λ is applied twice: the costs are weighed with λ².",
        "Multiply by λ in one place only.",
        {EACH: "weight * weight * compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "weights in reverse",
        "The λ are applied in reverse order: the last one to the first layer.",
        "Let layers and λ run in the same direction.",
        {ZIP: "zip(a_S, a_G, STYLE_LAYERS[::-1], strict=True)"},
    ),
    Mistake(
        "layers in reverse",
        "The layers run backwards and the λ forwards, so they do not belong together.",
        "Let layers and λ run in the same direction.",
        {ZIP: "zip(a_S[::-1], a_G, STYLE_LAYERS, strict=True)"},
        rungs=("values", "runs"),
        sign=r"::- ?1|reversed",
        by="sign",
    ),
    Mistake(
        "λ added",
        "The λ are added to the costs, where they should multiply them.",
        "Use * between λ and the cost of its layer.",
        {EACH: "weight + compute_layer_style_cost(s, g)"},
    ),
    Mistake(
        "divided by λ",
        "The costs are divided by the λ, so that a large λ makes a layer count less.",
        "Use * between λ and the cost of its layer.",
        {EACH: "compute_layer_style_cost(s, g) / (weight + 1e-30)"},
        sign=r"/",
        by="sign",
    ),
    Mistake(
        "name for λ",
        "An entry of STYLE_LAYERS is (name, λ), and here the name (or the pair) is multiplied in place of the λ.",
        "Unpack both, and use the second one.",
        {"(_, weight)": "(weight, _)"},
        rungs=("runs",),
        sign=r"stops with .*(str|string|tuple|layer_1|block1)",
        by="sign",
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
        rungs=("returns a tensor",),
        sign=r"\[",
        by="sign",
    ),
    Mistake(
        "layers stacked",
        "A tensor with one number a layer comes back; the style cost is their sum.",
        "Put tf.reduce_sum around it.",
        {ADD: "tf.stack(costs)"},
        rungs=("shape",),
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
        rungs=("runs",),
        sign=r"stops with .*'list' object",
        by="sign",
    ),
    Mistake(
        "defaults for STYLE_LAYERS",
        "The λ are all 0.2, whatever STYLE_LAYERS is: they stand in the code as numbers.",
        "Use the argument STYLE_LAYERS.",
        {ZIP: 'zip(a_S, a_G, [("", 0.2)] * len(a_S), strict=True)'},
    ),
    Mistake(
        "square root",
        "This takes a square root at the end; the formula has none.",
        "Leave the root out.",
        {ADD: "tf.sqrt(tf.add_n(costs))"},
    ),
)
