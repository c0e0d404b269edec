"""Pictures that were chosen: `built-in name | uploaded file | drawing -> Chosen`."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ..images import CONTENT, STYLE, builtin_picture
from ..show.pictures import read_pixels
from .uploads import read_upload, shown_name

PREVIEW = 256  # pixels, the long side
DRAWING = "drawing.png"


@dataclass(frozen=True, eq=False)
class Chosen:
    """A picture, uint8 (H, W, 3), what it is called, and where it is from: "built-in", "uploaded" or "drawn"."""

    name: str
    picture: np.ndarray
    source: str

    @property
    def preview(self):
        """A small JPEG of it, as bytes."""
        image, buffer = Image.fromarray(self.picture), io.BytesIO()
        image.thumbnail((PREVIEW, PREVIEW), Image.Resampling.LANCZOS, reducing_gap=3)
        image.save(buffer, "JPEG", quality=90)
        return buffer.getvalue()


def built_in(name):
    """One of our own pictures; it takes a second or two to paint the first time. NstError for an unknown name."""
    return Chosen(name, read_pixels(builtin_picture(name)), "built-in")


def uploaded(name, data):
    """The picture in the bytes of a file, on white where it is transparent; NstError when there is none."""
    return Chosen(shown_name(name), read_pixels(read_upload(name, data)), "uploaded")


def drawn(png):
    """The picture in the bytes that a drawing pad gives."""
    return Chosen(DRAWING, read_pixels(read_upload(DRAWING, png)), "drawn")


def names(role):
    """{name: description} of our own pictures, those made for the role "content" or "style" first."""
    return {**CONTENT, **STYLE} if role == "content" else {**STYLE, **CONTENT}
