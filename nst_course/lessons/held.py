"""Cells -> the lessons that they name, and the exercises that they hold."""

import re

from ..exercises import EXERCISES
from .extract import extract
from .known import Known


def held(cells):
    """Exercises of the lesson that the set-up cell names, and those that are defined."""
    lessons, known = lessons_of(cells), Known(cells)
    return [n for n, e in EXERCISES.items() if e.lesson in lessons or extract(known, n).found]


def lessons_of(cells):
    """Names of the lessons that the set-up cells name: one, in a notebook of the course."""
    return {name for cell in cells for name in re.findall(r"""\bnst\.lesson\(\s*["'](\w+)""", cell.text)}
