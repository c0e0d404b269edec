"""The checks for students: `nst.check`, `nst.hint`, `nst.yours`, and cards for cells run out of order.

`nst.check.gram_matrix(gram_matrix)` runs the steps of a check; its `Report` names the first mistake.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import NstError, check_choice, nearest
from ..exercises import EXERCISES
from ..exercises.exercise import Exercise
from .report import Problem, Report, Verdict, render_template


class Check:
    """A check for each exercise, by its name: `nst.check.gram_matrix`."""

    def __getattr__(self, name: str) -> Callable[..., Report]:
        if name not in EXERCISES:
            raise AttributeError(f"There is no exercise '{name}': {nearest(name, EXERCISES)}")

        def check(function: Any = None) -> Report:
            from .. import costs
            from .trial import check_function

            return reference_report(name) if function is getattr(costs, name) else check_function(name, function)

        check.__name__, check.__doc__ = name, f"The Report on your {name}."
        return check

    def __dir__(self) -> list[str]:
        return list(EXERCISES)


check = Check()


def reference_report(name: str) -> Report:
    """The Report on the reference itself, which `nst.yours` returns for a function that doesn't pass."""
    return Report(
        name,
        Verdict.NOT_YET,
        "this is the course's own function, not yours.",
        max_points=EXERCISES[name].points,
        problem=Problem.REFERENCE,
        next_move=f"Run the cell with `def {name}` again, then this one.",
    )


class Hints:
    """The three hints of an exercise, from gentle to nearly the answer. A notebook shows them collapsed."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise

    def __repr__(self) -> str:
        return "\n".join(f"{number}. {hint}" for number, hint in enumerate(self.exercise.hints, start=1))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {
            "text/plain": f"Three hints for {self.exercise.name}.",
            "text/html": render_template("hints.html", hints=self.exercise.hints),
        }


def hint(exercise: str | Callable[..., Any]) -> Hints:
    """The `Hints` for an exercise, given by name or as the function itself. Raises NstError for an unknown name."""
    name = str(getattr(exercise, "__name__", exercise))
    return Hints(EXERCISES[check_choice(name, "exercise", EXERCISES)])


def passing_or_reference(function: Callable[..., Any], name: str | None = None) -> Callable[..., Any]:
    """Your function if it passes its check, else the course's own, after printing a line that says so.

    Raises NstError if neither `function`'s own name nor `name` is an exercise.
    """
    from .. import costs
    from .trial import check_function

    inner = getattr(function, "python_function", function)
    name = name or getattr(inner, "__name__", "")
    if name not in EXERCISES:
        raise NstError(f"'{name}' is not an exercise: pass one of your functions {', '.join(EXERCISES)}.")
    reference: Callable[..., Any] = getattr(costs, name)
    verdict = Verdict.NOT_YET if function is reference else check_function(name, function).verdict
    if verdict is Verdict.PASSED:
        return function
    what = "is not finished yet" if verdict is Verdict.NOT_YET else "doesn't pass its check yet"
    print(f"Your {name} {what}: using ours here instead.")
    return reference


yours = passing_or_reference  # the name in notebooks: gram_matrix = nst.yours(gram_matrix)


# Cells run out of order: a card in place of a traceback.


def watch_names(shell: Any) -> None:
    """Makes the IPython shell show a card for an undefined name; all other errors stay as before."""

    def answer(shell: Any, kind: Any, error: BaseException, trace: Any, tb_offset: int | None = None) -> None:
        report = name_report(error, trace, shell.user_ns)
        if report is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset, running_compiled_code=True)
        else:
            shell.display_pub.publish(report._repr_mimebundle_())

    shell.set_custom_exc((NameError, AttributeError), answer)


def name_report(error: BaseException, trace: types.TracebackType, names: Mapping[str, Any]) -> Report | None:
    """The `Report` on an error in the cell itself that comes from running cells out of order; None for all others."""
    if "nst" in names and not isinstance(names["nst"], types.ModuleType):
        return overwritten_name("nst", names["nst"])
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError) or not is_in_cell(trace):
        return None
    return undefined_name(error.name, names) if error.name else None


def is_in_cell(trace: types.TracebackType) -> bool:
    """Whether the error arose in the cell's own lines, not in a function it called."""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return code.co_name == "<module>" and ("ipykernel_" in code.co_filename or "ipython-input" in code.co_filename)


def undefined_name(name: str, names: Mapping[str, Any]) -> Report:
    """The report on an undefined name."""
    if name in EXERCISES:
        said = "not defined yet: its cell hasn't been run."
        move = f"Run the cell that begins with `def {name}`, then this one."
    else:
        known = [other for other in names if not other.startswith("_")]
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        meant = f" (did you mean `{close[0]}`?)" if close else ""
        said = f"not defined: a cell above hasn't been run, or the name has a typo{meant}."
        move = "Run the cells above this one: Run ▸ Run All Above Selected Cell."
    return Report(name, Verdict.NOT_YET, said, problem=Problem.UNDEFINED_NAME, next_move=move)


def overwritten_name(name: str, value: Any) -> Report:
    """The report on the course's own name, if the notebook has reassigned it."""
    return Report(
        name,
        Verdict.WRONG,
        f"this name now holds a value of type {type(value).__name__}, so it no longer leads to the course.",
        problem=Problem.OVERWRITTEN_NAME,
        next_move=f"Use another name for your variable, and run `import nst_course as {name}` again.",
    )
