"""Every figure: a PNG for light and dark pages, of a known size, with a stable summary and an alt text."""

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from nst_course import NstError
from nst_course.show import pictures
from nst_course.show.figure import (
    CURVE_COLORS,
    GRAY_RGB,
    SCALE,
    Sheet,
    count_noun,
    measure_text,
    quantize_drawing,
    wrap_text,
)

WHITE, DARK = (255, 255, 255), (17, 17, 17)


def luminance(color):
    """Relative luminance of an sRGB color, 0–255 (WCAG 2.2)."""
    c = np.array(color) / 255
    return np.dot(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4), (0.2126, 0.7152, 0.0722))


def contrast(one, other):
    """Contrast ratio of two colors, 1 to 21 (WCAG 2.2)."""
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


def rgb(text):
    """ "#ff8000" as three numbers."""
    return tuple(int(text[i : i + 2], 16) for i in (1, 3, 5))


def decoded(figure):
    """The RGBA array in the PNG file."""
    return np.asarray(Image.open(io.BytesIO(figure.png)).convert("RGBA"))


@pytest.mark.parametrize("page", [WHITE, DARK])
def test_text_and_curves_are_readable_on_light_and_dark_pages(page):
    assert contrast(GRAY_RGB, page) >= 3.9
    assert all(contrast(rgb(color), page) >= 3 for color in CURVE_COLORS)


def test_captions_are_gray_and_the_background_is_transparent(photo):
    figure = pictures(photo, titles=["content C"], height=60)
    image = decoded(figure)
    below = image[SCALE * 60 :]
    assert (below[below[..., 3] > 0][:, :3] == GRAY_RGB).all()
    assert (below[..., 3] == 255).any()
    assert (below[..., 3] == 0).mean() > 0.7
    assert (image[: SCALE * 60, ..., 3] == 255).all()


def test_a_picture_is_reproduced_with_small_error(photo):
    figure = pictures(photo, height=96)
    shown = decoded(figure)[::SCALE, ::SCALE, :3]
    assert shown.shape == photo.shape
    assert np.abs(shown / 255 - photo).mean() < 0.01


def test_a_few_colors_are_reproduced_exactly():
    rng = np.random.default_rng(0)
    image = rng.choice(np.uint8([[1, 2, 3], [250, 128, 0], [0, 90, 200]]), (20, 30))
    sheet = Sheet(40, 30)
    sheet.add_picture(image, 5, 6)
    shown = decoded(sheet.to_figure("test"))[::SCALE, ::SCALE]
    np.testing.assert_array_equal(shown[6:26, 5:35, :3], image)
    assert (shown[:6, ..., 3] == 0).all()


def test_size_and_alt_text_travel_with_the_png(photo):
    figure = pictures(photo, photo, titles=["a", "b"])
    data, metadata = figure._repr_png_()
    assert data == figure.png
    image = Image.open(io.BytesIO(data))
    assert image.size == tuple(SCALE * side for side in figure.size)
    assert (metadata["width"], metadata["height"], metadata["alt"]) == (*figure.size, figure.alt)
    assert repr(figure) == f"<Figure: 2 pictures, {figure.size[0]}×{figure.size[1]}>"


def test_ipython_shows_it(photo):
    formatters = pytest.importorskip("IPython.core.formatters")
    data, metadata = formatters.DisplayFormatter().format(pictures(photo))
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["width"] > 0
    assert data["text/plain"].startswith("<Figure: 1 picture,")


def test_it_can_be_saved(tmp_path, photo):
    figure = pictures(photo)
    figure.save(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes() == figure.png
    with pytest.raises(NstError, match=r"'figure\.png'"):
        figure.save(tmp_path / "figure.jpg")
    with pytest.raises(NstError, match=r"nowhere.figure\.png"):
        figure.save(tmp_path / "nowhere" / "figure.png")


def test_lines_break_between_words_and_keep_all_of_them():
    text = "a title that is much too long for a small picture"
    lines = wrap_text(text, 120)
    assert len(lines) > 1
    assert " ".join(lines) == text
    assert all(measure_text(line) <= 120 for line in lines)


def test_nouns_are_counted():
    assert [count_noun(n, "curve") for n in (0, 1, 2)] == ["0 curves", "1 curve", "2 curves"]
    assert count_noun(2, "matrix", "matrices") == "2 matrices"


def test_drawings_survive_their_palette():
    rng = np.random.default_rng(4)
    solid = rng.choice(np.uint8([[1, 2, 3, 255], [9, 90, 200, 255], [0, 0, 0, 0]]), (9, 9))
    np.testing.assert_array_equal(np.asarray(quantize_drawing(solid).convert("RGBA")), solid)
    shades = np.zeros((16, 16, 4), np.uint8)
    shades[..., :3], shades[..., 3] = GRAY_RGB, np.arange(256).reshape(16, 16)
    shown = np.asarray(quantize_drawing(shades).convert("RGBA")).astype(int)
    assert np.abs(shown[..., 3] - shades[..., 3]).max() <= 9
    assert np.abs(shown[shown[..., 3] > 0][:, :3] - GRAY_RGB).max() <= 8


def test_files_stay_small():
    assert len(pictures("louvre", "swirl", titles=["C", "S"]).png) < 150_000


def test_importing_the_functions_loads_no_heavy_libraries():
    heavy = "import sys; print([m for m in ('tensorflow', 'keras', 'matplotlib', 'ipywidgets') if m in sys.modules])"
    code = f"import nst_course as nst; nst.show.pictures; {heavy}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
