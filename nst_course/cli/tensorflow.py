"""TensorFlow, imported without its notes on drivers and instruction sets, which say nothing to a user."""

import contextlib
import os
import sys


def load_tensorflow():
    """Imports TensorFlow and looks at the devices once; what they print below Python's own stderr is dropped."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with silent_stderr():
        import tensorflow as tf

        tf.config.list_physical_devices("GPU")


@contextlib.contextmanager
def silent_stderr():
    """File descriptor 2, which C++ code writes to, leads nowhere inside the block."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
