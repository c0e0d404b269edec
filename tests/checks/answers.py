"""Answers that students might give, shared by several tests: functions with a known mistake, and correct ones.

`wrong_answers/EXERCISE.txt` has a block for each function, which starts with `## mistake`, or with
`## mistake | another` if both names are true. Lines starting with `====` say where blocks come from.
`correct_answers.txt` has correct functions in unusual forms, under `==== EXERCISE`. More of those are in
correct_answers.py.
"""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Answer(NamedTuple):
    """The text of a function, and the acceptable names of its one mistake; none if it is correct."""

    exercise: str
    names: tuple[str, ...]
    source: str


def blocks(text):
    """(heading, source) for each block of a text."""
    for part in re.split(r"^##", re.sub(r"^====.*\n", "", text, flags=re.M), flags=re.M)[1:]:
        heading, source = part.split("\n", 1)
        yield heading.strip(), source.strip("\n") + "\n"


def wrong_answers():
    """All functions with a known mistake."""
    for file in sorted((FOLDER / "wrong_answers").glob("*.txt")):
        for heading, source in blocks(file.read_text(encoding="utf-8")):
            yield Answer(file.stem, tuple(heading.split(" | ")), source)


def unusual_answers():
    """All correct functions in correct_answers.txt."""
    parts = re.split(r"^==== (\w+)\n", (FOLDER / "correct_answers.txt").read_text(encoding="utf-8"), flags=re.M)[1:]
    for exercise, text in zip(parts[::2], parts[1::2], strict=True):
        yield from (Answer(exercise, (), source) for _, source in blocks(text))


WRONG_ANSWERS = list(wrong_answers())
UNUSUAL_ANSWERS = list(unusual_answers())
