"""Gradient and optimizer."""

from ...exercise import CheckStep, FoundBy, Mistake

GRADIENT = "tape.gradient(J, generated_image)"
APPLY = "optimizer.apply_gradients([(gradient, generated_image)])"
NO_GRADIENT = r"error: .*([Nn]o gradients|None values not supported|NoneType|not provide)"
INSIDE = """        # The layer outputs of G.
        a_G = vgg_model_outputs(generated_image)
"""

UPDATE = (
    Mistake(
        "no step",
        "The picture does not learn: the optimizer never takes its step.",
        "Hand the gradient and the variable to optimizer.apply_gradients.",
        {APPLY: "pass"},
    ),
    Mistake(
        "ascent",
        "The step goes uphill: the cost grows, as when the gradient has the wrong sign.",
        "Give the optimizer the gradient as the tape has it: it subtracts by itself.",
        {GRADIENT: "-tape.gradient(J, generated_image)"},
    ),
    Mistake(
        "two steps",
        "The optimizer takes two steps in one call.",
        "Call apply_gradients once.",
        {APPLY: f"{APPLY}\n    {APPLY}"},
    ),
    Mistake(
        "gradient of J_content",
        "The gradient is that of J_content, so the picture learns the content alone.",
        "Ask the tape for the gradient of J, the sum of both.",
        {GRADIENT: "tape.gradient(J_content, generated_image)"},
    ),
    Mistake(
        "gradient of J_style",
        "The gradient is that of J_style, so the picture learns the style alone.",
        "Ask the tape for the gradient of J, the sum of both.",
        {GRADIENT: "tape.gradient(J_style, generated_image)"},
    ),
    Mistake(
        "gradient of the plain sum",
        "The gradient is that of J_content + J_style, without α and β.",
        "Ask the tape for the gradient of J.",
        {GRADIENT: "tape.gradient([J_content, J_style], generated_image)"},
    ),
    Mistake(
        "a copy of the picture",
        "A new variable is made and changed, and the picture that was handed over stays as it was.",
        "Work on generated_image itself: it already is a variable.",
        {"    with tf": "    generated_image = tf.Variable(generated_image)\n    with tf"},
        steps=(CheckStep.RUNS,),
        sign=r"error: .*Unknown variable",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "gradient the other way round",
        "Here it is asked how the pixels change with J; what is wanted is how J changes with the pixels.",
        "tape.gradient takes first what is differentiated, the cost, and then by what.",
        {GRADIENT: "tape.gradient(generated_image, J)"},
        steps=(CheckStep.RUNS, CheckStep.VALUES),
        sign=r"\.gradient\((target=)?\[?generated_image\]?,",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "gradient with respect to the activations",
        "The gradient is taken with respect to the activations; what learns here are the pixels of generated_image.",
        "The second argument of tape.gradient is the variable that is to be changed.",
        {GRADIENT: "tape.gradient(J, a_G[0])"},
        steps=(CheckStep.RUNS, CheckStep.VALUES),
        sign=r"(\w+) = vgg_model_outputs\([\s\S]*\.gradient\([^,\n]+, (sources=)?\[?\1\b",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "outside the tape",
        "The network ran before the tape was watching, so the tape knows no way from J to the pixels.",
        "Move vgg_model_outputs(generated_image) into the `with` block, before the costs.",
        {INSIDE: "", "    with tf": "    a_G = vgg_model_outputs(generated_image)\n    with tf"},
        steps=(CheckStep.RUNS,),
        sign=rf"vgg_model_outputs\([\s\S]*GradientTape[\s\S]*{NO_GRADIENT}",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "costs outside the tape",
        "A cost is computed after the `with` block, when the tape has stopped watching, so it knows no way from J "
        "to the pixels.",
        "Indent the costs and J as far as the network: all that leads to J belongs into the `with` block.",
        {"        J = total_cost": "    J = total_cost"},
        steps=(CheckStep.RUNS,),
        sign=rf"^( *)with tf\.GradientTape[\s\S]*\n\1\w[^\n]*(_cost\(|alpha)[\s\S]*{NO_GRADIENT}",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "pairs the other way round",
        "The optimizer wants (gradient, variable), and here the pair is the other way round.",
        "A list with one pair, the gradient first: [(gradient, generated_image)].",
        {"(gradient, generated_image)": "(generated_image, gradient)"},
        steps=(CheckStep.RUNS,),
        sign=r"(\[|= |zip|apply_gradients|\()\(\[?generated_image\]?, [\s\S]*error: .*(_unique_id|unpack)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "no list of pairs",
        "The optimizer wants a list of pairs (gradient, variable), even where there is only one pair.",
        "Square brackets around the pair, the gradient first: [(gradient, generated_image)].",
        {"[(gradient, generated_image)]": "(gradient, generated_image)"},
        steps=(CheckStep.RUNS,),
        sign=r"(error: .*(unpack|takes \d positional|iterable|_unique_id)"
        r"|zip\(\w+, \[[\s\S]*error: .*Cannot update).*\nerror line: .*apply_gradients\(",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "apply for apply_gradients",
        "optimizer.apply takes lists, first the gradients, then the variables, and here it gets something else.",
        "optimizer.apply([gradient], [generated_image]), or apply_gradients with a list of pairs.",
        {APPLY: "optimizer.apply([(gradient, generated_image)])"},
        steps=(CheckStep.RUNS,),
        sign=r"^error line: .*\.apply\(",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "a new optimizer",
        "A new optimizer is made in each step: it forgets what it has learned and does not know your settings.",
        "Use the argument `optimizer`.",
        {APPLY: "tf.keras.optimizers.Adam(0.01).apply_gradients([(gradient, generated_image)])"},
        steps=(CheckStep.VALUES,),
        sign=r"(optimizers\.|\b(Adam|SGD|RMSprop|Adagrad|Nadam|AdamW)\()[\s\S]*^no optimizer step",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "a step by hand",
        "The picture is changed by hand, with a step size of its own; the optimizer is not asked.",
        "Let the optimizer do it: it has the learning rate, and a memory of the steps before.",
        {APPLY: "generated_image.assign_sub(0.01 * gradient)"},
        sign=r"\A(?=[\s\S]*^no optimizer step)"  # first, as the search for the other takes long
        r"[\s\S]*(assign_sub|assign_add|assign\(.*[-+].*grad|image - |-= )",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "the gradient scaled to length 1",
        "The gradient is scaled before the step, so that the optimizer does not see how steep the cost is.",
        "Hand the gradient over as the tape has it.",
        {GRADIENT: "tf.math.l2_normalize(tape.gradient(J, generated_image))"},
        sign=r"normalize\(|\bsign\(|/ ?\(?tf\.(linalg\.|math\.)?(norm|reduce_std)\("
        r"|(\w+) = tf\.(linalg\.|math\.)?(norm|reduce_std)\([\s\S]*/ ?\(?\3\b",
        found_by=FoundBy.SIGN,
    ),
)
