"""What goes wrong in the Gram matrix."""

from __future__ import annotations

from ..exercise import CheckStep, FoundBy, Mistake
from .common import common_mistake

PRODUCT = "tf.matmul(A, A, transpose_b=True)"
RETURN = f"return {PRODUCT}"
CENTERED = "A = A - tf.reduce_mean(A, axis=1, keepdims=True)"
NOTEBOOK = """import tensorflow as tf
a_S = tf.ones([3, 20])

def gram_matrix(A):
    return tf.matmul(a_S, a_S, transpose_b=True)
"""

COMMON = (
    common_mistake("print instead of return", {RETURN: f"print({PRODUCT})"}),
    common_mistake("no return", {RETURN: f"G = {PRODUCT}"}),
    common_mistake("wrapped in a tuple or list", {PRODUCT: f"({PRODUCT},)"}),
    common_mistake("gradient stopped", {PRODUCT: f"tf.stop_gradient({PRODUCT})"}),
    common_mistake(".numpy()", {PRODUCT: f"{PRODUCT}.numpy()"}),
    common_mistake("NumPy functions", {RETURN: "import numpy as np\n    return np.dot(A, np.transpose(A))"}),
    common_mistake("float64", {PRODUCT: f"tf.cast({PRODUCT}, tf.float64)"}),
    common_mistake("rounded to integers", {PRODUCT: f"tf.cast({PRODUCT}, tf.int32)"}),
    common_mistake("floor division", {PRODUCT: f"{PRODUCT} // 1"}),
    common_mistake(
        "hard-coded sizes",
        {PRODUCT: f"{PRODUCT} / (400 * 400)"},
        diagnosis="Your matrix is the expected one times a number, the same for every shape.",
        next_move="Remove that number: gram_matrix has no factor and no divisor; the sizes come in the style cost.",
    ),
    common_mistake("NumPy method on a tensor", {PRODUCT: "tf.matmul(A, A.transpose())"}),
    common_mistake("notebook variable instead of an argument", code=NOTEBOOK),
)

# Which matrices are multiplied.
PRODUCTS = (
    Mistake(
        "AᵀA",
        "This is AᵀA, which compares positions instead of channels: its shape is (n_H·n_W, n_H·n_W).",
        "Transpose the second A instead: the channels are the rows of A, and rows have to meet rows.",
        {PRODUCT: "tf.matmul(A, A, transpose_a=True)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "A.T",
        "NumPy arrays have .T, but TensorFlow tensors don't.",
        "Use tf.transpose(A), or tell tf.matmul to transpose its second matrix.",
        {PRODUCT: "A @ A.T"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*attribute 'T'",
        found_by=FoundBy.CODE,
    ),
    Mistake(
        "no transpose",
        "This is A·A without a transpose, whose shapes fit only if there are as many positions as channels.",
        "Transpose the second A, so that rows of A meet rows of A.",
        {PRODUCT: "tf.matmul(A, A)"},
        steps=(CheckStep.RUNS,),
    ),
    Mistake(
        "transposed twice",
        "Both matrices are transposed (or one of them twice), so their shapes fit only if A is square.",
        "One transpose is enough: the one of the second A.",
        {PRODUCT: "tf.matmul(A, A, transpose_a=True, transpose_b=True)"},
        steps=(CheckStep.RUNS,),
    ),
    Mistake(
        "reshape instead of transpose",
        "The second matrix is reshaped, not transposed: its shape is right, but its numbers are in the wrong order.",
        "Use tf.transpose: it turns row i into column i, which tf.reshape doesn't do.",
        {PRODUCT: "tf.matmul(A, tf.reshape(A, [A.shape[1], A.shape[0]]))"},
    ),
    Mistake(
        "elementwise product",
        "You multiply A by itself element by element (or square it); a Gram matrix is a matrix product.",
        "Use tf.matmul, or @, instead of *.",
        {PRODUCT: "A * A"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "A * Aᵀ",
        "You multiply A by its transpose element by element, and their shapes don't match for that.",
        "Use tf.matmul, or @, instead of *.",
        {PRODUCT: "A * tf.transpose(A)"},
        steps=(CheckStep.RUNS, CheckStep.SHAPE),
        sign=r"\*|multiply",
    ),
    Mistake(
        "mean subtracted",
        "You subtract each channel's mean first, as for a covariance; the Gram matrix takes activations as they are.",
        "Keep the mean: how active a channel is overall is part of the style.",
        {RETURN: f"{CENTERED}\n    {RETURN}"},
    ),
    Mistake(
        "covariance",
        "This is a covariance: it subtracts means and divides by the number of positions; a Gram matrix does neither.",
        "Just multiply A by its transpose.",
        {RETURN: f"{CENTERED}\n    {RETURN} / A.shape[1]"},
    ),
    Mistake(
        "rows scaled to length 1",
        "You scale each channel to length 1 first, so every entry is a cosine, between −1 and 1.",
        "Leave out the scaling: how active a channel is overall is part of the style.",
        {RETURN: f"A = tf.math.l2_normalize(A, axis=1)\n    {RETURN}"},
    ),
    Mistake(
        "absolute activations",
        "You multiply absolute values |A|, so channels with opposite signs look as if they agreed.",
        "Remove tf.abs.",
        {PRODUCT: "tf.matmul(tf.abs(A), tf.abs(A), transpose_b=True)"},
    ),
)

# What is done with the product.
ENTRIES = (
    Mistake(
        "divided by n_H·n_W",
        "You divide by the number of positions; in this course, gram_matrix doesn't divide by anything.",
        "Remove the division: it comes later, once, in the style cost.",
        {PRODUCT: f"{PRODUCT} / A.shape[1]"},
    ),
    Mistake(
        "divided by n_C",
        "You divide by the number of channels; in this course, gram_matrix doesn't divide by anything.",
        "Remove the division: it comes later, once, in the style cost.",
        {PRODUCT: f"{PRODUCT} / A.shape[0]"},
    ),
    Mistake(
        "divided by the size of A",
        "You divide by n_C·n_H·n_W, the size of A; in this course, gram_matrix doesn't divide by anything.",
        "Remove the division: it comes later, once, in the style cost.",
        {PRODUCT: f"{PRODUCT} / (A.shape[0] * A.shape[1])"},
    ),
    Mistake(
        "half the matrix",
        "Your matrix is half the expected one: there is a 2 in a divisor, or a ½, that doesn't belong there.",
        "Remove it: the Gram matrix is the product alone.",
        {PRODUCT: f"{PRODUCT} / 2"},
    ),
    Mistake(
        "twice the matrix",
        "Your matrix is twice the expected one: the product is added to itself, or multiplied by 2.",
        "Remove the 2: the Gram matrix is the product alone.",
        {PRODUCT: f"2 * {PRODUCT}"},
    ),
    Mistake(
        "wrong sign",
        "Your matrix has the right numbers with the wrong sign.",
        "Look for a stray minus: the diagonal holds sums of squares, which are never negative.",
        {PRODUCT: f"-{PRODUCT}"},
    ),
    Mistake(
        "only the diagonal",
        "You multiply each channel by itself only; the pairs of different channels, which matter most, are missing.",
        "A matrix product of A and its transpose gives all pairs at once.",
        {PRODUCT: "tf.reduce_sum(A * A, axis=1)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "zeros off the diagonal",
        "Everything off the diagonal is 0: you compare each channel with itself only.",
        "Keep the pairs of different channels: they are the heart of the Gram matrix.",
        {PRODUCT: "tf.linalg.diag(tf.reduce_sum(A * A, axis=1))"},
    ),
    Mistake(
        "upper triangle only",
        "Everything below the diagonal is 0, but entry (j, i) should be the same as entry (i, j).",
        "Fill both triangles, or use a matrix product, which does it for you.",
        {PRODUCT: f"tf.linalg.band_part({PRODUCT}, 0, -1)"},
    ),
    Mistake(
        "lower triangle only",
        "Everything above the diagonal is 0, but entry (j, i) should be the same as entry (i, j).",
        "Fill both triangles, or use a matrix product, which does it for you.",
        {PRODUCT: f"tf.linalg.band_part({PRODUCT}, -1, 0)"},
    ),
    Mistake(
        "summed to one number",
        "You sum the matrix to a single number; gram_matrix returns all n_C·n_C entries.",
        "Return the product as it is: sums come later, in the style cost.",
        {PRODUCT: f"tf.reduce_sum({PRODUCT})"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "sum of squares",
        "This is the sum of all squares, a single number that no longer says which channels are active together.",
        "Use the matrix product of A and its transpose.",
        {PRODUCT: "tf.reduce_sum(A * A)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "absolute values",
        "The signs are lost: you take absolute values somewhere, but a Gram matrix can have negative entries.",
        "Remove tf.abs.",
        {PRODUCT: f"tf.abs({PRODUCT})"},
    ),
    Mistake(
        "square root",
        "You return the square root of the product.",
        "Return the product itself.",
        {PRODUCT: f"tf.sqrt(tf.abs({PRODUCT}))"},
    ),
    Mistake(
        "squared",
        "You square every entry of the correct matrix; squares come later, in the style cost.",
        "Return the product itself.",
        {PRODUCT: f"tf.square({PRODUCT})"},
    ),
    Mistake(
        "negative entries set to 0",
        "Negative numbers are set to 0, by a ReLU or a maximum, but a Gram matrix can have negative entries.",
        "Return the product as it is.",
        {PRODUCT: f"tf.nn.relu({PRODUCT})"},
    ),
)

MISTAKES = (*COMMON, *PRODUCTS, *ENTRIES)
