"""What is no picture is refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from samples import noise, png_bytes, refusal, smooth

from nst_course.errors import NstError
from nst_course.images.io import read_picture, save_picture


def test_missing_files(tmp_path):
    (tmp_path / "Sunflowers.JPG").write_bytes(b"x")
    refusal(tmp_path / "sunflower.jpg", "did you mean 'Sunflowers.JPG'?")
    assert "did you mean" not in refusal(tmp_path / "tower.jpg", "does not exist")
    refusal(tmp_path / "no" / "zzz.png", "folder")
    refusal(tmp_path, "folder")
    refusal("long" * 100)
    refusal("a\0b.png")


def test_empty_text_and_foreign_files(tmp_path):
    for name, data, word in (
        ("empty.png", b"", "empty"),
        ("text.jpg", b"hello, I am a text", "not a picture"),
        ("page.png", b"<!doctype html>", "not a picture"),
        ("prose.tif", b"II. Chapter", "damaged"),
        ("script.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "not a picture"),
    ):
        (tmp_path / name).write_bytes(data)
        refusal(tmp_path / name, word)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif", "a.gif", "a.bmp"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_truncated_files(tmp_path, name, part):
    Image.fromarray(noise((100, 100, 3))).save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * part)])
    refusal(tmp_path / name, "damaged")


def test_truncated_sixteen_bits(tmp_path):
    data = png_bytes(noise((100, 100, 3), 65536, np.uint16), 2, 16)
    (tmp_path / "a.png").write_bytes(data[: len(data) // 2])
    refusal(tmp_path / "a.png", "damaged")


def test_sizes_that_are_refused_from_the_header(tmp_path):
    nothing = np.zeros((0, 1, 3), np.uint8)
    for name, size, words in (
        ("bomb.png", (40_000, 40_000), ["40000×40000", "200 megapixels"]),
        ("big.png", (10_001, 20_000), ["200 megapixels"]),
        ("tiny.png", (1, 1), ["1×1"]),
        ("thin.png", (15, 500), ["500×15"]),
    ):
        (tmp_path / name).write_bytes(png_bytes(nothing, 2, 8, size))
        refusal(tmp_path / name, *words)
    (tmp_path / "allowed.png").write_bytes(png_bytes(nothing, 2, 8, (20_000, 10_000)))
    assert "megapixels" not in refusal(tmp_path / "allowed.png", "damaged")  # not for its size


@pytest.mark.filterwarnings("error")
def test_large_but_lawful_pictures_do_not_warn(tmp_path):
    Image.new("1", (10_000, 9_500)).save(tmp_path / "a.png")
    limit = Image.MAX_IMAGE_PIXELS
    assert read_picture(tmp_path / "a.png", longest=64).size == (61, 64)
    assert limit == Image.MAX_IMAGE_PIXELS


def test_longest_must_make_sense():
    refusal(smooth(), "longest=0", longest=0)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    save_picture(tmp_path / "a.png", smooth())

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(NstError, match=r"permission.*a\.png"):
        read_picture(tmp_path / "a.png")


# ---------------------------------------------------------------- targets
