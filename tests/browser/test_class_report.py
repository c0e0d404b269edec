"""The class report in a real browser: it loads nothing else, has no errors, sorts on click, and fits a phone."""

import pytest
from sample_classes import ordinary_class

from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy
from nst_course.grading.reports.class_report import render_class_report
from nst_course.grading.reports.feedback import render_feedback


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """class.html and feedback.html."""
    folder = tmp_path_factory.mktemp("report")
    records = ordinary_class(40)
    grades = grade_students(records, Policy())
    (folder / "class.html").write_text(render_class_report(grades, records, Policy(), "5eed"), encoding="utf-8")
    worst = min(grades, key=lambda grade: grade.total)
    (folder / "feedback.html").write_text(render_feedback(worst, Policy())[0], encoding="utf-8")
    return folder


@pytest.fixture
def opened(page, folder):
    """A function that opens a page, and checks that the browser reported no errors and loaded nothing else."""

    def open_it(name, width=1280, scheme="light"):
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto((folder / name).as_uri())
        assert page.errors == []
        assert said == [(folder / name).as_uri()]
        return page

    return open_it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("name", ["class.html", "feedback.html"])
def test_it_fits_the_width(opened, name, width, scheme):
    page = opened(name, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    backgrounds = {page.evaluate("getComputedStyle(document.body).backgroundColor")}
    assert backgrounds == {"rgb(251, 250, 248)" if scheme == "light" else "rgb(20, 23, 27)"}


def column_texts(page, number):
    return page.eval_on_selector_all(
        "table.sortable tbody tr:not([hidden])", f"rows => rows.map(row => row.cells[{number}].textContent)"
    )


def test_clicking_a_header_sorts(opened):
    page = opened("class.html")
    last = len(page.query_selector_all("table.sortable thead th")) - 1
    before = [float(total) for total in column_texts(page, last)]
    for order in ("ascending", "descending"):
        page.click("table.sortable thead th:last-child button")
        totals = [float(total) for total in column_texts(page, last)]
        assert totals == sorted(before, reverse=order == "descending")
        assert page.get_attribute("table.sortable thead th:last-child", "aria-sort") == order


def test_the_search_field_finds_a_name(opened):
    page = opened("class.html")
    name = column_texts(page, 0)[5]
    page.fill(".table-search input", name[:-1].upper())
    assert name in column_texts(page, 0)
    assert len(column_texts(page, 0)) < 40


def test_a_click_opens_the_list_of_students(opened):
    page = opened("class.html")
    item = page.locator(".mistakes > li").first
    count = int(item.locator(".mistake-count b").text_content())
    assert not item.locator("details a").first.is_visible()
    item.locator("summary").click()
    assert item.locator("details a").first.is_visible()
    assert item.locator("details a").count() == count
