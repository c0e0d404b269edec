"""Mistakes that are made in any function: their words stand here once, each exercise says how it would write them."""

from dataclasses import replace

from .exercise import Mistake

LATE = ("gradient", "inside tf.function")

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
        sign=r"\b(np|numpy)\.",
        by="sign",
    ),
    Mistake(
        "float()",
        "With float() or int() a tensor becomes a bare Python number, which no longer knows where it came from.",
        "Return the tensor as it is; where a size has to be a float, use tf.cast or let Python divide.",
        rungs=("returns a tensor", *LATE),
        sign=r"\b(float|int)\(|\.item\(",
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
        sign=r"float64|tf\.double|astype\(float\)",
        by="sign",
    ),
    Mistake(
        "whole numbers",
        "A cast to whole numbers cuts off everything after the point, and no gradient passes through it.",
        "Stay with floating-point numbers: cast the sizes, if anything, and never the activations or the cost.",
        rungs=("number format", "values", "gradient"),
        sign=r"cast\(.*int|tf\.(round|floor|math\.round|math\.floor)|\bround\(|to_int",
        by="sign",
    ),
    Mistake(
        "//",
        "The operator // divides and then cuts off everything after the point; small costs become 0 that way.",
        "Divide with a single /.",
        rungs=("runs", "returns a tensor", "number format", "values", "gradient"),
        sign=r"//|floordiv|floor_div",
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
        rungs=("arguments untouched", "inside tf.function"),
        sign=r"\.pop\(|\.append\(|\.remove\(|\.reverse\(|\.clear\(|\bdel |\.assign|\] = |\]\s*[-+*/]= |\+= ",
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
]


def everywhere(name, edits=None, code="", **more):
    """The mistake of that name, written as the edits or the code that an exercise gives."""
    mistake = next(m for m in MISTAKES if m.name == name)
    return replace(mistake, edits=edits or {}, code=code, **more)
