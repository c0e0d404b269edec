"""The built-in pictures, painted once: `name -> uint8 (H, W, 3)`, from memory, the user's cache, or the brush.

Painting takes a second or two, and a lesson shows a picture more than once.
"""

import contextlib
import hashlib
import threading
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from PIL import Image
from platformdirs import user_cache_path

from ..errors import NstError
from .paintings import paint
from .targets import replacing

BRUSHES = Path(__file__).parent / "paintings"
_LOCKS = defaultdict(threading.Lock)


def painted(name):
    """The built-in picture `name` at its own size, as `paint` gives it. Raises NstError for another name."""
    with _LOCKS[name]:  # who asks while it is being painted waits for it
        return _painted(name)


@lru_cache(maxsize=16)
def _painted(name):
    path = user_cache_path("nst_course") / f"{name}-{brushes()}.png"
    with contextlib.suppress(OSError, ValueError, SyntaxError), Image.open(path) as image:  # none, or a damaged one
        return np.array(image.convert("RGB"))
    picture = paint(name)
    with contextlib.suppress(OSError, NstError):  # a home without room or rights: it is painted again next time
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, (".png",)) as part:
            Image.fromarray(picture).save(part, "PNG", compress_level=1)
    return picture


@cache
def brushes():
    """A checksum of the code that paints: pictures that older code painted are not taken."""
    code = hashlib.sha256()
    for file in sorted(BRUSHES.rglob("*.py")):
        code.update(file.read_bytes())
    return code.hexdigest()[:16]
