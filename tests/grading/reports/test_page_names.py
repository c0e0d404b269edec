"""Page names: safe on every file system, and unique to one student."""

import random
import re
import unicodedata

import pytest
from records import HOSTILE

from nst_course.grading.escaping import RESERVED_NAMES, safe_file_name
from nst_course.grading.reports.pages import page_names

ODD = (
    *HOSTILE, "../../x", "..", ".", "/etc/passwd", "a/b", "a\\b", "C:x", "CON", "con", "con.txt", "nul.smith", "COM1",
    "Alice", "ALICE", "alice", "alice.", "alice ", " alice", "alice-", "-rf", "🦊", "🦊🦊", "ß", "ss", "Zoë", "Zoe",
    unicodedata.normalize("NFD", "Zoë"), "x" * 40, "x" * 41, "x" * 400, "\u202egnp.exe", "a\0b", "a", "index",
)  # fmt: skip


@pytest.mark.parametrize("student", ["alice", "jdoe7", "jane.doe", "a_b-c", "s1234567"])
def test_plain_names_stay(student):
    assert safe_file_name(student) == student


@pytest.mark.parametrize("student", ODD, ids=repr)
def test_every_name_is_safe(student):
    name = safe_file_name(student)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,60}", name)
    assert ".." not in name
    assert not name.endswith(".")
    assert name.split(".")[0] not in RESERVED_NAMES


def test_nobody_shares_a_page():
    names = [safe_file_name(student) for student in sorted(set(ODD))]
    assert len({name.casefold() for name in names}) == len(names)


def test_nobody_can_take_the_page_of_another_student():
    """Not even by using the name of another student's page as their own."""
    rng = random.Random(1)
    students = {"".join(rng.choices("aAbB.-_ ä/", k=rng.randint(1, 4))) for _ in range(500)}
    students |= {safe_file_name(student) for student in students}
    assert len({safe_file_name(student) for student in students}) == len(students)


def test_students_who_share_a_name_have_separate_pages():
    class Student:
        def __init__(self, student, **ids):
            self.student, self.ids = student, ids

    class_ = [Student("doejane", canvas="7"), Student("doejane", canvas="8"), Student("doejane"), Student("x")]
    names = page_names(class_)
    assert len(set(names)) == 4
    assert names[3] == "x"
    assert page_names(class_[3:]) == ["x"]
