"""A long walk through all orders in any order, and what must be true after each; the story of each way repeats it."""

import math
import time

import numpy as np
import pytest

from nst_course.studio.engine import WAYS
from nst_course.studio.steered import SteeredRun

FEW = 20
LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))

pytestmark = pytest.mark.usefixtures("pretended")


def orders(run, rng, styles):
    """Every order there is, with values drawn."""
    layer = LAYERS[rng.integers(5)]
    return {
        "play": run.play,
        "pause": run.pause,
        "step": lambda: run.step(int(rng.integers(1, 5))),
        "back": lambda: run.back(int(rng.integers(0, 1 + run.latest().step))),
        "back on a former way": lambda: run.back(int(rng.integers(0, 30)), run.ways[rng.integers(len(run.ways))]),
        "reset": run.reset,
        "reset otherwise": lambda: run.reset(start=str(rng.choice(["noise", "content"])), seed=int(rng.integers(9))),
        "alpha": lambda: run.steer(alpha=float(rng.integers(1, 9))),
        "layer": lambda: run.steer(style_layers={layer: float(rng.integers(0, 3))}),
        "content layer": lambda: run.steer(content_layer=layer),
        "optimizer": lambda: run.steer(optimizer=str(rng.choice(["lbfgs", "adam"])), learning_rate=0.1),
        "style": lambda: run.steer(style=styles[rng.integers(len(styles))]),
        "a look": lambda: (run.latest(), run.moments, run.history.array(), run.changes, run.ways, run.now),
    }


def check(run):
    """What is true at rest."""
    latest, moments, engine = run.latest(), run.moments, run.engine
    assert (run.status, run.error, run.playing) == ("paused", None, False)
    assert run.now == engine.now
    # What the optimizer works with is what the settings say.
    for name in ("alpha", "content_layers", "style_layers", "optimizer", "learning_rate"):
        assert getattr(engine.run.now, name) == getattr(engine.now, name), name
    assert engine.run.style is engine.style.picture
    np.testing.assert_array_equal((engine.run.picture() * 255 + 0.5).astype(np.uint8), latest.picture)
    steps = [moment.step for moment in moments]
    assert steps == sorted(set(steps))
    assert steps[0] == 0
    assert latest.step == engine.done >= steps[-1]
    if latest.step == steps[-1]:
        assert moments[-1] is latest
    rows, every = run.history.array()[:, 0].tolist(), run.history.every
    assert rows[:2] == [1, 1 + every][: len(rows)]
    assert rows == list(range(1, latest.step + 1, every))
    at = [step for step, _ in run.changes]
    assert at == sorted(at)
    assert all(step <= latest.step for step in at)
    assert 1 <= len(run.ways) <= WAYS
    assert all(moment.picture.dtype == np.uint8 for moment in moments)
    for moment in moments[1:]:
        assert math.isfinite(moment.J)


def repeated(pretended, run, way):
    """G when a run made anew follows the changes of a way."""
    again = pretended(run.content.picture, way.style.picture, way.settings)
    ahead = list(way.changes)
    for step in range(way.latest.step):
        while ahead and ahead[0][0] <= step:
            values = dict(ahead.pop(0)[1])
            if values.pop("restart", False):
                again.go_on_from((again.picture() * 255 + 0.5).astype(np.uint8))
            style = values.pop("style", None)
            again.steer(style=style and style.picture, **values)
        next(again)
    return (again.picture() * 255 + 0.5).astype(np.uint8)


@pytest.mark.parametrize("seed", range(6))
def test_orders_in_any_order(pictures, pretended, seed, monkeypatch):
    monkeypatch.setattr(pretended, "before_step", staticmethod(lambda run: time.sleep(0.001)))
    rng = np.random.default_rng(seed)
    styles = [rng.random((20, 20, 3), dtype=np.float32) * (i + 1) / 3 for i in range(3)]
    run = SteeredRun(*pictures, size=48)
    assert run.wait(FEW)
    given = set()
    for _ in range(120):
        for _ in range(rng.integers(1, 5)):  # several at a time, while it runs
            if run.latest().step > 25:
                run.back(5)
            names = orders(run, rng, styles)
            name = str(rng.choice([*names]))
            given.add(name)
            names[name]()
            if not run.engine.run.ended and rng.random() < 0.1:
                run.wait(0.002)
        run.pause()
        assert run.wait(FEW), f"after {name}: {run.status}"
        check(run)
        for way in run.ways:
            np.testing.assert_array_equal(repeated(pretended, run, way), way.latest.picture)
    assert given == {*orders(run, rng, styles)}
    run.close()


def test_going_back_begins_another_way(pictures):
    run = SteeredRun(*pictures, size=48)
    run.step(10)
    assert run.wait(FEW)
    run.steer(alpha=5.0)
    run.step(10)
    assert run.wait(FEW)
    former = run.moments
    run.back(7)
    run.step(2)
    assert run.wait(FEW)
    assert [moment.step for moment in run.moments] == list(range(10))
    assert run.moments[:8] == former[:8]
    assert run.moments[8].settings.alpha == 0.05
    assert run.changes == [(7, {"restart": True})]
    assert run.history.array()[:, 0].tolist() == list(range(1, 10))
    (before, now) = run.ways
    assert (before.latest.step, now.latest.step) == (20, 9)
    assert before.changes == [(10, {"alpha": 5.0})]
    run.back(15, before)
    assert run.wait(FEW)
    assert (run.latest(), run.now.alpha) == (former[15], 5.0)
    assert run.changes == [(10, {"alpha": 5.0}), (15, {"restart": True})]


def test_going_back_to_the_newest_takes_back_what_was_changed_since(pictures):
    run = SteeredRun(*pictures, size=48)
    run.step(3)
    assert run.wait(FEW)
    run.back(3)
    assert run.wait(FEW)
    assert len(run.ways) == 1
    run.steer(alpha=5.0)
    run.back(3)
    assert run.wait(FEW)
    assert (run.now.alpha, run.engine.now.alpha, run.engine.run.now.alpha) == (0.05, 0.05, 0.05)
    run.step()
    assert run.wait(FEW)
    assert run.latest().settings.alpha == 0.05
    run.close()


def test_a_change_right_after_going_back_is_in_force(pictures):
    run = SteeredRun(*pictures, size=48)
    run.step(6)
    assert run.wait(FEW)
    run.back(2)
    run.steer(alpha=4.0)
    assert run.now.alpha == 4.0
    assert run.wait(FEW)
    assert (run.now.alpha, run.engine.run.now.alpha, run.latest().step) == (4.0, 4.0, 2)
    run.close()


def test_there_and_back_of_the_optimizer_is_in_the_changes(pictures):
    """L-BFGS that comes back begins anew: a story without the change would not repeat that."""
    run = SteeredRun(*pictures, size=48)
    run.step(3)
    assert run.wait(FEW)
    for optimizer in ("adam", "lbfgs"):
        run.steer(optimizer=optimizer)
    run.steer(alpha=1.0)
    run.steer(alpha=2.0)
    assert run.wait(FEW)
    assert run.changes == [(3, {"optimizer": "adam"}), (3, {"optimizer": "lbfgs", "alpha": 2.0})]
    run.close()


def test_the_story_of_a_moment_is_that_of_its_way(pictures):
    run = SteeredRun(*pictures, size=48)
    run.step(4)
    assert run.wait(FEW)
    run.steer(alpha=5.0)
    run.step(4)
    assert run.wait(FEW)
    former = run.ways[0]
    run.reset(start="noise", seed=3)
    run.step(2)
    assert run.wait(FEW)
    there, here = run.story(former.latest, former), run.story()
    assert (there["settings"]["start"], there["steps_done"], there["changes"]) == ("content", 8, [(4, {"alpha": 5.0})])
    assert (here["settings"]["start"], here["settings"]["seed"], here["steps_done"]) == ("noise", 3, 2)
    assert (here["settings"]["alpha"], "changes" in here) == (5.0, False)
    assert there["settings"]["steps"] == (8,)
    assert "changes" not in run.story(former.moments.kept[4], former)
    run.close()


def test_two_runs_do_not_disturb_each_other(pictures):
    def run(style, beside=None):
        run = SteeredRun(pictures[0], style, size=48)
        if beside:
            beside.play()
        run.step(9)
        assert run.wait(FEW)
        run.steer(alpha=3.0)
        run.step(9)
        assert run.wait(FEW)
        return run

    alone = run(pictures[1])
    other = run(pictures[0])
    both = run(pictures[1], beside=other)
    other.pause()
    assert [m.J for m in alone.moments[1:]] == [m.J for m in both.moments[1:]]
    np.testing.assert_array_equal(alone.latest().picture, both.latest().picture)
    for one in (alone, other, both):
        one.close()
