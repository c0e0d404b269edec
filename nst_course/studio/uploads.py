"""Files that come from a browser: `name, bytes -> Picture`, or one sentence that says why not."""

import re
from pathlib import PurePosixPath, PureWindowsPath

from ..errors import NstError
from ..images import decode_picture

LONGEST = 1024  # pixels; the studio shows and computes less
LIMIT = 100_000_000  # bytes
LONGEST_NAME = 60  # characters; in a sentence and in a list, more is in the way


def read_upload(name, data, longest=LONGEST):
    """The `nst_course.images.Picture` in the bytes of a file, upright, in sRGB, its long side at most `longest`.

    JPEG, PNG, WebP, TIFF, GIF (first frame) and BMP of any kind that `nst_course.images.read_picture` knows. Raises
    `NstError`, which calls the file by its name without folders, for all that is no picture, damaged, too small or
    too large; over the `LIMIT` nothing is decoded.
    """
    check_bytes(name, len(data))
    return decode_picture(shown_name(name), bytes(data), longest)


def check_bytes(name, size):
    """Raises `NstError` for a file of `size` bytes that is too large to be taken."""
    if size >= LIMIT:
        raise NstError(
            f"'{shown_name(name)}' has {size // 10**6} MB, and only files under {LIMIT // 10**6} MB are taken: "
            f"scale the picture down, or save it as JPEG."
        )


def shown_name(name):
    """The last part of a file's name, whichever system wrote it, short and in one line; "picture" for an empty one."""
    last = PureWindowsPath(PurePosixPath(str(name)).name).name
    plain = " ".join(re.sub(r"[^\w .,;+@&()\[\]{}#'~!$%=-]", " ", last).split())
    return f"{plain[:44]}…{plain[-15:]}" if len(plain) > LONGEST_NAME else plain or "picture"
