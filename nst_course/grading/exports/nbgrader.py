"""A CSV file in the format of `nbgrader export`: a row per assignment and student."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ..escaping import format_number, spreadsheet_cell
from . import Export, register

if TYPE_CHECKING:
    from ..grades import ExerciseGrade, StudentGrade
    from ..policy import Policy

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)
DEFAULT_ASSIGNMENT = "nst_course"  # for exercises that were not handed in as part of an assignment


@register
@dataclass
class NbgraderExport(Export):
    """The whole class, with nbgrader's columns."""

    name: ClassVar[str] = "nbgrader"
    help: ClassVar[str] = "Write a CSV file as nbgrader exports it."

    def write(self, grades: Sequence[StudentGrade], policy: Policy, out: Path) -> list[str]:
        self.write_text(nbgrader_csv(grades, policy))
        return []


def nbgrader_csv(grades: Sequence[StudentGrade], policy: Policy) -> str:
    """The file as text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for assignment, exercises in exercises_by_assignment(grades).items():
        for grade in grades:
            writer.writerow(assignment_row(assignment, grade, [grade.exercises[name] for name in exercises], policy))
    return file.getvalue()


def exercises_by_assignment(grades: Sequence[StudentGrade]) -> dict[str, list[str]]:
    """{assignment: exercises}, sorted; an exercise belongs to the assignment under which most students submitted it."""
    found: dict[str, list[str]] = {}
    for exercise in grades[0].exercises if grades else ():
        records = [grade.exercises[exercise].record for grade in grades]
        votes = Counter(record.assignment for record in records if record)
        assignment = max(sorted(votes), key=lambda name: votes[name], default="")
        found.setdefault(assignment or DEFAULT_ASSIGNMENT, []).append(exercise)
    return dict(sorted(found.items()))


def assignment_row(assignment: str, grade: StudentGrade, results: Sequence[ExerciseGrade], policy: Policy) -> list[str]:
    """The cells of one student in one assignment; work that was not handed in has no time."""
    from ..grades import handed_in

    times = [time for result in results if result.record and (time := handed_in(result.record, policy))]
    penalty = sum(result.penalty for result in results)
    points = sum(result.points for result in results)
    possible = sum(result.max_points for result in results)
    return [
        spreadsheet_cell(assignment),
        utc_time(policy.due),
        utc_time(max(times, default=None)),
        spreadsheet_cell(grade.student),
        *map(spreadsheet_cell, last_and_first_name(grade)),
        spreadsheet_cell(grade.ids.get("email", "")),
        *map(format_number, (points, penalty, points - penalty, possible)),
    ]


def utc_time(time: datetime | None) -> str:
    """The time in nbgrader's format: UTC, without an offset."""
    return f"{time.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S}" if time else ""


def last_and_first_name(grade: StudentGrade) -> tuple[str, str]:
    """'Doe, Jane' and 'Jane Doe' as ('Doe', 'Jane'); empty if the name is only the identity."""
    if grade.name == grade.student:
        return "", ""
    last, comma, first = grade.name.partition(",")
    if not comma:
        first, _, last = grade.name.strip().rpartition(" ")
    return last.strip(), first.strip()
