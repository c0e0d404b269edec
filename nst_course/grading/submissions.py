"""A folder or an archive of a class's work -> [`Submission`]: each file, whose it is, what is odd about it."""

from dataclasses import dataclass, field
from pathlib import Path

from ..errors import NstError
from .archives import COURSE, is_archive, unpack
from .choice import handed_in
from .doubles import told
from .entries import Entry, walk
from .owners import owner as file_owner
from .shapes import owners_of, unwrapped

NESTED = 2  # archives inside each other that one student's work may have


@dataclass(frozen=True)
class Submission:
    """One file that was handed in.

    `student` is who it is, for joining tables; `name` what people read; `file` the path inside the submissions and
    `path` where the bytes are; `time` ISO 8601 with its offset, where the source tells it; `late` whether the file's
    name says so; `problem` why it cannot be graded; `ids` the numbers of other systems, as {"canvas": "123"}; `human`
    reasons why a person should look.
    """

    student: str
    name: str
    file: str
    path: Path
    assignment: str = ""
    time: str = ""
    late: bool = False
    problem: str = ""
    ids: dict = field(default_factory=dict)
    human: tuple = ()


def find(source, into, besides=()):
    """[`Submission`] of a class, sorted by student and file, from a folder, a zip or a tar file.

    Archives are unpacked into `into`, which is made. Paths in `besides`, such as our own results, are not looked at.
    Raises NstError when there is nothing to grade or `source` cannot be read.
    """
    source, into = Path(source), Path(into)
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NstError(f"'{into}' cannot be made ({error.strerror}): choose another folder.") from None
    entries = unwrapped(list(listed(source, into, besides)), source)
    found = []
    for owner, entry in owners_of(entries, source):
        found += owned(owner, opened(entry, into))
    if not found:
        raise NstError(f"'{source}' holds no submissions: give a folder or zip with notebooks (.ipynb) in it.")
    kept = list(handed_in(found))
    submissions = told([submission(*one) for one in kept], [owner.place for owner, _, _ in kept])
    return sorted(submissions, key=lambda s: (s.student, s.file))


def owned(owner, entries):
    """(`Owner`, entry) for all that one thing held: the owner's, but for the files of a class in a zip of its own."""
    classes = [file_owner((entry.parts[-1],), "") for entry in entries] if len(entries) > 1 else []
    if classes and all(one.ids for one in classes):
        return list(zip(classes, entries, strict=True))
    return [(owner, entry) for entry in entries]


def listed(source, into, besides):
    """The entries of the source."""
    if source.is_dir():
        return walk(source, (*besides, into))
    if not source.exists():
        raise NstError(f"There is no folder or zip '{source}': look for a slip in its name.")
    if is_archive(source.name) and source.is_file():
        return unpack(source, into, COURSE)
    if source.suffix.lower() in (".ipynb", ".py") and source.is_file():
        return [Entry((source.name,), source)]
    raise NstError(f"'{source}' is neither a folder nor a zip of submissions: give one of those.")


def opened(entry, into, depth=1):
    """The entry itself, or those inside where it is an archive: they are its owner's, whatever they are called."""
    if entry.problem or not is_archive(entry.name):
        return [entry]
    if depth > NESTED:
        return [Entry(entry.parts, entry.path, f"'{entry.name}' is an archive in archives: hand in the notebook.")]
    try:
        inside = unpack(entry.path, into)
    except NstError as error:
        return [Entry(entry.parts, entry.path, str(error))]
    if not inside:
        return [Entry(entry.parts, entry.path, f"'{entry.name}' holds no file: nothing was handed in.")]
    deeper = (Entry((*entry.parts, *inner.parts), inner.path, inner.problem) for inner in inside)
    return [found for inner in deeper for found in opened(inner, into, depth + 1)]


def submission(owner, entry, human):
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
        human=human,
    )
