"""Programs that reach for what no function on tensors needs -> reasons why a person should look at them.

What only a student's own process can see, such as how often a function was traced, a program could make up there. To do
so it takes one of these; points and verdicts do not depend on them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from ..notes import Note, NoteCode, note

MODULES = {
    *("atexit", "ctypes", "fcntl", "gc", "importlib", "inspect", "marshal", "mmap", "multiprocessing", "pickle"),
    *("resource", "signal", "socket", "subprocess", "threading", "_thread"),
}
COURSE_MODULES = ("nst_course.checks", "nst_course.exercises", "nst_course.grading")
NAMES = {
    *("__builtins__", "__globals__", "__import__", "__subclasses__", "addaudithook", "eval", "exec", "modules"),
    *("_exit", "_getframe", "f_back", "f_globals", "f_locals", "fork", "gi_frame", "kill", "setprofile", "settrace"),
    *("tb_frame",),
}
SHOWN = 5  # names in a note


def suspicious_code(programs: Mapping[str, Iterable[str]]) -> Iterator[Note]:
    """A note for each exercise whose program reaches for such things; `programs` are {exercise: its pieces}."""
    for exercise, pieces in programs.items():
        found = sorted({name for piece in pieces for name in suspicious_names(piece)})
        if found:
            yield note(NoteCode.SUSPICIOUS_CODE, exercise=exercise, names=", ".join(found[:SHOWN]))


def suspicious_names(piece: str) -> Iterator[str]:
    """Names of what a text reaches for."""
    try:
        nodes = list(ast.walk(ast.parse(piece)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if is_suspicious(alias.name))
        elif isinstance(node, ast.ImportFrom):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in full if is_suspicious(name) or name.rpartition(".")[2] in NAMES)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in NAMES:
                yield name


def is_suspicious(module: str) -> bool:
    """Whether no solution needs the module."""
    return module.split(".")[0] in MODULES or module.startswith(COURSE_MODULES)
