"""A function's code: its text, the notebook variables it reads, names that were overwritten."""

from __future__ import annotations

import ast
import builtins
import dis
import functools
import inspect
import textwrap
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..exercises.exercise import unfinished_lines
from .report import Line

MODULES = {"tf": "tensorflow", "np": "numpy", "keras": "keras", "nst": "nst_course"}


@dataclass(frozen=True)
class Code:
    """The code of a function.

    `text` is as written ("" if Python doesn't know it), `stripped` is without comments and docstrings. `reads` are the
    notebook variables it reads; `overwritten` is {name: its present type} for tf, np, built-ins and other names it
    relies on that the notebook has reassigned. `first_line` is its line number in the cell.
    """

    text: str = ""
    stripped: str = ""
    reads: tuple[str, ...] = ()
    overwritten: dict[str, str] = field(default_factory=dict)
    first_line: int = 1

    def line(self, number: int) -> Line:
        """A line of the text, from 1, with its number in the cell."""
        return Line(self.first_line + number - 1, self.text.splitlines()[number - 1].strip())

    @property
    def unfinished(self) -> list[Line]:
        """The lines that still need code."""
        return [self.line(number) for number in unfinished_lines(self.text)] if self.text else []

    @property
    def signature_line(self) -> Line | None:
        """The line that starts with def."""
        rows = self.text.splitlines()
        return next((self.line(n) for n, row in enumerate(rows, start=1) if row.startswith("def ")), None)


def code_of(function: Callable[..., Any]) -> Code:
    """The `Code` of a function, even inside `tf.function`."""
    inner = plain_function(function)
    if inner is None:
        return Code()
    text = source_of(inner)
    reads, overwritten = names_around(inner)
    first_line = inspect.getsourcelines(inner)[1] if text else 1
    return Code(text, strip_comments(text), reads, overwritten, first_line)


def source_of(function: types.FunctionType) -> str:
    """The function's text; "" if Python doesn't know it."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        ast.parse(text)
    except (OSError, TypeError, SyntaxError):
        return ""
    return text


@functools.lru_cache(maxsize=64)
def strip_comments(text: str) -> str:
    """Code without comments and docstrings, which must not count as signs of a mistake."""
    if not text:
        return ""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def plain_function(function: Any) -> types.FunctionType | None:
    """The Python function inside a `tf.function` or a decorator; None if there is none."""
    try:
        inner = inspect.unwrap(getattr(function, "python_function", function))
    except Exception:  # an object's attributes may raise any error
        return None
    return inner if isinstance(inner, types.FunctionType) else None


def names_around(function: types.FunctionType) -> tuple[tuple[str, ...], dict[str, str]]:
    """(notebook variables it reads, {overwritten name: its present type})."""
    names = sorted(global_names(function.__code__))
    values = {name: function.__globals__[name] for name in names if name in function.__globals__}
    overwritten = overwritten_names(values)
    return tuple(
        name for name, value in values.items() if is_data(name, value) and name not in overwritten
    ), overwritten


def global_names(code: types.CodeType) -> set[str]:
    """Global names that code looks up, including in nested functions; not attributes such as `a.shape`."""
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    own = {i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return own.union(*map(global_names, inner))


def is_data(name: str, value: Any) -> bool:
    """Whether it is a variable: not a module, function, class, or constant in capitals."""
    return not (isinstance(value, types.ModuleType) or callable(value) or (name.isupper() and len(name) > 1))


def overwritten_names(values: Mapping[str, Any]) -> dict[str, str]:
    """Names that the function relies on and that have been reassigned."""
    found = {}
    for name, module in MODULES.items():
        if name in values and not is_module(values[name], module):
            found[name] = getattr(values[name], "__name__", type(values[name]).__name__)
    for name, value in values.items():
        if hasattr(builtins, name) and not callable(value):
            found[name] = type(value).__name__
    return found


def is_module(value: Any, name: str) -> bool:
    """Whether it is that module, or a Keras imported as tf.keras."""
    return isinstance(value, types.ModuleType) and value.__name__.split(".")[0] in (name, "keras", "tf_keras")


def accepts_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> bool | None:
    """Whether the function can be called with these positional arguments; None if Python can't tell."""
    try:
        inspect.signature(function).bind(*given.values())
    except TypeError:
        return False
    except ValueError:
        return None
    return True
