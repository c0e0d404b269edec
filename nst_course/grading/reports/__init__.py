"""Records and policy -> the files an instructor opens: gradebook, feedback pages, class report, exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..exports import Export
from ..grades import StudentGrade, grade_students, time_warnings
from ..notes import sentence
from ..policy import Policy
from ..records import Record, write_whole
from ..similarity import find_similar_groups
from .class_report import render_class_report
from .feedback import render_feedback
from .gradebook import write_gradebook
from .pages import page_names


def write_results(
    records: Sequence[Record], policy: Policy, seed: str, out: Path, exports: Iterable[Export] = ()
) -> tuple[list[StudentGrade], list[str]]:
    """Writes all reports into the folder `out`, and the exports; returns the grades and messages for the instructor."""
    out = Path(out)
    grades = grade_students(records, policy)
    write_gradebook(grades, policy, out)
    write_feedback(grades, policy, out / "feedback")
    report = render_class_report(grades, records, policy, seed, find_similar_groups(grades))
    write_whole(out / "class.html", report)
    messages = [*uncounted_exercises(grades, records), *map(sentence, time_warnings(records, policy))]
    for export in exports:
        messages += export.write(grades, policy, out)
    return grades, messages


def uncounted_exercises(grades: Sequence[StudentGrade], records: Sequence[Record]) -> Iterator[str]:
    """A message about exercises that were handed in but don't count."""
    counted = set(grades[0].exercises) if grades else set()
    others = sorted({entry.exercise for record in records for entry in record.exercises} - counted)
    if others:
        yield f"Not counted: {', '.join(others)}. To count them, list all counted exercises in the policy file."


def write_feedback(grades: Sequence[StudentGrade], policy: Policy, folder: Path) -> None:
    """Writes NAME.html and NAME.md for each student; removes the pages of students who are no longer there."""
    folder.mkdir(exist_ok=True)
    current = set()
    for grade, name in zip(grades, page_names(grades), strict=True):
        for suffix, text in zip((".html", ".md"), render_feedback(grade, policy), strict=True):
            path = folder / f"{name}{suffix}"
            write_whole(path, text)
            current.add(path)
    for path in (*folder.glob("*.html"), *folder.glob("*.md")):
        if path not in current:
            path.unlink()
