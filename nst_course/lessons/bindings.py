"""Cells -> bindings: the statements that give names a value, and which of them may run when a function is taken out."""

import ast
import re
import symtable
import textwrap
import warnings
from dataclasses import dataclass, replace

from .light import DEFINITIONS, IMPORTS, changed, is_simple, makes_exercise

BLOCKS = (ast.If, ast.Try, ast.With)
DEEPEST = 8  # blocks inside each other; what stands deeper is left out
LONGEST = 10_000  # characters of a line


@dataclass(frozen=True)
class Binding:
    """A statement that binds or changes `names` and looks up `needs` when it or what it defines runs.

    `line` is the number of its first line in the cell, in a Python file in the file; `changes` are those of the names
    that must have a value before, as in `x[0] = 1`.
    """

    cell: int
    line: int
    text: str
    node: ast.stmt
    names: frozenset
    needs: frozenset
    changes: frozenset
    usable: bool

    @property
    def head(self):
        """Its first line, for messages."""
        return self.text.strip().split("\n")[0][:60]

    @property
    def defines(self):
        """Whether it is a `def` or `class`: what was bound before is forgotten."""
        return isinstance(self.node, DEFINITIONS)

    @property
    def imports(self):
        return isinstance(self.node, IMPORTS)

    @property
    def imports_all(self):
        """`from x import *`, or from __future__: may concern anything."""
        return isinstance(self.node, ast.ImportFrom) and (
            self.node.module == "__future__" or self.node.names[0].name == "*"
        )

    @property
    def judges(self):
        """`f = nst.yours(f)`, which gives f back where it is right."""
        value = getattr(self.node, "value", None)
        return isinstance(value, ast.Call) and ast.unparse(value.func).endswith("yours") and self.names <= self.needs

    def holds(self, name):
        """Whether the statement has a `def` of that name somewhere inside."""
        return any(isinstance(part, DEFINITIONS) and part.name == name for part in ast.walk(self.node))


def bindings_of(cells):
    """All bindings at the top level of the cells, in order.

    An assignment of something that cannot be had without the notebook's work cannot be had either.
    """
    aliases = dict(pair for cell in cells for node in cell.tree.body for pair in imports_of(node))
    found, there = [], {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        for binding in (b for cell in cells for node in cell.tree.body for b in readable(node, cell, aliases)):
            usable = binding.usable and (binding.defines or all(there.get(need, True) for need in binding.needs))
            there.update({name: usable or there.get(name, False) for name in binding.names})
            found.append(replace(binding, usable=usable))
    return found


def readable(node, cell, aliases):
    """The bindings of a statement; none where Python reads it and yet cannot work with it."""
    try:
        return list(bindings(node, cell, aliases))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []  # `return` outside a function; a number of 5000 digits; a sum of thousands of terms


def bindings(node, cell, aliases, depth=0):
    """Those of a statement; of a block that does work, those in its body."""
    if not isinstance(node, BLOCKS) or is_simple(node, aliases):
        yield from binding(node, cell, aliases)
        return
    if depth == DEEPEST:
        return
    taken, left = branches(node)
    for statement in taken:
        yield from bindings(statement, cell, aliases, depth + 1)
    text = text_of(node, cell) if left else ""
    for statement in left:
        for found in bindings(statement, cell, aliases, depth + 1):
            yield replace(found, text=text, node=node, usable=False)


def branches(block):
    """(statements that are taken to run, those that are not); what `except` holds is for another day."""
    if isinstance(block, ast.If):
        never = isinstance(block.test, ast.Constant) and not block.test.value
        return (block.orelse, ()) if never else (block.body, block.orelse)
    return [*block.body, *getattr(block, "orelse", ()), *getattr(block, "finalbody", ())], ()


def binding(node, cell, aliases):
    """The `Binding` of one statement, if it binds or changes anything."""
    text = text_of(node, cell)
    table = symtable.symtable(text, "cell", "exec")
    bound = frozenset(s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported())
    changes = frozenset(changed(node)) - bound
    needs = frozenset(looked_up(table)) | changes
    line = cell.first + first_line(node) - 1
    usable = is_simple(node, aliases) or makes_exercise(node, aliases)
    found = Binding(cell.number, line, text, node, bound | changes, needs, changes, usable)
    if found.names or found.imports_all:
        yield found


def first_line(node):
    """Number of its first line, decorators included."""
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])


def text_of(node, cell):
    """The statement as it was written, decorators and comments included; made anew where it shares a line."""
    lines = cell.lines[first_line(node) - 1 : node.end_lineno]
    if not alone(node, lines):
        return ast.unparse(node)
    if node.col_offset == 0:
        return "\n".join(lines)
    written = textwrap.dedent("\n".join(lines))
    try:  # a text of several lines may have lost some of its blanks
        same = ast.dump(ast.parse(written)) == ast.dump(ast.Module([node], []))
    except SyntaxError:
        same = False
    return written if same else ast.unparse(node)


def alone(node, lines):
    """Whether a statement shares its lines with no other; of a very long line nothing is asked."""
    if len(lines[0]) > LONGEST or len(lines[-1]) > LONGEST:
        return False
    before = lines[0][: node.col_offset] if node.lineno == first_line(node) else ""
    after = lines[-1].encode(errors="replace")[node.end_col_offset :].decode(errors="replace")
    return not before.strip() and re.fullmatch(r"\s*;?\s*(#.*)?", after) is not None


def looked_up(table):
    """Names that the text takes from the top level, in whatever depth."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from looked_up(child)


def imports_of(node):
    """The same as `imported`; nothing where statements stand too deep inside each other."""
    try:
        return list(imported(node))
    except RecursionError:
        return []


def imported(node):
    """(name in the notebook, where it comes from) of the imports in a statement."""
    if not isinstance(node, IMPORTS):
        parts = () if isinstance(node, DEFINITIONS) else ast.iter_child_nodes(node)
        for part in parts:
            if isinstance(part, (ast.stmt, ast.ExceptHandler)):
                yield from imported(part)
        return
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        else:
            top = alias.name.split(".")[0]
            yield alias.asname or top, alias.name if alias.asname else top
