"""With a running kernel in JupyterLab: sliders change their picture, and a check shows its card."""

import os
import re
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.slow
KEPT = os.environ.get("NST_SCREENSHOTS")
CELLS = (
    'import nst_course as nst\n\nnst.lesson("1_layers")',
    'nst.studio.LayerExplorer("still_life", "block1_conv1", network="pocket")',
    "import tensorflow as tf\n\n\ndef gram_matrix(A):\n    return tf.matmul(A, A, transpose_b=True) / 2\n\n\n"
    "nst.check.gram_matrix(gram_matrix)",
    "nst.check.total_cost(total_cost)",
)


def headline(page, exercise):
    """The headline of the card of an exercise: a sign, and its name."""
    return page.locator(".jp-OutputArea-output span", has_text=re.compile(rf"^\S {exercise}$")).first


@pytest.fixture
def run(page, lab):
    """The page with a notebook of CELLS, after running all of them."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.folder / "live.ipynb")
    page.goto(lab("live.ipynb", "JupyterLab Dark"), wait_until="domcontentloaded")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.get_by_text("| Idle").first.wait_for(timeout=60_000)  # the kernel, in the status bar
    page.locator(".jp-Notebook .jp-Cell").first.click()
    for _ in CELLS:
        page.keyboard.press("Shift+Enter")
    try:
        headline(page, "total_cost").wait_for(timeout=60_000)
    finally:
        keep(page, "ran")
    return page


def test_slider_and_cards(run):
    slider = run.get_by_role("slider", name="layer")
    slider.scroll_into_view_if_needed()
    large = run.locator(".nst-explorer figure img").nth(1)
    run.get_by_text("of block1_conv1").first.wait_for(timeout=60_000)
    before = large.get_attribute("src")
    assert large.evaluate("i => i.naturalWidth") > 300
    slider.focus()
    for _ in range(4):
        run.keyboard.press("ArrowRight")
    run.get_by_text("of block3_conv1").first.wait_for(timeout=20_000)
    assert large.get_attribute("src") != before
    keep(run, "slider")
    headline(run, "gram_matrix").scroll_into_view_if_needed()
    card = run.locator(".jp-OutputArea-output").filter(has_text="gram_matrix")
    assert card.locator("img").first.evaluate("i => i.naturalWidth") > 100
    keep(run, "card")
    assert run.locator("text=Traceback").count() == 0
    assert not run.errors


def keep(page, name):
    if KEPT:
        page.screenshot(path=Path(KEPT) / f"live_{name}.png")
