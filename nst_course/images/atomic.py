"""Atomic writing: a file appears whole or not at all. Also unused names for new files."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from ..errors import NstError

MAX_STEM_BYTES = 200  # file systems allow 255, with number and suffix
MAX_NUMBERED_FILES = 10_000
# What Windows forbids in file names; other systems forbid less.
FORBIDDEN_CHARACTERS = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@contextlib.contextmanager
def replacing(path: str | Path, suffixes: Collection[str]) -> Iterator[Path]:
    """Yields an unused name next to `path`; if the block succeeds, the file that it wrote there replaces `path`.

    An older file stays untouched until then, and for good if the block fails. Raises NstError if `path` does not end
    in one of `suffixes`, is a folder, is in a folder that does not exist, or can't be written.
    """
    target = _resolve_target(path, suffixes)
    part = target.with_name(f".{secrets.token_hex(8)}{target.suffix}")
    try:
        yield part
        if part.exists():
            part.replace(target)
    except OSError as error:
        reason = error.strerror or str(error).partition("\n")[0]  # ffmpeg's own text is long
        raise NstError(
            f"'{path}' can't be written ({reason}): choose another folder, or free up some space."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def probe(path: str | Path, suffixes: Collection[str]) -> None:
    """Raise any NstError that `replacing` would raise; changes nothing on disk."""
    with replacing(path, suffixes) as part:
        part.touch(exist_ok=False)
        part.unlink()


def name_stem(names: Sequence[str]) -> str:
    """A file name, without suffix, made of the names of pictures: louvre and art/swirl.jpg give louvre_swirl.

    Characters that some systems forbid in file names become _.
    """
    stem = FORBIDDEN_CHARACTERS.sub("_", "_".join(Path(name).stem for name in names))
    return os.fsencode(stem)[:MAX_STEM_BYTES].decode(errors="ignore").strip(" .") or "picture"


def free_path(folder: str | Path, stem: str, suffix: str) -> Path:
    """The first of stem.png, stem-2.png, stem-3.png … that does not exist in `folder`. Raises NstError if all do."""
    for path in _numbered_paths(folder, stem, suffix):
        if not os.path.lexists(path):  # a broken link counts as taken
            return path
    raise NstError(f"There are too many files named {stem}{suffix} here: choose another folder or another name.")


def write_new(folder: str | Path, stem: str, suffix: str, data: bytes) -> Path:
    """Writes `data` to a new file at `free_path`, whole or not at all, and returns its path.

    No file is replaced, not even one that another program creates at this moment. Raises NstError as `replacing` does.
    """
    while True:
        path, claimed = free_path(folder, stem, suffix), False
        try:
            with replacing(path, (suffix,)) as part:
                part.write_bytes(data)
                claimed = _claim(path)
                if not claimed:
                    part.unlink()
        except NstError:
            if claimed:
                path.unlink(missing_ok=True)
            raise
        if claimed:
            return path


def keep_bytes(folder: str | Path, stem: str, suffix: str, data: bytes) -> Path:
    """The path of a file that contains `data`: an existing stem.png, stem-2.png …, or a new one from `write_new`."""
    for path in _numbered_paths(folder, stem, suffix):
        if not os.path.lexists(path):
            break
        with contextlib.suppress(OSError):  # a folder, or a file without read permission
            if path.read_bytes() == data:
                return path
    return write_new(folder, stem, suffix, data)


def check_suffix(path: str | Path, suffixes: Collection[str]) -> None:
    """Raises NstError unless `path` ends in one of `suffixes`."""
    if fault := _suffix_fault(Path(path), suffixes):
        raise NstError(f"'{path}' {fault}")


def _numbered_paths(folder: str | Path, stem: str, suffix: str) -> Iterator[Path]:
    """stem.png, stem-2.png, stem-3.png … in a folder."""
    with contextlib.suppress(RuntimeError):  # an unknown ~user, which `replacing` reports
        folder = Path(folder).expanduser()
    return (Path(folder) / f"{stem}{f'-{i}' if i > 1 else ''}{suffix}" for i in range(1, MAX_NUMBERED_FILES))


def _claim(path: Path) -> bool:
    """Creates an empty file at `path`; False if there is one already."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _resolve_target(path: str | Path, suffixes: Collection[str]) -> Path:
    """The file that `path` leads to: a link is followed, not replaced."""
    try:
        target = Path(path).expanduser().resolve()
        fault = _fault(target, suffixes)
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL, an unknown ~user
        raise NstError(f"'{path}' is not a valid file name ({error}): choose another one.") from error
    if fault:
        raise NstError(f"'{path}' {fault}")
    return target


def _fault(target: Path, suffixes: Collection[str]) -> str | None:
    """Why no file can be written to `target`, and what to do; None if one can."""
    if target.is_dir():
        return f"is a folder: add a file name that ends in {_list_suffixes(suffixes)}."
    if fault := _suffix_fault(target, suffixes):
        return fault
    if not target.parent.is_dir():
        return f"is in a folder that does not exist: create '{target.parent}' first, or choose another one."
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        return "is write-protected: choose another name, or change its permissions."
    return None


def _suffix_fault(path: Path, suffixes: Collection[str]) -> str | None:
    if path.suffix.lower() not in suffixes:
        return f"does not have a suffix that tells the format: end the name in {_list_suffixes(suffixes)}."
    return None


def _list_suffixes(suffixes: Collection[str]) -> str:
    *others, last = suffixes
    return f"{', '.join(others)} or {last}" if others else last
