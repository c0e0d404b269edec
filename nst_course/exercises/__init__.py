"""The six exercises, in course order. Nothing here needs TensorFlow.

Each file in this folder that defines `EXERCISE` is an exercise. To add one, write its solution in costs.py and add a
file here.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from .exercise import Case, CheckStep, Exercise, FoundBy, Mistake, Protocol, solutions


def find_exercises() -> dict[str, Exercise]:
    """{name: exercise} for the files in this folder, in the order of the solutions in costs.py."""
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = {module.EXERCISE.name: module.EXERCISE for module in modules if hasattr(module, "EXERCISE")}
    return {name: found[name] for name in solutions() if name in found}


EXERCISES = find_exercises()

__all__ = ["EXERCISES", "Case", "CheckStep", "Exercise", "FoundBy", "Mistake", "Protocol"]
