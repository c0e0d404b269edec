"""Named pictures; an upload looks as in the browser, or one sentence says why it can't be read."""

import io
import time

import numpy as np
import pytest
from PIL import Image
from samples import STEP, noise, png_bytes, smooth

from nst_course.errors import NstError
from nst_course.studio import named_picture
from nst_course.studio.named_picture import (
    LARGEST_FILE,
    LONGEST_NAME,
    NamedPicture,
    PictureOrigin,
    read_upload,
    shown_name,
)


def encoded(pixels, kind, **options):
    buffer = io.BytesIO()
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def refusal(name, data):
    """The one sentence; it names the file."""
    with pytest.raises(NstError) as caught:
        read_upload(name, data)
    text = str(caught.value)
    assert text.startswith(f"'{name}' ")
    assert "\n" not in text
    assert text[-1] == "."
    return text


BAD = {
    "empty.jpg": (b"", "is empty"),
    "essay.png": (b"It was a dark and stormy night.", "is a text"),
    "dot.png": (encoded(smooth(1, 1), "PNG"), "is 1×1"),
    "cut.jpg": (encoded(noise((90, 90, 3)), "JPEG")[:3000], "damaged"),
    "cut.png": (encoded(noise((90, 90, 3)), "PNG")[:3000], "damaged"),
    "head.png": (encoded(noise((90, 90, 3)), "PNG")[:20], "damaged"),
    "page.jpg": (b"<!doctype html><title>Sign in</title>", "is a web page"),
    "paper.pdf": (b"%PDF-1.4\n%\xc3\xa4", "is a PDF"),
    "IMG_0001.HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\1\0", "HEIC"),
    "logo.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(name):
    data, words = BAD[name]
    assert words in refusal(name, data)


def test_a_heic_photograph_is_told_how_to_become_a_jpeg():
    assert "JPEG" in refusal("IMG_0001.HEIC", BAD["IMG_0001.HEIC"][0])


def test_a_hundred_megabytes_are_never_decoded(monkeypatch):
    def decode(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr("nst_course.studio.named_picture.decode_picture", decode)
    text = refusal("huge.png", bytes(100_000_000))
    assert text.count("100 MB") == 2  # its size, and the limit
    with pytest.raises(AssertionError, match="decoded"):
        read_upload("lawful.png", bytes(LARGEST_FILE - 1))


def test_animations_give_their_first_frame():
    frames = [Image.new("RGB", (20, 30), color) for color in ("red", "lime", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture = read_upload("dance.gif", data)
    assert picture.size == (30, 20)
    assert abs(picture.rgb - [1, 0, 0]).max() < 2 * STEP


def test_alpha_is_kept():
    rgb, alpha = smooth(), noise((48, 64))
    picture = read_upload("logo.png", encoded(np.dstack([rgb, alpha]), "PNG"))
    np.testing.assert_array_equal(np.round(picture.rgb * 255), rgb)
    np.testing.assert_array_equal(np.round(picture.alpha * 255), alpha)


def test_colors_for_print():
    inks = np.zeros((32, 32, 4), np.uint8)
    inks[:, 16:, 1] = 255  # magenta next to white
    picture = read_upload("print.jpg", encoded(Image.fromarray(inks, "CMYK"), "JPEG", quality=100))
    assert abs(picture.rgb[:, :12] - 1).max() < 0.03
    assert abs(picture.rgb[:, 20:] - [1, 0, 1]).max() < 0.03


def test_a_photograph_taken_upright_stands_upright():
    """Orientation 6: the camera's first row is the picture's right edge, so its first corner is at the top right."""
    stored = np.zeros((40, 80, 3), np.uint8)
    stored[:16, :16] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    rgb = read_upload("IMG_1.jpg", encoded(stored, "JPEG", exif=exif, quality=100)).rgb
    assert rgb.shape == (80, 40, 3)
    assert rgb[:12, -12:].min() > 0.9
    assert max(rgb[:, :16].max(), rgb[24:].max()) < 0.1


def test_sixteen_bits():
    pixels = noise((20, 30, 3), 65536, np.uint16)
    assert abs(read_upload("deep.png", png_bytes(pixels, 2, 16)).rgb - pixels / 65535).max() < 1e-6


@pytest.mark.slow
def test_a_photograph_of_48_megapixels_takes_a_second_or_two():
    stored = np.zeros((6000, 8000, 3), np.uint8)
    stored[:3000, :4000, 0] = 255  # red top left; after the turn, top right
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(stored, "JPEG", exif=exif)
    begin = time.process_time()
    rgb = read_upload("IMG_48.JPG", data).rgb
    assert time.process_time() - begin < 3
    assert rgb.shape == (1024, 768, 3)
    assert abs(rgb[:500, 400:] - [1, 0, 0]).max() < 0.05
    assert max(rgb[:500, :370].max(), rgb[530:].max()) < 0.05


def test_small_pictures_are_not_enlarged_and_large_ones_fit():
    assert read_upload("a.png", encoded(smooth(), "PNG")).size == (48, 64)
    assert read_upload("a.png", encoded(smooth(), "PNG"), longest=32).size == (24, 32)


def test_what_a_widget_sends_is_a_memoryview():
    assert read_upload("a.png", memoryview(encoded(smooth(), "PNG"))).size == (48, 64)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("C:\\fakepath\\Zürich am See (2).jpg", "Zürich am See (2).jpg"),
        ("../../etc/passwd", "passwd"),
        ("日本 [1].png", "日本 [1].png"),
        ("a\nb\0c<script>.png", "a b c script .png"),
        ("", "picture"),
        ("///", "picture"),
        ("..", ".."),
        (None, "None"),
    ],
)
def test_names_are_those_of_the_file_alone(name, shown):
    assert shown_name(name) == shown
    with pytest.raises(NstError) as caught:
        read_upload(name, b"")
    assert str(caught.value).startswith(f"'{shown}' is empty")


def test_long_names_are_cut_in_the_middle():
    shown = shown_name("first" + "n" * 500 + ".jpeg")
    assert len(shown) == LONGEST_NAME
    assert shown.startswith("first")
    assert shown.endswith("n.jpeg")
    assert shown_name("n" * LONGEST_NAME) == "n" * LONGEST_NAME


def test_names_of_pictures():
    array = np.full((20, 30, 3), 0.5, np.float32)
    assert NamedPicture.of(array, "style", 99).name == "style"
    assert max(NamedPicture.of(array, "style").load(16).rgb.shape[:2]) == 16
    named = NamedPicture("mine.png", array, PictureOrigin.UPLOADED)
    assert NamedPicture.of(named, "style", 9) is named
    assert named.load(16) is named.load(16)
    with pytest.raises(NstError, match=r"nowhere\.png"):
        NamedPicture.of("nowhere.png", "style", 64)
    with pytest.raises(NstError):
        NamedPicture.of(None, "style", 64)


def test_a_built_in_picture_is_read_when_it_is_needed(monkeypatch):
    def read(name):
        raise NstError(f"'{name}' was read.")

    monkeypatch.setattr(named_picture, "builtin_picture", read)
    swirl = NamedPicture.of("swirl", "style", 64)
    assert (swirl.name, swirl.origin, swirl.needs_file) == ("swirl", PictureOrigin.BUILT_IN, False)
    with pytest.raises(NstError, match="swirl"):
        swirl.load(64)
