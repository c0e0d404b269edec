"""The page for who teaches the class: its numbers are those of the records, its words fair, its text never markup."""

import re
from collections import Counter
from datetime import datetime
from statistics import mean, median

import pytest
import records
from classes import ordinary_class
from copied import class_with_copies
from seen import check_alone

from nst_course.checks.compare import CheckStep
from nst_course.exercises import EXERCISES
from nst_course.grading.alike import Group, alike_groups
from nst_course.grading.class_report import class_report
from nst_course.grading.class_report.overview import spread
from nst_course.grading.class_report.people import percent
from nst_course.grading.grades import grades
from nst_course.grading.page_name import page_names
from nst_course.grading.policy import Policy

POLICY = Policy(due=datetime.fromisoformat("2026-10-29T23:59:00+01:00"))
TAGS = {
    "html", "head", "meta", "title", "style", "script", "body", "main", "header", "nav", "section", "h1", "h2", "h3",
    "h4", "p", "b", "bdi", "code", "a", "dl", "dt", "dd", "div", "span", "ul", "ol", "li", "figure", "figcaption",
    "svg", "defs", "pattern", "rect", "line", "text", "details", "summary", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
HOSTILE = [records.hostile(at, text) for at, text in enumerate(records.HOSTILE)]


def report(held, isolation="bubblewrap", groups=(), policy=POLICY):
    return class_report(grades(held, policy), held, policy, isolation, "5eed", groups)


@pytest.fixture(scope="module")
def class_():
    return ordinary_class(120)


@pytest.fixture(scope="module")
def page(class_):
    return report(class_)


def test_mean_median_and_counts(class_, page):
    totals = [grade.total for grade in grades(class_, POLICY)]
    tiles = dict(re.findall(r"<dt>([^<]*)</dt><dd><b>([^<]*)</b>", page))
    assert float(tiles["Mean"]) == pytest.approx(mean(totals), abs=0.05)
    assert float(tiles["Median"]) == pytest.approx(median(totals), abs=0.05)
    assert int(tiles["Students"]) == len(class_)
    assert int(tiles["Everything right"]) == sum(g.verdict == "passed" for g in grades(class_, POLICY))
    assert int(tiles["Need a person"]) == sum(bool(g.human) for g in grades(class_, POLICY))


def test_everybody_is_in_the_histogram(class_, page):
    label = re.search(r"aria-label='Students by their share of all points\. (.*?)\.'", page)[1]
    counts = [int(count) for count in re.findall(r"%: (\d+)", label)]
    assert sum(counts) == len(class_)


def test_bins():
    assert spread([0, 0.0999, 0.1, 0.3, 0.7, 0.999, 1.0]) == [2, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1]
    assert spread([n / 10 for n in range(11)]) == [1] * 11


def test_percentages():
    assert [percent(*x).replace("\xa0", " ") for x in ((0, 5), (1, 999), (998, 999), (5, 5), (1, 3), (0, 0))] == [
        "0 %", "&lt;1 %", "99 %", "100 %", "33 %", "0 %",
    ]  # fmt: skip


@pytest.mark.parametrize("exercise", EXERCISES)
def test_verdicts_of_each_exercise(class_, page, exercise):
    counts = Counter(grade.results[exercise].verdict for grade in grades(class_, POLICY))
    row = page.split(f"<code>{exercise}</code> <span class='soft'>")[1].split("</div>")[0]
    assert Counter({v: int(n) for v, n in re.findall(r"</svg> ([a-z ]+) <b>(\d+)</b>", row)}) == counts
    widths = [float(w) for w in re.findall(r"<rect class='f-[\w-]+' x='[\d.]+%' width='([\d.]+)%'", row)]
    assert sum(widths) == pytest.approx(100, abs=0.1)


def test_mistakes_are_counted_with_their_words(class_, page):
    for exercise in EXERCISES:
        entries = [e for r in class_ for e in r["exercises"] if e["exercise"] == exercise and e["mistake"]]
        for name, count in Counter(e["mistake"] for e in entries).items():
            found = [
                item
                for item in re.findall(rf"<li id='{exercise}-\d+'>.*?</div></li>", page)
                if f"<h4>{name.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</h4>" in item
            ]
            assert len(found) == 1
            assert f"<b>{count}</b>" in found[0]
            assert found[0].count("<a href=") == count


def test_steps_at_which_functions_fail(class_, page):
    table = page.split("<table class='heat'>")[1].split("</table>")[0]
    for exercise in EXERCISES:
        row = re.search(rf"<code>{exercise}</code></th>(.*?)</tr>", table)[1]
        fails = Counter()
        for record in class_:
            for entry in record["exercises"]:
                if entry["exercise"] == exercise:
                    fails[next((rung for rung, held in entry["rungs"] if held is False), "")] += 1
        assert [int(n) for n in re.findall(r">(\d+)</td>", row)] == [fails[rung] for rung in CheckStep]


def test_everybody_is_listed_with_a_link(class_, page):
    table = page.split("<table class='students sortable'>")[1].split("</table>")[0]
    class_grades = grades(class_, POLICY)
    links = [f"feedback/{name}.html" for name in page_names(class_grades)]
    assert sorted(re.findall(r'href="([^"]*)"', table)) == sorted(links)
    for grade, link in zip(class_grades, links, strict=True):
        row = next(row for row in table.splitlines() if link in row)
        assert f"<b>{grade.total:g}</b>" in row


def test_it_stands_alone(page):
    assert check_alone(page).tags <= TAGS


def test_a_students_text_is_never_markup():
    groups = [Group(tuple(r["student"] for r in HOSTILE[:4]), 0.9, ("gram_matrix",), tuple(records.HOSTILE))]
    page = report(HOSTILE, groups=groups)
    page.encode()
    assert check_alone(page).tags <= TAGS


def test_those_who_need_a_person_come_with_their_reasons():
    held = [records.unreadable("bob"), records.record("eve", [records.entry()], human=["It looked round."])]
    page = report([*held, records.all_right("ada")])
    section = page.split("<section id='person'>")[1].split("</section>")[0]
    for said in ("feedback/bob.html", "bob.ipynb: It is a web page, not a notebook.", "It looked round."):
        assert said in section
    assert "ada" not in section
    assert "<section id='person'>" not in report([records.all_right("ada")])


def test_groups_are_shown_and_nobody_is_accused():
    class_, pairs = class_with_copies(60, 3, 2)
    held = [result.record for grade in class_ for result in [next(iter(grade.results.values()))]]
    page = report(held, groups=alike_groups(class_))
    section = page.split("<section id='alike'>")[1].split("</section>")[0]
    assert len(pairs) == 3
    assert section.count("% of what is their own is the same") == len(alike_groups(class_))
    assert "Worth a look" in section
    assert not re.search(r"cheat|plagiar|copied|copying|suspici|guilt|fraud", page, re.IGNORECASE)


@pytest.mark.parametrize(
    ("isolation", "of_records", "warned"),
    [("bubblewrap", "bubblewrap", False), ("process", "process", True), ("bubblewrap", "process", True)],
)
def test_missing_isolation_is_warned_of_on_top(isolation, of_records, warned):
    held = [records.all_right(name, isolation=of_records) for name in "ab"]
    page = report(held, isolation)
    assert ("without isolation" in page) == warned
    if warned:
        assert page.index("without isolation") < page.index("class='tiles'")


def test_how_it_was_graded_is_told(page):
    for said in ("<code>5eed</code>", "nst_course 0.1.0", "20 s and 1500 MB", "2026-10-29 23:59+01:00", "50 % at most"):
        assert said in page


@pytest.mark.parametrize("held", [[], [records.all_right("ada")], [records.unreadable("bob")], [records.record("eve")]])
def test_small_classes(held):
    seen = check_alone(report([r | {"isolation": "bubblewrap"} for r in held]))
    assert ("Nobody has handed in anything yet" in seen.text) == (not held)
    assert "NaN" not in seen.text


def test_same_class_same_bytes(class_, page):
    assert report(class_[::-1]) == page


def test_500_students_fit():
    assert len(report(ordinary_class(500)).encode()) < 1_500_000
