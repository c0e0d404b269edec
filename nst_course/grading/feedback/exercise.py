"""The result of one exercise -> what the student is told about it."""

from dataclasses import dataclass

from ...checks.report import LABELS
from ..escaping import number
from ..page import one_line, visible

LONGEST = 1500  # characters of what a function printed: enough to see what it was
MOST_LINES = 12
MOVES = {
    "missing": 'Begin with nst.hint("{name}") in your notebook: it gives one hint at a time.',
    "timed out": "Look for a loop over pixels, or one without an end: one TensorFlow operation does it all at once.",
    "out of memory": "Print the shapes of what you make: one of them is far larger than the inputs.",
    "not gradable": "You need not do anything now: somebody of the course will look at it.",
}


@dataclass(frozen=True)
class Part:
    """One thing that is said. `kind`: text, fact (after a `label`), code (as it stands, below a label), notes (a list
    below a label), command (a line for the notebook), headline (after the name of the function) or ladder."""

    kind: str
    what: object
    label: str = ""


def parts(result, policy):
    """What is said about an exercise, in order. Nothing but the fields named here is taken from the record."""
    entry = result.entry or {}
    yield Part("headline", one_line(entry.get("headline") or HEADLINES.get(result.verdict, "")), result.exercise)
    if line := entry.get("line"):
        yield Part("code", f"line {line['number']}:  {one_line(line['text'])}")
    if entry.get("diagnosis"):
        yield Part("fact", one_line(entry["diagnosis"]), LABELS["diagnosis"])
    if move := entry.get("next_move") or MOVES.get(result.verdict, "").format(name=result.exercise):
        yield Part("fact", one_line(move), LABELS["next_move"])
    if result.verdict not in ("passed", "missing", "not gradable"):
        yield Part("command", f"nst.check.{result.exercise}({result.exercise})", "Try it")
    if entry.get("rungs") and result.verdict != "missing":
        yield Part("ladder", tuple((one_line(title), outcome) for title, outcome in entry["rungs"]))
    if printed := visible(entry.get("printed") or "").strip("\n"):
        yield Part("code", shortened(printed), "It printed")
    if notes := tuple(remarks(result, entry, policy)):
        yield Part("notes", notes, "Notes")


HEADLINES = {
    "passed": "all of it is right.",
    "missing": "it is not in what you handed in.",
    "not gradable": "it could not be graded, and that is not counted as your mistake.",
}


def remarks(result, entry, policy):
    """Sentences on how the function was found, and which attempt counts."""
    notes = [one_line(note) for note in entry.get("notes") or ()]
    renamed = one_line(entry.get("renamed") or "")
    if renamed and not any(renamed in note for note in notes):
        kept = f" Under another name it keeps {number(100 * policy.renamed)} % of its points." * (policy.renamed < 1)
        yield f"We found it under the name {renamed}; it should be called {result.exercise}.{kept}"
    yield from notes
    if result.attempts > 1:
        yield f"You handed it in {result.attempts} times: the {policy.attempts} one counts."


def shortened(text):
    """The first lines of a long text."""
    lines = text.split("\n")
    short = "\n".join(lines[:MOST_LINES])[:LONGEST]
    return short if short == text else f"{short}\n… and more"
