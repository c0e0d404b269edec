"""results.json follows Gradescope's specification, and submission_metadata.json is used."""

import json
import re
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from records import HOSTILE, a_class, all_right, entry, hostile, note, record, unreadable

from nst_course.exercises import EXERCISES
from nst_course.grading.exports.gradescope import (
    SubmissionMetadata,
    gradescope_results,
    read_submission_metadata,
)
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy
from nst_course.grading.records import Line

DUE = datetime(2026, 11, 30, 23, 59, tzinfo=timezone(timedelta(hours=1)))
# https://gradescope-autograders.readthedocs.io/en/latest/specs/
TOP = {
    "score": (int, float), "output": str, "output_format": str, "test_output_format": str, "test_name_format": str,
    "visibility": str, "stdout_visibility": str, "tests": list,
}  # fmt: skip
TEST = {
    "score": (int, float), "max_score": (int, float), "status": str, "name": str, "number": str, "output": str,
    "visibility": str,
}  # fmt: skip
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


def of(*records, policy=None):
    policy = policy or Policy()
    (grade,) = grade_students(list(records), policy)
    return json.loads(json.dumps(gradescope_results(grade, policy), allow_nan=False))


class Tags(HTMLParser):
    """The names of all tags in a text, and its words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = set(), ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        assert not attributes

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("policy", [Policy(), Policy(due=DUE)])
def test_results_follow_the_specification(policy):
    for grade in grade_students(a_class(), policy):
        found = json.loads(json.dumps(gradescope_results(grade, policy, attempt=2), allow_nan=False))
        assert all(isinstance(value, TOP[key]) for key, value in found.items())
        assert found["visibility"] in VISIBILITIES
        assert found["stdout_visibility"] == "hidden"
        for test in found["tests"]:
            assert all(isinstance(value, TEST[key]) for key, value in test.items())
            assert test["visibility"] in VISIBILITIES
            assert test.get("status", "passed") in ("passed", "failed")
            assert 0 <= test.get("score", 0) <= test.get("max_score", 0)
        assert found["score"] == grade.total == pytest.approx(sum(test.get("score", 0) for test in found["tests"]))


def test_the_student_sees_what_to_do_and_the_staff_what_to_look_at():
    wrong = entry(
        "gram_matrix", "wrong", headline="the value is not right.", diagnosis="A mean.", next_move="Take the sum.",
        line=Line(4, "return tf.reduce_mean(A)"), source="SECRET",
    )  # fmt: skip
    found = of(record(entries=[wrong], review=(note("It opened a file."),)))
    test, staff = found["tests"]
    words = Tags(test["output"]).words
    for part in ("he value is not right.", "Line 4: return tf.reduce_mean(A)", "A mean.", "Take the sum."):
        assert part in words
    assert "SECRET" not in json.dumps(found)
    assert (test["visibility"], staff["visibility"]) == ("visible", "hidden")
    assert "It opened a file." in Tags(staff["output"]).words
    assert "file" not in found["output"] + test["output"]


def test_lateness_is_explained_and_deducted():
    found = of(all_right(time="2026-12-01T10:00:00+01:00"), policy=Policy(due=DUE))
    assert found["score"] == 90
    assert re.search(r"1 day late.* 1\.5 points", found["tests"][0]["output"])


def test_a_file_that_cannot_be_read_is_explained():
    found = of(unreadable())
    assert len([test for test in found["tests"] if test["visibility"] == "visible"]) == len(EXERCISES)
    assert all("It is a web page, not a notebook." in test["output"] for test in found["tests"][:-1])


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_students_text_adds_no_tags(number):
    for test in of(hostile(number, HOSTILE[number]))["tests"]:
        assert Tags(test["output"]).tags <= {"p"}
        json.dumps(test, ensure_ascii=False).encode()


METADATA = {
    "id": 1,
    "created_at": "2018-07-01T14:22:32.365935-07:00",
    "assignment": {"due_date": None},
    "users": [
        {"email": "s@example.com", "id": 1234, "name": "Student\x00 User"},
        {"email": "t@example.com", "name": "Bo"},
    ],
    "previous_submissions": [{"score": 0.0}, {"score": 1.0}],
}


def test_metadata(tmp_path):
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(METADATA))
    assert read_submission_metadata(path) == SubmissionMetadata(
        student="s@example.com",
        name="Student User, Bo",
        time="2018-07-01T14:22:32.365935-07:00",
        attempt=3,
        ids={"gradescope": "1234", "email": "s@example.com"},
    )


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "3", "null", "{}", '{"users": null}', '{"users": [3]}', '{"users": 3}', "[" * 100_000]
)
def test_broken_metadata_harm_nobody(tmp_path, content):
    path = tmp_path / "submission_metadata.json"
    path.write_text(content)
    assert read_submission_metadata(path) == SubmissionMetadata()
    assert read_submission_metadata(tmp_path / "nowhere.json") == SubmissionMetadata()
