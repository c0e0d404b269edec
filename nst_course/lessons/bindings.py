"""Cells -> bindings: the statements that give names a value, and which of them may run when a function is taken out."""

import ast
import symtable
import textwrap
import warnings
from dataclasses import dataclass, replace

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)
IMPORTS = (ast.Import, ast.ImportFrom)
BLOCKS = (ast.If, ast.Try, ast.With)
# What a top-level assignment may call: arithmetic, not files, networks or training.
MODULES = {
    *("tensorflow", "keras", "numpy", "math", "functools", "operator"),
    *("itertools", "collections", "typing", "dataclasses", "einops"),
}
BUILTINS = {
    *("abs", "bool", "dict", "enumerate", "float", "int", "len", "list", "map", "max", "min", "range"),
    *("reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "zip"),
}
WORK = {
    *("applications", "datasets", "utils", "io", "data", "models", "saved_model"),
    *("load", "loadtxt", "genfromtxt", "fromfile", "save"),
}


@dataclass(frozen=True)
class Binding:
    """A statement that binds `names` and looks up `needs` when it or what it defines runs."""

    cell: int
    text: str
    node: ast.stmt
    names: frozenset
    needs: frozenset
    usable: bool

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


def bindings_of(cells):
    """All bindings at the top level of the cells, in order.

    An assignment of something that cannot be had without the notebook's work cannot be had either.
    """
    aliases, found, there = {}, [], {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        for binding in (b for cell in cells for node in cell.tree.body for b in bindings(node, cell, aliases)):
            usable = binding.usable and (binding.defines or all(there.get(need, True) for need in binding.needs))
            there.update({name: usable or there.get(name, False) for name in binding.names})
            found.append(replace(binding, usable=usable))
    return found


def bindings(node, cell, aliases):
    """Those of a statement; of a block that does work, those in its body."""
    if isinstance(node, IMPORTS):
        aliases.update(imported(node))
    if isinstance(node, BLOCKS) and not is_simple(node, aliases):
        for statement in node.body:
            yield from bindings(statement, cell, aliases)
        return
    text = text_of(node, cell.text)
    try:
        table = symtable.symtable(text, "cell", "exec")
    except SyntaxError:  # such as `return` outside a function, which only compiling refuses
        return
    names = frozenset(s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported())
    binding = Binding(cell.number, text, node, names, frozenset(looked_up(table)), is_simple(node, aliases))
    if names or binding.imports_all:
        yield binding


def text_of(node, text):
    """The statement as it was written, decorators and comments included; made anew where it shares a line."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    lines = text.splitlines()[first - 1 : node.end_lineno]
    written = textwrap.dedent("\n".join(lines))
    try:
        alone = ast.dump(ast.parse(written)) == ast.dump(ast.Module([node], []))
    except SyntaxError:
        alone = False
    return written if alone else ast.unparse(node)


def looked_up(table):
    """Names that the text takes from the top level, in whatever depth."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from looked_up(child)


def imported(node):
    """{name in the notebook: where it comes from} of an import."""
    if isinstance(node, ast.ImportFrom):
        return {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return {a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names}


def is_simple(node, aliases):
    """Whether running the statement only defines, imports or computes constants."""
    if isinstance(node, (*DEFINITIONS, *IMPORTS, ast.Pass, ast.Raise)):
        return True
    if isinstance(node, ASSIGNMENTS):
        return all(is_light(call.func, aliases) for call in calls(node))
    if isinstance(node, ast.If):
        light = all(is_light(call.func, aliases) for call in calls(node.test))
        return light and all(is_simple(child, aliases) for child in [*node.body, *node.orelse])
    if isinstance(node, ast.Try):
        parts = [*node.body, *node.orelse, *node.finalbody, *(s for handler in node.handlers for s in handler.body)]
        for part in parts:
            aliases.update(imported(part) if isinstance(part, IMPORTS) else {})
        return all(is_simple(part, aliases) for part in parts)
    return False


def calls(node):
    """The calls that happen when the statement runs: not those in the body of a lambda."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from calls(child)


def is_light(function, aliases):
    """Whether what is called is arithmetic: a builtin, or of one of MODULES and no WORK."""
    parts = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if isinstance(function, (ast.Call, ast.Constant)):  # a method of a result: the call itself is looked at besides
        return not WORK.intersection(parts)
    if not isinstance(function, ast.Name):
        return False
    if function.id not in aliases:
        return function.id in BUILTINS and not parts
    path = [*aliases[function.id].split("."), *reversed(parts)]
    return path[0] in MODULES and not WORK.intersection(path)
