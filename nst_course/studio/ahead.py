"""What takes seconds, begun before it is asked for."""

import contextlib
import threading

from ..images import builtin_picture
from .thread import wait_for_the_end


def begin(*pictures):
    """Paints built-in pictures, loads TensorFlow and measures its formats, in threads; errors are left to others."""
    wait_for_the_end()
    for name in pictures:
        threading.Thread(target=quietly, args=(builtin_picture, name), name="nst-ahead", daemon=True).start()
    threading.Thread(target=quietly, args=(load,), name="nst-ahead", daemon=True).start()


def load():
    """TensorFlow, and the first convolutions, which take the longest."""
    from .._tensorflow import load_tensorflow

    load_tensorflow()
    from ..networks.precision import choose_precision
    from ..transfer import run  # noqa: F401

    choose_precision()


def quietly(function, *arguments):
    """Whoever needs it will call it again, and tell of the error."""
    with contextlib.suppress(Exception):
        function(*arguments)
