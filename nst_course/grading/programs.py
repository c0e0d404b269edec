"""A program that was read, and what was found on it -> the part of a record on its exercise."""

import ast

from ..extraction.notebook import Note, NoteCode
from .canonical import original_line
from .jobs import failure
from .record import entry as record_entry
from .well_known import ADAPTER

SOURCE = 20_000  # characters of a program that a record keeps


def entry(name, reading, found):
    """The part of a record on one exercise."""
    extraction, renamed = reading.exercises[name], reading.renamed.get(name, "")
    told = [note for note in extraction.notes if note.code is not NoteCode.STAND_IN]  # so it always is
    notes = [str(note) for note in told]
    more = {"notes": notes, "renamed": renamed, "source": source(extraction)}
    if found is None:
        said = told[0] if told else Note(NoteCode.MISSING, name)
        missing = {"verdict": "missing", "headline": said.headline, "next_move": ""}
        if said.code is NoteCode.UNREADABLE:
            missing["next_move"] = "Mend that line until the cell runs, and hand in again."
        return record_entry(name, {**failure(""), **missing}, **more | {"notes": notes[1:]})
    finding = dict(found[0])
    return record_entry(name, finding | {"line": line(extraction, finding.pop("piece"), finding["line"])}, **more)


def line(extraction, piece, found):
    """The line as it stands in the student's cell."""
    if not found or not 0 <= piece < len(extraction.pieces) or extraction.pieces[piece] == ADAPTER:
        return None
    text = extraction.pieces[piece]
    number = original_line(text, found["number"])
    rows = text.splitlines()
    return {
        "number": extraction.lines[piece] + number - 1,
        "text": rows[number - 1].strip() if 1 <= number <= len(rows) else "",
    }


def source(extraction):
    """The program without its imports, for people and for comparison."""
    parts = [piece for piece in extraction.pieces if piece != ADAPTER and not imports(piece)]
    return "\n\n".join(parts)[:SOURCE]


def imports(piece):
    try:
        return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(piece).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
