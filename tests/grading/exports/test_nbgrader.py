"""The CSV has the columns and the rows of `nbgrader export`."""

import csv
import io
from datetime import datetime, timedelta, timezone

import pytest
from records import a_class, entry, record

from nst_course.grading.exports.nbgrader import nbgrader_csv
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy

DUE = datetime(2026, 11, 30, 23, 59, tzinfo=timezone(timedelta(hours=1)))
HEADER = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
    "raw_score,late_submission_penalty,score,max_score"
)


def rows_of(records, policy=None):
    policy = policy or Policy(due=DUE)
    text = nbgrader_csv(grade_students(records, policy), policy)
    assert text.splitlines()[0] == HEADER
    assert nbgrader_csv(grade_students(records[::-1], policy), policy) == text
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_work_without_an_assignment_gets_a_common_one():
    rows = rows_of(a_class())
    expected = grade_students(a_class(), Policy(due=DUE))
    assert len(rows) == len(expected)
    for row, grade in zip(rows, expected, strict=True):
        assert row["duedate"] == "2026-11-30 22:59:00"
        assert float(row["raw_score"]) == grade.points
        assert float(row["late_submission_penalty"]) == grade.penalty
        assert float(row["score"]) == grade.total
        assert float(row["max_score"]) == grade.max_total


def test_a_row_for_each_assignment_and_student():
    records = [
        record("alice", [entry("gram_matrix")], assignment="3_gram_matrix", time="2026-12-01T10:00:00+01:00"),
        record("alice", [entry("total_cost", "wrong")], assignment="5_make_art", file="alice/5.py"),
        record("bob", [entry("gram_matrix", "wrong")], assignment="3_gram_matrix"),
    ]
    rows = [(r["assignment"], r["student_id"], r["timestamp"], r["score"], r["max_score"]) for r in rows_of(records)]
    assert rows == [
        ("3_gram_matrix", "alice", "2026-12-01 09:00:00", "13.5", "15"),
        ("3_gram_matrix", "bob", "", "0", "15"),
        ("5_make_art", "alice", "", "0", "10"),
        ("5_make_art", "bob", "", "0", "10"),  # handed in nothing
    ]


@pytest.mark.parametrize(
    ("name", "last", "first"),
    [
        ("Doe, Jane", "Doe", "Jane"),
        ("Jane Mary Doe", "Doe", "Jane Mary"),
        ("Cher", "Cher", ""),
        ("alice", "", ""),
        ("=1, +2", "'=1", "'+2"),
    ],
)
def test_names(name, last, first):
    (row,) = rows_of([record("alice", [entry()], name=name, ids={"email": "@a"})])
    assert (row["last_name"], row["first_name"], row["email"]) == (last, first, "'@a")
