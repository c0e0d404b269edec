"""Finds missing exercises among functions with other names, where the match is certain.

A function is compared with each solution by its arguments and by the operations it uses.
"""

from __future__ import annotations

import ast
import difflib
import functools
import math
from collections.abc import Iterable, Iterator

from ...exercises import EXERCISES
from ...extraction.symbol_table import SymbolTable
from ..notes import Note, NoteCode, note

# A test confirms both thresholds: among the correct answers in tests/checks/correct_answers.py, renamed, the worst
# match is 0.49; among the functions in the lessons and in tests/grading/innocent.py, the best is 0.33.
MATCH_THRESHOLD = 0.42
CLEAR_LEAD = 0.1  # by which the best candidate must be ahead
UNSURE = 0.45  # if the arguments have different names
SIMILAR_NAME = 0.85  # letter similarity from which a name counts as a typo
MAX_FUNCTIONS = 100  # functions compared
# Concepts that have several names in TensorFlow, Keras, NumPy and Python.
CONCEPTS = {
    "product": "matmul dot einsum tensordot inner vdot matvec MatMult",
    "transpose": "transpose transpose_a transpose_b adjoint_a adjoint_b T matrix_transpose adjoint swapaxes perm",
    "unroll": "reshape flatten ravel unstack Reshape",
    "sum": "reduce_sum sum add_n cumsum reduce_mean mean norm l2_loss accumulate_n reduce fsum",
    "square": "square pow Pow squared_difference norm l2_loss",
    "difference": "subtract Sub squared_difference",
    "shape": "shape get_shape as_list num_elements size",
    "times": "multiply Mult",
    "plus": "add Add add_n sum fsum",
    "over": "divide truediv Div divide_no_nan reduce_mean mean",
    "tape": "GradientTape gradient watch",
    "step": "apply_gradients apply minimize assign assign_sub assign_add update_step",
    "clip": "clip_by_value clip minimum maximum clip_0_1",
    "each": "zip enumerate For comprehension map_fn vectorized_map range map foldl starmap",
}
CONCEPTS_OF: dict[str, set[str]] = {}
for concept, names in CONCEPTS.items():
    for name in names.split():
        CONCEPTS_OF.setdefault(name, set()).add(concept)
DRAWING = {"plt", "ax", "fig", "imshow", "plot", "show", "subplots", "display"}
COUNTED_SYNTAX = (ast.operator, ast.For, ast.comprehension, ast.With, ast.Slice)

Function = ast.FunctionDef | ast.Lambda


def find_renamed(missing: Iterable[str], table: SymbolTable) -> tuple[dict[str, str], tuple[Note, ...]]:
    """({exercise: name of the function}, reasons for review) for the missing exercises."""
    claims: dict[str, list[tuple[float, str]]] = {exercise: [] for exercise in EXERCISES}
    for name, function in list(candidates(table))[:MAX_FUNCTIONS]:
        score, exercise = max((solution_match(function, name, exercise), exercise) for exercise in EXERCISES)
        if score >= MATCH_THRESHOLD:
            claims[exercise].append((score, name))
    found, unclear = {}, []
    for exercise in missing:
        ranked = sorted(claims[exercise], reverse=True)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEAR_LEAD:
            (_, first), (_, second) = ranked[:2]
            unclear.append(note(NoteCode.SEVERAL_CANDIDATES, exercise=exercise, first=first, second=second))
        elif ranked:
            found[exercise] = ranked[0][1]
    return found, tuple(unclear)


def candidates(table: SymbolTable) -> Iterator[tuple[str, Function]]:
    """(name, syntax tree) of the last definition of each top-level function that isn't an exercise."""
    for name in table.by_name:
        current = table.current_bindings(name)
        if name in EXERCISES or not current:
            continue
        node = current[-1].node
        if isinstance(node, ast.FunctionDef):
            yield name, node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            yield name, node.value


def solution_match(function: Function, name: str, exercise: str) -> float:
    """How well a `def` or lambda matches the solution, 0 to 1: the share of the solution's concepts it uses.

    The fewer exercises use a concept, the more it counts. The match is 1 if the name or docstring is the exercise's,
    and 0 if the function draws, returns nothing, or has arguments that don't fit. If the arguments fit only in number,
    not in name, the function must use all of the solution's concepts, and even then the match is `UNSURE`.
    """
    theirs, ours = arguments_of(function), arguments_of(solution(exercise))
    same = theirs[0][: len(ours[0])] == ours[0] or (exercise == "train_step" and theirs[0] == ["generated_image"])
    if not returns_a_value(function) or not (same or theirs[1] == ours[1]):
        return 0.0
    docstring = docstring_line(function)
    if docstring and docstring == docstring_line(solution(exercise)):
        return 1.0
    if same and difflib.SequenceMatcher(None, name.lower(), exercise).ratio() >= SIMILAR_NAME:
        return 1.0
    share = shared_concepts(concepts_in(function), exercise)
    if same:
        return share
    return UNSURE if share > 0.99 else 0.0


def shared_concepts(found: set[str], exercise: str) -> float:
    """The weighted share of the solution's concepts that are found."""
    if {"sum", "times"} <= found:  # a matrix product, written out
        found = {*found, "product"}
    needed = concepts_in(solution(exercise))
    return sum(concept_weight(c) for c in needed & found) / sum(map(concept_weight, needed))


@functools.cache
def concept_weight(concept: str) -> float:
    return math.log(1 + len(EXERCISES) / sum(concept in concepts_in(solution(exercise)) for exercise in EXERCISES))


@functools.cache
def solution(exercise: str) -> ast.FunctionDef:
    node = ast.parse(EXERCISES[exercise].solution).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


def arguments_of(function: Function) -> tuple[list[str], int]:
    """(names of the required arguments, number of all arguments)."""
    given = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    every = len(given) + len(function.args.kwonlyargs)
    return given[: len(given) - len(function.args.defaults)], every


def returns_a_value(function: Function) -> bool:
    """Whether it returns something and draws nothing."""
    if DRAWING.intersection(words_in(function)):
        return False
    returns = (part.value for part in ast.walk(function) if isinstance(part, ast.Return))
    return isinstance(function, ast.Lambda) or any(value is not None for value in returns)


def docstring_line(function: Function) -> str:
    """The first line of its docstring; "" if it has none."""
    text = None if isinstance(function, ast.Lambda) else ast.get_docstring(function)
    return text.split("\n")[0] if text else ""


def concepts_in(function: Function) -> set[str]:
    """The concepts it uses; a word outside all known concepts stands for itself."""
    return {concept for word in words_in(function) for concept in CONCEPTS_OF.get(word, {word})}


def words_in(function: Function) -> Iterator[str]:
    """Everything a function calls, looks up and computes with, by name, and its small numbers."""
    for part in ast.walk(function):
        if isinstance(part, ast.Name) and part.id in DRAWING:
            yield part.id
        elif isinstance(part, ast.Call):
            yield getattr(part.func, "attr", getattr(part.func, "id", "call"))
            yield from (keyword.arg for keyword in part.keywords if keyword.arg)
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, COUNTED_SYNTAX):
            yield type(part).__name__
        elif isinstance(part, ast.Constant) and type(part.value) in (int, float) and part.value in (1, 2, 4):
            yield f"{part.value:g}"
