"""Cost curves: the figure shows exactly what it was given."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_hex

from nst_course import NstError
from nst_course.show import costs
from nst_course.show.curves import COSTS, cost_lists, lower_limit, plot_costs, positive_values, spread_out
from nst_course.show.figure import CURVE_COLORS, LINE_HEIGHT, SCALE


def pixels_of(figure, color):
    """(rows, columns) of the opaque pixels of that color."""
    rgba = np.asarray(figure.image.convert("RGBA"))
    return np.nonzero((rgba == (*(int(color[i : i + 2], 16) for i in (1, 3, 5)), 255)).all(axis=-1))


def plotted(steps):
    """The axes of the figure for these steps, laid out."""
    drawing = plot_costs({name: positive_values(name, values) for name, values in cost_lists(steps).items()}, 320)
    drawing.canvas.draw()
    (ax,) = drawing.axes
    return ax


def engine_steps():
    return [SimpleNamespace(J=1 / i, J_content=0.5 / i, J_style=0.2 / i, step=i) for i in range(1, 9)]


@pytest.mark.parametrize("number", [1, 2, 3, 5])
def test_each_curve_has_its_color_and_no_other_appears(number):
    figure = costs({f"J{i}": 10.0**-i / np.arange(1, 40) for i in range(number)})
    for i, color in enumerate(CURVE_COLORS):
        assert (len(pixels_of(figure, color)[0]) > 500) == (i < number)


@pytest.mark.parametrize("steps", [engine_steps(), iter(engine_steps())])
def test_the_engines_steps_become_three_curves(steps):
    lines = plotted(steps).lines
    assert [line.get_label() for line in lines] == list(COSTS)
    for line, name in zip(lines, COSTS, strict=True):
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 9))
        np.testing.assert_allclose(line.get_ydata(), [getattr(step, name) for step in engine_steps()])


def test_a_dict_keeps_its_names_order_and_values():
    given = {"mine": [3.0, 2.0, 1.0], "yours": [30.0, 4.0]}
    lines = plotted(given).lines
    assert {line.get_label(): list(line.get_ydata()) for line in lines} == given


def test_the_axis_is_logarithmic_exponential_decay_is_a_straight_line():
    figure = costs({"J": np.exp(-np.arange(200) / 25)})
    rows, columns = pixels_of(figure, CURVE_COLORS[0])
    inside = columns < figure.image.width - 100  # without the label
    slope, start = np.polyfit(columns[inside], rows[inside], 1)
    assert slope > 0  # a falling cost falls on the page
    assert np.abs(rows[inside] - (slope * columns[inside] + start)).max() < 3 * SCALE


def test_names_are_beside_the_ends_in_the_curves_colors():
    ax = plotted({"one": np.linspace(9, 8, 20), "two": np.linspace(5, 1, 20)})
    assert [text.get_text() for text in ax.texts] == ["one", "two"]
    for line, text in zip(ax.lines, ax.texts, strict=True):
        assert to_hex(text.get_color()) == to_hex(line.get_color())
        _, end = ax.transData.transform((20, line.get_ydata()[-1]))
        box = text.get_window_extent()
        assert box.x0 > ax.get_window_extent().x1
        assert abs((box.y0 + box.y1) / 2 - end) < LINE_HEIGHT * SCALE / 2


def test_names_of_curves_that_end_together_do_not_overlap():
    ax = plotted({name: np.linspace(9, 1 + 0.001 * i, 20) for i, name in enumerate(COSTS)})
    boxes = [text.get_window_extent() for text in ax.texts]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_zeros_and_nan_leave_a_gap_and_keep_the_rest():
    values = [0.0, 0.3, 0.2, float("nan"), 0.1, 0.1]
    (line,) = plotted({"J_content": values}).lines
    np.testing.assert_array_equal(line.get_ydata(), [np.nan, 0.3, 0.2, np.nan, 0.1, 0.1])
    assert len(pixels_of(costs({"J_content": values}), CURVE_COLORS[0])[0]) > 300


def test_one_outlier_does_not_stretch_the_axis():
    values = np.array([1e-9, *np.linspace(2, 1, 20)])
    low, high = plotted({"J": values}).get_ylim()
    assert 0.5 < low < 1
    assert 2 < high < 4
    assert lower_limit(values) == lower_limit(values[1:]) == 1
    assert lower_limit(np.array([3.0])) == 3


@pytest.mark.parametrize("top", [2, 30, 1e5])
def test_the_axis_has_at_least_two_numbers_to_read_off(top):
    ax = plotted({"J": np.geomspace(top, 1, 50)})
    low, high = ax.get_ylim()
    read = [label for label in ax.yaxis.get_ticklabels() if low <= label.get_position()[1] <= high and label.get_text()]
    assert len(read) >= 2


def test_the_alt_text_tells_steps_and_ends():
    figure = costs({"J": [12.0, 3.0, 0.5], "J_style": [7.0, 2.0]})
    assert re.findall(r"\b\d+(?:\.\d+)?", figure.alt) == ["3", "12", "0.5", "7", "2"]
    assert all(name in figure.alt for name in ("J", "J_style"))
    assert f"alt={figure.alt}" in [f"{key}={value}" for key, value in figure._repr_png_()[1].items()]
    assert "2 curves" in repr(figure)


def test_spread_out_keeps_the_distance_and_the_order():
    moved = spread_out([10, 11, 12, 80], spacing=18)
    assert (np.diff(moved) >= 17.9).all()
    assert spread_out([50, 10], spacing=18).tolist() == [50, 10]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ([], "nst.stylize"),
        ({}, "nst.stylize"),
        ([1, 2], "costs"),
        ({"J": [0, -1]}, "J has"),
        ({"J": ["much"]}, "J is"),
        ({"J": 3}, "J is"),
    ],
)
def test_errors_are_one_sentence_that_names_the_problem(wrong, named):
    with pytest.raises(NstError, match=re.escape(named)):
        costs(wrong)
