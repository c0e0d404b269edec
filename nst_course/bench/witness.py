"""In the kernel of a studio that is measured: what happens there, and when, as lines of JSON in a file.

The studio itself has no instruments: here its parts are wrapped. Times are seconds of the wall clock, which the
browser on the same machine has too.
"""

import functools
import json
import os
import threading
import time
from pathlib import Path

EVENTS = {
    "kernel": "which process, and where it can be spoken to",
    "begin": "Studio() is called",
    "made": "… and returns",
    "step": "a step is computed",
    "asked": "a control's change has come to the kernel",
    "steered": "a change is in force",
    "stop": "Pause has come to the kernel",
    "sent": "a picture leaves for the browser, JPEG",
    "still": "a picture at rest leaves for the browser, PNG",
}


class Notes:
    """A file of notes, each a line of JSON; to be called in any thread."""

    def __init__(self, path):
        self._file, self._lock = Path(path).open("a", buffering=1, encoding="utf-8"), threading.Lock()  # noqa: SIM115

    def __call__(self, event, **values):
        with self._lock:
            self._file.write(json.dumps({"t": time.time(), "event": event, **values}) + "\n")


def watched(path, warm=True, **setup):
    """A `Studio` of square pictures, of which everything is noted; `warm`: after the import of all that it needs."""
    note = Notes(path)
    note("kernel", pid=os.getpid(), connection=connection())
    from ..studio.app import Studio
    from ..studio.named_picture import NamedPicture

    if warm:
        from .._tensorflow import load_tensorflow

        load_tensorflow()
        from ..transfer import steerable  # noqa: F401
    NamedPicture.built_in = staticmethod(squared(NamedPicture.built_in))
    wrap_all(note)
    note("begin")
    studio = Studio(folder=None, **setup)
    note("made")
    return studio


def connection():
    """The file that tells how to speak to this kernel; None where there is no kernel."""
    from ipykernel.connect import get_connection_file

    try:
        return get_connection_file()
    except RuntimeError:
        return None


def wrap_all(note):
    """Notes of what the classes of the studio do from now on."""
    from ..studio.controller import Controller
    from ..studio.session import BackgroundRun, RunEvent
    from ..studio.widgets.screen import Screen

    def listen(run, event):
        if event is RunEvent.STEP:
            note("step", step=run.latest.step)
        elif event is RunEvent.UPDATED:
            note("steered")

    after(BackgroundRun, "__init__", lambda run, seconds, *pictures, **settings: run.listeners.append(listen))
    after(BackgroundRun, "pause", lambda run, seconds: note("stop"))
    after(Controller, "update", lambda controller, seconds, **changes: note("asked", names=sorted(changes)))
    after(Controller, "on_run_event", lambda controller, seconds, run, event: note("told", what=event, seconds=seconds))
    after(Screen, "show_still", lambda screen, seconds, picture, step: note_still(note, screen, step))
    after(Screen, "send", lambda screen, seconds, message, buffers=None: noted_picture(note, message, buffers))


def note_still(note, screen, step):
    """A note of a picture at rest."""
    note("still", step=step, bytes=len(screen.still_png))


def noted_picture(note, message, buffers):
    """A note of a live picture; of no other message."""
    if message.get("event") == "picture":
        note("sent", step=message["step"], bytes=len(buffers[0]))


def after(owner, name, told):
    """`told(self, seconds, *arguments)` after each call of a method, and what it took."""
    method = getattr(owner, name)

    @functools.wraps(method)
    def wrapped(self, *arguments, **options):
        begin = time.perf_counter()
        result = method(self, *arguments, **options)
        told(self, time.perf_counter() - begin, *arguments, **options)
        return result

    setattr(owner, name, wrapped)


def squared(make):
    """`make(name)`, with the picture cut to a square."""
    from ..studio.named_picture import NamedPicture, PictureOrigin

    def made(name):
        pixels = make(name).pixels()
        height, width = pixels.shape[:2]
        side, top, left = min(height, width), max(0, height - width) // 2, max(0, width - height) // 2
        return NamedPicture(name, pixels[top : top + side, left : left + side], PictureOrigin.ARRAY)

    return made


def read_notes(path, start=0):
    """The notes in a file from that byte on, and where they end; a line that is still being written is left out."""
    with Path(path).open("rb") as file:
        file.seek(start)
        data = file.read()
    whole = data[: data.rfind(b"\n") + 1]
    return [json.loads(line) for line in whole.splitlines()], start + len(whole)
