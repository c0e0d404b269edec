"""Submissions -> the same, where two may be one person, or one may be two: all are kept, and a person is told."""

from dataclasses import replace
from itertools import count

SHOWN = 3  # names in a sentence


def told(submissions, places):
    """The submissions in their order, with reasons to look at those that are in doubt; `places` say where each lies."""
    submissions = list(numbered(apart(submissions)))
    students, names = [s.student for s in submissions], [s.name for s in submissions]
    alike = [" ".join(student.casefold().split()) for student in students]
    submissions = marked(submissions, students, places, two_places)
    submissions = marked(submissions, alike, students, nearly_one)
    return marked(submissions, names, students, one_name)


def apart(submissions):
    """Two people of one name, with numbers that differ, get these behind their names."""
    people = {}
    for s in submissions:
        people.setdefault(s.student, set()).add(number(s))
    shared = {student for student, numbers in people.items() if len(numbers - {""}) > 1}
    return [
        replace(s, student=f"{s.student}_{number(s)}") if s.student in shared and number(s) else s for s in submissions
    ]


def number(submission):
    """The number of the person in the system that it comes from."""
    return submission.ids.get("canvas") or submission.ids.get("moodle") or ""


def numbered(submissions):
    """No two of a student have one path: a zip can hold a name twice."""
    seen = set()
    for s in submissions:
        file = next(f for n in count(1) if (s.student, f := s.file if n == 1 else f"{s.file} ({n})") not in seen)
        seen.add((s.student, file))
        why = f"'{s.file}' is in the archive more than once: see which one counts."
        yield s if file == s.file else replace(s, file=file, human=(*s.human, why))


def marked(submissions, groups, values, sentence):
    """Those of a group with more than one value get a reason: sentence(the group, its values)."""
    found = {}
    for group, value in zip(groups, values, strict=True):
        found.setdefault(group, set()).add(value)
    return [
        replace(s, human=(*s.human, sentence(group, sorted(found[group])))) if len(found[group]) > 1 else s
        for s, group in zip(submissions, groups, strict=True)
    ]


def two_places(student, places):
    return f"Files of '{student}' lie in {listed(places)}: see whether they are of one person."


def nearly_one(_, students):
    return f"{listed(students)} differ in nothing but capitals or blanks: see whether they are one person."


def one_name(name, students):
    return f"'{name}' is the name of {listed(students)}: take care not to mix them up."


def listed(names):
    shown = [f"'{name}'" for name in names[:SHOWN]]
    return " and ".join(shown) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
