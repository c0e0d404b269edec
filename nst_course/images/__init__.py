"""Pictures: files to arrays and back, their colours, the film of a run, and the built-in ones."""

import difflib
from pathlib import Path

from ..errors import NstError
from .colors import luminance, match_colors, with_luminance
from .files import Picture, check_writable, decode_picture, encode_picture, read_picture, read_settings, write_picture
from .film import Film, check_film
from .paintings import CONTENT, STYLE, paint
from .sources import is_picture
from .targets import free_path, keep_bytes, probe, replacing, stem_of, write_new

__all__ = [
    "CONTENT",
    "STYLE",
    "Film",
    "Picture",
    "check_film",
    "check_writable",
    "decode_picture",
    "encode_picture",
    "free_path",
    "is_picture",
    "keep_bytes",
    "load_picture",
    "luminance",
    "match_colors",
    "paint",
    "probe",
    "read_picture",
    "read_settings",
    "replacing",
    "stem_of",
    "with_luminance",
    "write_new",
    "write_picture",
]


def load_picture(source, longest=None, besides=()):
    """The `Picture` in anything that `read_picture` takes, or the built-in one of that name where no file has it.

    `besides` are words that could have been meant as well: a misspelt one is answered with the nearest. Raises
    NstError as `read_picture` does.
    """
    if isinstance(source, str) and _is_word(source):
        names = {**CONTENT, **STYLE}
        close = difflib.get_close_matches(source.lower(), [*names, *besides], n=1, cutoff=0.75)
        if source in names:
            source = paint(source)
        elif close:
            raise NstError(f"'{source}' is neither a file nor a built-in picture: did you mean '{close[0]}'?")
    return read_picture(source, longest)


def _is_word(source):
    """Whether this looks like a name of ours: no file, no folder before it, no suffix behind it."""
    path = Path(source)
    return path.name == source and not path.suffix and len(source) < 50 and not path.is_file()
