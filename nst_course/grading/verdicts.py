"""The verdicts of an exercise, in the order in which a bar shows them: their signs, colours and words."""

from dataclasses import dataclass

from ..checks.report import COLORS, SIGNS, Verdict


@dataclass(frozen=True)
class Look:
    """How a verdict is shown. `hatched` and `hollow` tell apart what has one colour, and what has none."""

    sign: str
    color: str
    words: str  # for the student
    hatched: bool = False
    hollow: bool = False


# Four colours that the colour-blind tell apart; what stops a function is hatched, what is not there is hollow.
VIOLET, PINK, GREY = "#6f6fd8", "#c46a9b", COLORS[Verdict.NOT_YET]
LOOKS = {
    "passed": Look(SIGNS["passed"], COLORS["passed"], "all of it is right"),
    "partly": Look("◐", VIOLET, "partly right"),
    "wrong": Look(SIGNS["wrong"], COLORS["wrong"], "not right yet"),
    "crashed": Look(SIGNS["crashed"], COLORS["crashed"], "stopped with an error", hatched=True),
    "timed out": Look(SIGNS["stopped"], PINK, "took too long"),
    "out of memory": Look(SIGNS["stopped"], PINK, "needed too much memory", hatched=True),
    "missing": Look(SIGNS["not yet"], GREY, "not there yet", hollow=True),
    "not gradable": Look("?", GREY, "could not be graded", hatched=True, hollow=True),
}


def look(verdict):
    """The look of a verdict; one that is not known is shown like 'not gradable'."""
    return LOOKS.get(verdict, LOOKS["not gradable"])


def css_class(verdict):
    """The verdict as the name of a class: 'timed-out'."""
    return verdict.replace(" ", "-") if verdict in LOOKS else "not-gradable"
