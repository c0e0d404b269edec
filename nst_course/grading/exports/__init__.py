"""Exports to other systems, one module each; a new one only needs a module that registers an `Export`.

`nst grade` offers --NAME PATH for every registered export, and --NAME-FIELD for every further field of its class.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ...errors import NstError

if TYPE_CHECKING:
    from ..grades import StudentGrade
    from ..policy import Policy
    from ..submissions import Submission


@dataclass
class Export(ABC):
    """A requested export, with the path given for it.

    Subclasses are dataclasses; further fields are strings with a default and metadata={"help": …}, and become options
    of `nst grade`. Export modules import slow packages inside their functions, because the command line loads all of
    them.
    """

    path: Path
    name: ClassVar[str]
    help: ClassVar[str]
    single_student: ClassVar[bool] = False  # whether the system grades one student at a time

    @classmethod
    def options(cls) -> dict[str, str]:
        """{name: help} of the further fields, which are command-line options: 'canvas_column'."""
        return {f"{cls.name}_{one.name}": one.metadata["help"] for one in fields(cls) if "help" in one.metadata}

    def check(self) -> None:  # noqa: B027 - optional: most exports are always possible
        """Checks, before anything is graded, that the export is possible; raises NstError if not."""

    def claim(self, submissions: Sequence[Submission], source: Path) -> list[Submission]:
        """The submissions found in `source`, with the metadata the system provides."""
        return list(submissions)

    @abstractmethod
    def write(self, grades: Sequence[StudentGrade], policy: Policy, out: Path) -> list[str]:
        """Writes the export, to its path or into the results folder `out`; returns messages for the instructor."""

    def write_text(self, text: str) -> None:
        """Writes the text to the path, whole or not at all."""
        from ..records import write_whole

        write_whole(self.path, text)


ExportType = TypeVar("ExportType", bound=type[Export])
EXPORTS: dict[str, type[Export]] = {}


def register(export: ExportType) -> ExportType:
    """Class decorator: adds an export to `EXPORTS`."""
    EXPORTS[export.name] = export
    return export


def requested_exports(options: Mapping[str, Any]) -> list[Export]:
    """An export for each name in `EXPORTS` that has a path among the command-line options."""
    requested = []
    for name, export in EXPORTS.items():
        if path := options.get(name):
            values = {option: options.get(option) or "" for option in export.options()}
            requested.append(export(path, **{key.removeprefix(f"{name}_"): text for key, text in values.items()}))
    return requested


def prepare_exports(exports: Iterable[Export], submissions: Sequence[Submission], source: Path) -> list[Submission]:
    """The submissions as the exports need them; raises NstError, before grading, if an export isn't possible."""
    prepared = list(submissions)
    students = len({submission.student for submission in submissions})
    for export in exports:
        if export.single_student and students > 1:
            raise NstError(
                f"--{export.name.replace('_', '-')} is for the work of a single student, but there are {students} "
                "students here: leave it out, or grade one student at a time."
            )
        export.check()
        prepared = export.claim(prepared, source)
    return prepared


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
