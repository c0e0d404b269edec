"""How likely is it that two students of a class are so alike in several exercises by chance?"""

import numpy as np

BIN = 0.05  # of a logarithm


def ranks(likenesses):
    """-log of the share of all pairs that are at least so alike, for each pair; 0 for a pair that has nothing."""
    order = np.sort(likenesses)
    at_least = len(order) - np.searchsorted(order, likenesses, side="left")
    return np.where(likenesses > 0, -np.log(at_least / len(order)), 0.0)


def expected_by_chance(rows):
    """(exercises, pairs) of `ranks` -> number of pairs that would reach the sum of each pair by chance.

    That is, if who is alike in one exercise had nothing to do with who is alike in another: the distribution of the
    sum is then that of its parts, folded into each other.
    """
    folded = np.ones(1)
    for row in rows:
        steps = np.ceil(row / BIN - 1e-9).astype(int)  # up here and down below, so that rounding accuses nobody
        folded = np.convolve(folded, np.bincount(steps) / len(steps))
    tail = np.append(np.cumsum(folded[::-1])[::-1], 0.0)
    sums = np.floor(np.sum(rows, axis=0) / BIN + 1e-9).astype(int)
    return tail[np.minimum(sums, len(tail) - 1)] * len(rows[0])
