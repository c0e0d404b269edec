"""The built-in pictures: they ship as files, painted by images/source. `CONTENT` are photographs, `STYLE` paintings.

JPEG without chroma subsampling: libjpeg-turbo decodes it with integer arithmetic, to the same pixels everywhere.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..errors import NstError, check_choice

CONTENT = {
    "louvre": "a palace courtyard with a glass pyramid and a pool, in late sunlight",
    "still_life": "fruit, a painted jug, and a bottle on linen, lit from a window",
    "landscape": "a lake among hills, snowy mountains in the distance, a meadow in evening light",
    "portrait": "a young woman by a window, head and shoulders",
}
STYLE = {
    "swirl": "a night sky of swirling strokes, blue and yellow",
    "dabs": "a water garden in short dabs of broken color",
    "autumn": "a birch wood in slabs of red and gold, laid on with a palette knife",
    "woodcut": "sun, sea, and a pine, cut in black lines that follow every form",
    "mosaic": "a golden sun over deep blue, in rows of small stones",
    "cubist": "a guitar, a bottle, and a glass in planes of ochre and gray",
    "ink": "misty mountains and bamboo, in ink washes and dry brush",
}

_INSTALLED = Path(__file__).parent / "pictures"  # where the wheel puts them
_CHECKOUT = Path(__file__).parents[2] / "images"  # where it takes them from


def builtin_path(name: str) -> Path:
    """The file of the built-in picture `name`. Raises NstError for an unknown name."""
    check_choice(name, "built-in picture", (*CONTENT, *STYLE))
    return (_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT) / f"{name}.jpg"


@lru_cache(maxsize=16)
def builtin_picture(name: str) -> NDArray[np.uint8]:
    """The built-in picture `name`, uint8 (H, W, 3), long side 1024, read-only. Raises NstError for any other name."""
    path = builtin_path(name)
    try:
        with Image.open(path) as image:
            pixels = np.array(image.convert("RGB"))
    except OSError as error:
        raise NstError(f"'{path}', a built-in picture, is missing or damaged: reinstall nst_course.") from error
    pixels.flags.writeable = False
    return pixels
