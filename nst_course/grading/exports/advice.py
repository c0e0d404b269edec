"""Result -> what its student is told, as lines of text; not what was printed, which may show the hidden inputs."""

from ...exercises import EXERCISES
from ..escaping import plain

SILENT = {
    "missing": "It was not found in what was handed in.",
    "not gradable": "It could not be graded, and a person will look at it.",
}


def title(result):
    """'The Gram matrix (gram_matrix)'."""
    return f"{EXERCISES[result.exercise].title} ({result.exercise})"


def advice(result):
    """The lines: what was found, where, what it looks like, what to do next."""
    entry = result.entry or {}
    line = entry.get("line")
    unread = result.record["problem"] if result.record and result.verdict == "not gradable" else ""
    lines = [
        plain(entry.get("headline", "")) or SILENT.get(result.verdict, f"{result.verdict.capitalize()}."),
        unread,
        f"Line {line['number']}: {line['text']}" if line else "",
        entry.get("diagnosis"),
        f"Next: {entry['next_move']}" if entry.get("next_move") else "",
        *entry.get("notes", ()),
        f"It was found under the name {entry['renamed']}." if entry.get("renamed") else "",
        late(result),
    ]
    return list(filter(None, (plain(line or "") for line in lines)))


def late(result):
    """What lateness costs, if it does."""
    if not result.penalty:
        return ""
    days = f"{result.days_late} day{'s' if result.days_late > 1 else ''}"
    return f"It came {days} late, which costs {result.penalty:g} points."
