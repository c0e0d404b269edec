"""The curves of the costs."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from nst_course import NstError
from nst_course.show import costs
from nst_course.show.chart import COLOURS
from nst_course.show.curves import apart, floor


def shown(figure, color):
    """How many pixels have that colour, opaque."""
    rgba = np.asarray(figure.image.convert("RGBA"))
    return (rgba == (*(int(color[i : i + 2], 16) for i in (1, 3, 5)), 255)).all(axis=-1).sum()


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_every_curve_is_drawn_in_its_colour(number):
    figure = costs({f"J{i}": 10.0**-i / np.arange(1, 40) for i in range(number)})
    assert isinstance(figure.image, Image.Image)
    for i, color in enumerate(COLOURS):
        assert (shown(figure, color) > 500) == (i < number)


def test_steps_of_the_engine_are_three_curves():
    steps = [SimpleNamespace(J=1 / i, J_content=0.5 / i, J_style=0.2 / i) for i in range(1, 9)]
    assert "3 curves" in repr(costs(steps))
    assert "3 curves" in repr(costs(iter(steps)))


def test_zeros_leave_a_gap_and_do_not_hide_the_rest():
    figure = costs({"J_content": [0.0, 0.3, 0.2, float("nan"), 0.1, 0.1]})
    assert shown(figure, COLOURS[0]) > 300


def test_one_number_that_stands_alone_does_not_stretch_the_axis():
    values = np.array([1e-9, *np.linspace(2, 1, 20)])
    assert floor(values) == 1
    assert floor(values[1:]) == 1
    assert floor(np.array([3.0])) == 3


def test_names_do_not_touch_and_keep_their_order():
    moved = apart([10, 11, 12, 80], least=18)
    assert (np.diff(moved) >= 17.9).all()
    assert apart([50, 10], least=18).tolist() == [50, 10]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([], "keep the steps in a list"),
        ({}, "keep the steps in a list"),
        ([1, 2], "engine's steps"),
        ({"J": [0, -1]}, "no number above zero"),
        ({"J": ["much"]}, "no list of numbers"),
        ({"J": 3}, "no list of numbers"),
    ],
)
def test_mistakes_are_one_sentence(wrong, sentence):
    with pytest.raises(NstError, match=sentence):
        costs(wrong)
