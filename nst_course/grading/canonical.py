"""Programs in canonical form, without what makes no difference to Python, and back to what the student wrote.

Comments, blank lines and spacing go, so that equal programs are judged once.
"""

from __future__ import annotations

import ast

from .records import Line
from .submissions.coursera_adapter import ADAPTER

MAX_SOURCE = 20_000  # characters of a program that a record keeps
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def canonical(piece: str) -> str:
    """The text as Python would write it; the text itself where that would be another program."""
    try:
        tree = ast.parse(piece)
        text = ast.unparse(tree) + "\n"
        return text if ast.dump(ast.parse(text)) == ast.dump(tree) else piece
    except UNPARSABLE:
        return piece


def original_line(piece: str, number: int) -> int:
    """The line of the piece, from 1, on which that stands which is on line `number` of its canonical text."""
    if canonical(piece) == piece:
        return number
    both = zip(ast.walk(ast.parse(piece)), ast.walk(ast.parse(canonical(piece))), strict=True)
    return next(
        (getattr(mine, "lineno", number) for mine, theirs in both if getattr(theirs, "lineno", 0) == number), number
    )


def line_in_cell(pieces: tuple[str, ...], first_lines: tuple[int, ...], piece: int, found: Line | None) -> Line | None:
    """The line as it stands in the student's cell; `found` is numbered in the canonical text of that piece."""
    if found is None or not 0 <= piece < len(pieces) or pieces[piece] == ADAPTER:
        return None
    number = original_line(pieces[piece], found.number)
    rows = pieces[piece].splitlines()
    text = rows[number - 1].strip() if 1 <= number <= len(rows) else ""
    return Line(first_lines[piece] + number - 1, text)


def readable_source(pieces: tuple[str, ...]) -> str:
    """The program without its imports, for people and for comparison."""
    return "\n\n".join(piece for piece in pieces if piece != ADAPTER and not is_import(piece))[:MAX_SOURCE]


def is_import(piece: str) -> bool:
    """Whether a piece does nothing but import."""
    try:
        return all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(piece).body)
    except UNPARSABLE:
        return False
