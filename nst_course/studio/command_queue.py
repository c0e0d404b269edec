"""A queue of commands and the background thread that runs them: the studio's only way to work in the background."""

from __future__ import annotations

import functools
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

EXIT_PATIENCE = 60.0  # seconds, at most, for what is being computed or imported when the program ends
_QUEUES: weakref.WeakSet[CommandQueue] = weakref.WeakSet()


class CommandQueue:
    """Runs commands in a thread of its own, one after the other.

    `idle()` is called whenever no command is waiting. It returns the seconds until it wants to be called again: 0 for
    at once, None for not before something happens. `on_error(error)` is told of any exception.

    The thread starts with the first command. It ends when the queue is closed, or when nobody refers to it any more.
    """

    def __init__(
        self,
        name: str = "nst-worker",
        *,
        idle: Callable[[], float | None] = lambda: None,
        on_error: Callable[[Exception], object] = lambda error: None,
    ) -> None:
        self.name, self.lock, self.closed = name, threading.RLock(), False
        self._idle, self._on_error = idle, on_error
        self._commands: deque[tuple[Callable[..., object], tuple[Any, ...]]] = deque()
        self._changed, self._wake_up = threading.Condition(self.lock), threading.Event()
        self._requests, self._resting, self._started = 0, True, False

    @property
    def pending(self) -> int:
        """How many commands are waiting. Hold `lock` if the answer should stay true."""
        return len(self._commands)

    def put(self, command: Callable[..., object], *arguments: Any) -> None:
        """`command(*arguments)` will run after all commands that are waiting; returns at once."""
        with self.lock:
            if not self.closed:
                self._commands.append((command, arguments))
                self.wake()

    def put_latest(self, command: Callable[[], object]) -> None:
        """`command()` will run once more, with the values of then, however often this is called while it waits.

        So a slider that is dragged leaves no backlog.
        """
        with self.lock:
            if (command, ()) not in self._commands:
                self.put(command)

    def wake(self) -> None:
        """Calls `idle` again: it may have something to do now."""
        with self.lock:
            self._requests, self._resting = self._requests + 1, False
            if not self._started and not self.closed:
                self._start()
        self._wake_up.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits until nothing is left to do, but not longer than `seconds`; returns whether that was reached."""
        with self._changed:
            return self._changed.wait_for(lambda: self._resting or self.closed, seconds)

    def close(self) -> None:
        """Drops what is waiting and ends the thread after the command that is running."""
        with self._changed:
            self.closed = True
            self._commands.clear()
            self._changed.notify_all()
        self._wake_up.set()

    def run_next(self) -> float | None:
        """Runs one command or, where none is waiting, `idle`; returns the seconds until the next look."""
        with self.lock:
            requests = self._requests
            command, arguments = self._commands.popleft() if self._commands else (None, ())
        pause: float | None = 0.0
        try:
            if command is not None:
                command(*arguments)
            else:
                pause = self._idle()
        except Exception as error:
            self._on_error(error)
        with self._changed:
            self._resting = pause is None and requests == self._requests
            self._changed.notify_all()
        return pause

    def _start(self) -> None:
        self._started = True
        _close_queues_at_exit()
        _QUEUES.add(self)
        weakref.finalize(self, self._wake_up.set)  # the thread then finds that its queue is gone
        target = (weakref.ref(self), self._wake_up)
        threading.Thread(target=_serve, args=target, name=self.name, daemon=True).start()


def _serve(reference: weakref.ref[CommandQueue], wake_up: threading.Event) -> None:
    """The thread. It holds its queue only while it runs something, so that a queue can be garbage-collected."""
    while True:
        wake_up.clear()
        queue = reference()
        if queue is None or queue.closed:
            return
        pause = queue.run_next()
        del queue
        if pause != 0:
            wake_up.wait(pause)


@functools.cache
def _close_queues_at_exit() -> None:
    """Closes all queues when the main thread has ended, and waits for what they are running.

    TensorFlow must not be at work in a thread while Python tears itself down. Python waits for this thread, which is
    not a daemon, before it starts to; functions registered with `atexit` are called too late.
    """
    threading.Thread(target=_close_queues, name="nst-exit").start()


def _close_queues() -> None:
    threading.main_thread().join()
    names = {queue.name for queue in _QUEUES}
    for queue in list(_QUEUES):
        queue.close()
    for thread in threading.enumerate():
        if thread.name in names:
            thread.join(EXIT_PATIENCE)


@functools.cache
def preload() -> CommandQueue:
    """Loads TensorFlow and measures its number formats in the background, before anybody asks for them.

    It happens once. Errors are ignored: whoever needs TensorFlow loads it again, and reports them.
    """
    queue = CommandQueue("nst-preload")
    queue.put(_load_engine)
    return queue


def _load_engine() -> None:
    """TensorFlow, and its first convolutions, which take longest."""
    from .._tensorflow import load_tensorflow

    load_tensorflow()
    from ..networks.precision import choose_precision
    from ..transfer import run  # noqa: F401

    choose_precision()
