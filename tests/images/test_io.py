"""Picture files: what is written comes back, and appears whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from samples import STEP, names, noise, smooth

from nst_course.errors import NstError
from nst_course.images.io import check_writable, read_metadata, read_picture, save_picture


def test_the_room_opens_fast_and_without_tensorflow():
    code = "import sys, nst_course.images.video; print({'tensorflow', 'keras', 'imageio'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"


# ---------------------------------------------------------------- there and back


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
def test_jpeg_is_close_and_keeps_full_colour_resolution(tmp_path, name):
    red_and_blue = np.zeros((32, 32, 3), np.uint8)
    red_and_blue[:, ::2, 0] = red_and_blue[:, 1::2, 2] = 255  # one-pixel stripes, which 4:2:0 would mix to purple
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
def test_settings_travel_in_the_file(tmp_path, suffix):
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
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    for check in (check_writable, lambda path: save_picture(path, smooth())):
        with pytest.raises(NstError, match="write-protected"):
            check(tmp_path / "a.png")


def test_check_writable_leaves_everything_as_it_is(tmp_path):
    save_picture(tmp_path / "old.png", smooth())
    before = (tmp_path / "old.png").read_bytes()
    check_writable(tmp_path / "old.png")
    check_writable(str(tmp_path / "new.jpg"))
    assert names(tmp_path) == ["old.png"]
    assert (tmp_path / "old.png").read_bytes() == before


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path, monkeypatch, failing):
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


def test_unsound_pictures_and_settings_write_nothing(tmp_path):
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
def test_links_are_followed_and_permissions_are_ordinary(tmp_path):
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
