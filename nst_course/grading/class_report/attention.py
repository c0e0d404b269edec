"""Whom a person should look at, and whose work is alike."""

from ..page import escaped, many, one_line


def for_a_person(people):
    """Students with a reason each; empty where there is none."""
    rows = [f"<li>{p.link}<ul>{items(p.grade.human)}</ul></li>" for p in people if p.grade.human]
    return f"<ul class='reasons'>{''.join(rows)}</ul>" if rows else ""


def alike(people, groups):
    """The groups, in words that accuse nobody."""
    if not groups:
        return ""
    links = {}
    for person in people:  # of two who share a name nobody knows here which is meant
        links[person.grade.student] = None if person.grade.student in links else person.link
    boxes = "".join(box(group, links) for group in groups)
    return (
        "<p>Worth a look: the work of these students is more alike than chance makes it in this class, beyond what "
        "the course gives and what many have. It says nothing about who or why: they may have learned together, or "
        f"from one source.</p><div class='groups'>{boxes}</div>"
    )


def items(sentences):
    return "".join(f"<li>{escaped(one_line(text))}</li>" for text in sentences)


def box(group, links):
    names = ", ".join(links.get(student) or f"<bdi>{escaped(one_line(student))}</bdi>" for student in group.students)
    return (
        f"<div><h3>{names}</h3><p class='soft'>{many(len(group.students), 'student')}; "
        f"{100 * group.share:.0f} % of what is their own is the same.</p><ul>{items(group.evidence)}</ul></div>"
    )
