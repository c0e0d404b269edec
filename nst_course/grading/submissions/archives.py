"""A zip or tar file -> an `Entry` for each file in it, unpacked under generated names, within limits.

No name from an archive ever becomes a path on disk, so none can lead out of the folder.
"""

from __future__ import annotations

import gzip
import io
import itertools
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ...errors import NstError
from .walk import Entry, is_left_behind

ZIP, TAR = (".zip",), (".tar.gz", ".tgz", ".tar")
UNPACKED = (".ipynb", ".ipynb.txt", ".ipynb.json", ".py", ".yml", "timestamp.txt", *ZIP, *TAR)
NOT_A_FILE = "it is a link or a device, not a file: submit the notebook itself"
UNUSUAL = "it uses an unusual compression method: zip it again"
BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile),
    *(EOFError, ValueError, NotImplementedError, RuntimeError, IndexError, KeyError, OverflowError),
)
SMALL = 2**20  # bytes of a file whose compression ratio doesn't matter


@dataclass(frozen=True)
class Limits:
    """What an archive may contain: number of files, bytes per file and in total, and compression ratio."""

    count: int
    file: int = 64 * 2**20
    total: int = 256 * 2**20
    ratio: int = 200


STUDENT = Limits(count=10_000)
COURSE = Limits(count=200_000, file=1 * 2**30, total=32 * 2**30, ratio=1000)


def is_archive(name: str) -> bool:
    """Whether a file of this name is a zip or tar file."""
    return name.lower().endswith((*ZIP, *TAR))


def unpack(path: Path, into: Path, limits: Limits = STUDENT) -> list[Entry]:
    """An `Entry` for each file in the archive; only notebooks, programs and archives are written to disk.

    They go into a fresh folder inside `into`. Raises NstError if the archive as a whole cannot be read.
    """
    read = from_zip if str(path).lower().endswith(ZIP) else from_tar
    try:
        folder = Path(tempfile.mkdtemp(dir=into, prefix="unpacked-"))
        return list(read(path, folder, limits))
    except BROKEN_ARCHIVE as error:
        said = str(error).split("\n")[0] or type(error).__name__
        raise NstError(f"'{path.name}' cannot be unpacked ({said}): pack it again as a zip.") from None
    except OSError as error:
        raise NstError(
            f"'{path.name}' cannot be unpacked ({error.strerror}): check the disk and its free space."
        ) from None


def from_zip(path: Path, folder: Path, limits: Limits) -> Iterator[Entry]:
    """Unpacks a zip file into the folder."""
    quota, numbers = Quota(limits), itertools.count(1)
    with zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > limits.count:
            raise ValueError(f"it contains more than {limits.count} files")
        for info in archive.infolist():
            parts, leaves = safe_parts(zip_name(info))
            if info.is_dir() or not parts or any(map(is_left_behind, parts)):
                continue
            problem = "its name leads out of the zip" if leaves else zip_problem(info, limits)
            if problem or not is_unpacked(parts[-1]):
                yield Entry(parts, path, not_taken(parts, problem))
                continue
            target = folder / f"{next(numbers)}{suffix(parts[-1])}"
            with archive.open(info) as source, target.open("xb") as file:
                quota.copy(source, file)
            yield Entry(parts, target)


def zip_problem(info: zipfile.ZipInfo, limits: Limits) -> str:
    """Why a file isn't extracted from a zip; "" if it is."""
    if info.flag_bits & 1:
        return "it is password-protected: submit it without a password"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return NOT_A_FILE
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return UNUSUAL
    bomb = info.file_size > SMALL and info.file_size > limits.ratio * info.compress_size
    return size_problem(info.file_size, limits) or ("it is suspiciously large when unpacked" if bomb else "")


def from_tar(path: Path, folder: Path, limits: Limits) -> Iterator[Entry]:
    """Unpacks a tar file into the folder."""
    quota, numbers = Quota(limits), itertools.count(1)
    unzip: Any = Path.open if str(path).lower().endswith(".tar") else gzip.open
    with unzip(path, "rb") as packed, tarfile.open(fileobj=LimitedReader(packed, limits.total), mode="r|") as archive:
        for number, member in enumerate(archive):
            if number >= limits.count:
                raise ValueError(f"it contains more than {limits.count} files")
            parts, leaves = safe_parts(member.name)
            if member.isdir() or not parts or any(map(is_left_behind, parts)):
                continue
            problem = "its name leads out of the archive" if leaves else tar_problem(member, limits)
            if problem or not is_unpacked(parts[-1]):
                yield Entry(parts, path, not_taken(parts, problem))
                continue
            target = folder / f"{next(numbers)}{suffix(parts[-1])}"
            content = archive.extractfile(member)
            assert content is not None  # it is a file
            with content as source, target.open("xb") as file:
                quota.copy(source, file)
            yield Entry(parts, target)


def tar_problem(member: tarfile.TarInfo, limits: Limits) -> str:
    """Why a file isn't extracted from a tar file; "" if it is."""
    if not member.isfile():
        return NOT_A_FILE
    return UNUSUAL if member.issparse() else size_problem(member.size, limits)


def size_problem(size: int, limits: Limits) -> str:
    """A message if the file is too large; "" if it isn't."""
    return f"it is {size / 2**20:.0f} MB: the limit is {limits.file // 2**20} MB" if size > limits.file else ""


def not_taken(parts: tuple[str, ...], problem: str) -> str:
    """The problem as a sentence."""
    return f"'{parts[-1]}' was skipped: {problem}." if problem else ""


def is_unpacked(name: str) -> bool:
    """Whether a file of this name is written to disk."""
    return name.lower().endswith(UNPACKED)


def suffix(name: str) -> str:
    """The suffix under which a file is unpacked."""
    return next((end for end in (*TAR, *ZIP) if name.lower().endswith(end)), ".txt")


def zip_name(info: zipfile.ZipInfo) -> str:
    """The intended name: many programs write UTF-8 without declaring it."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def safe_parts(name: str) -> tuple[tuple[str, ...], bool]:
    """(the printable parts of a name in an archive, whether it leads out of the archive)."""
    parts = name.replace("\\", "/").split("/")
    leaves = name.startswith(("/", "\\")) or ".." in parts or parts[0][1:2] == ":"
    clean = ("".join(c if c.isprintable() else "?" for c in part) for part in parts if part not in ("", ".", ".."))
    return tuple(clean), leaves


class Quota:
    """How much an archive may still unpack."""

    def __init__(self, limits: Limits) -> None:
        self.total = self.left = limits.total

    def copy(self, source: IO[bytes], file: IO[bytes]) -> None:
        """Copies a file, whatever size its header claims. Raises ValueError beyond the quota."""
        for chunk in iter(lambda: source.read(2**20), b""):
            self.left -= len(chunk)
            if self.left < 0:
                raise ValueError(f"it would unpack to more than {self.total // 2**20} MB")
            file.write(chunk)


class LimitedReader(io.RawIOBase):
    """A file from which at most `limit` bytes are read."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file, self.left, self.limit = file, limit, limit

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(min(size, 2**20) if size >= 0 else 2**20)
        self.left -= len(chunk)
        if self.left < 0:
            raise ValueError(f"it would unpack to more than {self.limit // 2**20} MB")
        return chunk
