"""The words of a report: what was tried, returned and expected, and the next move where no named mistake gives one."""

from .evidence import described, numbers, said, worst
from .ladder import article

MOVES = {
    "runs": "Read the line above with the message: print the shapes of what stands in it, just before it.",
    "returns a tensor": "End the function with a return of the tensor itself, made by TensorFlow's operations alone.",
    "number format": "Keep to the number format of the inputs: leave out casts, or cast to the dtype of an input.",
    "shape": "Print the shape after each line: the first one that surprises you is the place.",
    "values": "Work the formula through by hand for the smallest case, and compare it line by line.",
    "gradient": "Use TensorFlow's operations on the tensors from beginning to end: NumPy and float() cut the gradient.",
    "arguments untouched": "Work on a copy: what is handed to a function belongs to the caller.",
    "inside tf.function": "Use TensorFlow's operations only: in a graph there are no numbers yet, only their shapes.",
    "traced once": "Make nothing new at each call: no tf.function and no tf.Variable inside the function.",
}
STOPPED = "If you did not mean to stop it: look for a loop without an end, on the line above or around it."
UNKNOWN = "Check how the name is spelled; if it is defined further up in the notebook, run that cell first."
ENDLESS = "The function calls itself without an end: call the function that you meant, or give the recursion an end."
FILES = "Take that line out: a function on tensors needs no files."
LEFT = "Leave out exit() and quit(): a function ends with return."
MOVES_AFTER = {
    "KeyboardInterrupt": STOPPED,
    "RecursionError": ENDLESS,
    "SystemExit": LEFT,
    "EOFError": "Leave out input(): what a function needs, it gets as an argument.",
    **dict.fromkeys(("OSError", "FileNotFoundError", "PermissionError"), FILES),
    "NameError": UNKNOWN,
    "AttributeError": "Check the spelling: what stands before the dot has nothing of the name behind it.",
    "NotImplementedError": "Write what is to come, and take the line with NotImplementedError out.",
    "KeyError": "Print what is looked into, just before: it has no such entry.",
    "IndexError": "Print the length of what is looked into, just before: it has no such entry.",
    "AssertionError": "Print what is compared, just before the assert.",
    "UnboundLocalError": "Give the name a value before it is used: so far it gets one further down, or not always.",
}


def headline(fault, seen, cases):
    """The first thing wrong, in one sentence."""
    rung, index, what = fault
    crash = seen[index].crash
    if crash and crash.type == "KeyboardInterrupt":
        return "stopped while it was running."
    if crash and crash.type == "RecursionError":
        return "it calls itself without an end (RecursionError)."
    if crash and crash.type == "SystemExit":
        return "it ends the program (exit) instead of returning."
    if rung == "runs":
        return f"stopped with an error: {what}"
    if rung == "inside tf.function":
        return f"right when called directly, but inside tf.function: {what}"
    return f"{what}{only_then(seen, index, cases, rung)}."


def only_then(seen, index, cases, rung):
    """' when n_H ≠ n_W', where an earlier case went well."""
    return f" with {cases[index].name}" if index and rung == "values" else ""


def details(fault, code, seen, wanted, cases, pictures):
    """The other parts of a `Report`, a picture of the values among them if asked for."""
    rung, index, _ = fault
    got, expected, case = seen[index], wanted[index], cases[index]
    parts = {"case": f"{case.name}: {described(case.inputs)}", "next_move": MOVES[rung]}
    if got.crash:
        parts["next_move"] = MOVES_AFTER.get(got.crash.type, MOVES[rung])
    elif rung in ("values", "returns a tensor", "shape", "number format"):
        parts |= {"returned": said(got), "expected": said(expected)}
    if rung == "values" and got.shape == expected.shape != ():
        parts |= worst(got, expected)
    if rung == "values":
        parts |= {"table": numbers(seen, wanted, cases), "picture": drawn(got, expected) if pictures else b""}
        if parts["table"]:
            parts |= {"returned": "", "expected": ""}
    return parts | power(code) | lost(code)


def drawn(got, expected):
    from .pictures import comparison

    return comparison(got, expected)


def power(code):
    """Mathematics writes n² with ^; in Python that flips bits."""
    if "^" not in code.bare:
        return {}
    return {"diagnosis": "In Python ^ is no power: it flips bits.", "next_move": "Write ** for a power, as in n_C**2."}


def lost(code):
    """Names that the notebook has given to something else explain most of what follows."""
    if not code.lost:
        return {}
    name, kind = next(iter(code.lost.items()))
    modules = ("tf", "np", "keras", "nst")
    cure = "Run the notebook's import cell again" if name in modules else f"Run `del {name}`"
    moved = f"The name `{name}` no longer means what it should"
    return {
        "diagnosis": f"{moved}: somewhere in the notebook it was given to {article(kind)}.",
        "next_move": f"{cure}, and choose another name for your variable.",
    }
