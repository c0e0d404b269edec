"""TensorFlow, imported without its notes on drivers and instruction sets, which say nothing to a user."""

import contextlib
import functools
import os
import sys
import tempfile
import threading

from .errors import NstError

_ONE_AT_A_TIME = threading.Lock()  # the second would give file descriptor 2 back to where the first had led it
SEED = 1508  # of random numbers on a GPU


def load_tensorflow():
    """Imports TensorFlow and looks at the devices once. Raises NstError, after what TensorFlow said, if it fails."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _ONE_AT_A_TIME, quiet_stderr():
            import tensorflow as tf

            if tf.config.list_physical_devices("GPU"):
                repeat_on_gpu()
    except ImportError as error:
        raise NstError(
            f"TensorFlow does not load ({reason(error)}): reinstall it with pip install -U tensorflow."
        ) from error


@functools.cache  # seeded again, a notebook would draw the same numbers again
def repeat_on_gpu():
    """The same seed gives the same bytes, as on a processor, which keeps to it anyway.

    Then TensorFlow refuses random numbers without a seed, such as a reader's `tf.random.uniform`: so there is one.
    """
    import tensorflow as tf

    tf.config.experimental.enable_op_determinism()
    tf.random.set_seed(SEED)


def reason(error):
    """The line of an ImportError that says why; TensorFlow's own holds a whole traceback."""
    lines = str(error).splitlines()
    return next((line for line in lines if line and not line.startswith((" ", "Traceback"))), type(error).__name__)


@contextlib.contextmanager
def quiet_stderr():
    """What C++ code writes to file descriptor 2 inside the block is dropped, or printed after it if it fails."""
    with tempfile.TemporaryFile() as said:
        try:
            with stderr_into(said):
                yield
        except Exception:
            said.seek(0)
            print(said.read().decode(errors="replace"), end="", file=sys.stderr)
            raise


@contextlib.contextmanager
def stderr_into(file):
    """File descriptor 2 leads to `file` inside the block."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
