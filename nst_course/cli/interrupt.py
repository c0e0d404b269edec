"""Ctrl-C: it ends a run early, and never the writing of the picture."""

import contextlib
import signal


@contextlib.contextmanager
def interruptible(console):
    """Gives a list that is no longer empty after Ctrl-C; a second Ctrl-C ends the block at once, without an error."""
    presses = []

    def press(*_):
        presses.append(True)
        if len(presses) == 1:
            console.print("Stopping after this step, to keep the picture so far. Ctrl-C again stops at once.")
        if len(presses) == 2:
            raise KeyboardInterrupt

    with _answering(press), contextlib.suppress(KeyboardInterrupt):
        yield presses


def undisturbed():
    """A block that Ctrl-C does not end."""
    return _answering(signal.SIG_IGN)


@contextlib.contextmanager
def _answering(handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
