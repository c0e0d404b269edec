"""Grades -> gradebook.csv for people and their spreadsheets, gradebook.json for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from ..escaping import format_number, spreadsheet_cell
from ..grades import ExerciseGrade, StudentGrade
from ..notes import sentence
from ..policy import Policy
from ..records import write_whole

VERSION = 2  # of gradebook.json
# Columns after those of the exercises.
SUMMARY_COLUMNS = (
    *("points", "days late", "penalty", "total", "max", "percent", "verdict", "mistakes", "needs a look", "files"),
)
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as a legacy code page
FINDINGS = ("headline", "mistake", "diagnosis", "next_move", "renamed")


def write_gradebook(grades: Sequence[StudentGrade], policy: Policy, folder: Path) -> None:
    """Writes gradebook.csv and gradebook.json into the folder. The same grades give the same bytes.

    Each file is written whole or not at all: raises NstError if that isn't possible, and leaves older files alone.
    """
    write_whole(Path(folder) / "gradebook.csv", gradebook_csv(grades, policy))
    write_whole(Path(folder) / "gradebook.json", gradebook_json(grades, policy))


def gradebook_csv(grades: Sequence[StudentGrade], policy: Policy) -> str:
    """gradebook.csv as text: a row per student."""
    exercises = list(grades[0].exercises) if grades else list(policy.points)
    file = io.StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(["student", "name", *exercises, *SUMMARY_COLUMNS])
    writer.writerows(student_row(grade) for grade in grades)
    return file.getvalue()


def student_row(grade: StudentGrade) -> list[str]:
    """The cells of one student."""
    results = list(grade.exercises.values())
    mistakes = [f"{one.exercise}: {one.entry.mistake}" for one in results if one.entry and one.entry.mistake]
    reasons = [sentence(note) for note in grade.review]
    return [
        spreadsheet_cell(grade.student),
        spreadsheet_cell(grade.name),
        *(format_number(one.points) for one in results),
        format_number(grade.points),
        str(grade.days_late),
        format_number(grade.penalty),
        format_number(grade.total),
        format_number(grade.max_total),
        format_number(100 * grade.share),
        grade.verdict.value,
        *(spreadsheet_cell("; ".join(several)) for several in (mistakes, reasons, grade.files)),
    ]


def gradebook_json(grades: Sequence[StudentGrade], policy: Policy) -> str:
    """gradebook.json as text: everything in the table, and the policy behind it."""
    rules = {field.name: getattr(policy, field.name) for field in fields(policy) if field.name != "times"}
    rules["due"] = policy.due.isoformat() if policy.due else None
    content = {"version": VERSION, "policy": rules, "students": [student_json(grade) for grade in grades]}
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def student_json(grade: StudentGrade) -> dict[str, Any]:
    """One student."""
    return {
        "student": grade.student,
        "name": grade.name,
        "ids": grade.ids,
        "points": grade.points,
        "days_late": grade.days_late,
        "penalty": grade.penalty,
        "total": grade.total,
        "max_total": grade.max_total,
        "verdict": grade.verdict.value,
        "review": [{"code": str(note.code), "reason": sentence(note)} for note in grade.review],
        "files": list(grade.files),
        "exercises": [exercise_json(result) for result in grade.exercises.values()],
    }


def exercise_json(result: ExerciseGrade) -> dict[str, Any]:
    """One exercise: what was found, without the student's program."""
    return {
        "exercise": result.exercise,
        "verdict": result.verdict.value,
        "points": result.points,
        "max_points": result.max_points,
        "attempts": result.attempts,
        "days_late": result.days_late,
        "penalty": result.penalty,
        **{name: getattr(result.entry, name) if result.entry else "" for name in FINDINGS},
        "file": result.record.file if result.record else "",
    }
