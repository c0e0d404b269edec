"""The gradebook contains the grades, whatever students call themselves, and nothing a spreadsheet would execute."""

import csv
import io
import json
import random
import re
from datetime import datetime, timedelta, timezone

import pytest
from records import HOSTILE, VERDICTS, a_class, all_right, entry, note, record

from nst_course.errors import NstError
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy
from nst_course.grading.reports.gradebook import write_gradebook

DUE = datetime(2026, 11, 30, 23, 59, tzinfo=timezone(timedelta(hours=1)))
STRICT = Policy(due=DUE, per_day=0.1, most=0.5, grace_minutes=10)


def write_and_find(tmp_path, records, policy=STRICT):
    write_gradebook(grade_students(records, policy), policy, tmp_path)
    return tmp_path / "gradebook.csv", tmp_path / "gradebook.json"


def test_table_and_json_contain_the_grades(tmp_path):
    table, content = write_and_find(tmp_path, a_class())
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")  # else Excel garbles umlauts
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline="")))
    students = json.loads(content.read_text())["students"]
    expected = grade_students(a_class(), STRICT)
    assert len(rows) == len(students) == len(expected)
    for row, student, grade in zip(rows, students, expected, strict=True):
        assert float(row["total"]) == student["total"] == grade.total
        assert float(row["points"]) == pytest.approx(sum(float(row[name]) for name in grade.exercises))
        assert float(row["total"]) == pytest.approx(float(row["points"]) - float(row["penalty"]))
        assert float(row["percent"]) == pytest.approx(100 * grade.total / grade.max_total, abs=0.006)
        assert row["verdict"] == student["verdict"] == grade.verdict.value
        assert [r["exercise"] for r in student["exercises"]] == list(grade.exercises)
    by_name = {row["student"]: row for row in rows}
    assert by_name["twice"]["gram_matrix"] == "15"
    assert by_name["twice"]["files"] == "twice/a.ipynb; twice/b.ipynb"
    assert by_name["late"]["days late"] == "2"
    assert {str(verdict).replace(" ", "_") for verdict in VERDICTS} <= set(by_name)


def test_the_json_contains_no_program_and_no_control_character(tmp_path):
    text = write_and_find(tmp_path, a_class())[1].read_text(encoding="ascii")
    assert '"source"' not in text
    assert '"printed"' not in text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_the_separator(tmp_path, delimiter):
    rng = random.Random(11)
    alphabet = "=+-@＝＋－＠\t\r\n;,\"' |a1(\x00\x0b\x85\u2028\u3000\xa0é\ud800"
    texts = [*HOSTILE, *("".join(rng.choices(alphabet, k=rng.randrange(1, 9))) for _ in range(1500))]
    records = [
        record(
            f"{text}{n}",
            [entry(verdict="wrong", mistake=text)],
            name=text,
            review=(note(text), note(text)),
            file=f"{text}.py",
        )
        for n, text in enumerate(texts)
    ]
    table, _ = write_and_find(tmp_path, records)
    text = table.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert len(rows) >= len(texts) + 1
    for row in rows:
        for cell in row:
            assert not re.match(r"[=+\-@＝＋－＠\t\r\n]", cell.strip(' "')), cell
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x85]", cell)


def test_honest_names_stay_as_they_are(tmp_path):
    names = ["Müller, Zoë", "李 雷", "O'Brien", "Jean-Luc", "a+b@example.org"]
    table, _ = write_and_find(tmp_path, [record(name, [entry()]) for name in names])
    rows = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline=""))
    assert sorted(names) == [row["student"] for row in rows]


def test_the_same_grades_give_the_same_bytes(tmp_path):
    before = [path.read_bytes() for path in write_and_find(tmp_path, a_class())]
    assert [path.read_bytes() for path in write_and_find(tmp_path, a_class()[::-1])] == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gradebook.csv", "gradebook.json"]


def test_a_gradebook_that_cannot_be_written_leaves_everything_as_it_was(tmp_path):
    table, content = write_and_find(tmp_path, a_class())
    before = content.read_bytes()
    table.unlink()
    table.mkdir()
    with pytest.raises(NstError, match=r"gradebook\.csv"):
        write_and_find(tmp_path, [all_right()])
    assert content.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gradebook.csv", "gradebook.json"]


def test_an_empty_class_has_an_empty_gradebook(tmp_path):
    table, content = write_and_find(tmp_path, [])
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 1
    assert json.loads(content.read_text())["students"] == []
