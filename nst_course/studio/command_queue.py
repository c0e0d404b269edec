"""A queue of commands and the background thread that runs them; all background work in the studio goes through it."""

from __future__ import annotations

import functools
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

EXIT_PATIENCE = 60.0  # seconds to wait, at exit, for a running command
_QUEUES: weakref.WeakSet[CommandQueue] = weakref.WeakSet()


class CommandQueue:
    """Runs commands one after another in its own thread.

    `idle()` is called whenever no command is waiting. It returns the number of seconds until its next call: 0 for
    immediately, None to wait for the next event. `on_error(error)` is called with any exception.

    The thread starts with the first command. It ends when the queue is closed or no longer referenced.
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
        """How many commands are waiting. Hold `lock` to keep the number from changing."""
        return len(self._commands)

    def put(self, command: Callable[..., object], *arguments: Any) -> None:
        """Queues `command(*arguments)` after all waiting commands; returns at once."""
        with self.lock:
            if not self.closed:
                self._commands.append((command, arguments))
                self.wake()

    def put_latest(self, command: Callable[[], object]) -> None:
        """Queues `command()` unless it is already waiting, so that dragging a slider leaves no backlog."""
        with self.lock:
            if (command, ()) not in self._commands:
                self.put(command)

    def wake(self) -> None:
        """Calls `idle` again, since it may have something to do now."""
        with self.lock:
            self._requests, self._resting = self._requests + 1, False
            if not self._started and not self.closed:
                self._start()
        self._wake_up.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits, at most `seconds`, until nothing is left to do; returns whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: self._resting or self.closed, seconds)

    def close(self) -> None:
        """Drops waiting commands and ends the thread after the running one."""
        with self._changed:
            self.closed = True
            self._commands.clear()
            self._changed.notify_all()
        self._wake_up.set()

    def run_next(self) -> float | None:
        """Runs one command or, if none is waiting, `idle`; returns the seconds until the next check."""
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
        weakref.finalize(self, self._wake_up.set)  # then the thread finds that its queue is gone
        target = (weakref.ref(self), self._wake_up)
        threading.Thread(target=_serve, args=target, name=self.name, daemon=True).start()


def _serve(reference: weakref.ref[CommandQueue], wake_up: threading.Event) -> None:
    """The thread's loop; it references its queue only while running something, so that idle queues can be freed."""
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
    """Closes all queues when the main thread has ended, and waits for their running commands.

    TensorFlow must not be at work in a thread while Python shuts down. Python waits for this thread, which is not a
    daemon, before shutting down; functions registered with `atexit` are called too late.
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
    """Loads TensorFlow and measures its number formats in the background, before they are needed.

    This happens once. Errors are ignored: they are reported when TensorFlow is actually needed.
    """
    queue = CommandQueue("nst-preload")
    queue.put(_load_engine)
    return queue


def _load_engine() -> None:
    """Loads TensorFlow and runs its first convolutions, which take longest."""
    from .._tensorflow import load_tensorflow

    load_tensorflow()
    from ..networks.precision import choose_precision
    from ..transfer import run  # noqa: F401

    choose_precision()
