"""A picture and what it is called."""

from dataclasses import dataclass, field
from pathlib import Path

from ..images import CONTENT, STYLE, load_picture
from ..show.sources import painted


@dataclass(frozen=True, eq=False)
class Source:
    """`picture` is anything that `nst.load_picture` takes; `name` says what a run that repeats this one should ask for."""

    name: str
    picture: object = field(repr=False)

    @classmethod
    def of(cls, source, default, longest):
        """A picture read, its long side at most `longest`, under its own name, its path or a default name.

        Raises NstError as `nst.load_picture` does.
        """
        if isinstance(source, cls):
            return source
        if hasattr(source, "name") and hasattr(source, "picture"):
            return cls(source.name, load_picture(source.picture, longest))
        if isinstance(source, str) and source in {**CONTENT, **STYLE} and not Path(source).is_file():
            return cls(source, load_picture(painted(source), longest))
        name = str(source) if isinstance(source, (str, Path)) else default
        return cls(name, load_picture(source, longest))
