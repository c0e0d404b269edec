"""Arrays, PIL images and sizes."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from samples import noise, refusal, smooth

from nst_course.images.io import Picture, read_picture, save_picture


def test_arrays():
    rgb = noise()
    for array in (rgb, rgb[None], rgb / 255, (rgb / 255).astype(np.float32), rgb.astype(np.uint16) * 257, rgb[:, ::1]):
        np.testing.assert_allclose(read_picture(array).rgb, rgb / 255, atol=1e-6)
    for gray in (rgb[..., 0], rgb[..., :1]):
        np.testing.assert_allclose(read_picture(gray).rgb, rgb[..., [0, 0, 0]] / 255, atol=1e-6)
    rgba = noise((20, 30, 4))
    np.testing.assert_allclose(read_picture(rgba).alpha, rgba[..., 3] / 255, atol=1e-6)


def test_a_picture_passes_through():
    picture = read_picture(noise((20, 30, 4)))
    again = read_picture(picture)
    assert isinstance(again, Picture)
    np.testing.assert_array_equal(again.rgb, picture.rgb)
    np.testing.assert_array_equal(again.alpha, picture.alpha)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "CMYK", "1", "I;16", "F", "HSV", "YCbCr"])
def test_pil_images_of_every_mode(mode):
    image = Image.new(mode, (20, 30))
    assert read_picture(image, longest=16).size == (16, 11)
    assert image.size == (20, 30)


@pytest.mark.parametrize(
    ("array", "word"),
    [
        (np.full((20, 20, 3), np.nan), "NaN"),
        (np.full((20, 20, 3), np.inf), "infinite"),
        (np.full((20, 20, 3), 255.0), "divide by 255"),
        (np.full((20, 20, 3), -1.0), "[0, 1]"),
        (np.zeros((20, 20, 3), int), "int64"),
        (np.zeros((3, 20, 20)), "shape (3, 20, 20)"),
        (np.zeros((2, 20, 20, 3)), "shape (2, 20, 20, 3)"),
        (np.zeros(20), "shape (20,)"),
        (np.zeros((20, 0, 3)), "shape (20, 0, 3)"),
        (np.zeros((1, 1, 3)), "1×1"),
        (None, "shape ()"),
        (["a"], "shape (1,)"),
    ],
)
def test_arrays_that_are_no_picture(array, word):
    refusal(array, word)


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp"])
@pytest.mark.parametrize(("size", "longest", "wanted"), [((301, 200), 100, (100, 66)), ((120, 300), 150, (60, 150))])
def test_longest_keeps_the_aspect_and_never_enlarges(tmp_path, name, size, longest, wanted):
    pixels = smooth(*size)
    save_picture(tmp_path / name, pixels)
    small = read_picture(tmp_path / name, longest=longest)
    assert small.size == wanted
    assert abs(small.rgb - smooth(*wanted) / 255).mean() < 0.01
    assert read_picture(tmp_path / name, longest=1000).size == size


@pytest.mark.parametrize("top", [255, 65535])
def test_shrinking_is_antialiased(top):
    stripes = np.zeros((256, 256, 3), np.uint16 if top > 255 else np.uint8)
    stripes[:, ::2] = top
    assert abs(read_picture(stripes, longest=64).rgb[8:-8, 8:-8] - 0.5).max() < 0.02


def test_hidden_colours_do_not_bleed_when_shrinking(tmp_path):
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[:, :33] = (255, 0, 0, 255)
    rgba[:, 33:] = (0, 255, 0, 0)
    save_picture(tmp_path / "a.png", rgba)
    for source in (rgba, tmp_path / "a.png"):
        small = read_picture(source, longest=32)
        visible = small.alpha > 0.02
        assert abs(small.rgb[visible] - [1, 0, 0]).max() < 0.02


def test_extreme_aspect_is_fine():
    assert read_picture(np.zeros((16, 4000, 3)), longest=1000).size == (4, 1000)


def test_a_phone_photograph_needs_little_memory(tmp_path):
    """48 megapixels at 512: decoded at 1/4, not in full. The peak is that of a process of its own."""
    pytest.importorskip("resource")
    Image.new("RGB", (8064, 6048), (200, 100, 50)).save(tmp_path / "phone.jpg", quality=50)
    code = """if True:
        import resource, sys
        from nst_course.images.io import read_picture
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = read_picture(sys.argv[1], longest=512).size
        print(size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"""
    command = [sys.executable, "-c", code, str(tmp_path / "phone.jpg")]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out.startswith("(384, 512)")
    if sys.platform == "linux":
        assert int(out.split()[-1]) < 100  # MiB; in full it would be 190


# ---------------------------------------------------------------- files that are no picture
