"""The class report: its numbers match the records, its words are fair, and students' text is never markup."""

import re
from collections import Counter
from datetime import datetime
from statistics import mean, median

import pytest
import records
from copied_work import class_with_copies
from html_reader import Page, check_self_contained
from sample_classes import ordinary_class

from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy
from nst_course.grading.records import Isolation, Verdict
from nst_course.grading.reports.class_report import count_shares, percent, render_class_report
from nst_course.grading.reports.pages import page_names
from nst_course.grading.similarity import Evidence, EvidenceKind, SharedThing, SimilarGroup, find_similar_groups

POLICY = Policy(due=datetime.fromisoformat("2026-10-29T23:59:00+01:00"))
TAGS = {
    "html", "head", "meta", "title", "style", "script", "body", "main", "header", "nav", "section", "h1", "h2", "h3",
    "h4", "p", "b", "bdi", "code", "a", "dl", "dt", "dd", "div", "span", "ul", "ol", "li", "figure", "figcaption",
    "svg", "defs", "pattern", "rect", "line", "text", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
HOSTILE = [records.hostile(at, text) for at, text in enumerate(records.HOSTILE)]


def report(held, groups=(), policy=POLICY):
    return render_class_report(grade_students(held, policy), held, policy, "5eed", groups)


@pytest.fixture(scope="module")
def class_records():
    return ordinary_class(120)


@pytest.fixture(scope="module")
def grades(class_records):
    return grade_students(class_records, POLICY)


@pytest.fixture(scope="module")
def page(class_records):
    return Page(report(class_records))


def test_tiles_show_the_mean_the_median_and_the_counts(grades, page):
    totals = [grade.total for grade in grades]
    tiles = [float(tile.find("b").text) for tile in page.find("dl", class_="tiles").children]
    assert tiles[0] == len(grades)
    assert tiles[1] == pytest.approx(mean(totals), abs=0.05)
    assert tiles[2] == pytest.approx(median(totals), abs=0.05)
    assert tiles[3] == sum(grade.verdict is Verdict.PASSED for grade in grades)
    assert tiles[4] == sum(grade.days_late > 0 for grade in grades)
    assert tiles[5] == sum(bool(grade.review) for grade in grades)


def test_everybody_is_in_the_histogram(grades, page):
    label = page.find("svg", class_="histogram").attributes["aria-label"]
    counts = [int(count) for count in re.findall(r"%: (\d+)", label)]
    assert sum(counts) == len(grades)
    bars = page.find("svg", class_="histogram").find_all("rect")
    assert len(bars) == len(counts)
    heights = [float(bar.attributes["height"]) for bar in bars]
    assert [height / max(heights) for height in heights] == pytest.approx([c / max(counts) for c in counts], abs=0.01)


def test_histogram_bins():
    assert count_shares([0, 0.0999, 0.1, 0.3, 0.7, 0.999, 1.0]) == [2, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1]
    assert count_shares([n / 10 for n in range(11)]) == [1] * 11


def test_percentages():
    examples = {(0, 5): "0%", (1, 999): "<1%", (998, 999): "99%", (5, 5): "100%", (1, 3): "33%", (0, 0): "0%"}
    assert {example: percent(*example) for example in examples} == examples


@pytest.mark.parametrize("exercise", EXERCISES)
def test_verdicts_of_each_exercise(grades, page, exercise):
    counts = Counter(grade.exercises[exercise].verdict.value for grade in grades)
    row = page.find("div", data_exercise=exercise)
    legend = row.find("ul", class_="legend").children
    assert {item.attributes["data-verdict"]: int(item.find("b").text) for item in legend} == counts
    parts = [rect for rect in row.find("svg", class_="verdict-bar").find_all("rect") if "hatched" not in rect.classes]
    assert [rect.classes for rect in parts] == [
        [f"fill-{item.attributes['data-verdict'].replace(' ', '-')}"] for item in legend
    ]
    assert sum(float(rect.attributes["width"].rstrip("%")) for rect in parts) == pytest.approx(100, abs=0.1)


def test_mistakes_are_counted_with_their_students(class_records, page):
    items = [item for item in page.find_all("li") if item.find("h4")]
    found = {(item.attributes["id"].rpartition("-")[0], item.find("h4").text): item for item in items}
    made = Counter((e.exercise, e.mistake) for r in class_records for e in r.exercises if e.mistake)
    assert found.keys() == made.keys()
    assert len(items) == len(made)
    entries = {(e.exercise, e.mistake): e for r in reversed(class_records) for e in r.exercises}
    for key, count in made.items():
        assert found[key].find("b").text == str(count)
        assert len(found[key].find_all("a")) == count
        for said in (entries[key].diagnosis, entries[key].next_move):
            assert " ".join(said.split()) in found[key].text


def test_steps_at_which_functions_fail(class_records, page):
    rows = page.find("table", class_="heat-map").find("tbody").children
    assert [row.attributes["data-exercise"] for row in rows] == list(EXERCISES)
    for row in rows:
        failed = Counter(
            next((step for step, holds in entry.steps if holds is False), None)
            for record in class_records
            for entry in record.exercises
            if entry.exercise == row.attributes["data-exercise"]
        )
        assert [int(cell.text) for cell in row.find_all("td")] == [failed[step] for step in CheckStep]


def test_everybody_is_listed_with_a_link_and_the_total(grades, page):
    rows = page.find("table", class_="student-table").find("tbody").children
    found = {row.find("a").attributes["href"]: row for row in rows}
    assert len(found) == len(rows) == len(grades)
    for grade, name in zip(grades, page_names(grades), strict=True):
        cells = found[f"feedback/{name}.html"].find_all("td")
        assert float(cells[-1].text) == grade.total
        assert [float(cell.text) for cell in cells[1:7]] == [one.points for one in grade.exercises.values()]


def test_it_is_self_contained(class_records):
    assert check_self_contained(report(class_records)).tags <= TAGS


def test_a_students_text_is_never_markup():
    things = tuple(SharedThing(text, "gram_matrix", 2) for text in records.HOSTILE)
    evidence = tuple(Evidence(kind, things, 40) for kind in EvidenceKind)
    groups = [SimilarGroup(tuple(r.student for r in HOSTILE[:4]), 0.9, ("gram_matrix",), evidence)]
    html = report(HOSTILE, groups)
    html.encode()
    assert check_self_contained(html).tags <= TAGS


def test_submissions_that_need_a_look_come_with_their_reasons():
    held = [records.unreadable("bob"), records.record("eve", [records.entry()], review=[records.note("It looked.")])]
    page = Page(report([*held, records.all_right("ada")]))
    section = page.find("section", id="review")
    assert [link.attributes["href"] for link in section.find_all("a")] == ["feedback/bob.html", "feedback/eve.html"]
    for said in ("bob.ipynb", "It is a web page, not a notebook.", "It looked."):
        assert said in section.text
    assert Page(report([records.all_right("ada")])).find("section", id="review") is None


def test_similar_groups_are_shown_and_nobody_is_accused():
    grades, pairs = class_with_copies(60, 3, 2)
    groups = find_similar_groups(grades)
    held = [next(iter(grade.exercises.values())).record for grade in grades]
    html = report(held, groups)
    boxes = Page(html).find("div", class_="similar-groups").children
    assert len(boxes) == len(groups) == len(pairs) == 3
    for box, group in zip(boxes, groups, strict=True):
        assert len(box.find("h3").find_all("a")) == len(group.students)
        assert len(box.find("ul").children) == len(group.evidence)
        assert f"{100 * group.share:.0f}%" in box.text
    assert not re.search(r"cheat|plagiar|copied|copying|suspici|guilt|fraud", html, re.IGNORECASE)


@pytest.mark.parametrize("isolation", Isolation)
def test_missing_isolation_is_reported_at_the_top(isolation):
    held = [records.all_right(name, isolation=isolation) for name in "ab"]
    page = Page(report(held))
    assert bool(page.find_all("p", class_="warning")) == (isolation is Isolation.PROCESS)
    if isolation is Isolation.PROCESS:
        header = page.find("header").children
        places = [header.index(page.find(tag, class_=name)) for tag, name in (("p", "warning"), ("dl", "tiles"))]
        assert places == sorted(places)


def test_the_warning_counts_the_files_that_were_not_isolated():
    held = [records.all_right(name, isolation=Isolation.BUBBLEWRAP) for name in "ab"]
    held.append(records.all_right("c", isolation=Isolation.PROCESS))
    assert "1 of 3 files" in Page(report(held)).find("p", class_="warning").text


def test_how_it_was_graded(page):
    facts = page.find("section", id="grading")
    assert facts.find("code").text == "5eed"
    for said in ("nst_course 0.1.0", "20 s", "1500 MB", "2026-10-29 23:59+01:00", "50%", "last"):
        assert said in facts.text


@pytest.mark.parametrize("held", [[], [records.all_right("ada")], [records.unreadable("bob")], [records.record("eve")]])
def test_small_classes(held):
    page = check_self_contained(report(held))
    assert len(page.find("header").find_all("dl", class_="tiles")) == bool(held)
    assert "NaN" not in page.text


def test_the_same_class_gives_the_same_bytes(class_records):
    assert report(class_records[::-1]) == report(class_records)


def test_500_students_fit():
    assert len(report(ordinary_class(500)).encode()) < 1_500_000
