"""What goes wrong in the content cost."""

from __future__ import annotations

from ..exercise import CheckStep, Mistake
from .common import common_mistake, mistake_by_sign

TAKE = "content_output[-1], generated_output[-1]"
SIZES = "_, n_H, n_W, n_C = a_G.shape"
SQUARE = "tf.square(a_C - a_G)"
SUM = f"tf.reduce_sum({SQUARE})"
SIZE = "(4 * n_H * n_W * n_C)"
VALUE = f"{SUM} / {SIZE}"
RETURN = f"return {VALUE}"

LOOP = """def compute_content_cost(content_output, generated_output):
    J = 0.0
    for a_C, a_G in zip({}):
        _, n_H, n_W, n_C = a_G.shape
        J += tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
    return J
"""
BATCHED = """def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    {0} = tf.reshape({0}, [a_G.shape[0], n_C, -1])
    {1} = tf.transpose(tf.reshape({1}, [a_G.shape[0], -1, n_C]), [0, 2, 1])
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
"""
NOTEBOOK = """import tensorflow as tf
generated = [tf.ones([1, 5, 4, 3])]

def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
"""

COMMON = (
    common_mistake("print instead of return", {RETURN: f"print({VALUE})"}),
    common_mistake("no return", {RETURN: f"J_content = {VALUE}"}),
    common_mistake("wrapped in a tuple or list", {RETURN: f"{RETURN},"}),
    common_mistake("gradient stopped", {"a_C - a_G": "a_C - tf.stop_gradient(a_G)"}),
    common_mistake(".numpy()", {RETURN: f"return ({VALUE}).numpy()"}),
    common_mistake("NumPy functions", {SUM: "np.sum(np.square(a_C - a_G))", SIZES: f"import numpy as np\n    {SIZES}"}),
    common_mistake("float()", {RETURN: f"return float({SUM}) / {SIZE}"}),
    common_mistake("float64", {SQUARE: f"tf.cast({SQUARE}, tf.float64)"}),
    common_mistake("rounded to integers", {SQUARE: "tf.square(tf.cast(a_C, tf.int32) - tf.cast(a_G, tf.int32))"}),
    common_mistake("floor division", {f"{SUM} / ": f"{SUM} // "}),
    common_mistake("argument modified", {TAKE: "content_output.pop(), generated_output.pop()"}),
    common_mistake("hard-coded sizes", {RETURN: f"return {SUM} / (4 * 5 * 4 * 3)"}),
    common_mistake("wrong number of sizes", {SIZES: "n_H, n_W, n_C = a_G.shape"}),
    common_mistake("sizes as integer tensors", {SIZES: "_, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))"}),
    common_mistake("NumPy method on a tensor", {SUM: "((a_C - a_G) ** 2).sum()"}),
    common_mistake("notebook variable instead of an argument", code=NOTEBOOK),
)

# Which layer and which pictures of the batch are compared.
LAYERS = (
    Mistake(
        "first layer",
        "You take the first entry of each list, which is a style layer; the content layer is the last one.",
        "Use a negative index, which counts from the end.",
        {TAKE: "content_output[0], generated_output[0]"},
    ),
    Mistake(
        "second-to-last layer",
        "You take the second-to-last entry of each list, which is a style layer.",
        "Which negative index gives the very last entry?",
        {TAKE: "content_output[-2], generated_output[-2]"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
    ),
    mistake_by_sign(
        "different layers for C and G",
        "You compare different layers of C and G, so their shapes don't match (or match only by chance).",
        "Use the same index for both lists.",
        {TAKE: "content_output[-1], generated_output[0]"},
        r"content_output\[(.*?)\][\s\S]*generated_output\[(?!\1\])",
        (CheckStep.VALUES, CheckStep.RUNS),
    ),
    mistake_by_sign(
        "whole list instead of one layer",
        "You compute with the whole list of layer outputs, but a list can't be subtracted and has no shape.",
        "First take one entry from each list: the content layer.",
        {TAKE: "content_output, generated_output"},
        r"error: .*('list'|non-rectangular|values\[0\]|\bpack|\bPack|numpy-input|inhomogeneous)",
    ),
    Mistake(
        "all layers",
        "You add up the differences of all layers; the content cost uses the content layer only.",
        "You need no loop: take the last entry of each list.",
        code=LOOP.format("content_output, generated_output"),
    ),
    Mistake(
        "style layers",
        "You compare all layers but the last; those are the style layers, and the last one is the content layer.",
        "Use exactly the layer that [:-1] leaves out.",
        code=LOOP.format("content_output[:-1], generated_output[:-1]"),
        steps=(CheckStep.VALUES, CheckStep.RETURNS_TENSOR),
    ),
    Mistake(
        "first picture of the batch only",
        "Only the first picture of the batch counts here; with m = 2, the second one is ignored.",
        "Sum over all of a_C − a_G, whatever m is: no [0], and no reshape that assumes m = 1.",
        {TAKE: "content_output[-1][0], generated_output[-1][0]", SIZES: "n_H, n_W, n_C = a_G.shape"},
    ),
)

DIVISOR = (
    Mistake(
        "divided by m",
        "You also divide by m, the number of pictures, as a mean does; a batch costs the sum over its pictures.",
        "Take the sum, not the mean, and compare your divisor with the formula: there is no m in it.",
        {SIZES: "m, n_H, n_W, n_C = a_G.shape", SIZE: "(4 * m * n_H * n_W * n_C)"},
    ),
    Mistake(
        "missing 4",
        "Your values are 4 times the expected ones: the 4 is missing from the divisor.",
        "Compare your divisor with the formula, starting with its first factor.",
        {SIZE: "(n_H * n_W * n_C)"},
    ),
    Mistake(
        "mean instead of sum",
        "You take the mean of the squares; the formula takes their sum, divided by 4·n_H·n_W·n_C.",
        "Start from tf.reduce_sum. What do you still have to divide by?",
        {RETURN: f"return tf.reduce_mean({SQUARE})"},
    ),
    Mistake(
        "divided twice",
        "You take the mean, which already divides by all the sizes, and then divide by the sizes again.",
        "Use the sum instead of the mean.",
        {SUM: f"tf.reduce_mean({SQUARE})"},
    ),
    Mistake(
        "half the sum",
        "This is ½ Σ (a_C − a_G)², as in equation 1 of the paper; this course divides by 4·n_H·n_W·n_C instead.",
        "Replace the ½ with the divisor of the formula, so that layers of any size can be compared.",
        {RETURN: f"return 0.5 * {SUM}"},
    ),
    Mistake(
        "no division",
        "The sum of squares isn't divided by anything, so a large layer costs more than a small one.",
        "Divide by 4·n_H·n_W·n_C.",
        {RETURN: f"return {SUM}"},
    ),
    Mistake(
        "only the 4",
        "You divide by 4 only; the sizes n_H, n_W and n_C are missing from the divisor.",
        "Put all four factors into the divisor, in parentheses.",
        {RETURN: f"return {SUM} / 4"},
    ),
    Mistake(
        "missing parentheses",
        "Without parentheses, Python divides by 4 and then multiplies by n_H, n_W and n_C.",
        "Put parentheses around the whole divisor.",
        {SIZE: "4 * n_H * n_W * n_C"},
    ),
    Mistake(
        "missing n_C",
        "Your values are n_C times the expected ones: the number of channels is missing from the divisor.",
        "Divide by all three sizes of the layer.",
        {SIZE: "(4 * n_H * n_W)"},
    ),
    Mistake(
        "missing n_H and n_W",
        "The divisor has the channels but not the positions, n_H and n_W.",
        "Divide by all three sizes of the layer.",
        {SIZE: "(4 * n_C)"},
    ),
    Mistake(
        "n_H twice",
        "The divisor has n_H twice and no n_W, which is right only for square layers.",
        "Height and width can differ: use each of them once.",
        {SIZE: "(4 * n_H * n_H * n_C)"},
    ),
    Mistake(
        "n_W twice",
        "The divisor has n_W twice and no n_H, which is right only for square layers.",
        "Height and width can differ: use each of them once.",
        {SIZE: "(4 * n_W * n_W * n_C)"},
    ),
    Mistake(
        "2 instead of 4",
        "Your values are twice the expected ones: there is a 2 in the divisor (or a ½ in front) instead of the 4.",
        "Compare your divisor with the formula, factor by factor.",
        {SIZE: "(2 * n_H * n_W * n_C)"},
    ),
    Mistake(
        "divisor of the style cost",
        "You divide by 4·n_C²·(n_H·n_W)², which is the divisor of the style cost.",
        "In the content cost, each size appears in the divisor just once.",
        {SIZE: "(4 * n_C**2 * (n_H * n_W) ** 2)"},
    ),
)

# What is summed.
SUMS = (
    Mistake(
        "square of the sum",
        "You sum the differences and square that sum, so positive and negative differences cancel each other out.",
        "Square each difference first, then sum.",
        {SUM: "tf.square(tf.reduce_sum(a_C - a_G))"},
    ),
    Mistake(
        "no square",
        "The differences aren't squared, so positive and negative ones cancel each other out.",
        "Square a_C − a_G before you sum.",
        {SUM: "tf.reduce_sum(a_C - a_G)"},
    ),
    Mistake(
        "no square, sides swapped",
        "The differences a_G − a_C aren't squared, so positive and negative ones cancel each other out.",
        "Square the difference before you sum.",
        {SUM: "tf.reduce_sum(a_G - a_C)"},
    ),
    Mistake(
        "absolute value",
        "You sum absolute values |a_C − a_G|; the formula squares them, so that large differences count more.",
        "Use tf.square instead of tf.abs.",
        {SUM: "tf.reduce_sum(tf.abs(a_C - a_G))"},
    ),
    Mistake(
        "square root",
        "You take the square root of the sum, as tf.norm does; the formula has none.",
        "Remove the root, or square the norm.",
        {SUM: "tf.norm(a_C - a_G)"},
    ),
    Mistake(
        "root of the whole cost",
        "This is the square root of the correct cost (or of 4 times it).",
        "Remove the square root.",
        {RETURN: f"return tf.sqrt({VALUE})"},
    ),
    Mistake(
        "difference of squares",
        "You subtract squares, a_C² − a_G²; the formula squares the difference.",
        "Subtract first, then square.",
        {SUM: "tf.reduce_sum(tf.square(a_C) - tf.square(a_G))"},
    ),
    Mistake(
        "plus instead of minus",
        "You add a_C and a_G; the cost must be 0 when they are equal, so it needs their difference.",
        "Put a minus between the two.",
        {SUM: "tf.reduce_sum(tf.square(a_C + a_G))"},
    ),
    Mistake(
        "G compared with itself",
        "The cost is always 0: you subtract the same activations from themselves.",
        "Take a_C from the first argument and a_G from the second.",
        {TAKE: "generated_output[-1], generated_output[-1]"},
    ),
    Mistake(
        "unrolled in different ways",
        "You unroll a_C and a_G in different ways, so you subtract numbers from different positions.",
        "Treat a_C and a_G the same way; for this cost you don't have to unroll them at all.",
        {
            RETURN: f"""a_C = tf.transpose(tf.reshape(a_C, [-1, n_C]))
    a_G = tf.reshape(a_G, [n_C, -1])
    {RETURN}"""
        },
        also=(BATCHED.format("a_C", "a_G"), BATCHED.format("a_G", "a_C")),
    ),
    mistake_by_sign(
        "sum over some axes",
        "You sum over some of the axes only, so you get many numbers instead of one.",
        "Call tf.reduce_sum without axis or keepdims: then it sums everything.",
        {SUM: f"tf.reduce_sum({SQUARE}, axis=-1)"},
        r"(sum|mean|einsum)\(.*(axis|keepdims|\[1, 2|, ?-?\d\))",
        (CheckStep.SHAPE,),
    ),
    Mistake(
        "no sum",
        "You never sum the squares: your result has the shape of the layer, but a cost is a single number.",
        "Put tf.reduce_sum around the squares.",
        {SUM: SQUARE},
        steps=(CheckStep.SHAPE,),
    ),
)

MISTAKES = (*COMMON, *LAYERS, *DIVISOR, *SUMS)
