"""Renamed functions are recognized by what they do; no innocent one is taken for an exercise."""

import ast
import json
import random
import re
import string
from pathlib import Path

import pytest
from broken import cells
from correct_answers import CORRECT_ANSWERS
from innocent import INNOCENT

from nst_course.exercises import EXERCISES
from nst_course.grading.notes import NoteCode
from nst_course.grading.submissions.reader import read_submission
from nst_course.grading.submissions.rename_detection import MATCH_THRESHOLD, solution_match

SOLUTIONS = Path(__file__).parents[3] / "notebooks" / "solutions"


def written_out(source, name):
    """Whether a source gives the name to a def or lambda, not to an object made by functools."""
    return re.search(rf"^(def {name}\(|{name} = lambda)", source, re.MULTILINE)


FOUND = [(e, what, source) for e, what, source in CORRECT_ANSWERS if written_out(source, e)]


def random_name(rng):
    return "".join(rng.choices(string.ascii_lowercase, k=8))


def renamed(source, exercise, name):
    return re.sub(rf"\b{exercise}\b", name, source)


def read_cells(*sources):
    return read_submission(json.dumps(cells(*sources)).encode(), "homework.ipynb")


def functions(text):
    return [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]


def lesson_functions():
    """Functions in the solved lessons that aren't exercises."""
    for path in sorted(SOLUTIONS.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code" and "%pip" not in (text := "".join(cell["source"])):
                yield from (node for node in functions(text) if node.name not in EXERCISES)


@pytest.mark.parametrize(("exercise", "what", "source"), FOUND, ids=[f"{e}-{what}" for e, what, _ in FOUND])
def test_right_answers_are_found_under_any_name(exercise, what, source):
    """Among helpers; the name is random, so that only arguments and body can tell."""
    rng = random.Random(f"{exercise} {what}")
    name, beside = random_name(rng), rng.sample(INNOCENT, 8)
    reading = read_cells("import tensorflow as tf", *beside[:4], renamed(source, exercise, name), *beside[4:])
    helpers = {f.name for f in functions(source)}  # if one contains all of it, that one is it
    assert reading.renamed in [{exercise: other} for other in (name, *helpers)]
    name = reading.renamed[exercise]
    assert reading.exercises[exercise].pieces[-1] == f"{exercise} = {name}"
    assert not reading.review


def test_nearly_all_variants_are_looked_for():
    assert len(FOUND) >= 0.9 * len(CORRECT_ANSWERS)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_mistaken_answers_are_found_too(exercise):
    """Nine in ten of the named mistakes, which match less often."""
    sources = [m.source(exercise) for m in EXERCISES[exercise].mistakes]
    sources = [s for s in sources if written_out(s, exercise) and "return" in s]
    found = [solution_match(functions(s)[-1], "f", exercise) >= MATCH_THRESHOLD for s in sources if functions(s)]
    assert sum(found) >= 0.9 * len(found)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_innocent_function_is_taken(exercise):
    innocent = [*(functions(text)[0] for text in INNOCENT), *lesson_functions()]
    assert len(innocent) > 40
    assert {
        f.name: solution_match(f, f.name, exercise)
        for f in innocent
        if solution_match(f, f.name, exercise) >= MATCH_THRESHOLD
    } == {}


def test_the_line_between_them():
    """The two figures behind MATCH_THRESHOLD."""
    right = [solution_match(functions(s)[-1], "f", e) for e, _, s in FOUND if functions(s)]
    innocent = [*(functions(text)[0] for text in INNOCENT), *lesson_functions()]
    wrong = [solution_match(f, f.name, exercise) for exercise in EXERCISES for f in innocent]
    assert max(wrong) < MATCH_THRESHOLD - 0.05 < MATCH_THRESHOLD + 0.05 < min(right)


@pytest.mark.parametrize("name", ["Gram_matrix", "gramMatrix", "gram_matrx", "gram_matrix2", "gram_matrix_"])
def test_typos_in_the_name(name):
    """Regardless of the body."""
    assert read_cells(f"def {name}(A):\n    return A").renamed == {"gram_matrix": name}


def test_other_names_for_the_arguments_too():
    cost = EXERCISES["compute_layer_style_cost"].solution
    for ours, theirs in {"compute_layer_style_cost": "f", "a_S": "x", "a_G": "y"}.items():
        cost = re.sub(rf"\b{ours}\b", theirs, cost)
    assert read_cells(cost.replace('"""J_style', '"""My own')).renamed == {"compute_layer_style_cost": "f"}


def test_two_candidates_need_a_person():
    twice = ["def first(A):\n    return tf.matmul(A, A, transpose_b=True)", "def second(A):\n    return A @ A.T"]
    reading = read_cells('nst.lesson("3_gram_matrix")', *twice)
    assert reading.renamed == {}
    assert not reading.exercises["gram_matrix"].found
    (note,) = reading.review
    assert note.code == NoteCode.SEVERAL_CANDIDATES
    assert {note.values["first"], note.values["second"]} == {"first", "second"}


def test_a_present_exercise_is_not_searched_for():
    reading = read_cells("def gram_matrix(A):\n    return A", "def other(A):\n    return A @ tf.transpose(A)")
    assert reading.renamed == {}


def test_others_that_call_it_get_the_courses_own():
    """A mistake in my_gram costs points only once."""
    mine = "def my_gram(A):\n    return 2 * tf.matmul(A, A, transpose_b=True)"
    cost = EXERCISES["compute_layer_style_cost"].solution.replace("gram_matrix", "my_gram")
    reading = read_cells("import tensorflow as tf", mine, cost)
    assert reading.renamed == {"gram_matrix": "my_gram"}
    pieces = reading.exercises["compute_layer_style_cost"].pieces
    assert "from nst_course.costs import gram_matrix as my_gram" in pieces
    assert mine not in pieces
    assert reading.exercises["compute_layer_style_cost"].stand_ins == ("gram_matrix",)
