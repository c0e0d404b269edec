"""The text of a function -> a fingerprint of what was written, whatever its names, comments and spacing.

A fingerprint holds n-grams of the syntax tree in reading order, with every local name replaced by one placeholder and
docstrings left out. Schleimer, Wilkerson & Aiken ("Winnowing", SIGMOD 2003) thin n-grams out; functions are short, so
all are kept.
"""

from __future__ import annotations

import ast
import functools
import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from ...exercises import EXERCISES

NGRAM = 4  # nodes: shorter n-grams are in everybody's function, longer ones break at every small change
LONGEST_SOURCE = 20_000  # characters that are read; a function has a few hundred
FEWEST_COMMENT_WORDS = 3  # shorter comments prove nothing
LONGEST_CONSTANT = 80  # characters of a literal's repr
PLACEHOLDER = "·"  # stands for every local name
# A string, or (in the group) what follows the # of a comment.
STRING_OR_COMMENT = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#([^\n]*)", re.DOTALL
)
SKIPPED_NODES = (ast.expr_context, ast.Import, ast.ImportFrom)
UNCOUNTED_NODES = (ast.Module, ast.FunctionDef, ast.arguments)


class Fingerprint(NamedTuple):
    """What a text holds: n-grams of its syntax tree, its longer comments in lower case, its local names."""

    ngrams: frozenset[tuple[str, ...]] = frozenset()
    comments: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def without(self, other: Fingerprint) -> Fingerprint:
        """What is in this one and not in the other."""
        return Fingerprint(self.ngrams - other.ngrams, self.comments - other.comments, self.names - other.names)


@functools.lru_cache(maxsize=20_000)
def fingerprint(source: str) -> Fingerprint:
    """The fingerprint of a text; of a text that isn't Python, its comments only."""
    comments = frozenset(comments_in(source[:LONGEST_SOURCE]))
    tree = parse_or_none(source) if len(source) <= LONGEST_SOURCE else None
    if tree is None:
        return Fingerprint(comments=comments)
    tokens, local_names = tokens_of(tree)
    words = [PLACEHOLDER if is_name and word in local_names else word for is_name, word in tokens]
    starts = range(max(1, len(words) - NGRAM + 1)) if words else ()
    return Fingerprint(frozenset(tuple(words[i : i + NGRAM]) for i in starts), comments, frozenset(local_names))


@functools.cache
def course_fingerprint(exercise: str) -> Fingerprint:
    """What the course itself gives away: stub, solution and hints. To have that in common means nothing."""
    if exercise not in EXERCISES:
        return Fingerprint()
    given = EXERCISES[exercise]
    texts = [given.solution, given.stub, *(code for hint in given.hints for code in code_in(hint))]
    ngrams, comments, names = zip(*map(fingerprint, texts), strict=True)
    return Fingerprint(frozenset().union(*ngrams), frozenset().union(*comments), frozenset().union(*names))


def code_in(sentence: str) -> Iterator[str]:
    """The Python in a sentence: from each name before a bracket or = to as far as it still parses."""
    for start in re.finditer(r"[A-Za-z_][\w.]*(?= = |\(|\[)", sentence):
        words = sentence[start.start() :].split(" ")
        for count in range(len(words), 0, -1):
            text = " ".join(words[:count]).rstrip(",;.: ")
            if parse_or_none(text) is not None:
                yield text
                break


def comments_in(source: str) -> Iterator[str]:
    """The words of each comment in lower case, without punctuation; short comments are left out."""
    for text in STRING_OR_COMMENT.findall(source):
        words = re.findall(r"[^\W_]+", text.lower())
        if len(words) >= FEWEST_COMMENT_WORDS:
            yield " ".join(words)


def parse_or_none(source: str) -> ast.Module | None:
    """The syntax tree of a text; None if it isn't Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def tokens_of(root: ast.AST) -> tuple[list[tuple[bool, str]], set[str]]:
    """((whether it is a name, the word) of every node in reading order, the names that the text binds)."""
    tokens: list[tuple[bool, str]] = []
    bound: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            tokens.append((True, node.id))
            if isinstance(node.ctx, ast.Store):
                bound.add(node.id)
            continue
        if isinstance(node, ast.arg):
            bound.add(node.arg)
            continue
        if isinstance(node, SKIPPED_NODES) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue  # the last is a docstring, or the `...` of a stub
        if not isinstance(node, UNCOUNTED_NODES):
            tokens.append((False, node_word(node)))
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))
    return tokens, bound


def node_word(node: ast.AST) -> str:
    """The word that stands for a node: its literal, attribute or keyword, or the kind of node it is."""
    if isinstance(node, ast.Constant):
        return repr(node.value)[:LONGEST_CONSTANT]
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    return f"{node.arg}=" if isinstance(node, ast.keyword) else type(node).__name__
