"""Pictures: files to arrays and back, their colours, the film of a run, and the built-in ones."""

from pathlib import Path

from .colors import luminance, match_colors, with_luminance
from .files import Picture, check_writable, read_picture, read_settings, write_picture
from .film import Film
from .paintings import CONTENT, STYLE, paint
from .targets import replacing

__all__ = [
    "CONTENT",
    "STYLE",
    "Film",
    "Picture",
    "check_writable",
    "load_picture",
    "luminance",
    "match_colors",
    "paint",
    "read_picture",
    "read_settings",
    "replacing",
    "with_luminance",
    "write_picture",
]


def load_picture(source, longest=None):
    """The `Picture` in anything that `read_picture` takes, or the built-in one of that name where no file has it.

    Raises NstError as `read_picture` does.
    """
    if isinstance(source, str) and source in {**CONTENT, **STYLE} and not Path(source).exists():
        source = paint(source)
    return read_picture(source, longest)
