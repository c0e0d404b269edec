"""A submitted file -> `Reading`: the program of each exercise. Nothing is executed, and nothing raises."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...errors import NstError
from ...exercises import EXERCISES
from ...extraction.notebook import Cell, Notebook, NoteCode, read_notebook
from ...extraction.notebook import Note as ProgramNote
from ...extraction.program import Program, extract_program
from ...extraction.symbol_table import SymbolTable
from ..notes import Note, note, program_note
from ..notes import NoteCode as GraderNoteCode
from .coursera_adapter import adapt_coursera_program
from .rename_detection import find_renamed
from .student_identity import LESSONS

EXERCISE_DEFINITION = re.compile(rf"\bdef ({'|'.join(EXERCISES)})\b")
# '# GRADED FUNCTION: gram_matrix', the first line of cells in the well-known course.
GRADED_COMMENT = re.compile(r"^#+ *GRADED FUNCTION: *(\w+)", re.MULTILINE | re.IGNORECASE)
AVAILABLE_MODULES = {"tensorflow", "keras", "numpy", "nst_course", "scipy", *sys.stdlib_module_names}

# Names that no function on tensors needs. A program could use them to fake what only its own process can see, such as
# how often a function was traced. Points and verdicts do not depend on them.
SUSPICIOUS_MODULES = {
    *("atexit", "ctypes", "fcntl", "gc", "importlib", "inspect", "marshal", "mmap", "multiprocessing", "pickle"),
    *("resource", "signal", "socket", "subprocess", "threading", "_thread"),
}
COURSE_MODULES = ("nst_course.checks", "nst_course.exercises", "nst_course.grading")
SUSPICIOUS_NAMES = {
    *("__builtins__", "__globals__", "__import__", "__subclasses__", "addaudithook", "eval", "exec", "modules"),
    *("_exit", "_getframe", "f_back", "f_globals", "f_locals", "fork", "gi_frame", "kill", "setprofile", "settrace"),
    *("tb_frame",),
}
NAMES_SHOWN = 5  # in a note


@dataclass(frozen=True)
class Reading:
    """What a file contains.

    `exercises` is {name: `Program`} for those that it contains or should contain; `renamed` is {exercise: the name
    under which it was found}; `notes` are about the file; `problem` says, in one sentence, why nothing can be graded;
    `review` lists reasons for a person to look.
    """

    exercises: Mapping[str, Program] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[ProgramNote, ...] = ()
    problem: str = ""
    review: tuple[Note, ...] = ()


def read_submission(source: Path | bytes, name: str) -> Reading:
    """The `Reading` of a path or of bytes; `name` is the path inside the submissions, for messages."""
    try:
        return read_exercises(read_notebook(source if isinstance(source, bytes) else Path(source), name), name)
    except NstError as error:
        return Reading(problem=str(error))
    except (Exception, RecursionError, MemoryError) as error:
        why = f"'{name}' cannot be read ({type(error).__name__}): open it in Jupyter and save it again."
        return Reading(problem=why, review=(note(GraderNoteCode.MALFORMED_FILE),))


def read_exercises(notebook: Notebook, name: str) -> Reading:
    """The `Reading` of a notebook."""
    table = without_missing_modules(SymbolTable(notebook.cells))
    expected = expected_exercises(notebook, name)
    defined = [exercise for exercise in EXERCISES if table.defines(exercise)]
    renamed, unclear = find_renamed([e for e in expected or EXERCISES if e not in defined], table)
    programs = {e: program_of(table, e, renamed) for e in EXERCISES if e in {*expected, *defined, *renamed}}
    if not programs and not notebook.lessons:
        return Reading(notes=notebook.notes, problem=no_exercise(notebook, name), review=unclear)
    review = (
        *unclear,
        *unreadable_exercises(programs, notebook.cells),
        *suspicious_code({exercise: program.pieces for exercise, program in programs.items()}),
    )
    return Reading(programs, renamed, (*notebook.notes, *repeated_definitions(table, defined)), review=review)


def expected_exercises(notebook: Notebook, name: str) -> list[str]:
    """The exercises that a file should contain, in course order; none if there is no clue.

    Clues are the set-up cell, the comments of the well-known course, and the file's own name.
    """
    lessons = notebook.lessons or {lesson for lesson in LESSONS if lesson in name}
    graded = {exercise for cell in notebook.cells for exercise in GRADED_COMMENT.findall(cell.text)}
    return [name for name, exercise in EXERCISES.items() if exercise.lesson in lessons or name in graded]


def without_missing_modules(table: SymbolTable) -> SymbolTable:
    """Without `from x import *` of modules that are missing at run time, such as another course's public_tests."""
    return table.without([b for b in table.star_imports if not is_available(getattr(b.node, "module", ""))])


def is_available(module: str | None) -> bool:
    return (module or "").split(".")[0] in AVAILABLE_MODULES


def program_of(table: SymbolTable, exercise: str, renamed: Mapping[str, str]) -> Program:
    """The program of an exercise, with the course's versions only of those exercises that its solution calls."""
    name = renamed.get(exercise, exercise)
    others = {found: other for other, found in renamed.items() if other != exercise}
    program = extract_program(table, name, EXERCISES[exercise].needs, others)
    if name != exercise:
        pieces, lines = (*program.pieces, f"{exercise} = {name}"), (*program.lines, 1)
        program = replace(program, name=exercise, pieces=pieces, lines=lines)
    return adapt_coursera_program(program, name)


def repeated_definitions(table: SymbolTable, defined: Iterable[str]) -> Iterator[ProgramNote]:
    """Notes on exercises that are defined more than once."""
    for exercise in defined:
        cells = [b.cell for b in table.all_bindings(exercise) if b.defines and b.usable]
        if len(cells) > 1:
            places = ", ".join(map(str, dict.fromkeys(cells)))
            yield ProgramNote(NoteCode.DEFINED_AGAIN, exercise, str(len(cells)), detail=places)


def unreadable_exercises(programs: Mapping[str, Program], cells: Iterable[Cell]) -> Iterator[Note]:
    """Reasons to review exercises in cells that Python cannot read."""
    broken = [cell for cell in cells if cell.problem]
    for exercise, program in programs.items():
        if not program.found and any(exercise in cell.text for cell in broken):
            yield from map(program_note, program.notes[:1])


def no_exercise(notebook: Notebook, name: str) -> str:
    """Why nothing in the notebook can be graded."""
    if notebook.language:
        return f"'{name}' is a notebook for {notebook.language}: write it in Python."
    broken = (cell.problem for cell in notebook.cells if cell.problem and EXERCISE_DEFINITION.search(cell.text))
    if fault := next(broken, ""):
        return f"Python cannot read the exercises in '{name}' ({fault}): fix that line and submit again."
    return f"'{name}' contains no exercise: it should define one of {', '.join(EXERCISES)}."


def suspicious_code(programs: Mapping[str, Iterable[str]]) -> Iterator[Note]:
    """A note for each exercise whose program uses suspicious names; `programs` are {exercise: its pieces}."""
    for exercise, pieces in programs.items():
        found = sorted({name for piece in pieces for name in suspicious_names(piece)})
        if found:
            yield note(GraderNoteCode.SUSPICIOUS_CODE, exercise=exercise, names=", ".join(found[:NAMES_SHOWN]))


def suspicious_names(piece: str) -> Iterator[str]:
    """The suspicious names that a text uses."""
    try:
        nodes = list(ast.walk(ast.parse(piece)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if is_suspicious(alias.name))
        elif isinstance(node, ast.ImportFrom):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in full if is_suspicious(name) or name.rpartition(".")[2] in SUSPICIOUS_NAMES)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in SUSPICIOUS_NAMES:
                yield name


def is_suspicious(module: str) -> bool:
    """Whether the module is one that no solution needs."""
    return module.split(".")[0] in SUSPICIOUS_MODULES or module.startswith(COURSE_MODULES)
