"""A picture and what it is called."""

from pathlib import Path

from ..images import CONTENT, STYLE, builtin_picture, load_picture


class Source:
    """A picture, and the `name` by which a run that repeats this one should ask for it.

    `own` is the picture as it was given where no file and no built-in picture has this name, else None.
    """

    def __init__(self, name, picture, longest=None, own=None):
        self.name, self.own = name, own
        self._picture, self._longest = picture, longest

    @classmethod
    def of(cls, source, default, longest):
        """A picture under its own name, its path or a default name; its long side at most `longest`.

        A built-in picture is painted when it is asked for, all else is read at once. Raises NstError as
        `nst.load_picture` does.
        """
        if isinstance(source, cls):
            return source
        if hasattr(source, "name") and hasattr(source, "picture"):
            own = source.picture if getattr(source, "source", "") != "built-in" else None
            return cls(source.name, load_picture(source.picture, longest), own=own)
        if isinstance(source, str) and source in {**CONTENT, **STYLE} and not Path(source).is_file():
            return cls(source, None, longest)
        name = str(source) if isinstance(source, (str, Path)) else default
        return cls(name, load_picture(source, longest))

    @property
    def picture(self):
        """The `Picture`."""
        if self._picture is None:
            self._picture = load_picture(builtin_picture(self.name), self._longest)
        return self._picture
