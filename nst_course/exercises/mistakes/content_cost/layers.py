"""Which layer is meant, and which pictures of the batch."""

from ...exercise import CheckStep, FoundBy, Mistake

TAKE = "content_output[-1], generated_output[-1]"
SIZES = "_, n_H, n_W, n_C = a_G.shape"

LAYERS = (
    Mistake(
        "the first layer",
        "This takes the first entry of each list, which is the first style layer; the content layer stands last.",
        "Count from the end: Python's index of the last entry is a negative number.",
        {TAKE: "content_output[0], generated_output[0]"},
    ),
    Mistake(
        "the last but one",
        "This takes the last entry but one of each list, which is a style layer.",
        "Only one index counts from the end and gives the last entry itself.",
        {TAKE: "content_output[-2], generated_output[-2]"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
    ),
    Mistake(
        "different layers of C and G",
        "Here different layers of C and G meet, and their shapes do not fit (or fit by chance).",
        "Take the same index from both lists.",
        {TAKE: "content_output[-1], generated_output[0]"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
        sign=r"content_output\[(.*?)\][\s\S]*generated_output\[(?!\1\])",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "the whole list",
        "This computes with the whole list of layer outputs, and a list of "
        "tensors cannot be subtracted or asked for its shape.",
        "Take one entry of each list first, the content layer.",
        {TAKE: "content_output, generated_output"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*('list'|non-rectangular|values\[0\]|\bpack|\bPack|numpy-input|inhomogeneous)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "all layers",
        "This adds up the differences of all layers; the content cost looks at the content layer alone.",
        "Drop the loop: take the last entry of each list.",
        code="""def compute_content_cost(content_output, generated_output):
    J = 0.0
    for a_C, a_G in zip(content_output, generated_output):
        _, n_H, n_W, n_C = a_G.shape
        J += tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
    return J
""",
    ),
    Mistake(
        "the style layers",
        "This compares all layers but the last, which are the style layers; for the content it is the other way round.",
        "Keep what [:-1] leaves out.",
        code="""def compute_content_cost(content_output, generated_output):
    J = 0.0
    for a_C, a_G in zip(content_output[:-1], generated_output[:-1]):
        _, n_H, n_W, n_C = a_G.shape
        J += tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
    return J
""",
        steps=(CheckStep.VALUES, CheckStep.RETURNS_TENSOR),
    ),
    Mistake(
        "one picture of the batch",
        "This looks at the first picture of the batch only; with m = 2 the cost of the second is lost.",
        "Let the sum run over all of a_C − a_G, whatever m is: no [0], and no reshape that needs m = 1.",
        {TAKE: "content_output[-1][0], generated_output[-1][0]", SIZES: "n_H, n_W, n_C = a_G.shape"},
    ),
)
