"""What becomes of the product."""

from ...exercise import CheckStep, Mistake

PRODUCT = "tf.matmul(A, A, transpose_b=True)"

ENTRIES = (
    Mistake(
        "divided by n_H·n_W",
        "Here the matrix is divided by the number of positions; in this course gram_matrix divides by nothing.",
        "Leave the division out: it comes later, once, in the style cost.",
        {PRODUCT: f"{PRODUCT} / A.shape[1]"},
    ),
    Mistake(
        "divided by n_C",
        "Here the matrix is divided by the number of channels; in this course gram_matrix divides by nothing.",
        "Leave the division out: it comes later, once, in the style cost.",
        {PRODUCT: f"{PRODUCT} / A.shape[0]"},
    ),
    Mistake(
        "divided by all numbers of A",
        "Here the matrix is divided by n_C·n_H·n_W, how many numbers A has; "
        "in this course gram_matrix divides by nothing.",
        "Leave the division out: it comes later, once, in the style cost.",
        {PRODUCT: f"{PRODUCT} / (A.shape[0] * A.shape[1])"},
    ),
    Mistake(
        "half of it",
        "Your matrix is half the expected one: there is a 2 in the divisor (or a ½) too many.",
        "The Gram matrix has no factor of its own.",
        {PRODUCT: f"{PRODUCT} / 2"},
    ),
    Mistake(
        "twice of it",
        "Your matrix is twice the expected one: the product was added to itself, or has a factor 2.",
        "The Gram matrix has no factor of its own.",
        {PRODUCT: f"2 * {PRODUCT}"},
    ),
    Mistake(
        "other sign",
        "Your matrix has the right numbers with the other sign.",
        "Look for a minus that does not belong there: a channel with itself gives a sum of squares, never below 0.",
        {PRODUCT: f"-{PRODUCT}"},
    ),
    Mistake(
        "only the diagonal",
        "This gives each channel with itself only; the pairs of different "
        "channels, the heart of the matrix, are missing.",
        "A matrix product of A with its transpose gives all pairs at once.",
        {PRODUCT: "tf.reduce_sum(A * A, axis=1)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "a diagonal matrix",
        "Beside the diagonal there are only zeros: each channel is compared with itself alone.",
        "Keep the pairs of different channels, the heart of the matrix.",
        {PRODUCT: "tf.linalg.diag(tf.reduce_sum(A * A, axis=1))"},
    ),
    Mistake(
        "one triangle",
        "Half of the matrix is zeros; channel i with j is as much as channel j with i, and both are wanted.",
        "Fill both triangles, or take a matrix product, which does it by itself.",
        {PRODUCT: f"tf.linalg.band_part({PRODUCT}, 0, -1)"},
    ),
    Mistake(
        "the other triangle",
        "Half of the matrix is zeros; channel i with j is as much as channel j with i, and both are wanted.",
        "Fill both triangles, or take a matrix product, which does it by itself.",
        {PRODUCT: f"tf.linalg.band_part({PRODUCT}, -1, 0)"},
    ),
    Mistake(
        "added up to one number",
        "The matrix is added up to a single number; gram_matrix gives all its n_C·n_C entries.",
        "Return the product as it is: sums come in the style cost.",
        {PRODUCT: f"tf.reduce_sum({PRODUCT})"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "sum of squares",
        "This is the sum of all squares, one number, in which it no longer shows which channels go together.",
        "Take the matrix product of A with its transpose.",
        {PRODUCT: "tf.reduce_sum(A * A)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "absolute values",
        "Signs are lost: absolute values are taken somewhere, and a Gram matrix may well have negative entries.",
        "Leave tf.abs out.",
        {PRODUCT: f"tf.abs({PRODUCT})"},
    ),
    Mistake(
        "square root",
        "Here the square root of the product is returned.",
        "Return the product itself.",
        {PRODUCT: f"tf.sqrt(tf.abs({PRODUCT}))"},
    ),
    Mistake(
        "squared",
        "Every entry of the right matrix is squared; squares come later, in the style cost.",
        "Return the product itself.",
        {PRODUCT: f"tf.square({PRODUCT})"},
    ),
    Mistake(
        "negative entries cut off",
        "Negative numbers are set to 0 (a ReLU or a maximum); a Gram matrix may well have negative entries.",
        "Return the product as it is.",
        {PRODUCT: f"tf.nn.relu({PRODUCT})"},
    ),
)
