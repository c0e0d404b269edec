"""What comes in: `path -> lazy PIL.Image`, or one sentence that says why not."""

import contextlib
import difflib
import io
from pathlib import Path

from PIL import Image

from ..errors import NstError
from . import pixels
from .foreign import foreign

SMALLEST_SIDE = 16  # VGG halves the picture four times before its last block
MOST_PIXELS = 200_000_000


@contextlib.contextmanager
def open_picture(path, data=None):
    """Gives (binary file, lazy image: only its header is read); `NstError` when `path` is no readable picture.

    With `data`, the bytes of a file that is not on this disk, `path` is only what errors call it.
    """
    with _open(path) if data is None else io.BytesIO(data) as stream:
        yield stream, _header(path, stream)


def is_picture(path):
    """Whether this is a file that can be opened as a picture, as far as its header shows."""
    try:
        with open_picture(path):
            return True
    except NstError:
        return False


def check_size(name, width, height):
    """`NstError` for a picture that is too small for the network, or too large for the memory."""
    if min(width, height) < SMALLEST_SIDE:
        raise NstError(f"{name} is {width}×{height}: choose one with {SMALLEST_SIDE} pixels or more on each side.")
    if width * height > MOST_PIXELS:
        raise NstError(f"{name} is {width}×{height}, over {MOST_PIXELS // 10**6} megapixels: scale it down first.")


def decoded(name, decode, *arguments):
    """`decode(*arguments)`; a codec may raise anything on a damaged file, and it all means the same to a person."""
    try:
        return decode(*arguments)
    except NstError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NstError(f"{name} has too many pixels to be read safely: scale it down first.") from error
    except Exception as error:
        raise NstError(
            f"{name} is damaged, cut short or of a rare kind ({error}): copy it again, or save it as PNG."
        ) from error


def _open(path):
    """The file, open for reading; an `NstError` that says why it cannot be."""
    try:
        file = Path(path).expanduser()
        if file.is_file():
            return file.open("rb")
        raise NstError(_not_a_file(path, file))
    except PermissionError as error:
        raise NstError(f"'{path}' may not be read: ask its owner for permission, or copy it elsewhere.") from error
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL, a ~stranger
        raise NstError(f"'{path}' cannot be opened ({error}): check the path.") from error


def _not_a_file(path, file):
    if file.exists():
        return f"'{path}' is {'a folder' if file.is_dir() else 'not an ordinary file'}: name a picture file."
    if not file.parent.is_dir():
        return f"'{path}' does not exist, nor does its folder '{file.parent}': check the path."
    names = {other.name.lower(): other.name for other in file.parent.iterdir() if other.is_file()}
    close = difflib.get_close_matches(file.name.lower(), names, n=1, cutoff=0.75)
    return f"'{path}' does not exist: " + (f"did you mean '{names[close[0]]}'?" if close else "check the path.")


def _header(path, stream):
    """A lazy image of an open file."""
    start = stream.read(1024)
    stream.seek(0)
    if not start:
        raise NstError(f"'{path}' is empty: copy or download it again.")
    image = decoded(f"'{path}'", pixels.open_header, stream)
    if image is None:
        raise NstError(f"'{path}' {foreign(start)}")
    return image
