"""The text of a function -> marks of what was written, whatever its names, comments and spaces are.

A mark is a run of a few nodes of the syntax tree in the order of reading; local names are all one word, docstrings are
left out. (Schleimer, Wilkerson & Aiken, "Winnowing", 2003, thin such runs out; a function is short, so all stay.)
"""

import ast
import functools
import re
import warnings
from typing import NamedTuple

RUN = 4  # nodes in a mark: shorter ones are in everybody's function, longer ones break at each small change
LONGEST = 20_000  # letters of a text that is read: a function has some hundred
# A string, or after # a comment.
COMMENT = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#([^\n]*)", re.DOTALL)
SKIPPED = (ast.expr_context, ast.Import, ast.ImportFrom)
SILENT = (ast.Module, ast.FunctionDef, ast.arguments)


class Written(NamedTuple):
    """What a text holds: its marks, its comments of three words and more in small letters, its local names."""

    marks: frozenset = frozenset()
    comments: frozenset = frozenset()
    names: frozenset = frozenset()

    def __sub__(self, other):
        return Written(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


@functools.lru_cache(maxsize=20_000)
def read(source):
    """What is `Written` in a text; where Python cannot read it, its comments alone."""
    said = (" ".join(re.findall(r"[^\W_]+", text.lower())) for text in COMMENT.findall(source[:LONGEST]) if text)
    comments = frozenset(text for text in said if text.count(" ") >= 2)
    tree = tree_of(source) if len(source) <= LONGEST else None
    if tree is None:
        return Written(comments=comments)
    words, bound = [], set()
    gather(tree, words, bound)
    row = ["·" if kind == "name" and word in bound else word for kind, word in words]
    runs = range(max(1, len(row) - RUN + 1)) if row else ()
    return Written(frozenset(tuple(row[i : i + RUN]) for i in runs), comments, frozenset(bound))


def tree_of(source):
    """The syntax tree of a text, None where Python cannot read it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def gather(root, words, bound):
    """Adds (kind, word) of each node in the order of reading, and the names that the text gives values to."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is ast.Name:
            words.append(("name", node.id))
            if type(node.ctx) is ast.Store:
                bound.add(node.id)
            continue
        if kind is ast.arg:
            bound.add(node.arg)
            continue
        if isinstance(node, SKIPPED) or (kind is ast.Expr and isinstance(node.value, ast.Constant)):
            continue  # a docstring, or a `...` of the stub
        if kind not in SILENT:
            words.append(("", word_of(node)))
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def word_of(node):
    if isinstance(node, ast.Constant):
        return repr(node.value)[:80]
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    return f"{node.arg}=" if isinstance(node, ast.keyword) else type(node).__name__
