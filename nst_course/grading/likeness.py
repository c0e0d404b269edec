"""How like a function is to the solution of an exercise: by its arguments and by what it computes with -> 0 to 1."""

import ast
import difflib
import functools
import math

from ..exercises import EXERCISES

# What goes by several names in TensorFlow, Keras, NumPy and Python.
MEANINGS = {
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
MEANING = {}
for meaning, names in MEANINGS.items():
    for name in names.split():
        MEANING.setdefault(name, set()).add(meaning)
DRAWING = {"plt", "ax", "fig", "imshow", "plot", "show", "subplots", "display"}
SYNTAX = (ast.operator, ast.For, ast.comprehension, ast.With, ast.Slice)
UNSURE = 0.45
SAME_NAME = 0.85  # share of letters from which on a name is a slip of the pen


def likeness(function, name, exercise):
    """How like a `def` or lambda is to the solution, 0 to 1: the share of what the solution computes with, the rarer
    among the exercises the heavier, or 1 where its name or its docstring is the exercise's.

    It is 0 where it draws or returns nothing, and where the arguments do not fit. Where only their number does, as they
    have other names, a function must have all that the solution has, and is `UNSURE` even then.
    """
    theirs, ours = arguments(function), arguments(reference(exercise))
    same = theirs[0][: len(ours[0])] == ours[0] or (exercise == "train_step" and theirs[0] == ["generated_image"])
    if not gives_a_value(function) or not (same or theirs[1] == ours[1]):
        return 0.0
    if described(function) == described(reference(exercise)):
        return 1.0
    if same and difflib.SequenceMatcher(None, name.lower(), exercise).ratio() >= SAME_NAME:
        return 1.0
    share = shared(meanings(function), exercise)
    if same:
        return share
    return UNSURE if share > 0.99 else 0.0


def shared(found, exercise):
    """The share of the solution's meanings that are found, each weighed by how few solutions have it."""
    if {"sum", "times"} <= found:  # a product of matrices, written out
        found = {*found, "product"}
    needed = meanings(reference(exercise))
    return sum(weight(m) for m in needed & found) / sum(map(weight, needed))


@functools.cache
def weight(meaning):
    return math.log(1 + len(EXERCISES) / sum(meaning in meanings(reference(exercise)) for exercise in EXERCISES))


@functools.cache
def reference(exercise):
    return ast.parse(EXERCISES[exercise].solution).body[0]


def arguments(function):
    """(names of the arguments that must be given, number of all)."""
    given = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
    every = len(given) + len(function.args.kwonlyargs)
    return given[: len(given) - len(function.args.defaults)], every


def gives_a_value(function):
    """Whether it returns something, and draws nothing."""
    if DRAWING.intersection(words(function)):
        return False
    returns = (part.value for part in ast.walk(function) if isinstance(part, ast.Return))
    return isinstance(function, ast.Lambda) or any(value is not None for value in returns)


def described(function):
    """The first line of its docstring; itself where there is none, which is equal to no other."""
    text = None if isinstance(function, ast.Lambda) else ast.get_docstring(function)
    return text.split("\n")[0] if text else function


def meanings(function):
    """What it computes with: words of no known meaning stand for themselves."""
    return {meaning for word in words(function) for meaning in MEANING.get(word, [word])}


def words(function):
    """Names of all that a function calls, asks for and computes with, and its small numbers."""
    for part in ast.walk(function):
        if isinstance(part, ast.Name) and part.id in DRAWING:
            yield part.id
        elif isinstance(part, ast.Call):
            yield getattr(part.func, "attr", getattr(part.func, "id", "call"))
            yield from (keyword.arg for keyword in part.keywords if keyword.arg)
        elif isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, SYNTAX):
            yield type(part).__name__
        elif isinstance(part, ast.Constant) and type(part.value) in (int, float) and part.value in (1, 2, 4):
            yield f"{part.value:g}"
