"""What goes wrong in the style cost of a layer."""

from __future__ import annotations

from ..exercise import CheckStep, Mistake
from .common import common_mistake, mistake_by_sign

UNROLL_S = "tf.transpose(tf.reshape(a_S, [-1, n_C]))"
UNROLL_G = "tf.transpose(tf.reshape(a_G, [-1, n_C]))"
GRAMS = "gram_matrix(A_S), gram_matrix(A_G)"
SIZES = "_, n_H, n_W, n_C = a_G.shape"
SQUARE = "tf.square(G_S - G_G)"
SUM = f"tf.reduce_sum({SQUARE})"
SIZE = "(4 * n_C**2 * (n_H * n_W) ** 2)"
VALUE = f"{SUM} / {SIZE}"
RETURN = f"return {VALUE}"
NOTEBOOK = """import tensorflow as tf
style = tf.ones([1, 5, 4, 3])

def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = tf.transpose(tf.reshape(style, [-1, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [-1, n_C]))
    G_S, G_G = gram_matrix(A_S), gram_matrix(A_G)
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)
"""

COMMON = (
    common_mistake("print instead of return", {RETURN: f"print({VALUE})"}),
    common_mistake("no return", {RETURN: f"J_style_layer = {VALUE}"}),
    common_mistake("wrapped in a tuple or list", {RETURN: f"{RETURN},"}),
    common_mistake("gradient stopped", {UNROLL_G: f"tf.stop_gradient({UNROLL_G})"}),
    common_mistake(".numpy()", {SUM: f"{SUM}.numpy()"}),
    common_mistake("NumPy functions", {SIZES: f"import numpy as np\n    {SIZES}", SUM: "np.sum(np.square(G_S - G_G))"}),
    common_mistake("float()", {SUM: f"float({SUM})"}),
    common_mistake("float64", {SUM: f"tf.cast({SUM}, tf.float64)"}),
    common_mistake(
        "rounded to integers", {SUM: f"tf.cast({SUM}, tf.int32)"}, steps=(CheckStep.DTYPE, CheckStep.VALUES)
    ),
    common_mistake("floor division", {f"{SUM} / ": f"{SUM} // "}),
    common_mistake("hard-coded sizes", {SIZE: "(4 * 3**2 * (5 * 4) ** 2)"}),
    common_mistake("wrong number of sizes", {SIZES: "n_H, n_W, n_C = a_G.shape; m = 1"}),
    common_mistake("sizes as integer tensors", {SIZES: "m, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))"}),
    common_mistake("NumPy method on a tensor", {UNROLL_G: "tf.reshape(a_G, [-1, n_C]).T"}),
    common_mistake("notebook variable instead of an argument", code=NOTEBOOK),
)


def unrolled(how: str) -> dict[str, str]:
    """Edits that unroll both a_S and a_G in this way; `a` stands for either."""
    return {UNROLL_S: how.replace("(a,", "(a_S,"), UNROLL_G: how.replace("(a,", "(a_G,")}


PERM = "In perm, list the old axes in their new order: the channels, axis 3, have to come before the positions."

# How the activations are unrolled, and what the rows of the Gram matrices are.
CHANNELS = (
    Mistake(
        "reshape without the transpose",
        "Reshaping straight to (n_C, n_H·n_W) gives the right shape, but each row mixes different channels.",
        "Reshape to (n_H·n_W, n_C), which is the order in memory, and then transpose.",
        unrolled("tf.reshape(a, [n_C, -1])"),
    ),
    Mistake(
        "positions instead of channels",
        "You compare positions instead of channels: after the reshape, there is one transpose too few or too many.",
        "Print A_S.shape: gram_matrix needs one row per channel, (n_C, n_H·n_W).",
        unrolled("tf.reshape(a, [-1, n_C])"),
    ),
    Mistake(
        "reshape to (n_C, n_H·n_W), then transpose",
        "Both steps are there, but reshaping to (n_C, n_H·n_W) already mixes the channels before you transpose.",
        "Reshape to (n_H·n_W, n_C) first; the transpose then gives (n_C, n_H·n_W).",
        unrolled("tf.transpose(tf.reshape(a, [n_C, -1]))"),
    ),
    Mistake(
        "G without the transpose",
        "S is unrolled correctly, but G without the transpose, so you compare two different things.",
        "Treat a_G exactly like a_S.",
        {UNROLL_G: "tf.reshape(a_G, [n_C, -1])"},
    ),
    Mistake(
        "S without the transpose",
        "G is unrolled correctly, but S without the transpose, so you compare two different things.",
        "Treat a_S exactly like a_G.",
        {UNROLL_S: "tf.reshape(a_S, [n_C, -1])"},
    ),
    mistake_by_sign(
        "only one side transposed",
        "One Gram matrix compares channels and the other positions, so their shapes don't match.",
        "Print A_S.shape and A_G.shape: both should be (n_C, n_H·n_W).",
        {UNROLL_G: "tf.reshape(a_G, [-1, n_C])"},
        r"error: .*\[(1, ?)?(\d+), ?\2\] vs\. \[(1, ?)?(\d+), ?\4\]",
    ),
    Mistake(
        "rows of the picture as channels",
        "You treat rows of the picture as channels: n_H comes first instead of n_C.",
        "The channels are the last axis of a_S: they have to become the first axis of A_S.",
        unrolled("tf.reshape(a, [n_H, -1])"),
    ),
    Mistake(
        "columns of the picture as channels",
        "The transpose brings n_W to the front, so you compare columns of the picture instead of channels.",
        PERM,
        unrolled("tf.reshape(tf.transpose(a, [0, 2, 1, 3]), [n_W, -1])"),
    ),
    Mistake(
        "height and width swapped",
        "The transpose swaps height and width but leaves the channels last, so the reshape after it mixes them.",
        PERM,
        unrolled("tf.reshape(tf.transpose(a, [0, 2, 1, 3]), [n_C, -1])"),
    ),
    Mistake(
        "channels between height and width",
        "The transpose gives the order (n_H, n_C, n_W), and the reshape to n_C rows then mixes the channels.",
        "Bring the channels before both positions: perm=[0, 3, 1, 2].",
        unrolled("tf.reshape(tf.transpose(a, [0, 1, 3, 2]), [n_C, -1])"),
    ),
    Mistake(
        "sizes in the wrong order",
        "You read the sizes from a_G.shape in the wrong order: it is (m, n_H, n_W, n_C), channels last.",
        "Write the four names in the order of the axes.",
        {SIZES: "m, n_C, n_H, n_W = a_G.shape"},
    ),
    Mistake(
        "not unrolled",
        "You pass the layer to gram_matrix with all its axes, so it compares positions within each row of the picture.",
        "Unroll first: one row for each channel, with all its positions.",
        {UNROLL_S: "a_S", UNROLL_G: "a_G"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
    ),
    Mistake(
        "no Gram matrix",
        "You compare the unrolled activations directly, number by number: that is content, not style.",
        "Compare their Gram matrices, which say which channels are active together, but not where.",
        {GRAMS: "A_S, A_G"},
    ),
    Mistake(
        "Gram matrix of the difference",
        "You take one Gram matrix, of a_S − a_G; the formula takes the difference of two Gram matrices.",
        "Compute the Gram matrices of S and of G, then subtract.",
        {GRAMS: "gram_matrix(A_S - A_G), tf.zeros([n_C, n_C], a_G.dtype)"},
    ),
    Mistake(
        "S compared with itself",
        "The cost is always 0: you subtract the same Gram matrix from itself.",
        "One should come from a_S and the other from a_G: look for a name that ends with the wrong letter.",
        {GRAMS: "gram_matrix(A_S), gram_matrix(A_S)"},
    ),
    Mistake(
        "S multiplied by G",
        "You multiply A_S by A_G; a Gram matrix multiplies the channels of one picture by each other.",
        "Call gram_matrix twice, once for each picture.",
        {GRAMS: "tf.matmul(A_S, A_G, transpose_b=True), tf.zeros([n_C, n_C], a_G.dtype)"},
    ),
    Mistake(
        "Gram matrices divided already",
        "You divide the Gram matrices by n_H·n_W, and then the cost divides by it again.",
        "Divide once, at the end.",
        {GRAMS: "gram_matrix(A_S) / (n_H * n_W), gram_matrix(A_G) / (n_H * n_W)"},
    ),
    Mistake(
        "only the diagonal",
        "You compare only the diagonals, but the style is mostly in the pairs of different channels.",
        "Compare whole Gram matrices.",
        {SQUARE: "tf.square(tf.linalg.diag_part(G_S - G_G))"},
    ),
)

FACTORS = "Write the divisor as in the formula, 4·n_C²·(n_H·n_W)², and compare it factor by factor."


def divisor(name: str, diagnosis: str, size: str, next_move: str = FACTORS) -> Mistake:
    """A mistake that changes only the divisor of the sum."""
    return Mistake(name, diagnosis, next_move, {SIZE: size})


DIVISOR = (
    divisor("missing 4", "Your values are 4 times the expected ones: the 4 is missing.", "(n_C**2 * (n_H * n_W) ** 2)"),
    divisor(
        "2 instead of 4",
        "Your values are twice the expected ones: there is a 2 instead of the 4.",
        "(2 * n_C**2 * (n_H * n_W) ** 2)",
    ),
    divisor(
        "4 squared",
        "Your values are a quarter of the expected ones: you square the 4 as well.",
        "((4 * n_C * n_H * n_W) ** 2)",
        "Keep the 4 outside the parentheses that are squared.",
    ),
    divisor(
        "n_C not squared",
        "Your values are n_C times the expected ones: n_C isn't squared.",
        "(4 * n_C * (n_H * n_W) ** 2)",
    ),
    divisor("missing n_C", "The factor n_C² is missing from the divisor.", "(4 * (n_H * n_W) ** 2)"),
    divisor(
        "n_H·n_W not squared",
        "Your values are n_H·n_W times the expected ones: the number of positions isn't squared.",
        "(4 * n_C**2 * n_H * n_W)",
    ),
    divisor("missing n_H·n_W", "The factor (n_H·n_W)² is missing from the divisor.", "(4 * n_C**2)"),
    divisor(
        "only n_W squared",
        "Only n_W is squared: in Python, ** applies to what comes right before it, not to the whole product.",
        "(4 * n_C**2 * n_H * n_W**2)",
        "Put parentheses around n_H * n_W, then square.",
    ),
    divisor(
        "only n_H squared",
        "Only n_H is squared; n_W is not.",
        "(4 * n_C**2 * n_H**2 * n_W)",
        "Put parentheses around n_H * n_W, then square.",
    ),
    divisor(
        "n_H⁴",
        "The divisor has n_H⁴ instead of (n_H·n_W)², which is the same only for square layers.",
        "(4 * n_C**2 * n_H**4)",
        "Height and width can differ: both belong inside the parentheses.",
    ),
    divisor(
        "n_W⁴",
        "The divisor has n_W⁴ instead of (n_H·n_W)², which is the same only for square layers.",
        "(4 * n_C**2 * n_W**4)",
        "Height and width can differ: both belong inside the parentheses.",
    ),
    divisor("nothing squared", "None of the sizes is squared.", "(4 * n_C * n_H * n_W)"),
    divisor("nothing squared, no 4", "None of the sizes is squared, and the 4 is missing.", "(n_C * n_H * n_W)"),
    divisor("only the 4", "You divide by 4 only: the sizes are missing from the divisor.", "4"),
    divisor("no division", "The sum of squares isn't divided by anything.", "1"),
    divisor(
        "missing parentheses",
        "Without parentheses, Python divides by 4 and then multiplies by the sizes.",
        "4 * n_C**2 * (n_H * n_W) ** 2",
        "Put parentheses around the whole divisor.",
    ),
    divisor(
        "* instead of **",
        "The divisor has n·2 instead of n²: * multiplies, ** raises to a power.",
        "(4 * (n_C * 2) * (n_H * n_W * 2))",
        "In Python, the square of n is n**2.",
    ),
    divisor(
        "n_H + n_W",
        "The divisor has n_H + n_W instead of the number of positions, n_H·n_W.",
        "(4 * n_C**2 * (n_H + n_W) ** 2)",
        "A layer with n_H rows and n_W columns has n_H times n_W positions.",
    ),
    Mistake(
        "32-bit overflow",
        "The sizes from tf.shape have 32 bits; for a large layer, 4·n_C²·(n_H·n_W)² is more than 2³¹ and overflows.",
        "Read the sizes from a_G.shape: Python integers don't overflow. Or cast them to float32 before you multiply.",
        {
            SIZES: "m, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))",
            SIZE: "tf.cast(4 * n_C**2 * (n_H * n_W) ** 2, tf.float32)",
        },
    ),
    Mistake(
        "mean instead of sum",
        "You take the mean over the Gram matrix, which divides by n_C² a second time.",
        "Use tf.reduce_sum.",
        {SUM: f"tf.reduce_mean({SQUARE})"},
    ),
    Mistake(
        "mean instead of the divisor",
        "You take the mean over the Gram matrix, which divides by n_C² only; the 4 and the positions are missing.",
        "Use tf.reduce_sum, and the divisor of the formula.",
        {VALUE: f"tf.reduce_mean({SQUARE})"},
    ),
    Mistake(
        "half the sum",
        "This is half the sum of squares, without the sizes of the layer.",
        "Use the divisor of the formula, so that layers of any size can be compared.",
        {VALUE: f"{SUM} / 2"},
    ),
)

# What is summed.
SUMS = (
    Mistake(
        "square of the sum",
        "You sum the differences and square that sum, so positive and negative differences cancel each other out.",
        "Square each difference first, then sum.",
        {SUM: "tf.square(tf.reduce_sum(G_S - G_G))"},
    ),
    Mistake(
        "no square",
        "The differences aren't squared, so positive and negative ones cancel each other out.",
        "Square G_S − G_G before you sum.",
        {SUM: "tf.reduce_sum(G_S - G_G)"},
    ),
    Mistake(
        "no square, sides swapped",
        "The differences G_G − G_S aren't squared, so positive and negative ones cancel each other out.",
        "Square the difference before you sum.",
        {SUM: "tf.reduce_sum(G_G - G_S)"},
    ),
    Mistake(
        "absolute value",
        "You sum absolute values |G_S − G_G|; the formula squares them.",
        "Use tf.square instead of tf.abs.",
        {SUM: "tf.reduce_sum(tf.abs(G_S - G_G))"},
    ),
    Mistake(
        "square root",
        "You take the square root of the sum, as tf.norm does; the formula has none.",
        "Remove the root, or square the norm.",
        {SUM: "tf.norm(G_S - G_G)"},
    ),
    Mistake(
        "root of the whole cost",
        "This is the square root of the correct cost.",
        "Remove the square root.",
        {VALUE: f"tf.sqrt({VALUE})"},
    ),
    Mistake(
        "difference of squares",
        "You subtract squares, G_S² − G_G²; the formula squares the difference.",
        "Subtract first, then square.",
        {SUM: "tf.reduce_sum(tf.square(G_S) - tf.square(G_G))"},
    ),
    Mistake(
        "plus instead of minus",
        "You add the Gram matrices; the cost must be 0 when they are equal, so it needs their difference.",
        "Put a minus between the two.",
        {SUM: "tf.reduce_sum(tf.square(G_S + G_G))"},
    ),
    Mistake(
        "matrix product instead of square",
        "You multiply the difference by itself as a matrix; the formula squares each of its entries.",
        "Use tf.square, which works entry by entry.",
        {SUM: "tf.reduce_sum(tf.matmul(G_S - G_G, G_S - G_G))"},
    ),
    mistake_by_sign(
        "sum over some axes",
        "You sum over some of the axes only, so you get many numbers instead of one.",
        "Call tf.reduce_sum without axis or keepdims: then it sums everything.",
        {SUM: f"tf.reduce_sum({SQUARE}, axis=-1)"},
        r"(sum|mean|einsum)\(.*(axis|keepdims|\[1, 2|, ?-?\d\))",
        (CheckStep.SHAPE,),
    ),
    mistake_by_sign(
        "no sum",
        "You never sum the squares: your result is a whole matrix, but a cost is a single number.",
        "Put tf.reduce_sum around the squares.",
        {SUM: SQUARE},
        r"\A(?![\s\S]*(reduce_sum|sum\())",
        (CheckStep.SHAPE,),
    ),
)

MISTAKES = (*COMMON, *CHANNELS, *DIVISOR, *SUMS)
