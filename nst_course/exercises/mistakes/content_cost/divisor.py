"""Factors of the divisor."""

from ...exercise import Mistake

SIZES = "_, n_H, n_W, n_C = a_G.shape"
SUM = "tf.reduce_sum(tf.square(a_C - a_G))"
SIZE = "(4 * n_H * n_W * n_C)"
COST = f"return {SUM} / {SIZE}"

DIVISOR = (
    Mistake(
        "divided by m",
        "This divides by the number m of pictures too (as a mean does); the "
        "cost of a batch is the sum over its pictures.",
        "Look at what stands in the divisor of the formula, and take the sum, not the mean: m is not there.",
        {SIZES: "m, n_H, n_W, n_C = a_G.shape", SIZE: "(4 * m * n_H * n_W * n_C)"},
    ),
    Mistake(
        "the 4 forgotten",
        "Your values are 4 times the expected ones: the 4 is missing from the divisor.",
        "Read the divisor once more, from its first factor on.",
        {SIZE: "(n_H * n_W * n_C)"},
    ),
    Mistake(
        "mean in place of sum",
        "This is the mean of the squares; the formula has a sum, divided by 4·n_H·n_W·n_C.",
        "tf.reduce_sum adds up; which factor is left for you to divide by?",
        {COST: "return tf.reduce_mean(tf.square(a_C - a_G))"},
    ),
    Mistake(
        "divided twice",
        "This takes the mean, which divides by all sizes, and then divides by the sizes again.",
        "Use the sum in place of the mean, or leave the sizes out of the divisor.",
        {SUM: "tf.reduce_mean(tf.square(a_C - a_G))"},
    ),
    Mistake(
        "half the sum",
        "This is ½ Σ (a_C − a_G)², as in the paper's equation 1; the course divides by 4·n_H·n_W·n_C instead.",
        "Replace the ½ by the divisor of the formula, so that layers of any size can be compared.",
        {COST: f"return 0.5 * {SUM}"},
    ),
    Mistake(
        "not divided",
        "This is the sum of the squares without any division, so a large layer costs more than a small one.",
        "Divide by 4·n_H·n_W·n_C.",
        {COST: f"return {SUM}"},
    ),
    Mistake(
        "only the 4",
        "This divides by 4 alone; the sizes n_H, n_W and n_C are missing from the divisor.",
        "Put all four factors into the divisor, in brackets.",
        {COST: f"return {SUM} / 4"},
    ),
    Mistake(
        "brackets around the divisor",
        "Without brackets Python divides by 4 and then multiplies by n_H, n_W and n_C.",
        "Put brackets around the whole divisor.",
        {SIZE: "4 * n_H * n_W * n_C"},
    ),
    Mistake(
        "n_C forgotten",
        "Your values are n_C times too large: the channels are missing from the divisor.",
        "Divide by all three sizes of the layer.",
        {SIZE: "(4 * n_H * n_W)"},
    ),
    Mistake(
        "n_H and n_W forgotten",
        "The divisor has the channels but not the positions, n_H and n_W.",
        "Divide by all three sizes of the layer.",
        {SIZE: "(4 * n_C)"},
    ),
    Mistake(
        "n_H for n_W",
        "The divisor has one side of the layer twice, n_H·n_H, which is the same only where the layer is square.",
        "Height and width differ: use each of them once.",
        {SIZE: "(4 * n_H * n_H * n_C)"},
    ),
    Mistake(
        "n_W for n_H",
        "The divisor has one side of the layer twice, n_W·n_W, which is the same only where the layer is square.",
        "Height and width differ: use each of them once.",
        {SIZE: "(4 * n_W * n_W * n_C)"},
    ),
    Mistake(
        "2 for 4",
        "Your values are twice the expected ones: the divisor has a 2 (or a ½ in front) where the formula has a 4.",
        "Compare the divisor with the formula, factor by factor.",
        {SIZE: "(2 * n_H * n_W * n_C)"},
    ),
    Mistake(
        "the divisor of the style",
        "This divides by 4·n_C²·(n_H·n_W)², which belongs to the style cost.",
        "For the content cost each size stands in the divisor once.",
        {SIZE: "(4 * n_C**2 * (n_H * n_W) ** 2)"},
    ),
)
