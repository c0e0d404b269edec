"""The explorers' own widgets in a real browser, each alone on a page with a model instead of a kernel."""

import numpy as np
import pytest

from nst_course.studio.explorers.explorer import FigureWidget
from nst_course.studio.explorers.gram_explorer import GramMap
from nst_course.studio.explorers.layer_explorer import ContactSheet

CHANNELS = [7, 2, 9, 4]


def figure():
    made = FigureWidget(tooltip="what it shows")
    made.show_map(np.zeros((6, 8, 3), np.uint8), "channel 3")
    return made


def contact_sheet():
    made = ContactSheet(title="24 channels", picked=CHANNELS[0])
    made.show([np.full((9, 12, 3), 60 * k, np.uint8) for k in range(4)], CHANNELS)
    return made


def gram_map():
    made = GramMap()
    made.show(np.arange(16.0).reshape(4, 4) * 1000, CHANNELS, "Gram matrix")
    made.pair = [7, 7]
    return made


def pair(page):
    return page.evaluate("model.get('pair')")


def point_at(page, row, column, click=False):
    """Move the mouse over an entry of the map, or click it."""
    box = page.locator(".nst-field").bounding_box()
    x, y = box["x"] + box["width"] * (column + 0.5) / 4, box["y"] + box["height"] * (row + 0.5) / 4
    (page.mouse.click if click else page.mouse.move)(x, y)


def test_a_figure_has_its_caption_as_alt_text(opened):
    page = opened(figure())
    image = page.locator("figure img")
    assert image.get_attribute("alt") == page.text_content("figcaption") == "channel 3"
    assert image.get_attribute("title") == "what it shows"
    assert image.evaluate("i => getComputedStyle(i).imageRendering") == "pixelated"
    page.evaluate("model.set('caption', 'channel 5')")
    assert image.get_attribute("alt") == "channel 5"


def test_a_thumbnail_is_picked_by_mouse_and_keyboard(opened):
    page = opened(contact_sheet())
    picked = "model.get('picked')"
    buttons = page.get_by_role("radio")
    assert [button.get_attribute("aria-label") for button in buttons.all()] == [f"channel {c}" for c in CHANNELS]
    buttons.nth(2).click()
    assert page.evaluate(picked) == 9
    assert [button.get_attribute("aria-checked") for button in buttons.all()] == ["false", "false", "true", "false"]
    for key, expected in (("ArrowLeft", 2), ("End", 4), ("ArrowRight", 4), ("Home", 7)):
        page.keyboard.press(key)
        assert page.evaluate(picked) == expected
    assert page.evaluate("document.activeElement.dataset.label") == "7"


def test_the_map_follows_the_pointer_until_a_click_pins_the_pair(opened):
    page = opened(gram_map())
    point_at(page, 1, 2)
    assert pair(page) == [2, 9]
    assert "6k" in page.text_content(".nst-gram .nst-caption")
    point_at(page, 1, 2, click=True)
    point_at(page, 3, 3)
    assert pair(page) == [2, 9]
    point_at(page, 0, 1, click=True)  # releases it
    point_at(page, 3, 3)
    assert pair(page) == [4, 4]


def test_the_map_by_keyboard(opened):
    page = opened(gram_map())
    field = page.get_by_role("application")
    field.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert pair(page) == [7, 2]  # the edge stops it
    assert "Channels 7 and 2" in field.get_attribute("aria-label")
    page.keyboard.press("Enter")
    point_at(page, 3, 3)
    assert pair(page) == [7, 2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("made", [figure, contact_sheet, gram_map])
def test_it_fits_the_page(opened, made, width, scheme):
    page = opened(made(), width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("stop()")
    assert page.evaluate("model.handlers.length") == 0
