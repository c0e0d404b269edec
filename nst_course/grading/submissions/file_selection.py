"""Selects the student files to grade: notebooks, and programs that contain an exercise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ...exercises import EXERCISES
from ..notes import Note, NoteCode, note
from .archives import is_archive
from .student_identity import Owner
from .walk import Entry

MAX_FILES = 60  # read per student
NOTEBOOK = (".ipynb", ".ipynb.txt", ".ipynb.json")
PROGRAM = (".py", ".py.txt")
DEFINES = re.compile(rb"\b(?:def\s+)?(?:%s)\s*[(=]" % b"|".join(name.encode() for name in EXERCISES))
SEARCHED = 2**20  # bytes searched of a program

Owned = tuple[Owner, Entry]
Selected = tuple[Owner, Entry, tuple[Note, ...]]


def select_files(found: Iterable[Owned]) -> Iterator[Selected]:
    """Yields (owner, entry, reasons for review) for each file that becomes a submission."""

    def key(pair: Owned) -> tuple[str, str, str]:
        return pair[0].student, pair[0].place, pair[0].assignment

    for _, group in groupby(sorted(found, key=lambda pair: (*key(pair), pair[1].file)), key):
        yield from select_of_one(list(group))


def select_of_one(pairs: Sequence[Owned]) -> Iterator[Selected]:
    """Selects from one student and assignment; other files count only without a notebook, unless a broken archive."""
    programs = [pair for pair in pairs if is_program(pair[1])]
    graded = [pair for pair in pairs if is_notebook(pair[1]) or (pair[1].problem and is_archive(pair[1].name))]
    graded += [pair for pair in programs if seems_to_define_exercise(pair[1])] or ([] if graded else programs)
    if graded:
        too_many = len(graded) > MAX_FILES
        review = (note(NoteCode.TOO_MANY_FILES, count=len(graded), read=MAX_FILES),) if too_many else ()
        for owner, entry in sorted(graded, key=lambda pair: pair[1].file)[:MAX_FILES]:
            yield owner, entry, review
        return
    owner, entry = next((pair for pair in pairs if pair[1].problem), pairs[0])
    others = f" (and {len(pairs) - 1} more)" if len(pairs) > 1 else ""
    problem = entry.problem or f"'{entry.name}'{others} is not a notebook: submit the .ipynb file itself."
    yield owner, replace(entry, problem=problem), ()


def is_notebook(entry: Entry) -> bool:
    return entry.name.lower().endswith(NOTEBOOK)


def is_program(entry: Entry) -> bool:
    return entry.name.lower().endswith(PROGRAM)


def seems_to_define_exercise(entry: Entry) -> bool:
    """Whether a program seems to contain an exercise; also if it can't be read, which its record will report."""
    if entry.problem:
        return True
    try:
        with entry.path.open("rb") as file:
            return DEFINES.search(file.read(SEARCHED)) is not None
    except OSError:
        return True
