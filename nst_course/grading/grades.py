"""Records and `Policy` -> a `StudentGrade` per student: which file counts, points, lateness, reasons for review."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from ..checks.report import overall_verdict
from ..exercises import EXERCISES
from .notes import Note, NoteCode, note
from .policy import Attempts, Policy, time_from_text
from .records import ExerciseRecord, Record, Verdict

COMMON_SHARE = 0.1  # of the students: an exercise handed in by fewer was not assigned
DAY = timedelta(days=1)
WITHOUT_POINTS = (Verdict.MISSING, Verdict.NOT_GRADABLE)


@dataclass(frozen=True)
class ExerciseGrade:
    """A student's result in one exercise; `record` and `entry` come from the file that counts.

    Without such a file `entry` is None; so is `record`, unless one of the files could not be read. `points` are before
    lateness, `penalty` is what lateness costs, and `attempts` is the number of files that contain the exercise.
    """

    exercise: str
    verdict: Verdict
    points: float
    max_points: float
    record: Record | None = None
    entry: ExerciseRecord | None = None
    attempts: int = 0
    days_late: int = 0
    penalty: float = 0

    @property
    def total(self) -> float:
        """The points after lateness."""
        return round(self.points - self.penalty, 2)


@dataclass(frozen=True)
class StudentGrade:
    """A student's grade: `points`, and `total` after the `penalty` for lateness.

    `days_late` is the lateness of the latest file that counts; `review` lists reasons for a person to look.
    """

    student: str
    name: str
    ids: dict[str, str]
    exercises: dict[str, ExerciseGrade]
    points: float
    penalty: float
    total: float
    max_total: float
    days_late: int
    verdict: Verdict
    review: list[Note] = field(default_factory=list)
    files: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The total as a share of all points, 0 to 1."""
        return self.total / self.max_total if self.max_total else 0.0


def grade_students(records: Iterable[Record], policy: Policy) -> list[StudentGrade]:
    """A grade for each student, sorted; each covers every exercise that counts, submitted or not."""
    students = by_student(records)
    names = exercises_that_count(students.values(), policy)
    shared = Counter(student for student, _ in students)
    return [grade_student(files, names, policy, shared[student] > 1) for (student, _), files in students.items()]


def by_student(records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    """{(student, Canvas ID): records}; the ID tells apart two people with the same name."""

    def identity(record: Record) -> tuple[str, str]:
        return record.student, record.ids.get("canvas", "")

    return {who: list(files) for who, files in itertools.groupby(sorted(records, key=identity), identity)}


def exercises_that_count(students: Iterable[Sequence[Record]], policy: Policy) -> list[str]:
    """The exercises that count, in course order."""
    if policy.exercises:
        return [name for name in EXERCISES if name in policy.exercises]
    students = list(students)
    held = Counter(
        name for files in students for name in {entry.exercise for record in files for entry in record.exercises}
    )
    common = [name for name in EXERCISES if held[name] and held[name] >= COMMON_SHARE * len(students)]
    return common or list(EXERCISES)


def grade_student(records: Sequence[Record], names: Sequence[str], policy: Policy, shared: bool) -> StudentGrade:
    """The grade of one student from all their files; `shared` if someone else has the same identity."""
    records = in_order(records, policy)
    grades = [grade_exercise(name, records, policy) for name in names]
    return StudentGrade(
        student=records[0].student,
        name=records[-1].name,
        ids={key: value for record in records for key, value in record.ids.items()},
        exercises={grade.exercise: grade for grade in grades},
        points=summed(grade.points for grade in grades),
        penalty=summed(grade.penalty for grade in grades),
        total=summed(grade.total for grade in grades),
        max_total=summed(grade.max_points for grade in grades),
        days_late=max((grade.days_late for grade in grades), default=0),
        verdict=overall_verdict((g.verdict for g in grades), has_points=any(grade.points for grade in grades)),
        review=list(dict.fromkeys(review_reasons(records, grades, policy, shared))),
        files=tuple(record.file for record in records),
    )


def summed(numbers: Iterable[float]) -> float:
    """The sum, rounded to hundredths so that the printed numbers add up."""
    return round(math.fsum(numbers), 2)


def review_reasons(
    records: Sequence[Record], grades: Sequence[ExerciseGrade], policy: Policy, shared: bool
) -> Iterable[Note]:
    """Reasons for a person to look at this student's work."""
    if shared:
        yield note(NoteCode.SHARED_IDENTITY, student=records[0].student)
    for record in records:
        yield from record.review
        if record.verdict is Verdict.NOT_GRADABLE:
            yield note(NoteCode.FILE_NOT_GRADED, file=record.file, problem=record.problem)
    for grade in grades:
        if grade.entry and grade.verdict is Verdict.NOT_GRADABLE:
            yield note(NoteCode.EXERCISE_NOT_GRADED, exercise=grade.exercise)
    if any(grade.days_late and grade.record and not handed_in(grade.record, policy) for grade in grades):
        yield note(NoteCode.LATE_BY_UNKNOWN_TIME)


def grade_exercise(name: str, records: Sequence[Record], policy: Policy) -> ExerciseGrade:
    """The grade of the last, or the best, file that contains the exercise; `records` are in order.

    An exercise that no file contains is missing, or not gradable if one of the files could not be read.
    """
    blank = ExerciseGrade(name, Verdict.MISSING, 0, policy.points[name])
    tries = [
        attempt(blank, record, entry, policy)
        for record in records
        for entry in record.exercises
        if entry.exercise == name
    ]
    written = [one for one in tries if one.verdict is not Verdict.MISSING]
    unread = [record for record in records if record.verdict is Verdict.NOT_GRADABLE]
    nothing = replace(blank, verdict=Verdict.NOT_GRADABLE, record=unread[-1]) if unread else blank
    chosen = best(written) if written and policy.attempts is Attempts.BEST else [nothing, *tries, *written][-1]
    return replace(chosen, attempts=len(written))


def best(tries: Sequence[ExerciseGrade]) -> ExerciseGrade:
    """The one with the most points after lateness; the last one if tied."""
    return max(enumerate(tries), key=lambda one: (one[1].total, one[0]))[1]


def attempt(blank: ExerciseGrade, record: Record, entry: ExerciseRecord, policy: Policy) -> ExerciseGrade:
    """What one file earns in one exercise; the policy decides on partial credit for a wrong function."""
    points = round(blank.max_points * kept_share(entry, policy), 2)
    verdict = entry.verdict
    if verdict in (Verdict.WRONG, Verdict.PARTLY):
        verdict = Verdict.PARTLY if points else Verdict.WRONG
    days = days_late(record, policy)
    penalty = round(points * policy.late_share(days), 2)
    return replace(blank, verdict=verdict, points=points, record=record, entry=entry, days_late=days, penalty=penalty)


def kept_share(entry: ExerciseRecord, policy: Policy) -> float:
    """The share of its points that a function keeps: all, or what the policy grants for the first failing step."""
    if entry.verdict in WITHOUT_POINTS:
        return 0.0
    failed = next((step for step, held in entry.steps if held is False), None)
    share = 1.0 if entry.verdict is Verdict.PASSED else policy.partial.get(failed or "", 0.0)
    return share * (policy.renamed if entry.renamed else 1.0)


def handed_in(record: Record, policy: Policy) -> datetime | None:
    """When the file was submitted, from the policy's times or else the record; None if unknown."""
    zone = policy.due.tzinfo if policy.due else timezone.utc
    return policy.times.get(record.student) or time_from_text(record.time, zone)


def days_late(record: Record, policy: Policy) -> int:
    """Days after the deadline, rounded up; 1 if the file is marked late but its time is unknown."""
    if policy.due is None:
        return 0
    time = handed_in(record, policy)
    if time is None:
        return int(record.late)
    if time <= policy.due + timedelta(minutes=policy.grace_minutes):
        return 0
    return max(1, math.ceil((time - policy.due) / DAY))


def in_order(records: Iterable[Record], policy: Policy) -> list[Record]:
    """The records in order of submission; those without a time come first, by file name."""

    def key(record: Record) -> tuple[float, tuple[list[object], str]]:
        time = handed_in(record, policy)
        return time.timestamp() if time else 0, natural_order(record.file)

    return sorted(records, key=key)


def natural_order(file: str) -> tuple[list[object], str]:
    """A key for natural sorting: 'a.ipynb', 'a (2).ipynb', 'a (10).ipynb'."""
    parts = re.split(r"(\d+)", re.sub(r"\.\w+$", "", file))
    return [(len(part.lstrip("0")), part) if at % 2 else part for at, part in enumerate(parts)], file


def time_warnings(records: Sequence[Record], policy: Policy) -> list[Note]:
    """Notes on students listed in times.csv who submitted nothing, and on files without a known time."""
    students = {record.student for record in records}
    found = [note(NoteCode.UNKNOWN_STUDENT, student=name) for name in policy.times if name not in students]
    timeless = [record for record in records if not handed_in(record, policy) and not record.late]
    if policy.due and timeless:
        first = timeless[0].file
        found.append(note(NoteCode.NO_SUBMISSION_TIME, count=len(timeless), total=len(records), file=first))
    return found
