"""Somebody looks: while a view says so, and while the kernel is too busy to hear it."""

import asyncio
import threading
import time

import pytest

from nst_course.studio import audience
from nst_course.studio.audience import SILENCE, STALL, TICK, Audience


class Clock:
    """Seconds that pass when a test says so; with a loop, that loop ticks meanwhile."""

    def __init__(self):
        self.now, self.waiting, self.running, self.free = 100.0, [], True, True

    def __call__(self):
        return self.now

    def call_later(self, seconds, *call):
        self.waiting.append((self.now + seconds, call))

    def is_running(self):
        return self.running

    def tick(self):
        """Every call that is due."""
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
    """A clock, and no event loop, whatever else runs in this thread."""

    def none():
        raise RuntimeError("no running event loop")

    monkeypatch.setattr(asyncio, "get_running_loop", none)
    return Clock()


@pytest.fixture
def looped(monkeypatch, clock):
    """A clock that is the event loop too, in which messages are handled."""
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: clock)
    return clock


def test_nobody_before_a_view_spoke(clock):
    assert not Audience(clock).anyone()


def test_a_view_counts_while_it_speaks(clock):
    seen = Audience(clock)
    for _ in range(5):
        seen.hears("a")
        clock.now += SILENCE - 0.1
        assert seen.anyone()
    clock.now += 0.2
    assert not seen.anyone()


def test_a_hidden_view_does_not_count(clock):
    seen = Audience(clock)
    seen.hears("a")
    seen.hears("a", False)
    assert not seen.anyone()
    seen.hears("a")
    assert seen.anyone()


def test_one_of_two_views_is_enough(clock):
    seen = Audience(clock)
    seen.hears("a")
    seen.hears("b")
    seen.hears("a", False)
    assert seen.anyone()
    seen.hears("b", False)
    assert not seen.anyone()


def test_views_that_are_gone_are_forgotten(clock):
    seen = Audience(clock)
    for name in range(1000):
        seen.hears(name)
        clock.now += SILENCE / 3
    assert len(seen._views) < 5


def test_silence_in_a_free_loop_is_nobody(looped):
    seen = Audience(looped)
    seen.hears("a")
    looped.wait(SILENCE - 2 * TICK)
    assert seen.anyone()
    looped.wait(3 * TICK)
    assert not seen.anyone()


@pytest.mark.parametrize("seconds", [STALL + 0.5, 10, 600])
def test_the_last_answer_stands_while_the_loop_is_blocked(looped, seconds):
    seen = Audience(looped)
    seen.hears("a")
    looped.wait(1)
    looped.block(seconds)
    assert seen.anyone()
    looped.tick()  # the loop is free again; messages that waited are not handled yet
    assert seen.anyone()
    looped.wait(SILENCE)  # and none comes
    assert not seen.anyone()
    looped.block(seconds)
    assert not seen.anyone()


def test_many_cells_in_a_row_are_no_silence(looped):
    """Messages wait behind all cells that were queued; between two cells the loop is free for a moment."""
    seen = Audience(looped)
    seen.hears("a")
    for _ in range(30):
        looped.block(STALL + 0.5)
        looped.tick()
        looped.wait(0.1)
    assert seen.anyone()


def test_a_cell_that_awaits_is_no_silence(looped, monkeypatch):
    monkeypatch.setattr(audience, "RUNNING", {threading.get_ident()})
    seen = Audience(looped)
    seen.hears("a")
    looped.wait(20)
    assert seen.anyone()
    audience.RUNNING.clear()
    looped.wait(SILENCE + 2 * TICK)
    assert not seen.anyone()


def test_a_loop_that_ended_cannot_hold_the_answer(looped):
    """The thread that a page got for its messages ends with the page."""
    seen = Audience(looped)
    seen.hears("a")
    looped.running = False
    looped.now += SILENCE + 0.1
    assert not seen.anyone()


def test_messages_that_move_between_loops_count_once(looped, monkeypatch):
    """Time is that of the loop which handled the last message: two chains of ticks would make it run twice as fast."""
    seen = Audience(looped)
    other = Clock()
    for loop in (looped, other, looped, other, looped):
        monkeypatch.setattr(asyncio, "get_running_loop", lambda loop=loop: loop)
        seen.hears("a")
    looped.wait(SILENCE - 2 * TICK)
    assert seen.anyone()
    assert len(looped.waiting) == 1


def test_ticks_end_with_the_audience(looped):
    seen = Audience(looped)
    seen.hears("a")
    del seen
    looped.wait(2 * TICK)
    assert not looped.waiting


def test_a_real_loop(monkeypatch):
    """The same with asyncio and true seconds."""
    for name, value in {"SILENCE": 0.4, "TICK": 0.02, "STALL": 0.15}.items():
        monkeypatch.setattr(audience, name, value)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        seen = Audience()
        loop.call_soon_threadsafe(seen.hears, "a")
        loop.call_soon_threadsafe(time.sleep, 0.9)
        answers = []
        for _ in range(17):
            time.sleep(0.05)
            answers.append(seen.anyone())
        assert answers == [True] * 17
        until = time.monotonic() + 3
        while seen.anyone() and time.monotonic() < until:
            time.sleep(0.02)
        assert not seen.anyone()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
