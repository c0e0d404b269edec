"""Named pictures: built-in ones, files, uploads and drawings, all as `NamedPicture`."""

from __future__ import annotations

import io
import re
from enum import Enum
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ..errors import NstError
from ..images import CONTENT, STYLE, Picture, builtin_picture, decode_picture, load_picture
from ..show.pictures import read_pixels

LONGEST_UPLOAD = 1024  # pixels; the studio shows and computes less
LARGEST_FILE = 100_000_000  # bytes
LONGEST_NAME = 60  # characters; longer names don't fit into messages and lists
PREVIEW_SIDE = 256  # pixels, the long side
DRAWING = "drawing.png"


class PictureOrigin(str, Enum):
    """Where a picture came from."""

    BUILT_IN = "built-in"
    FILE = "file"
    ARRAY = "array"
    UPLOADED = "uploaded"
    DRAWN = "drawn"

    def __str__(self) -> str:
        return self.value


class NamedPicture:
    """A picture and the name under which a repeated run loads it.

    `source` is anything that `nst.load_picture` accepts. It is read on demand, once for each size.
    """

    def __init__(self, name: str, source: Any, origin: PictureOrigin) -> None:
        self.name, self.origin = name, origin
        self._source = source
        self._loaded: dict[int | None, Picture] = {}

    @classmethod
    def of(cls, source: Any, default_name: str, longest: int | None = None) -> NamedPicture:
        """The picture with its own name: that of a built-in picture, the path of a file, else `default_name`.

        Files and arrays are read at once, at most `longest` pixels long. Raises NstError as `nst.load_picture` does.
        """
        if isinstance(source, cls):
            return source
        if isinstance(source, str) and is_builtin(source) and not Path(source).is_file():
            return cls.built_in(source)
        if isinstance(source, (str, Path)):
            named = cls(str(source), source, PictureOrigin.FILE)
        else:
            named = cls(default_name, source, PictureOrigin.ARRAY)
        named.load(longest)
        return named

    @classmethod
    def built_in(cls, name: str) -> NamedPicture:
        """One of the course's own pictures, even where a file has the same name."""
        return cls(name, None, PictureOrigin.BUILT_IN)

    @classmethod
    def uploaded(cls, name: str, data: bytes) -> NamedPicture:
        """The picture in a file's bytes, on white where it is transparent. Raises NstError as `read_upload` does."""
        return cls(shown_name(name), read_pixels(read_upload(name, data)), PictureOrigin.UPLOADED)

    @classmethod
    def drawn(cls, png: bytes) -> NamedPicture:
        """The picture in the bytes sent by the drawing pad. Raises NstError as `read_upload` does."""
        return cls(DRAWING, read_pixels(read_upload(DRAWING, png)), PictureOrigin.DRAWN)

    def __repr__(self) -> str:
        return f"NamedPicture({self.name!r}, {self.origin})"

    @property
    def needs_file(self) -> bool:
        """Whether it was uploaded or drawn, so that no file or built-in picture has its name yet."""
        return self.origin in (PictureOrigin.UPLOADED, PictureOrigin.DRAWN)

    def load(self, longest: int | None = None) -> Picture:
        """The `Picture`, its long side at most `longest`; always the same object for the same size."""
        if longest not in self._loaded:
            self._loaded[longest] = load_picture(self._readable(), longest)
        return self._loaded[longest]

    def pixels(self, longest: int | None = None) -> NDArray[np.uint8]:
        """Its pixels, uint8 (H, W, 3), on white where it is transparent."""
        return read_pixels(self._readable(), longest)

    def preview(self) -> bytes:
        """A small JPEG of it."""
        image, buffer = Image.fromarray(self.pixels()), io.BytesIO()
        image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
        image.save(buffer, "JPEG", quality=90)
        return buffer.getvalue()

    def _readable(self) -> Any:
        return builtin_picture(self.name) if self.origin is PictureOrigin.BUILT_IN else self._source


def builtin_pictures(role: str) -> dict[str, str]:
    """{name: description} of the built-in pictures; those made for the role "content" or "style" come first."""
    return {**CONTENT, **STYLE} if role == "content" else {**STYLE, **CONTENT}


def is_builtin(name: str) -> bool:
    """Whether a built-in picture has this name."""
    return name in CONTENT or name in STYLE


def read_upload(name: str, data: bytes | memoryview, longest: int = LONGEST_UPLOAD) -> Picture:
    """The `Picture` in the bytes of an uploaded file: upright, in sRGB, at most `longest` pixels long.

    Accepts any format that `nst.load_picture` reads; an animation's first frame counts. Raises NstError, naming the
    file without its folders, if it is not a picture, damaged, too small or too large. A file of `LARGEST_FILE` bytes or
    more is never decoded.
    """
    check_file_size(name, len(data))
    return decode_picture(shown_name(name), bytes(data), longest)


def check_file_size(name: str, size: int) -> None:
    """Raises NstError for a file of `size` bytes that is too large to accept."""
    if size >= LARGEST_FILE:
        raise NstError(
            f"'{shown_name(name)}' is {size // 10**6} MB, but only files under {LARGEST_FILE // 10**6} MB are "
            f"accepted: scale the picture down, or save it as JPEG."
        )


def shown_name(name: object) -> str:
    """The last part of a file name from any system, short and on one line; "picture" if nothing is left."""
    last = PureWindowsPath(PurePosixPath(str(name)).name).name
    plain = " ".join(re.sub(r"[^\w .,;+@&()\[\]{}#'~!$%=-]", " ", last).split())
    return f"{plain[:44]}…{plain[-15:]}" if len(plain) > LONGEST_NAME else plain or "picture"
