"""The history of a long run: evenly thinned, bounded, and retrievable."""

import itertools
import sys
import threading

import numpy as np
import pytest

from nst_course.studio.named_picture import NamedPicture, PictureOrigin
from nst_course.studio.timeline import (
    MAX_SNAPSHOTS,
    MIN_SNAPSHOTS,
    SNAPSHOT_BYTES,
    Branch,
    CostHistory,
    Snapshot,
    SnapshotStore,
    snapshot_capacity,
)
from nst_course.transfer.settings import Settings

PICTURE = np.zeros((4, 4, 3), np.uint8)
STYLE = NamedPicture("s", PICTURE, PictureOrigin.ARRAY)
LARGE = np.broadcast_to(np.uint8(0), (512, 512, 3))


def snapshot(step, picture=PICTURE):
    return Snapshot(step, picture, 1.0, 2.0, 3.0, {"block1_conv1": 4.0}, Settings(), None, 0.1 * step)


def even(steps):
    """Whether neighbors are equally spaced."""
    return len({b - a for a, b in itertools.pairwise(steps)}) == 1


@pytest.mark.parametrize("picture", [PICTURE, LARGE])
@pytest.mark.slow
def test_capacity_holds_over_a_long_run(picture):
    kept, most = SnapshotStore(), snapshot_capacity(picture.nbytes)
    assert most == (MAX_SNAPSHOTS if picture is PICTURE else max(MIN_SNAPSHOTS, int(SNAPSHOT_BYTES // LARGE.nbytes)))
    for step in range(100_001):
        kept.add(snapshot(step, picture))
        assert len(kept.kept) <= most
    steps = [one.step for one in kept.kept]
    assert steps[0] == 0
    assert even(steps)
    assert len(steps) >= most // 2 - 1
    assert steps[-1] > 100_000 - kept.every


def test_capacity_is_between_its_bounds():
    assert snapshot_capacity(1) == MAX_SNAPSHOTS
    assert snapshot_capacity(10**9) == MIN_SNAPSHOTS
    assert snapshot_capacity(500_000) == 32


def test_history_holds_over_a_long_run():
    history = CostHistory(["J"])
    for step in range(1, 100_001):
        history.add(step, [1 / step])
    array = history.array()
    assert array.dtype == np.float32
    assert CostHistory.MAX_ROWS // 2 <= len(array) <= CostHistory.MAX_ROWS
    assert array[0, 0] == 1
    assert even(array[:, 0])
    np.testing.assert_allclose(array[:, 1], 1 / array[:, 0])


def test_the_last_snapshot_at_or_before_a_step():
    kept = SnapshotStore()
    assert kept.at_or_before(3) is None
    for step in range(1000):
        kept.add(snapshot(step))
    for step in (0, 1, 7, 500, 999, 10**6):
        assert kept.at_or_before(step).step == max(one.step for one in kept.kept if one.step <= step)
    assert kept.at_or_before(-5).step == 0


def test_a_branch_shares_what_came_before_it():
    branch = Branch(Settings(), STYLE, ["J", "J_content", "J_style", "block1_conv1"])
    for step in range(900):
        branch.add(snapshot(step))
    branch.note_change(300, alpha=1.0)
    branching = branch.snapshots.at_or_before(500)
    other = branch.branch_off(branching)
    assert other.snapshots.kept == [one for one in branch.snapshots.kept if one.step <= 500]
    assert other.latest is branching
    for step in range(branching.step + 1, 3000):
        other.add(snapshot(step))
    assert branch.latest.step == 899
    assert other.latest.step == 2999
    assert even([one.step for one in other.snapshots.kept])
    assert even(other.cost_history.array()[:, 0])
    assert other.changes == [(300, {"alpha": 1.0}), (branching.step, {"restart": True})]
    other.note_change(branching.step, alpha=3.0)
    assert other.changes[-1] == (branching.step, {"restart": True, "alpha": 3.0})
    assert branch.changes == [(300, {"alpha": 1.0})]


def test_a_branch_from_the_first_snapshot_begins_with_its_settings():
    branch = Branch(Settings(), STYLE, ["J"])
    first = snapshot(0)
    branch.add(first)
    branch.settings = Settings(alpha=9.0)  # changed before the first step
    assert branch.branch_off(first).settings.alpha == 0.05


def test_changes_after_the_same_step_are_merged():
    branch = Branch(Settings(), STYLE, ["J"])
    branch.note_change(3, alpha=1.0, style_layers={"block1_conv1": 0.5})
    branch.note_change(3, alpha=2.0, style_layers={"block2_conv1": 0.1})
    branch.note_change(4, style=NamedPicture.built_in("swirl"))
    assert branch.named_changes() == [
        (3, {"alpha": 2.0, "style_layers": {"block1_conv1": 0.5, "block2_conv1": 0.1}}),
        (4, {"style": "swirl"}),
    ]


def test_readers_may_look_while_it_grows():
    """The run's thread appends while others read."""
    kept, history, faults, ended = SnapshotStore(), CostHistory(["J"]), [], threading.Event()

    def read():
        while not ended.is_set():
            try:
                assert history.array().shape[1] == 2
                found = kept.at_or_before(10**9)
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
            kept.add(snapshot(step))
            history.add(step, [1.0])
    finally:
        sys.setswitchinterval(interval)
        ended.set()
        reader.join()
    assert not faults
