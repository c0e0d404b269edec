"""A student's feedback: helpful, the same in every format, without secrets, and without students' text as markup."""

import re
from dataclasses import replace
from datetime import datetime

import msgspec
import pytest
import records
from html_reader import Page, check_self_contained
from markdown_it import MarkdownIt

from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy
from nst_course.grading.records import Isolation, Line, Verdict
from nst_course.grading.reports.feedback import (
    exercise_feedback,
    render_feedback,
    render_plain,
    student_feedback,
)

POLICY = Policy(due=datetime.fromisoformat("2026-11-30T23:59:00+01:00"), renamed=0.8)
MISTAKE = EXERCISES["gram_matrix"].mistakes[0]
FOUND = {
    "headline": "the values are not right with negative activations.",
    "diagnosis": MISTAKE.diagnosis,
    "next_move": MISTAKE.next_move,
    "mistake": MISTAKE.name,
    "line": Line(4, "    G = A @ A < 2"),
    "notes": (records.note("gram_matrix is defined twice."),),
    "renamed": "my_gram",
}
HTML_TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "h1", "h2", "small", "p",
    "b", "i", "bdi", "span", "code", "pre", "ul", "ol", "li", "svg", "rect",
}  # fmt: skip
MARKDOWN_TAGS = {"h1", "h2", "p", "strong", "pre", "code", "ul", "li", "hr"}


def pages(*held, policy=POLICY):
    """(HTML, Markdown) for one student with these records."""
    return render_feedback(grade_students(held, policy)[0], policy)


def read_markdown(markdown):
    """A Markdown text as rendered by CommonMark."""
    return Page(MarkdownIt("commonmark").render(markdown))


def texts(*held, policy=POLICY):
    """The words of both."""
    html, markdown = pages(*held, policy=policy)
    return [Page(html).text, read_markdown(markdown).text]


@pytest.fixture
def record():
    entries = [records.entry("gram_matrix", "wrong", **FOUND), records.entry("total_cost")]
    entries.append(records.entry("train_step", "timed out", headline="took longer than 20 s."))
    return records.record("alice", entries, name="Alice", notes=(records.note("Cell 7 is broken."),))


@pytest.mark.parametrize("renderer", [0, 1], ids=["html", "markdown"])
def test_everything_helpful_is_included(record, renderer):
    text = texts(record)[renderer]
    for name in ("headline", "diagnosis", "next_move", "renamed"):
        assert FOUND[name] in text
    for said in ("Alice", "G = A @ A < 2", "gram_matrix is defined twice.", "Cell 7 is broken.", "80%"):
        assert said in text
    for step in CheckStep:
        assert step.value in text
    for exercise in ("gram_matrix", "total_cost", "train_step"):
        assert EXERCISES[exercise].title in text
    assert "10 of 50 points" in text
    assert "nst.check.gram_matrix(gram_matrix)" in text


def test_all_renderers_say_the_same(record):
    feedback = student_feedback(grade_students([record], POLICY)[0], POLICY)
    shared = [*feedback.opening, feedback.closing, *(note for file in feedback.files for note in file.notes)]
    for exercise in feedback.exercises:
        told = [exercise.headline, exercise.diagnosis, exercise.next_move, exercise.problem, *exercise.notes]
        shared += [*told, exercise.command]
        plain = " ".join(render_plain(exercise)).lower()
        assert all(text.lower() in plain for text in told)
    for text in texts(record):
        assert all(" ".join(said.split()) in text for said in shared)


def test_nothing_meant_only_for_instructors_is_included(record):
    secret = msgspec.structs.replace(
        record,
        seed="SECRET-seed",
        review=(records.note("SECRET-reason"),),
        key="SECRET-key",
        isolation=Isolation.PROCESS,
        exercises=tuple(msgspec.structs.replace(one, source="SECRET-source") for one in record.exercises),
    )
    for page in pages(secret):
        assert "SECRET" not in page
        assert "bubblewrap" not in page
        assert "in person" in page
    assert not any("in person" in page for page in pages(record))


@pytest.mark.parametrize("text", records.HOSTILE, ids=repr)
def test_a_students_text_is_never_markup(text):
    held = records.hostile(7, text)
    crash = records.entry("total_cost", "crashed", headline=f"{text}\n\n# {text}\n\n[a](http://x.y)")
    html, markdown = pages(msgspec.structs.replace(held, exercises=(*held.exercises, crash)))
    html.encode()
    markdown.encode()
    assert check_self_contained(html).tags <= HTML_TAGS
    assert read_markdown(markdown).tags <= MARKDOWN_TAGS


def test_links_and_code_stay_text():
    evil = "![x](http://a.b/c.png) <img src=x> `` ` `` [l](javascript:1) **b** http://a.b www.a.b @all"
    entry = records.entry(verdict="wrong", headline=evil, diagnosis=f"```\n{evil}\n~~~", line=Line(1, "```\n</pre><b>"))
    html, markdown = pages(records.record("bob", [entry]))
    for page in (check_self_contained(html), read_markdown(markdown)):
        assert not page.tags & {"img", "a"}
        assert evil in page.text


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.PASSED])
def test_there_is_always_a_next_step(verdict):
    entries = [records.entry(verdict=verdict), records.entry("total_cost")]
    grade = grade_students([records.record("bob", entries)], POLICY)[0]
    feedback = exercise_feedback(grade.exercises["gram_matrix"], POLICY)
    assert feedback.next_move or feedback.command


def test_a_missing_exercise_starts_with_a_hint():
    held = records.record("bob", [records.entry("total_cost")])
    for text in texts(held, policy=Policy(exercises=("gram_matrix",))):
        assert 'nst.hint("gram_matrix")' in text


def test_where_to_start_is_the_exercise_closest_to_correct():
    entries = [records.entry("gram_matrix", "crashed"), records.entry("total_cost", "partly")]
    opening = student_feedback(grade_students([records.record("bob", entries)], POLICY)[0], POLICY).opening
    assert any(EXERCISES["total_cost"].title in line for line in opening)
    assert not any(EXERCISES["gram_matrix"].title in line for line in opening)
    everything = student_feedback(grade_students([records.all_right("ada")], POLICY)[0], POLICY).opening
    assert len(everything) == 1


def test_a_file_that_cannot_be_read_says_why():
    for page in (Page(pages(records.unreadable("bob"))[0]), read_markdown(pages(records.unreadable("bob"))[1])):
        assert "It is a web page, not a notebook." in page.text
        assert "h2" not in page.tags


def test_lateness_is_mentioned():
    late = records.all_right("bob", time="2026-12-02T10:00:00+01:00")
    for text in texts(late):
        assert re.search(r"2 days late.*\b20 .*\b100\b", text)
    in_time = records.all_right("bob", time="2026-11-02T10:00:00+01:00")
    assert not any("late" in text for text in texts(in_time))


def test_the_attempt_that_counts_is_mentioned():
    first = records.record("bob", [records.entry(verdict="wrong")], file="a.ipynb", time="2026-11-01T10:00:00+01:00")
    second = records.record("bob", [records.entry()], file="b.ipynb", time="2026-11-02T10:00:00+01:00")
    for text in texts(first, second):
        assert re.search(r"2 times.*\blast\b", text)


def test_students_who_share_a_name_are_told_apart(record):
    html, markdown = pages(record)
    assert "Alice alice" in Page(html).text
    assert "Alice (alice)" in markdown
    assert "Alice (" not in pages(msgspec.structs.replace(record, name="alice"))[1]


def test_the_same_grade_gives_the_same_bytes(record):
    again = msgspec.json.decode(msgspec.json.encode(record), type=type(record))
    assert pages(record) == pages(again)


def test_no_exercise_and_no_points():
    grade = grade_students([records.record("bob")], POLICY)[0]
    empty = replace(grade, exercises={}, max_total=0, total=0, points=0)
    html, markdown = render_feedback(empty, POLICY)
    for page in (Page(html), read_markdown(markdown)):
        assert "NaN" not in page.text
        assert "0 of 0 points" in page.text
