"""Rows of pictures, and the steps of a run."""

import numpy as np
import pytest

from nst_course import NstError
from nst_course.show import pictures, progress
from nst_course.show.figure import GAP, WIDTH
from nst_course.show.pictures import pick_evenly, read_pixels, resize_pixels, split_evenly


def test_many_pictures_wrap_within_the_page(photo):
    one, many = pictures(*[photo] * 3), pictures(*[photo] * 11)
    assert many.size[1] > 2 * one.size[1]
    assert WIDTH - 11 - GAP <= many.size[0] <= WIDTH
    assert pictures(photo, height=90).size == (120, 90)


def test_errors_name_the_numbers_or_the_picture(photo):
    with pytest.raises(NstError, match=r"2 pictures.*1 titles"):
        pictures(photo, photo, titles=["one"])
    with pytest.raises(NstError, match="no picture"):
        pictures()
    with pytest.raises(NstError, match="'louvre'"):
        pictures("louvree")


def test_transparency_shows_white_and_values_beyond_the_range_are_clipped(photo):
    transparent = np.dstack([photo, np.zeros(photo.shape[:2], "float32")])
    assert (read_pixels(transparent) == 255).all()
    beyond = np.stack([np.full((16, 16), value, "float32") for value in (-1, 0.5, 2)], axis=-1)
    assert read_pixels(beyond)[0, 0].tolist() == [0, 128, 255]


def test_squares_stay_squares_when_enlarged():
    checks = np.uint8(np.indices((4, 4)).sum(axis=0) % 2 * 255)[..., None].repeat(3, axis=2)
    assert (resize_pixels(checks, 40, 40, keep_squares=True) == checks.repeat(10, axis=0).repeat(10, axis=1)).all()
    assert resize_pixels(checks, 2, 2, keep_squares=True).mean() == pytest.approx(127.5, abs=1)


def test_the_alt_text_contains_the_titles(photo):
    figure = pictures(photo, photo, titles=["content C", ""])
    assert "content C" in figure.alt
    assert "2 pictures" in repr(figure)
    assert pictures(photo).alt == "1 picture"


def test_progress_shows_the_first_and_the_last_of_many_steps(photo):
    assert pick_evenly(range(50), 6)[0] == 0
    assert pick_evenly(range(50), 6)[-1] == 49
    assert len(set(pick_evenly(range(50), 6))) == 6
    figure = progress([(i, photo) for i in range(1, 30)], count=4)
    assert repr(figure).startswith("<Figure: 4 steps,")
    assert all(f"step {n}" in figure.alt for n in (1, 29))
    assert repr(progress([(i, photo) for i in range(1, 4)])).startswith("<Figure: 3 steps,")


def test_progress_takes_tensors_collected_in_a_loop(photo):
    import tensorflow as tf

    batch = tf.Variable(photo[None])
    assert progress([(1, photo), (2, batch)]).size == progress([(1, photo), (2, photo)]).size


@pytest.mark.parametrize("wrong", [[], [1, 2], "louvre", None])
def test_progress_says_what_it_takes(wrong):
    with pytest.raises(NstError, match="step number, picture"):
        progress(wrong)


def test_splitting_keeps_the_order_and_is_even():
    for rows in range(1, 8):
        parts = split_evenly(list(range(7)), rows)
        assert [item for part in parts for item in part] == list(range(7))
        assert np.ptp([len(part) for part in parts]) <= 1
