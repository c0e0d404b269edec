"""`Extraction` -> the function itself, made in a namespace of its own, and the student's reports on a notebook."""

import linecache
from dataclasses import replace

from ..checks.report import Report, Verdict
from ..checks.trial import check_function
from ..errors import NstError, check_choice
from ..exercises import EXERCISES
from ..extraction.notebook import NoteCode, read_notebook
from ..extraction.program import exercises_in, extract_program


def load(extraction, where):
    """The namespace with the function; each piece is executed as a file of its own, so that a crash shows its line.

    Empty lines go before a piece, so that its lines have the numbers that they have in the cell. Raises NstError when
    a piece, such as an import, fails.
    """
    space = {"__name__": where}
    for number, (piece, line) in enumerate(zip(extraction.pieces, extraction.lines, strict=True)):
        filename, text = f"<{where}, {extraction.name}, {number}>", (line - 1) * "\n" + piece + "\n"
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        try:
            exec(compile(text, filename, "exec"), space)
        except (Exception, SystemExit) as error:
            first, said = piece.strip().split("\n")[0], str(error).strip().split("\n")[0]
            raise NstError(
                f"{extraction.name} of {where} cannot be made, because '{first}' fails "
                f"({type(error).__name__}: {said}): mend it."
            ) from None
    return space


def report_on(notebook, name, where):
    """(`Report`, notes, namespace or None) on a function of a notebook; one that is not there is 'missing'."""
    found = extract_program(notebook.cells, name, stand_ins=EXERCISES)
    report = Report(name, Verdict.NOT_YET, "missing.", 0, EXERCISES[name].points)
    if not found.found:
        return replace(report, headline=missing(notebook, name, where)), found.notes, None
    try:
        space = load(found, where)
    except NstError as error:
        return replace(report, verdict=Verdict.CRASHED, headline=str(error)), found.notes, None
    return check_function(name, space.get(name)), found.notes, space


def missing(notebook, name, where):
    """The headline for a function that is not there: a notebook of another lesson is no place to look for it."""
    lesson = EXERCISES[name].lesson
    if lesson not in (notebook.lessons or {lesson}):
        return f"this is an exercise of lesson {lesson}, and is not in {where}."
    return f"missing from {where}."


def check_notebook(path, names=()):
    """Yields (`Report`, notes) on the functions named; else on all of the notebook's lesson and all that it holds.

    A note says more than the report: that there is no such function, a headline says already.
    """
    if path.name in EXERCISES and not path.exists():
        lesson = EXERCISES[path.name].lesson
        raise NstError(f"{path.name} is an exercise, not a file: try nst check {lesson}.ipynb {path.name}.")
    wanted = [check_choice(name, "exercise", tuple(EXERCISES)) for name in names]
    notebook = read_notebook(path, str(path), follow_links=True)
    wanted = wanted or exercises_in(notebook)
    if not wanted:
        raise NstError(f"'{path}' holds no exercise: it should define one of {', '.join(EXERCISES)}.")
    for name in wanted:
        report, notes, _ = report_on(notebook, name, path.name)
        yield report, [str(note) for note in notes if note.code is not NoteCode.MISSING]
