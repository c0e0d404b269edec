"""What a check found: the verdict, and a `Report` that a terminal, a notebook and JSON can all show.

Nothing here needs TensorFlow.
"""

from __future__ import annotations

import base64
import functools
import os
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from ..exercises.exercise import CheckStep

WIDTH = 100  # characters per line in a terminal
OUT_OF_MEMORY_ERRORS = ("MemoryError", "ResourceExhaustedError")


class Verdict(str, Enum):
    """How a function did, in a notebook or in a class's records.

    A check gives the first group and OUT_OF_MEMORY; a grader gives the others too (see `verdict_in_record`).
    """

    PASSED = "passed"
    PARTLY = "partly"  # the right values, but a later step fails: part of the points
    WRONG = "wrong"
    CRASHED = "crashed"
    STOPPED = "stopped"  # by the student, while it was running
    NOT_YET = "not yet"  # some code is still missing

    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    MISSING = "missing"
    NOT_GRADABLE = "not gradable"

    def __str__(self) -> str:
        return self.value


SIGNS = {
    Verdict.PASSED: "✓",
    Verdict.PARTLY: "◐",
    Verdict.WRONG: "✗",
    Verdict.CRASHED: "✗",
    Verdict.STOPPED: "■",
    Verdict.NOT_YET: "○",
    Verdict.TIMED_OUT: "■",
    Verdict.OUT_OF_MEMORY: "■",
    Verdict.MISSING: "○",
    Verdict.NOT_GRADABLE: "?",
}
# Readable on white and on black, and distinct for the color-blind (after Okabe & Ito); the signs say the same.
GREEN, VIOLET, ORANGE, PINK, GRAY = "#009e73", "#6f6fd8", "#d55e00", "#c46a9b", "#808080"
COLORS = {
    Verdict.PASSED: GREEN,
    Verdict.PARTLY: VIOLET,
    Verdict.WRONG: ORANGE,
    Verdict.CRASHED: ORANGE,
    Verdict.STOPPED: GRAY,
    Verdict.NOT_YET: GRAY,
    Verdict.TIMED_OUT: PINK,
    Verdict.OUT_OF_MEMORY: PINK,
    Verdict.MISSING: GRAY,
    Verdict.NOT_GRADABLE: GRAY,
}


def verdict_of(failed_step: CheckStep | None, error: str = "") -> Verdict:
    """The verdict on a function, from the step it fails (None: it passes) and the type of error that ended it."""
    if failed_step is None:
        return Verdict.PASSED
    if error == "KeyboardInterrupt":
        return Verdict.STOPPED
    if error in OUT_OF_MEMORY_ERRORS:
        return Verdict.OUT_OF_MEMORY
    if error and failed_step is CheckStep.RUNS:
        return Verdict.CRASHED
    return Verdict.PARTLY if has_right_values(failed_step) else Verdict.WRONG


def has_right_values(failed_step: CheckStep) -> bool:
    """Whether the values are right if this is the first step to fail, which is worth half the points."""
    return failed_step.number > CheckStep.VALUES.number


def verdict_in_record(verdict: Verdict) -> Verdict:
    """The verdict for a record: only the function itself can have stopped a grading, and unfinished means missing."""
    return {Verdict.STOPPED: Verdict.CRASHED, Verdict.NOT_YET: Verdict.MISSING}.get(verdict, verdict)


def overall_verdict(verdicts: Iterable[Verdict], has_points: bool = False) -> Verdict:
    """One verdict for several functions, by the same rule for files and students.

    Passed if all passed; partly if any passed, even in part, or has points; otherwise what all but the missing ones
    have in common, and wrong if they differ.
    """
    found = set(verdicts)
    if found == {Verdict.PASSED}:
        return Verdict.PASSED
    if has_points or found & {Verdict.PASSED, Verdict.PARTLY}:
        return Verdict.PARTLY
    if len(found) > 1:
        found.discard(Verdict.MISSING)
    return found.pop() if len(found) == 1 else Verdict.WRONG if found else Verdict.MISSING


class Problem(str, Enum):
    """What is wrong, as a code; `explain.headline` puts it into words."""

    NO_FUNCTION = "no function"  # nothing to check yet
    NOT_A_FUNCTION = "not a function"
    OTHER_ARGUMENTS = "other arguments"
    UNFINISHED = "unfinished"
    REFERENCE = "reference"  # the course's own function instead of the student's
    STOPPED = "stopped"
    ERROR = "error"
    ENDLESS_RECURSION = "endless recursion"
    EXIT = "exit"
    WRONG_KIND = "wrong kind"
    WRONG_DTYPE = "wrong dtype"
    WRONG_SHAPE = "wrong shape"
    NOT_FINITE = "not finite"
    WRONG_VALUES = "wrong values"
    NO_GRADIENT = "no gradient"
    WRONG_GRADIENT = "wrong gradient"
    EXTRA_GRADIENT = "extra gradient"
    CHANGED_ARGUMENT = "changed argument"
    TRACED_AGAIN = "traced again"
    UNDEFINED_NAME = "undefined name"  # in a notebook with cells run out of order
    OVERWRITTEN_NAME = "overwritten name"

    def __str__(self) -> str:
        return self.value


LABELS = {
    "case": "Tried with",
    "returned": "Returned",
    "expected": "Expected",
    "diagnosis": "Diagnosis",
    "next_move": "Next step",
}
BELOW_TABLE = ("diagnosis", "next_move")


@dataclass(frozen=True)
class Line:
    """A line of the student's own code: its number in the cell, and its text."""

    number: int
    text: str


@dataclass(frozen=True)
class Report:
    """The verdict on one function; fields are empty where there is nothing to say.

    `problem` and `error` (the type of an exception) are the facts behind `headline`. `steps` are pairs of a `CheckStep`
    and True, False or None for not tried. `table` holds rows of text, the header first; `picture` is a PNG.
    """

    exercise: str
    verdict: Verdict
    headline: str
    points: float = 0
    max_points: float = 0
    problem: Problem | None = None
    error: str = ""
    steps: tuple[tuple[CheckStep, bool | None], ...] = ()
    case: str = ""
    returned: str = ""
    expected: str = ""
    mistake: str = ""
    diagnosis: str = ""
    next_move: str = ""
    line: Line | None = None
    table: tuple[tuple[str, ...], ...] = ()
    printed: str = ""
    picture: bytes = field(default=b"", repr=False)

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASSED

    @property
    def failed_step(self) -> CheckStep | None:
        """The first step that fails."""
        return next((step for step, holds in self.steps if holds is False), None)

    def __bool__(self) -> bool:
        return self.passed

    def to_dict(self) -> dict[str, Any]:
        """Everything but the picture, for JSON."""
        return {name: value for name, value in asdict(self).items() if name != "picture"}

    def __str__(self) -> str:
        return report_text(self)

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":  # the first result that is a number is the score
            return {"text/plain": f"{self.points:g}"}
        return {"text/plain": str(self), "text/html": report_html(self)}


def report_text(report: Report) -> str:
    """The report for a terminal."""
    return "\n".join(text_blocks(report))


def text_blocks(report: Report) -> Iterator[str]:
    """Everything the report says, in order."""
    yield wrapped(f"{SIGNS[report.verdict]} {report.exercise}: {report.headline}")
    if report.line:
        yield indented(f"line {report.line.number}:  {report.line.text}")
    facts = [
        (name, wrapped(getattr(report, name), f"  {LABELS[name]:<13}")) for name in LABELS if getattr(report, name)
    ]
    yield from (text for name, text in facts if name not in BELOW_TABLE)
    if report.table:
        yield indented(columns(report.table))
    yield from (text for name, text in facts if name in BELOW_TABLE)
    if report.printed:
        yield indented(f"It printed:\n{report.printed}")


def wrapped(text: str, label: str = "") -> str:
    """A paragraph after its label, wrapped at `WIDTH` characters."""
    space = " " * len(label)
    return textwrap.fill(text, WIDTH, initial_indent=label, subsequent_indent=space, break_on_hyphens=False)


def indented(text: str) -> str:
    """Text as it is, indented four spaces."""
    return textwrap.indent(text, "    ")


def columns(rows: tuple[tuple[str, ...], ...]) -> str:
    """Rows of text in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def report_html(report: Report) -> str:
    """The report as a card in the notebook's own colors, light or dark."""
    facts = {name: (label, getattr(report, name)) for name, label in LABELS.items() if getattr(report, name)}
    marks = {True: ("✓", GREEN, 1), False: ("✗", ORANGE, 1), None: ("·", "inherit", 0.55)}
    return render_template(
        "report.html",
        report=report,
        sign=SIGNS[report.verdict],
        color=COLORS[report.verdict],
        steps=[(str(step), *marks[holds]) for step, holds in report.steps],
        above=[fact for name, fact in facts.items() if name not in BELOW_TABLE],
        below=[fact for name, fact in facts.items() if name in BELOW_TABLE],
        picture=base64.b64encode(report.picture).decode(),
    )


def render_template(name: str, **values: Any) -> str:
    """A template from this folder, filled in; whatever a student wrote is escaped."""
    text: str = templates().get_template(name).render(values)
    return text


@functools.cache
def templates() -> Any:
    """The Jinja2 environment for this folder, created when the first card is shown."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
