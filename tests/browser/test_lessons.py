"""Every lesson as a reader sees it in JupyterLab: formulas set, pictures there, cards and widgets in place."""

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb"))
THEMES = ("JupyterLab Light", "JupyterLab Dark")
KEPT = os.environ.get("NST_SCREENSHOTS")  # a folder for pictures of what the browser showed


def opened(page, address):
    page.goto(address, wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_timeout(1500)


def scroll_through(page, name):
    """Scrolls to the end, so that every cell is rendered; keeps screenshots where wanted. -> number of screens."""
    box = page.locator(".jp-WindowedPanel-outer").first
    box.hover()
    screens, last = 0, -1
    while (top := box.evaluate("e => e.scrollTop")) != last and screens < 60:
        if KEPT:
            page.screenshot(path=Path(KEPT) / f"{name}_{screens:02}.png")
        yield screens
        last, screens = top, screens + 1
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(350)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solved_lesson_renders(page, lab, lesson, theme):
    opened(page, lab(f"solutions/{lesson}.ipynb", theme))
    seen = {"formulas": 0, "pictures": 0, "cards": 0}
    for _ in scroll_through(page, f"{lesson}_{theme.split()[-1].lower()}"):
        texts = page.locator(".jp-RenderedMarkdown:visible").all_inner_texts()
        assert not [text for text in texts if "$" in text], "a formula that was not set"
        assert page.locator("mjx-merror").count() == 0, "a formula that MathJax does not understand"
        broken = page.locator(".jp-OutputArea-output img").evaluate_all("l => l.filter(i => !i.naturalWidth).length")
        assert broken == 0, "a picture that cannot be shown"
        seen["formulas"] = max(seen["formulas"], page.locator("mjx-container").count())
        seen["pictures"] = max(seen["pictures"], page.locator(".jp-OutputArea-output img").count())
        seen["cards"] = max(seen["cards"], page.get_by_text("passed, all").count())
    assert seen["pictures"] > 0
    assert (seen["formulas"] > 0) == (seen["cards"] > 0 or lesson.startswith("1"))
    assert not page.errors
