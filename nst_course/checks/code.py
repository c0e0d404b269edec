"""What a function's code tells: its text, the notebook's variables it reads, names that have lost their meaning."""

import ast
import functools
import inspect
import textwrap
from dataclasses import dataclass

from ..exercises.source import unfinished
from ..report import Line
from .names import plain_function, surroundings


@dataclass(frozen=True)
class Code:
    """`text` as written ("" where Python does not know it), `bare` without comments and docstrings.

    `reads` are variables of the notebook that the function looks at, `lost` is {name: what it now is} for tf, np,
    built-ins and others that it relies on.
    """

    text: str
    bare: str
    reads: tuple
    lost: dict
    first: int = 1  # number of its first line in the cell

    def line(self, number):
        """A line of the text, from 1, with its number in the cell."""
        return Line(self.first + number - 1, self.text.splitlines()[number - 1].strip())

    @property
    def unfinished(self):
        """The lines on which there is still something to write."""
        return [self.line(number) for number in unfinished(self.text)] if self.text else []

    @property
    def head(self):
        """The line that begins with def."""
        rows = self.text.splitlines()
        return next((self.line(n) for n, row in enumerate(rows, start=1) if row.startswith("def ")), None)


def look_at(function):
    """The `Code` of a function, also of one inside `tf.function`."""
    inner = plain_function(function)
    if inner is None:
        return Code("", "", (), {})
    text = text_of(inner)
    reads, lost = surroundings(inner)
    return Code(text, bare(text), reads, lost, inspect.getsourcelines(inner)[1] if text else 1)


def text_of(function):
    try:
        text = textwrap.dedent(inspect.getsource(function))
        ast.parse(text)
    except (OSError, TypeError, SyntaxError, IndentationError):
        return ""
    return text


@functools.lru_cache(maxsize=64)
def bare(text):
    """Code without comments and docstrings, in which no sign should be found."""
    if not text:
        return ""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
