"""What could happen in any function, as it is written here."""

from ...exercise import CheckStep
from ..common import everywhere

RETURN = "return J\n"
NETWORK = "a_G = vgg_model_outputs(generated_image)"

ANYWHERE = (
    everywhere("print in place of return", {RETURN: "print(J)\n"}),
    everywhere("no return", {f"    {RETURN}": ""}),
    everywhere("a comma too many", {RETURN: "return [J]\n"}),
    everywhere(
        "the gradient is stopped",
        {NETWORK: "a_G = vgg_model_outputs(tf.stop_gradient(generated_image))"},
        steps=(CheckStep.RUNS,),
        sign=r"stop_gradient",
    ),
    everywhere(
        ".numpy()",
        {RETURN: "return J.numpy()\n"},
        steps=(CheckStep.RUNS, CheckStep.RETURNS_TENSOR, CheckStep.INSIDE_GRAPH),
    ),
    everywhere("NumPy", {RETURN: "import numpy as np\n    return np.array(J)\n"}),
    everywhere("float()", {RETURN: "return float(J)\n"}),
    everywhere("float64", {RETURN: "return tf.cast(J, tf.float64)\n"}),
    everywhere("whole numbers", {RETURN: "return tf.cast(J, tf.int32)\n"}),
    everywhere("//", {RETURN: "return J // 1\n"}),
    everywhere(
        "an argument changed",
        {RETURN: "a_C.pop()\n    return J\n"},
    ),
    everywhere(
        "a variable of the notebook",
        code="""import tensorflow as tf
targets = [tf.zeros([1, 6, 5, 4]), tf.zeros([1, 3, 3, 5]), tf.zeros([1, 2, 2, 3])]

def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(targets, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
)
