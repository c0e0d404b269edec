"""Bytes of a student's file -> text, whatever the encoding; obviously wrong file types are reported by name."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from ..errors import NstError

# Large notebooks mostly consist of the pictures in their outputs, which are a few long strings. Memory and time
# depend on the number of small parts, and on code.
MAX_FILE_SIZE = 64 * 2**20  # bytes
MAX_JSON_PARTS = 3_000_000  # brackets, braces, and commas
FILE_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an Office document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"version https://git-lfs": "a Git LFS pointer rather than the file itself",
    b"\x89HDF": "a weights file (HDF5)",
    b"<": "a web page (HTML or XML)",
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, because its mark starts with UTF-16's
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CODING_COMMENT = re.compile(rb"\A(?:[^\n]*\n)?[ \t]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
WESTERN_ENCODINGS = (b"latin-1", b"iso-8859-1", b"cp1252")


def read_bytes(path: Path, name: str, follow_links: bool = False) -> bytes:
    """The contents of a regular file of at most `MAX_FILE_SIZE` bytes; `name` is its name in messages.

    Links are refused unless `follow_links`: in a folder of submissions, one may point to somebody else's file. Raises
    NstError if the file cannot be read.
    """
    refuse_links = 0 if follow_links else getattr(os, "O_NOFOLLOW", 0)
    try:
        # Non-blocking, since opening a pipe would wait for its writer. The link check is part of the same call, since
        # a file may have been replaced by a link a moment ago.
        handle = os.open(path, os.O_RDONLY | refuse_links | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise NstError(f"'{name}' is not a file: choose the notebook itself.")
            check_file_size(status.st_size, name)
            return file.read(MAX_FILE_SIZE + 1)
    except FileNotFoundError:
        raise NstError(f"There is no file '{name}': check the name for typos.") from None
    except OSError as error:
        reason = "is a link" if Path(path).is_symlink() else f"cannot be read ({error.strerror})"
        raise NstError(f"'{name}' {reason}: choose the notebook itself.") from None


def check_file_size(size: int, name: str) -> None:
    """Raises NstError if a file of `size` bytes is too large to be read."""
    if size > MAX_FILE_SIZE:
        raise NstError(
            f"'{name}' is {size / 2**20:.0f} MB, and the limit is {MAX_FILE_SIZE // 2**20} MB: "
            "clear its outputs in Jupyter and save it again."
        )


def decode_text(data: bytes, name: str) -> tuple[str, bool]:
    """(text, whether its encoding is a guess). Raises NstError if the bytes are clearly not a notebook or program."""
    check_file_size(len(data), name)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, kind in FILE_SIGNATURES.items():
        if start.startswith(signature) and not start.startswith(b"<<<<"):  # except for Git's conflict marker
            raise NstError(f"'{name}' is {kind}, not a notebook: choose the .ipynb file itself.")
    if sum(map(data.count, (b"[", b"{", b","))) > MAX_JSON_PARTS:
        raise NstError(f"'{name}' has millions of parts: clear its outputs in Jupyter and save it again.")
    try:
        return data.decode(detect_encoding(data)).rstrip("\0"), False
    except (UnicodeError, LookupError):
        return data.decode("cp1252", errors="replace").rstrip("\0"), True


def detect_encoding(data: bytes) -> str:
    """The encoding, from the byte order mark, zeros in every other byte (UTF-16), or a coding comment; else UTF-8."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return encoding
    start = data[:400]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(start) > 3 and not any(start[offset::2]) and all(start[1 - offset :: 2]):
            return encoding
    declared = CODING_COMMENT.match(start)
    return declared[1].decode() if declared and declared[1].lower() in WESTERN_ENCODINGS else "utf-8"
