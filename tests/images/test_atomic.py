"""Unused names: a new file never replaces another, whatever happens in the meantime."""

import os
from pathlib import Path

import numpy as np
import pytest
from samples import names, smooth

from nst_course.errors import NstError
from nst_course.images import atomic, encode_picture, free_path, keep_bytes, name_stem, save_picture, write_new


@pytest.mark.parametrize(
    ("pictures", "stem"),
    [
        (["louvre", "swirl"], "louvre_swirl"),
        (["my photo.jpg", "art/swirl.v2.png", "ink"], "my photo_swirl.v2_ink"),
        (['a<b>:"|?*\\c\n.jpg'], "a_b_______c_"),
        (["...", " "], "_"),
        ([".."], "picture"),
        (["ü" * 300, "swirl"], "ü" * 100),
    ],
)
def test_names_describe_the_picture_and_suit_every_system(pictures, stem):
    assert name_stem(pictures) == stem


def test_the_first_unused_name_is_taken(tmp_path):
    assert free_path(tmp_path, "a", ".png") == tmp_path / "a.png"
    for name in ("a.png", "a-2.png", "a-4.png"):
        (tmp_path / name).touch()
    assert free_path(tmp_path, "a", ".png") == tmp_path / "a-3.png"
    assert free_path(tmp_path, "a", ".gif") == tmp_path / "a.gif"


def test_an_error_when_all_names_are_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic, "MAX_NUMBERED_FILES", 4)
    for number in range(1, 4):
        write_new(tmp_path, "a", ".png", b"%d" % number)
    with pytest.raises(NstError, match="too many"):
        write_new(tmp_path, "a", ".png", b"4")
    assert [(tmp_path / name).read_bytes() for name in ("a.png", "a-2.png", "a-3.png")] == [b"1", b"2", b"3"]


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_broken_link_is_not_written_through(tmp_path):
    (tmp_path / "a.png").symlink_to(tmp_path / "elsewhere.png")
    assert write_new(tmp_path, "a", ".png", b"x") == tmp_path / "a-2.png"
    assert names(tmp_path) == ["a-2.png", "a.png"]


def test_a_file_that_appears_in_the_meantime_is_left_alone(tmp_path, monkeypatch):
    free, others = atomic.free_path, [tmp_path / "a.png"]

    def too_late(*arguments):
        path = free(*arguments)
        if others:
            others.pop().write_bytes(b"another program's")
        return path

    monkeypatch.setattr(atomic, "free_path", too_late)
    assert write_new(tmp_path, "a", ".png", b"ours") == tmp_path / "a-2.png"
    assert (tmp_path / "a.png").read_bytes() == b"another program's"
    assert (tmp_path / "a-2.png").read_bytes() == b"ours"
    assert names(tmp_path) == ["a-2.png", "a.png"]


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch, failing):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(NstError, match=r"a\.png.*No space left"):
        write_new(tmp_path, "a", ".png", b"x")
    assert names(tmp_path) == []


@pytest.mark.parametrize("folder", ["nowhere", "file", "~nobody-of-this-name/a", "a\0b"])
def test_folders_that_do_not_exist(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    for write in (write_new, keep_bytes):
        with pytest.raises(NstError, match=r"a\.png"):
            write(folder, "a", ".png", b"x")


def test_the_home_folder_is_expanded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert [write_new("~", "a", ".png", b"x").name for _ in range(2)] == ["a.png", "a-2.png"]
    assert names(tmp_path) == ["a-2.png", "a.png"]


def test_the_same_bytes_are_saved_once(tmp_path):
    for data, name in ((b"1", "a.png"), (b"2", "a-2.png"), (b"1", "a.png"), (b"2", "a-2.png"), (b"3", "a-3.png")):
        assert keep_bytes(tmp_path, "a", ".png", data) == tmp_path / name
    (tmp_path / "b.png").mkdir()
    assert keep_bytes(tmp_path, "b", ".png", b"1") == tmp_path / "b-2.png"


def test_encoded_bytes_equal_the_file(tmp_path):
    for name in ("a.png", "a.jpg"):
        save_picture(tmp_path / name, smooth(), np.ones((48, 64)), {"seed": 3})
        assert encode_picture(name, smooth(), np.ones((48, 64)), {"seed": 3}) == (tmp_path / name).read_bytes()
    with pytest.raises(NstError, match=r"a\.bmp.*\.png"):
        encode_picture("a.bmp", smooth())
