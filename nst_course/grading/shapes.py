"""Entries of a whole class -> which shape they have, and so the owner of each."""

import re

from .choice import defines, is_notebook, is_program
from .entries import Entry
from .gradescope import METADATA, submitters
from .owners import CANVAS, clean, nbgrader_owner, owner, timestamp

WRAPPERS = {"submissions", "submitted", "export", "abgaben"}
TIMESTAMP = "timestamp.txt"


def unwrapped(entries, source):
    """The entries without a lone folder around all of them, as zip programs add it."""
    tops = {entry.parts[0] for entry in entries}
    if len(tops) != 1 or any(len(entry.parts) == 1 for entry in entries):
        return entries
    top = tops.pop()
    inner = [entry.parts[1:] for entry in entries]
    named = top.lower() in WRAPPERS or source.name.lower().startswith(top.lower())
    known = any(parts[0] == METADATA or CANVAS.fullmatch(parts[0]) for parts in inner)
    several = source.is_file() and len({parts[0] for parts in inner if len(parts) > 1}) > 1
    if not (named or known or several) or (top == "submitted" and any(len(parts) > 1 for parts in inner)):
        return entries
    return [Entry(entry.parts[1:], entry.path, entry.problem) for entry in entries]


def owners_of(entries, source):
    """Yields (`Owner`, entry) for each file that somebody handed in, for a group's file once for each of them."""
    metadata = next((entry for entry in entries if entry.parts == (METADATA,)), None)
    if metadata:
        yield from gradescope(metadata, [entry for entry in entries if entry is not metadata])
        return
    alone = clean(source.stem if source.is_file() else source.resolve().name)
    inside = [(parts, entry) for entry in entries if (parts := in_submitted(entry.parts, source))]
    if any(len(parts) > 1 for parts, _ in inside):
        times = dict(times_of(inside))
        for parts, entry in inside:
            if parts[2:] != (TIMESTAMP,):
                yield nbgrader_owner(parts, times) if len(parts) > 1 else owner(parts, alone), entry
        return
    notebooks = any(len(entry.parts) == 1 and is_notebook(entry) for entry in entries)
    yield from ((owner(entry.parts, alone), entry) for entry in entries if counts(entry, notebooks))


def in_submitted(parts, source):
    """STUDENT/ASSIGNMENT/… of a path in nbgrader's folder `submitted`, or in the course's; else ()."""
    if parts[0] == "submitted":
        return parts[1:]
    return parts if source.name == "submitted" and source.is_dir() else ()


def times_of(inside):
    """((student, assignment), time) from the timestamp.txt that nbgrader puts beside the notebooks."""
    for parts, entry in inside:
        if parts[2:] == (TIMESTAMP,) and not entry.problem and entry.path.stat().st_size < 1000:
            yield (clean(parts[0]), clean(parts[1])), timestamp(entry.path.read_text("utf-8", errors="replace"))


def gradescope(metadata, entries):
    """As submission_metadata.yml says; where it cannot be read, each folder is somebody."""
    try:
        known = submitters(metadata.path)
    except (ValueError, OSError):
        known = {}
    for entry in entries:
        people = known.get(entry.parts[0]) or [owner(entry.parts, "")]
        yield from ((person, entry) for person in people)


def counts(entry, notebooks):
    """Whether a file can be somebody's work: what lies beside the `notebooks` of a flat folder may be for all."""
    if len(entry.parts) > 1 or entry.problem or CANVAS.fullmatch(entry.name):
        return True
    lowered = entry.name.lower()
    if is_program(entry):
        return not notebooks or defines(entry) or not HELPER.match(lowered)
    return not lowered.endswith(BESIDES) and not lowered.startswith(("readme", "requirements"))


HELPER = re.compile(r"(.*_)?(tests?|test_.*|utils?|helpers?|conftest|setup|solutions?|autograder)\.py")
TABLES = (".csv", ".toml", ".yml", ".yaml", ".xlsx", ".xls", ".ods", ".cfg", ".ini", ".log", ".sh", ".bat", ".db")
BESIDES = (*TABLES, ".json", ".md", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".npz", ".npy", ".h5", ".mp4")
