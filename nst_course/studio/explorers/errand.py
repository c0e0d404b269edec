"""Work that takes a moment, in a thread beside the controls that ask for it."""

from ...errors import NstError
from ..command_queue import CommandQueue


class Errand:
    """Calls `work()` in a thread, once more after the last `ask`, and never twice at a time."""

    def __init__(self, work, failed):
        self._work, self._failed = work, failed
        self._queue = CommandQueue("nst-errand", on_error=self._told)

    def ask(self):
        """The work is to be done, with the values of now; returns at once."""
        self._queue.put_latest(self._work)

    def wait(self, seconds=None):
        """Until nothing is left to do, or so many seconds; whether that came."""
        return self._queue.wait(seconds)

    def close(self):
        """No further work."""
        self._queue.close()

    def _told(self, error):
        if isinstance(error, NstError):
            self._failed(str(error))
        else:
            self._failed(f"This could not be shown ({type(error).__name__}: {error}): choose another picture.")
