"""The bytes of a file -> its text, in whatever encoding; what is known to be no notebook is named."""

import codecs
import os
import re
import stat
from pathlib import Path

from ..errors import NstError

# Honest notebooks are large where pictures are in their outputs; these are a few long texts. What takes memory and time
# is a great number of small parts, and code.
LARGEST = 64 * 2**20  # bytes
PARTS = 3_000_000  # brackets, braces and commas
KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip or an office document",
    b"\x1f\x8b": "packed with gzip",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document (RTF)",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"version https://git-lfs": "a pointer of Git LFS, without the file itself",
    b"\x89HDF": "a file of weights (HDF5)",
    b"<": "a web page (HTML or XML)",
}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
COOKIE = re.compile(rb"\A(?:[^\n]*\n)?[ \t]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")


def bytes_of(path, name):
    """The content of an ordinary file of at most `LARGEST` bytes. Raises NstError for all else."""
    try:
        # What waits for a writer must not stop us, and a link is not followed, even if it came a moment ago.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise NstError(f"'{name}' is not a file: hand in the notebook itself.")
            check_size(found.st_size, name)
            return file.read(LARGEST + 1)
    except OSError as error:
        what = "is a link" if Path(path).is_symlink() else f"cannot be read ({error.strerror})"
        raise NstError(f"'{name}' {what}: hand in the notebook itself.") from None


def check_size(size, name):
    if size > LARGEST:
        raise NstError(
            f"'{name}' has {size / 2**20:.0f} MB, and at most {LARGEST // 2**20} are read: "
            "clear the outputs in Jupyter and save it again."
        )


def text_of(data, name):
    """(text, notes) of the bytes. Raises NstError where they are something else than a notebook or a program."""
    check_size(len(data), name)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, kind in KINDS.items():
        if start.startswith(sign) and not start.startswith(b"<<<<"):  # which git writes
            raise NstError(f"'{name}' is {kind}, not a notebook: hand in the .ipynb file itself.")
    if sum(map(data.count, (b"[", b"{", b","))) > PARTS:
        raise NstError(f"'{name}' has millions of parts: clear the outputs in Jupyter and save it again.")
    encoding = encoding_of(data)
    try:
        return data.decode(encoding).rstrip("\0"), ()
    except (UnicodeError, LookupError):
        note = f"'{name}' is not in UTF-8: it was read as Western European, and other letters may be wrong."
        return data.decode("cp1252", errors="replace").rstrip("\0"), (note,)


def encoding_of(data):
    """By the mark at its start; without one UTF-16 where every other byte is 0, what a program says, or UTF-8."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    start = data[:400]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(start) > 3 and not any(start[offset::2]) and all(start[1 - offset :: 2]):
            return encoding
    said = COOKIE.match(start)
    return said[1].decode() if said and said[1].lower() in (b"latin-1", b"iso-8859-1", b"cp1252") else "utf-8"
