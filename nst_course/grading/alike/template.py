"""What the course itself gives of an exercise: stub, solution and hints. To have that in common says nothing."""

import functools
import re

from ...exercises import EXERCISES
from .normal import Written, read, tree_of


@functools.cache
def given(exercise):
    """What is `Written` in the course's own texts."""
    if exercise not in EXERCISES:
        return Written()
    it = EXERCISES[exercise]
    texts = [it.solution, it.stub, *(code for hint in it.hints for code in code_in(hint))]
    return Written(*(frozenset().union(*kind) for kind in zip(*map(read, texts), strict=True)))


def code_in(sentence):
    """The parts of a sentence that are Python: from each name before a bracket or a = as far as it can be read."""
    for start in re.finditer(r"[A-Za-z_][\w.]*(?= = |\(|\[)", sentence):
        words = sentence[start.start() :].split(" ")
        for count in range(len(words), 0, -1):
            text = " ".join(words[:count]).rstrip(",;.: ")
            if tree_of(text) is not None:
                yield text
                break
