"""What could happen in any function, as it is written here."""

from ..common import everywhere

PRODUCT = "tf.matmul(A, A, transpose_b=True)"

ANYWHERE = (
    everywhere("print in place of return", {f"return {PRODUCT}": f"print({PRODUCT})"}),
    everywhere("no return", {"return ": "G = "}),
    everywhere("a comma too many", {PRODUCT: f"({PRODUCT},)"}),
    everywhere("the gradient is stopped", {PRODUCT: f"tf.stop_gradient({PRODUCT})"}),
    everywhere(".numpy()", {PRODUCT: f"{PRODUCT}.numpy()"}),
    everywhere("NumPy", {f"return {PRODUCT}": "import numpy as np\n    return np.dot(A, np.transpose(A))"}),
    everywhere("float64", {PRODUCT: f"tf.cast({PRODUCT}, tf.float64)"}),
    everywhere("whole numbers", {PRODUCT: f"tf.cast({PRODUCT}, tf.int32)"}),
    everywhere("//", {PRODUCT: f"{PRODUCT} // 1"}),
    everywhere(
        "sizes as fixed numbers",
        {PRODUCT: f"{PRODUCT} / (400 * 400)"},
        diagnosis="Whatever the shape, your matrix is the expected one times one and the same number.",
        next_move="Leave that number out: gram_matrix has no factor and no divisor; the sizes come in the style cost.",
    ),
    everywhere("a method of NumPy", {PRODUCT: "tf.matmul(A, A.transpose())"}),
    everywhere(
        "a variable of the notebook",
        code="import tensorflow as tf\na_S = tf.ones([3, 20])\n\n"
        "def gram_matrix(A):\n    return tf.matmul(a_S, a_S, transpose_b=True)\n",
    ),
)
