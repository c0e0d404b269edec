"""The studio's own widgets in a real browser, each alone on a page with a model instead of a kernel."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nst_course.studio.widgets.cost_curves import CostCurves, thin_rows
from nst_course.studio.widgets.picture_chooser import DrawingPad
from nst_course.studio.widgets.screen import Screen, encode_png

NAMES = ["J", "J_content", "J_style", "block1_conv1", "block5_conv1"]
COLORS = {"red": (220, 30, 30), "green": (30, 160, 60), "blue": (30, 60, 200)}


def coded(data):
    return base64.b64encode(data).decode()


def plain(name, height=96, width=128):
    """A picture of one color."""
    return np.broadcast_to(np.array(COLORS[name], np.uint8), (height, width, 3)).copy()


def screen(**traits):
    """A screen with G red, C green and S blue."""
    made = Screen(height="300px", **traits)
    made.show_still(plain("red"), 3)
    made.content, made.style = plain("green"), plain("blue", 128, 96)
    return made


def color(page, selector, across, down=0.25):
    """The name of the color visible at a point of an element."""
    box = page.locator(selector).bounding_box()
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    pixel = np.array(shot.getpixel((box["x"] + across * box["width"], box["y"] + down * box["height"])), int)
    near = {name: np.abs(pixel - value).max() for name, value in COLORS.items()}
    return min(near, key=near.get) if min(near.values()) < 12 else tuple(pixel)


def put(page, frame, name):
    """Delivers a live picture; returns its confirmation, or None."""
    page.evaluate(
        "([frame, text]) => model.fire('msg:custom', {event: 'picture', frame, step: frame, width: 128, height: 96},"
        " [bytes(text)])",
        [frame, coded(encode_png(plain(name)))],
    )
    page.wait_for_timeout(150)
    return page.evaluate("frame => model.sent.find(m => m.event === 'shown' && m.frame === frame)", frame)


def alive(page):
    return page.evaluate("model.sent.filter(m => m.event === 'alive').map(m => m.visible)")


def hide(page, hidden):
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'visibilityState', {value: hidden ? 'hidden' : 'visible',"
        " configurable: true}); document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def test_the_still_is_there_when_the_page_opens(opened):
    page = opened(screen())
    assert color(page, ".nst-frame", 0.5) == "red"
    assert page.get_attribute(".nst-picture", "aria-label") == "G, the generated picture, step 3"


def test_a_placeholder_has_the_shape_of_what_comes(opened):
    waiting = Screen(height="300px", placeholder="Preparing…")
    waiting.content = plain("green", 96, 64)
    page = opened(waiting)
    box = page.locator(".nst-placeholder").bounding_box()
    assert page.text_content(".nst-placeholder") == "Preparing…"
    assert box["width"] / box["height"] == pytest.approx(64 / 96, abs=0.01)
    put(page, 1, "blue")
    assert not page.is_visible(".nst-placeholder")


def test_a_live_picture_is_drawn_and_confirmed(opened):
    page = opened(screen())
    assert put(page, 1, "blue")
    assert color(page, ".nst-frame", 0.5) == "blue"
    assert put(page, 2, "green")
    assert color(page, ".nst-frame", 0.5) == "green"


def test_a_hidden_page_has_no_viewer(opened):
    page = opened(screen())
    assert alive(page)[-1] is True
    hide(page, True)
    assert alive(page)[-1] is False
    said = len(alive(page))
    assert put(page, 1, "blue") is None
    page.wait_for_timeout(1200)
    assert len(alive(page)) == said
    hide(page, False)
    page.wait_for_timeout(150)
    assert alive(page)[-1] is True
    assert color(page, ".nst-frame", 0.5) == "blue"


def test_a_screen_scrolled_out_of_view_has_no_viewer(opened):
    page = opened(screen())
    page.evaluate("document.body.style.paddingTop = '3000px'")
    page.wait_for_timeout(200)
    assert alive(page)[-1] is False
    page.evaluate("scrollTo(0, 1e6)")
    page.wait_for_timeout(200)
    assert alive(page)[-1] is True


def test_the_view_reports_when_it_appears_and_leaves(opened):
    page = opened(screen())
    page.wait_for_timeout(2200)
    assert alive(page).count(True) >= 3
    page.evaluate("stop()")
    assert alive(page)[-1] is False
    said = len(alive(page))
    page.wait_for_timeout(1200)
    assert len(alive(page)) == said
    assert page.evaluate("model.handlers.filter(([name]) => name !== 'msg:custom').length") == 0


def test_decoded_pictures_are_closed(opened, page):
    """All decoded pictures but the one on the screen are closed."""
    page.add_init_script(
        "window.open_ = 0; const make = createImageBitmap, close = ImageBitmap.prototype.close;"
        "window.createImageBitmap = async (...a) => { const b = await make(...a); open_++; return b; };"
        "ImageBitmap.prototype.close = function () { open_--; close.call(this); };"
    )
    page = opened(screen())
    for frame in range(1, 8):
        put(page, frame, "blue")
    assert page.evaluate("open_") == 1
    page.evaluate("stop()")
    assert page.evaluate("open_") == 0


@pytest.mark.parametrize(("value", "left", "right"), [(-0.5, "green", "red"), (0.5, "red", "blue"), (0, "red", "red")])
def test_the_wipe_uncovers(opened, value, left, right):
    page = opened(screen(wipe=value))
    assert (color(page, ".nst-frame", 0.3), color(page, ".nst-frame", 0.7)) == (left, right)
    letters = {"green": "C", "red": "G", "blue": "S"}
    texts = [letters[left], letters[right]] if value else ["", ""]
    assert page.locator(".nst-side").all_text_contents() == texts


def test_the_wipe_by_keyboard_buttons_and_dragging(opened):
    page = opened(screen())
    page.focus(".nst-wipe")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("model.get('wipe')") == pytest.approx(0.1)
    for name, value in (("C content", -1), ("S style", 1), ("G generated", 0)):
        button = page.get_by_role("button", name=name)
        button.click()
        assert page.evaluate("model.get('wipe')") == value
        assert button.get_attribute("aria-pressed") == "true"
    box = page.locator(".nst-frame").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 60, steps=4)
    assert page.evaluate("model.get('wipe')") == pytest.approx(-0.25, abs=0.01)
    page.mouse.move(box["x"], box["y"] + 60, steps=4)
    page.mouse.up()
    assert page.evaluate("model.get('wipe')") == 0
    page.mouse.move(box["x"] + 50, box["y"] + 60)
    assert page.evaluate("model.get('wipe')") == 0


def test_a_file_is_dropped_as_style(opened):
    page = opened(screen())
    page.evaluate(
        "() => { const data = new DataTransfer(); data.items.add(new File(['abc'], 'cat.png'));"
        "const fire = (target, name) => target.dispatchEvent(new DragEvent(name, {dataTransfer: data, bubbles: true,"
        " cancelable: true})); fire(document.body, 'dragenter');"
        "window.zones = getComputedStyle(document.querySelector('.nst-zones')).display;"
        "fire(document.querySelectorAll('.nst-zone')[1], 'drop'); }"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("zones") == "grid"
    assert not page.is_visible(".nst-zones")
    (part,) = page.evaluate("model.sent.filter(m => m.event === 'part')")
    assert (part["name"], part["where"], part["bytes"], part["count"]) == ("cat.png", "style", 3, 1)


def test_a_download(opened):
    page = opened(screen())
    with page.expect_download() as download:
        page.evaluate(
            "model.fire('msg:custom', {event: 'download', name: 'a.txt', mime: 'text/plain'}, [bytes('aGk=')])"
        )
    assert download.value.suggested_filename == "a.txt"
    assert Path(download.value.path()).read_text() == "hi"


def curves():
    """Costs falling over 700 steps."""
    made = CostCurves()
    steps = np.arange(700)
    table = np.column_stack([steps, *(0.02 * (k + 1) + np.exp(-steps / 80) for k in range(len(NAMES)))])
    made.curve_names, made.table, made.off = NAMES, thin_rows(table.astype("float32")).tobytes(), NAMES[3:]
    made.marks = [[300, "α 0.05 → 0.2"]]
    return made


def test_curves_show_their_values_and_can_be_hidden(opened):
    page = opened(curves())
    said = page.get_attribute(".nst-plot", "aria-label")
    assert said.startswith("Costs after step 699: J 0.0202")
    assert "block1" not in said
    key = page.get_by_role("button", name="block1_conv1")
    assert key.get_attribute("aria-pressed") == "false"
    key.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("model.get('off')") == ["block5_conv1"]
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.textContent") == "block1_conv1"
    assert "block1_conv1 0.0802" in page.get_attribute(".nst-plot", "aria-label")


@pytest.mark.parametrize("costs", [[], [[0, 0, 0]], [[np.nan, np.inf, 1]], [[1e-30, 1e30, 5]], [[1, 1, 1]] * 2])
def test_curves_without_much_to_draw(opened, costs):
    """No step yet, costs of zero, NaN, far apart, all equal, all curves hidden: there is always a plot."""
    made = CostCurves()
    table = np.array([[n, *row] for n, row in enumerate(costs)], "f4")
    made.curve_names, made.table = NAMES[:3], table.tobytes()
    page = opened(made)
    page.evaluate("model.set('off', model.get('curve_names'))")
    page.wait_for_timeout(100)
    assert page.get_attribute(".nst-plot", "aria-label").startswith("Costs")


def test_a_mark_has_its_text_and_a_click_selects(opened):
    page = opened(curves())
    box = page.locator(".nst-plot").bounding_box()
    found = False
    for x in range(300, 700, 5):
        page.mouse.move(box["x"] + x, box["y"] + 80)
        found = found or "α 0.05 → 0.2" in page.text_content(".nst-tip")
    assert found
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 80)
    assert 300 < page.evaluate("model.get('selected')") < 450


def test_a_stroke_is_drawn_and_undone(opened):
    page = opened(DrawingPad())
    assert page.get_by_role("button", name="Undo").is_disabled()
    size = "model.get('drawing').byteLength"
    page.get_by_role("button", name="vermilion").click()
    box = page.locator(".nst-paper").bounding_box()
    sizes = []
    for down in (100, 200):
        page.mouse.move(box["x"] + 40, box["y"] + down)
        page.mouse.down()
        page.mouse.move(box["x"] + 300, box["y"] + down, steps=20)
        page.mouse.up()
        page.wait_for_function(f"least => {size} > least", arg=sizes[-1] if sizes else 0)
        sizes.append(page.evaluate(size))
    assert 0 < sizes[0] < sizes[1]
    drawn = page.evaluate("btoa(String.fromCharCode(...new Uint8Array(model.get('drawing').buffer)))")
    pad = DrawingPad(drawing=base64.b64decode(drawn))
    red = (pad.picture()[:, :, 0].astype(int) - pad.picture()[:, :, 2] > 90).mean(axis=1)
    assert pad.picture().shape == (384, 384, 3)
    assert red[100] > 0.4
    assert red[200] > 0.4
    assert red[150] == 0
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(f"wanted => {size} === wanted", arg=sizes[0])
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function(f"{size} === 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("made", [screen, curves, DrawingPad])
def test_it_fits_and_is_readable(opened, made, width, scheme):
    page = opened(made(), width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = page.evaluate(
        "() => { const probe = document.querySelector('.nst').appendChild(document.createElement('i'));"
        "return ['--nst-ink', '--nst-paper'].map(name => { probe.style.color = `var(${name})`;"
        "return getComputedStyle(probe).color; }); }"
    )
    assert (ink, paper) == (
        ("rgb(28, 32, 36)", "rgb(255, 255, 255)") if scheme == "light" else ("rgb(232, 234, 237)", "rgb(21, 24, 28)")
    )
    unnamed = page.locator("button, input").evaluate_all(
        "all => all.filter(e => !e.textContent.trim() && !e.getAttribute('aria-label')).length"
    )
    assert unnamed == 0
