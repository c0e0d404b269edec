"""Reading our notebooks and those of the well-known course; each exercise gets what it needs, and no more."""

import json
import re
import time
from pathlib import Path

import pytest
from broken import RIGHT, SETUP, TF, cells

from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES
from nst_course.extraction.notebook import Note, NoteCode
from nst_course.grading.submissions.reader import read_submission
from nst_course.lessons.collect import load_program

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
OURS = {name: [e.name for e in EXERCISES.values() if f"{e.lesson}.ipynb" == name] for name in LESSONS}


def read_cells(*sources, name="homework.ipynb"):
    return read_submission(json.dumps(cells(*sources)).encode(), name)


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("edition", [".", "solutions"])
def test_our_own_notebooks(lesson, edition):
    reading = read_submission(NOTEBOOKS / edition / lesson, lesson)
    assert list(reading.exercises) == OURS[lesson]
    assert (reading.problem, reading.renamed, reading.review, reading.notes) == ("", {}, (), ())
    for name, found in reading.exercises.items():
        assert found.found
        assert set(found.stand_ins) <= set(EXERCISES[name].needs)
        text = EXERCISES[name].stub if edition == "." else EXERCISES[name].solution
        assert text.strip() in found.source


def test_reading_takes_milliseconds():
    """The best of several runs, in processor time, so that other work on the machine does not count."""
    for path in [NOTEBOOKS / name for name in LESSONS]:
        times = []
        for _ in range(5):
            start = time.process_time()
            read_submission(path, path.name)
            times.append(time.process_time() - start)
        assert min(times) < 0.02


@pytest.mark.parametrize("name", EXERCISES)
def test_no_exercise_gets_what_depends_on_it(name):
    """All six in one notebook, each calling all others: the course's versions are only those the solution needs."""
    every = ", ".join(f"{other}()" for other in EXERCISES)
    definitions = [f"def {other}(*args):\n    return {every}" for other in EXERCISES]
    found = read_cells(*definitions).exercises[name]
    assert set(found.stand_ins) == set(EXERCISES[name].needs)
    imports = [piece for piece in found.pieces if piece.startswith("from nst_course.costs")]
    named = {word for piece in imports for word in re.findall(r"\w+", piece.split("import")[1])}
    assert named == set(EXERCISES[name].needs)
    for other in EXERCISES:
        if name in EXERCISES[other].needs:
            assert other not in named
            assert f"def {other}(" in found.source


def test_a_missing_exercise_of_the_lesson_is_reported():
    reading = read_cells(SETUP.replace("3_gram_matrix", "4_style_cost"), TF, RIGHT)
    assert {name: found.found for name, found in reading.exercises.items()} == {
        "gram_matrix": True,
        "compute_layer_style_cost": False,
        "compute_style_cost": False,
    }


def test_the_file_name_tells_the_lesson_where_nothing_else_does():
    assert list(read_cells("x = 1", name="alice/5_make_art (1).ipynb").exercises) == ["total_cost", "train_step"]


def test_the_last_definition_wins_and_the_others_are_mentioned():
    reading = read_cells(RIGHT, "def gram_matrix(A):\n    return 1", "gram_matrix = nst.yours(gram_matrix)")
    assert "return 1" in reading.exercises["gram_matrix"].source
    assert RIGHT not in reading.exercises["gram_matrix"].source
    assert reading.notes == (Note(NoteCode.DEFINED_AGAIN, "gram_matrix", "2", detail="1, 2"),)


# The well-known course: its names and signatures, with our own code.
WELL_KNOWN = [
    "import tensorflow as tf\nfrom public_tests import *\n%matplotlib inline",
    "pp = pprint.PrettyPrinter(indent=4)\nimg_size = 400\nvgg = tf.keras.applications.VGG19(include_top=False)",
    "# UNQ_C1\n# GRADED FUNCTION: compute_content_cost\n\ndef compute_content_cost(content_output, generated_output):\n"
    "    a_C = content_output[-1]\n    a_G = generated_output[-1]\n    m, n_H, n_W, n_C = a_G.get_shape().as_list()\n"
    "    return tf.reduce_sum(tf.square(a_C - a_G)) / (4.0 * n_H * n_W * n_C)",
    "compute_content_cost_test(compute_content_cost)",
    "# UNQ_C2\n# GRADED FUNCTION: gram_matrix\n\ndef gram_matrix(A):\n    return tf.matmul(A, tf.transpose(A))",
    "# UNQ_C3\n# GRADED FUNCTION: compute_layer_style_cost\n\ndef compute_layer_style_cost(a_S, a_G):\n"
    "    _, n_H, n_W, n_C = a_G.get_shape().as_list()\n"
    "    a_S = tf.transpose(tf.reshape(a_S, [-1, n_C]))\n    a_G = tf.transpose(tf.reshape(a_G, [-1, n_C]))\n"
    "    J = tf.reduce_sum(tf.square(gram_matrix(a_S) - gram_matrix(a_G)))\n"
    "    return J / (4 * n_C ** 2 * (n_H * n_W) ** 2)",
    "STYLE_LAYERS = [\n" + "".join(f"    ('block{n}_conv1', 0.2),\n" for n in range(1, 6)) + "]",
    "def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):\n    J = 0\n"
    "    for i, (s, g) in enumerate(zip(style_image_output[:-1], generated_image_output[:-1])):\n"
    "        J += STYLE_LAYERS[i][1] * compute_layer_style_cost(s, g)\n    return J",
    "# UNQ_C4\n# GRADED FUNCTION: total_cost\n@tf.function()\n"
    "def total_cost(J_content, J_style, alpha=10, beta=40):\n    return alpha * J_content + beta * J_style",
    "a_C = vgg_model_outputs(preprocessed_content)\na_S = vgg_model_outputs(preprocessed_style)",
    "def clip_0_1(image):\n    return tf.clip_by_value(image, clip_value_min=0.0, clip_value_max=1.0)",
    "# UNQ_C5\n# GRADED FUNCTION: train_step\n\noptimizer = tf.keras.optimizers.Adam(learning_rate=0.01)\n\n"
    "@tf.function()\ndef train_step(generated_image):\n    with tf.GradientTape() as tape:\n"
    "        a_G = vgg_model_outputs(generated_image)\n"
    "        J_style = compute_style_cost(a_S, a_G)\n"
    "        J_content = compute_content_cost(a_C, a_G)\n"
    "        J = total_cost(J_content, J_style, alpha=10, beta=40)\n"
    "    grad = tape.gradient(J, generated_image)\n"
    "    optimizer.apply_gradients([(grad, generated_image)])\n"
    "    generated_image.assign(clip_0_1(generated_image))\n    return J",
    "for i in range(2501):\n    train_step(generated_image)",
]


@pytest.mark.parametrize("name", EXERCISES)
def test_notebooks_of_the_well_known_course_grade(name):
    found = read_cells(*WELL_KNOWN).exercises[name]
    assert "public_tests" not in found.source
    assert "VGG19" not in found.source
    assert "2501" not in found.source
    report = check_function(name, load_program(found, "homework.ipynb")[name])
    assert report.passed, report


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("compute_style_cost(a_S", "compute_style_cost(a_C"),
        ("alpha=10, beta=40)", "alpha=40, beta=10)"),
        ("clip_0_1(generated_image)", "generated_image"),
        ("compute_content_cost(a_C, a_G)", "0.0"),
    ],
)
def test_its_train_step_can_be_wrong(old, new):
    sources = [source.replace(old, new) if "def train_step" in source else source for source in WELL_KNOWN]
    assert sources != WELL_KNOWN
    report = check_function(
        "train_step", load_program(read_cells(*sources).exercises["train_step"], "homework.ipynb")["train_step"]
    )
    assert not report.passed


def test_its_missing_functions_are_expected():
    """By the comment at the top of the cell."""
    reading = read_cells("# GRADED FUNCTION: gram_matrix\n\ndef gram_matrix(A)\n    return A")
    assert not reading.exercises["gram_matrix"].found
    assert [note.code for note in reading.review] == [NoteCode.UNREADABLE]
