"""What every function here returns: a picture that a notebook shows when it is the last line of a cell."""

import io
from functools import cached_property
from pathlib import Path

from ..errors import NstError

SCALE = 2  # pixels of the file for each one on a plain screen: text stays sharp on a dense one


class Figure:
    """A picture with a transparent ground, made for light and dark pages alike.

    `image` is a `PIL.Image`, in it SCALE pixels for each of `size`, (width, height); `what` says in a few words what
    is to be seen, and is all that stays the same on every machine.
    """

    def __init__(self, image, what):
        self.image = image
        self.what = what
        self.size = tuple(side // SCALE for side in image.size)

    @cached_property
    def png(self):
        """The bytes of the PNG file."""
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", optimize=True, dpi=(SCALE * 96, SCALE * 96))
        return buffer.getvalue()

    def save(self, path):
        """Writes the figure as a PNG file. Raises NstError for another suffix, and where it cannot be written."""
        path = Path(path).expanduser()
        if path.suffix.lower() != ".png":
            raise NstError(f"A figure is a PNG file, '{path.name}' is not: name it '{path.stem}.png'.")
        try:
            path.write_bytes(self.png)
        except OSError as error:
            raise NstError(f"'{path}' cannot be written ({error.strerror}): choose another folder.") from error

    def _repr_png_(self):
        width, height = self.size
        return self.png, {"width": width, "height": height}

    def __repr__(self):
        return "<Figure: {}, {}×{}>".format(self.what, *self.size)
