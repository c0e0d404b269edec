"""The thread of a run, and the end of all of them with the program."""

import functools
import threading
import weakref

_RUNS = weakref.WeakSet()
PATIENCE = 60.0  # seconds, at most, for what is being computed or imported as the program ends


def start(run, wake):
    """A thread that gives `run` its turns, until it raises SystemExit or nobody holds it any more."""
    wait_for_the_end()
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


@functools.cache
def wait_for_the_end():
    """Ends runs, and waits for what is being imported, when the main thread has come to its end.

    TensorFlow must not be at work in a thread while Python takes itself apart. Python waits for this thread, as it is
    no daemon, before it begins; what is registered with `atexit` comes too late.
    """
    threading.Thread(target=_end, name="nst-end").start()


def _end():
    threading.main_thread().join()
    for run in list(_RUNS):
        run.close()
    for thread in threading.enumerate():
        if thread.name in ("nst-run", "nst-ahead"):
            thread.join(PATIENCE)
