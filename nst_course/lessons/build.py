"""Sources -> the notebooks of both editions, written or compared with those that are there."""

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat

from ..errors import NstError
from ..exercises import EXERCISES
from .editions import make_notebook, to_text
from .execute import execute
from .leaks import leaks
from .places import source_files
from .sources import read_lesson

AT_ONCE = 2  # kernels: while one starts, imports or draws, the other computes


def build(notebooks, names=(), *, students_only=False, say=print):
    """Writes both editions of the lessons named, or of all. Raises NstError, after the others are done, if one fails.

    All are written before the first is executed, because a lesson collects functions from its neighbours' files.
    """
    lessons = [read_lesson(path) for path in source_files(notebooks, names)]
    (notebooks / "solutions").mkdir(exist_ok=True)
    for lesson in lessons:
        write(student_path(notebooks, lesson), student_text(lesson))
        say(f"{student_path(notebooks, lesson)}")
    if students_only:
        return
    lessons = with_solution(lessons)
    for lesson in lessons:
        if solution_differences(notebooks, lesson):
            write(solution_path(notebooks, lesson), to_text(make_notebook(lesson, "solution")))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [pool.submit(build_solution, notebooks, lesson, say) for lesson in lessons]
    if errors := [run.exception() for run in runs if run.exception()]:
        unexpected = [error for error in errors if not isinstance(error, NstError)]
        raise unexpected[0] if unexpected else NstError(" ".join(map(str, errors)))


def with_solution(lessons):
    """All but the studio."""
    return [lesson for lesson in lessons if "solution" in lesson.editions]


def build_solution(notebooks, lesson, say):
    """Executes the solution edition in its own folder and writes it."""
    path = solution_path(notebooks, lesson)
    write(path, to_text(execute(make_notebook(lesson, "solution"), lesson.name, path.parent)))
    say(f"{path}")


def student_path(notebooks, lesson):
    return notebooks / f"{lesson.name}.ipynb"


def solution_path(notebooks, lesson):
    return notebooks / "solutions" / f"{lesson.name}.ipynb"


def write(path, text):
    """Writes beside and then replaces: a lesson that runs and reads its neighbours never sees half a file."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)


def student_text(lesson):
    """The student edition as text. Raises NstError when it gives a solution away."""
    notebook = make_notebook(lesson, "student")
    for exercise, line in leaks(notebook, EXERCISES.values()):
        raise NstError(
            f"The student edition of {lesson.name} would hold '{line}', a line of {exercise}'s solution: "
            'say it differently, or tag the cell "solution-only".'
        )
    return to_text(notebook)


def differences(notebooks, names=()):
    """A sentence for each thing in which the notebooks that are there differ from what their sources give."""
    lessons = [read_lesson(path) for path in source_files(notebooks, names)]
    for lesson in lessons:
        yield from student_differences(notebooks, lesson)
    for lesson in with_solution(lessons):
        yield from solution_differences(notebooks, lesson)
    known = {student_path(notebooks, lesson) for lesson in lessons}
    known |= {solution_path(notebooks, lesson) for lesson in with_solution(lessons)}
    for path in () if names else sorted([*notebooks.glob("*.ipynb"), *notebooks.glob("solutions/*.ipynb")]):
        if path not in known:
            yield f"{path} has no source: delete it, or write notebooks/source/{path.stem}.py."


def student_differences(notebooks, lesson):
    """The student edition must be the same to the letter."""
    path = student_path(notebooks, lesson)
    if not path.is_file():
        yield f"{path} is missing: run nst build {lesson.name}."
    elif path.read_text(encoding="utf-8") != student_text(lesson):
        yield f"{path} is not what its source gives: run nst build {lesson.name}."


def solution_differences(notebooks, lesson):
    """The solution edition must have the cells of its source, be executed, and hold no error."""
    path, remedy = solution_path(notebooks, lesson), f"run nst build {lesson.name}."
    if not path.is_file():
        yield f"{path} is missing: {remedy}"
        return
    try:
        there = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(there)
    except (ValueError, KeyError, nbformat.ValidationError):
        yield f"{path} is not a notebook: {remedy}"
        return
    wanted = make_notebook(lesson, "solution")
    for old, new in zip(there.cells, wanted.cells, strict=False):
        if face(old) != face(new):
            yield f"{path} differs from its source in the cell {new.id}: {remedy}"
    if len(there.cells) != len(wanted.cells):
        yield f"{path} has {len(there.cells)} cells and its source gives {len(wanted.cells)}: {remedy}"
    codes = [cell for cell in there.cells if cell.cell_type == "code"]
    if not any(cell.outputs for cell in codes) or any(cell.source and not cell.execution_count for cell in codes):
        yield f"{path} is not executed: {remedy}"
    if any(output.output_type == "error" for cell in codes for output in cell.outputs):
        yield f"{path} holds an error: {remedy}"


def face(cell):
    """All of a cell that does not come from execution."""
    return json.dumps([cell.id, cell.cell_type, cell.source, cell.metadata], sort_keys=True)
