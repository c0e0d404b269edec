"""Where a file lies and what it is called -> whose it is, in the usual layouts of a class's submissions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ...exercises import EXERCISES

LESSONS = ("1_layers", *dict.fromkeys(exercise.lesson for exercise in EXERCISES.values()))
# doejane_LATE_123_456_my notebook.ipynb: letters of the name, number of the person, of the submission, the file.
CANVAS = re.compile(r"(?P<who>[^_]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)")
# Jane Doe_123_assignsubmission_file_my notebook.ipynb, or a folder of that name without the last part.
MOODLE = re.compile(r"(?P<who>.+)_(?P<user>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
# 3_gram_matrix, with what is put after it for a copy; a student's name may stand before or after.
COPY = r"(?:[ _-]*(?:\((?:\d+|new(?: \d+)?)\)|copy\d*|solution|solved|\d))*"
LESSON = re.compile(rf"(?P<before>.*?)[ _.-]*(?:{'|'.join(map(re.escape, LESSONS))}){COPY}(?P<after>.*)", re.I)
ENDINGS = re.compile(r"(\.ipynb|\.py|\.zip|\.tar|\.tgz|\.gz|\.\w{1,5})+$", re.I)


@dataclass(frozen=True)
class Owner:
    """Whose a file is.

    `student` is the identity; `place` is where in the submissions this person's files lie, to notice when there are
    two; `time` is ISO 8601 or ""; `ids` are the numbers of other systems.
    """

    student: str
    name: str = ""
    place: str = ""
    assignment: str = ""
    time: str = ""
    late: bool = False
    ids: dict[str, str] = field(default_factory=dict)


def owner_of(parts: tuple[str, ...], only_student: str) -> Owner:
    """The owner of a file in a flat folder, a folder for each student, or Canvas' or Moodle's download.

    `parts` are those of its path; `only_student` is the identity if nothing says one, as when all files lie in the
    student's own folder.
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
    """A name in composed letters: ü is one character, however a Mac writes it."""
    return unicodedata.normalize("NFC", name)


def parse_timestamp(text: str) -> str:
    """nbgrader's timestamp.txt, such as '2026-11-30 18:05:01.123 Europe/Berlin' -> ISO 8601.

    "" if it is no time, or the zone is unknown here. A time without a zone is UTC, as nbgrader's are.
    """
    found = re.match(r"\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(\S*)", text)
    try:
        return iso_time(datetime.fromisoformat(f"{found[1]}T{found[2]}"), found[4]) if found else ""
    except ValueError:
        return ""


def iso_time(time: datetime, zone: str = "UTC") -> str:
    """A time as text with its offset, to the second; `zone` is a name or +0100, for a time that has none."""
    if time.tzinfo is None:
        time = time.replace(tzinfo=time_zone(zone))
    return time.replace(microsecond=0).isoformat()


def time_zone(name: str) -> tzinfo:
    """The zone of a name, such as Europe/Berlin, or of an offset. Raises ValueError for an unknown one."""
    if found := re.fullmatch(r"([+-])(\d\d):?(\d\d)", name):
        minutes = int(found[2]) * 60 + int(found[3])
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return timezone.utc if name in ("", "Z", "UTC") else ZoneInfo(name)
    except (OSError, KeyError) as error:
        raise ValueError(f"no zone {name}") from error
