"""What could happen in any function, as it is written here."""

from ..common import everywhere

TAKE = "content_output[-1], generated_output[-1]"
SIZES = "_, n_H, n_W, n_C = a_G.shape"
SUM = "tf.reduce_sum(tf.square(a_C - a_G))"
SIZE = "(4 * n_H * n_W * n_C)"
COST = f"return {SUM} / {SIZE}"

ANYWHERE = (
    everywhere("print in place of return", {COST: COST.replace("return ", "print(") + ")"}),
    everywhere("no return", {COST: COST.replace("return ", "J_content = ")}),
    everywhere("a comma too many", {COST: COST + ","}),
    everywhere("the gradient is stopped", {"a_C - a_G": "a_C - tf.stop_gradient(a_G)"}),
    everywhere(".numpy()", {COST: f"return ({COST.removeprefix('return ')}).numpy()"}),
    everywhere("NumPy", {SUM: "np.sum(np.square(a_C - a_G))", SIZES: "import numpy as np\n    " + SIZES}),
    everywhere("float()", {COST: f"return float({SUM}) / {SIZE}"}),
    everywhere("float64", {"tf.square(a_C - a_G)": "tf.cast(tf.square(a_C - a_G), tf.float64)"}),
    everywhere("whole numbers", {"tf.square(a_C - a_G)": "tf.square(tf.cast(a_C, tf.int32) - tf.cast(a_G, tf.int32))"}),
    everywhere("//", {f"{SUM} / ": f"{SUM} // "}),
    everywhere("an argument changed", {TAKE: "content_output.pop(), generated_output.pop()"}),
    everywhere("sizes as fixed numbers", {COST: f"return {SUM} / (4 * 5 * 4 * 3)"}),
    everywhere("three sizes from four", {SIZES: "n_H, n_W, n_C = a_G.shape"}),
    everywhere("sizes as tensors", {SIZES: "_, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))"}),
    everywhere("a method of NumPy", {SUM: "((a_C - a_G) ** 2).sum()"}),
    everywhere(
        "a variable of the notebook",
        code="""import tensorflow as tf
generated = [tf.ones([1, 5, 4, 3])]

def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
""",
    ),
)
