"""The entries of a whole class -> their layout, and from it the owner of each file.

Known layouts: a flat folder, a folder for each student, nbgrader's `submitted`, the downloads of Canvas, Moodle and
Gradescope. Gradescope's submission_metadata.yml tells who submitted which folder, and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from .file_selection import is_notebook, is_program, seems_to_define_exercise
from .student_identity import CANVAS, Owner, composed, iso_time, nbgrader_owner, owner_of, parse_timestamp
from .walk import Entry

WRAPPERS = {"submissions", "submitted", "export", "abgaben"}
TIMESTAMP_FILE = "timestamp.txt"
METADATA_FILE = "submission_metadata.yml"
# Files next to the notebooks of a flat folder that may be shared by all.
SHARED_PROGRAM = re.compile(r"(.*_)?(tests?|test_.*|utils?|helpers?|conftest|setup|solutions?|autograder)\.py")
TABLES = (".csv", ".toml", ".yml", ".yaml", ".xlsx", ".xls", ".ods", ".cfg", ".ini", ".log", ".sh", ".bat", ".db")
MATERIAL = (*TABLES, ".json", ".md", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".npz", ".npy", ".h5", ".mp4")


def without_wrapper(entries: list[Entry], source: Path) -> list[Entry]:
    """The entries without the single enclosing folder that zip programs add."""
    tops = {entry.parts[0] for entry in entries}
    if len(tops) != 1 or any(len(entry.parts) == 1 for entry in entries):
        return entries
    top = tops.pop()
    inner = [entry.parts[1:] for entry in entries]
    named = top.lower() in WRAPPERS or source.name.lower().startswith(top.lower())
    known = any(parts[0] == METADATA_FILE or CANVAS.fullmatch(parts[0]) for parts in inner)
    several = source.is_file() and len({parts[0] for parts in inner if len(parts) > 1}) > 1
    if not (named or known or several) or (top == "submitted" and any(len(parts) > 1 for parts in inner)):
        return entries
    return [Entry(entry.parts[1:], entry.path, entry.problem) for entry in entries]


def with_owners(entries: Sequence[Entry], source: Path) -> Iterator[tuple[Owner, Entry]]:
    """Yields (owner, entry) for each submitted file; a group's file once per member."""
    metadata = next((entry for entry in entries if entry.parts == (METADATA_FILE,)), None)
    if metadata:
        yield from gradescope_owners(metadata, [entry for entry in entries if entry is not metadata])
        return
    only_student = composed(source.stem if source.is_file() else source.resolve().name)
    inside = [(parts, entry) for entry in entries if (parts := parts_in_submitted(entry.parts, source))]
    if any(len(parts) > 1 for parts, _ in inside):
        times = dict(nbgrader_times(inside))
        for parts, entry in inside:
            if parts[2:] != (TIMESTAMP_FILE,):
                yield nbgrader_owner(parts, times) if len(parts) > 1 else owner_of(parts, only_student), entry
        return
    notebooks = any(len(entry.parts) == 1 and is_notebook(entry) for entry in entries)
    for entry in entries:
        if is_somebodys_work(entry, notebooks):
            yield owner_of(entry.parts, only_student), entry


def parts_in_submitted(parts: tuple[str, ...], source: Path) -> tuple[str, ...]:
    """The parts STUDENT/ASSIGNMENT/… of a path in nbgrader's `submitted` or in the course's folder; otherwise ()."""
    if parts[0] == "submitted":
        return parts[1:]
    return parts if source.name == "submitted" and source.is_dir() else ()


def nbgrader_times(inside: Sequence[tuple[tuple[str, ...], Entry]]) -> Iterator[tuple[tuple[str, str], str]]:
    """((student, assignment), time) from the timestamp.txt that nbgrader puts next to the notebooks."""
    for parts, entry in inside:
        if parts[2:] == (TIMESTAMP_FILE,) and not entry.problem and entry.path.stat().st_size < 1000:
            text = entry.path.read_text("utf-8", errors="replace")
            yield (composed(parts[0]), composed(parts[1])), parse_timestamp(text)


def gradescope_owners(metadata: Entry, entries: Sequence[Entry]) -> Iterator[tuple[Owner, Entry]]:
    """Owners from submission_metadata.yml; if it cannot be read, each folder is a student."""
    try:
        known = read_gradescope_metadata(metadata.path)
    except (ValueError, OSError):
        known = {}
    for entry in entries:
        for owner in known.get(entry.parts[0]) or [owner_of(entry.parts, "")]:
            yield owner, entry


def read_gradescope_metadata(path: Path) -> dict[str, list[Owner]]:
    """{folder or file: its owners}; every member of a group owns its folder. Raises ValueError if unreadable."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster
    try:
        found = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(str(error).split("\n")[0]) from None
    if not isinstance(found, dict):
        raise ValueError("it is not a list of submissions")
    return {str(key): list(group_members(str(key), value)) for key, value in found.items() if isinstance(value, dict)}


def group_members(key: str, entry: dict[str, Any]) -> Iterator[Owner]:
    """An `Owner` per submitter, identified by e-mail address because two people may have the same name."""
    created = entry.get(":created_at", "")
    time = iso_time(created) if isinstance(created, datetime) else parse_timestamp(str(created))
    submitters = entry.get(":submitters")
    for person in submitters if isinstance(submitters, list) else ():
        if isinstance(person, dict):
            name, email, sid = (composed(str(person.get(f":{what}") or "")) for what in ("name", "email", "sid"))
            ids = {"gradescope": key.removeprefix("submission_"), "email": email, "sid": sid}
            given = {what: value for what, value in ids.items() if value}
            yield Owner(email or sid or name or key, name, f"{key}/", time=time, ids=given)


def is_somebodys_work(entry: Entry, notebooks: bool) -> bool:
    """Whether a file can be a student's work: files next to the `notebooks` of a flat folder may be shared by all."""
    if len(entry.parts) > 1 or entry.problem or CANVAS.fullmatch(entry.name):
        return True
    lowered = entry.name.lower()
    if is_program(entry):
        return not notebooks or seems_to_define_exercise(entry) or not SHARED_PROGRAM.match(lowered)
    return not lowered.endswith(MATERIAL) and not lowered.startswith(("readme", "requirements"))
