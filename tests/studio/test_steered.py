"""Orders to a run in a thread: each at once, in any order; what is shown, kept and told is always true."""

import gc
import threading
import time

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.studio.steered import SteeredRun

FEW = 20  # seconds after which something that takes milliseconds has not come

pytestmark = pytest.mark.usefixtures("pretended")


@pytest.fixture
def run(pictures):
    run = SteeredRun(*pictures, size=48)
    assert run.wait(FEW)
    yield run
    run.close()


def until(condition):
    """Waits for it, not longer than need be."""
    end = time.monotonic() + FEW
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.001)


def done(run):
    """Number of the newest step."""
    return run.latest().step


class Door:
    """Steps wait where it is closed; `waiting` says that one does."""

    def __init__(self, pretended, monkeypatch):
        self.open, self.waiting = threading.Event(), threading.Event()
        monkeypatch.setattr(pretended, "before_step", staticmethod(self._pass))

    def _pass(self, _):
        self.waiting.set()
        assert self.open.wait(FEW)


@pytest.fixture
def door(pretended, monkeypatch):
    door = Door(pretended, monkeypatch)
    yield door
    door.open.set()


# Orders.


def test_at_first_it_is_prepared_and_paused(run, pictures):
    assert (run.status, run.error, run.playing) == ("paused", None, False)
    assert (done(run), len(run.moments), run.changes, len(run.ways)) == (0, 1, [], 1)
    assert np.isnan(run.latest().J)
    assert run.history.array().shape == (0, 9)
    assert run.history.names[:4] == ("step", "J", "J_content", "J_style")


def test_steps_are_as_many_as_were_asked_for(run):
    run.step()
    assert run.wait(FEW)
    run.step(5)
    assert run.wait(FEW)
    assert (done(run), run.status) == (6, "paused")
    assert [moment.step for moment in run.moments] == list(range(7))
    assert run.history.array()[:, 0].tolist() == list(range(1, 7))


def test_each_press_is_a_step(run, door):
    run.step()
    assert door.waiting.wait(FEW)
    run.step()
    run.step()
    door.open.set()
    assert run.wait(FEW)
    assert done(run) == 3


def test_steps_after_a_pause_are_counted_from_there(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    run.pause()
    run.step(3)
    door.open.set()
    assert run.wait(FEW)
    assert done(run) == 4  # the one that was being computed, and three


def test_a_step_while_it_plays_is_the_last(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    run.step()
    door.open.set()
    assert run.wait(FEW)
    assert (done(run), run.status) == (2, "paused")


def test_play_and_pause(run):
    heard = []
    run.listeners.append(lambda run, event: heard.append(run.status if event == "status" else event))
    run.play()
    until(lambda: done(run) > 20)
    assert run.playing
    run.pause()
    assert run.wait(FEW)
    stopped = done(run)
    time.sleep(0.05)
    assert (done(run), run.status, run.playing) == (stopped, "paused", False)
    assert heard == ["playing", *["step"] * stopped, "paused"]


def test_orders_return_at_once(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    begin = time.monotonic()
    for _ in range(200):
        run.steer(alpha=0.3)
        run.step()
        run.pause()
        run.play()
        run.back(0)
        run.reset(seed=1)
        assert run.latest().step == 0
    assert time.monotonic() - begin < FEW / 4
    assert not run.wait(0.01)


def test_orders_before_it_is_prepared(pictures, pretended, monkeypatch):
    ready = threading.Event()
    monkeypatch.setattr(pretended, "prepare", lambda self: ready.wait(FEW))
    run = SteeredRun(*pictures, size=48)
    assert (run.status, run.latest(), run.moments, run.now.alpha) == ("preparing", None, [], 0.05)
    run.steer(alpha=2.0, style=np.ones((20, 20, 3), np.float32))
    run.step(2)
    with pytest.raises(NstError, match="no moment to go back to"):
        run.back(0)
    assert not run.wait(0.01)
    ready.set()
    assert run.wait(FEW)
    assert (done(run), run.latest().settings.alpha, run.changes) == (2, 2.0, [])
    assert run.latest().J > 2
    run.close()


def test_a_change_counts_from_the_next_step_on(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    run.steer(alpha=7.0)
    assert (run.now.alpha, run.engine.now.alpha) == (7.0, 0.05)
    run.pause()
    door.open.set()
    assert run.wait(FEW)
    run.step()
    assert run.wait(FEW)
    assert [moment.J > 7 for moment in run.moments[1:]] == [False, True]
    assert [moment.settings.alpha for moment in run.moments] == [0.05, 0.05, 7.0]
    assert run.changes == [(1, {"alpha": 7.0})]


def test_content_layer_by_its_name(run):
    run.steer(content_layer="block2_conv1")
    assert run.wait(FEW)
    assert {layer for layer, weight in run.engine.now.content_layers.items() if weight} == {"block2_conv1"}


@pytest.mark.parametrize(
    "changes",
    [
        {"alpha": -1},
        {"alpha": 3.0, "style": "no_such.png"},
        {"alpha": 3.0, "style": None},
        {"content_layer": "block1_conv2"},
        {"content_layer": None},
        {"content_layer": ""},
        {"style_layers": ["block1_conv1"]},
        {"style_layers": {"block4_conv2": 1.0}},
        {"size": 64},
        {"start": "noise"},
        {"optimizer": "sgd"},
        {"restart": True},
    ],
)
def test_a_bad_change_is_refused_at_once_and_nothing_changes(run, changes):
    before = run.now
    with pytest.raises(NstError):
        run.steer(**changes)
    assert run.wait(FEW)
    assert (run.now, run.engine.now, run.status, run.changes) == (before, before, "paused", [])


@pytest.mark.parametrize("changes", [{"start": "nowhere.png"}, {"seed": -1}, {"start": "noise", "seed": 1.5}])
def test_a_bad_beginning_is_refused_and_nothing_changes(run, changes):
    run.step(2)
    assert run.wait(FEW)
    with pytest.raises(NstError):
        run.reset(**changes)
    run.reset()
    assert run.wait(FEW)
    assert (run.now.start, run.now.seed, run.status) == ("content", 0, "paused")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [({"sise": 3}, "did you mean 'size'"), ({"size": 3}, "size is 3"), ({"alpha": -1}, "alpha")],
)
def test_bad_settings_are_refused_at_once(pictures, settings, sentence):
    threads = threading.active_count()
    with pytest.raises(NstError, match=sentence):
        SteeredRun(*pictures, **settings)
    with pytest.raises(NstError, match=r"nowhere\.png"):
        SteeredRun("nowhere.png", "swirl")
    assert threading.active_count() <= threads


# The gate.


def test_nothing_is_computed_while_the_gate_is_closed(pictures):
    gate = threading.Event()
    run = SteeredRun(*pictures, size=48, gate=gate.is_set)
    run.play()
    until(lambda: run.status == "waiting")
    run.steer(alpha=1.0)
    until(lambda: run.engine.now.alpha == 1.0)  # orders are obeyed
    assert (done(run), run.playing, run.wait(0.15)) == (0, True, False)
    gate.set()
    until(lambda: done(run) > 3)
    assert run.status == "playing"
    gate.clear()
    until(lambda: run.status == "waiting")
    stopped = done(run)
    time.sleep(0.15)
    assert done(run) == stopped
    run.pause()
    assert run.wait(FEW)
    assert run.status == "paused"
    run.close()


# The end.


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "nst-run"]


def test_close_ends_the_thread_and_what_is_kept_stays(run):
    run.step(3)
    assert run.wait(FEW)
    thread = threads()[-1]
    run.close()
    thread.join(FEW)
    assert not thread.is_alive()
    assert (run.status, done(run), len(run.moments)) == ("closed", 3, 4)
    run.play()
    run.step()
    run.reset()
    run.close()
    assert run.wait(FEW)
    assert (run.status, done(run)) == ("closed", 3)


def test_who_waits_is_told_of_the_end(run):
    run.play()
    waiting = threading.Thread(target=run.wait, daemon=True)
    waiting.start()
    time.sleep(0.02)
    run.close()
    waiting.join(FEW)
    assert not waiting.is_alive()


@pytest.mark.parametrize("playing", [True, False])
def test_a_run_that_nobody_holds_ends(pictures, playing):
    run = SteeredRun(*pictures, size=48)
    assert run.wait(FEW)
    thread = threads()[-1]
    if playing:
        run.play()
    del run
    until(lambda: gc.collect() is not None and not thread.is_alive())


def test_ctrl_c_while_waiting_pauses(run, monkeypatch):
    def pressed(*_):
        raise KeyboardInterrupt

    run.play()
    until(lambda: done(run) > 2)
    with monkeypatch.context() as context:
        context.setattr(run._idle, "wait_for", pressed)
        assert run.wait() is False
    assert run.wait(FEW)
    assert run.status == "paused"


def test_a_listener_that_fails_ends_nothing(run):
    run.listeners.append(lambda run, event: 1 / 0)
    run.step(3)
    assert run.wait(FEW)
    assert (done(run), run.status) == (3, "paused")


def test_another_picture_is_told_of_while_paused(run):
    heard = []
    run.step(4)
    assert run.wait(FEW)
    run.listeners.append(lambda run, event: heard.append((event, run.latest().step)))
    run.reset(start="noise")
    assert run.wait(FEW)
    assert heard == [("status", 0)]
    run.back(2, run.ways[0])
    assert run.wait(FEW)
    assert heard == [("status", 0), ("status", 2)]
