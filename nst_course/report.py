"""What a check found: one object with faces for the terminal, the notebook and JSON. Nothing here needs TensorFlow."""

import base64
import html
import os
import textwrap
from dataclasses import asdict, dataclass, field

VERDICTS = ("passed", "not yet", "wrong", "crashed", "stopped")
SIGNS = {"passed": "✓", "not yet": "○", "wrong": "✗", "crashed": "✗", "stopped": "■"}
# Readable on white and on black, and told apart by the colour-blind (after Okabe & Ito); the signs say the same.
COLORS = {"passed": "#009e73", "not yet": "#808080", "wrong": "#d55e00", "crashed": "#d55e00", "stopped": "#808080"}


@dataclass(frozen=True)
class Line:
    """A line of the student's own code: its number in the cell and its text."""

    number: int
    text: str


@dataclass(frozen=True)
class Report:
    """The verdict on one function; what is empty was not found.

    `rungs` are (title, True, False or None for not tried), in the order in which they were climbed; `table` holds rows
    of text, the head first; `picture` is a PNG.
    """

    exercise: str
    verdict: str
    headline: str
    points: float = 0
    max_points: float = 0
    rungs: tuple = ()
    case: str = ""
    returned: str = ""
    expected: str = ""
    mistake: str = ""
    diagnosis: str = ""
    next_move: str = ""
    line: Line | None = None
    table: tuple = ()
    printed: str = ""
    picture: bytes = field(default=b"", repr=False)

    @property
    def passed(self):
        return self.verdict == "passed"

    def __bool__(self):
        return self.passed

    def to_dict(self):
        """Everything but the picture, for JSON."""
        return {name: value for name, value in asdict(self).items() if name != "picture"}

    def __str__(self):
        return "\n".join(
            textwrap.fill(text, 100, initial_indent=start, subsequent_indent=" " * len(start), break_on_hyphens=False)
            if name != "as is"
            else textwrap.indent(text, "    ")
            for name, start, text in self._parts()
        )

    __repr__ = __str__

    def _parts(self):
        """(kind, what stands before it, text) of all that there is to say, in order."""
        yield "title", "", f"{SIGNS[self.verdict]} {self.exercise}: {self.headline}"
        if self.line:
            yield "as is", "", f"line {self.line.number}:  {self.line.text}"
        for label in ("case", "returned", "expected"):
            if getattr(self, label):
                yield "fact", f"  {LABELS[label]:<13}", getattr(self, label)
        if self.table:
            yield "as is", "", columns(self.table)
        if self.diagnosis:
            yield "fact", f"  {LABELS['diagnosis']:<13}", self.diagnosis
        if self.next_move:
            yield "fact", f"  {LABELS['next_move']:<13}", self.next_move
        if self.printed:
            yield "as is", "", f"It printed:\n{self.printed}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        if os.environ.get("NBGRADER_EXECUTION") == "autograde":  # the first result that is a number is the score
            return {"text/plain": f"{self.points:g}"}
        return {"text/plain": str(self), "text/html": card(self)}


LABELS = {
    "case": "Tried with",
    "returned": "Returned",
    "expected": "Expected",
    "diagnosis": "Looks like",
    "next_move": "Next move",
}


def columns(rows):
    """Rows of text in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def card(report):
    """The report as HTML that takes the notebook's own colours, light or dark."""
    color = COLORS[report.verdict]
    parts = [
        f'<div style="font-size:1.05em"><span style="color:{color};font-weight:bold">'
        f"{SIGNS[report.verdict]} {escaped(report.exercise)}</span> &nbsp;{escaped(report.headline)}</div>"
    ]
    if report.rungs:
        parts.append(ladder(report.rungs))
    if report.line:
        parts.append(code(f"line {report.line.number}:  {report.line.text}"))
    facts = [(LABELS[name], getattr(report, name)) for name in LABELS if getattr(report, name)]
    first, last = [f for f in facts if f[0] not in LAST], [f for f in facts if f[0] in LAST]
    parts += [table(first), table(report.table, head=True), picture(report.picture), table(last)]
    if report.printed:
        parts.append(f"<div>It printed:</div>{code(report.printed)}")
    box = f"border-left:4px solid {color};background:rgba(128,128,128,.08);padding:.7em 1em;line-height:1.45;"
    return f'<div style="{box}max-width:60em">{"".join(parts)}</div>'


LAST = (LABELS["diagnosis"], LABELS["next_move"])


def escaped(text):
    return html.escape(str(text))


def ladder(rungs):
    """The rungs in a row: climbed, the one that failed, and those not tried."""
    marks = {True: ("✓", COLORS["passed"], 1), False: ("✗", COLORS["wrong"], 1), None: ("·", "inherit", 0.55)}
    steps = []
    for title, outcome in rungs:
        sign, color, opacity = marks[outcome]
        steps.append(
            f'<span style="white-space:nowrap;margin-right:1em;opacity:{opacity}">'
            f'<span style="color:{color}">{sign}</span> {escaped(title)}</span>'
        )
    return f'<div style="font-size:.85em;margin:.3em 0">{" ".join(steps)}</div>'


def code(text):
    style = "margin:.4em 0;padding:.4em .7em;background:rgba(128,128,128,.13);overflow-x:auto;white-space:pre"
    return f'<pre style="{style}">{escaped(text)}</pre>'


def table(rows, head=False):
    """Rows of text; with `head` a table of numbers under a first row of names, else facts after their labels."""
    lines = []
    for number, row in enumerate(rows):
        cells = [
            td(cell, light=number == 0 if head else at == 0, label=not head and at == 0) for at, cell in enumerate(row)
        ]
        lines.append(f'<tr style="background:transparent">{"".join(cells)}</tr>')
    return f'<table style="border:none;margin:.3em 0">{"".join(lines)}</table>' if lines else ""


def td(text, light, label):
    """A cell of a table: light for names, a label never broken."""
    style = "text-align:left;vertical-align:top;padding:.1em 1.2em .1em 0;background:transparent"
    more = f"white-space:{'nowrap' if label else 'normal'};opacity:{0.65 if light else 1}"
    return f'<td style="{style};{more}">{escaped(text)}</td>'


def picture(png):
    if not png:
        return ""
    data = base64.b64encode(png).decode()
    return f'<img alt="expected, yours, difference" style="max-width:100%" src="data:image/png;base64,{data}">'
