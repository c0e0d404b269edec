"""Grades -> groups of students whose work is more alike than chance makes it, with what it is that they share."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from .chance import expected_by_chance, ranks
from .evidence import evidence
from .likeness import likenesses
from .normal import read
from .template import given

FEWEST = 8  # students: in a smaller class nobody can tell what is common
BY_CHANCE = 0.01  # pairs that may be as alike by chance, in the whole class


@dataclass(frozen=True)
class Group:
    """Students who are alike. `share` is how much of what is their own they have in common, 0 to 1.

    `evidence` are sentences; parts of them are the students' own words.
    """

    students: tuple[str, ...]
    share: float
    exercises: tuple[str, ...]
    evidence: tuple[str, ...]


def alike_groups(grades):
    """The `Group`s of a class, the most alike first; the functions that counted are compared.

    What the course gives and what is common in the class counts nothing: who is right in the obvious way is like
    nobody. A pair is told where it is alike in two exercises at least, and so much that in a class like this, all
    working alone, a hundredth of a pair would be. In a class of fewer than 8 nothing can be told.
    """
    class_ = sorted(grades, key=lambda grade: grade.student)
    entries = entries_of(class_)
    if len(class_) < FEWEST or not entries:
        return []
    own = {x: [read(e.get("source") or "") - given(x) for e in entries[x]] for x in entries}
    mistakes = {x: [e.get("mistake") or "" for e in entries[x]] for x in entries}
    names, pairs, rows, share = list(entries), *compared(own)
    told = (expected_by_chance(rows) <= BY_CHANCE) & ((rows > 0).sum(axis=0) >= 2)
    edges = [(int(pairs[0][k]), int(pairs[1][k]), k) for k in np.flatnonzero(told)]
    groups = []
    for members in connected([edge[:2] for edge in edges]):
        inside = [k for a, b, k in edges if a in members]
        alike = Counter(names[row] for row, _ in np.argwhere(rows[:, inside] > 0))
        exercises = tuple(name for name in names if 2 * alike[name] > len(inside))
        said = evidence(exercises, {x: mistakes[x] for x in exercises}, own, members)
        students = tuple(class_[i].student for i in members)
        groups.append(Group(students, float(share[inside].mean()), exercises, tuple(said)))
    return sorted(groups, key=lambda group: (-group.share, group.students))


def entries_of(class_):
    """{exercise: the entry of each student, {} where there is none}."""
    names = sorted({name for grade in class_ for name in grade.results})
    blank = {name: [grade.results.get(name) for grade in class_] for name in names}
    return {name: [(result and result.entry) or {} for result in results] for name, results in blank.items()}


def compared(own):
    """(pairs as two rows of indices, ranks as (exercises, pairs), share of each pair in all exercises)."""
    pairs = np.triu_indices(len(next(iter(own.values()))), 1)
    rows, both, whole = [], 0, 0
    for texts in own.values():
        likeness, common, possible = (matrix[pairs] for matrix in likenesses(texts))
        rows.append(ranks(likeness))
        both, whole = both + common, whole + possible
    return pairs, np.array(rows), np.minimum(1, both / np.maximum(whole, 1e-3))


def connected(edges):
    """The sets of numbers that edges join, each in order."""
    home = {}
    for a, b in edges:
        merged = home.get(a, {a}) | home.get(b, {b})
        home.update(dict.fromkeys(merged, merged))
    return sorted({tuple(sorted(members)) for members in home.values()})
