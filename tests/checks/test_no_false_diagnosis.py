"""Code that only looks like a named mistake isn't diagnosed as one: no diagnosis is better than a false one."""

import keras
import numpy as np
import pytest

from nst_course import costs
from nst_course.checks.trial import check_function
from nst_course.exercises.exercise import function_from, solution, with_edits

NAMES = {**vars(costs), "np": np, "keras": keras}
CONTENT = "return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)"
FOURTH_POWER = "return tf.reduce_sum((a_C - a_G) ** 4) / (4 * n_H * n_W * n_C)"
GRADIENT = "gradient = tape.gradient(J, generated_image)"
TWICE = "gradient = tape.gradient(J, generated_image) * 1.7"  # a mistake without a name
TOTAL = "J = total_cost(J_content, J_style, alpha, beta)"
CLIPPED = "clipped = tf.clip_by_value(generated_image, 0.0, 1.0)"
# (exercise, what looks like a mistake but isn't the one that was made, {old: new})
LOOKALIKES = [
    (
        "compute_content_cost",
        "np.prod of sizes",
        {CONTENT: "return tf.stop_gradient(tf.reduce_sum(tf.square(a_C - a_G))) / (4 * float(np.prod(a_G.shape[1:])))"},
    ),
    ("compute_content_cost", "// of a count", {CONTENT: f"half = n_C // 2\n    {FOURTH_POWER}"}),
    (
        "compute_content_cost",
        "shape[-2]",
        {
            "_, n_H, n_W, n_C = a_G.shape": "n_H, n_W, n_C = a_G.shape[-3], a_G.shape[-2], a_G.shape[-1]",
            CONTENT: FOURTH_POWER,
        },
    ),
    ("compute_content_cost", "a cast of sizes", {CONTENT: f"n = tf.cast(n_C, tf.int32)\n    {FOURTH_POWER}"}),
    ("compute_content_cost", "incompatible shapes", {CONTENT: CONTENT.replace("a_G)", "tf.transpose(a_G))")}),
    (
        "compute_style_cost",
        "a division",
        {"return tf.add_n(costs)": "share = 1 / len(costs)\n    return tf.add_n(costs) ** 2"},
    ),
    (
        "compute_style_cost",
        "an entry of the list",
        {"return tf.add_n(costs)": "first = style_image_output[0]\n    return tf.add_n(costs) ** 2"},
    ),
    ("train_step", "del of the tape", {GRADIENT: f"{TWICE}\n    del tape"}),
    ("train_step", "a norm that is printed", {GRADIENT: f"{TWICE}\n    print(tf.norm(gradient))"}),
    ("train_step", "a range that is printed", {GRADIENT: f"{TWICE}\n    print(tf.reduce_max(generated_image))"}),
    (
        "train_step",
        "a clipped picture of its own",
        {
            "generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))": CLIPPED,
            "return J": "generated_image.assign(clipped)\n    return J",
            GRADIENT: TWICE,
        },
    ),
    (
        "train_step",
        "costs in a list",
        {
            TOTAL: "t = J_content, J_style; J = total_cost(t[0], t[1], alpha, beta)",
            GRADIENT: TWICE,
        },
    ),
    (
        "train_step",
        "another name for the picture",
        {GRADIENT: "image = generated_image\n    gradient = tape.gradient(J, image) * 1.7"},
    ),
    ("train_step", "a sum with +=", {"return J": "J += 0.1 * J\n    return J"}),
]


@pytest.mark.parametrize(("exercise", "what", "edits"), LOOKALIKES, ids=[what for _, what, _ in LOOKALIKES])
def test_a_lookalike_gets_no_wrong_name(exercise, what, edits):
    report = check_function(exercise, function_from(with_edits(solution(exercise), edits), exercise, NAMES))
    assert not report.passed
    assert report.mistake == ("gradient stopped" if "stop_gradient" in str(edits) else "")
