"""Records: what grading found in one file, as versioned JSON. Grades, pages and exports need nothing else."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .. import __version__
from ..checks.report import Line, Verdict
from ..exercises.exercise import CheckStep
from ..images import replacing
from .notes import Note

if TYPE_CHECKING:
    from .scheduler import GradingRun
    from .submissions import Submission

__all__ = [
    "ExerciseRecord",
    "Isolation",
    "Line",
    "Record",
    "StoredRecords",
    "Verdict",
    "read_records",
    "record_key",
    "to_json",
    "write_record",
    "write_whole",
]
VERSION = 2  # of the format; files with records of another version are graded again
PACKAGE = Path(__file__).parents[1]
ROOMS = ("costs.py", "exercises", "checks", "extraction", "grading")  # what a verdict depends on


class Isolation(str, Enum):
    """What isolated a student's code: a bubblewrap sandbox, or only a process with limits."""

    BUBBLEWRAP = "bubblewrap"
    PROCESS = "process"

    def __str__(self) -> str:
        return self.value


class ExerciseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What was found for one exercise; text that does not apply is empty.

    `steps` are the steps of the check in order: True, False, or None if not reached. `renamed` is the name under which
    the function was found, `source` its program without imports.
    """

    exercise: str
    verdict: Verdict
    points: float
    max_points: float
    headline: str
    mistake: str = ""
    diagnosis: str = ""
    next_move: str = ""
    line: Line | None = None
    steps: tuple[tuple[CheckStep, bool | None], ...] = ()
    notes: tuple[Note, ...] = ()
    renamed: str = ""
    source: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in one file.

    `key` is a digest of everything the record depends on; `time` is ISO 8601 or ""; `ids` are the student's numbers
    in other systems; `problem` says why nothing could be graded; `review` lists reasons for a person to look.
    """

    version: int = VERSION
    key: str
    student: str
    name: str
    file: str
    assignment: str = ""
    time: str = ""
    late: bool = False
    ids: dict[str, str] = {}
    grader: str = __version__
    isolation: Isolation
    seed: str
    verdict: Verdict
    problem: str = ""
    notes: tuple[Note, ...] = ()
    review: tuple[Note, ...] = ()
    exercises: tuple[ExerciseRecord, ...] = ()
    points: float
    max_points: float


@functools.cache
def grader_digest() -> str:
    """A digest of exercises, checks and grader: when they change, everything is graded again."""
    digest = hashlib.sha256(__version__.encode())
    for room in ROOMS:
        path = PACKAGE / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def record_key(submission: Submission, content: bytes, run: GradingRun) -> str:
    """A digest of what a record depends on: the file and its owner, exercises, grader, seed, limits."""
    parts = [
        VERSION,
        grader_digest(),
        *(submission.student, submission.name, submission.file, submission.time, submission.late, submission.problem),
        sorted(submission.ids.items()),
        submission.review,
        *(run.seed, run.seconds, run.memory),
    ]
    return hashlib.sha256(msgspec.json.encode(parts) + hashlib.sha256(content).digest()).hexdigest()


def to_json(value: object) -> str:
    """The value as indented JSON text, ending with a newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"


def write_record(record: Record, folder: Path, name: str) -> None:
    """Writes the record whole or not at all, even if the machine crashes. Raises NstError."""
    write_whole(folder / f"{name}-{record.key[:16]}.json", to_json(record))


def write_whole(path: Path, text: str) -> None:
    """Writes a text file whole or not at all, with line endings as in the text. Raises NstError."""
    with replacing(path, (Path(path).suffix,)) as part:
        part.write_bytes(text.encode())


@dataclass(frozen=True)
class StoredRecords:
    """The records in a folder, by key and with their files; `outdated` and `unreadable` ones must be redone."""

    current: dict[str, tuple[Path, Record]] = field(default_factory=dict)
    outdated: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)


class RecordVersion(msgspec.Struct):
    """The version, read before the rest of a record; version 1 called the field `format`."""

    version: int = 1


def read_records(folder: Path) -> StoredRecords:
    """The records in a folder, checked against `Record` field by field. Never raises."""
    stored = StoredRecords()
    for path in sorted(Path(folder).glob("*.json")):
        try:
            content = path.read_bytes()
            if msgspec.json.decode(content, type=RecordVersion).version != VERSION:
                stored.outdated.append(path)
                continue
            record = msgspec.json.decode(content, type=Record)
            stored.current[record.key] = path, record
        except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
            stored.unreadable.append(path)
    return stored
