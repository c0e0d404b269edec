"""The curves: which rows are sent, how often, and which curves are hidden."""

import time

import numpy as np
import pytest

from nst_course.studio.widgets import cost_curves as module
from nst_course.studio.widgets.cost_curves import MAX_POINTS, CostCurves, thin_rows

NAMES = ["J", "J_content", "J_style", "block1_conv1", "block5_conv1"]


def history(n):
    """Steps, and costs that encode their row and column."""
    return np.column_stack([np.arange(n), *(100 * (k + 1) + np.arange(n) for k in range(len(NAMES)))]).astype("float32")


def table(curves):
    return np.frombuffer(curves.table, "<f4").reshape(-1, 1 + len(NAMES))


@pytest.mark.parametrize("n", [1, 2, MAX_POINTS - 1, MAX_POINTS, MAX_POINTS + 1, 5 * MAX_POINTS + 3, 100_000])
def test_few_rows_are_sent_with_the_first_and_the_last(n):
    rows = thin_rows(history(n))
    assert len(rows) <= MAX_POINTS + 1
    assert len(rows) >= min(n, MAX_POINTS / 2)
    assert (rows[0, 0], rows[-1, 0]) == (0, n - 1)
    np.testing.assert_array_equal(rows, history(n)[rows[:, 0].astype(int)])
    assert (np.diff(rows[:, 0]) > 0).all()


def test_points_stay_where_they_were():
    """A growing curve must not jitter: all points but the last are still there a little later."""
    for n in (400, 401, 599, 1500):
        now, later = thin_rows(history(n)), thin_rows(history(n + 1))
        assert set(now[:-1, 0]) <= set(later[:, 0])


def test_show_sends_the_table(wire):
    curves = CostCurves()
    curves.show(history(4), NAMES, [(2, "α 0.05 → 0.2")])
    np.testing.assert_array_equal(table(curves), history(4))
    assert curves.curve_names == NAMES
    assert curves.marks == [[2, "α 0.05 → 0.2"]]
    assert curves.off == NAMES[3:]


def test_what_is_hidden_stays_so(wire):
    curves = CostCurves()
    curves.show(history(2), NAMES)
    wire.change(curves, off=["J"])
    curves.show(history(3), NAMES)
    assert curves.off == ["J"]


def test_four_times_a_second_and_the_newest_in_the_end(wire, monkeypatch):
    monkeypatch.setattr(module, "REDRAW_INTERVAL", 0.1)
    curves = CostCurves()
    start = time.monotonic()
    for n in range(1, 60):
        curves.show(history(n), NAMES)
        time.sleep(0.005)
    until = time.monotonic() + 10
    while len(table(curves)) < 59 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(table(curves)) == 59
    sent, seconds = len(wire.states("table")), time.monotonic() - start
    assert 3 <= sent <= 2 * seconds / 0.1 + 2  # a timer that is late may send beside a call that is on time


def test_selected(wire):
    curves = CostCurves()
    assert curves.selected is None
    wire.change(curves, selected=12)
    assert curves.selected == 12
    curves.selected = None
    assert wire.states("selected")[-1] == {"selected": None}


def test_closed_in_between(wire, monkeypatch):
    monkeypatch.setattr(module, "REDRAW_INTERVAL", 0.02)
    curves = CostCurves()
    curves.show(history(2), NAMES)
    curves.show(history(3), NAMES)
    curves.close()
    time.sleep(0.06)
