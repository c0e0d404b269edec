"""Finds groups of students whose work is more alike than chance explains: worth a look, never a verdict.

Code that the course hands out is ignored, and so is code that is common in the class. For each exercise, all pairs of
students are ranked by the rarity of what they share; a pair is reported if its ranks in several exercises add up to
more than chance would produce.

The fingerprint of a function is the set of n-grams of its syntax tree in reading order, with every local name replaced
by one placeholder and docstrings left out. Schleimer, Wilkerson & Aiken ("Winnowing", SIGMOD 2003) thin the n-grams
out; these functions are short, so all are kept.
"""

from __future__ import annotations

import ast
import functools
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..exercises import EXERCISES
from .grades import StudentGrade
from .records import ExerciseRecord

NGRAM = 4  # nodes: shorter n-grams appear in everybody's function, longer ones break at every small change
LONGEST_SOURCE = 20_000  # characters read; a function has a few hundred
FEWEST_COMMENT_WORDS = 3  # shorter comments prove nothing
LONGEST_CONSTANT = 80  # characters of a literal's repr
PLACEHOLDER = "·"  # stands for every local name
# A string, or (in the group) the text after the # of a comment.
STRING_OR_COMMENT = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#([^\n]*)", re.DOTALL
)
SKIPPED_NODES = (ast.expr_context, ast.Import, ast.ImportFrom)
UNCOUNTED_NODES = (ast.Module, ast.FunctionDef, ast.arguments)

SMALLEST_CLASS = 8  # students: in a smaller class nobody can tell what is common
EXPECTED_BY_CHANCE = 0.01  # expected number of pairs in the class this similar by chance
FEWEST_EXERCISES = 2  # exercises in which a pair must be similar
SAME_WORK = 0.6  # of the smaller fingerprint: a pair that shares less merely had the same idea
AMOUNT_WEIGHT = 0.5  # weight of the amount shared relative to its rarity
BIN = 0.05  # width of a histogram bin, in units of the logarithm
RARE = 0.01  # of the class outside the group may share something that counts as evidence

Floats = NDArray[np.floating[Any]]


class EvidenceKind(str, Enum):
    """The kinds of things a group can have in common."""

    CODE = "code"
    MISTAKES = "mistakes"
    COMMENTS = "comments"
    NAMES = "names"


@dataclass(frozen=True)
class SharedThing:
    """Something that a whole group shares in `exercise`, in the students' own words; `holders` students have it."""

    text: str
    exercise: str = ""
    holders: int = 0


@dataclass(frozen=True)
class Evidence:
    """What a group has in common of one kind, in a class of `class_size` students."""

    kind: EvidenceKind
    things: tuple[SharedThing, ...]
    class_size: int


@dataclass(frozen=True)
class SimilarGroup:
    """Students whose work is similar; `share` is the fraction of their own work that they have in common."""

    students: tuple[str, ...]
    share: float
    exercises: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def find_similar_groups(grades: Sequence[StudentGrade]) -> list[SimilarGroup]:
    """The groups of students with similar work, most similar first. Only the functions that count are compared.

    A pair is reported if it is similar in at least two exercises, and so similar that a class of this size, with
    everybody working alone, would contain 0.01 such pairs on average. Classes of fewer than 8 students have no groups.
    """
    students = sorted(grades, key=lambda grade: grade.student)
    entries = entries_by_exercise(students)
    if len(students) < SMALLEST_CLASS or not entries:
        return []
    prints = {
        name: [fingerprint(entry.source if entry else "").without(course_fingerprint(name)) for entry in row]
        for name, row in entries.items()
    }
    mistakes = {name: [entry.mistake if entry else "" for entry in row] for name, row in entries.items()}
    names = list(entries)
    pairs, ranks, shares = compare_pairs(list(prints.values()))
    reported = (expected_by_chance(ranks) <= EXPECTED_BY_CHANCE) & ((ranks > 0).sum(axis=0) >= FEWEST_EXERCISES)
    edges = [(int(pairs[0][k]), int(pairs[1][k]), int(k)) for k in np.flatnonzero(reported)]
    groups = []
    for members in connected_components([edge[:2] for edge in edges]):
        inside = [k for a, _, k in edges if a in members]
        similar_in = Counter(names[row] for row, _ in np.argwhere(ranks[:, inside] > 0))
        exercises = tuple(name for name in names if 2 * similar_in[name] > len(inside))
        evidence = gather_evidence(exercises, {name: mistakes[name] for name in exercises}, prints, members)
        share = float(shares[inside].mean())
        groups.append(SimilarGroup(tuple(students[i].student for i in members), share, exercises, tuple(evidence)))
    return sorted(groups, key=lambda group: (-group.share, group.students))


def entries_by_exercise(grades: Sequence[StudentGrade]) -> dict[str, list[ExerciseRecord | None]]:
    """{exercise: each student's record, None if there is none}."""
    names = sorted({name for grade in grades for name in grade.exercises})
    results = {name: [grade.exercises.get(name) for grade in grades] for name in names}
    return {name: [result.entry if result else None for result in row] for name, row in results.items()}


def compare_pairs(
    prints: Sequence[Sequence[Fingerprint]],
) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], Floats, Floats]:
    """(indices of both students of each pair, ranks as (exercises, pairs), share of each pair in all exercises)."""
    pairs = np.triu_indices(len(prints[0]), 1)
    ranks = []
    shared_total: Floats = np.zeros(len(pairs[0]), np.float32)
    possible_total = shared_total
    for exercise_prints in prints:
        similarity, shared, possible = (matrix[pairs] for matrix in similarity_matrices(exercise_prints))
        ranks.append(rank_scores(similarity))
        shared_total, possible_total = shared_total + shared, possible_total + possible
    return pairs, np.array(ranks), np.minimum(1, shared_total / np.maximum(possible_total, 1e-3))


def similarity_matrices(prints: Sequence[Fingerprint]) -> tuple[Floats, Floats, Floats]:
    """(similarity, shared weight, largest possible shared weight) for each pair of students in one exercise.

    The weight of a feature (a node of the syntax tree, a word of a comment) is log(students / students who have it).
    The similarity of a pair grows with the weight of the rarest feature they share and with how much they share. They
    must share most of the smaller set, so a line added to a copy changes little. Matching comments count; different
    ones don't, since comments are easily changed.
    """
    code, total, rarest_code = shared_weights([one.ngrams for one in prints], lambda _: 1 / NGRAM)
    words, _, rarest_comment = shared_weights([one.comments for one in prints], lambda text: 1 + text.count(" "))
    shared, possible = code + words, np.minimum(total[:, None], total[None, :]) + words
    part = np.divide(shared, possible, out=np.zeros_like(possible), where=possible > 1e-3)
    similarity = np.maximum(rarest_code, rarest_comment) + AMOUNT_WEIGHT * np.log1p(shared)
    # Values equal up to rounding must tie, because they are ranked.
    return np.where((part >= SAME_WORK) & (shared > 0), similarity, 0).round(2), shared, possible


def shared_weights(
    collections: Sequence[frozenset[Any]], size: Callable[[Any], float]
) -> tuple[Floats, Floats, Floats]:
    """(shared weight of each pair, total weight of each student, log-rarity of the rarest shared feature)."""
    counts = Counter(thing for things in collections for thing in things)
    count = len(collections)
    rarity = {thing: np.log(count / counts[thing]) for thing in sorted(counts, key=lambda t: (-counts[t], t))}
    columns = {thing: i for i, thing in enumerate(thing for thing in rarity if counts[thing] > 1)}
    held = np.zeros((count, len(columns)), np.float32)
    for row, things in enumerate(collections):
        for thing in things & columns.keys():
            held[row, columns[thing]] = np.sqrt(size(thing) * rarity[thing])
    rarest = np.zeros((count, count), np.float32)
    for thing, column in columns.items():  # the rarest comes last
        holders = np.flatnonzero(held[:, column])
        rarest[np.ix_(holders, holders)] = rarity[thing]
    totals = [sum(size(thing) * rarity[thing] for thing in sorted(things)) for things in collections]
    return held @ held.T, np.array(totals, np.float32), rarest


def rank_scores(similarity: Floats) -> Floats:
    """For each pair, -log of the share of pairs at least as similar; 0 for a pair with no similarity."""
    order = np.sort(similarity)
    at_least = len(order) - np.searchsorted(order, similarity, side="left")
    return np.where(similarity > 0, -np.log(at_least / len(order)), 0.0)


def expected_by_chance(ranks: Floats) -> Floats:
    """`rank_scores` (exercises, pairs) -> for each pair, how many pairs would reach its sum by chance.

    The null hypothesis is that similarity in one exercise says nothing about similarity in another: the distribution of
    the sum is then the convolution of its parts.
    """
    distribution = np.ones(1)
    for row in ranks:
        bins = np.ceil(row / BIN - 1e-9).astype(int)  # up here, down below: rounding never accuses anyone
        distribution = np.convolve(distribution, np.bincount(bins) / len(bins))
    tail = np.append(np.cumsum(distribution[::-1])[::-1], 0.0)
    sums = np.floor(np.sum(ranks, axis=0) / BIN + 1e-9).astype(int)
    return np.asarray(tail[np.minimum(sums, len(tail) - 1)] * len(ranks[0]))


def connected_components(edges: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The connected components of the graph with these edges, each sorted."""
    home: dict[int, set[int]] = {}
    for a, b in edges:
        merged = home.get(a, {a}) | home.get(b, {b})
        home.update(dict.fromkeys(merged, merged))
    return sorted({tuple(sorted(members)) for members in home.values()})


def gather_evidence(
    exercises: Sequence[str],
    mistakes: Mapping[str, Sequence[str]],
    prints: Mapping[str, Sequence[Fingerprint]],
    members: Sequence[int],
) -> Iterator[Evidence]:
    """What a group has in common that hardly anybody else has: code, named mistakes, comments, local names.

    `mistakes` and `prints` hold each student's named mistake ('' for none) and fingerprint, by exercise.
    """
    size = len(next(iter(prints.values())))
    yield Evidence(EvidenceKind.CODE, tuple(SharedThing(name, name) for name in exercises), size)
    rare = tuple(
        SharedThing(mistake, exercise, holders)
        for exercise, texts in mistakes.items()
        for mistake, holders in rare_in_common([{text} - {""} for text in texts], members)
    )
    if rare:
        yield Evidence(EvidenceKind.MISTAKES, rare, size)
    for kind, field in ((EvidenceKind.COMMENTS, "comments"), (EvidenceKind.NAMES, "names")):
        found = {
            thing
            for exercise_prints in prints.values()
            for thing, _ in rare_in_common([getattr(one, field) for one in exercise_prints], members)
        }
        if found:
            yield Evidence(kind, tuple(map(SharedThing, sorted(found))), size)


def rare_in_common(collections: Sequence[set[str] | frozenset[str]], members: Sequence[int]) -> list[tuple[str, int]]:
    """[(feature, number of students who have it)] for features that all members and few others have."""
    common = frozenset.intersection(*(frozenset(collections[i]) for i in members))
    counts = [(thing, sum(thing in things for things in collections)) for thing in sorted(common)]
    return [(thing, count) for thing, count in counts if count <= len(members) + RARE * len(collections)]


class Fingerprint(NamedTuple):
    """The features of a text: n-grams of its syntax tree, its longer comments in lowercase, its local names."""

    ngrams: frozenset[tuple[str, ...]] = frozenset()
    comments: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def without(self, other: Fingerprint) -> Fingerprint:
        """The features of this fingerprint that the other lacks."""
        return Fingerprint(self.ngrams - other.ngrams, self.comments - other.comments, self.names - other.names)


@functools.lru_cache(maxsize=20_000)
def fingerprint(source: str) -> Fingerprint:
    """The fingerprint of a text; only its comments if it isn't Python."""
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
    """The fingerprint of what the course gives away (stub, solution, hints); sharing that means nothing."""
    if exercise not in EXERCISES:
        return Fingerprint()
    given = EXERCISES[exercise]
    texts = [given.solution, given.stub, *(code for hint in given.hints for code in code_in(hint))]
    ngrams, comments, names = zip(*map(fingerprint, texts), strict=True)
    return Fingerprint(frozenset().union(*ngrams), frozenset().union(*comments), frozenset().union(*names))


def code_in(sentence: str) -> Iterator[str]:
    """The Python code in a sentence: from each name before a bracket or =, as far as it parses."""
    for start in re.finditer(r"[A-Za-z_][\w.]*(?= = |\(|\[)", sentence):
        words = sentence[start.start() :].split(" ")
        for count in range(len(words), 0, -1):
            text = " ".join(words[:count]).rstrip(",;.: ")
            if parse_or_none(text) is not None:
                yield text
                break


def comments_in(source: str) -> Iterator[str]:
    """The words of each comment in lowercase, without punctuation; short comments are left out."""
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
    """([(is a name, word) of every node in reading order], names that the text binds)."""
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
    """The word for a node: its literal, attribute or keyword, or else its node type."""
    if isinstance(node, ast.Constant):
        return repr(node.value)[:LONGEST_CONSTANT]
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    return f"{node.arg}=" if isinstance(node, ast.keyword) else type(node).__name__
