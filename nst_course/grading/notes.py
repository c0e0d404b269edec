"""The grader's notes, as codes with values: why a person should look, what was left out, what was assumed.

A record stores the code; `sentence` turns it into words only at the end, so nothing depends on the wording.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from ..extraction.notebook import NOTE_SENTENCES
from ..extraction.notebook import Note as ProgramNote


class NoteCode(str, Enum):
    """What a note from the grader is about; notes on a program come from `extraction`, which has its own codes."""

    # Why a person should look at a file.
    SEVERAL_CANDIDATES = "several candidates"
    SUSPICIOUS_CODE = "suspicious code"
    MALFORMED_FILE = "malformed file"
    GRADER_FAILED = "grader failed"
    TOO_MANY_FILES = "too many files"
    REPEATED_IN_ARCHIVE = "repeated in archive"
    # Why a person should look at a student.
    SEVERAL_PLACES = "several places"
    SIMILAR_IDENTITIES = "similar identities"
    SHARED_NAME = "shared name"
    SHARED_IDENTITY = "shared identity"
    FILE_NOT_GRADED = "file not graded"
    EXERCISE_NOT_GRADED = "exercise not graded"
    LATE_BY_UNKNOWN_TIME = "late by unknown time"
    # What the instructor should know about the grading as a whole.
    UNKNOWN_STUDENT = "unknown student"
    NO_SUBMISSION_TIME = "no submission time"
    OUTDATED_RECORDS = "outdated records"
    UNREADABLE_RECORDS = "unreadable records"

    def __str__(self) -> str:
        return self.value


class Note(msgspec.Struct, frozen=True):
    """A note: its code, from `NoteCode` or extraction, and the names and numbers its sentence mentions."""

    code: str
    values: dict[str, str] = {}

    def __post_init__(self) -> None:
        if self.code not in SENTENCES:
            raise ValueError(f"unknown note '{self.code}'")

    def __hash__(self) -> int:
        return hash((self.code, tuple(self.values.items())))


def note(code: NoteCode, **values: object) -> Note:
    """A `Note` with its values converted to text."""
    return Note(code.value, {name: str(value) for name, value in values.items()})


def program_note(found: ProgramNote) -> Note:
    """A note from extraction as a `Note`."""
    return Note(found.code.value, {name: str(value) for name, value in msgspec.structs.asdict(found).items()})


SENTENCES: dict[str, str] = {code.value: text for code, text in NOTE_SENTENCES.items()} | {
    code.value: text
    for code, text in {
        NoteCode.SEVERAL_CANDIDATES: "There is no {exercise}, but {first} or {second} could be it: "
        "decide which one counts.",
        NoteCode.SUSPICIOUS_CODE: "{exercise} uses {names}, which no solution needs: check why.",
        NoteCode.MALFORMED_FILE: "The file is malformed in a way we have never seen in an honest notebook.",
        NoteCode.GRADER_FAILED: "The grader failed on this file.",
        NoteCode.TOO_MANY_FILES: "{count} files were submitted; only the first {read} were read.",
        NoteCode.REPEATED_IN_ARCHIVE: "The archive contains more than one '{file}': decide which one counts.",
        NoteCode.SEVERAL_PLACES: "Files of '{student}' come from {places}: check that they belong to one person.",
        NoteCode.SIMILAR_IDENTITIES: "{students} differ only in capitals or spaces: check whether they are one person.",
        NoteCode.SHARED_NAME: "{students} share the name '{name}': take care not to mix them up.",
        NoteCode.SHARED_IDENTITY: "Another student is also called {student}.",
        NoteCode.FILE_NOT_GRADED: "{file}: {problem}",
        NoteCode.EXERCISE_NOT_GRADED: "{exercise} could not be graded.",
        NoteCode.LATE_BY_UNKNOWN_TIME: "The file came late, but we don't know how late, so it counts as one day. "
        "Add its time to times.csv.",
        NoteCode.UNKNOWN_STUDENT: "times.csv lists {student}, who submitted nothing: check the spelling.",
        NoteCode.NO_SUBMISSION_TIME: "{count} of {total} files, such as {file}, have no submission time; "
        "they count as on time unless times.csv says otherwise.",
        NoteCode.OUTDATED_RECORDS: "Records from an older version of nst_course ({count}) were set aside, "
        "and those files were graded again.",
        NoteCode.UNREADABLE_RECORDS: "Records that could not be read ({count}) were set aside, "
        "and those files were graded again.",
    }.items()
}


def sentence(note: Note) -> str:
    """The note as a plain-text sentence; the values it contains are the student's text."""
    return SENTENCES[note.code].format_map(note.values)
