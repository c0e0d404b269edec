"""A folder -> `Entry` for each thing in it. No link is followed, no file is opened."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError

# What machines leave behind.
LEFT_BEHIND = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "Thumbs.db", "desktop.ini", "Icon\r"}
OURS = {"gradebook.csv", "gradebook.json"}  # a folder that holds one of these holds our results


@dataclass(frozen=True)
class Entry:
    """A file: the parts of its path inside the submissions, where its bytes are, and why it cannot be read.

    The last part of an empty folder is "".
    """

    parts: tuple
    path: Path
    problem: str = ""

    @property
    def file(self):
        """The path inside the submissions as one text."""
        return "/".join(self.parts)

    @property
    def name(self):
        return self.parts[-1]


def is_left_behind(name):
    """Whether a file or folder of this name is nobody's work: hidden, a checkpoint, a backup, of a system."""
    return name in LEFT_BEHIND or name.startswith((".", "~$")) or name.endswith("~")


def walk(folder, besides=()):
    """Yields an `Entry` for each file below the folder, in order, and for each empty folder; `besides` is left out.

    Raises NstError when the folder itself cannot be read.
    """
    try:
        yield from below(Path(folder), (), {Path(path).resolve() for path in besides})
    except OSError as error:
        raise NstError(f"The folder '{folder}' cannot be read ({error.strerror}): look at its permissions.") from None


def below(folder, parts, besides):
    with os.scandir(folder) as listing:
        found = sorted((item for item in listing if not is_left_behind(item.name)), key=lambda item: item.name)
    if parts and any(item.name in OURS for item in found):
        return
    if parts and not found:
        yield Entry((*parts, ""), folder, "The folder is empty: nothing was handed in.")
    for item in found:
        path, inner = Path(item.path), (*parts, readable(item.name))
        if path.resolve() not in besides:
            yield from entries_of(path, inner, besides)


def entries_of(path, parts, besides):
    """Those of one thing in a folder."""
    try:
        kind = path.lstat().st_mode
        if stat.S_ISREG(kind):
            yield Entry(parts, path)
        elif stat.S_ISLNK(kind):
            yield Entry(parts, path, f"'{parts[-1]}' is a link, which is not followed: put the file itself there.")
        elif not stat.S_ISDIR(kind):
            yield Entry(parts, path, f"'{parts[-1]}' is no file that can be read: hand in the notebook itself.")
        elif path.suffix.lower() in (".ipynb", ".py"):
            yield Entry(parts, path, f"'{parts[-1]}' is a folder, not a notebook: hand in the file itself.")
        else:
            yield from below(path, parts, besides)
    except OSError as error:
        yield Entry(parts, path, f"'{parts[-1]}' cannot be read ({error.strerror}): look at its permissions.")


def readable(name):
    """A file name as text that can be written anywhere: bytes that are no UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")
