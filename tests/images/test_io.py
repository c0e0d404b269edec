"""Picture files: they survive a round trip, appear whole or not at all, and anything else is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from samples import STEP, names, noise, png_bytes, refusal, smooth

from nst_course.errors import NstError
from nst_course.images import builtin_picture, load_picture
from nst_course.images.io import (
    check_writable,
    read_metadata,
    read_picture,
    save_or_rescue_picture,
    save_picture,
)


def test_importing_images_loads_nothing_heavy():
    code = "import sys, nst_course.images.video; print({'tensorflow', 'keras', 'imageio'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"


# ---------------------------------------------------------------- round trips


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".TIFF"])
def test_lossless_formats_keep_every_byte_and_alpha(tmp_path, suffix):
    rgb, alpha = noise(), noise((20, 30), seed=1)
    save_picture(tmp_path / f"a{suffix}", rgb, alpha)
    back = read_picture(tmp_path / f"a{suffix}")
    assert back.size == (20, 30)
    assert back.rgb.dtype == back.alpha.dtype == np.float32
    np.testing.assert_array_equal(np.round(back.rgb * 255), rgb)
    np.testing.assert_array_equal(np.round(back.alpha * 255), alpha)


def test_floats_are_rounded_to_the_nearest_step(tmp_path):
    rgb = np.random.default_rng(2).random((40, 50, 3))
    save_picture(tmp_path / "a.png", rgb)
    assert abs(read_picture(str(tmp_path / "a.png")).rgb - rgb).max() <= STEP / 2 + 1e-6


@pytest.mark.parametrize("name", ["a.jpg", "a.jpeg"])
def test_jpeg_is_close_and_keeps_full_color_resolution(tmp_path, name):
    red_and_blue = np.zeros((32, 32, 3), np.uint8)
    red_and_blue[:, ::2, 0] = red_and_blue[:, 1::2, 2] = 255  # one-pixel stripes, which 4:2:0 would blend to purple
    save_picture(tmp_path / name, red_and_blue, alpha=np.ones((32, 32)))
    back = read_picture(tmp_path / name)
    assert back.alpha is None
    assert abs(back.rgb - red_and_blue / 255).max() < 0.1


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_same_picture_same_bytes(tmp_path, suffix):
    for name, settings in (("a", {"x": 1, "y": 2}), ("b", {"y": 2, "x": 1})):
        save_picture(tmp_path / (name + suffix), smooth(), metadata=settings)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_settings_are_stored_in_the_file(tmp_path, suffix):
    settings = {"content": "Zürich ☕.jpg", "alpha": 1e-4, "layers": {"block1_conv1": 0.2}, "list": [1, None, True]}
    save_picture(tmp_path / f"a{suffix}", smooth(), metadata=settings)
    assert read_metadata(tmp_path / f"a{suffix}") == settings
    assert read_picture(tmp_path / f"a{suffix}").size == (48, 64)


def test_settings_that_are_missing_or_damaged(tmp_path):
    save_picture(tmp_path / "none.png", smooth())
    save_picture(tmp_path / "none.jpg", smooth())
    info = PngInfo()
    info.add_itxt("nst_course", '{"steps": 1')
    Image.fromarray(smooth()).save(tmp_path / "bad.png", pnginfo=info)
    exif = Image.Exif()
    exif[0x010E] = "A day at the sea"
    Image.fromarray(smooth()).save(tmp_path / "sea.jpg", exif=exif)
    for name, word in (("none.png", "no settings"), ("none.jpg", "no settings"), ("sea.jpg", "no settings")):
        with pytest.raises(NstError, match=f"{name}.*{word}"):
            read_metadata(tmp_path / name)
    with pytest.raises(NstError, match=r"bad\.png.*damaged"):
        read_metadata(tmp_path / "bad.png")
    with pytest.raises(NstError, match=r"gone\.png"):
        read_metadata(tmp_path / "gone.png")


# ---------------------------------------------------------------- kinds of pictures


@pytest.mark.parametrize("check", [check_writable, lambda path: save_picture(path, smooth())])
def test_targets_that_cannot_be_written(tmp_path, check):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("folder.png", "no/a.png", "a.bmp", "a", "a.gif", "file/a.png", "x" * 300 + ".png"):
        with pytest.raises(NstError, match=name[:20]):
            check(tmp_path / name)
    assert names(tmp_path) == ["file", "folder.png"]


def test_write_protected_targets(tmp_path, monkeypatch):
    save_picture(tmp_path / "a.png", smooth())
    monkeypatch.setattr(os, "access", lambda *_: False)  # root can write anywhere
    for check in (check_writable, lambda path: save_picture(path, smooth())):
        with pytest.raises(NstError, match="write-protected"):
            check(tmp_path / "a.png")


def test_check_writable_changes_nothing(tmp_path):
    save_picture(tmp_path / "old.png", smooth())
    before = (tmp_path / "old.png").read_bytes()
    check_writable(tmp_path / "old.png")
    check_writable(str(tmp_path / "new.jpg"))
    assert names(tmp_path) == ["old.png"]
    assert (tmp_path / "old.png").read_bytes() == before


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_failed_write_keeps_the_old_file_and_adds_none(tmp_path, monkeypatch, failing):
    save_picture(tmp_path / "a.png", smooth())
    before = (tmp_path / "a.png").read_bytes()
    real = Path.write_bytes

    def full(path, data):
        if failing == "write_bytes":
            real(path, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(NstError, match=r"a\.png.*No space left"):
        save_picture(tmp_path / "a.png", noise())
    assert names(tmp_path) == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == before


def test_invalid_pictures_and_settings_write_nothing(tmp_path):
    path = tmp_path / "a.png"
    for rgb, alpha, settings in (
        (np.full((20, 20, 3), np.nan), None, None),
        (smooth() * 1.0, None, None),
        (smooth(), np.ones((3, 3)), None),
        (smooth(), None, {"x": object()}),
        (smooth(), None, {"x": float("nan")}),
        (smooth(), None, [1]),
    ):
        with pytest.raises(NstError):
            save_picture(path, rgb, alpha, settings)
    with pytest.raises(NstError, match=r"wide\.webp"):
        save_picture(tmp_path / "wide.webp", np.zeros((16, 20_000, 3), np.uint8))
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="links and permission bits")
def test_links_are_followed_and_permissions_are_the_default(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.png").symlink_to(tmp_path / "real" / "a.png")
    save_picture(tmp_path / "link.png", smooth())
    assert (tmp_path / "link.png").is_symlink()
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "real" / "a.png").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_settings_are_readable_by_other_programs(tmp_path):
    save_picture(tmp_path / "a.png", smooth(), metadata={"steps": 7})
    with Image.open(tmp_path / "a.png") as image:
        assert json.loads(image.text["nst_course"]) == {"steps": 7}


class Made(msgspec.Struct):
    """A schema for metadata."""

    steps: int
    styles: list[str] = []


def test_metadata_is_validated_against_a_schema(tmp_path):
    path = tmp_path / "a.png"
    save_picture(path, smooth(), metadata={"steps": 7, "styles": ["ink"], "more": None})
    assert read_metadata(path, Made) == Made(7, ["ink"])
    for metadata, word in (
        ({"steps": "7"}, "steps"),
        ({"styles": []}, "steps"),
        ({"steps": 7, "styles": [1]}, "styles"),
    ):
        save_picture(path, smooth(), metadata=metadata)
        with pytest.raises(NstError, match=rf"a\.png.*{word}"):
            read_metadata(path, Made)


def test_a_picture_that_cannot_be_saved_is_rescued(tmp_path, monkeypatch):
    (tmp_path / "refuge").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "refuge"))
    with pytest.raises(NstError, match=r"gone/a\.jpg") as caught:
        save_or_rescue_picture(tmp_path / "gone" / "a.jpg", smooth(), metadata={"steps": 7})
    (rescued,) = (tmp_path / "refuge").rglob("a.png")
    assert str(rescued) in str(caught.value)
    assert read_metadata(rescued) == {"steps": 7}


# ---------------------------------------------------------------- names of built-in pictures


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_takes_precedence_over_a_built_in_picture_but_a_folder_does_not(folder):
    (folder / "ink").mkdir()
    assert load_picture("ink", 64).size == load_picture(builtin_picture("ink"), 64).size
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save("swirl", "PNG")
    assert load_picture("swirl").size == (20, 30)


@pytest.mark.parametrize(("word", "meant"), [("louvr", "louvre"), ("Louvre", "louvre"), ("still-life", "still_life")])
def test_a_misspelled_name_gets_the_nearest_suggestion(folder, word, meant):
    with pytest.raises(NstError, match=f"'{word}' is neither a file nor a built-in picture: did you mean '{meant}'"):
        load_picture(word)


def test_other_valid_words_are_suggested_too(folder):
    with pytest.raises(NstError, match="did you mean 'noise'"):
        load_picture("noize", also_valid=("noise", "gray"))


@pytest.mark.parametrize("name", ["photo", "still_life.jpg", "no/louvr", "x" * 400, "", "a\0b"])
def test_anything_else_is_taken_for_a_file(folder, name):
    with pytest.raises(NstError) as caught:
        load_picture(name)
    assert "built-in" not in str(caught.value)


def test_a_misspelled_name_next_to_a_similar_file(folder):
    Image.fromarray(np.zeros((20, 30, 3), np.uint8)).save("louvr", "PNG")
    assert load_picture("louvr").size == (20, 30)


# ---------------------------------------------------------------- what is not a picture is refused in one sentence


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
def test_large_but_allowed_pictures_do_not_warn(tmp_path):
    Image.new("1", (10_000, 9_500)).save(tmp_path / "a.png")
    limit = Image.MAX_IMAGE_PIXELS
    assert read_picture(tmp_path / "a.png", longest=64).size == (61, 64)
    assert limit == Image.MAX_IMAGE_PIXELS


def test_longest_must_be_valid():
    refusal(smooth(), "longest=0", longest=0)


def test_a_file_without_read_permission(tmp_path, monkeypatch):
    save_picture(tmp_path / "a.png", smooth())

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(NstError, match=r"permission.*a\.png"):
        read_picture(tmp_path / "a.png")
