"""Coursera's feedback.json: {"fractionalScore": 0 to 1, "feedback": "…"}."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..escaping import format_number
from . import Export, register

if TYPE_CHECKING:
    from ..grades import ExerciseGrade, StudentGrade
    from ..policy import Policy


@register
@dataclass
class CourseraExport(Export):
    """feedback.json for the one student that Coursera grades at a time."""

    name: ClassVar[str] = "coursera"
    help: ClassVar[str] = "One student: write Coursera's feedback.json."
    single_student: ClassVar[bool] = True
    part: str = field(default="", metadata={"help": "Coursera's partId: the exercise to report (default: all)."})

    def write(self, grades: Sequence[StudentGrade], policy: Policy, out: Path) -> list[str]:
        self.write_text(
            json.dumps(coursera_feedback(grades[0], policy, self.part), indent=1, ensure_ascii=False) + "\n"
        )
        return []


def coursera_feedback(grade: StudentGrade, policy: Policy, part: str = "") -> dict[str, Any]:
    """The content of feedback.json, for all exercises or for the one named by `part`.

    Coursera shows the feedback as HTML or as plain text, depending on the course: it is escaped, line by line.
    """
    chosen = [grade.exercises[part]] if part in grade.exercises else list(grade.exercises.values())
    possible = sum(result.max_points for result in chosen)
    share = sum(result.total for result in chosen) / possible if possible else 0.0
    return {
        "fractionalScore": round(min(max(share, 0.0), 1.0), 4),
        "feedback": "\n\n".join(exercise_paragraph(result, policy) for result in chosen),
    }


def exercise_paragraph(result: ExerciseGrade, policy: Policy) -> str:
    """One exercise with its points and feedback."""
    from ..reports.feedback import exercise_feedback, render_plain

    points = f"{result.exercise}: {format_number(result.total)} of {format_number(result.max_points)} points."
    return html.escape("\n".join([points, *render_plain(exercise_feedback(result, policy))]))
