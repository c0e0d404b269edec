"""Which named mistakes the class makes, how often, and what to say about them."""

from dataclasses import dataclass

from ..page import escaped, many, one_line
from .people import heading, listed, names_of, percent, results_of

OPEN = 4  # mistakes of an exercise that are shown at once
FIRST = 5  # mistakes of all exercises at the top


@dataclass(frozen=True)
class Found:
    """A mistake of an exercise, with the words of the first record that has it, and those who made it."""

    exercise: str
    place: str  # on the page
    name: str
    diagnosis: str
    next_move: str
    people: tuple


def mistakes(people):
    """The most frequent of all, then those of each exercise."""
    found = {name: found_in(people, name) for name in names_of(people)}
    unnamed = {name: without_a_name(people, name) for name in found}
    every = sorted((m for several in found.values() for m in several), key=order)
    if not every and not any(unnamed.values()):
        return "<p>No function went wrong. Talk about what comes next!</p>" if people else ""
    most = max((len(mistake.people) for mistake in every), default=0)
    parts = [top(every, len(people))] if len(every) > 2 * OPEN else []
    for name in found:
        if found[name] or unnamed[name]:
            parts += [f"<h3>{heading(name)}</h3>", table(found[name], len(people), most), others(unnamed[name])]
    return "\n".join(parts)


def order(mistake):
    return (-len(mistake.people), mistake.exercise, mistake.name)


def found_in(people, exercise):
    """The mistakes of an exercise, the most frequent first."""
    makers, words = {}, {}
    for person, result in results_of(people, exercise):
        if name := one_line((result.entry or {}).get("mistake") or ""):
            makers.setdefault(name, []).append(person)
            words.setdefault(name, result.entry)
    names = sorted(makers, key=lambda name: (-len(makers[name]), name))
    return [found(exercise, at, name, words[name], makers[name]) for at, name in enumerate(names, 1)]


def found(exercise, at, name, entry, people):
    said = (entry.get(key) or "" for key in ("diagnosis", "next_move"))
    return Found(exercise, f"{exercise}-{at}", name, *said, tuple(people))


def without_a_name(people, exercise):
    """{person: headline} of those whose function is not right, and nobody knows what it looks like."""
    return {
        person: one_line(result.entry.get("headline") or "")
        for person, result in results_of(people, exercise)
        if result.entry and result.verdict not in ("passed", "missing") and not result.entry.get("mistake")
    }


def top(every, total):
    """The few mistakes that are the most frequent of all, as a list of links."""
    items = "".join(
        f"<li><a href='#{m.place}'>{escaped(m.name)}</a> <code>{m.exercise}</code> "
        f"<b>{len(m.people)}</b> <span class='soft'>{percent(len(m.people), total)}</span></li>"
        for m in every[:FIRST]
    )
    return f"<p>The most frequent mistakes of all:</p><ol class='top'>{items}</ol>"


def table(found, total, most):
    """The mistakes of an exercise: the first few, and the rest after a click."""
    if not found:
        return ""
    rows = [row(mistake, total, most) for mistake in found]
    more = len(rows) - OPEN
    if more < 2:
        return f"<ul class='mistakes'>{''.join(rows)}</ul>"
    upto = len(found[OPEN].people)
    return (
        f"<ul class='mistakes'>{''.join(rows[:OPEN])}</ul><details class='more'><summary>{more} more mistakes, "
        f"each made by {many(upto, 'student')}{' or fewer' * (upto > 1)}</summary>"
        f"<ul class='mistakes'>{''.join(rows[OPEN:])}</ul></details>"
    )


def row(mistake, total, most):
    count = len(mistake.people)
    said = [f"<p>{escaped(one_line(mistake.diagnosis))}</p>"] if mistake.diagnosis else []
    if mistake.next_move:
        said.append(f"<p class='move'>{escaped(one_line(mistake.next_move))}</p>")
    return (
        f"<li id='{mistake.place}'><div class='count'><b>{count}</b> {percent(count, total)}</div>"
        f"<div><h4>{escaped(mistake.name)}</h4><svg class='amount' aria-hidden='true' width='100%' height='6'>"
        f"<rect width='{100 * count / most:.1f}%' height='6' rx='3'/></svg>"
        f"{listed(mistake.people, summary=many(count, 'student'))}</div><div>{''.join(said)}</div></li>"
    )


def others(headlines):
    """Those whose mistake has no name, each with what was seen."""
    if not headlines:
        return ""
    summary = f"{many(len(headlines), 'student')} with something else"
    return listed(headlines, lambda person: f": {escaped(headlines[person])}", summary)
