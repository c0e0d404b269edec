"""`nst build`: the lessons' sources -> notebooks in both editions, written to disk or compared with those there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ..errors import Choice, NstError
from .editions import make_notebook, notebook_text, student_text
from .execute import execute
from .source import Edition, Lesson, read_lesson, source_files


class DifferenceKind(Choice):
    """How a notebook on disk can differ from its source."""

    MISSING = "is missing"
    CHANGED = "does not match its source"
    NOT_A_NOTEBOOK = "is not a notebook"
    CELL_CHANGED = "does not match its source in one cell"
    CELL_COUNT = "has more or fewer cells than its source"
    OTHER_VERSION = "is from another version"
    NOT_EXECUTED = "has not been executed"
    HAS_ERROR = "contains an error"
    NO_SOURCE = "has no source"


@dataclass(frozen=True)
class Difference:
    """A notebook that differs from its source; `cell` is the id of the differing cell."""

    kind: DifferenceKind
    path: Path
    cell: str = ""

    def __str__(self) -> str:
        name = self.path.stem
        remedy = f"run nst build {name}"
        if self.kind is DifferenceKind.NO_SOURCE:
            remedy = f"delete it or write notebooks/source/{name}.py"
        return f"{self.path} {self.kind}{self.cell and f' ({self.cell})'}: {remedy}."


KERNELS = 2  # at once: one computes while the other starts, imports, or draws


def build(
    notebooks: Path, names: Sequence[str] = (), *, students_only: bool = False, report: Callable[[str], Any] = print
) -> None:
    """Writes both editions of the named lessons, or of all; `report` is called with each path.

    All are written before the first one is executed, because lessons collect functions from each other's files.
    Raises NstError if a lesson fails, once the others are done.
    """
    lessons = [read_lesson(path) for path in source_files(notebooks, names)]
    (notebooks / "solutions").mkdir(exist_ok=True)
    for lesson in lessons:
        write_whole(student_path(notebooks, lesson), student_text(lesson))
        report(str(student_path(notebooks, lesson)))
    if students_only:
        return
    lessons = with_solution(lessons)
    for lesson in lessons:
        if any(solution_differences(notebooks, lesson)):
            write_whole(solution_path(notebooks, lesson), notebook_text(make_notebook(lesson, Edition.SOLUTION)))
    with ThreadPoolExecutor(KERNELS) as pool:
        runs = [pool.submit(build_solution, notebooks, lesson, report) for lesson in lessons]
    errors = [error for run in runs if (error := run.exception())]
    for error in errors:
        if not isinstance(error, NstError):
            raise error
    if errors:
        raise NstError(" ".join(map(str, errors)))


def with_solution(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The lessons that have a solution edition."""
    return [lesson for lesson in lessons if Edition.SOLUTION in lesson.editions]


def build_solution(notebooks: Path, lesson: Lesson, report: Callable[[str], Any]) -> None:
    """Executes the solution edition in its own folder and writes it."""
    path = solution_path(notebooks, lesson)
    write_whole(path, notebook_text(execute(make_notebook(lesson, Edition.SOLUTION), lesson.name, path.parent)))
    report(str(path))


def student_path(notebooks: Path, lesson: Lesson) -> Path:
    return notebooks / f"{lesson.name}.ipynb"


def solution_path(notebooks: Path, lesson: Lesson) -> Path:
    return notebooks / "solutions" / f"{lesson.name}.ipynb"


def write_whole(path: Path, text: str) -> None:
    """Writes next to the file, then replaces it, so that another running lesson never reads half a file."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def differences(notebooks: Path, names: Sequence[str] = ()) -> Iterator[Difference]:
    """Each way in which the notebooks on disk differ from their sources."""
    lessons = [read_lesson(path) for path in source_files(notebooks, names)]
    for lesson in lessons:
        yield from student_differences(notebooks, lesson)
    for lesson in with_solution(lessons):
        yield from solution_differences(notebooks, lesson)
    if names:
        return
    known = {student_path(notebooks, lesson) for lesson in lessons}
    known |= {solution_path(notebooks, lesson) for lesson in with_solution(lessons)}
    for path in sorted([*notebooks.glob("*.ipynb"), *notebooks.glob("solutions/*.ipynb")]):
        if path not in known:
            yield Difference(DifferenceKind.NO_SOURCE, path)


def student_differences(notebooks: Path, lesson: Lesson) -> Iterator[Difference]:
    """The student edition must match byte for byte."""
    path = student_path(notebooks, lesson)
    if not path.is_file():
        yield Difference(DifferenceKind.MISSING, path)
    elif path.read_text(encoding="utf-8") != student_text(lesson):
        yield Difference(DifferenceKind.CHANGED, path)


def solution_differences(notebooks: Path, lesson: Lesson) -> Iterator[Difference]:
    """The solution edition must have the cells of its source, be executed, and contain no error."""
    path = solution_path(notebooks, lesson)
    if not path.is_file():
        yield Difference(DifferenceKind.MISSING, path)
        return
    try:
        on_disk = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(on_disk)
    except (ValueError, KeyError, nbformat.ValidationError):
        yield Difference(DifferenceKind.NOT_A_NOTEBOOK, path)
        return
    expected = make_notebook(lesson, Edition.SOLUTION)
    for old, new in zip(on_disk.cells, expected.cells, strict=False):
        if source_of(old) != source_of(new):
            yield Difference(DifferenceKind.CELL_CHANGED, path, new.id)
    if len(on_disk.cells) != len(expected.cells):
        yield Difference(DifferenceKind.CELL_COUNT, path)
    if on_disk.metadata.get("nst_course") != expected.metadata.nst_course:
        yield Difference(DifferenceKind.OTHER_VERSION, path)
    codes = [cell for cell in on_disk.cells if cell.cell_type == "code"]
    if not any(cell.outputs for cell in codes) or any(cell.source and not cell.execution_count for cell in codes):
        yield Difference(DifferenceKind.NOT_EXECUTED, path)
    if any(output.output_type == "error" for cell in codes for output in cell.outputs):
        yield Difference(DifferenceKind.HAS_ERROR, path)


def source_of(cell: Any) -> str:
    """Everything in a cell that does not come from its execution, for comparison."""
    return json.dumps([cell.id, cell.cell_type, cell.source, cell.metadata], sort_keys=True)
