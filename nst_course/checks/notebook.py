"""Cells out of order: a card in place of a traceback, for names without a value and names that were given away."""

import difflib
import types

from ..exercises import EXERCISES
from ..report import Report

ABOVE = "Run the cells from the top to this one: Run ▸ Run All Above Selected Cell."


def watch(shell):
    """From now on the shell (IPython's) answers a cell's missing name with a card; all other errors as before."""

    def answer(shell, kind, error, trace, tb_offset=None):
        report = explain(error, trace, shell.user_ns)
        if report is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)
        else:
            shell.display_pub.publish(report._repr_mimebundle_())

    shell.set_custom_exc((NameError, AttributeError), answer)


def explain(error, trace, names):
    """The `Report` on an error that stands in the cell itself and comes from cells out of order; None for others."""
    if "nst" in names and not isinstance(names["nst"], types.ModuleType):
        return given_away("nst", names["nst"])
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError) or not in_the_cell(trace):
        return None
    return missing(error.name, names) if error.name else None


def in_the_cell(trace):
    """Whether the error arose in the lines of the cell, and not in a function that it called."""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return code.co_name == "<module>" and ("ipykernel_" in code.co_filename or "ipython-input" in code.co_filename)


def missing(name, names):
    if name in EXERCISES:
        move = f"Run the cell that begins with `def {name}`, then this one."
        return Report(name, "not yet", "has no value yet: its cell has not run in this kernel.", next_move=move)
    text = "has no value: a cell above has not run in this kernel, or the name is misspelt"
    close = difflib.get_close_matches(name, [n for n in names if not n.startswith("_")], n=1, cutoff=0.6)
    text += f" (did you mean `{close[0]}`?)." if close else "."
    return Report(name, "not yet", text, next_move=ABOVE)


def given_away(name, value):
    text = f"The name `{name}` was given to {type(value).__name__}, and the course can no longer be reached by it."
    move = f"Choose another name for your variable, and run the set-up cell with `import nst_course as {name}` again."
    return Report(name, "wrong", text, next_move=move)
