"""Random sequences of all commands, with invariants after each; the metadata reproduces each branch."""

import math
import time

import numpy as np
import pytest

from nst_course.studio.session import MAX_BRANCHES, BackgroundRun
from nst_course.transfer.initial import InputPictures

FEW = 20
LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))

pytestmark = pytest.mark.usefixtures("fake_transfer")


def commands(run, rng, styles):
    """Every command, with random values."""
    layer = LAYERS[rng.integers(5)]
    return {
        "play": run.play,
        "pause": run.pause,
        "step": lambda: run.advance(int(rng.integers(1, 5))),
        "back": lambda: run.go_back(int(rng.integers(0, 1 + run.latest.step))),
        "back on a former branch": lambda: run.go_back(
            int(rng.integers(0, 30)), run.branches[rng.integers(len(run.branches))]
        ),
        "reset": run.restart,
        "reset otherwise": lambda: run.restart(start=str(rng.choice(["noise", "content"])), seed=int(rng.integers(9))),
        "alpha": lambda: run.update(alpha=float(rng.integers(1, 9))),
        "layer": lambda: run.update(style_layers={layer: float(rng.integers(0, 3))}),
        "content layer": lambda: run.update(content_layer=layer),
        "optimizer": lambda: run.update(optimizer=str(rng.choice(["lbfgs", "adam"])), learning_rate=0.1),
        "style": lambda: run.update(style=styles[rng.integers(len(styles))]),
        "a look": lambda: (
            run.latest,
            run.snapshots,
            run.cost_history.array(),
            run.changes,
            run.branches,
            run.requested_settings,
        ),
    }


def check(run):
    """The invariants at rest."""
    latest, snapshots = run.latest, run.snapshots
    assert (run.status, run.error, run.playing) == ("paused", None, False)
    assert run.requested_settings == run.current_settings
    # The optimizer works with the current settings.
    for name in ("alpha", "content_layers", "style_layers", "optimizer", "learning_rate"):
        assert getattr(run.transfer.current_settings, name) == getattr(run.current_settings, name), name
    style = run.style.load(run.settings.longest_style)
    np.testing.assert_array_equal(run.transfer.style.rgb, style.rgb)
    np.testing.assert_array_equal((run.transfer.picture() * 255 + 0.5).astype(np.uint8), latest.picture)
    steps = [snapshot.step for snapshot in snapshots]
    assert steps == sorted(set(steps))
    assert steps[0] == 0
    assert latest.step >= steps[-1]
    if latest.step == steps[-1]:
        assert snapshots[-1] is latest
    rows, every = run.cost_history.array()[:, 0].tolist(), run.cost_history.every
    assert rows[:2] == [1, 1 + every][: len(rows)]
    assert rows == list(range(1, latest.step + 1, every))
    at = [step for step, _ in run.changes]
    assert at == sorted(at)
    assert all(step <= latest.step for step in at)
    assert 1 <= len(run.branches) <= MAX_BRANCHES
    assert all(snapshot.picture.dtype == np.uint8 for snapshot in snapshots)
    for snapshot in snapshots[1:]:
        assert math.isfinite(snapshot.J)


def repeated(fake_transfer, run, branch):
    """G when a new run follows a branch's changes."""
    again = fake_transfer(InputPictures(run.content.load(), [branch.style.load()], None), branch.settings)
    ahead = list(branch.changes)
    for step in range(branch.latest.step):
        while ahead and ahead[0][0] <= step:
            values = dict(ahead.pop(0)[1])
            if values.pop("restart", False):
                again.set_picture((again.picture() * 255 + 0.5).astype(np.uint8))
            style = values.pop("style", None)
            again.update(style=style and style.load(), **values)
        next(again)
    return (again.picture() * 255 + 0.5).astype(np.uint8)


@pytest.mark.parametrize("seed", range(6))
def test_commands_in_any_order(pictures, fake_transfer, seed, monkeypatch):
    monkeypatch.setattr(fake_transfer, "before_step", staticmethod(lambda run: time.sleep(0.001)))
    rng = np.random.default_rng(seed)
    styles = [rng.random((20, 20, 3), dtype=np.float32) * (i + 1) / 3 for i in range(3)]
    run = BackgroundRun(*pictures, size=48)
    assert run.wait(FEW)
    given = set()
    for _ in range(120):
        for _ in range(rng.integers(1, 5)):  # several at a time, while it runs
            if run.latest.step > 25:
                run.go_back(5)
            names = commands(run, rng, styles)
            name = str(rng.choice([*names]))
            given.add(name)
            names[name]()
            if not run.transfer.ended and rng.random() < 0.1:
                run.wait(0.002)
        run.pause()
        assert run.wait(FEW), f"after {name}: {run.status}"
        check(run)
        for branch in run.branches:
            np.testing.assert_array_equal(repeated(fake_transfer, run, branch), branch.latest.picture)
    assert given == {*commands(run, rng, styles)}
    run.close()


def test_going_back_starts_another_branch(pictures):
    run = BackgroundRun(*pictures, size=48)
    run.advance(10)
    assert run.wait(FEW)
    run.update(alpha=5.0)
    run.advance(10)
    assert run.wait(FEW)
    former = run.snapshots
    run.go_back(7)
    run.advance(2)
    assert run.wait(FEW)
    assert [snapshot.step for snapshot in run.snapshots] == list(range(10))
    assert run.snapshots[:8] == former[:8]
    assert run.snapshots[8].settings.alpha == 0.05
    assert run.changes == [(7, {"restart": True})]
    assert run.cost_history.array()[:, 0].tolist() == list(range(1, 10))
    (before, now) = run.branches
    assert (before.latest.step, now.latest.step) == (20, 9)
    assert before.changes == [(10, {"alpha": 5.0})]
    run.go_back(15, before)
    assert run.wait(FEW)
    assert (run.latest, run.requested_settings.alpha) == (former[15], 5.0)
    assert run.changes == [(10, {"alpha": 5.0}), (15, {"restart": True})]


def test_going_back_to_the_latest_snapshot_undoes_later_changes(pictures):
    run = BackgroundRun(*pictures, size=48)
    run.advance(3)
    assert run.wait(FEW)
    run.go_back(3)
    assert run.wait(FEW)
    assert len(run.branches) == 1
    run.update(alpha=5.0)
    run.go_back(3)
    assert run.wait(FEW)
    assert (run.requested_settings.alpha, run.current_settings.alpha, run.transfer.current_settings.alpha) == (
        0.05,
        0.05,
        0.05,
    )
    run.advance()
    assert run.wait(FEW)
    assert run.latest.settings.alpha == 0.05
    run.close()


def test_a_change_right_after_going_back_takes_effect(pictures):
    run = BackgroundRun(*pictures, size=48)
    run.advance(6)
    assert run.wait(FEW)
    run.go_back(2)
    run.update(alpha=4.0)
    assert run.requested_settings.alpha == 4.0
    assert run.wait(FEW)
    assert (run.requested_settings.alpha, run.transfer.current_settings.alpha, run.latest.step) == (4.0, 4.0, 2)
    run.close()


def test_switching_the_optimizer_and_back_is_noted(pictures):
    """L-BFGS restarts when switched back on: metadata without the change would not reproduce that."""
    run = BackgroundRun(*pictures, size=48)
    run.advance(3)
    assert run.wait(FEW)
    for optimizer in ("adam", "lbfgs"):
        run.update(optimizer=optimizer)
    run.update(alpha=1.0)
    run.update(alpha=2.0)
    assert run.wait(FEW)
    assert run.changes == [(3, {"optimizer": "adam"}), (3, {"optimizer": "lbfgs", "alpha": 2.0})]
    run.close()


def test_the_metadata_of_a_snapshot_is_that_of_its_branch(pictures):
    run = BackgroundRun(*pictures, size=48)
    run.advance(4)
    assert run.wait(FEW)
    run.update(alpha=5.0)
    run.advance(4)
    assert run.wait(FEW)
    former = run.branches[0]
    run.restart(start="noise", seed=3)
    run.advance(2)
    assert run.wait(FEW)
    there, here = run.metadata(former.latest, former), run.metadata()
    assert (there["settings"]["start"], there["steps_done"], there["changes"]) == ("content", 8, [(4, {"alpha": 5.0})])
    assert (here["settings"]["start"], here["settings"]["seed"], here["steps_done"]) == ("noise", 3, 2)
    assert (here["settings"]["alpha"], "changes" in here) == (5.0, False)
    assert there["settings"]["steps"] == (8,)
    assert "changes" not in run.metadata(former.snapshots.kept[4], former)
    run.close()


def test_two_runs_do_not_disturb_each_other(pictures):
    def run(style, beside=None):
        run = BackgroundRun(pictures[0], style, size=48)
        if beside:
            beside.play()
        run.advance(9)
        assert run.wait(FEW)
        run.update(alpha=3.0)
        run.advance(9)
        assert run.wait(FEW)
        return run

    alone = run(pictures[1])
    other = run(pictures[0])
    both = run(pictures[1], beside=other)
    other.pause()
    assert [m.J for m in alone.snapshots[1:]] == [m.J for m in both.snapshots[1:]]
    np.testing.assert_array_equal(alone.latest.picture, both.latest.picture)
    for one in (alone, other, both):
        one.close()
