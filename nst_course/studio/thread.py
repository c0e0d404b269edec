"""The thread of a run, and the end of all of them with the program."""

import atexit
import threading
import weakref

_RUNS = weakref.WeakSet()
PATIENCE = 60.0  # seconds, at most, for what is being computed or imported as the program ends


def start(run, wake):
    """A thread that gives `run` its turns, until it raises SystemExit or nobody holds it any more."""
    _RUNS.add(run)
    weakref.finalize(run, wake.set)
    thread = threading.Thread(target=_serve, args=(weakref.ref(run), wake), name="nst-run", daemon=True)
    thread.start()
    return thread


def _serve(ref, wake):
    while True:
        wake.clear()
        run = ref()
        if run is None:
            return
        try:
            pause = run.turn()
        except SystemExit:
            return
        del run
        if pause != 0:
            wake.wait(pause)


@atexit.register
def _end():
    # TensorFlow must not be at work in a thread while Python takes itself apart.
    for run in list(_RUNS):
        run.close()
    for thread in threading.enumerate():
        if thread.name in ("nst-run", "nst-ahead"):
            thread.join(PATIENCE)
