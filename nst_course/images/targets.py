"""Where files go: `path -> a file that is there whole or not at all`."""

import contextlib
import os
import secrets
from pathlib import Path

from ..errors import NstError


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
    endings = ", ".join(suffixes)
    if target.is_dir():
        return f"is a folder: add a file name that ends in {endings}."
    if target.suffix.lower() not in suffixes:
        return f"does not say which kind of file to write: let its name end in {endings}."
    if not target.parent.is_dir():
        return f"has no folder to go to: create '{target.parent}' first, or choose another."
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        return "is write-protected: choose another name, or allow writing to it."
    return None
