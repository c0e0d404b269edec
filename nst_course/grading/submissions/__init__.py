"""A folder or archive of a class's work -> a `Submission` for each file: its owner, and anything odd about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import NstError
from ..notes import Note
from .archives import COURSE, is_archive, unpack
from .file_selection import Selected, select_files
from .layouts import with_owners, without_wrapper
from .student_identity import Owner, mark_identity_conflicts, owner_of
from .walk import Entry, walk

MAX_NESTING = 2  # depth of nested archives in one student's work


@dataclass(frozen=True)
class Submission:
    """One file that was submitted.

    `student` is the identity, for joining tables; `name` is for display; `file` is the path inside the submissions,
    `path` where the bytes are; `time` is ISO 8601 with its offset, if the source gives it; `late` tells whether the
    file's name says so; `problem` is why it cannot be graded; `ids` are IDs in other systems, as {"canvas": "123"};
    `review` lists reasons for a person to look.
    """

    student: str
    name: str
    file: str
    path: Path
    assignment: str = ""
    time: str = ""
    late: bool = False
    problem: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    review: tuple[Note, ...] = ()


def find_submissions(source: Path, unpacked: Path, excluded: Iterable[Path] = ()) -> list[Submission]:
    """The submissions of a class, sorted by student and file, from a folder, a zip or a tar file.

    Archives are unpacked into the folder `unpacked`, which is created. Paths in `excluded`, such as our own results,
    are ignored. Raises NstError if there is nothing to grade or `source` cannot be read.
    """
    source, unpacked = Path(source), Path(unpacked)
    try:
        unpacked.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NstError(f"'{unpacked}' cannot be created ({error.strerror}): choose another folder.") from None
    entries = without_wrapper(list(entries_of_source(source, unpacked, excluded)), source)
    found: list[tuple[Owner, Entry]] = []
    for owner, entry in with_owners(entries, source):
        found += owners_inside(owner, open_archives(entry, unpacked))
    if not found:
        raise NstError(f"'{source}' contains no submissions: give a folder or zip with notebooks (.ipynb) in it.")
    kept = list(select_files(found))
    submissions = mark_identity_conflicts(map(as_submission, kept), [owner.place for owner, _, _ in kept])
    return sorted(submissions, key=lambda s: (s.student, s.file))


def owners_inside(owner: Owner, entries: list[Entry]) -> list[tuple[Owner, Entry]]:
    """(owner, entry) for everything in one file: its owner's work, unless it is the download of a whole class."""
    by_name = [owner_of((entry.parts[-1],), "") for entry in entries] if len(entries) > 1 else []
    if by_name and all(one.ids for one in by_name):
        return list(zip(by_name, entries, strict=True))
    return [(owner, entry) for entry in entries]


def entries_of_source(source: Path, unpacked: Path, excluded: Iterable[Path]) -> Iterable[Entry]:
    """The entries of a folder, an archive or a single file. Raises NstError."""
    if source.is_dir():
        return walk(source, (*excluded, unpacked))
    if not source.exists():
        raise NstError(f"There is no folder or zip '{source}': check the name for typos.")
    if is_archive(source.name) and source.is_file():
        return unpack(source, unpacked, COURSE)
    if source.suffix.lower() in (".ipynb", ".py") and source.is_file():
        return [Entry((source.name,), source)]
    raise NstError(f"'{source}' is neither a folder nor a zip of submissions: give one of those.")


def open_archives(entry: Entry, unpacked: Path, depth: int = 1) -> list[Entry]:
    """The entry itself, or those inside if it is an archive; they belong to its owner, whatever their names."""
    if entry.problem or not is_archive(entry.name):
        return [entry]
    if depth > MAX_NESTING:
        problem = f"'{entry.name}' is an archive inside archives: submit the notebook itself."
        return [Entry(entry.parts, entry.path, problem)]
    try:
        inside = unpack(entry.path, unpacked)
    except NstError as error:
        return [Entry(entry.parts, entry.path, str(error))]
    if not inside:
        return [Entry(entry.parts, entry.path, f"'{entry.name}' contains no files: nothing was submitted.")]
    deeper = [Entry((*entry.parts, *inner.parts), inner.path, inner.problem) for inner in inside]
    return [found for inner in deeper for found in open_archives(inner, unpacked, depth + 1)]


def as_submission(selected: Selected) -> Submission:
    owner, entry, review = selected
    return Submission(
        student=owner.student,
        name=owner.name or owner.student,
        file=entry.file,
        path=entry.path,
        assignment=owner.assignment,
        time=owner.time,
        late=owner.late,
        problem=entry.problem,
        ids=owner.ids,
        review=review,
    )
