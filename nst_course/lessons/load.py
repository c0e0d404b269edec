"""`Extraction` -> the function itself, made in a namespace of its own, and the student's reports on a notebook."""

import linecache
import re
from dataclasses import replace

from ..checks.judge import judge
from ..errors import NstError, check_choice
from ..exercises import EXERCISES
from ..report import Report
from .cells import read_cells
from .extract import extract


def load(extraction, where):
    """The function; each piece is executed as a file of its own, so that a crash shows the student's line.

    Raises NstError when a piece, such as an import, fails.
    """
    space = {"__name__": where}
    for number, piece in enumerate(extraction.pieces):
        filename = f"<{where}, {extraction.name}, {number}>"
        linecache.cache[filename] = (len(piece), None, (piece + "\n").splitlines(keepends=True), filename)
        try:
            exec(compile(piece, filename, "exec"), space)
        except (Exception, SystemExit) as error:
            line, said = piece.strip().split("\n")[0], str(error).strip().split("\n")[0]
            raise NstError(
                f"{extraction.name} of {where} cannot be made, because '{line}' fails "
                f"({type(error).__name__}: {said}): mend it."
            ) from None
    return space.get(extraction.name)


def report_on(cells, name, where):
    """(`Report`, notes, function or None) on a function of a notebook; one that is not there is 'missing'."""
    found = extract(cells, name, stand_ins=EXERCISES)
    report = Report(name, "not yet", "missing.", 0, EXERCISES[name].points)
    if not found.found:
        return replace(report, headline=f"missing from {where}."), found.notes, None
    try:
        function = load(found, where)
    except NstError as error:
        return replace(report, verdict="crashed", headline=str(error)), found.notes, None
    return judge(name, function), found.notes, function


def check_notebook(path, names=()):
    """Yields (`Report`, notes) on the functions named; else on all of the notebook's lesson and all that it holds."""
    wanted = [check_choice(name, "exercise", tuple(EXERCISES)) for name in names]
    cells = read_cells(path)
    wanted = wanted or held(cells)
    if not wanted:
        raise NstError(f"'{path}' holds no exercise: it should define one of {', '.join(EXERCISES)}.")
    for name in wanted:
        report, notes, _ = report_on(cells, name, path.name)
        yield report, notes


def held(cells):
    """Exercises of the lesson that the set-up cell names, and those that are defined."""
    text = "\n".join(cell.text for cell in cells)
    lessons = set(re.findall(r"""\bnst\.lesson\(\s*["'](\w+)""", text))
    return [n for n, e in EXERCISES.items() if e.lesson in lessons or extract(cells, n).found]
