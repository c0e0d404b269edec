"""A student's page: it says what helps, the same in HTML and Markdown, no secrets, and no student's text as markup."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
import records
from markdown_it import MarkdownIt
from seen import Seen, check_alone

from nst_course.checks.compare import CheckStep
from nst_course.exercises import EXERCISES
from nst_course.grading.feedback import feedback_pages
from nst_course.grading.feedback.content import content
from nst_course.grading.grades import grades
from nst_course.grading.policy import Policy

POLICY = Policy(due=datetime.fromisoformat("2026-11-30T23:59:00+01:00"), renamed=0.8)
MISTAKE = EXERCISES["gram_matrix"].mistakes[0]
TOLD = {
    "headline": "the values are not right with negative activations.",
    "diagnosis": MISTAKE.diagnosis,
    "next_move": MISTAKE.next_move,
    "mistake": MISTAKE.name,
    "line": {"number": 4, "text": "    G = A @ A < 2"},
    "printed": "shape (3, 7)\nend",
    "notes": ["gram_matrix is defined twice: the last one counts."],
    "renamed": "my_gram",
}
HTML_TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "h1", "h2", "small", "p",
    "b", "i", "bdi", "span", "code", "pre", "ul", "ol", "li", "svg", "rect",
}  # fmt: skip
MARKDOWN_TAGS = {"h1", "h2", "p", "strong", "pre", "code", "ul", "li", "hr"}


def pages(*held, policy=POLICY):
    """The pages of one student with these records."""
    return feedback_pages(grades(held, policy)[0], policy)


def words(markdown):
    """The words of a Markdown text, as a reader of CommonMark shows them."""
    return Seen(MarkdownIt("commonmark").render(markdown))


@pytest.fixture
def told():
    entries = [records.entry("gram_matrix", "wrong", **TOLD), records.entry("total_cost")]
    entries.append(records.entry("train_step", "timed out", headline="took longer than 20 s."))
    return records.record("alice", entries, name="Alice", notes=["Cell 7 cannot be read."])


@pytest.mark.parametrize("face", [0, 1], ids=["html", "markdown"])
def test_all_that_helps_is_said(told, face):
    page = pages(told)[face]
    text = (Seen if face == 0 else words)(page).text
    for name in ("headline", "diagnosis", "next_move", "renamed"):
        assert TOLD[name] in text
    for said in (
        "Alice",
        "G = A @ A < 2",
        "shape (3, 7)",
        TOLD["notes"][0],
        "Cell 7 cannot be read.",
        "80 %",
        *CheckStep,
    ):
        assert said in text
    for exercise in ("gram_matrix", "total_cost", "train_step"):
        assert EXERCISES[exercise].title in text
    assert "10 of 50 points" in text
    assert "nst.check.gram_matrix(gram_matrix)" in text


def test_both_pages_say_the_same(told):
    html, markdown = pages(told)
    said = content(grades([told], POLICY)[0], POLICY)
    parts = [*said.opening, *said.closing, *(part for section in said.sections for part in section.parts)]
    for part in parts:
        texts = [part.what] if isinstance(part.what, str) else [t if isinstance(t, str) else t[0] for t in part.what]
        for text in (*texts, part.label):
            assert " ".join(text.split()) in Seen(html).text
            assert " ".join(text.split()) in words(markdown).text


def test_what_is_not_for_students_is_not_there(told):
    """Neither inputs and values, should a record ever hold them, nor the seed, nor why a person should look."""
    secrets = {name: f"SECRET-{name}" for name in ("case", "returned", "expected", "inputs", "table", "picture")}
    told["exercises"] = [entry | secrets for entry in told["exercises"]]
    told |= {"seed": "SECRET-seed", "human": ["SECRET-human"], "key": "SECRET-key", "isolation": "SECRET-isolation"}
    for page in pages(told):
        assert "SECRET" not in page
        assert "in person" in page


@pytest.mark.parametrize("text", records.HOSTILE, ids=repr)
def test_a_students_text_is_never_markup(text):
    held = records.hostile(7, text)
    held["exercises"].append(records.entry("total_cost", "crashed", headline=f"{text}\n\n# {text}\n\n[a](http://x.y)"))
    html, markdown = pages(held)
    html.encode()
    markdown.encode()
    assert check_alone(html).tags <= HTML_TAGS
    assert words(markdown).tags <= MARKDOWN_TAGS


def test_links_and_code_stay_text():
    evil = "![x](http://a.b/c.png) <img src=x> `` ` `` [l](javascript:1) **b** http://a.b www.a.b @all"
    line = {"number": 1, "text": "```\n</pre><b>"}
    held = records.record(
        "bob", [records.entry(verdict="wrong", headline=evil, printed=f"```\n{evil}\n~~~", line=line)]
    )
    html, markdown = pages(held)
    for seen in (check_alone(html), words(markdown)):
        assert not seen.tags & {"img", "a"}
        assert evil in seen.text


@pytest.mark.parametrize("verdict", [v for v in records.VERDICTS if v != "passed"])
def test_there_is_always_a_next_step(verdict):
    for page in pages(records.record("bob", [records.entry(verdict=verdict), records.entry("total_cost")])):
        assert "Next move" in page or "Try it" in page


def test_missing_begins_with_a_hint():
    html, markdown = pages(
        records.record("bob", [records.entry("total_cost")]), policy=Policy(exercises=("gram_matrix",))
    )
    assert 'nst.hint("gram_matrix")' in Seen(html).text
    assert 'nst.hint("gram_matrix")' in words(markdown).text


def test_everything_right_is_praised():
    for page in pages(records.all_right("ada")):
        assert "Everything is right. Well done!" in page
        assert "good place to begin" not in page


def test_a_file_that_cannot_be_read_says_why():
    html, markdown = pages(records.unreadable("bob"))
    for text in (Seen(html).text, words(markdown).text):
        assert "It is a web page, not a notebook." in text
        assert "Looks like" not in text


def test_lateness_is_told():
    late = records.all_right("bob", time="2026-12-02T10:00:00+01:00")
    for page in pages(late):
        assert "Handed in 2 days late: 20 points less, from 100." in page
    in_time = records.all_right("bob", time="2026-11-02T10:00:00+01:00")
    assert not any("Handed in" in page for page in pages(in_time))


def test_which_attempt_counts_is_told():
    first = records.record("bob", [records.entry(verdict="wrong")], file="a.ipynb", time="2026-11-01T10:00:00+01:00")
    second = records.record("bob", [records.entry()], file="b.ipynb", time="2026-11-02T10:00:00+01:00")
    for page in pages(first, second):
        assert "2 times: the last one counts" in page


def test_long_prints_are_cut():
    held = records.record("bob", [records.entry(verdict="wrong", printed="x" * 5000 + "\ny" * 5000)])
    for page in pages(held):
        assert "and more" in page
        assert len(page) < 30_000


def test_people_of_one_name_are_told_apart(told):
    html, markdown = pages(told)
    assert "Alice alice" in Seen(html).text
    assert "Alice (alice)" in markdown
    assert "Alice (" not in pages(told | {"name": "alice"})[1]


def test_same_grade_same_bytes(told):
    assert pages(told) == pages(json.loads(json.dumps(told)))


def test_no_exercise_and_no_points():
    empty = replace(grades([records.record("bob")], POLICY)[0], results={}, max_total=0, total=0, points=0)
    for page in feedback_pages(empty, POLICY):
        assert "No exercise has been graded yet." in page
