"""Pictures in any form -> uint8 (height, width, 3), in the size wanted."""

from pathlib import Path

import numpy as np
from PIL import Image

from ..images import CONTENT, STYLE, builtin_picture, load_picture


def pixels(picture, longest=None):
    """uint8 (height, width, 3) of anything that `nst.load_picture` takes, the long side at most `longest`.

    What is transparent shows white, and pixels beyond [0, 1] the nearest colour: a picture without a clip is what a
    lesson wants to show. Raises NstError as `nst.load_picture` does.
    """
    if isinstance(picture, str) and picture in {**CONTENT, **STYLE} and not Path(picture).is_file():
        picture = builtin_picture(picture)
    if "float" in str(getattr(picture, "dtype", "")) and np.isfinite(picture).all():  # of NumPy or TensorFlow
        picture = np.clip(picture, 0, 1)
    found = load_picture(picture, longest)
    rgb = found.rgb
    if found.alpha is not None:
        rgb = 1 - (1 - rgb) * found.alpha[..., None]
    return (rgb * 255 + 0.5).astype(np.uint8)


def resized(array, width, height, coarse=False):
    """uint8 (height, width, 3) at that size; `coarse` keeps the squares of a small one to be seen."""
    size = max(1, round(width)), max(1, round(height))
    larger = size[0] >= array.shape[1]
    kind = Image.Resampling.NEAREST if coarse and larger else Image.Resampling.LANCZOS
    return np.asarray(Image.fromarray(array).resize(size, Image.Resampling.BOX if coarse and not larger else kind))
