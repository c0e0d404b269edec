"""A submitted file -> `Reading`: the program of each exercise. Nothing is executed, and nothing raises.

What is too large is not read: a file of more than 64 MB or 3 million parts, more than 500 000 characters or 20 000
statements of code, and of cells those with more than 100 000 characters.
"""

import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import NstError
from ..exercises import EXERCISES
from ..extraction.notebook import Note, NoteCode, read_notebook
from ..extraction.program import extract_program
from ..extraction.symbol_table import SymbolTable
from .expected import expected
from .reaching import reasons
from .renamed import look_for
from .well_known import adapted

EXERCISE = re.compile(rf"\bdef ({'|'.join(EXERCISES)})\b")


@dataclass(frozen=True)
class Reading:
    """What a file holds.

    `exercises` {name: `Program`} of those that it holds or should hold; `renamed` {name: under which name it was
    found}; `notes` on the file; `problem`, one sentence, where nothing can be graded; `human` reasons why a person
    should look.
    """

    exercises: dict = field(default_factory=dict)
    renamed: dict = field(default_factory=dict)
    notes: tuple = ()
    problem: str = ""
    human: tuple = ()


def read(source, name):
    """The `Reading` of a path or of bytes; `name`, the path inside the submissions, stands in what it says."""
    try:
        return reading(read_notebook(source if isinstance(source, bytes) else Path(source), name), name)
    except NstError as error:
        return Reading(problem=str(error))
    except (Exception, RecursionError, MemoryError) as error:
        why = f"'{name}' cannot be read ({type(error).__name__}): open it in Jupyter and save it again."
        return Reading(problem=why, human=("The file is made in a way that no honest notebook was seen to be.",))


def reading(found, name):
    """That of a `Notebook`."""
    known = usable(SymbolTable(found.cells))
    wanted = expected(found, name)
    held = [exercise for exercise in EXERCISES if known.defines(exercise)]
    renamed, human = look_for([e for e in wanted or EXERCISES if e not in held], known)
    exercises = {e: program(known, e, renamed) for e in EXERCISES if e in {*wanted, *held, *renamed}}
    if not exercises and not found.lessons:
        return Reading(notes=found.notes, problem=none(found, name), human=tuple(human))
    notes = found.notes + tuple(duplicates(known, held))
    return Reading(exercises, renamed, notes, human=(*human, *unread(exercises, found.cells), *reasons(exercises)))


def usable(known):
    """Without `from x import *` of modules that are not there when the program runs, as public_tests of a course."""
    return known.without([b for b in known.star_imports if not is_provided(b.node.module)])


def is_provided(module):
    top = (module or "").split(".")[0]
    return top in {"tensorflow", "keras", "numpy", "nst_course", "scipy", *sys.stdlib_module_names}


def program(known, exercise, renamed):
    """The `Program` of an exercise, with the course's own version of what its solution calls, and no other."""
    name = renamed.get(exercise, exercise)
    others = {found: other for other, found in renamed.items() if other != exercise}
    found = extract_program(known, name, EXERCISES[exercise].needs, others)
    if name != exercise:
        pieces, lines = (*found.pieces, f"{exercise} = {name}"), (*found.lines, 1)
        found = replace(found, name=exercise, pieces=pieces, lines=lines)
    return adapted(found, name)


def duplicates(known, held):
    """Notes on exercises that are defined more than once."""
    for exercise in held:
        cells = [b.cell for b in known.all_bindings(exercise) if b.defines and b.usable]
        if len(cells) > 1:
            places = ", ".join(map(str, dict.fromkeys(cells)))
            yield Note(NoteCode.DEFINED_AGAIN, exercise, str(len(cells)), detail=places)


def unread(exercises, cells):
    """Reasons to look at exercises that stand where Python cannot read them."""
    for exercise, found in exercises.items():
        if not found.found and any(cell.problem and exercise in cell.text for cell in cells):
            yield from map(str, found.notes[:1])


def none(found, name):
    """Why there is nothing to grade."""
    if found.language:
        return f"'{name}' is a notebook for {found.language}: write it in Python."
    if fault := next((cell.problem for cell in found.cells if cell.problem and EXERCISE.search(cell.text)), ""):
        return f"Python cannot read the exercises in '{name}' ({fault}): mend that line, and hand in again."
    return f"'{name}' holds no exercise: it should define one of {', '.join(EXERCISES)}."
