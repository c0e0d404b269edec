"""Clipping, and what is returned."""

from ...exercise import CheckStep, FoundBy, Mistake

APPLY = "optimizer.apply_gradients([(gradient, generated_image)])"
CLIP = "generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))"
RETURN = "return J\n"

PIXELS = (
    Mistake(
        "clip to [0, 255]",
        "The picture is clipped to [0, 255]; in this course colours run from 0 to 1.",
        "Use 0.0 and 1.0.",
        {"0.0, 1.0": "0.0, 255.0"},
        sign=r"255",
    ),
    Mistake(
        "clip thrown away",
        "The clipped picture is computed and then lost: tf.clip_by_value changes nothing, it gives a new tensor.",
        "Put its result back into the variable with generated_image.assign.",
        {CLIP: "tf.clip_by_value(generated_image, 0.0, 1.0)"},
        sign=r"clip|minimum|maximum",
    ),
    Mistake(
        "clip forgotten",
        "The picture is not clipped: pixels below 0 or above 1 remain, which no screen can show.",
        "After the step, assign the picture, clipped to [0, 1], back to generated_image.",
        {CLIP: "pass"},
    ),
    Mistake(
        "clip before the update",
        "The picture is clipped before the optimizer's step, and the step carries pixels out of [0, 1] again.",
        "Exchange the two: first the step, then the clipping.",
        {CLIP: "pass", APPLY: f"{CLIP}\n    {APPLY}"},
    ),
    Mistake(
        "clip before the network",
        "The picture is clipped before the network sees it, and the step carries pixels out of [0, 1] again.",
        "Clip at the end, after the optimizer's step.",
        {CLIP: "pass", "    with": f"    {CLIP}\n    with"},
    ),
    Mistake(
        "clip to [−1, 1]",
        "The picture is clipped to [−1, 1]; in this course colours run from 0 to 1.",
        "Use 0.0 and 1.0.",
        {"0.0, 1.0": "-1.0, 1.0"},
        sign=r"- ?1\b",
    ),
    Mistake(
        "clip at the bottom only",
        "Pixels below 0 are clipped, those above 1 are not.",
        "Give tf.clip_by_value both ends, 0.0 and 1.0.",
        {"tf.clip_by_value(generated_image, 0.0, 1.0)": "tf.maximum(generated_image, 0.0)"},
    ),
    Mistake(
        "clip at the top only",
        "Pixels above 1 are clipped, those below 0 are not.",
        "Give tf.clip_by_value both ends, 0.0 and 1.0.",
        {"tf.clip_by_value(generated_image, 0.0, 1.0)": "tf.minimum(generated_image, 1.0)"},
    ),
    Mistake(
        "stretched, not clipped",
        "The picture is squeezed by its smallest and largest pixel (or a sigmoid): all its colours change.",
        "Leave what lies in [0, 1] alone: tf.clip_by_value only moves what lies outside.",
        {
            "tf.clip_by_value(generated_image, 0.0, 1.0)": "(generated_image - tf.reduce_min(generated_image))"
            " / (tf.reduce_max(generated_image) - tf.reduce_min(generated_image))"
        },
        sign=r"\A(?![\s\S]*(clip_by|minimum|maximum))[\s\S]*(reduce_m(in|ax)|sigmoid|\.m(in|ax)\()",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "the gradient clipped",
        "The gradient is clipped, the picture is not.",
        "Hand the optimizer the gradient as it is, and clip generated_image afterwards.",
        {
            CLIP: "pass",
            "tape.gradient(J, generated_image)": "tf.clip_by_value(tape.gradient(J, generated_image), 0.0, 1.0)",
        },
    ),
    Mistake(
        "cost after the update",
        "The cost of the new picture comes back: J was computed once more after the step.",
        "Return the J that the tape saw: it is the cost before the step.",
        {
            RETURN: """a_G = vgg_model_outputs(generated_image)
    J_content = compute_content_cost(a_C, a_G)
    J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
    return total_cost(J_content, J_style, alpha, beta)
"""
        },
    ),
    Mistake(
        "J_content returned",
        "The content cost comes back in place of the total cost.",
        "Return J.",
        {RETURN: "return J_content\n"},
    ),
    Mistake(
        "J_style returned",
        "The style cost comes back in place of the total cost.",
        "Return J.",
        {RETURN: "return J_style\n"},
    ),
    Mistake(
        "the picture returned",
        "The picture comes back; it has already been changed in place, and what the caller wants to see is the cost.",
        "Return J.",
        {RETURN: "return generated_image\n"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "the gradient returned",
        "The gradient comes back, one number a pixel; what the caller wants to see is the cost.",
        "Return J.",
        {RETURN: "return gradient\n"},
        steps=(CheckStep.SHAPE,),
    ),
    Mistake(
        "several results",
        "Several values come back as a tuple or list; what the caller wants is the cost alone.",
        "Return J, and nothing beside it.",
        {RETURN: "return J, J_content, J_style\n"},
        steps=(CheckStep.RETURNS_TENSOR,),
        sign=r"^returned: (tuple|list|dict) of",
        found_by=FoundBy.SIGN,
    ),
)
