"""What is multiplied with what."""

from ...exercise import CheckStep, FoundBy, Mistake

PRODUCT = "tf.matmul(A, A, transpose_b=True)"

PRODUCTS = (
    Mistake(
        "AᵀA",
        "This is Aᵀ·A, which compares positions with positions: its shape is (n_H·n_W, n_H·n_W).",
        "Put the transpose on the second A: rows must meet rows, since the rows are the channels.",
        {PRODUCT: "tf.matmul(A, A, transpose_a=True)"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "A.T",
        "Here .T is asked of a tensor; NumPy's arrays have it, TensorFlow's tensors do not.",
        "Use tf.transpose(A), or tell tf.matmul to transpose its second matrix.",
        {PRODUCT: "A @ A.T"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*attribute 'T'",
        found_by=FoundBy.CODE,
    ),
    Mistake(
        "no transpose",
        "This is A·A without a transpose, which fits only where there are as many positions as channels.",
        "Transpose the second A, so that rows of A meet rows of A.",
        {PRODUCT: "tf.matmul(A, A)"},
        steps=(CheckStep.RUNS,),
    ),
    Mistake(
        "transposed twice",
        "Both matrices are transposed (or one of them twice), which fits only where A is square.",
        "One transpose is enough: the one on the second A.",
        {PRODUCT: "tf.matmul(A, A, transpose_a=True, transpose_b=True)"},
        steps=(CheckStep.RUNS,),
    ),
    Mistake(
        "reshape for transpose",
        "The second matrix was reshaped, not transposed: its shape is right, but the numbers run on in another order.",
        "Use tf.transpose: it makes row i into column i, which tf.reshape does not.",
        {PRODUCT: "tf.matmul(A, tf.reshape(A, [A.shape[1], A.shape[0]]))"},
    ),
    Mistake(
        "element by element",
        "This is A times A, number by number (or A squared); a Gram matrix is a matrix product.",
        "Use tf.matmul, or @, in place of *.",
        {PRODUCT: "A * A"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "A * Aᵀ",
        "The product of A and its transpose is taken number by number, and their shapes do not fit for that.",
        "Use tf.matmul, or @, in place of *.",
        {PRODUCT: "A * tf.transpose(A)"},
        steps=(CheckStep.RUNS, CheckStep.SHAPE),
        sign=r"\*|multiply",
    ),
    Mistake(
        "the mean taken off",
        "Each channel's mean is subtracted first, which gives a covariance; "
        "the Gram matrix takes the activations as they are.",
        "Leave the mean in: how strong a channel is belongs to the style.",
        {f"return {PRODUCT}": f"A = A - tf.reduce_mean(A, axis=1, keepdims=True)\n    return {PRODUCT}"},
    ),
    Mistake(
        "covariance",
        "This is a covariance: means subtracted, then divided by the positions; the Gram matrix does neither.",
        "Multiply A as it is with its transpose, and stop there.",
        {f"return {PRODUCT}": f"A = A - tf.reduce_mean(A, axis=1, keepdims=True)\n    return {PRODUCT} / A.shape[1]"},
    ),
    Mistake(
        "rows of length 1",
        "Each channel is scaled to length 1 first, so all entries lie between −1 and 1: these are cosines.",
        "Leave the scaling out: how strong a channel is belongs to the style.",
        {f"return {PRODUCT}": f"A = tf.math.l2_normalize(A, axis=1)\n    return {PRODUCT}"},
    ),
    Mistake(
        "absolute activations",
        "The product is taken of |A|, so channels that pull in opposite directions look as if they agreed.",
        "Leave tf.abs out.",
        {PRODUCT: "tf.matmul(tf.abs(A), tf.abs(A), transpose_b=True)"},
    ),
)
