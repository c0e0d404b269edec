"""The built-in pictures: their shapes, their sameness from run to run, and that they look like pictures."""

import subprocess
import sys
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.images.paintings import CONTENT, STYLE, paint

ALL = [*CONTENT, *STYLE]
SIZE = 256


@cache
def picture(name):
    return paint(name, SIZE)


def grey(name):
    return picture(name).astype(np.float64) @ [0.299, 0.587, 0.114]


def shrunk(image, factor):
    h, w = (n // factor * factor for n in image.shape)
    return image[:h, :w].reshape(h // factor, factor, w // factor, factor).mean((1, 3))


def orientations(name, bins=8):
    """How the brush strokes lie: histogram of the gradient's orientation, weighted by its strength."""
    down, right = np.gradient(grey(name))
    turn = np.mod(np.arctan2(down, right), np.pi)
    histogram, _ = np.histogram(turn, bins, (0, np.pi), weights=np.hypot(down, right))
    return histogram / histogram.sum()


def palette(name):
    """Mean and spread of the colours, 0 to 1."""
    pixels = picture(name).reshape(-1, 3) / 255
    return np.concatenate([pixels.mean(0), pixels.std(0)])


@pytest.mark.parametrize("name", ALL)
def test_long_side_is_the_size_asked_for(name):
    image = picture(name)
    assert image.dtype == np.uint8
    assert image.ndim == 3
    assert image.shape[2] == 3
    assert max(image.shape) == SIZE
    assert min(image.shape[:2]) >= SIZE * 0.6


def test_aspects_are_the_pictures_own():
    assert picture("louvre").shape == (192, 256, 3)
    assert picture("portrait").shape == (256, 205, 3)


@pytest.mark.parametrize("name", ["louvre", "swirl", "ink"])
@pytest.mark.parametrize("size", [97, 300])
def test_any_size_has_the_same_composition(name, size):
    image = paint(name, size)
    assert max(image.shape) == size
    large, small = (np.asarray(i, float).mean(2) for i in (picture(name), image))
    blocks = [[[q.mean() for q in np.array_split(row, 6, 1)] for row in np.array_split(i, 5)] for i in (large, small)]
    assert np.corrcoef(np.ravel(blocks[0]), np.ravel(blocks[1]))[0, 1] > 0.8


@pytest.mark.parametrize("name", ALL)
def test_same_name_and_size_give_the_same_bytes(name):
    np.random.seed(3)  # noqa: NPY002 - the global generator must not matter
    np.testing.assert_array_equal(paint(name, SIZE), picture(name))


@pytest.mark.parametrize("name", ALL)
def test_light_and_dark_are_both_there(name):
    low, high = np.percentile(grey(name), [2, 98])
    assert high - low > 80
    assert np.mean(grey(name) > 253) < 0.05


@pytest.mark.parametrize("name", STYLE)
def test_paintings_have_texture_up_to_their_borders(name):
    image, strip = grey(name), SIZE // 12
    for border in (image[:strip], image[-strip:], image[:, :strip], image[:, -strip:]):
        assert border.std() > 5
        assert np.abs(np.diff(border, axis=1)).mean() > 1.5


@pytest.mark.parametrize("name", STYLE)
def test_paintings_have_detail_at_every_scale(name):
    image = grey(name)
    for factor in (1, 2, 4, 8, 16):
        scaled = shrunk(image, factor)
        assert np.abs(np.diff(scaled, axis=0)).mean() > 2
        assert np.abs(np.diff(scaled, axis=1)).mean() > 2


@pytest.mark.parametrize("name", CONTENT)
def test_photographs_are_smoother_than_paintings(name):
    def fine(name):
        return np.abs(grey(name)[1:-1, 1:-1] * 2 - grey(name)[1:-1, :-2] - grey(name)[1:-1, 2:]).mean()

    assert np.median([fine(style) for style in STYLE]) > fine(name)


@pytest.mark.parametrize(("one", "other"), list(combinations(STYLE, 2)))
def test_styles_differ_in_colours_or_strokes(one, other):
    colours = np.abs(palette(one) - palette(other)).max()
    strokes = np.abs(orientations(one) - orientations(other)).sum()
    assert colours + strokes > 0.15


def test_a_misspelt_name_is_put_right():
    with pytest.raises(NstError, match="did you mean 'swirl'"):
        paint("swril")
    with pytest.raises(NstError, match="louvre"):
        paint("?")


def test_a_size_too_small_to_paint_is_refused():
    with pytest.raises(NstError, match="256"):
        paint("swirl", 3)


def test_importing_loads_no_picture_and_nothing_heavy():
    code = (
        "import sys, nst_course.images.paintings as p\n"
        "loaded = [m for m in sys.modules if m.startswith(p.__name__ + '.')]\n"
        "assert not loaded, loaded\n"
        "assert not {'tensorflow', 'keras', 'scipy', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
