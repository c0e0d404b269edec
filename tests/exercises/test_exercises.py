"""The exercises as data: complete, consistent, and generated from the solutions in costs.py."""

import ast
import inspect
import re

import numpy as np
import pytest

from nst_course import costs
from nst_course.checks.observe import observe
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep, Difficulty, FoundBy, function_from, unfinished_lines

each = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def rng():
    return np.random.default_rng(5)


def test_the_points_sum_to_100():
    assert sum(exercise.points for exercise in EXERCISES.values()) == 100


def test_there_are_six_in_the_order_of_the_lessons():
    lessons = [exercise.lesson for exercise in EXERCISES.values()]
    assert len(EXERCISES) == 6
    assert lessons == sorted(lessons)


@each
def test_minutes_and_difficulty_are_given(exercise):
    assert 1 <= exercise.minutes <= 60
    assert isinstance(exercise.difficulty, Difficulty)
    assert exercise.title


@each
def test_three_hints_that_differ(exercise):
    assert len(exercise.hints) == len(set(exercise.hints)) == 3
    assert all(is_prose(hint) for hint in exercise.hints)


def is_prose(text):
    return bool(re.fullmatch(r"[A-Za-zα-ωΑ-Ω'].*[.?]", text)) and "  " not in text


@each
def test_mistakes_have_unique_names(exercise):
    names = [mistake.name for mistake in exercise.mistakes]
    assert len(names) == len(set(names))
    assert len(names) >= 10


@each
def test_mistakes_have_a_one_sentence_diagnosis_and_a_next_move(exercise):
    for mistake in exercise.mistakes:
        assert mistake.diagnosis.endswith("."), mistake.name
        assert not re.search(r"[.!?] [A-ZΑ-Ω]", mistake.diagnosis), mistake.diagnosis
        assert len(mistake.diagnosis) <= 160, mistake.name
        assert is_prose(mistake.next_move), mistake.next_move
        assert len(mistake.next_move) <= 160, mistake.name


@each
def test_mistakes_yield_functions(exercise):
    """Each edit applies to the solution, changes it, and yields a function."""
    for mistake in exercise.mistakes:
        text = mistake.source(exercise.name)
        assert text != exercise.solution, mistake.name
        assert callable(function_from(text, exercise.name, vars(costs))), mistake.name


@each
def test_signs_are_regular_expressions_and_present_where_needed(exercise):
    for mistake in exercise.mistakes:
        re.compile(mistake.sign)
        assert isinstance(mistake.found_by, FoundBy)
        assert mistake.sign or mistake.found_by in (FoundBy.RESULTS, FoundBy.RATIO), mistake.name


@each
def test_mistakes_fail_at_steps_of_the_check(exercise):
    for mistake in exercise.mistakes:
        assert mistake.steps, mistake.name
        assert all(isinstance(step, CheckStep) for step in mistake.steps), mistake.name


@each
def test_an_untouched_stub_compiles_and_returns_an_ellipsis(exercise):
    function = function_from(exercise.stub, exercise.name, vars(costs))
    count = len(inspect.signature(function).parameters)
    assert function(*[None] * count) is ...


@each
def test_the_stub_keeps_the_scaffold_and_gives_nothing_away(exercise):
    stub, solution = exercise.stub, exercise.solution
    assert stub.splitlines()[0] == solution.splitlines()[0] == f"def {exercise.signature}:"
    assert ast.get_docstring(ast.parse(stub).body[0]) == ast.get_docstring(ast.parse(solution).body[0])
    comments = [line.strip() for line in solution.splitlines() if line.strip().startswith("#")]
    assert [line.strip() for line in stub.splitlines() if line.strip().startswith("#")] == comments
    assert unfinished_lines(stub)
    assert not unfinished_lines(solution)
    calls = [ast.unparse(n.func) for n in ast.walk(ast.parse(stub)) if isinstance(n, ast.Call)]
    assert set(calls) <= {"tf.GradientTape"}


@each
def test_cases_are_named_and_fit_the_signature(exercise):
    cases = exercise.cases(rng())
    parameters = list(inspect.signature(getattr(costs, exercise.name)).parameters)
    assert len({case.name for case in cases}) == len(cases) >= 4
    for case in cases:
        given = ["vgg_model_outputs" if name == "kernels" else name for name in case.inputs]
        assert [name for name in parameters if name in given] == given, f"{case.name}: by position"
        assert set(case.watched) <= set(case.inputs)


@each
def test_cases_are_drawn_from_the_generator(exercise):
    first, again, other = (exercise.cases(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert repr(first) == repr(again)
    assert repr(first) != repr(other)


@each
def test_some_case_is_traced_and_the_first_is_not_lenient(exercise):
    cases = exercise.cases(rng())
    assert any(case.traced and not case.lenient for case in cases)
    assert not cases[0].lenient


def test_activations_have_different_sizes():
    """n_H, n_W and n_C differ in the first case, so that mixing them up is noticed."""
    for name in ("compute_content_cost", "compute_layer_style_cost", "compute_style_cost"):
        first = next(iter(EXERCISES[name].cases(rng())[0].inputs.values()))
        for a in first if isinstance(first, list) else [first]:
            assert len(set(a.shape[1:])) == 3


def test_the_large_layer_needs_more_than_32_bits():
    case = next(c for c in EXERCISES["compute_layer_style_cost"].cases(rng()) if c.name == "a large layer")
    _, n_H, n_W, n_C = case.inputs["a_G"].shape
    assert 4 * n_C**2 * (n_H * n_W) ** 2 > 2**31


def test_exercises_need_no_tensorflow():
    import subprocess
    import sys

    code = "import sys, nst_course.exercises; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_needs_are_what_the_solutions_call():
    """Observed while they run: each call to another exercise's function is recorded."""

    def noting(other, calls):
        return lambda *given, **named: calls.add(other) or getattr(costs, other)(*given, **named)

    called = {}
    for name, exercise in EXERCISES.items():
        calls = called.setdefault(name, set())
        noted = {other: noting(other, calls) for other in EXERCISES if other != name}
        function = function_from(exercise.solution, name, {**vars(costs), **noted})
        observe(function, exercise.protocol, exercise.cases(rng())[0])
    for _ in EXERCISES:  # and what those call in turn
        called = {name: calls.union(*(called[other] for other in calls)) for name, calls in called.items()}
    assert {name: set(exercise.needs) for name, exercise in EXERCISES.items()} == called
    assert EXERCISES["compute_style_cost"].needs == ("gram_matrix", "compute_layer_style_cost")
    assert set(EXERCISES["train_step"].needs) == EXERCISES.keys() - {"train_step"}
