"""Mistakes that can happen in any function, described once here; each exercise supplies its own code for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..exercise import CheckStep, FoundBy, Mistake

LATE = (CheckStep.GRADIENT, CheckStep.INSIDE_GRAPH)
RETURNED_OR_LATE = (CheckStep.RETURNS_TENSOR, *LATE)
NUMPY = "returned: NumPy|error: .*([Nn]umpy|NumPy|symbolic)|failed: gradient"

MISTAKES = (
    Mistake(
        "print instead of return",
        "The function prints its result but returns nothing: print only displays it; return hands it to the caller.",
        "End the function with return; printing as well is fine.",
        steps=(CheckStep.RETURNS_TENSOR,),
        sign=r"\bprint\(",
    ),
    Mistake(
        "no return",
        "The function computes a result but never returns it, so the caller gets None.",
        "End with return and the result, and make sure no bare return comes before it.",
        steps=(CheckStep.RETURNS_TENSOR,),
    ),
    Mistake(
        "wrapped in a tuple or list",
        "The result is wrapped in a tuple or list, by a trailing comma or by brackets around it.",
        "Return the tensor itself, with nothing around it.",
        steps=(CheckStep.RETURNS_TENSOR,),
        sign=r"^returned: (tuple|list) of 1$",
        found_by=FoundBy.CODE,
    ),
    Mistake(
        ".numpy()",
        "Calling .numpy() takes the result out of TensorFlow: it then has no gradient, and doesn't work in a graph.",
        "Remove .numpy(): it is for looking at values, outside the function.",
        steps=RETURNED_OR_LATE,
        sign=r"\.numpy\(\)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "NumPy functions",
        "NumPy functions return arrays, which have no gradient and don't work in a graph.",
        "Use the TensorFlow counterpart, such as tf.square, tf.reduce_sum, tf.matmul or tf.transpose.",
        steps=RETURNED_OR_LATE,
        sign=rf"\b(np|numpy)\.[\s\S]*^({NUMPY})",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "float()",
        "Calling float(), int() or .item() turns a tensor into a plain Python number, which has no gradient.",
        "Return the tensor as it is. If a size has to be a float, use tf.cast or plain division.",
        steps=RETURNED_OR_LATE,
        sign=r"(\b(float|int)\((?!n_|[mhwcnHWC]\)|\d|[\w.]*shape)|\.item\()"
        r"[\s\S]*^(returned: (float|int)|error: |failed: gradient)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "gradient stopped",
        "The gradient is cut off by tf.stop_gradient or by a new tf.Variable.",
        "Compute with the tensors themselves, without wrapping them in anything new.",
        steps=LATE,
        sign=r"stop_gradient|tf\.Variable\(",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "float64",
        "A cast to float64 makes the dtype differ from that of the inputs, and TensorFlow never mixes dtypes.",
        "Remove the cast, or cast to the dtype of an input.",
        steps=(CheckStep.DTYPE, CheckStep.RUNS),
        sign=r"(float64|tf\.double|astype\(float\))[\s\S]*^(failed: dtype|error: .*(float64|double|dtype))",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "rounded to integers",
        "Rounding, or casting to integers, drops everything after the decimal point, and no gradient gets through it.",
        "Stay with floating-point numbers. If you cast anything, cast the sizes, never the activations or the cost.",
        steps=(CheckStep.DTYPE, CheckStep.VALUES, CheckStep.GRADIENT),
        sign=r"(cast\(.*int|\b(round|rint|floor|ceil|trunc)\(|to_int)"
        r"[\s\S]*^(whole numbers only|failed: dtype)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "floor division",
        "The operator // rounds the quotient down to a whole number, so small costs become 0.",
        "Divide with a single /.",
        steps=(CheckStep.RUNS, CheckStep.RETURNS_TENSOR, CheckStep.DTYPE, CheckStep.VALUES, CheckStep.GRADIENT),
        sign=r"(//|floordiv|floor_div)[\s\S]*^(whole numbers only|error: .*[Gg]radient)",
        found_by=FoundBy.CODE,
    ),
    Mistake(
        "hard-coded sizes",
        "Your result is the undivided sum times the same number for any shape: you hard-coded the sizes of an example.",
        "Read n_H, n_W and n_C from a_G.shape each time the function is called.",
        found_by=FoundBy.RATIO,
    ),
    Mistake(
        "argument modified",
        "The function modifies an argument (with pop, append, del, assign, or =), so the caller's data changes too.",
        "Read what you need with an index or a slice, such as [-1] or [:-1], which leaves the list as it is.",
        steps=(CheckStep.RUNS, CheckStep.VALUES, CheckStep.ARGUMENTS_UNCHANGED),
        sign=r"^changes:",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "notebook variable instead of an argument",
        "The function uses a notebook variable instead of its argument, so it ignores what the caller passes.",
        "Use the names in parentheses after def. To find stray variables, restart the kernel and run this cell first.",
        steps=tuple(step for step in CheckStep if CheckStep.RUNS.number <= step.number < CheckStep.INSIDE_GRAPH.number),
        sign=r"^reads: ",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "wrong number of sizes",
        "The shape has four entries, (m, n_H, n_W, n_C), but you unpack it into a different number of names.",
        "Give all four a name, even the one you don't need: _, n_H, n_W, n_C = a_G.shape.",
        steps=(CheckStep.RUNS,),
        sign=r"error: ValueError: (too many .*expected [123]\)|not enough .*expected [5-9],)"
        r".*\nerror line: .*(shape|size)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "sizes as integer tensors",
        "Here tf.shape or tf.size gives the sizes as integer tensors, which TensorFlow won't mix with float32.",
        "Read the sizes from a_G.shape, or cast them: tf.cast(n_C, tf.float32).",
        steps=(CheckStep.RUNS,),
        sign=r"(tf\.shape\(|tf\.size\(|ops\.shape)[\s\S]*error: .*(dtype|float|int32|int64)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "NumPy method on a tensor",
        "NumPy arrays have this method, but TensorFlow tensors don't.",
        "Use the TensorFlow function instead: tf.transpose(A), tf.reshape(A, shape), tf.reduce_sum(A).",
        steps=(CheckStep.RUNS,),
        sign=r"error: AttributeError: .*Tensor'? object has no attribute "
        r"'(T|transpose|reshape|sum|mean|dot|flatten|ravel|swapaxes|astype|prod|size|copy|view)'",
        found_by=FoundBy.SIGN,
    ),
)
BY_NAME = {mistake.name: mistake for mistake in MISTAKES}


def common_mistake(name: str, edits: Mapping[str, str] | None = None, code: str = "", **changes: Any) -> Mistake:
    """The mistake with this name for one exercise, as edits of its solution or as separate code."""
    return replace(BY_NAME[name], edits=dict(edits or {}), code=code, **changes)


def mistake_by_sign(
    name: str,
    diagnosis: str,
    next_move: str,
    edits: Mapping[str, str],
    sign: str,
    steps: tuple[CheckStep, ...] = (CheckStep.RUNS,),
) -> Mistake:
    """A mistake identified by its sign, usually the error it raises."""
    return Mistake(name, diagnosis, next_move, dict(edits), steps=steps, sign=sign, found_by=FoundBy.SIGN)
