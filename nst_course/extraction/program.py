"""Symbol table, name of a function -> `Program`: the text of the function with everything it needs.

Nothing is executed: the caller decides where and how safely to run a program.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..exercises import EXERCISES
from .notebook import Cell, Note, Notebook, NoteCode
from .symbol_table import Binding, SymbolTable

ALWAYS_DEFINED = {*dir(builtins), "__name__", "__file__", "display", "get_ipython"}


@dataclass(frozen=True)
class Program:
    """The function `name`, as `pieces` of text to be executed one after the other; no pieces if it was not found.

    `lines` are the numbers of the pieces' first lines in their cells; `notes` say what was skipped, replaced, or not
    found; `stand_ins` are the exercises that the pieces import from the course.
    """

    name: str
    pieces: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    stand_ins: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.pieces)

    @property
    def source(self) -> str:
        """The pieces as one text."""
        return "\n\n".join(self.pieces) + "\n" if self.pieces else ""


def exercises_in(notebook: Notebook) -> list[str]:
    """The exercises of the lesson that the set-up cell names, and those that the notebook defines."""
    table = SymbolTable(notebook.cells)
    return [n for n, exercise in EXERCISES.items() if exercise.lesson in notebook.lessons or table.defines(n)]


def extract_program(
    source: SymbolTable | list[Cell],
    name: str,
    stand_ins: Iterable[str] = (),
    renamed: Mapping[str, str] | None = None,
) -> Program:
    """The function `name` with its imports, helpers, classes, and plain assignments, in the notebook's order.

    The last definition of the function wins. Calls and loops at the top level are never part of it. Exercises in
    `stand_ins` are imported from nst_course.costs, so that each function is judged on its own; `renamed` {name in the
    notebook: exercise} says which of them have different names here.
    """
    table = source if isinstance(source, SymbolTable) else SymbolTable(source)
    if not table.defines(name):
        return Program(name, notes=(explain_missing(table, name),))
    replaceable = {exercise: exercise for exercise in stand_ins}
    replaceable |= {n: exercise for n, exercise in (renamed or {}).items() if exercise in replaceable}
    chosen, replaced, notes = collect_needs(table, name, replaceable)
    pieces = [(b.text, b.line) for b in table.star_imports]
    if replaced:
        pieces.append((f"from nst_course.costs import {import_list(replaced)}", 1))
    pieces += [(b.text, b.line) for b in table.bindings if id(b) in chosen and not b.is_star_import]
    texts, lines = zip(*pieces, strict=True)
    return Program(name, texts, lines, tuple(notes), tuple(sorted(set(replaced.values()))))


def import_list(replaced: Mapping[str, str]) -> str:
    """`gram_matrix as my_gram, total_cost` for {name in the notebook: exercise}."""
    pairs = sorted((exercise, name) for name, exercise in replaced.items())
    return ", ".join(exercise if exercise == name else f"{exercise} as {name}" for exercise, name in pairs)


def collect_needs(
    table: SymbolTable, name: str, replaceable: Mapping[str, str]
) -> tuple[set[int], dict[str, str], list[Note]]:
    """(ids of the bindings that the function needs, {replaced name: exercise}, notes)."""
    waiting = [b for b in table.current_bindings(name) if not b.is_import]
    chosen, replaced, seen = {id(b) for b in waiting}, {}, {name}
    notes = list(skipped_changes(table, name, waiting[0]))
    while waiting:
        user = waiting.pop()
        for need in sorted(user.needs - seen):
            seen.add(need)
            if need in replaceable:
                replaced[need] = replaceable[need]
                notes.append(Note(NoteCode.STAND_IN, name, need))
            elif found := table.current_bindings(need, user.cell):
                fresh = [b for b in found if id(b) not in chosen]
                chosen.update(map(id, fresh))
                waiting += fresh
                notes += skipped_changes(table, need, found[0])
            elif need not in ALWAYS_DEFINED and not table.star_imports:
                notes.append(explain_unknown(table, name, need))
    return chosen, replaced, notes


def skipped_changes(table: SymbolTable, name: str, first: Binding) -> Iterator[Note]:
    """Notes on changes to the name after `first`, its value, that the program leaves out."""
    bindings = table.all_bindings(name)
    start = next(i for i, b in enumerate(bindings) if b is first)
    for binding in bindings[start:]:
        if not binding.usable and not binding.is_check:
            yield Note(NoteCode.SKIPPED, other=name, cell=binding.cell, detail=binding.first_line)


def explain_missing(table: SymbolTable, name: str) -> Note:
    """Why there is no definition, as far as one can tell."""
    for cell in table.cells:
        if cell.problem and re.search(rf"\b(def\s+{name}|{name}\s*=)", cell.text):
            return Note(NoteCode.UNREADABLE, name, cell=cell.number, detail=cell.problem)
    statements = {id(b.node): b for b in table.bindings}.values()
    if containing := [b for b in statements if b.contains_definition(name)]:
        last = containing[-1]
        if getattr(last.node, "name", "") == name:
            return Note(NoteCode.DEFINITION_RUNS_CODE, name, cell=last.cell)
        return Note(NoteCode.NESTED, name, cell=last.cell, detail=last.first_line)
    if imports := [b for b in table.all_bindings(name) if b.is_import]:
        return Note(NoteCode.IMPORTED, name, cell=imports[-1].cell)
    return Note(NoteCode.MISSING, name)


def explain_unknown(table: SymbolTable, name: str, need: str) -> Note:
    """Why a name will be missing when the function runs."""
    for binding in table.all_bindings(need):
        return Note(NoteCode.COMPUTED, name, need, binding.cell, binding.first_line)
    return Note(NoteCode.UNDEFINED, name, need)
