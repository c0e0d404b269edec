"""The built-in pictures from the cache: the same to the pixel, and painted anew where the cache is of no use."""

import numpy as np
import pytest

from nst_course.images import painted as room
from nst_course.images.paintings import paint


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, and nothing in memory; `cache.painted` are the names that were painted."""
    names = []

    def small(name):
        names.append(name)
        return paint(name, 64)

    monkeypatch.setattr(room, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setattr(room, "paint", small)
    room._painted.cache_clear()
    yield tmp_path / "cache", names
    room._painted.cache_clear()


def again(name):
    """As in a new process."""
    room._painted.cache_clear()
    return room.painted(name)


def test_it_is_painted_once(cache):
    folder, names = cache
    first, second = room.painted("swirl"), again("swirl")
    np.testing.assert_array_equal(first, paint("swirl", 64))
    np.testing.assert_array_equal(second, first)
    assert names == ["swirl"]
    assert [file.name for file in folder.iterdir()] == [f"swirl-{room.brushes()}.png"]


def test_a_damaged_file_is_painted_over(cache):
    folder, names = cache
    room.painted("ink")
    file = next(folder.iterdir())
    file.write_bytes(file.read_bytes()[:200])
    np.testing.assert_array_equal(again("ink"), paint("ink", 64))
    again("ink")
    assert names == ["ink", "ink"]


def test_other_brushes_paint_anew(cache, monkeypatch):
    room.painted("ink")
    monkeypatch.setattr(room, "brushes", lambda: "other")
    again("ink")
    assert cache[1] == ["ink", "ink"]


def test_without_a_place_for_it_there_is_a_picture_all_the_same(cache):
    folder, names = cache
    folder.write_text("a file where the folder should be")
    for _ in range(2):
        np.testing.assert_array_equal(again("dabs"), paint("dabs", 64))
    assert names == ["dabs", "dabs"]
