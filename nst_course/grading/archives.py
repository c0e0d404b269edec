"""A zip or tar file -> `Entry` for each file in it, unpacked under names of our own, within limits.

As no name from an archive ever becomes a path on the disk, none can lead out of the folder.
"""

import gzip
import io
import itertools
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError
from .entries import Entry, is_left_behind

ZIP, TAR = (".zip",), (".tar.gz", ".tgz", ".tar")
NAMED = (".ipynb", ".ipynb.txt", ".ipynb.json", ".py", ".yml", "timestamp.txt", *ZIP, *TAR)  # what is unpacked
ODD = "it is packed in an unusual way: pack it anew as a zip"
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, gzip.BadGzipFile),
    *(EOFError, ValueError, NotImplementedError, RuntimeError, IndexError, KeyError, OverflowError),
)


@dataclass(frozen=True)
class Limits:
    """What an archive may hold: files, bytes of one of them and of all, and how much smaller than they it may be."""

    count: int
    file: int = 64 * 2**20
    total: int = 256 * 2**20
    ratio: int = 200


STUDENT = Limits(count=10_000)
COURSE = Limits(count=200_000, file=1 * 2**30, total=32 * 2**30, ratio=1000)
SMALL = 2**20  # bytes for which the ratio is not asked


def is_archive(name):
    return name.lower().endswith((*ZIP, *TAR))


def unpack(path, into, limits=STUDENT):
    """[`Entry`] of the files in the archive; what is no notebook, program or archive is named, and not unpacked.

    They are written into a fresh folder inside `into`. Raises NstError when the archive as a whole cannot be read.
    """
    read = from_zip if str(path).lower().endswith(ZIP) else from_tar
    try:
        folder = Path(tempfile.mkdtemp(dir=into, prefix="unpacked-"))
        return list(read(path, folder, limits))
    except BROKEN as error:
        said = str(error).split("\n")[0] or type(error).__name__
        raise NstError(f"'{path.name}' cannot be unpacked ({said}): pack it anew as a zip.") from None
    except OSError as error:
        raise NstError(
            f"'{path.name}' cannot be unpacked ({error.strerror}): make room on the disk, or mend it."
        ) from None


def from_zip(path, folder, limits):
    room, numbers = Room(limits), itertools.count(1)
    with zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > limits.count:
            raise ValueError(f"it holds more than {limits.count} files")
        for info in archive.infolist():
            parts, leaves = parts_of(zip_name(info))
            if info.is_dir() or not parts or any(map(is_left_behind, parts)):
                continue
            problem = "its name leads out of the zip" if leaves else zip_problem(info, limits)
            if problem or not wanted(parts[-1]):
                yield Entry(parts, path, sentence(parts, problem))
                continue
            target = folder / f"{next(numbers)}{suffix(parts[-1])}"
            with archive.open(info) as source, target.open("xb") as file:
                room.copy(source, file)
            yield Entry(parts, target)


def zip_problem(info, limits):
    """Why a file is not taken out of a zip; "" where it is."""
    if info.flag_bits & 1:
        return "it is locked with a password: hand it in without one"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file: hand in the notebook itself"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return ODD
    bomb = info.file_size > SMALL and info.file_size > limits.ratio * info.compress_size
    return too_large(info.file_size, limits) or (bomb and "it would unpack to far too much") or ""


def from_tar(path, folder, limits):
    room, numbers = Room(limits), itertools.count(1)
    unzip = Path.open if str(path).lower().endswith(".tar") else gzip.open
    with unzip(path, "rb") as packed, tarfile.open(fileobj=Counted(packed, limits.total), mode="r|") as archive:
        for number, member in enumerate(archive):
            if number >= limits.count:
                raise ValueError(f"it holds more than {limits.count} files")
            parts, leaves = parts_of(member.name)
            if member.isdir() or not parts or any(map(is_left_behind, parts)):
                continue
            problem = "its name leads out of the archive" if leaves else tar_problem(member, limits)
            if problem or not wanted(parts[-1]):
                yield Entry(parts, path, sentence(parts, problem))
                continue
            target = folder / f"{next(numbers)}{suffix(parts[-1])}"
            with archive.extractfile(member) as source, target.open("xb") as file:
                room.copy(source, file)
            yield Entry(parts, target)


def tar_problem(member, limits):
    """Why a file is not taken out of a tar file; "" where it is."""
    if not member.isfile():
        return "it is a link or a device, not a file: hand in the notebook itself"
    return ODD if member.issparse() else too_large(member.size, limits)


def too_large(size, limits):
    return f"it has {size / 2**20:.0f} MB: at most {limits.file // 2**20} are read" if size > limits.file else ""


def sentence(parts, problem):
    return f"'{parts[-1]}' is not taken: {problem}." if problem else ""


def wanted(name):
    return name.lower().endswith(NAMED)


def suffix(name):
    return next((end for end in (*TAR, *ZIP) if name.lower().endswith(end)), ".txt")


def zip_name(info):
    """The name as it was meant: many programs write UTF-8 and do not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def parts_of(name):
    """(the parts of a name in an archive that can be shown, whether it leads out of it)."""
    parts = name.replace("\\", "/").split("/")
    leaves = name.startswith(("/", "\\")) or ".." in parts or parts[0][1:2] == ":"
    clean = ("".join(c if c.isprintable() else "?" for c in part) for part in parts if part not in ("", ".", ".."))
    return tuple(clean), leaves


class Room:
    """What may still be written."""

    def __init__(self, limits):
        self.limits, self.left = limits, limits.total

    def copy(self, source, file):
        """All of a file, whatever its header says of its size."""
        for chunk in iter(lambda: source.read(2**20), b""):
            self.left -= len(chunk)
            if self.left < 0:
                raise ValueError(f"it would unpack to more than {self.limits.total // 2**20} MB")
            file.write(chunk)


class Counted(io.RawIOBase):
    """A file of which no more than `most` bytes are read."""

    def __init__(self, file, most):
        self.file, self.left, self.most = file, most, most

    def read(self, size=-1):
        chunk = self.file.read(min(size, 2**20) if size >= 0 else 2**20)
        self.left -= len(chunk)
        if self.left < 0:
            raise ValueError(f"it would unpack to more than {self.most // 2**20} MB")
        return chunk
