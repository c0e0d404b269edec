"""The source of a lesson, notebooks/source/NAME.py in jupytext's percent format -> `Lesson`: its cells in order.

An exercise is a cell `# %% exercise: NAME` with its statement in comments. A cell tagged "student-only" or
"solution-only" is in that edition alone. In prose, lines between `<!-- claim ID -->` and `<!-- /claim -->` make a claim
that a test checks; the markers are for authors and tests, and no notebook contains them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import Choice, NstError, check_choice
from ..exercises import EXERCISES

CLAIM = re.compile(r"^<!-- claim ([\w-]+) -->\n(.*?)^<!-- /claim -->(?:\n|\Z)", re.DOTALL | re.MULTILINE)
LIVE_WIDGETS = "nst.studio."  # names a lesson calls to show a live figure


class Edition(Choice):
    """A lesson has a student edition to work in and a solution edition to compare with."""

    STUDENT = "student"
    SOLUTION = "solution"


ONLY_IN = {f"{edition}-only": edition for edition in Edition}  # a cell's tag -> the only edition with the cell


class CellKind(Choice):
    """The type of a cell in the source."""

    MARKDOWN = "markdown"
    CODE = "code"
    EXERCISE = "exercise"


@dataclass(frozen=True)
class SourceCell:
    """A cell as written, without claim markers. For an `exercise`, `text` is its statement in Markdown."""

    kind: CellKind
    text: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    exercise: str = ""
    claims: Mapping[str, str] = field(default_factory=dict)

    def is_in(self, edition: Edition) -> bool:
        """Whether this edition has the cell."""
        return all(ONLY_IN.get(tag, edition) == edition for tag in self.metadata.get("tags", ()))


@dataclass(frozen=True)
class Lesson:
    """A lesson, or the studio; `name` is the stem of its source file, such as 3_gram_matrix."""

    name: str
    cells: tuple[SourceCell, ...]

    @property
    def title(self) -> str:
        """Its heading, such as '3 · The Gram matrix'."""
        return self.cells[0].text.splitlines()[0].removeprefix("# ").strip()

    @property
    def editions(self) -> tuple[Edition, ...]:
        """Numbered files are lessons and have both; the studio is a tool, with nothing to solve."""
        return tuple(Edition) if re.match(r"\d+_", self.name) else (Edition.STUDENT,)

    @property
    def exercises(self) -> list[str]:
        """The names of its exercises in order."""
        return [cell.exercise for cell in self.cells if cell.kind is CellKind.EXERCISE]

    @property
    def has_live_widgets(self) -> bool:
        """Whether it shows the studio or one of its explorers."""
        return any(cell.kind is CellKind.CODE and LIVE_WIDGETS in cell.text for cell in self.cells)

    @property
    def claims(self) -> dict[str, str]:
        """{id: marked text} of the claims in its prose."""
        return {name: text for cell in self.cells for name, text in cell.claims.items()}


def repository_notebooks(start: Path | str = ".", package: Path = Path(__file__).parents[1]) -> Path:
    """The folder `notebooks` with the lessons' sources, in the repository around `start` or else the package's own.

    Raises NstError outside a repository.
    """
    start = Path(start).resolve()
    for folder in (start, *start.parents, package.parent):
        if (folder / "notebooks" / "source").is_dir():
            return folder / "notebooks"
    raise NstError(f"There is no folder notebooks/source in or above {start}: change to a copy of the repository.")


def source_files(notebooks: Path, names: Sequence[str] = ()) -> list[Path]:
    """The sources of the named lessons, or of all, in course order. Raises NstError for an unknown name."""
    files = {path.stem: path for path in sorted((notebooks / "source").glob("*.py"))}
    if not files:
        raise NstError(f"There is no lesson in {notebooks / 'source'}: add one, such as 1_layers.py.")
    return [files[check_choice(Path(name).stem, "lesson", tuple(files))] for name in names] or list(files.values())


def read_lesson(path: Path) -> Lesson:
    """The lesson in a source file. Raises NstError if it is not in the format above."""
    import jupytext

    cells = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent").cells
    lesson = Lesson(path.stem, tuple(read_cell(cell, path) for cell in cells if cell.source or cell.metadata))
    check_lesson(lesson, path)
    return lesson


def read_cell(cell: Any, path: Path) -> SourceCell:
    """A cell as read by jupytext -> `SourceCell`; the words after `# %%` are its title."""
    metadata = {key: value for key, value in cell.metadata.items() if key != "title"}
    title = cell.metadata.get("title", "")
    claims = dict(CLAIM.findall(cell.source))
    text = CLAIM.sub(r"\2", cell.source).rstrip("\n")
    if "<!-- claim" in text or "<!-- /claim" in text:
        raise NstError(f"{path.name} has a claim marker without its counterpart: write each on a line of its own.")
    if not title.startswith("exercise"):
        kind = CellKind.MARKDOWN if cell.cell_type == "markdown" else CellKind.CODE
        return SourceCell(kind, text, metadata, claims=claims)
    name = title.removeprefix("exercise").strip(" :")
    check_choice(name, f"exercise in {path.name}", tuple(EXERCISES))
    if code := [line for line in text.splitlines() if line.strip() and not line.startswith("#")]:
        raise NstError(
            f"{path.name} has code below 'exercise: {name}' ({code[0].strip()}): "
            "write the statement there as comments and begin the code with a line '# %%'."
        )
    statement = re.sub(r"^# ?", "", text, flags=re.MULTILINE)
    return SourceCell(CellKind.EXERCISE, statement, metadata, name, claims)


def check_lesson(lesson: Lesson, path: Path) -> None:
    """Raises NstError unless the lesson begins with a heading and has each of its exercises once."""
    first = lesson.cells[0] if lesson.cells else None
    if first is None or first.kind is not CellKind.MARKDOWN or not first.text.startswith("# "):
        raise NstError(
            f"{path.name} does not begin with a heading: make its first cell '# %% [markdown]' with '# # Title'."
        )
    if all(cell.kind is not CellKind.CODE for cell in lesson.cells):
        raise NstError(f"{path.name} has no code cell: add one, '# %%', with the lesson's imports.")
    expected = sorted(name for name, exercise in EXERCISES.items() if exercise.lesson == lesson.name)
    if sorted(lesson.exercises) != expected:
        raise NstError(
            f"{path.name} has the exercises {list_names(sorted(lesson.exercises))}, but nst_course.exercises lists "
            f"{list_names(expected)}: add each of them once, '# %% exercise: NAME'."
        )


def list_names(names: Sequence[str]) -> str:
    """The names with commas, or 'none'."""
    return ", ".join(names) or "none"
