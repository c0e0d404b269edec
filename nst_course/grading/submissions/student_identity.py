"""A file's location and name -> its owner, in the usual layouts of a class's submissions.

If two students may be the same person, or one may be two, all are kept, and a note says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ...exercises import EXERCISES
from ..notes import Note, NoteCode, note

if TYPE_CHECKING:
    from . import Submission

LESSONS = ("1_layers", *dict.fromkeys(exercise.lesson for exercise in EXERCISES.values()))
# doejane_LATE_123_456_my notebook.ipynb: letters of the name, IDs of the person and the submission, the file.
CANVAS = re.compile(r"(?P<who>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)")
# Jane Doe_123_assignsubmission_file_my notebook.ipynb, or a folder of that name without the last part.
MOODLE = re.compile(r"(?P<who>.+)_(?P<user>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
# 3_gram_matrix, with a copy's suffix; a student's name may come before or after.
COPY = r"(?:[ _-]*(?:\((?:\d+|new(?: \d+)?)\)|copy\d*|solution|solved|\d))*"
LESSON = re.compile(rf"(?P<before>.*?)[ _.-]*(?:{'|'.join(map(re.escape, LESSONS))}){COPY}(?P<after>.*)", re.I)
NAMES_SHOWN = 3  # in a note
ENDINGS = re.compile(r"(\.ipynb|\.py|\.zip|\.tar|\.tgz|\.gz|\.\w{1,5})+$", re.I)


@dataclass(frozen=True)
class Owner:
    """The owner of a file.

    `student` is the identity; `place` is where in the submissions this person's files are, to notice if there are two
    places; `time` is ISO 8601 or ""; `ids` are IDs in other systems.
    """

    student: str
    name: str = ""
    place: str = ""
    assignment: str = ""
    time: str = ""
    late: bool = False
    ids: dict[str, str] = field(default_factory=dict)


def owner_of(parts: tuple[str, ...], only_student: str) -> Owner:
    """The owner of a file in a flat folder, a folder per student, or a download from Canvas or Moodle.

    `parts` are the parts of its path; `only_student` is the identity to use if nothing else gives one, as when all
    files are in the student's own folder.
    """
    first, flat = composed(parts[0]), len(parts) == 1
    if found := MOODLE.fullmatch(first):
        return Owner(found["who"], place=f"moodle {found['user']}", ids={"moodle": found["user"]})
    if flat and (found := CANVAS.fullmatch(first)):
        ids, late = {"canvas": found["user"]}, bool(found["late"])
        return Owner(found["who"], place=f"canvas {found['user']}", late=late, ids=ids)
    if not flat:
        return Owner(first, place=f"{first}/")
    stem = ENDINGS.sub("", first) or first
    if found := LESSON.fullmatch(stem):
        name = (found["before"] or found["after"]).strip(" _.-")
        return Owner(name or only_student, place="by lesson")
    return Owner(stem, place=first)


def nbgrader_owner(parts: tuple[str, ...], times: Mapping[tuple[str, str], str]) -> Owner:
    """The owner of STUDENT/ASSIGNMENT/notebook.ipynb; `times` are {(student, assignment): time}."""
    student = composed(parts[0])
    assignment = composed(parts[1]) if len(parts) > 2 else ""
    return Owner(student, place=f"{student}/", assignment=assignment, time=times.get((student, assignment), ""))


def composed(name: str) -> str:
    """A name in composed Unicode: ü is one character, even in names from a Mac."""
    return unicodedata.normalize("NFC", name)


def parse_timestamp(text: str) -> str:
    """nbgrader's timestamp.txt, such as '2026-11-30 18:05:01.123 Europe/Berlin' -> ISO 8601.

    "" if it isn't a time, or its zone is unknown here. A time without a zone is UTC, as in nbgrader.
    """
    found = re.match(r"\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(\S*)", text)
    try:
        return iso_time(datetime.fromisoformat(f"{found[1]}T{found[2]}"), found[4]) if found else ""
    except ValueError:
        return ""


def iso_time(time: datetime, zone: str = "UTC") -> str:
    """A time as text with its offset, to the second; `zone`, a name or +0100, applies if the time has none."""
    if time.tzinfo is None:
        time = time.replace(tzinfo=time_zone(zone))
    return time.replace(microsecond=0).isoformat()


def time_zone(name: str) -> tzinfo:
    """The time zone for a name such as Europe/Berlin, or for an offset. Raises ValueError for an unknown one."""
    if found := re.fullmatch(r"([+-])(\d\d):?(\d\d)", name):
        minutes = int(found[2]) * 60 + int(found[3])
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return timezone.utc if name in ("", "Z", "UTC") else ZoneInfo(name)
    except (OSError, KeyError) as error:
        raise ValueError(f"no zone {name}") from error


# Conflicts between identities.


def mark_identity_conflicts(submissions: Iterable[Submission], places: Sequence[str]) -> list[Submission]:
    """The submissions in the same order, with notes on doubtful ones; `places` say where each one is."""
    marked = list(with_distinct_files(with_distinct_students(submissions)))
    students, names = [s.student for s in marked], [s.name for s in marked]
    without_case = [" ".join(student.casefold().split()) for student in students]
    marked = mark_groups(marked, students, places, several_places)
    marked = mark_groups(marked, without_case, students, similar_identities)
    return mark_groups(marked, names, students, shared_name)


def with_distinct_students(submissions: Iterable[Submission]) -> list[Submission]:
    """Appends IDs to the names of people who share a name but have different IDs."""
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
    """The person's ID in the system that the submission comes from."""
    return submission.ids.get("canvas") or submission.ids.get("moodle") or ""


def with_distinct_files(submissions: Iterable[Submission]) -> Iterator[Submission]:
    """Makes a student's paths unique, since a zip can contain a name twice."""
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
    """Adds a note, made from the group and its values, to each group with more than one value."""
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
    shown = " and ".join(f"'{name}'" for name in names[:NAMES_SHOWN])
    return shown + (f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else "")
