"""The built-in pictures as shipped: small files, and suitable for style transfer."""

import subprocess
import sys
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from PIL import Image, features
from samples import small_builtin

from nst_course.errors import NstError
from nst_course.images import CONTENT, STYLE, builtin, builtin_picture

ALL = [*CONTENT, *STYLE]
SIZE = 256


@cache
def picture(name):
    return small_builtin(name, SIZE)


def gray(name):
    return picture(name).astype(np.float64) @ [0.299, 0.587, 0.114]


def shrunk(image, factor):
    h, w = (n // factor * factor for n in image.shape)
    return image[:h, :w].reshape(h // factor, factor, w // factor, factor).mean((1, 3))


def orientations(name, bins=8):
    """Directions of the brush strokes: histogram of the gradient's orientation, weighted by its magnitude."""
    down, right = np.gradient(gray(name))
    turn = np.mod(np.arctan2(down, right), np.pi)
    histogram, _ = np.histogram(turn, bins, (0, np.pi), weights=np.hypot(down, right))
    return histogram / histogram.sum()


def palette(name):
    """Mean and spread of the colors, 0 to 1."""
    pixels = picture(name).reshape(-1, 3) / 255
    return np.concatenate([pixels.mean(0), pixels.std(0)])


# ---------------------------------------------------------------- the files


def test_together_they_are_small():
    assert sum(builtin.builtin_path(name).stat().st_size for name in ALL) < 4e6


@pytest.mark.parametrize("name", ALL)
def test_size_and_type(name):
    image = builtin_picture(name)
    assert image.dtype == np.uint8
    assert image.ndim == 3
    assert image.shape[2] == 3
    assert max(image.shape) == 1024
    assert min(image.shape[:2]) >= 600
    assert not image.flags.writeable


@pytest.mark.parametrize("name", ALL)
def test_files_decode_to_the_same_pixels_everywhere(name):
    """Color has full resolution: decoders would upsample it with different filters."""
    assert features.check_feature("libjpeg_turbo")
    with Image.open(builtin.builtin_path(name)) as image:
        assert image.format == "JPEG"
        assert {component[1:3] for component in image.layer} == {(1, 1)}
        assert "icc_profile" not in image.info


def test_aspect_ratios():
    assert builtin_picture("louvre").shape == (768, 1024, 3)
    assert builtin_picture("portrait").shape == (1024, 819, 3)


def test_a_misspelled_name_gets_the_nearest_suggestion():
    with pytest.raises(NstError, match="'swirl'"):
        builtin_picture("swril")
    with pytest.raises(NstError, match="louvre"):
        builtin_picture("?")


@pytest.mark.parametrize("data", [None, b"", b"\xff\xd8\xff\xe0 cut short"])
def test_a_missing_or_damaged_file_is_named(tmp_path, monkeypatch, data):
    path = tmp_path / "ink.jpg"
    if data is not None:
        path.write_bytes(data)
    monkeypatch.setattr(builtin, "builtin_path", lambda name: path)
    builtin_picture.cache_clear()
    with pytest.raises(NstError, match=r"ink\.jpg.*reinstall"):
        builtin_picture("ink")


def test_importing_reads_no_picture_and_nothing_heavy():
    code = (
        "import sys, nst_course.images.builtin as b\n"
        "assert not b.builtin_picture.cache_info().currsize\n"
        "assert not {'tensorflow', 'keras', 'scipy', 'matplotlib', 'paint'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# ---------------------------------------------------------------- what they show


@pytest.mark.parametrize("name", ALL)
def test_pictures_have_light_and_dark_parts(name):
    low, high = np.percentile(gray(name), [2, 98])
    assert high - low > 80
    assert np.mean(gray(name) > 253) < 0.05


@pytest.mark.parametrize("name", STYLE)
def test_styles_have_texture_up_to_their_borders(name):
    image, strip = gray(name), SIZE // 12
    for border in (image[:strip], image[-strip:], image[:, :strip], image[:, -strip:]):
        assert border.std() > 5
        assert np.abs(np.diff(border, axis=1)).mean() > 1.5


@pytest.mark.parametrize("name", STYLE)
def test_styles_have_detail_at_every_scale(name):
    image = gray(name)
    for factor in (1, 2, 4, 8, 16):
        scaled = shrunk(image, factor)
        assert np.abs(np.diff(scaled, axis=0)).mean() > 2
        assert np.abs(np.diff(scaled, axis=1)).mean() > 2


@pytest.mark.parametrize("name", CONTENT)
def test_contents_are_smoother_than_styles(name):
    def fine(name):
        return np.abs(gray(name)[1:-1, 1:-1] * 2 - gray(name)[1:-1, :-2] - gray(name)[1:-1, 2:]).mean()

    assert np.median([fine(style) for style in STYLE]) > fine(name)


@pytest.mark.parametrize(("one", "other"), list(combinations(STYLE, 2)))
def test_styles_differ_in_colors_or_strokes(one, other):
    colors = np.abs(palette(one) - palette(other)).max()
    strokes = np.abs(orientations(one) - orientations(other)).sum()
    assert colors + strokes > 0.15
