"""Functions as text: the solution from costs.py, the stub made from it, and text made into a function."""

import ast
import functools
import linecache
from pathlib import Path

COSTS = Path(__file__).parents[1] / "costs.py"


@functools.cache
def solutions():
    """{name: text} of the functions of costs.py, in its order."""
    text = COSTS.read_text(encoding="utf-8")
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_source_segment(text, node) + "\n" for node in functions}


def solution(name):
    """The text of a function of costs.py."""
    return solutions()[name]


@functools.cache
def needs(name):
    """Names of the functions of costs.py that this one calls, itself or by way of others, in the order of the file."""
    found, waiting = set(), {name}
    while waiting:
        tree = ast.parse(solution(waiting.pop()))
        called = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)} & solutions().keys()
        waiting |= called - found
        found |= called
    return tuple(other for other in solutions() if other in found)


def stub(text):
    """A function's text with its code rubbed out: signature, docstring, comments, names stay; values become `...`."""
    function = ast.parse(text).body[0]
    lines = text.splitlines()
    for statement in reversed(list(statements(function.body[1:]))):
        rubbed = " " * statement.col_offset + rubbed_out(statement)
        lines[statement.lineno - 1 : statement.end_lineno] = [rubbed]
    return "\n".join(lines) + "\n"


def statements(body):
    """The simple statements, in order; a `with` block stays, and what is in it is told one by one."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield from statements(statement.body)
        else:
            yield statement


def rubbed_out(statement):
    """`a, b = f(x)` -> `a, b = ..., ...`; `return x` -> `return ...`; a call -> `...`."""
    if isinstance(statement, ast.Assign):
        target = statement.targets[0]
        count = len(target.elts) if isinstance(target, ast.Tuple) else 1
        return f"{ast.unparse(target).strip('()')} = {', '.join(['...'] * count)}"
    return "return ..." if isinstance(statement, ast.Return) else "..."


def unfinished(text):
    """Line numbers, from 1, on which a value is still `...`, or that say that it is to come.

    Indices such as a[..., 0] are not meant; `pass` is where it is all there is, and NotImplementedError anywhere.
    """
    tree = ast.parse(text)
    found = {
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Raise) and "NotImplemented" in ast.dump(node)
    }
    if isinstance(tree.body[0], ast.FunctionDef):
        body = [n for n in tree.body[0].body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
        found |= {node.lineno for node in body if isinstance(node, ast.Pass) and len(body) == 1}
        found |= {tree.body[0].body[-1].end_lineno} if not body else set()
    for node in ast.walk(tree):
        value = getattr(node, "value", None) if isinstance(node, (ast.Assign, ast.Return, ast.Expr)) else None
        for part in value.elts if isinstance(value, ast.Tuple) else [value]:
            if isinstance(part, ast.Constant) and part.value is ...:
                found.add(node.lineno)
    return sorted(found)


def edited(text, edits):
    """The text with each {old: new} put in; ValueError when an old part is not there exactly once."""
    for old, new in edits.items():
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in\n{text}")
        text = text.replace(old, new)
    return text


def function_from(text, name, names):
    """The function `name` that `text` defines, looking up what it calls among `names`; Python knows its lines."""
    filename = f"<{name} {hash(text) & 0xFFFFFFFF:08x}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    space = dict(names)
    exec(compile(text, filename, "exec"), space)
    return space[name]
