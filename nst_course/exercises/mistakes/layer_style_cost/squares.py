"""What is added up."""

from ...exercise import CheckStep, FoundBy, Mistake

SUM = "tf.reduce_sum(tf.square(G_S - G_G))"
SIZE = "(4 * n_C**2 * (n_H * n_W) ** 2)"

SQUARES = (
    Mistake(
        "square of the sum",
        "This adds the differences up and squares their sum: differences to both sides cancel before they count.",
        "Square every difference first, then add up.",
        {SUM: "tf.square(tf.reduce_sum(G_S - G_G))"},
    ),
    Mistake(
        "no square",
        "The differences are added up without a square, so that positive and negative ones cancel.",
        "Square G_S − G_G before the sum.",
        {SUM: "tf.reduce_sum(G_S - G_G)"},
    ),
    Mistake(
        "no square, other sign",
        "The differences are added up without a square, so that positive and negative ones cancel.",
        "Square the difference before the sum.",
        {SUM: "tf.reduce_sum(G_G - G_S)"},
    ),
    Mistake(
        "absolute value",
        "This adds up absolute values |G_S − G_G|; the formula squares them.",
        "Use tf.square in place of tf.abs.",
        {SUM: "tf.reduce_sum(tf.abs(G_S - G_G))"},
    ),
    Mistake(
        "square root",
        "This takes the square root of the sum (the norm of the difference); the formula has none.",
        "Leave the root out, or square the norm.",
        {SUM: "tf.norm(G_S - G_G)"},
    ),
    Mistake(
        "root of the whole cost",
        "This is the square root of the right cost.",
        "Leave the root out.",
        {f"{SUM} / {SIZE}": f"tf.sqrt({SUM} / {SIZE})"},
    ),
    Mistake(
        "difference of squares",
        "This subtracts squares, G_S² − G_G²; the formula squares the difference.",
        "Subtract first, then square.",
        {SUM: "tf.reduce_sum(tf.square(G_S) - tf.square(G_G))"},
    ),
    Mistake(
        "plus for minus",
        "Here the Gram matrices are added; a cost has to be 0 where both are equal, so it needs their difference.",
        "Put a minus between the two.",
        {SUM: "tf.reduce_sum(tf.square(G_S + G_G))"},
    ),
    Mistake(
        "a matrix product for the square",
        "The difference is multiplied with itself as a matrix; the formula squares every number of it.",
        "Use tf.square, which works number by number.",
        {SUM: "tf.reduce_sum(tf.matmul(G_S - G_G, G_S - G_G))"},
    ),
    Mistake(
        "sum over one axis",
        "The sum runs over one axis only, so many numbers come back in place of one.",
        "Leave axis out of tf.reduce_sum: then it adds up everything.",
        {SUM: "tf.reduce_sum(tf.square(G_S - G_G), axis=-1)"},
        steps=(CheckStep.SHAPE,),
        sign=r"(sum|mean|einsum)\(.*(axis|keepdims|\[1, 2|, ?-?\d\))",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "no sum",
        "The squares are not added up: what comes back is a whole matrix, and a cost is one number.",
        "Put tf.reduce_sum around the squares.",
        {SUM: "tf.square(G_S - G_G)"},
        steps=(CheckStep.SHAPE,),
        sign=r"\A(?![\s\S]*(reduce_sum|sum\())",
        found_by=FoundBy.SIGN,
    ),
)
