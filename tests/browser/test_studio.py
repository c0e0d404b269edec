"""The studio in JupyterLab and as a Voilà page: it opens, plays, changes, pauses, saves, fits every screen."""

import io
import os
import re
from pathlib import Path

import pytest
from PIL import Image

from .conftest import demo

pytestmark = pytest.mark.slow
KEPT = os.environ.get("NST_SCREENSHOTS")  # a folder for screenshots
SECONDS = 1000  # Playwright uses milliseconds
THEMES = ("light", "dark")
SIZES = {"phone": (390, 844), "laptop": (1280, 800), "hall": (1920, 1080)}
NOT_OURS = "colab-badge.svg"  # in the first cell of every notebook; not available offline


@pytest.fixture
def page(browser):
    """A page that records every error: in scripts, the console, or requests."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.errors.append(f"{said.text} {said.location['url']}"))
    yield page
    page.close()


def ours(errors):
    return [error for error in errors if NOT_OURS not in error]


def open_lab(page, lab, theme="light"):
    """The notebook after running all its cells."""
    page.goto(lab("studio.ipynb", f"JupyterLab {theme.title()}"), wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60 * SECONDS)
    page.get_by_text("| Idle").first.wait_for(timeout=60 * SECONDS)  # the kernel, in the status bar
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for _ in range(page.locator(".jp-Notebook .jp-Cell").count()):
        page.keyboard.press("Shift+Enter")
    button(page, "Play").wait_for(timeout=90 * SECONDS)
    button(page, "Play").scroll_into_view_if_needed()


def open_voila(page, voila, theme="light"):
    page.emulate_media(color_scheme=theme)
    page.goto(voila, wait_until="domcontentloaded")
    button(page, "Play").wait_for(timeout=90 * SECONDS)


def button(page, name):
    return page.get_by_role("button", name=name).first


def slider(page, name):
    """The handle of the slider whose label starts with this text."""
    row = page.locator(".widget-slider", has=page.locator(".widget-label", has_text=name)).first
    return row.locator(".noUi-handle").first


def picture(page):
    """A fingerprint of G as the canvas shows it: 16 × 16 pixels."""
    return page.locator("canvas.nst-picture").first.evaluate(
        """canvas => {
            const small = new OffscreenCanvas(16, 16).getContext("2d");
            small.drawImage(canvas, 0, 0, 16, 16);
            return Array.from(small.getImageData(0, 0, 16, 16).data).join();
        }"""
    )


def wait_for_change(page, before, seconds=60):
    """Waits until G differs from `before`; returns the new picture."""
    for _ in range(seconds * 5):
        if (now := picture(page)) != before:
            return now
        page.wait_for_timeout(200)
    raise AssertionError("the picture does not change")


def use(page):
    """Plays, changes settings, pauses and saves; returns the problems a visitor would have seen."""
    button(page, "Play").click()
    page.locator("canvas.nst-picture").first.scroll_into_view_if_needed(
        timeout=60 * SECONDS
    )  # otherwise it is not visible
    now = wait_for_change(page, picture(page))
    alpha = slider(page, "α")
    alpha.scroll_into_view_if_needed()
    before = alpha.get_attribute("aria-valuenow")
    alpha.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert float(alpha.get_attribute("aria-valuenow")) > float(before)
    now = wait_for_change(page, now)
    button(page, "Pause").click()
    page.wait_for_timeout(1 * SECONDS)  # frames in transit arrive
    resting = picture(page)
    page.wait_for_timeout(1 * SECONDS)
    assert picture(page) == resting, "paused, and yet the picture changes"
    assert page.get_by_text("Traceback").count() == 0
    return resting


def saved(page):
    """The picture saved by the browser."""
    with page.expect_download(timeout=20 * SECONDS) as download:
        button(page, "PNG").click()
    return Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))


def test_jupyterlab_plays_takes_changes_and_pauses(page, lab):
    open_lab(page, lab)
    use(page)
    keep(page, "lab")
    assert ours(page.errors) == []


def test_voila_plays_takes_changes_pauses_and_saves(page, voila):
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url))
    open_voila(page, voila)
    use(page)
    assert min(saved(page).size) >= 128
    assert page.title() == "nst_course · studio"
    assert page.errors == []
    assert [url for url in elsewhere if not url.startswith((voila, "data:", "blob:"))] == []
    button(page, "Play").click()
    wait_for_change(page, picture(page))


ONE_BUTTON = """
from nst_course.studio.server import serve
code = "import ipywidgets; button = ipywidgets.Button(description='Press')\\n"
code += "button.on_click(lambda _: setattr(button, 'description', 'Pressed')); button"
serve("0.0.0.0", 0, open_browser=False, code=code)
"""


def test_a_token_opens_the_page_and_disappears_from_the_address(page, tmp_path):
    with demo(tmp_path, [ONE_BUTTON]) as address:
        home, token = re.fullmatch(r"http://[^/]+:(\d+/)[?]token=(\w+)", address).groups()
        home = f"http://127.0.0.1:{home}"
        page.goto(home)
        assert "/login" in page.url
        page.goto(f"{home}?token={token}")
        button(page, "Press").click()
        button(page, "Pressed").wait_for(timeout=20 * SECONDS)
        assert page.url == home
        page.reload()  # the cookie is enough
        button(page, "Press").click()
        button(page, "Pressed").wait_for(timeout=20 * SECONDS)
        assert page.errors == []


@pytest.mark.parametrize("theme", THEMES)
def test_voila_fits_every_screen(page, voila, theme):
    """Nothing overflows the width or is cut off; the page has the browser's preferred theme."""
    open_voila(page, voila, theme)
    light = page.evaluate("getComputedStyle(document.body).getPropertyValue('--jp-layout-color0')").strip()
    assert light in ({"light": ("white", "#fff", "#ffffff"), "dark": ("#111", "#111111", "#1e1e1e")}[theme])
    button(page, "Play").click()
    page.locator("canvas.nst-picture").first.wait_for(timeout=60 * SECONDS)
    wait_for_change(page, picture(page))
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(1 * SECONDS)  # the new layout, and a picture in it
        keep(page, f"voila_{theme}_{name}")
        assert page.locator("#rendered_cells").evaluate("e => e.scrollWidth - e.clientWidth") <= 0  # what scrolls
        assert overflowing(page, width) == []
    assert page.errors == []


@pytest.mark.parametrize("theme", THEMES)
def test_jupyterlab_fits_every_screen(page, lab, theme):
    open_lab(page, lab, theme)
    button(page, "Play").click()
    page.locator("canvas.nst-picture").first.wait_for(timeout=60 * SECONDS)
    for name in ("laptop", "hall"):
        width, height = SIZES[name]
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(1 * SECONDS)
        keep(page, f"lab_{theme}_{name}")
        output = page.locator(".jp-OutputArea-output:has(canvas.nst-picture)").first
        assert output.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    assert ours(page.errors) == []


def overflowing(page, width):
    """The visible controls that extend beyond the right edge or cut off their own text."""
    return page.evaluate(
        """width => Array.from(document.querySelectorAll("#rendered_cells button, #rendered_cells label,"
            + "#rendered_cells canvas, #rendered_cells select, #rendered_cells input"))
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > width + 1)
            .map(e => e.outerHTML.slice(0, 120))""",
        width,
    )


def keep(page, name):
    """Takes a screenshot if requested; for a Voilà page also one of the full scrolling page."""
    if not KEPT:
        return
    page.screenshot(path=Path(KEPT) / f"studio_{name}.png")
    if page.locator("#rendered_cells").count():
        size = page.viewport_size
        height = page.locator("#rendered_cells").evaluate("e => e.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
        page.wait_for_timeout(500)
        page.screenshot(path=Path(KEPT) / f"studio_{name}_whole.png")
        page.set_viewport_size(size)
