"""Factors of the divisor."""

from ...exercise import Mistake

SUM = "tf.reduce_sum(tf.square(G_S - G_G))"
SIZE = "(4 * n_C**2 * (n_H * n_W) ** 2)"
SIZES = "_, n_H, n_W, n_C = a_G.shape"
FACTORS = "Write the divisor as in the formula, 4·n_C²·(n_H·n_W)², and compare it factor by factor."


def divisor(name, diagnosis, size, next_move=FACTORS):
    """A mistake that only changes what the sum is divided by."""
    return Mistake(name, diagnosis, next_move, {SIZE: size})


DIVISOR = (
    divisor(
        "the 4 forgotten", "Your values are 4 times the expected ones: the 4 is missing.", "(n_C**2 * (n_H * n_W) ** 2)"
    ),
    divisor(
        "2 for 4",
        "Your values are twice the expected ones: there is a 2 where a 4 belongs.",
        "(2 * n_C**2 * (n_H * n_W) ** 2)",
    ),
    divisor(
        "the 4 squared",
        "Your values are a quarter of the expected ones: the square takes in the 4 too.",
        "((4 * n_C * n_H * n_W) ** 2)",
        "Keep the 4 outside the brackets that are squared.",
    ),
    divisor(
        "n_C not squared",
        "Your values are n_C times the expected ones: n_C is not squared.",
        "(4 * n_C * (n_H * n_W) ** 2)",
    ),
    divisor("n_C forgotten", "The number of channels is missing from the divisor.", "(4 * (n_H * n_W) ** 2)"),
    divisor(
        "n_H·n_W not squared",
        "Your values are n_H·n_W times the expected ones: the number of positions is not squared.",
        "(4 * n_C**2 * n_H * n_W)",
    ),
    divisor("n_H·n_W forgotten", "The number of positions, (n_H·n_W)², is missing from the divisor.", "(4 * n_C**2)"),
    divisor(
        "only n_W squared",
        "Only n_W is squared: in Python ** binds to what stands right before it, not to the product.",
        "(4 * n_C**2 * n_H * n_W**2)",
        "Put brackets around n_H * n_W, then square.",
    ),
    divisor(
        "only n_H squared",
        "Only n_H is squared, and n_W stands there once.",
        "(4 * n_C**2 * n_H**2 * n_W)",
        "Put brackets around n_H * n_W, then square.",
    ),
    divisor(
        "n_H⁴",
        "The divisor has n_H⁴ where (n_H·n_W)² is meant, which is the same only where the layer is square.",
        "(4 * n_C**2 * n_H**4)",
        "Height and width differ: both belong into the brackets.",
    ),
    divisor(
        "n_W⁴",
        "The divisor has n_W⁴ where (n_H·n_W)² is meant, which is the same only where the layer is square.",
        "(4 * n_C**2 * n_W**4)",
        "Height and width differ: both belong into the brackets.",
    ),
    divisor("nothing squared", "None of the sizes is squared.", "(4 * n_C * n_H * n_W)"),
    divisor("neither squared nor 4", "None of the sizes is squared, and the 4 is missing.", "(n_C * n_H * n_W)"),
    divisor("only the 4", "This divides by 4 alone: the sizes are missing from the divisor.", "4"),
    divisor("not divided", "This is the sum of the squares without any division.", "1"),
    divisor(
        "brackets around the divisor",
        "Without brackets Python divides by 4 and then multiplies by the sizes.",
        "4 * n_C**2 * (n_H * n_W) ** 2",
        "Put brackets around the whole divisor.",
    ),
    divisor(
        "* for **",
        "The divisor has n·2 where n² is meant: * multiplies, ** raises to a power.",
        "(4 * (n_C * 2) * (n_H * n_W * 2))",
        "In Python the square of n is n**2.",
    ),
    divisor(
        "sum of the sides",
        "The divisor has n_H + n_W, where the number of positions, n_H·n_W, is meant.",
        "(4 * n_C**2 * (n_H + n_W) ** 2)",
        "A layer of n_H rows and n_W columns has n_H times n_W positions.",
    ),
    Mistake(
        "32 bits are too few",
        "tf.shape gives sizes of 32 bits; 4·n_C²·(n_H·n_W)² of a large layer is beyond 2³¹ and wraps around.",
        "Take the sizes from a_G.shape, whose numbers have no limit, or cast them to float32 before you multiply.",
        {
            SIZES: "m, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))",
            SIZE: "tf.cast(4 * n_C**2 * (n_H * n_W) ** 2, tf.float32)",
        },
    ),
    Mistake(
        "mean in place of sum",
        "This is the mean over the Gram matrix, which divides by n_C² a second time.",
        "Use tf.reduce_sum.",
        {SUM: "tf.reduce_mean(tf.square(G_S - G_G))"},
    ),
    Mistake(
        "mean, and no division",
        "This is the mean over the Gram matrix, which divides by n_C² only; the 4 and the positions are missing.",
        "Use tf.reduce_sum, and the divisor of the formula.",
        {f"{SUM} / {SIZE}": "tf.reduce_mean(tf.square(G_S - G_G))"},
    ),
    Mistake(
        "half the sum",
        "This is half the sum of the squares, without the sizes of the layer.",
        "Use the divisor of the formula, so that layers of any size can be compared.",
        {f"{SUM} / {SIZE}": f"{SUM} / 2"},
    ),
)
