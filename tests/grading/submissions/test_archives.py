"""Malicious archives: nothing is written outside, nothing grows without limit, the rest of the class is found."""

import io
import os
import struct
import tarfile
import tempfile
import tracemalloc
import zipfile

import pytest
from broken import CELLS, notebook, zipped

from nst_course.errors import NstError
from nst_course.grading.notes import NoteCode
from nst_course.grading.submissions import archives, find_submissions
from nst_course.grading.submissions.archives import Limits, unpack

BOOK = notebook(*CELLS)


def zip_of(*infos):
    """A zip of (ZipInfo or name, bytes), with names as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in infos:
            archive.writestr(info, data)
    return buffer.getvalue()


def tar_of(*members):
    """A tar.gz of (TarInfo, bytes)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def zip_link(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


OUTSIDE = ["../../evil.ipynb", "/evil.ipynb", "..\\..\\evil.ipynb", "C:\\evil.ipynb", "a/../../../evil.ipynb"]
LINKS = [
    (member("l.ipynb", tarfile.SYMTYPE, "/etc/passwd"), b""),
    (member("h.ipynb", tarfile.LNKTYPE, "/etc/passwd"), b""),
]
ATTACKS = {
    **{f"zip-slip {name}": ("a.zip", zip_of((name, BOOK)), "leads out") for name in OUTSIDE},
    **{f"tar-slip {name}": ("a.tar.gz", tar_of((member(name), BOOK)), "leads out") for name in OUTSIDE},
    "a link in a zip": ("a.zip", zip_of((zip_link("l.ipynb"), b"/etc/passwd")), "link"),
    "links in a tar": ("a.tgz", tar_of(*LINKS), "link"),
    "a device in a tar": ("a.tgz", tar_of((member("d.ipynb", tarfile.CHRTYPE), b"")), "device"),
    "a pipe in a tar": ("a.tgz", tar_of((member("p.ipynb", tarfile.FIFOTYPE), b"")), "device"),
    "a bomb": ("a.zip", zip_of(("b.ipynb", bytes(50 * 2**20))), "b.ipynb"),
    "a file too large": ("a.zip", zip_of(("b.ipynb", bytes(70 * 2**20))), "64 MB"),
    "a bomb in a tar": ("a.tgz", tar_of((member("b.ipynb"), bytes(70 * 2**20))), "64 MB"),
    "too much in all": ("a.tgz", tar_of(*((member(f"{n}.ipynb"), bytes(50 * 2**20)) for n in range(6))), "256 MB"),
    "a bomb of no notebooks": ("a.tgz", tar_of(*((member(f"{n}"), bytes(60 * 2**20)) for n in range(6))), "256 MB"),
    "too many": ("a.zip", zip_of(*((f"{n}", b"") for n in range(10_001))), "more than 10000"),
    "locked": ("a.zip", zipped({"3.ipynb": BOOK}, True), "password"),
    "zips without end": ("a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.ipynb": BOOK})})}), "inside archives"),
    "not a zip": ("a.zip", b"PK\x03\x04 and nothing", "cannot be unpacked"),
    "not a tar": ("a.tar.gz", b"\x1f\x8b\x08 and nothing", "cannot be unpacked"),
    "cut off": ("a.tar.gz", tar_of((member("3.ipynb"), os.urandom(9000)))[:-3000], "cannot be unpacked"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks(tmp_path, attack):
    file, data, says = ATTACKS[attack]
    (tmp_path / "class" / "eve").mkdir(parents=True)
    (tmp_path / "class" / "eve" / file).write_bytes(data)
    (tmp_path / "class" / "alice.ipynb").write_bytes(BOOK)
    into = tmp_path / "deep" / "unpacked"
    before = set(tmp_path.rglob("*"))
    alice, *eve = find_submissions(tmp_path / "class", into)
    assert (alice.student, alice.problem) == ("alice", "")
    assert eve
    assert all(s.student == "eve" and says in s.problem and "\n" not in s.problem for s in eve)
    after = set(tmp_path.rglob("*")) - before
    assert all(path == into.parent or path.is_relative_to(into) for path in after)
    assert not any(path.is_symlink() for path in after)
    assert not any(path.name.startswith("evil") for path in after)


def test_a_header_that_lies_about_the_size(tmp_path):
    """It claims that the file is small; anything beyond that is not unpacked."""
    data = bytearray(zip_of(("b.ipynb", bytes(9 * 2**20))))
    size = struct.pack("<I", 9 * 2**20)
    data = data.replace(size, struct.pack("<I", 1000))
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(NstError, match="cannot be unpacked"):
        unpack(tmp_path / "a.zip", tmp_path)
    assert all(path.stat().st_size < 2**20 for path in tmp_path.rglob("*.txt"))


def test_memory_stays_small(tmp_path):
    (tmp_path / "a.tgz").write_bytes(tar_of((member("b.ipynb"), bytes(60 * 2**20))))
    tracemalloc.start()
    unpack(tmp_path / "a.tgz", tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


def test_a_name_twice_is_kept_twice(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zip_of(("3.ipynb", BOOK), ("3.ipynb", notebook("x = 1")))
    (tmp_path / "alice.zip").write_bytes(data)
    (tmp_path / "class").mkdir()
    (tmp_path / "alice.zip").rename(tmp_path / "class" / "alice.zip")
    first, second = find_submissions(tmp_path / "class", tmp_path / "unpacked")
    assert (first.file, second.file) == ("alice.zip/3.ipynb", "alice.zip/3.ipynb (2)")
    assert first.path.read_bytes() != second.path.read_bytes()
    assert [note.code for note in second.review] == [NoteCode.REPEATED_IN_ARCHIVE]


def test_names_in_undeclared_utf_8(tmp_path):
    """As written by many programs."""
    info = zipfile.ZipInfo("M??ller.ipynb")
    data = zip_of((info, BOOK)).replace(b"M??ller", "Müller".encode())
    (tmp_path / "a.zip").write_bytes(data)
    assert [entry.parts for entry in unpack(tmp_path / "a.zip", tmp_path)] == [("Müller.ipynb",)]


def test_hostile_names_can_be_shown(tmp_path):
    (tmp_path / "a.zip").write_bytes(zip_of(("a\x1b[31m\n\u202eb/3.ipynb", BOOK)))
    (entry,) = unpack(tmp_path / "a.zip", tmp_path)
    assert entry.file.isprintable()


def test_a_full_disk_is_one_sentence(tmp_path, monkeypatch):
    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    (tmp_path / "a.zip").write_bytes(zip_of(("3.ipynb", BOOK)))
    with pytest.raises(NstError, match="No space left"):
        unpack(tmp_path / "a.zip", tmp_path)


def test_a_class_that_is_locked(tmp_path):
    """Each file says so."""
    (tmp_path / "class.zip").write_bytes(zipped({"alice.ipynb": BOOK, "bob.ipynb": BOOK}, True))
    assert ["password" in s.problem for s in find_submissions(tmp_path / "class.zip", tmp_path / "unpacked")] == [
        True,
        True,
    ]


def test_limits_of_a_class_are_wider(tmp_path):
    assert archives.COURSE.count > archives.STUDENT.count
    (tmp_path / "a.zip").write_bytes(zip_of(*((f"{n}.ipynb", BOOK) for n in range(20))))
    assert len(unpack(tmp_path / "a.zip", tmp_path, Limits(count=20))) == 20
    with pytest.raises(NstError, match="more than 19 files"):
        unpack(tmp_path / "a.zip", tmp_path, Limits(count=19))
