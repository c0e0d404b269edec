"""Canvas: adds our scores to a gradebook exported from Canvas, ready to be imported again.

On import, Canvas creates a student for every row and an assignment for every column it doesn't know, and deletes a
score whose cell has become empty. So only the cells of one column change, and only in existing rows.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ...errors import NstError, nearest
from ..escaping import format_number, single_line
from . import Export, register

if TYPE_CHECKING:
    from ..grades import StudentGrade
    from ..policy import Policy

POINTS_ROW = "Points Possible"
# Columns before the assignments, and those that Canvas computes after them.
STUDENT_COLUMNS = (
    *("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID"),
    *("Root Account", "Section"),
)
COMPUTED_COLUMN = re.compile(r"\b(Current|Final|Override) (Score|Points|Grade|Status)\b")
NUMBERED_TITLE = re.compile(r"(.*) \((\d+)\)")
EXPORT_AGAIN = "export it from Canvas again and use that file as it is"
LEFT_ALONE = {"EX": "is excused in Canvas", "N/A": "doesn't have this assignment in Canvas"}


@register
@dataclass
class CanvasExport(Export):
    """OUT/canvas.csv, made from the gradebook that Canvas exported."""

    name: ClassVar[str] = "canvas"
    help: ClassVar[str] = "Gradebook exported from Canvas; writes OUT/canvas.csv, ready to import."
    column: str = field(default="", metadata={"help": "The assignment in it, by title or number."})

    def check(self) -> None:
        find_column(read_sheet(self.path), self.column)

    def write(self, grades: Sequence[StudentGrade], policy: Policy, out: Path) -> list[str]:
        from ..records import write_whole

        text, messages = fill_canvas(grades, self.path, self.column)
        write_whole(out / "canvas.csv", text)
        return messages


def fill_canvas(grades: Sequence[StudentGrade], path: Path, column: str = "") -> tuple[str, list[str]]:
    """(text of the file, messages about problems). Write the text as UTF-8, with line endings unchanged.

    `column` is the assignment's title, its number or both; without it, the file must have only one assignment. If the
    assignment has different maximum points in Canvas, the totals are scaled. EX, N/A, and the cells of students without
    a grade, or with nothing that could be graded, stay as they are. Raises NstError if the file isn't a Canvas
    gradebook or the column can't be found.
    """
    sheet = read_sheet(path)
    at = find_column(sheet, column)
    possible, messages = points_possible(sheet, at, grades)
    found = find_rows(grades, sheet)
    claims = Counter(row for rows in found for row in rows)
    lines = [line.raw for line in sheet.lines]
    for grade, rows in zip(grades, found, strict=True):
        if reason := reason_to_skip(grade, rows, claims, sheet, at):
            messages.append(f"{full_name(grade)} {reason}")
        else:
            score = format_number(grade.share * possible if possible else grade.total)
            lines[rows[0]] = sheet.line_with(rows[0], at, sheet.localized(score, at))
    if untouched := len(sheet.student_rows) - len(claims):
        row_count = len(sheet.student_rows)
        messages.append(f"{untouched} of {row_count} rows in Canvas have no grade here and stay as they are.")
    return sheet.byte_order_mark + "".join(lines), messages


def points_possible(sheet: CanvasSheet, at: int, grades: Sequence[StudentGrade]) -> tuple[float, list[str]]:
    """(maximum points in Canvas, or 0 if there are none to scale to; a message about it)."""
    cell = sheet.points_cell(at)
    possible = parse_number(cell) or 0
    ours = max((grade.max_total for grade in grades), default=0)
    if not possible:
        shown = single_line(cell)
        return 0, [f"Canvas has no points for this assignment ('{shown}'), so the course's own points were written."]
    if possible == ours or not ours:
        return possible, []
    return possible, [
        f"Canvas gives {format_number(possible)} points and the course {format_number(ours)}, so totals were scaled."
    ]


def reason_to_skip(grade: StudentGrade, rows: Sequence[int], claims: Counter[int], sheet: CanvasSheet, at: int) -> str:
    """Why this grade isn't written, as words after the student's name; empty if it is written."""
    from ..records import Verdict

    if not rows:
        return "isn't in the file from Canvas: no score was written."
    if len(rows) > 1:
        return f"matches {len(rows)} people in the file from Canvas: no score was written."
    if claims[rows[0]] > 1:
        return f"is one of several students who match {sheet.full_name(rows[0])} in Canvas: no score was written."
    there = sheet.cell(rows[0], at).strip().upper()
    if there in LEFT_ALONE:
        return f"{LEFT_ALONE[there]}, so nothing was changed."
    if grade.verdict is Verdict.NOT_GRADABLE:
        return "has nothing that could be graded: no score was written."
    return ""


def full_name(grade: StudentGrade) -> str:
    """Name and identity, for a message."""
    name, student = single_line(grade.name), single_line(grade.student)
    return name if name == student else f"{name} ({student})"


@dataclass(frozen=True)
class CsvLine:
    """A row: its text, including the line ending, and its cells."""

    raw: str
    cells: list[str]


@dataclass(frozen=True)
class CanvasSheet:
    """The exported file. Rows are identified by their index in `lines`; the byte order mark is "" if there is none."""

    path: str
    byte_order_mark: str
    delimiter: str
    lines: list[CsvLine]

    @property
    def header(self) -> list[str]:
        return self.lines[0].cells

    @property
    def student_rows(self) -> list[int]:
        """The rows of people: neither the row of points nor the nameless row about the posting policy."""
        names = ((row, self.full_name(row)) for row in range(1, len(self.lines)))
        return [row for row, name in names if name and POINTS_ROW not in name]

    @property
    def assignments(self) -> list[int]:
        """The columns with assignment scores, as far as one can tell from the file."""
        return [at for at, title in enumerate(self.header) if NUMBERED_TITLE.fullmatch(title) and self.is_writable(at)]

    def is_writable(self, at: int) -> bool:
        """Whether a column may hold scores that Canvas accepts."""
        if self.header[at] in STUDENT_COLUMNS or COMPUTED_COLUMN.search(self.header[at]):
            return False
        points = self.points_cell(at)
        return not points or parse_number(points) is not None  # else '(read only)', in any language

    def points_cell(self, at: int) -> str:
        """The cell of a column in the row of points."""
        row = next((line.cells for line in self.lines if line.cells and POINTS_ROW in line.cells[0]), [])
        return row[at].strip() if at < len(row) else ""

    def cell(self, row: int, at: int) -> str:
        """A cell by its numbers; empty where the row is too short."""
        cells = self.lines[row].cells
        return cells[at] if at < len(cells) else ""

    def value(self, row: int, title: str) -> str:
        """The cell of a row in the column of that title, or empty."""
        return self.cell(row, self.header.index(title)).strip() if title in self.header else ""

    def full_name(self, row: int) -> str:
        """'Doe, Jane', on one line, from one column or two."""
        first = self.value(row, "FirstName")
        return single_line(f"{self.cell(row, 0)}, {first}" if first else self.cell(row, 0))

    def line_with(self, row: int, at: int, text: str) -> str:
        """Replaces one cell in the text of a row."""
        line = self.lines[row]
        cells = [*line.cells, *[""] * (at + 1 - len(line.cells))]
        cells[at] = text
        file = io.StringIO(newline="")
        line_end = line.raw[len(line.raw.rstrip("\r\n")) :]
        csv.writer(file, delimiter=self.delimiter, lineterminator=line_end).writerow(cells)
        return file.getvalue()

    def localized(self, score: str, at: int) -> str:
        """A score, with a decimal comma if the column's points have one."""
        points = self.points_cell(at)
        return score.replace(".", ",") if "," in points and "." not in points else score


def read_sheet(path: Path) -> CanvasSheet:
    """The exported file; raises NstError if it can't be read or isn't a Canvas gradebook."""
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise NstError(f"'{path}' cannot be read ({error.strerror}): give the file that Canvas exported.") from error
    except UnicodeDecodeError as error:
        raise NstError(f"'{path}' is no longer UTF-8: {EXPORT_AGAIN}.") from error
    body = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(body)]
    try:
        for delimiter in ",;":
            sheet = CanvasSheet(str(path), mark, delimiter, list(csv_lines(body, delimiter)))
            if sheet.lines and sheet.header[:1] in (["Student"], ["LastName"]) and "ID" in sheet.header:
                return sheet
    except csv.Error as error:
        raise NstError(f"'{path}' isn't valid CSV ({error}): {EXPORT_AGAIN}.") from error
    raise NstError(f"'{path}' isn't a Canvas gradebook, whose first row is Student,ID,…: {EXPORT_AGAIN}.")


def csv_lines(text: str, delimiter: str) -> Iterator[CsvLine]:
    """The rows of the text, each with the text it was read from."""
    taken: list[str] = []

    def take_lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    for cells in csv.reader(take_lines(), delimiter=delimiter, strict=True):
        yield CsvLine("".join(taken), cells)
        taken.clear()


def find_column(sheet: CanvasSheet, wanted: str) -> int:
    """The number of the assignment's column; raises NstError if it isn't exactly one."""
    columns = sheet.assignments
    if wanted:
        writable = (at for at in range(len(sheet.header)) if sheet.is_writable(at))
        columns = [at for at in writable if wanted.strip() in column_titles(sheet.header[at])]
    if len(columns) == 1:
        return columns[0]
    choices = [sheet.header[at] for at in sheet.assignments]
    if not choices:
        raise NstError(f"'{sheet.path}' has no assignment to write to: create one in Canvas, then export again.")
    if not columns:
        raise NstError(f"'{sheet.path}' has no assignment '{wanted}': {nearest(wanted, choices)}")
    some = ", ".join(f"'{sheet.header[at]}'" for at in columns[:10])
    raise NstError(f"'{sheet.path}' has {len(columns)} matching assignments: choose with --canvas-column from {some}.")


def column_titles(header: str) -> set[str]:
    """The ways to name a column: 'NST Lab (12345)', 'NST Lab', '12345'."""
    numbered = NUMBERED_TITLE.fullmatch(header)
    return {header, *(numbered.groups() if numbered else ())}


def parse_number(text: str) -> float | None:
    """A number as Canvas reads it: the last comma or point is the decimal one. None if it isn't a number."""
    if not re.fullmatch(r"\d[\d.,]*", text):
        return None
    *whole, last = re.split("[.,]", text)
    return float(f"{''.join(whole)}.{last}" if whole else last)


def find_rows(grades: Sequence[StudentGrade], sheet: CanvasSheet) -> list[list[int]]:
    """For each grade, the rows that match by the most reliable key available: Canvas ID, login, name.

    A student with a Canvas ID is looked up by that alone; if no row has it, they are in another course or section.
    """
    by_id, *by_others = (rows_by_sign(signs, sheet) for signs in (canvas_ids, sis_accounts, login_parts, row_names))
    found = []
    for grade in grades:
        canvas_id = str(grade.ids.get("canvas", ""))
        names = name_spellings(grade.name) | name_spellings(grade.student)
        own_signs = (grade_logins(grade), grade_logins(grade), names)
        levels = [(by_id, {canvas_id})] if canvas_id else list(zip(by_others, own_signs, strict=True))
        matches = (set().union(*(rows[sign] for sign in signs)) for rows, signs in levels)
        found.append(sorted(next(filter(None, matches), set())))
    return found


def rows_by_sign(signs: Callable[[CanvasSheet, int], set[str]], sheet: CanvasSheet) -> defaultdict[str, set[int]]:
    """{key: rows that have it}; empty for a key that no row has."""
    rows: defaultdict[str, set[int]] = defaultdict(set)
    for row in sheet.student_rows:
        for sign in signs(sheet, row) - {""}:
            rows[sign].add(row)
    return rows


def grade_logins(grade: StudentGrade) -> set[str]:
    """Identifiers that Canvas may list as the login or the university's student number."""
    found = (grade.student, *(grade.ids.get(key, "") for key in ("login", "sis", "email")))
    return {str(text).strip().casefold() for text in found}


def canvas_ids(sheet: CanvasSheet, row: int) -> set[str]:
    return {sheet.value(row, "ID")}


def sis_accounts(sheet: CanvasSheet, row: int) -> set[str]:
    return {sheet.value(row, title).casefold() for title in ("SIS Login ID", "SIS User ID")}


def login_parts(sheet: CanvasSheet, row: int) -> set[str]:
    """'alice' for the login alice@example.org."""
    return {sheet.value(row, "SIS Login ID").casefold().partition("@")[0]}


def row_names(sheet: CanvasSheet, row: int) -> set[str]:
    return name_spellings(sheet.full_name(row))


def name_spellings(name: str) -> set[str]:
    """'Doe, Jane' and 'Jane Doe' alike as 'doejane' and 'janedoe': letters and digits without accents and case."""
    last, comma, first = name.partition(",")
    orders = (last + first, first + last) if comma else (name, " ".join(reversed(name.rsplit(" ", 1))))
    return {letters_only(order) for order in orders} - {""}


def letters_only(text: str) -> str:
    """Letters and digits, without accents and case."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())
