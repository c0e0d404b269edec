"""What is kept of a long run: evenly thinned, bounded, and still found."""

import itertools
import sys
import threading

import numpy as np
import pytest

from nst_course.studio.moments import BYTES, LEAST, MOST, History, Moment, Moments, capacity
from nst_course.studio.source import Source
from nst_course.studio.way import Way
from nst_course.transfer.settings import Settings

PICTURE = np.zeros((4, 4, 3), np.uint8)
LARGE = np.broadcast_to(np.uint8(0), (512, 512, 3))


def moment(step, picture=PICTURE):
    return Moment(step, picture, 1.0, 2.0, 3.0, {"block1_conv1": 4.0}, Settings(), None, 0.1 * step)


def even(steps):
    """Whether neighbours are all as far apart."""
    return len({b - a for a, b in itertools.pairwise(steps)}) == 1


@pytest.mark.parametrize("picture", [PICTURE, LARGE])
def test_capacity_holds_over_a_long_run(picture):
    kept, most = Moments(), capacity(picture.nbytes)
    assert most == (MOST if picture is PICTURE else max(LEAST, int(BYTES // LARGE.nbytes)))
    for step in range(100_001):
        kept.add(moment(step, picture))
        assert len(kept.kept) <= most
    steps = [one.step for one in kept.kept]
    assert steps[0] == 0
    assert even(steps)
    assert len(steps) >= most // 2 - 1
    assert steps[-1] > 100_000 - kept.every


def test_capacity_is_between_its_bounds():
    assert capacity(1) == MOST
    assert capacity(10**9) == LEAST
    assert capacity(500_000) == 32


def test_history_holds_over_a_long_run():
    history = History(["J"])
    for step in range(1, 100_001):
        history.add(step, [1 / step])
    array = history.array()
    assert array.dtype == np.float32
    assert History.MOST // 2 <= len(array) <= History.MOST
    assert array[0, 0] == 1
    assert even(array[:, 0])
    np.testing.assert_allclose(array[:, 1], 1 / array[:, 0])


def test_nearest_is_the_last_before():
    kept = Moments()
    assert kept.nearest(3) is None
    for step in range(1000):
        kept.add(moment(step))
    for step in (0, 1, 7, 500, 999, 10**6):
        assert kept.nearest(step).step == max(one.step for one in kept.kept if one.step <= step)
    assert kept.nearest(-5).step == 0


def test_a_way_shares_what_came_before_it():
    way = Way(Settings(), Source("s", PICTURE), ["J", "J_content", "J_style", "block1_conv1"])
    for step in range(900):
        way.add(moment(step))
    way.note(300, alpha=1.0)
    branching = way.moments.nearest(500)
    other = way.upto(branching)
    assert other.moments.kept == [one for one in way.moments.kept if one.step <= 500]
    assert other.latest is branching
    for step in range(branching.step + 1, 3000):
        other.add(moment(step))
    assert way.latest.step == 899
    assert other.latest.step == 2999
    assert even([one.step for one in other.moments.kept])
    assert even(other.history.array()[:, 0])
    assert other.changes == [(300, {"alpha": 1.0}), (branching.step, {"restart": True})]
    other.note(branching.step, alpha=3.0)
    assert other.changes[-1] == (branching.step, {"restart": True, "alpha": 3.0})
    assert way.changes == [(300, {"alpha": 1.0})]


def test_a_way_from_the_first_moment_begins_as_that_was_made():
    way = Way(Settings(), Source("s", PICTURE), ["J"])
    first = moment(0)
    way.add(first)
    way.settings = Settings(alpha=9.0)  # changed before the first step
    assert way.upto(first).settings.alpha == 0.05


def test_changes_after_the_same_step_become_one():
    way = Way(Settings(), Source("s", PICTURE), ["J"])
    way.note(3, alpha=1.0, style_layers={"block1_conv1": 0.5})
    way.note(3, alpha=2.0, style_layers={"block2_conv1": 0.1})
    way.note(4, style=Source("swirl", PICTURE))
    assert way.named() == [
        (3, {"alpha": 2.0, "style_layers": {"block1_conv1": 0.5, "block2_conv1": 0.1}}),
        (4, {"style": "swirl"}),
    ]


def test_one_may_look_while_it_grows():
    """The run's thread adds while others read."""
    kept, history, faults, ended = Moments(), History(["J"]), [], threading.Event()

    def read():
        while not ended.is_set():
            try:
                assert history.array().shape[1] == 2
                found = kept.nearest(10**9)
                assert found is None or found.step % 2 in (0, 1)
            except Exception as error:
                faults.append(error)
                return

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        reader = threading.Thread(target=read)
        reader.start()
        for step in range(1, 20_000):
            kept.add(moment(step))
            history.add(step, [1.0])
    finally:
        sys.setswitchinterval(interval)
        ended.set()
        reader.join()
    assert not faults
