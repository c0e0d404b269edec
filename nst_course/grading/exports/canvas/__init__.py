"""[Grade] + the gradebook that Canvas exported -> the same with our scores, to be imported into Canvas again.

Canvas makes a new student of each row that it does not know and a new assignment of each column, and takes a score
away where a cell has become empty. So nothing changes but cells of one column, in rows that are there.
"""

from collections import Counter

from ...escaping import number, plain
from .sheet import find_column, numeric, read_sheet
from .students import matches

LEFT = {"EX": "is excused in Canvas", "N/A": "is not given this assignment in Canvas"}


def fill_canvas(grades, path, column=""):
    """(text of the file, sentences on what did not fit). Write the text as UTF-8, its line ends as they are.

    `column` is the assignment's title, its number or both; without it the file must have one assignment only. Where
    Canvas gives other points for it than the course does, the totals are scaled, as Canvas reckons with its own.
    EX, N/A, and the cells of students without a grade, or of whom nothing could be graded, stay as they are.
    Raises NstError for a file that is no gradebook of Canvas and a column that is not to be found.
    """
    sheet = read_sheet(path)
    at = find_column(sheet, column)
    possible, sentences = points_possible(sheet, at, grades)
    found = matches(grades, sheet)
    claims = Counter(row for rows in found for row in rows)
    lines = [line.raw for line in sheet.lines]
    for grade, rows in zip(grades, found, strict=True):
        problem = why_not(grade, rows, claims, sheet, at)
        if problem:
            sentences.append(f"{called(grade)} {problem}")
        else:
            score = number(grade.share * possible if possible else grade.total)
            lines[rows[0]] = sheet.changed(rows[0], at, sheet.as_there(score, at))
    if untouched := len(sheet.students) - len(claims):
        sentences.append(
            f"{untouched} of {len(sheet.students)} rows in Canvas have no grade here: they stay as they are."
        )
    return sheet.mark + "".join(lines), sentences


def points_possible(sheet, at, grades):
    """(Canvas' points for the assignment, or 0 where it has none to scale to, sentences on that)."""
    cell = sheet.possible(at)
    possible = numeric(cell) or 0
    ours = max((grade.max_total for grade in grades), default=0)
    if not possible:
        return 0, [f"Canvas has no points for this assignment ('{plain(cell)}'): the course's own were written."]
    if possible == ours or not ours:
        return possible, []
    return possible, [f"Canvas gives {number(possible)} points and the course {number(ours)}: the totals were scaled."]


def why_not(grade, rows, claims, sheet, at):
    """The rest of a sentence on why this grade is not written; empty when it is."""
    if not rows:
        return "is not in Canvas' file: no score was written."
    if len(rows) > 1:
        return f"may be any of {len(rows)} people in Canvas' file: no score was written."
    if claims[rows[0]] > 1:
        return f"and somebody else fit one person in Canvas' file, {sheet.name(rows[0])}: no score was written."
    there = sheet.cell(rows[0], at).strip().upper()
    if there in LEFT:
        return f"{LEFT[there]}: that stays as it is."
    if grade.verdict == "not gradable":
        return "has nothing that could be graded: no score was written."
    return ""


def called(grade):
    """Name and identity, for a sentence."""
    name, student = plain(grade.name), plain(grade.student)
    return name if name == student else f"{name} ({student})"
