"""Every lesson as a reader sees it in JupyterLab: with typeset formulas, pictures, cards and widgets."""

import os
import re
from pathlib import Path

import nbformat
import pytest

from nst_course.exercises import EXERCISES

pytestmark = pytest.mark.slow
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
THEMES = ("JupyterLab Light", "JupyterLab Dark")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)  # where a $ is a $
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
KEPT = os.environ.get("NST_SCREENSHOTS")  # a folder for screenshots


def opened(page, address):
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)


def in_the_file(notebook):
    """What a reader should see: formulas of the prose, PNG outputs, reports that say 'passed', code cells."""
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    data = [output.data for cell in codes for output in cell.outputs if "data" in output]
    return {
        "formulas": len(FORMULA.findall(CODE.sub("", prose))),
        "pictures": sum("image/png" in shown for shown in data),
        "cards": sum("passed, all" in shown.get("text/html", "") for shown in data),
        "codes": len(codes),
    }


def seen(page):
    """The same, counted on the page."""
    return {
        "formulas": page.locator(".jp-RenderedMarkdown mjx-container").count(),
        "pictures": page.locator(".jp-OutputArea-output.jp-RenderedImage img").count(),
        "cards": page.locator(".jp-OutputArea-output").get_by_text("passed, all").count(),
        "codes": page.locator(".jp-CodeCell .cm-content").count(),
    }


def wait_until_seen(page, wanted, seconds=20):
    """Waits until everything is there and pictures are loaded; returns what is there."""
    for _ in range(seconds * 5):
        if seen(page) == wanted:
            break
        page.wait_for_timeout(200)
    page.wait_for_timeout(300)  # anything extra would appear now
    return seen(page)


def keep(page, name):
    """Takes screenshots of the whole notebook, screen by screen, if requested."""
    box = page.locator(".jp-WindowedPanel-outer").first
    height, whole = box.evaluate("e => [e.clientHeight, e.scrollHeight]") if KEPT else (1, 0)
    for number, top in enumerate(range(0, whole, height)):
        box.evaluate("(e, top) => e.scrollTo(0, top)", top)
        page.wait_for_timeout(150)
        page.screenshot(path=Path(KEPT) / f"{name}_{number:02}.png")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solved_lesson_renders(page, lab, lesson, theme):
    wanted = in_the_file(nbformat.read(NOTEBOOKS / "solutions" / f"{lesson}.ipynb", as_version=4))
    assert wanted["cards"] == sum(exercise.lesson == lesson for exercise in EXERCISES.values())
    assert wanted["pictures"] > 0
    opened(page, lab(f"solutions/{lesson}.ipynb", theme))
    assert wait_until_seen(page, wanted) == wanted
    texts = page.locator(".jp-RenderedMarkdown").all_text_contents()
    assert not [text for text in texts if "$" in text], "a formula that was not set"
    assert page.locator("mjx-merror").count() == 0, "a formula that MathJax does not understand"
    broken = page.locator(".jp-OutputArea-output img").evaluate_all("l => l.filter(i => !i.naturalWidth).length")
    assert broken == 0, "a picture that cannot be shown"
    assert not page.errors
    keep(page, f"{lesson}_{theme.split()[-1].lower()}")


def test_a_student_edition_is_empty_and_shows_what_to_write(page, lab):
    lesson = "4_style_cost"
    wanted = in_the_file(nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4))
    assert (wanted["pictures"], wanted["cards"]) == (0, 0)
    opened(page, lab(f"{lesson}.ipynb"))
    assert wait_until_seen(page, wanted) == wanted
    assert page.locator(".jp-OutputArea-output").count() == 0
    codes = page.locator(".jp-CodeCell .cm-content").all_inner_texts()
    mine = [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
    assert mine
    for exercise in mine:
        (stub,) = [code for code in codes if f"def {exercise.name}(" in code]
        # The browser adds an extra line break for an empty line.
        assert list(filter(None, stub.split("\n"))) == list(filter(None, exercise.stub.split("\n")))
    assert not page.errors
    keep(page, f"{lesson}_student")
