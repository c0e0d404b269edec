"""TensorFlow, imported when it is first used, without its messages about drivers and instruction sets."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from .errors import NstError

Tensor: TypeAlias = Any  # TensorFlow comes without types
Variable: TypeAlias = Any

_ONE_AT_A_TIME = threading.Lock()  # else the second thread would restore descriptor 2 to the first one's file
SEED = 1508  # of random numbers on a GPU


class _LazyTensorFlow:
    """Stands in for the module: `tf.constant` imports TensorFlow the first time, and costs nothing from then on."""

    def __getattr__(self, name: str) -> Any:
        import tensorflow

        value = getattr(tensorflow, name)
        setattr(self, name, value)
        return value


# For modules whose names are needed where TensorFlow is not: `nst --help` lists optimizers and networks.
tf: Any = _LazyTensorFlow()


def load_tensorflow() -> None:
    """Import TensorFlow and detect the devices once. If that fails, print its own message and raise NstError."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _ONE_AT_A_TIME, quiet_stderr():
            import tensorflow

            if tensorflow.config.list_physical_devices("GPU"):
                make_gpu_deterministic()
    except ImportError as error:
        raise NstError(
            f"TensorFlow does not load ({_reason(error)}): reinstall it with pip install -U tensorflow."
        ) from error


@functools.cache  # seeding again would make a notebook draw the same numbers twice
def make_gpu_deterministic() -> None:
    """Make the same seed give the same bytes on a GPU, as it does on a CPU anyway.

    TensorFlow then refuses random numbers without a seed, such as a student's `tf.random.uniform`, so we set one.
    """
    import tensorflow

    tensorflow.config.experimental.enable_op_determinism()
    tensorflow.random.set_seed(SEED)


def _reason(error: ImportError) -> str:
    """The line of an ImportError that says why; TensorFlow's message contains a whole traceback."""
    lines = str(error).splitlines()
    return next((line for line in lines if line and not line.startswith((" ", "Traceback"))), type(error).__name__)


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Drop what C++ code writes to file descriptor 2 inside the block, or print it afterward if the block fails."""
    with tempfile.TemporaryFile() as written:
        try:
            with redirected_stderr(written):
                yield
        except Exception:
            written.seek(0)
            print(written.read().decode(errors="replace"), end="", file=sys.stderr)
            raise


@contextlib.contextmanager
def redirected_stderr(file: IO[bytes]) -> Iterator[None]:
    """Point file descriptor 2 at `file` inside the block."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
