"""Mistakes that are made in any function: their words stand here once, each exercise says how it would write them."""

from dataclasses import replace

from .exercise import Mistake

LATE = ("gradient", "inside tf.function")
NUMPY = "returns NumPy|stops with .*([Nn]umpy|NumPy|symbolic)|fails on gradient"

MISTAKES = [
    Mistake(
        "print in place of return",
        "The function prints its result and returns nothing: printing shows a number to you, returning hands it on.",
        "Let the last line begin with return; a print before it does no harm.",
        rungs=("returns a tensor",),
        sign=r"\bprint\(",
    ),
    Mistake(
        "no return",
        "The function works something out and returns nothing, so its caller gets None.",
        "End it with a return of the result, and no bare return before it.",
        rungs=("returns a tensor",),
    ),
    Mistake(
        "a comma too many",
        "The result is wrapped into a tuple or list, as a comma after it or brackets around it do.",
        "Return the tensor itself, with nothing around it.",
        rungs=("returns a tensor",),
        sign=r"^returns (tuple|list) of 1$",
        by="code",
    ),
    Mistake(
        ".numpy()",
        "With .numpy() the result leaves TensorFlow: no tape can follow it, and no graph can hold it.",
        "Leave .numpy() out: it is for looking at numbers, outside the function.",
        rungs=("returns a tensor", *LATE),
        sign=r"\.numpy\(\)",
        by="sign",
    ),
    Mistake(
        "NumPy",
        "NumPy's functions give arrays: no tape can follow them, and no graph can hold them.",
        "Use TensorFlow's function of the same kind: tf.square, tf.reduce_sum, tf.matmul or tf.transpose.",
        rungs=("returns a tensor", *LATE),
        sign=rf"\b(np|numpy)\.[\s\S]*^({NUMPY})",
        by="sign",
    ),
    Mistake(
        "float()",
        "With float() or int() a tensor becomes a bare Python number, which no longer knows where it came from.",
        "Return the tensor as it is; where a size has to be a float, use tf.cast or let Python divide.",
        rungs=("returns a tensor", *LATE),
        sign=r"(\b(float|int)\((?!n_|[mhwcnHWC]\)|\d|[\w.]*shape)|\.item\()"
        r"[\s\S]*^(returns (float|int)|stops with|fails on gradient)",
        by="sign",
    ),
    Mistake(
        "the gradient is stopped",
        "Here tf.stop_gradient or a new tf.Variable stands on the way, and "
        "the gradient goes no further back than that.",
        "Compute on the tensors themselves, without putting them into something new.",
        rungs=LATE,
        sign=r"stop_gradient|tf\.Variable\(",
        by="sign",
    ),
    Mistake(
        "float64",
        "A cast to float64 makes the result a tensor of another number "
        "format than the inputs, and TensorFlow mixes none.",
        "Leave the cast out, or cast to the dtype of an input.",
        rungs=("number format", "runs"),
        sign=r"(float64|tf\.double|astype\(float\))[\s\S]*^(fails on number|stops with .*(float64|double|dtype))",
        by="sign",
    ),
    Mistake(
        "whole numbers",
        "A cast to whole numbers cuts off everything after the point, and no gradient passes through it.",
        "Stay with floating-point numbers: cast the sizes, if anything, and never the activations or the cost.",
        rungs=("number format", "values", "gradient"),
        sign=r"(cast\(.*int|\b(round|rint|floor|ceil|trunc)\(|to_int)"
        r"[\s\S]*^(returns only whole numbers|fails on number)",
        by="sign",
    ),
    Mistake(
        "//",
        "The operator // divides and then cuts off everything after the point; small costs become 0 that way.",
        "Divide with a single /.",
        rungs=("runs", "returns a tensor", "number format", "values", "gradient"),
        sign=r"(//|floordiv|floor_div)[\s\S]*^(returns only whole numbers|stops with .*[Gg]radient)",
        by="code",
    ),
    Mistake(
        "sizes as fixed numbers",
        "Whatever the shape, your result is the undivided sum times one and "
        "the same number: sizes of one example are baked in.",
        "Take n_H, n_W and n_C from the shape of a_G, each time the function is called.",
        by="ratio",
    ),
    Mistake(
        "an argument changed",
        "The function changes what it was handed (pop, append, del, assign or "
        "= on an entry), and its caller finds it changed.",
        "Take what you need with an index or a slice, such as [-1] or [:-1], which leaves the list as it is.",
        rungs=("runs", "values", "arguments untouched"),
        sign=r"^changes its argument",
        by="sign",
    ),
    Mistake(
        "a variable of the notebook",
        "The function reads a variable of the notebook where an argument "
        "was meant, so it answers for that variable only.",
        "Use the names in the brackets after def; to find strays, restart the kernel and run this cell first.",
        rungs=("runs", "returns a tensor", "number format", "shape", "values", "gradient", "arguments untouched"),
        sign=r"reads the notebook's",
        by="sign",
    ),
    Mistake(
        "three sizes from four",
        "The shape has four numbers, (m, n_H, n_W, n_C), and here three (or five) names are waiting for them.",
        "Give the first one a name too: m, or _ where you do not need it.",
        rungs=("runs",),
        sign=r"stops with ValueError: (too many .*expected [123]\)|not enough .*expected [5-9],).*\nat .*(shape|size)",
        by="sign",
    ),
    Mistake(
        "sizes as tensors",
        "tf.shape gives the sizes as tensors of whole numbers, which TensorFlow does not mix with float32.",
        "Take the sizes from a_G.shape, or cast them: tf.cast(n_C, tf.float32).",
        rungs=("runs",),
        sign=r"(tf\.shape\(|tf\.size\(|ops\.shape)[\s\S]*stops with .*(dtype|float|int32|int64)",
        by="sign",
    ),
    Mistake(
        "a method of NumPy",
        "A NumPy array has this method, a tensor has not: here something is asked of a tensor that it cannot do.",
        "Use TensorFlow's function of the same name: tf.transpose(A), tf.reshape(A, shape), tf.reduce_sum(A).",
        rungs=("runs",),
        sign=r"stops with AttributeError: .*Tensor'? object has no attribute "
        r"'(T|transpose|reshape|sum|mean|dot|flatten|ravel|swapaxes|astype|prod|size|copy|view)'",
        by="sign",
    ),
]


def everywhere(name, edits=None, code="", **more):
    """The mistake of that name, written as the edits or the code that an exercise gives."""
    mistake = next(m for m in MISTAKES if m.name == name)
    return replace(mistake, edits=edits or {}, code=code, **more)
