"""Where files go: `path -> a file that is there whole or not at all`, and free names for new ones."""

import contextlib
import os
import re
import secrets
from pathlib import Path

from ..errors import NstError

LONGEST_NAME = 200  # bytes; file systems allow 255, number and suffix included
MOST_OF_A_NAME = 10_000
# What Windows forbids in names, and what the control characters are; other systems forbid less.
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


@contextlib.contextmanager
def replacing(path, suffixes):
    """Gives a free name beside `path`; what the block writes there takes the place of `path` when it ends well.

    An older file stays untouched until then, and for good if the block fails. Raises `NstError` when `path` does not
    end in one of `suffixes`, is a folder, has none to go to, or cannot be written.
    """
    target = _target(path, suffixes)
    part = target.with_name(f".{secrets.token_hex(8)}{target.suffix}")
    try:
        yield part
        if part.exists():
            part.replace(target)
    except OSError as error:
        reason = error.strerror or str(error).partition("\n")[0]  # ffmpeg's own goes on and on
        raise NstError(f"'{path}' cannot be written ({reason}): choose another folder, or free some space.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def probe(path, suffixes):
    """Raises the `NstError` that `replacing` would end in, and leaves everything as it is."""
    with replacing(path, suffixes) as part:
        part.touch(exist_ok=False)
        part.unlink()


def stem_of(names):
    """A file name, without suffix, that says which pictures are in it: those of louvre and art/swirl.jpg: louvre_swirl.

    Characters that some system forbids in names become _.
    """
    stem = FORBIDDEN.sub("_", "_".join(Path(name).stem for name in names))
    return os.fsencode(stem)[:LONGEST_NAME].decode(errors="ignore").strip(" .") or "picture"


def free_path(folder, stem, suffix):
    """The first of stem.png, stem-2.png, stem-3.png … in a folder that nothing has yet; NstError without any."""
    for path in _series(folder, stem, suffix):
        if not os.path.lexists(path):  # a link that leads nowhere is taken too
            return path
    raise NstError(f"There are too many files named {stem}{suffix} here: choose another folder, or another name.")


def write_new(folder, stem, suffix, data):
    """The path of a new file that holds the bytes `data`: under `free_path`, whole or not at all.

    No file is replaced, not even one that another program writes at this moment. Raises `NstError` as `replacing`.
    """
    while True:
        path, claimed = free_path(folder, stem, suffix), False
        try:
            with replacing(path, (suffix,)) as part:
                part.write_bytes(data)
                claimed = _claimed(path)
                if not claimed:
                    part.unlink()
        except NstError:
            if claimed:
                path.unlink(missing_ok=True)
            raise
        if claimed:
            return path


def keep_bytes(folder, stem, suffix, data):
    """The path of a file that holds `data`: one of stem.png, stem-2.png … that does so already, or else `write_new`."""
    for path in _series(folder, stem, suffix):
        if not os.path.lexists(path):
            break
        with contextlib.suppress(OSError):  # a folder, or a file that may not be read
            if path.read_bytes() == data:
                return path
    return write_new(folder, stem, suffix, data)


def check_suffix(path, suffixes):
    """Raises `NstError` unless `path` ends in one of `suffixes`."""
    if fault := _suffix_fault(Path(path), suffixes):
        raise NstError(f"'{path}' {fault}")


def _series(folder, stem, suffix):
    """stem.png, stem-2.png, stem-3.png … in a folder."""
    with contextlib.suppress(RuntimeError):  # a ~stranger, which `replacing` reports
        folder = Path(folder).expanduser()
    return (Path(folder) / f"{stem}{f'-{i}' if i > 1 else ''}{suffix}" for i in range(1, MOST_OF_A_NAME))


def _claimed(path):
    """Whether `path` was free until now, when an empty file of that name was made."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _target(path, suffixes):
    """The file that `path` stands for, links followed: a link is written through, not replaced."""
    try:
        target = Path(path).expanduser().resolve()
        fault = _fault(target, suffixes)
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL, a ~stranger
        raise NstError(f"'{path}' cannot be a file ({error}): choose another name.") from error
    if fault:
        raise NstError(f"'{path}' {fault}")
    return target


def _fault(target, suffixes):
    """What keeps a file from being written to `target`, and the way out; None if nothing does."""
    if target.is_dir():
        return f"is a folder: add a file name that ends in {', '.join(suffixes)}."
    if fault := _suffix_fault(target, suffixes):
        return fault
    if not target.parent.is_dir():
        return f"has no folder to go to: create '{target.parent}' first, or choose another."
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        return "is write-protected: choose another name, or allow writing to it."
    return None


def _suffix_fault(path, suffixes):
    if path.suffix.lower() not in suffixes:
        return f"does not say which kind of file to write: let its name end in {', '.join(suffixes)}."
    return None
