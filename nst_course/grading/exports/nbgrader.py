"""[Grade] -> the CSV of `nbgrader export`: a row for each student in each assignment."""

import csv
import io
from collections import Counter
from datetime import timezone

from ..attempts import handed_in
from ..escaping import cell, number

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def nbgrader_csv(grades, policy, assignment="nst_course"):
    """The file as text. `assignment` is the name for what was not handed in as part of one."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, exercises in assignments(grades, assignment).items():
        writer.writerows(row(name, grade, [grade.results[e] for e in exercises], policy) for grade in grades)
    return file.getvalue()


def assignments(grades, default):
    """{assignment: exercises}, sorted; an exercise belongs to the one in which most of the students handed it in."""
    homes = {}
    for exercise in grades[0].results if grades else ():
        records = [grade.results[exercise].record for grade in grades if grade.results[exercise].record]
        votes = Counter(record["assignment"] for record in records)
        home = max(sorted(votes), key=votes.get, default="")
        homes.setdefault(home or default, []).append(exercise)
    return dict(sorted(homes.items()))


def row(assignment, grade, results, policy):
    """The cells of one student in one assignment; what was not handed in has no time."""
    times = [time for result in results if result.record and (time := handed_in(result.record, policy))]
    penalty = sum(result.penalty for result in results)
    points = sum(result.points for result in results)
    return [
        cell(assignment),
        clock(policy.due),
        clock(max(times, default=None)),
        cell(grade.student),
        *map(cell, last_and_first(grade)),
        cell(grade.ids.get("email", "")),
        *(number(n) for n in (points, penalty, points - penalty, sum(result.max_points for result in results))),
    ]


def clock(time):
    """As nbgrader writes it: in UTC, without saying so."""
    return f"{time.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S}" if time else ""


def last_and_first(grade):
    """'Doe, Jane' and 'Jane Doe' as ('Doe', 'Jane'); nobody's name is their identity."""
    if grade.name == grade.student:
        return "", ""
    last, comma, first = grade.name.partition(",")
    if not comma:
        first, _, last = grade.name.strip().rpartition(" ")
    return last.strip(), first.strip()
