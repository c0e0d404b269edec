"""Of all that a person handed in, what is to be graded: notebooks, and programs that hold an exercise."""

import re
from dataclasses import replace
from itertools import groupby

from ..exercises import EXERCISES
from .archives import is_archive

MOST = 60  # files of one person that are read
NOTEBOOK = (".ipynb", ".ipynb.txt", ".ipynb.json")
PROGRAM = (".py", ".py.txt")
DEFINES = re.compile(rb"\b(?:def\s+)?(?:%s)\s*[(=]" % b"|".join(name.encode() for name in EXERCISES))
START = 2**20  # bytes of a program that are looked at


def handed_in(found):
    """Yields (`Owner`, `Entry`, reasons why a person should look) for each file that becomes a submission."""

    def key(pair):
        return pair[0].student, pair[0].place, pair[0].assignment

    for _, group in groupby(sorted(found, key=lambda pair: (*key(pair), pair[1].file)), key):
        yield from chosen(list(group))


def chosen(pairs):
    """Those of one person and assignment: what is no notebook counts only alone, but for an archive that is broken."""
    programs = [(owner, entry) for owner, entry in pairs if is_program(entry)]
    graded = [pair for pair in pairs if is_notebook(pair[1]) or (pair[1].problem and is_archive(pair[1].name))]
    graded += [pair for pair in programs if defines(pair[1])] or ([] if graded else programs)
    if graded:
        human = ()
        if len(graded) > MOST:
            human = (f"{len(graded)} files were handed in, of which the first {MOST} are read.",)
        yield from ((owner, entry, human) for owner, entry in sorted(graded, key=by_file)[:MOST])
        return
    owner, entry = next((pair for pair in pairs if pair[1].problem), pairs[0])
    others = f" (and {len(pairs) - 1} more)" if len(pairs) > 1 else ""
    problem = entry.problem or f"'{entry.name}'{others} is not a notebook: hand in the .ipynb file itself."
    yield owner, replace(entry, problem=problem), ()


def by_file(pair):
    return pair[1].file


def is_notebook(entry):
    return entry.name.lower().endswith(NOTEBOOK)


def is_program(entry):
    return entry.name.lower().endswith(PROGRAM)


def defines(entry):
    """Whether a program seems to hold an exercise; one that cannot be read is left to say so itself."""
    if entry.problem:
        return True
    try:
        with entry.path.open("rb") as file:
            return DEFINES.search(file.read(START)) is not None
    except OSError:
        return True
