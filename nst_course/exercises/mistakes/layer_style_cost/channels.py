"""How the activations are unrolled, and what becomes the rows of the Gram matrices."""

from ...exercise import CheckStep, FoundBy, Mistake

UNROLL_S = "tf.transpose(tf.reshape(a_S, [-1, n_C]))"
UNROLL_G = "tf.transpose(tf.reshape(a_G, [-1, n_C]))"
GRAMS = "gram_matrix(A_S), gram_matrix(A_G)"
SIZES = "_, n_H, n_W, n_C = a_G.shape"

CHANNELS = (
    Mistake(
        "reshape without the transpose",
        "A reshape straight to (n_C, n_H·n_W) has the right shape, but "
        "cuts the numbers into rows that mix the channels.",
        "Reshape to (n_H·n_W, n_C), as the numbers lie in memory, and then transpose.",
        {UNROLL_S: "tf.reshape(a_S, [n_C, -1])", UNROLL_G: "tf.reshape(a_G, [n_C, -1])"},
    ),
    Mistake(
        "positions in place of channels",
        "The Gram matrices compare positions with positions (AᵀA): the transpose "
        "after the reshape is missing, or is one too many.",
        "Print A_S.shape: gram_matrix wants a row for each channel, (n_C, n_H·n_W).",
        {UNROLL_S: "tf.reshape(a_S, [-1, n_C])", UNROLL_G: "tf.reshape(a_G, [-1, n_C])"},
    ),
    Mistake(
        "reshape to (n_C, n_H·n_W), then transpose",
        "Both steps are there, in the other order: the reshape to (n_C, "
        "n_H·n_W) has mixed the channels before the transpose.",
        "Reshape to (n_H·n_W, n_C) first; the transpose then gives (n_C, n_H·n_W).",
        {
            UNROLL_S: "tf.transpose(tf.reshape(a_S, [n_C, -1]))",
            UNROLL_G: "tf.transpose(tf.reshape(a_G, [n_C, -1]))",
        },
    ),
    Mistake(
        "G unrolled wrongly",
        "S is unrolled rightly, G without its transpose, so two different things are compared.",
        "Treat a_G exactly as a_S.",
        {UNROLL_G: "tf.reshape(a_G, [n_C, -1])"},
    ),
    Mistake(
        "S unrolled wrongly",
        "G is unrolled rightly, S without its transpose, so two different things are compared.",
        "Treat a_S exactly as a_G.",
        {UNROLL_S: "tf.reshape(a_S, [n_C, -1])"},
    ),
    Mistake(
        "one side not transposed",
        "One Gram matrix is of channels, the other of positions, and their shapes do not fit.",
        "Print A_S.shape and A_G.shape: both should be (n_C, n_H·n_W).",
        {UNROLL_G: "tf.reshape(a_G, [-1, n_C])", UNROLL_S: "tf.transpose(tf.reshape(a_S, [-1, n_C]))"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*\[(1, ?)?(\d+), ?\2\] vs\. \[(1, ?)?(\d+), ?\4\]",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "rows of the picture as channels",
        "The picture's rows were taken for channels: the transpose moved n_H to the front, not n_C.",
        "The channels are the last axis of a_S: they have to become the first of A_S.",
        {UNROLL_S: "tf.reshape(a_S, [n_H, -1])", UNROLL_G: "tf.reshape(a_G, [n_H, -1])"},
    ),
    Mistake(
        "columns of the picture as channels",
        "The transpose brought n_W to the front, so columns of the picture are compared in place of channels.",
        "With perm you say which old axis goes where: the channels, axis 3, should come before the positions.",
        {
            UNROLL_S: "tf.reshape(tf.transpose(a_S, [0, 2, 1, 3]), [n_W, -1])",
            UNROLL_G: "tf.reshape(tf.transpose(a_G, [0, 2, 1, 3]), [n_W, -1])",
        },
    ),
    Mistake(
        "the wrong axes exchanged",
        "A transpose exchanged height and width and left the channels last, so the reshape that follows mixes them.",
        "With perm you say which old axis goes where: the channels, axis 3, should come before the positions.",
        {
            UNROLL_S: "tf.reshape(tf.transpose(a_S, [0, 2, 1, 3]), [n_C, -1])",
            UNROLL_G: "tf.reshape(tf.transpose(a_G, [0, 2, 1, 3]), [n_C, -1])",
        },
    ),
    Mistake(
        "height and channels exchanged",
        "The transpose gives the order (n_H, n_C, n_W), and the reshape to n_C rows then mixes the channels.",
        "The channels have to come before both positions: perm=[0, 3, 1, 2].",
        {
            UNROLL_S: "tf.reshape(tf.transpose(a_S, [0, 1, 3, 2]), [n_C, -1])",
            UNROLL_G: "tf.reshape(tf.transpose(a_G, [0, 1, 3, 2]), [n_C, -1])",
        },
    ),
    Mistake(
        "sizes in another order",
        "The sizes are read from a_G.shape in another order: it is (m, n_H, n_W, n_C), with the channels last.",
        "Write the four names in the order of the axes.",
        {SIZES: "m, n_C, n_H, n_W = a_G.shape"},
    ),
    Mistake(
        "not unrolled",
        "gram_matrix is given the layer with all its axes, and compares its columns, position by position.",
        "Unroll first: a row for each channel, with all its positions.",
        {UNROLL_S: "a_S", UNROLL_G: "a_G"},
        steps=(CheckStep.VALUES, CheckStep.RUNS),
    ),
    Mistake(
        "no Gram matrix",
        "The unrolled activations are compared directly, number by number: that is content, not style.",
        "Compare their Gram matrices, which know which channels go together and not where.",
        {GRAMS: "A_S, A_G"},
    ),
    Mistake(
        "Gram matrix of the difference",
        "This takes one Gram matrix, of a_S − a_G; the formula takes the difference of two Gram matrices.",
        "A Gram matrix of S and one of G first, then subtract.",
        {GRAMS: "gram_matrix(A_S - A_G), tf.zeros([n_C, n_C], a_G.dtype)"},
    ),
    Mistake(
        "S for G",
        "The cost is always 0: the same Gram matrix stands on both sides of the minus.",
        "One of a_S, the other of a_G: look for a name that should end in the other letter.",
        {GRAMS: "gram_matrix(A_S), gram_matrix(A_S)"},
    ),
    Mistake(
        "the Gram matrix of S with G",
        "This multiplies A_S with A_G; a Gram matrix multiplies one picture's channels with themselves.",
        "Call gram_matrix twice, once for each picture.",
        {GRAMS: "tf.matmul(A_S, A_G, transpose_b=True), tf.zeros([n_C, n_C], a_G.dtype)"},
    ),
    Mistake(
        "divided already",
        "The Gram matrices are divided by n_H·n_W here, and the cost divides by it again.",
        "Divide once, at the end.",
        {GRAMS: "gram_matrix(A_S) / (n_H * n_W), gram_matrix(A_G) / (n_H * n_W)"},
    ),
    Mistake(
        "only the diagonal",
        "Only each channel with itself is compared; the pairs of different channels make the style.",
        "Compare whole Gram matrices.",
        {"tf.square(G_S - G_G)": "tf.square(tf.linalg.diag_part(G_S - G_G))"},
    ),
)
