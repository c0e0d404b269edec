"""The class report in a real browser: nothing is loaded, nothing fails, a click sorts, nothing overflows a phone."""

import pytest
from classes import ordinary_class

from nst_course.grading.class_report import class_report
from nst_course.grading.feedback import feedback_pages
from nst_course.grading.grades import grades
from nst_course.grading.policy import Policy


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """class.html and a page of feedback."""
    folder = tmp_path_factory.mktemp("report")
    records = ordinary_class(40)
    class_ = grades(records, Policy())
    (folder / "class.html").write_text(class_report(class_, records, Policy(), "process", "5eed"), encoding="utf-8")
    worst = min(class_, key=lambda grade: grade.total)
    (folder / "feedback.html").write_text(feedback_pages(worst, Policy())[0], encoding="utf-8")
    return folder


@pytest.fixture
def opened(page, folder):
    """A function that opens a page and gives what the browser said and asked for."""

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
    grounds = {page.evaluate("getComputedStyle(document.body).backgroundColor")}
    assert grounds == {"rgb(251, 250, 248)" if scheme == "light" else "rgb(20, 23, 27)"}


def column(page, number):
    return page.eval_on_selector_all(
        "table.sortable tbody tr:not([hidden])", f"rows => rows.map(row => row.cells[{number}].textContent)"
    )


def test_a_click_sorts(opened):
    page = opened("class.html")
    last = len(page.query_selector_all("table.sortable thead th")) - 1
    before = [float(total) for total in column(page, last)]
    for order in ("ascending", "descending"):
        page.click("table.sortable thead th:last-child button")
        totals = [float(total) for total in column(page, last)]
        assert totals == sorted(before, reverse=order == "descending")
        assert page.get_attribute("table.sortable thead th:last-child", "aria-sort") == order


def test_a_name_is_found(opened):
    page = opened("class.html")
    name = column(page, 0)[5]
    page.fill(".find input", name[:-1].upper())
    assert name in column(page, 0)
    assert len(column(page, 0)) < 40


def test_a_click_opens_the_list_of_students(opened):
    page = opened("class.html")
    item = page.locator(".mistakes > li").first
    count = int(item.locator(".count b").text_content())
    assert not item.locator("details a").first.is_visible()
    item.locator("summary").click()
    assert item.locator("details a").first.is_visible()
    assert item.locator("details a").count() == count
