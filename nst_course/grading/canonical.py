"""Programs without what makes no difference to Python: comments, blank lines, spacing. Equal ones are judged once."""

import ast


def canonical(piece):
    """The text as Python would write it; the text itself where that would be another program."""
    try:
        tree = ast.parse(piece)
        text = ast.unparse(tree) + "\n"
        return text if ast.dump(ast.parse(text)) == ast.dump(tree) else piece
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return piece


def original_line(piece, number):
    """The line of the piece, from 1, on which that stands which is on line `number` of its canonical text."""
    if canonical(piece) == piece:
        return number
    both = zip(ast.walk(ast.parse(piece)), ast.walk(ast.parse(canonical(piece))), strict=True)
    return next((mine.lineno for mine, theirs in both if getattr(theirs, "lineno", 0) == number), number)
