"""What the students of a class wrote for one exercise -> how alike each two of them are, beyond what all have.

What the course gives counts nothing. Of the rest, a thing counts the more, the fewer have it: log(all / those), for
each word of a comment and each node of the syntax tree.
"""

from collections import Counter

import numpy as np

from .normal import RUN

SAME = 0.6  # of what the one who has less has: two who share less had the same idea at most
AMOUNT = 0.5  # how much the size of what is shared says beside how rare it is


def likenesses(own):
    """`Written`s without what the course gives -> (likeness, what is shared, what could be) of each two, as matrices.

    Likeness is how rare the rarest thing is that two share, the more the more they share. What they share must be most
    of all that the one with less has; so a line added to a copy changes little. Comments count where they are the
    same; that they differ says nothing, as they are soon changed.
    """
    marks, total, rare = shared([one.marks for one in own], lambda mark: 1 / RUN)  # a node stands in so many marks
    said, _, odd = shared([one.comments for one in own], lambda comment: 1 + comment.count(" "))
    both, whole = marks + said, np.minimum(total[:, None], total[None, :]) + said
    part = np.divide(both, whole, out=np.zeros_like(whole), where=whole > 1e-3)
    likeness = np.maximum(rare, odd) + AMOUNT * np.log1p(both)
    # What is equal but for rounding must be equal: ranks are taken of it.
    return np.where((part >= SAME) & (both > 0), likeness, 0).round(2), both, whole


def shared(sets, size):
    """(weight of what each two have in common, weight of all that each has, log(all / those) of the rarest common)."""
    counts = Counter(thing for things in sets for thing in things)
    rarity = {thing: np.log(len(sets) / counts[thing]) for thing in sorted(counts, key=lambda t: (-counts[t], t))}
    columns = {thing: i for i, thing in enumerate(thing for thing in rarity if counts[thing] > 1)}
    held = np.zeros((len(sets), len(columns)), np.float32)
    for row, things in enumerate(sets):
        for thing in things & columns.keys():
            held[row, columns[thing]] = np.sqrt(size(thing) * rarity[thing])
    rarest = np.zeros((len(sets), len(sets)), np.float32)
    for thing, column in columns.items():  # the rarest comes last
        those = np.flatnonzero(held[:, column])
        rarest[np.ix_(those, those)] = rarity[thing]
    total = np.array([sum(size(thing) * rarity[thing] for thing in sorted(things)) for things in sets], np.float32)
    return held @ held.T, total, rarest
