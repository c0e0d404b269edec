"""What is added up."""

from ...exercise import CheckStep, FoundBy, Mistake

TAKE = "content_output[-1], generated_output[-1]"
SUM = "tf.reduce_sum(tf.square(a_C - a_G))"
SIZE = "(4 * n_H * n_W * n_C)"
COST = f"return {SUM} / {SIZE}"

BATCHED = """def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    {0} = tf.reshape({0}, [a_G.shape[0], n_C, -1])
    {1} = tf.transpose(tf.reshape({1}, [a_G.shape[0], -1, n_C]), [0, 2, 1])
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
"""

SQUARES = (
    Mistake(
        "square of the sum",
        "This adds the differences up and squares their sum: differences to both sides cancel before they count.",
        "Square every difference first, then add up.",
        {SUM: "tf.square(tf.reduce_sum(a_C - a_G))"},
    ),
    Mistake(
        "no square",
        "The differences are added up without a square, so that positive and negative ones cancel.",
        "Square a_C − a_G before the sum.",
        {SUM: "tf.reduce_sum(a_C - a_G)"},
    ),
    Mistake(
        "no square, other sign",
        "The differences a_G − a_C are added up without a square, so that positive and negative ones cancel.",
        "Square the difference before the sum.",
        {SUM: "tf.reduce_sum(a_G - a_C)"},
    ),
    Mistake(
        "absolute value",
        "This adds up absolute values |a_C − a_G|; the formula squares them, so that large differences count more.",
        "Use tf.square in place of tf.abs.",
        {SUM: "tf.reduce_sum(tf.abs(a_C - a_G))"},
    ),
    Mistake(
        "square root",
        "This takes a square root at the end (the norm of the difference); the formula has none.",
        "Leave the root out, or square the norm.",
        {SUM: "tf.norm(a_C - a_G)"},
    ),
    Mistake(
        "root of the whole cost",
        "This is the square root of the right cost (or of 4 times it).",
        "Leave the root out.",
        {COST: f"return tf.sqrt({SUM} / {SIZE})"},
    ),
    Mistake(
        "difference of squares",
        "This subtracts squares, a_C² − a_G²; the formula squares the difference.",
        "Subtract first, then square.",
        {SUM: "tf.reduce_sum(tf.square(a_C) - tf.square(a_G))"},
    ),
    Mistake(
        "plus for minus",
        "Here a_C and a_G are added; a cost has to be 0 where both are equal, so it needs their difference.",
        "Put a minus between the two.",
        {SUM: "tf.reduce_sum(tf.square(a_C + a_G))"},
    ),
    Mistake(
        "G against itself",
        "The cost is always 0: the same activations stand on both sides of the minus.",
        "Take a_C from the first argument and a_G from the second.",
        {TAKE: "generated_output[-1], generated_output[-1]"},
    ),
    Mistake(
        "one side unrolled wrongly",
        "One of the two was unrolled without its transpose, so numbers of different places are subtracted.",
        "Treat a_C and a_G alike; for this cost there is no need to unroll them at all.",
        {
            COST: f"""a_C = tf.transpose(tf.reshape(a_C, [-1, n_C]))
    a_G = tf.reshape(a_G, [n_C, -1])
    {COST}"""
        },
        also=tuple(BATCHED.format(*sides) for sides in (("a_C", "a_G"), ("a_G", "a_C"))),
    ),
    Mistake(
        "sum over one axis",
        "The sum runs over one axis only, so many numbers come back in place of one.",
        "Leave axis out of tf.reduce_sum: then it adds up everything.",
        {SUM: "tf.reduce_sum(tf.square(a_C - a_G), axis=-1)"},
        steps=(CheckStep.SHAPE,),
        sign=r"(sum|mean|einsum)\(.*(axis|keepdims|\[1, 2|, ?-?\d\))",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "no sum",
        "The squares are not added up: what comes back has the shape of the layer, and a cost is one number.",
        "Put tf.reduce_sum around the squares.",
        {SUM: "tf.square(a_C - a_G)"},
        steps=(CheckStep.SHAPE,),
    ),
)
