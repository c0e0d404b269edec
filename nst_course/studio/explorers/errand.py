"""Work that takes a moment, in a thread beside the controls that ask for it."""

import threading

from ...errors import NstError


class Errand:
    """Calls `work()` in a thread, once more after the last `ask`, and never twice at a time.

    However often it is asked for meanwhile: a slider that is dragged leaves no queue behind. `failed(sentence)` hears
    of what went wrong.
    """

    def __init__(self, work, failed):
        self._work, self._failed = work, failed
        self._state = threading.Condition()
        self._asked = self._running = self._closed = False

    def ask(self):
        """The work is to be done, with the values of now; returns at once."""
        with self._state:
            self._asked = not self._closed
            if self._asked and not self._running:
                self._running = True
                threading.Thread(target=self._serve, name="nst-errand").start()

    def wait(self, seconds=None):
        """Until nothing is left to do, or so many seconds; whether that came."""
        with self._state:
            return self._state.wait_for(lambda: not self._running, seconds)

    def close(self):
        """No further work."""
        with self._state:
            self._closed, self._asked = True, False

    def _serve(self):
        while self._next():
            try:
                self._work()
            except NstError as error:
                self._failed(str(error))
            except Exception as error:
                self._failed(f"This could not be shown ({type(error).__name__}: {error}): choose another picture.")

    def _next(self):
        with self._state:
            self._asked, self._running = False, self._asked
            self._state.notify_all()
            return self._running
