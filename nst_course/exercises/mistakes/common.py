"""Mistakes that are made in any function: their words stand here once, each exercise says how it would write them."""

from dataclasses import replace

from ..exercise import CheckStep, FoundBy, Mistake

LATE = (CheckStep.GRADIENT, CheckStep.INSIDE_GRAPH)
NUMPY = "returned: NumPy|error: .*([Nn]umpy|NumPy|symbolic)|failed: gradient"

MISTAKES = [
    Mistake(
        "print in place of return",
        "The function prints its result and returns nothing: printing shows a number to you, returning hands it on.",
        "Let the last line begin with return; a print before it does no harm.",
        steps=(CheckStep.RETURNS_TENSOR,),
        sign=r"\bprint\(",
    ),
    Mistake(
        "no return",
        "The function works something out and returns nothing, so its caller gets None.",
        "End it with a return of the result, and no bare return before it.",
        steps=(CheckStep.RETURNS_TENSOR,),
    ),
    Mistake(
        "a comma too many",
        "The result is wrapped into a tuple or list, as a comma after it or brackets around it do.",
        "Return the tensor itself, with nothing around it.",
        steps=(CheckStep.RETURNS_TENSOR,),
        sign=r"^returned: (tuple|list) of 1$",
        found_by=FoundBy.CODE,
    ),
    Mistake(
        ".numpy()",
        "With .numpy() the result leaves TensorFlow: no tape can follow it, and no graph can hold it.",
        "Leave .numpy() out: it is for looking at numbers, outside the function.",
        steps=(CheckStep.RETURNS_TENSOR, *LATE),
        sign=r"\.numpy\(\)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "NumPy",
        "NumPy's functions give arrays: no tape can follow them, and no graph can hold them.",
        "Use TensorFlow's function of the same kind: tf.square, tf.reduce_sum, tf.matmul or tf.transpose.",
        steps=(CheckStep.RETURNS_TENSOR, *LATE),
        sign=rf"\b(np|numpy)\.[\s\S]*^({NUMPY})",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "float()",
        "With float() or int() a tensor becomes a bare Python number, which no longer knows where it came from.",
        "Return the tensor as it is; where a size has to be a float, use tf.cast or let Python divide.",
        steps=(CheckStep.RETURNS_TENSOR, *LATE),
        sign=r"(\b(float|int)\((?!n_|[mhwcnHWC]\)|\d|[\w.]*shape)|\.item\()"
        r"[\s\S]*^(returned: (float|int)|error: |failed: gradient)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "the gradient is stopped",
        "Here tf.stop_gradient or a new tf.Variable stands on the way, and "
        "the gradient goes no further back than that.",
        "Compute on the tensors themselves, without putting them into something new.",
        steps=LATE,
        sign=r"stop_gradient|tf\.Variable\(",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "float64",
        "A cast to float64 makes the result a tensor of another number "
        "format than the inputs, and TensorFlow mixes none.",
        "Leave the cast out, or cast to the dtype of an input.",
        steps=(CheckStep.DTYPE, CheckStep.RUNS),
        sign=r"(float64|tf\.double|astype\(float\))[\s\S]*^(failed: dtype|error: .*(float64|double|dtype))",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "whole numbers",
        "A cast to whole numbers cuts off everything after the point, and no gradient passes through it.",
        "Stay with floating-point numbers: cast the sizes, if anything, and never the activations or the cost.",
        steps=(CheckStep.DTYPE, CheckStep.VALUES, CheckStep.GRADIENT),
        sign=r"(cast\(.*int|\b(round|rint|floor|ceil|trunc)\(|to_int)"
        r"[\s\S]*^(whole numbers only|failed: dtype)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "//",
        "The operator // divides and then cuts off everything after the point; small costs become 0 that way.",
        "Divide with a single /.",
        steps=(CheckStep.RUNS, CheckStep.RETURNS_TENSOR, CheckStep.DTYPE, CheckStep.VALUES, CheckStep.GRADIENT),
        sign=r"(//|floordiv|floor_div)[\s\S]*^(whole numbers only|error: .*[Gg]radient)",
        found_by=FoundBy.CODE,
    ),
    Mistake(
        "sizes as fixed numbers",
        "Whatever the shape, your result is the undivided sum times one and "
        "the same number: sizes of one example are baked in.",
        "Take n_H, n_W and n_C from the shape of a_G, each time the function is called.",
        found_by=FoundBy.RATIO,
    ),
    Mistake(
        "an argument changed",
        "The function changes what it was handed (pop, append, del, assign or "
        "= on an entry), and its caller finds it changed.",
        "Take what you need with an index or a slice, such as [-1] or [:-1], which leaves the list as it is.",
        steps=(CheckStep.RUNS, CheckStep.VALUES, CheckStep.ARGUMENTS_UNCHANGED),
        sign=r"^changes:",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "a variable of the notebook",
        "The function reads a variable of the notebook where an argument "
        "was meant, so it answers for that variable only.",
        "Use the names in the brackets after def; to find strays, restart the kernel and run this cell first.",
        steps=(
            CheckStep.RUNS,
            CheckStep.RETURNS_TENSOR,
            CheckStep.DTYPE,
            CheckStep.SHAPE,
            CheckStep.VALUES,
            CheckStep.GRADIENT,
            CheckStep.ARGUMENTS_UNCHANGED,
        ),
        sign=r"^reads: ",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "three sizes from four",
        "The shape has four numbers, (m, n_H, n_W, n_C), and here three (or five) names are waiting for them.",
        "Give the first one a name too: m, or _ where you do not need it.",
        steps=(CheckStep.RUNS,),
        sign=r"error: ValueError: (too many .*expected [123]\)|not enough .*expected [5-9],)"
        r".*\nerror line: .*(shape|size)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "sizes as tensors",
        "tf.shape gives the sizes as tensors of whole numbers, which TensorFlow does not mix with float32.",
        "Take the sizes from a_G.shape, or cast them: tf.cast(n_C, tf.float32).",
        steps=(CheckStep.RUNS,),
        sign=r"(tf\.shape\(|tf\.size\(|ops\.shape)[\s\S]*error: .*(dtype|float|int32|int64)",
        found_by=FoundBy.SIGN,
    ),
    Mistake(
        "a method of NumPy",
        "A NumPy array has this method, a tensor has not: here something is asked of a tensor that it cannot do.",
        "Use TensorFlow's function of the same name: tf.transpose(A), tf.reshape(A, shape), tf.reduce_sum(A).",
        steps=(CheckStep.RUNS,),
        sign=r"error: AttributeError: .*Tensor'? object has no attribute "
        r"'(T|transpose|reshape|sum|mean|dot|flatten|ravel|swapaxes|astype|prod|size|copy|view)'",
        found_by=FoundBy.SIGN,
    ),
]


def everywhere(name, edits=None, code="", **more):
    """The mistake of that name, written as the edits or the code that an exercise gives."""
    mistake = next(m for m in MISTAKES if m.name == name)
    return replace(mistake, edits=edits or {}, code=code, **more)
