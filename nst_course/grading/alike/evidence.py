"""A group of students -> sentences on what they have in common and hardly anybody else has."""

from ..escaping import number
from ..page import many, one_line

FEW = 0.01  # of the class may have it beside the group
MOST = 6  # of names or comments in one sentence


def evidence(exercises, mistakes, own, members):
    """Sentences: exercises written alike, the same rare mistakes, the same comments, the same odd names.

    `mistakes` and `own` hold, by exercise, each student's named mistake, '' for none, and what is `Written`.
    """
    yield f"Written alike, whatever the names: {', '.join(exercises)}."
    rare = [
        f"“{it}” in {exercise} ({number(holders)} of {many(len(texts), 'student')})"
        for exercise, texts in mistakes.items()
        for it, holders in in_common([{text} - {""} for text in texts], members)
    ]
    if rare:
        yield f"The same rare {'mistake' if len(rare) == 1 else 'mistakes'}: {', '.join(rare)}."
    for what in ("comments", "names"):
        same = {it for texts in own.values() for it, _ in in_common([getattr(text, what) for text in texts], members)}
        if same:
            shown = ", ".join(f"“{one_line(it)[:100]}”" for it in sorted(same)[:MOST])
            yield f"The same {what}: {shown}{', …' if len(same) > MOST else ''}."


def in_common(sets, members):
    """[(thing, number of those who have it)] that all members have, and few others."""
    same = frozenset.intersection(*(frozenset(sets[i]) for i in members))
    counts = [(it, sum(it in things for things in sets)) for it in sorted(same)]
    return [(it, count) for it, count in counts if count <= len(members) + FEW * len(sets)]
