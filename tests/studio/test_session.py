"""Commands to a background run return at once, in any order; what it shows and saves is always correct."""

import gc
import signal
import threading
import time

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.studio.session import BackgroundRun, RunEvent, RunStatus

FEW = 20  # seconds to wait for something that should take milliseconds

pytestmark = pytest.mark.usefixtures("fake_transfer")


@pytest.fixture
def run(pictures):
    run = BackgroundRun(*pictures, size=48)
    assert run.wait(FEW)
    yield run
    run.close()


def until(condition):
    """Waits for a condition, no longer than necessary."""
    end = time.monotonic() + FEW
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.001)


def done(run):
    """The number of the newest step."""
    return run.latest.step


class Door:
    """A gate at which steps wait while it is closed; `waiting` is set when one does."""

    def __init__(self, fake_transfer, monkeypatch):
        self.open, self.waiting = threading.Event(), threading.Event()
        monkeypatch.setattr(fake_transfer, "before_step", staticmethod(self._pass))

    def _pass(self, _):
        self.waiting.set()
        assert self.open.wait(FEW)


@pytest.fixture
def door(fake_transfer, monkeypatch):
    door = Door(fake_transfer, monkeypatch)
    yield door
    door.open.set()


# Commands.


def test_a_new_run_prepares_itself_and_is_paused(run, pictures):
    assert (run.status, run.error, run.playing) == ("paused", None, False)
    assert (done(run), len(run.snapshots), run.changes, len(run.branches)) == (0, 1, [], 1)
    assert np.isnan(run.latest.J)
    assert run.cost_history.array().shape == (0, 9)
    assert run.cost_history.names[:4] == ("step", "J", "J_content", "J_style")


def test_advance_takes_exactly_so_many_steps(run):
    run.advance()
    assert run.wait(FEW)
    run.advance(5)
    assert run.wait(FEW)
    assert (done(run), run.status) == (6, "paused")
    assert [snapshot.step for snapshot in run.snapshots] == list(range(7))
    assert run.cost_history.array()[:, 0].tolist() == list(range(1, 7))


def test_every_advance_counts(run, door):
    run.advance()
    assert door.waiting.wait(FEW)
    run.advance()
    run.advance()
    door.open.set()
    assert run.wait(FEW)
    assert done(run) == 3


def test_advance_after_a_pause_counts_from_there(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    run.pause()
    run.advance(3)
    door.open.set()
    assert run.wait(FEW)
    assert done(run) == 4  # the one that was being computed, and three


def test_advance_while_playing_is_the_last_step(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    run.advance()
    door.open.set()
    assert run.wait(FEW)
    assert (done(run), run.status) == (2, "paused")


def test_play_and_pause(run):
    heard = []
    run.listeners.append(lambda run, event: heard.append(run.status if event is RunEvent.STATUS else event))
    run.play()
    until(lambda: done(run) > 20)
    assert run.playing
    run.pause()
    assert run.wait(FEW)
    stopped = done(run)
    assert not run.wait(0) or done(run) == stopped
    assert (run.status, run.playing) == (RunStatus.PAUSED, False)
    assert heard == [RunStatus.PLAYING, *[RunEvent.STEP] * stopped, RunStatus.PAUSED]


def test_commands_return_at_once(run, door):
    """All of them, during a step that does not end before they are given."""
    run.play()
    assert door.waiting.wait(FEW)
    for _ in range(200):
        run.update(alpha=0.3)
        run.advance()
        run.pause()
        run.play()
        run.go_back(0)
        run.restart(seed=1)
        assert run.latest.step == 0
    assert not run.wait(0.01)


def test_commands_before_it_is_prepared(pictures, fake_transfer, monkeypatch):
    ready = threading.Event()
    monkeypatch.setattr(fake_transfer, "prepare", lambda self: ready.wait(FEW))
    run = BackgroundRun(*pictures, size=48)
    assert (run.status, run.latest, run.snapshots, run.requested_settings.alpha) == ("preparing", None, [], 0.05)
    run.update(alpha=2.0, style=np.ones((20, 20, 3), np.float32))
    run.advance(2)
    with pytest.raises(NstError, match="snapshot"):
        run.go_back(0)
    assert not run.wait(0.01)
    ready.set()
    assert run.wait(FEW)
    assert (done(run), run.latest.settings.alpha, run.changes) == (2, 2.0, [])
    assert run.latest.J > 2
    run.close()


def test_a_change_takes_effect_from_the_next_step(run, door):
    run.play()
    assert door.waiting.wait(FEW)
    run.update(alpha=7.0)
    assert (run.requested_settings.alpha, run.current_settings.alpha) == (7.0, 0.05)
    run.pause()
    door.open.set()
    assert run.wait(FEW)
    run.advance()
    assert run.wait(FEW)
    assert [snapshot.J > 7 for snapshot in run.snapshots[1:]] == [False, True]
    assert [snapshot.settings.alpha for snapshot in run.snapshots] == [0.05, 0.05, 7.0]
    assert run.changes == [(1, {"alpha": 7.0})]


def test_content_layer_by_its_name(run):
    run.update(content_layer="block2_conv1")
    assert run.wait(FEW)
    assert {layer for layer, weight in run.current_settings.content_layers.items() if weight} == {"block2_conv1"}


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
    before = run.requested_settings
    with pytest.raises(NstError):
        run.update(**changes)
    assert run.wait(FEW)
    assert (run.requested_settings, run.current_settings, run.status, run.changes) == (before, before, "paused", [])


@pytest.mark.parametrize("changes", [{"start": "nowhere.png"}, {"seed": -1}, {"start": "noise", "seed": 1.5}])
def test_a_bad_beginning_is_refused_and_nothing_changes(run, changes):
    run.advance(2)
    assert run.wait(FEW)
    with pytest.raises(NstError):
        run.restart(**changes)
    run.restart()
    assert run.wait(FEW)
    assert (run.requested_settings.start, run.requested_settings.seed, run.status) == ("content", 0, "paused")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [({"sise": 3}, "did you mean 'size'"), ({"size": 3}, "size is 3"), ({"alpha": -1}, "alpha")],
)
def test_bad_settings_are_refused_at_once(pictures, settings, sentence):
    before = threads()
    with pytest.raises(NstError, match=sentence):
        BackgroundRun(*pictures, **settings)
    with pytest.raises(NstError, match=r"nowhere\.png"):
        BackgroundRun("nowhere.png", "swirl")
    assert threads() == before


# The gate.


def test_nothing_is_computed_while_the_gate_is_closed(pictures):
    gate = threading.Event()
    run = BackgroundRun(*pictures, size=48, gate=gate.is_set)
    run.play()
    until(lambda: run.status == "waiting")
    run.update(alpha=1.0)
    until(lambda: run.current_settings.alpha == 1.0)  # commands still work
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
    run.advance(3)
    assert run.wait(FEW)
    thread = threads()[-1]
    run.close()
    thread.join(FEW)
    assert not thread.is_alive()
    assert (run.status, done(run), len(run.snapshots)) == ("closed", 3, 4)
    run.play()
    run.advance()
    run.restart()
    run.close()
    assert run.wait(FEW)
    assert (run.status, done(run)) == ("closed", 3)


def test_close_ends_a_wait(run):
    run.play()
    waiting = threading.Thread(target=run.wait, daemon=True)
    waiting.start()
    time.sleep(0.02)
    run.close()
    waiting.join(FEW)
    assert not waiting.is_alive()


@pytest.mark.parametrize("playing", [True, False])
def test_a_run_without_references_ends(pictures, playing):
    run = BackgroundRun(*pictures, size=48)
    assert run.wait(FEW)
    thread = threads()[-1]
    if playing:
        run.play()
    del run
    until(lambda: gc.collect() is not None and not thread.is_alive())


def test_ctrl_c_while_waiting_pauses(run):
    """Even if SIGINT is ignored, as in a shell's background job: the test installs its own handler."""
    returned, pressed = threading.Event(), []

    def interrupt(_, frame):
        """Python's handler, but only once, and only while the run is being waited for."""
        while frame and frame.f_code is not BackgroundRun.wait.__code__:
            frame = frame.f_back
        if frame and not pressed:
            pressed.append(True)
            raise KeyboardInterrupt

    def press():
        while not returned.wait(0.02):
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    former = signal.signal(signal.SIGINT, interrupt)
    presser = threading.Thread(target=press)
    try:
        run.play()
        presser.start()
        assert run.wait() is False
    finally:
        returned.set()
        presser.join()
        signal.signal(signal.SIGINT, former)
    assert run.wait(FEW)
    assert run.status is RunStatus.PAUSED


def test_a_failing_listener_does_not_end_the_run(run):
    run.listeners.append(lambda run, event: 1 / 0)
    run.advance(3)
    assert run.wait(FEW)
    assert (done(run), run.status) == (3, "paused")


def test_listeners_are_told_of_another_picture_while_paused(run):
    heard = []
    run.advance(4)
    assert run.wait(FEW)
    run.listeners.append(lambda run, event: heard.append((event, run.latest.step)))
    run.restart(start="noise")
    assert run.wait(FEW)
    assert heard == [(RunEvent.STATUS, 0)]
    run.go_back(2, run.branches[0])
    assert run.wait(FEW)
    assert heard == [(RunEvent.STATUS, 0), (RunEvent.STATUS, 2)]
