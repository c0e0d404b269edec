"""What goes wrong in a step on the pixels."""

from __future__ import annotations

from ..exercise import CheckStep, Mistake, solution, with_edits
from .common import common_mistake, mistake_by_sign

NETWORK = "a_G = vgg_model_outputs(generated_image)"
CONTENT = "compute_content_cost(a_C, a_G)"
STYLE = "compute_style_cost(a_S, a_G, STYLE_LAYERS)"
TOTAL = "total_cost(J_content, J_style, alpha, beta)"
GRADIENT = "tape.gradient(J, generated_image)"
APPLY = "optimizer.apply_gradients([(gradient, generated_image)])"
CLIPPED = "tf.clip_by_value(generated_image, 0.0, 1.0)"
CLIP = f"generated_image.assign({CLIPPED})"
RETURN = "return J\n"
INSIDE = f"        # The layer outputs of G.\n        {NETWORK}\n"
NO_GRADIENT = r"error: .*([Nn]o gradients|None values not supported|NoneType|not provide)"
STRETCHED = """(generated_image - tf.reduce_min(generated_image))
        / (tf.reduce_max(generated_image) - tf.reduce_min(generated_image))"""
COST_AGAIN = f"""{NETWORK}
    J_content = {CONTENT}
    J_style = {STYLE}
    return {TOTAL}
"""
TARGETS = "targets = [tf.zeros([1, 6, 5, 4]), tf.zeros([1, 3, 3, 5]), tf.zeros([1, 2, 2, 3])]"
USING_TARGETS = with_edits(solution("train_step"), {CONTENT: "compute_content_cost(targets, a_G)"})
NOTEBOOK = f"import tensorflow as tf\n{TARGETS}\n\n{USING_TARGETS}"

COMMON = (
    common_mistake("print instead of return", {RETURN: "print(J)\n"}),
    common_mistake("no return", {f"    {RETURN}": ""}),
    common_mistake("wrapped in a tuple or list", {RETURN: "return [J]\n"}),
    common_mistake(
        "gradient stopped",
        {NETWORK: "a_G = vgg_model_outputs(tf.stop_gradient(generated_image))"},
        steps=(CheckStep.RUNS,),
        sign=r"stop_gradient",
    ),
    common_mistake(
        ".numpy()",
        {RETURN: "return J.numpy()\n"},
        steps=(CheckStep.RUNS, CheckStep.RETURNS_TENSOR, CheckStep.INSIDE_GRAPH),
    ),
    common_mistake("NumPy functions", {RETURN: "import numpy as np\n    return np.array(J)\n"}),
    common_mistake("float()", {RETURN: "return float(J)\n"}),
    common_mistake("float64", {RETURN: "return tf.cast(J, tf.float64)\n"}),
    common_mistake("rounded to integers", {RETURN: "return tf.cast(J, tf.int32)\n"}),
    common_mistake("floor division", {RETURN: "return J // 1\n"}),
    common_mistake("argument modified", {RETURN: "a_C.pop()\n    return J\n"}),
    common_mistake("notebook variable instead of an argument", code=NOTEBOOK),
)

BOTH_LIMITS = "Pass tf.clip_by_value both limits, 0.0 and 1.0."

# Clipping, and what is returned.
PIXELS = (
    Mistake(
        "clipped to [0, 255]",
        "You clip the picture to [0, 255]; in this course, colors go from 0 to 1.",
        "Use 0.0 and 1.0.",
        {"0.0, 1.0": "0.0, 255.0"},
        sign=r"255",
    ),
    Mistake(
        "clipped picture not assigned",
        "You compute the clipped picture but never use it: tf.clip_by_value only returns a new tensor.",
        "Put its result back into the variable with generated_image.assign.",
        {CLIP: CLIPPED},
        sign=r"clip|minimum|maximum",
    ),
    Mistake(
        "not clipped",
        "The picture isn't clipped, so it has pixels below 0 or above 1, which no screen can show.",
        "After the step, clip the picture to [0, 1] and assign it back to generated_image.",
        {CLIP: "pass"},
    ),
    Mistake(
        "clipped before the update",
        "You clip the picture before the optimizer's step, which then moves pixels out of [0, 1] again.",
        "Swap the two: step first, then clip.",
        {CLIP: "pass", APPLY: f"{CLIP}\n    {APPLY}"},
    ),
    Mistake(
        "clipped before the network",
        "You clip the picture before the network sees it, and then the step moves pixels out of [0, 1] again.",
        "Clip at the end, after the optimizer's step.",
        {CLIP: "pass", "    with": f"    {CLIP}\n    with"},
    ),
    Mistake(
        "clipped to [−1, 1]",
        "You clip the picture to [−1, 1]; in this course, colors go from 0 to 1.",
        "Use 0.0 and 1.0.",
        {"0.0, 1.0": "-1.0, 1.0"},
        sign=r"- ?1\b",
    ),
    Mistake(
        "only clipped at 0",
        "You clip the pixels below 0, but not those above 1.",
        BOTH_LIMITS,
        {CLIPPED: "tf.maximum(generated_image, 0.0)"},
    ),
    Mistake(
        "only clipped at 1",
        "You clip the pixels above 1, but not those below 0.",
        BOTH_LIMITS,
        {CLIPPED: "tf.minimum(generated_image, 1.0)"},
    ),
    mistake_by_sign(
        "rescaled, not clipped",
        "You rescale the picture by its smallest and largest pixel (or with a sigmoid), which changes all its colors.",
        "Leave pixels in [0, 1] alone: tf.clip_by_value moves only those outside.",
        {CLIPPED: STRETCHED},
        r"\A(?![\s\S]*(clip_by|minimum|maximum))[\s\S]*(reduce_m(in|ax)|sigmoid|\.m(in|ax)\()",
        (CheckStep.VALUES,),
    ),
    Mistake(
        "gradient clipped",
        "You clip the gradient, but not the picture.",
        "Give the optimizer the gradient as it is, and clip generated_image afterward.",
        {CLIP: "pass", GRADIENT: f"tf.clip_by_value({GRADIENT}, 0.0, 1.0)"},
    ),
    Mistake(
        "cost after the update",
        "You return the cost of the new picture, computed once more after the step.",
        "Return the J from inside the `with`: it is the cost before the step.",
        {RETURN: COST_AGAIN},
    ),
    Mistake("J_content returned", "You return the content cost, not J.", "Return J.", {RETURN: "return J_content\n"}),
    Mistake("J_style returned", "You return the style cost, not J.", "Return J.", {RETURN: "return J_style\n"}),
    Mistake(
        "picture returned",
        "You return the picture, which has already been changed in place; the caller wants to see the cost.",
        "Return J.",
        {RETURN: "return generated_image\n"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "gradient returned",
        "You return the gradient, which is as large as the picture; the caller wants to see the cost.",
        "Return J.",
        {RETURN: "return gradient\n"},
        steps=(CheckStep.SHAPE,),
    ),
    mistake_by_sign(
        "several values returned",
        "You return several values, as a tuple or list; the caller wants the cost alone.",
        "Return J, and nothing else.",
        {RETURN: "return J, J_content, J_style\n"},
        r"^returned: (tuple|list|dict) of",
        (CheckStep.RETURNS_TENSOR,),
    ),
)

ASK_FOR_J = "Ask the tape for the gradient of J, the total cost."

# Gradient and optimizer.
UPDATE = (
    Mistake(
        "no step",
        "The picture never changes: the optimizer doesn't take a step.",
        "Pass the gradient and the variable to optimizer.apply_gradients.",
        {APPLY: "pass"},
    ),
    Mistake(
        "gradient ascent",
        "The step goes uphill, so the cost grows: the gradient has the wrong sign.",
        "Give the optimizer the gradient as it comes from the tape: the optimizer does the subtracting.",
        {GRADIENT: f"-{GRADIENT}"},
    ),
    Mistake(
        "two steps",
        "The optimizer takes two steps in one call.",
        "Call apply_gradients once.",
        {APPLY: f"{APPLY}\n    {APPLY}"},
    ),
    Mistake(
        "gradient of J_content",
        "You take the gradient of J_content, so the picture learns the content only.",
        ASK_FOR_J,
        {GRADIENT: "tape.gradient(J_content, generated_image)"},
    ),
    Mistake(
        "gradient of J_style",
        "You take the gradient of J_style, so the picture learns the style only.",
        ASK_FOR_J,
        {GRADIENT: "tape.gradient(J_style, generated_image)"},
    ),
    Mistake(
        "gradient of the plain sum",
        "You take the gradient of J_content + J_style, without α and β.",
        ASK_FOR_J,
        {GRADIENT: "tape.gradient([J_content, J_style], generated_image)"},
    ),
    mistake_by_sign(
        "copy of the picture",
        "You create a new variable and change that, so the picture you were given never changes.",
        "Work on generated_image itself: it is already a variable.",
        {"    with tf": "    generated_image = tf.Variable(generated_image)\n    with tf"},
        r"error: .*Unknown variable",
    ),
    mistake_by_sign(
        "gradient arguments swapped",
        "You ask how the pixels change with J; you need to know how J changes with the pixels.",
        "The first argument of tape.gradient is the cost, the second is the variable to differentiate by.",
        {GRADIENT: "tape.gradient(generated_image, J)"},
        r"\.gradient\((target=)?\[?generated_image\]?,",
        (CheckStep.RUNS, CheckStep.VALUES),
    ),
    mistake_by_sign(
        "gradient with respect to the activations",
        "You take the gradient with respect to the activations, but you want to change the pixels of generated_image.",
        "The second argument of tape.gradient is the variable that you want to change.",
        {GRADIENT: "tape.gradient(J, a_G[0])"},
        r"(\w+) = vgg_model_outputs\([\s\S]*\.gradient\([^,\n]+, (sources=)?\[?\1\b",
        (CheckStep.RUNS, CheckStep.VALUES),
    ),
    mistake_by_sign(
        "network outside the tape",
        "The network runs before the tape starts recording, so the tape can't link J to the pixels.",
        "Move vgg_model_outputs(generated_image) into the `with` block, before the costs.",
        {INSIDE: "", "    with tf": f"    {NETWORK}\n    with tf"},
        rf"vgg_model_outputs\([\s\S]*GradientTape[\s\S]*{NO_GRADIENT}",
    ),
    mistake_by_sign(
        "costs outside the tape",
        "You compute a cost after the `with` block, where the tape has stopped, so it can't link J to the pixels.",
        "Indent the costs and J as far as the network: everything that leads to J belongs in the `with` block.",
        {"        J = total_cost": "    J = total_cost"},
        rf"^( *)with tf\.GradientTape[\s\S]*\n\1\w[^\n]*(_cost\(|alpha)[\s\S]*{NO_GRADIENT}",
    ),
    mistake_by_sign(
        "pair swapped",
        "The optimizer expects (gradient, variable), but your pair is the other way around.",
        "Pass a list with one pair, gradient first: [(gradient, generated_image)].",
        {"(gradient, generated_image)": "(generated_image, gradient)"},
        r"(\[|= |zip|apply_gradients|\()\(\[?generated_image\]?, [\s\S]*error: .*(_unique_id|unpack)",
    ),
    mistake_by_sign(
        "no list of pairs",
        "The optimizer expects a list of (gradient, variable) pairs, even if there is only one pair.",
        "Put square brackets around the pair, gradient first: [(gradient, generated_image)].",
        {"[(gradient, generated_image)]": "(gradient, generated_image)"},
        r"(error: .*(unpack|takes \d positional|iterable|_unique_id)"
        r"|zip\(\w+, \[[\s\S]*error: .*Cannot update).*\nerror line: .*apply_gradients\(",
    ),
    mistake_by_sign(
        "apply instead of apply_gradients",
        "The method optimizer.apply takes two lists, the gradients and the variables, but gets something else here.",
        "Call optimizer.apply([gradient], [generated_image]), or apply_gradients with a list of pairs.",
        {APPLY: "optimizer.apply([(gradient, generated_image)])"},
        r"^error line: .*\.apply\(",
    ),
    mistake_by_sign(
        "new optimizer",
        "You make a new optimizer in each step: it forgets the earlier steps, and doesn't know your settings.",
        "Use the argument `optimizer`.",
        {APPLY: "tf.keras.optimizers.Adam(0.01).apply_gradients([(gradient, generated_image)])"},
        r"(optimizers\.|\b(Adam|SGD|RMSprop|Adagrad|Nadam|AdamW)\()[\s\S]*^no optimizer step",
        (CheckStep.VALUES,),
    ),
    mistake_by_sign(
        "manual step",
        "You update the picture yourself, with your own step size; the optimizer isn't used.",
        "Let the optimizer take the step: it has the learning rate, and remembers earlier steps.",
        {APPLY: "generated_image.assign_sub(0.01 * gradient)"},
        r"\A(?=[\s\S]*^no optimizer step)"  # first, since the other search is slow
        r"[\s\S]*(assign_sub|assign_add|assign\(.*[-+].*grad|image - |-= )",
        (CheckStep.VALUES,),
    ),
    mistake_by_sign(
        "gradient normalized",
        "You scale the gradient before the step, so the optimizer can't see how steep the cost is.",
        "Give the optimizer the gradient as it comes from the tape.",
        {GRADIENT: f"tf.math.l2_normalize({GRADIENT})"},
        r"normalize\(|\bsign\(|/ ?\(?tf\.(linalg\.|math\.)?(norm|reduce_std)\("
        r"|(\w+) = tf\.(linalg\.|math\.)?(norm|reduce_std)\([\s\S]*/ ?\(?\3\b",
        (CheckStep.VALUES,),
    ),
)

COMPARE = "Compare G with a target in each cost: a_C for the content, a_S for the style."
BELONG = "Pass a_C to compute_content_cost and a_S to compute_style_cost."

# Arguments of the three costs, and the use of α, β and STYLE_LAYERS.
COSTS = (
    mistake_by_sign(
        "layer instead of the list",
        "Your cost functions take whole lists of layer outputs and choose the layers themselves.",
        "Pass the lists as they are, without an index.",
        {CONTENT: "compute_content_cost(a_C[-1], a_G[-1])"},
        r"compute_\w+_cost\([^()]*\w\[",
        (CheckStep.RUNS, CheckStep.VALUES),
    ),
    mistake_by_sign(
        "network forgotten",
        "You pass the picture itself to the costs, but they need the network's outputs for it.",
        "Start with a_G = vgg_model_outputs(generated_image), inside the `with`.",
        {NETWORK: "a_G = generated_image"},
        r"\A(?![\s\S]*vgg_model_outputs\()",
    ),
    mistake_by_sign(
        "picture rescaled for the network",
        "You rescale the picture before the network sees it, as for colors from 0 to 255; this network takes [0, 1].",
        "Give the network generated_image as it is.",
        {"vgg_model_outputs(generated_image)": "vgg_model_outputs(generated_image * 255.0)"},
        r"[*/] ?25[56]|127|preprocess",
        (CheckStep.VALUES,),
    ),
    Mistake(
        "G compared with itself",
        "You compare G with itself, so one of the costs is always 0.",
        COMPARE,
        {CONTENT: "compute_content_cost(a_G, a_G)"},
        sign=r"_cost\(\s*(\w+),\s*\1\b",
    ),
    Mistake(
        "G compared with itself in the style",
        "You compare G with itself, so the style cost is always 0.",
        COMPARE,
        {STYLE: "compute_style_cost(a_G, a_G, STYLE_LAYERS)"},
        sign=r"_cost\(\s*(\w+),\s*\1\b",
    ),
    Mistake(
        "costs swapped",
        "The two costs are swapped: total_cost takes J_content first, then J_style.",
        "Keep the order of the first line of total_cost.",
        {TOTAL: "total_cost(J_style, J_content, alpha, beta)"},
        sign=r"total_cost\(\s*\w*([Ss]tyle|_[sS]\b|js|Js)|(\w+) = compute_style_cost\([\s\S]*total_cost\(\s*\2\b",
    ),
    Mistake(
        "α and β not passed on",
        "You don't pass α and β on to total_cost, so it uses its own defaults, 10 and 40.",
        "Give total_cost all four: both costs, alpha and beta.",
        {TOTAL: "total_cost(J_content, J_style)"},
    ),
    Mistake(
        "α and β swapped",
        "α and β are swapped: total_cost takes alpha first, then beta.",
        "Pass them by name: alpha=alpha, beta=beta.",
        {TOTAL: "total_cost(J_content, J_style, beta, alpha)"},
    ),
    Mistake(
        "no weights",
        "You simply add the two costs: α and β aren't used.",
        "Use total_cost, with alpha and beta.",
        {TOTAL: "J_content + J_style"},
    ),
    Mistake(
        "only the content",
        "J is the content cost alone: the style is left out, or its cost is 0.",
        "Print J_style. If it is 0, G is compared with itself; if not, pass both costs to total_cost.",
        {TOTAL: "alpha * J_content"},
    ),
    Mistake(
        "only the style",
        "J is the style cost alone: the content is left out, or its cost is 0.",
        "Print J_content. If it is 0, G is compared with itself; if not, pass both costs to total_cost.",
        {TOTAL: "beta * J_style"},
    ),
    mistake_by_sign(
        "STYLE_LAYERS not passed on",
        "You don't pass STYLE_LAYERS on to compute_style_cost, so it uses the default.",
        "Pass STYLE_LAYERS to compute_style_cost as well.",
        {STYLE: "compute_style_cost(a_S, a_G)"},
        r"\A(?=[\s\S]*content_cost\()[\s\S]*style_cost\((?![^\n]*STYLE_LAYERS)"
        r"([^(),]|\([^()]*\))*,([^(),]|\([^()]*\))*\)[\s\S]*error: ValueError: zip\(\)",
    ),
    Mistake(
        "content used for style",
        "You use the content picture's activations for the style, so nothing ever looks at the style picture.",
        BELONG,
        {STYLE: "compute_style_cost(a_C, a_G, STYLE_LAYERS)"},
    ),
    Mistake(
        "style used for content",
        "You use the style picture's activations for the content, so nothing ever looks at the content picture.",
        BELONG,
        {CONTENT: "compute_content_cost(a_S, a_G)"},
    ),
    Mistake(
        "C and S swapped",
        "You swap a_C and a_S: the style picture is used for the content, and vice versa.",
        BELONG,
        {CONTENT: "compute_content_cost(a_S, a_G)", STYLE: "compute_style_cost(a_C, a_G, STYLE_LAYERS)"},
    ),
    Mistake(
        "C compared with S",
        "You compare C with S; a cost without a_G doesn't depend on the picture, so the picture can't learn from it.",
        COMPARE,
        {STYLE: "compute_style_cost(a_S, a_C, STYLE_LAYERS)"},
    ),
)

MISTAKES = (*COMMON, *PIXELS, *UPDATE, *COSTS)
