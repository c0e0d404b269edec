"""What could happen in any function, as it is written here."""

from ..common import everywhere

TAKE = "style_image_output[:-1], generated_image_output[:-1]"
EACH = "weight * compute_layer_style_cost(s, g)"
ADD = "tf.add_n(costs)"

ANYWHERE = (
    everywhere("print in place of return", {f"return {ADD}": f"print({ADD})"}),
    everywhere("no return", {f"return {ADD}": f"J_style = {ADD}"}),
    everywhere("a comma too many", {ADD: f"{ADD},"}),
    everywhere("the gradient is stopped", {ADD: f"tf.stop_gradient({ADD})"}),
    everywhere(".numpy()", {EACH: f"{EACH}.numpy()", ADD: "tf.constant(sum(costs))"}),
    everywhere("NumPy", {f"return {ADD}": "import numpy as np\n    return np.sum(costs)"}),
    everywhere("float()", {EACH: "weight * float(compute_layer_style_cost(s, g))", ADD: "sum(costs)"}),
    everywhere("float64", {ADD: f"tf.cast({ADD}, tf.float64)"}),
    everywhere("whole numbers", {ADD: f"tf.cast({ADD}, tf.int32)"}),
    everywhere("//", {ADD: f"{ADD} // 1"}),
    everywhere(
        "an argument changed",
        {
            f"a_S, a_G = {TAKE}": "style_image_output.pop(), generated_image_output.pop()\n"
            "    a_S, a_G = style_image_output, generated_image_output"
        },
    ),
    everywhere(
        "a variable of the notebook",
        code="""import tensorflow as tf
style = [tf.ones([1, 2, 2, 1])] * 6

def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    costs = [weight * tf.reduce_sum(s) for s, (_, weight) in zip(style, STYLE_LAYERS)]
    return tf.add_n(costs) + 0 * tf.reduce_sum(generated_image_output[0])
""",
    ),
)
