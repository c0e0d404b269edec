"""Cells -> `SymbolTable`: every statement that gives a name a value, and which of them a function needs.

Python's own compiler (`symtable`) tells which names a statement binds and looks up, in any scope.
"""

from __future__ import annotations

import ast
import re
import symtable
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .notebook import Cell
from .safe_statements import DEFINITIONS, IMPORTS, Aliases, is_exercise_assignment, is_safe, mutated_names

BLOCKS = (ast.If, ast.Try, ast.With)
MAX_BLOCK_DEPTH = 8  # nested blocks; anything deeper is left out
MAX_LINE = 10_000  # characters


@dataclass(frozen=True)
class Binding:
    """A statement that binds or changes `names`, and looks up `needs` when it, or what it defines, runs.

    `line` is the number of its first line in the cell, or of the file in a Python file. `changes` are the names that
    need a value before it runs, such as x in `x[0] = 1`. It may run in an extracted function only if it is `usable`.
    """

    cell: int
    line: int
    text: str
    node: ast.stmt
    names: frozenset[str]
    needs: frozenset[str]
    changes: frozenset[str]
    usable: bool

    @property
    def first_line(self) -> str:
        """The beginning of its text, for messages."""
        return self.text.strip().split("\n")[0][:60]

    @property
    def defines(self) -> bool:
        """Whether it is a `def` or `class`, after which earlier values of its name no longer matter."""
        return isinstance(self.node, DEFINITIONS)

    @property
    def is_import(self) -> bool:
        return isinstance(self.node, IMPORTS)

    @property
    def is_star_import(self) -> bool:
        """Whether it may affect any name: `from x import *`, or an import from __future__."""
        return isinstance(self.node, ast.ImportFrom) and (
            self.node.module == "__future__" or self.node.names[0].name == "*"
        )

    @property
    def is_check(self) -> bool:
        """Whether it is `f = nst.yours(f)`, which returns f itself if f is right."""
        value = getattr(self.node, "value", None)
        return isinstance(value, ast.Call) and ast.unparse(value.func).endswith("yours") and self.names <= self.needs

    def contains_definition(self, name: str) -> bool:
        """Whether there is a `def` or `class` of that name somewhere in the statement."""
        return any(isinstance(part, DEFINITIONS) and part.name == name for part in ast.walk(self.node))


class SymbolTable:
    """The `cells` of a notebook, their `bindings` in order, and what each name means once all cells have run."""

    def __init__(self, cells: list[Cell], bindings: list[Binding] | None = None) -> None:
        self.cells = cells
        self.bindings = collect_bindings(cells) if bindings is None else bindings
        self.by_name: dict[str, list[Binding]] = {}
        for binding in self.bindings:
            for name in binding.names:
                self.by_name.setdefault(name, []).append(binding)

    def all_bindings(self, name: str) -> list[Binding]:
        """Every binding of a name, usable or not."""
        return self.by_name.get(name, [])

    def current_bindings(self, name: str, cell: int | None = None) -> list[Binding]:
        """The usable bindings of a name that count: those from its last `def` or `class` on.

        For code in a `cell`, a `def` in a later cell is another function's helper, since notebooks run from the top;
        the first later one counts only if there is no earlier one.
        """
        found = [b for b in self.all_bindings(name) if b.usable]
        later = next((i for i, b in enumerate(found) if cell is not None and b.defines and b.cell > cell), None)
        if later != 0:
            found = found[:later]
            return found[max((i for i, b in enumerate(found) if b.defines), default=0) :]
        return found[: next((i for i, b in enumerate(found) if i and b.defines), None)]

    def defines(self, name: str) -> bool:
        """Whether the notebook defines the name itself, rather than just importing or changing it."""
        return any(not b.is_import and name not in b.changes for b in self.current_bindings(name))

    @property
    def star_imports(self) -> list[Binding]:
        """Those that may affect any name, such as `from math import *`."""
        return [b for b in self.bindings if b.is_star_import]

    def without(self, bindings: Iterable[Binding]) -> SymbolTable:
        """The same table with some bindings left out."""
        excluded = {id(b) for b in bindings}
        return SymbolTable(self.cells, [b for b in self.bindings if id(b) not in excluded])


def collect_bindings(cells: list[Cell]) -> list[Binding]:
    """All bindings at the top level of the cells, in order.

    What is computed from something unusable, such as a loaded network, is unusable too.
    """
    aliases = dict(pair for cell in cells for node in cell.tree.body for pair in import_aliases(node))
    found: list[Binding] = []
    available: dict[str, bool] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        for binding in (b for cell in cells for node in cell.tree.body for b in readable_bindings(node, cell, aliases)):
            usable = binding.usable and (binding.defines or all(available.get(need, True) for need in binding.needs))
            available.update({name: usable or available.get(name, False) for name in binding.names})
            found.append(replace(binding, usable=usable))
    return found


def readable_bindings(node: ast.stmt, cell: Cell, aliases: Aliases) -> list[Binding]:
    """The bindings of a statement; none if Python parses it and still cannot compile it."""
    try:
        return list(statement_bindings(node, cell, aliases))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []  # `return` outside a function; a number of 5000 digits; a sum of thousands of terms


def statement_bindings(node: ast.stmt, cell: Cell, aliases: Aliases, depth: int = 0) -> Iterator[Binding]:
    """The bindings of a statement, or of the body of a block that does more than define."""
    if not isinstance(node, BLOCKS) or is_safe(node, aliases):
        yield from simple_binding(node, cell, aliases)
        return
    if depth == MAX_BLOCK_DEPTH:
        return
    taken, skipped = branches(node)
    for statement in taken:
        yield from statement_bindings(statement, cell, aliases, depth + 1)
    text = statement_text(node, cell) if skipped else ""
    for statement in skipped:
        for binding in statement_bindings(statement, cell, aliases, depth + 1):
            yield replace(binding, text=text, node=node, usable=False)


def branches(block: ast.If | ast.Try | ast.With) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """(statements assumed to run, those assumed not to); the body of `except` is in neither."""
    if isinstance(block, ast.If):
        never = isinstance(block.test, ast.Constant) and not block.test.value
        return (block.orelse, []) if never else (block.body, block.orelse)
    if isinstance(block, ast.With):
        return block.body, []
    return [*block.body, *block.orelse, *block.finalbody], []


def simple_binding(node: ast.stmt, cell: Cell, aliases: Aliases) -> Iterator[Binding]:
    """The `Binding` of one statement, if it binds or changes anything."""
    text = statement_text(node, cell)
    table = symtable.symtable(text, "cell", "exec")
    bound = frozenset(s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported())
    changes = frozenset(mutated_names(node)) - bound
    needs = frozenset(global_names(table)) | changes
    line = cell.first_line + first_line_number(node) - 1
    usable = is_safe(node, aliases) or is_exercise_assignment(node, aliases)
    binding = Binding(cell.number, line, text, node, bound | changes, needs, changes, usable)
    if binding.names or binding.is_star_import:
        yield binding


def first_line_number(node: ast.stmt) -> int:
    """The number of its first line, decorators included."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def statement_text(node: ast.stmt, cell: Cell) -> str:
    """The statement as written, with decorators and comments; regenerated if it shares a line with another."""
    lines = cell.lines[first_line_number(node) - 1 : node.end_lineno]
    if not has_lines_of_its_own(node, lines):
        return ast.unparse(node)
    if node.col_offset == 0:
        return "\n".join(lines)
    written = textwrap.dedent("\n".join(lines))
    try:  # a multi-line string may have lost some of its spaces
        same = ast.dump(ast.parse(written)) == ast.dump(ast.Module([node], []))
    except SyntaxError:
        same = False
    return written if same else ast.unparse(node)


def has_lines_of_its_own(node: ast.stmt, lines: list[str]) -> bool:
    """Whether a statement shares its lines with no other; False for very long lines."""
    if len(lines[0]) > MAX_LINE or len(lines[-1]) > MAX_LINE:
        return False
    before = lines[0][: node.col_offset] if node.lineno == first_line_number(node) else ""
    after = lines[-1].encode(errors="replace")[node.end_col_offset :].decode(errors="replace")
    return not before.strip() and re.fullmatch(r"\s*;?\s*(#.*)?", after) is not None


def global_names(table: symtable.SymbolTable) -> Iterator[str]:
    """The global names that the text looks up, from any scope."""
    is_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (is_module or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from global_names(child)


def import_aliases(node: ast.stmt) -> list[tuple[str, str]]:
    """(name in the notebook, where it comes from) for the imports in a statement; none if it is nested too deeply."""
    try:
        return list(walk_imports(node))
    except RecursionError:
        return []


def walk_imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The same, including nested blocks but not functions and classes."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.split(".")[0]
            yield alias.asname or top, alias.name if alias.asname else top
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"
    elif not isinstance(node, DEFINITIONS):
        for part in ast.iter_child_nodes(node):
            if isinstance(part, (ast.stmt, ast.ExceptHandler)):
                yield from walk_imports(part)
