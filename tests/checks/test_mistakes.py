"""Every named mistake is caught and named correctly, as written in the data and as other students would write it."""

import ast
from dataclasses import replace

import keras
import numpy as np
import pytest
from answers import UNUSUAL_ANSWERS, WRONG_ANSWERS, Answer

from nst_course import costs
from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES, Mistake
from nst_course.exercises.exercise import function_from

NAMES = {**vars(costs), "np": np, "keras": keras}
# Functions whose named mistake the check does not name, {(exercise, part of the source): why}.
NOT_NAMED: dict[tuple[str, str], str] = {}

each = pytest.mark.parametrize("name", EXERCISES)


def report_on(answer):
    return check_function(answer.exercise, function_from(answer.source, answer.exercise, NAMES))


def misnamed(answers):
    """Sentences about answers that pass, or whose mistake gets no name or a wrong one; excludes those listed above."""
    for answer in answers:
        report = report_on(answer)
        listed = any(name == answer.exercise and part in answer.source for name, part in NOT_NAMED)
        if report.passed or (report.mistake not in answer.names and not listed):
            yield f"{' or '.join(answer.names)} was named '{report.mistake}': {report.headline}\n{answer.source}"


@each
def test_as_written_in_the_data(name):
    written = [Answer(name, (mistake.name,), mistake.source(name)) for mistake in EXERCISES[name].mistakes]
    assert len(written) >= 30
    assert not list(misnamed(written))


@each
def test_with_other_results(name):
    also = [Answer(name, (m.name,), source) for m in EXERCISES[name].mistakes for source in m.also]
    assert not list(misnamed(also))


@pytest.mark.slow
@each
def test_as_students_write_them(name):
    answers = [answer for answer in WRONG_ANSWERS if answer.exercise == name]
    known = {mistake.name for mistake in EXERCISES[name].mistakes}
    written = {true for answer in answers for true in answer.names}
    assert written <= known
    assert len(written) >= len(known) / 2
    assert not list(misnamed(answers))


class OtherNames(ast.NodeTransformer):
    """Renames local variables; arguments, functions and names looked up outside stay."""

    def __init__(self, function):
        bound = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        bound -= {argument.arg for argument in function.args.args}
        self.names = {old: f"x{number}" for number, old in enumerate(sorted(bound))}

    def visit_Name(self, node):
        return ast.Name(self.names.get(node.id, node.id), node.ctx)


def with_other_names(source, name):
    """The text of a function with renamed local variables."""
    tree = ast.parse(source)
    at = next(i for i, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef) and node.name == name)
    tree.body[at] = OtherNames(tree.body[at]).visit(tree.body[at])
    return ast.unparse(tree) + "\n"


@pytest.mark.slow
@each
def test_with_renamed_local_variables(name):
    written = [(m, with_other_names(m.source(name), name)) for m in EXERCISES[name].mistakes]
    assert not list(misnamed(Answer(name, (mistake.name,), source) for mistake, source in written))


def test_a_mistake_comes_with_its_diagnosis():
    for exercise in EXERCISES.values():
        mistake = exercise.mistakes[-1]
        report = report_on(Answer(exercise.name, (), mistake.source(exercise.name)))
        assert (report.mistake, report.diagnosis, report.next_move) == (
            mistake.name,
            mistake.diagnosis,
            mistake.next_move,
        )


def test_the_listed_exceptions_are_among_the_answers():
    for name, part in NOT_NAMED:
        assert any(name == answer.exercise and part in answer.source for answer in WRONG_ANSWERS)


@pytest.mark.parametrize("answer", UNUSUAL_ANSWERS, ids=lambda answer: answer.exercise)
def test_nothing_is_found_in_correct_functions(answer):
    report = report_on(answer)
    assert report.passed, report
    assert not report.mistake
    assert not report.diagnosis


def test_adding_a_mistake_takes_one_entry():
    """A mistake that has no name yet gets one from a new entry, and the others keep theirs."""
    exercise = EXERCISES["gram_matrix"]
    added = Mistake("cubed", "You cube the product.", "Return it as it is.", {"return ": "return 1.5 * A[0, 0] + "})
    function = function_from(added.source("gram_matrix"), "gram_matrix", NAMES)
    assert not check_function(exercise, function).mistake
    extended = replace(exercise, mistakes=(*exercise.mistakes, added))
    assert check_function(extended, function).mistake == "cubed"
    for mistake in exercise.mistakes[::6]:
        source = mistake.source("gram_matrix")
        assert check_function(extended, function_from(source, "gram_matrix", NAMES)).mistake == mistake.name
