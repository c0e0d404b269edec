"""Mistakes that a user can fix: one sentence each, without a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from enum import Enum
from itertools import takewhile
from typing import TypeVar

T = TypeVar("T")


class NstError(Exception):
    """One sentence that names the thing, says what was wrong and what to do.

    The command line prints it and exits with code 2; in a notebook it is an ordinary exception.
    """


class Choice(str, Enum):
    """Base of a closed set of words. Each member is its word: in text, in JSON and in code shown for copying."""

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


def nearest(name: object, choices: Collection[str]) -> str:
    """`did you mean 'block4_conv2'?` for a misspelled name, otherwise the list of choices; text for an `NstError`."""
    name = str(name)
    close = difflib.get_close_matches(name, choices, n=5, cutoff=0.5)
    if not close:
        return f"choose one of {', '.join(choices)}."
    # Among equally close names, the one with the same beginning: block1_conv3 is nearer to block1_conv2 than to
    # block5_conv3.
    best = max(close, key=lambda choice: (similarity(name, choice), common_prefix_length(name, choice)))
    return f"did you mean '{best}'?"


def similarity(a: str, b: str) -> float:
    """Share of letters that two words have in common, in order, from 0 to 1."""
    return difflib.SequenceMatcher(None, b, a).ratio()


def common_prefix_length(a: str, b: str) -> int:
    """How many letters two words share at the start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def check_choice(value: T, what: str, choices: Collection[str]) -> T:
    """Return `value`; raise NstError with the nearest choice when it is not one of them."""
    if value not in choices:
        raise NstError(f"There is no {what} '{value}': {nearest(value, choices)}")
    return value
