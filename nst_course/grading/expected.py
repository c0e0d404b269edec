"""What a file should hold: by the set-up cell, by the comments of the well-known course, by its own name."""

import re

from ..exercises import EXERCISES
from .owners import LESSONS

# '# GRADED FUNCTION: gram_matrix', as the cells of the well-known course begin.
GRADED = re.compile(r"^#+ *GRADED FUNCTION: *(\w+)", re.MULTILINE | re.IGNORECASE)


def expected(found, name):
    """Names of the exercises that a file should hold, in the order of the course; none where nothing says so."""
    lessons = found.lessons or {lesson for lesson in LESSONS if lesson in name}
    graded = {exercise for cell in found.cells for exercise in GRADED.findall(cell.text)}
    return [name for name, exercise in EXERCISES.items() if exercise.lesson in lessons or name in graded]
