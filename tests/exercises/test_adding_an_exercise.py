"""Adding an exercise takes one function in costs.py and one file, as tried in a copy of the package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nst_course

PACKAGE = Path(nst_course.__file__).parent
SOLUTION = '''

def total_variation(picture):
    """Σ of the squared differences between neighbors, for a picture (m, height, width, 3)."""
    # Down, and to the right.
    down, right = picture[:, 1:] - picture[:, :-1], picture[:, :, 1:] - picture[:, :, :-1]
    # The cost.
    return tf.reduce_sum(tf.square(down)) + tf.reduce_sum(tf.square(right))
'''
FILE = '''"""The total variation of a picture: a scalar."""

import numpy as np

from .exercise import Case, Difficulty, Exercise, Mistake, activations

EXERCISE = Exercise(
    name="total_variation",
    title="Total variation",
    lesson="5_make_art",
    points=5,
    minutes=5,
    difficulty=Difficulty.EASY,
    hints=("Compare neighbors.", "Subtract slices.", "Square and sum both differences."),
    make_cases=lambda rng: [
        Case("height ≠ width", {"picture": activations(rng, 1, 4, 5, 3)}, ("picture",), traced=True),
        Case("one pixel", {"picture": np.ones((1, 1, 1, 3), np.float32)}, ("picture",)),
    ],
    mistakes=(
        Mistake("only downward", "You compare only with the pixel below.", "Compare with the one on the right as well.",
                {" + tf.reduce_sum(tf.square(right))": ""}),
    ),
)
'''
TRY = """
import nst_course as nst
from nst_course import costs
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from

exercise = EXERCISES["total_variation"]
assert list(EXERCISES)[-1] == "total_variation" and len(EXERCISES) == 7
right, stub, wrong = (
    nst.check.total_variation(function_from(text, exercise.name, vars(costs)))
    for text in (exercise.solution, exercise.stub, exercise.mistakes[0].source(exercise.name))
)
print(right.verdict, stub.verdict, wrong.mistake, nst.hint("total_variation").exercise.title, sep=", ")
"""


@pytest.mark.slow
def test_one_function_and_one_file_are_enough(tmp_path):
    copy = tmp_path / "nst_course"
    copy.mkdir()
    for file in PACKAGE.glob("*.py"):
        shutil.copy(file, copy)
    for room in ("checks", "exercises"):
        shutil.copytree(PACKAGE / room, copy / room)
    with (copy / "costs.py").open("a", encoding="utf-8") as costs:
        costs.write(SOLUTION)
    (copy / "exercises" / "total_variation.py").write_text(FILE, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", TRY], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.strip() == "passed, not yet, only downward, Total variation", done.stderr
