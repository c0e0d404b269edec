"""A folder -> an `Entry` for each item in it. Follows no links and opens no files."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...errors import NstError

# Files that systems and programs leave behind.
LEFT_BEHIND = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "Thumbs.db", "desktop.ini", "Icon\r"}
OUR_RESULTS = {"gradebook.csv", "gradebook.json"}  # a folder with one of these holds our results


@dataclass(frozen=True)
class Entry:
    """A file: the parts of its path inside the submissions, where its bytes are, and why it cannot be read.

    The last part of an empty folder is "".
    """

    parts: tuple[str, ...]
    path: Path
    problem: str = ""

    @property
    def file(self) -> str:
        """The path inside the submissions as one text."""
        return "/".join(self.parts)

    @property
    def name(self) -> str:
        return self.parts[-1]


def is_left_behind(name: str) -> bool:
    """Whether a file or folder of this name is nobody's work: hidden, a checkpoint, a backup, a system file."""
    return name in LEFT_BEHIND or name.startswith((".", "~$")) or name.endswith("~")


def walk(folder: Path, excluded: Iterable[Path] = ()) -> Iterator[Entry]:
    """Yields an `Entry` for each file below the folder, in order, and for each empty folder.

    Raises NstError if the folder itself cannot be read.
    """
    try:
        yield from walk_below(Path(folder), (), {Path(path).resolve() for path in excluded})
    except OSError as error:
        raise NstError(f"The folder '{folder}' cannot be read ({error.strerror}): check its permissions.") from None


def walk_below(folder: Path, parts: tuple[str, ...], excluded: Collection[Path]) -> Iterator[Entry]:
    """The same, for a folder whose path inside the submissions is `parts`. Raises OSError."""
    with os.scandir(folder) as listing:
        found = sorted((item for item in listing if not is_left_behind(item.name)), key=lambda item: item.name)
    if parts and any(item.name in OUR_RESULTS for item in found):
        return
    if parts and not found:
        yield Entry((*parts, ""), folder, "The folder is empty: nothing was submitted.")
    for item in found:
        path, inner = Path(item.path), (*parts, readable_name(item.name))
        if path.resolve() not in excluded:
            yield from entries_of(path, inner, excluded)


def entries_of(path: Path, parts: tuple[str, ...], excluded: Collection[Path]) -> Iterator[Entry]:
    """The entries for one item in a folder."""
    name = parts[-1]
    try:
        kind = path.lstat().st_mode
        if stat.S_ISREG(kind):
            yield Entry(parts, path)
        elif stat.S_ISLNK(kind):
            yield Entry(parts, path, f"'{name}' is a link, which we don't follow: submit the file itself.")
        elif not stat.S_ISDIR(kind):
            yield Entry(parts, path, f"'{name}' is not a regular file: submit the notebook itself.")
        elif path.suffix.lower() in (".ipynb", ".py"):
            yield Entry(parts, path, f"'{name}' is a folder, not a notebook: submit the file itself.")
        else:
            yield from walk_below(path, parts, excluded)
    except OSError as error:
        yield Entry(parts, path, f"'{name}' cannot be read ({error.strerror}): check its permissions.")


def readable_name(name: str) -> str:
    """A file name as encodable text: bytes that aren't UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")
