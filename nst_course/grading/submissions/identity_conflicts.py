"""Submissions -> the same, with a note where two students may be one person, or one may be two. All are kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from ..notes import Note, NoteCode, note

if TYPE_CHECKING:
    from . import Submission

SHOWN = 3  # names in a sentence


def mark_identity_conflicts(submissions: Iterable[Submission], places: Sequence[str]) -> list[Submission]:
    """The submissions in their order, with notes on those in doubt; `places` say where each one lies."""
    marked = list(with_distinct_files(with_distinct_students(submissions)))
    students, names = [s.student for s in marked], [s.name for s in marked]
    without_case = [" ".join(student.casefold().split()) for student in students]
    marked = mark_groups(marked, students, places, several_places)
    marked = mark_groups(marked, without_case, students, similar_identities)
    return mark_groups(marked, names, students, shared_name)


def with_distinct_students(submissions: Iterable[Submission]) -> list[Submission]:
    """Two people of one name whose numbers differ get them appended to their names."""
    submissions = list(submissions)
    numbers: dict[str, set[str]] = {}
    for s in submissions:
        numbers.setdefault(s.student, set()).add(person_number(s))
    shared = {student for student, found in numbers.items() if len(found - {""}) > 1}
    return [
        replace(s, student=f"{s.student}_{number}") if s.student in shared and (number := person_number(s)) else s
        for s in submissions
    ]


def person_number(submission: Submission) -> str:
    """The number of the person in the system that the submission comes from."""
    return submission.ids.get("canvas") or submission.ids.get("moodle") or ""


def with_distinct_files(submissions: Iterable[Submission]) -> Iterator[Submission]:
    """No two submissions of a student have one path: a zip can contain a name twice."""
    seen: set[tuple[str, str]] = set()
    for s in submissions:
        file = next(f for n in count(1) if (s.student, f := s.file if n == 1 else f"{s.file} ({n})") not in seen)
        seen.add((s.student, file))
        twice = note(NoteCode.REPEATED_IN_ARCHIVE, file=s.file)
        yield s if file == s.file else replace(s, file=file, review=(*s.review, twice))


def mark_groups(
    submissions: Sequence[Submission],
    groups: Sequence[Hashable],
    values: Sequence[str],
    make_note: Callable[[str, list[str]], Note],
) -> list[Submission]:
    """Those of a group with more than one value get a note, made of the group and its values."""
    found: dict[Hashable, set[str]] = {}
    for group, value in zip(groups, values, strict=True):
        found.setdefault(group, set()).add(value)
    return [
        replace(s, review=(*s.review, make_note(str(group), sorted(found[group])))) if len(found[group]) > 1 else s
        for s, group in zip(submissions, groups, strict=True)
    ]


def several_places(student: str, places: list[str]) -> Note:
    return note(NoteCode.SEVERAL_PLACES, student=student, places=quoted(places))


def similar_identities(_: str, students: list[str]) -> Note:
    return note(NoteCode.SIMILAR_IDENTITIES, students=quoted(students))


def shared_name(name: str, students: list[str]) -> Note:
    return note(NoteCode.SHARED_NAME, name=name, students=quoted(students))


def quoted(names: Sequence[str]) -> str:
    """'a', 'b' and 'c' and 2 more."""
    shown = " and ".join(f"'{name}'" for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
