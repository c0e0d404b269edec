"""What could happen in any function, as it is written here."""

from ...exercise import CheckStep
from ..common import everywhere

UNROLL_G = "tf.transpose(tf.reshape(a_G, [-1, n_C]))"
SIZES = "_, n_H, n_W, n_C = a_G.shape"
SUM = "tf.reduce_sum(tf.square(G_S - G_G))"
SIZE = "(4 * n_C**2 * (n_H * n_W) ** 2)"
COST = f"return {SUM} / {SIZE}"

ANYWHERE = (
    everywhere("print in place of return", {COST: COST.replace("return ", "print(") + ")"}),
    everywhere("no return", {COST: COST.replace("return ", "J_style_layer = ")}),
    everywhere("a comma too many", {COST: COST + ","}),
    everywhere("the gradient is stopped", {UNROLL_G: f"tf.stop_gradient({UNROLL_G})"}),
    everywhere(".numpy()", {SUM: f"{SUM}.numpy()"}),
    everywhere("NumPy", {SIZES: f"import numpy as np\n    {SIZES}", SUM: "np.sum(np.square(G_S - G_G))"}),
    everywhere("float()", {SUM: f"float({SUM})"}),
    everywhere("float64", {SUM: f"tf.cast({SUM}, tf.float64)"}),
    everywhere(
        "whole numbers", {SUM: f"tf.cast({SUM}, tf.int32)", SIZE: f"{SIZE}"}, steps=(CheckStep.DTYPE, CheckStep.VALUES)
    ),
    everywhere("//", {f"{SUM} / ": f"{SUM} // "}),
    everywhere("sizes as fixed numbers", {SIZE: "(4 * 3**2 * (5 * 4) ** 2)"}),
    everywhere("three sizes from four", {SIZES: "n_H, n_W, n_C = a_G.shape; m = 1"}),
    everywhere("sizes as tensors", {SIZES: "m, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))"}),
    everywhere("a method of NumPy", {UNROLL_G: "tf.reshape(a_G, [-1, n_C]).T"}),
    everywhere(
        "a variable of the notebook",
        code="""import tensorflow as tf
style = tf.ones([1, 5, 4, 3])

def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = tf.transpose(tf.reshape(style, [-1, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [-1, n_C]))
    G_S, G_G = gram_matrix(A_S), gram_matrix(A_G)
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    ),
)
