"""Somebody is watching while a view says so, and while the kernel is too busy to receive it."""

import asyncio
import threading
import time

import pytest

from nst_course.studio.widgets import visibility
from nst_course.studio.widgets.visibility import SILENCE, STALL, TICK, Visibility


class Clock:
    """A clock controlled by the test; with a loop, that loop ticks meanwhile."""

    def __init__(self):
        self.now, self.waiting, self.running, self.free = 100.0, [], True, True

    def __call__(self):
        return self.now

    def call_later(self, seconds, *call):
        self.waiting.append((self.now + seconds, call))

    def is_running(self):
        return self.running

    def tick(self):
        """Runs every call that is due."""
        due = [call for at, call in self.waiting if at <= self.now]
        self.waiting = [(at, call) for at, call in self.waiting if at > self.now]
        for function, *arguments in due:
            function(*arguments)

    def wait(self, seconds):
        """Let time pass in a loop that is free."""
        for _ in range(round(seconds / 0.05)):
            self.now += 0.05
            self.tick()

    def block(self, seconds):
        """Let time pass while the loop does something else."""
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    """A clock without an event loop, whatever else runs in this thread."""

    def none():
        raise RuntimeError("no running event loop")

    monkeypatch.setattr(asyncio, "get_running_loop", none)
    return Clock()


@pytest.fixture
def looped(monkeypatch, clock):
    """A clock that is also the event loop in which messages are handled."""
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: clock)
    return clock


def test_nobody_before_a_view_reports(clock):
    assert not Visibility(clock).is_visible()


def test_a_view_counts_while_it_reports(clock):
    seen = Visibility(clock)
    for _ in range(5):
        seen.report("a")
        clock.now += SILENCE - 0.1
        assert seen.is_visible()
    clock.now += 0.2
    assert not seen.is_visible()


def test_a_hidden_view_does_not_count(clock):
    seen = Visibility(clock)
    seen.report("a")
    seen.report("a", False)
    assert not seen.is_visible()
    seen.report("a")
    assert seen.is_visible()


def test_one_of_two_views_is_enough(clock):
    seen = Visibility(clock)
    seen.report("a")
    seen.report("b")
    seen.report("a", False)
    assert seen.is_visible()
    seen.report("b", False)
    assert not seen.is_visible()


def test_views_that_are_gone_are_forgotten(clock):
    seen = Visibility(clock)
    for name in range(1000):
        seen.report(name)
        clock.now += SILENCE / 3
    assert len(seen.views) < 5


def test_silence_in_a_free_loop_is_nobody(looped):
    seen = Visibility(looped)
    seen.report("a")
    looped.wait(SILENCE - 2 * TICK)
    assert seen.is_visible()
    looped.wait(3 * TICK)
    assert not seen.is_visible()


@pytest.mark.parametrize("seconds", [STALL + 0.5, 10, 600])
def test_the_last_answer_stands_while_the_loop_is_blocked(looped, seconds):
    seen = Visibility(looped)
    seen.report("a")
    looped.wait(1)
    looped.block(seconds)
    assert seen.is_visible()
    looped.tick()  # the loop is free again; messages that waited are not handled yet
    assert seen.is_visible()
    looped.wait(SILENCE)  # and none comes
    assert not seen.is_visible()
    looped.block(seconds)
    assert not seen.is_visible()


def test_many_cells_in_a_row_do_not_count_as_silence(looped):
    """Messages wait behind all queued cells; between two cells the loop is free only for a moment."""
    seen = Visibility(looped)
    seen.report("a")
    for _ in range(30):
        looped.block(STALL + 0.5)
        looped.tick()
        looped.wait(0.1)
    assert seen.is_visible()


def test_a_cell_that_awaits_does_not_count_as_silence(looped, monkeypatch):
    monkeypatch.setattr(visibility, "RUNNING_CELLS", {threading.get_ident()})
    seen = Visibility(looped)
    seen.report("a")
    looped.wait(20)
    assert seen.is_visible()
    visibility.RUNNING_CELLS.clear()
    looped.wait(SILENCE + 2 * TICK)
    assert not seen.is_visible()


def test_a_loop_that_ended_cannot_hold_the_answer(looped):
    """The thread for a page's messages ends with the page."""
    seen = Visibility(looped)
    seen.report("a")
    looped.running = False
    looped.now += SILENCE + 0.1
    assert not seen.is_visible()


def test_messages_that_move_between_loops_count_once(looped, monkeypatch):
    """The loop that handled the last message keeps the time: two chains of ticks would count double."""
    seen = Visibility(looped)
    other = Clock()
    for loop in (looped, other, looped, other, looped):
        monkeypatch.setattr(asyncio, "get_running_loop", lambda loop=loop: loop)
        seen.report("a")
    looped.wait(SILENCE - 2 * TICK)
    assert seen.is_visible()
    assert len(looped.waiting) == 1


def test_ticks_end_with_the_audience(looped):
    seen = Visibility(looped)
    seen.report("a")
    del seen
    looped.wait(2 * TICK)
    assert not looped.waiting


def test_a_real_loop(monkeypatch):
    """The same with asyncio and real seconds."""
    for name, value in {"SILENCE": 0.4, "TICK": 0.02, "STALL": 0.15}.items():
        monkeypatch.setattr(visibility, name, value)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        seen, blocked, free = Visibility(), threading.Event(), threading.Event()

        def block():
            blocked.set()
            free.wait(60)

        loop.call_soon_threadsafe(seen.report, "a")
        loop.call_soon_threadsafe(block)
        assert blocked.wait(60)
        end = time.monotonic() + 2 * visibility.SILENCE
        while time.monotonic() < end:
            assert seen.is_visible()
            time.sleep(0.02)
        free.set()
        end = time.monotonic() + 60
        while seen.is_visible():
            assert time.monotonic() < end, "it is silent, and still counts"
            time.sleep(0.02)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
