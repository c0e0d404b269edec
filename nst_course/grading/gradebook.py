"""[Grade] + Policy -> gradebook.csv for people and their spreadsheets, gradebook.json for programs."""

import csv
import io
import json
from pathlib import Path

from ..images import replacing
from .escaping import cell, number
from .grades import Grade, Result, grades

__all__ = ["Grade", "Result", "grades", "write_gradebook"]
AFTER = ("points", "days late", "penalty", "total", "max", "percent", "verdict", "mistakes", "for a person", "files")


def write_gradebook(grades, policy, folder):
    """Writes gradebook.csv and gradebook.json into the folder, each whole or not at all; the same grades, same bytes.

    Raises NstError when that is not possible; older files are then as they were.
    """
    for name, content in (("gradebook.csv", table(grades, policy)), ("gradebook.json", story(grades, policy))):
        with replacing(Path(folder) / name, (Path(name).suffix,)) as part:
            part.write_bytes(content.encode())


def table(grades, policy):
    """gradebook.csv as text. It begins with a byte order mark: without one Excel takes UTF-8 for an old code page."""
    names = list(grades[0].results) if grades else list(policy.points)
    file = io.StringIO("\ufeff", newline="")
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file)
    writer.writerow(["student", "name", *names, *AFTER])
    writer.writerows(row(grade) for grade in grades)
    return file.getvalue()


def row(grade):
    """The cells of one student."""
    results = grade.results.values()
    mistakes = [f"{one.exercise}: {one.entry['mistake']}" for one in results if one.entry and one.entry["mistake"]]
    return [
        cell(grade.student),
        cell(grade.name),
        *(number(one.points) for one in results),
        number(grade.points),
        grade.days_late,
        number(grade.penalty),
        number(grade.total),
        number(grade.max_total),
        number(100 * grade.share),
        grade.verdict,
        *(cell("; ".join(several)) for several in (mistakes, grade.human, grade.files)),
    ]


def story(grades, policy):
    """gradebook.json as text: all that the table says, and what it was made by."""
    rules = {name: value for name, value in vars(policy).items() if name != "times"}
    rules["due"] = policy.due.isoformat() if policy.due else None
    content = {"format": 1, "policy": rules, "students": [student(grade) for grade in grades]}
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def student(grade):
    """One student as a dict."""
    fields = {name: value for name, value in vars(grade).items() if name != "results"}
    return fields | {"results": [exercise(one) for one in grade.results.values()]}


def exercise(result):
    """One exercise of a student as a dict, with what was found but without what the student wrote."""
    entry = result.entry or {}
    found = {name: entry.get(name, "") for name in ("headline", "mistake", "diagnosis", "next_move", "renamed")}
    shown = {name: value for name, value in vars(result).items() if name not in ("record", "entry")}
    return shown | found | {"file": result.record["file"] if result.record else ""}
