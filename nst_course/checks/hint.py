"""`nst.hint("gram_matrix")`: the three hints of an exercise, folded, from gentle to nearly the answer."""

import html

from ..errors import check_choice
from ..exercises import EXERCISES


class Hints:
    """The hints: folded in a notebook, numbered in a terminal."""

    def __init__(self, exercise):
        self.exercise = exercise

    def __repr__(self):
        return "\n".join(f"{number}. {hint}" for number, hint in enumerate(self.exercise.hints, start=1))

    def _repr_mimebundle_(self, include=None, exclude=None):
        folded = "".join(
            f'<details style="margin:.2em 0"><summary style="cursor:pointer">Hint {number}</summary>'
            f'<div style="padding:.2em 1.2em">{html.escape(hint)}</div></details>'
            for number, hint in enumerate(self.exercise.hints, start=1)
        )
        return {"text/plain": f"Three hints for {self.exercise.name}.", "text/html": folded}


def hint(name):
    """The `Hints` of an exercise, given by name or as the function itself. Raises NstError for an unknown name."""
    name = getattr(name, "__name__", name)
    return Hints(EXERCISES[check_choice(name, "exercise", EXERCISES)])
