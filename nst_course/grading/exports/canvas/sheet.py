"""Canvas' gradebook as a CSV file: its lines as they are, its columns, the row of points."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from ....errors import NstError, nearest
from ...escaping import plain

POINTS = "Points Possible"
# What stands before the assignments, and what Canvas computes after them.
ABOUT = (
    "Student",
    "LastName",
    "FirstName",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
COMPUTED = re.compile(r"\b(Current|Final|Override) (Score|Points|Grade|Status)\b")
NUMBERED = re.compile(r"(.*) \((\d+)\)")
AGAIN = "export it from Canvas once more and use that file as it is"


@dataclass(frozen=True)
class Line:
    """A row: its text, line end included, and its cells."""

    raw: str
    cells: list


@dataclass(frozen=True)
class Sheet:
    """The whole file; `mark` is its byte order mark or empty. Rows are known by their numbers in `lines`."""

    path: str
    mark: str
    delimiter: str
    lines: list

    @property
    def header(self):
        return self.lines[0].cells

    @property
    def students(self):
        """The numbers of the rows that are people: not the points, and not the row on posting, which has no name."""
        return [at for at in range(1, len(self.lines)) if POINTS not in (name := self.name(at)) and name]

    @property
    def assignments(self):
        """The numbers of the columns that hold scores of assignments, as far as the file tells."""
        return [at for at, title in enumerate(self.header) if NUMBERED.fullmatch(title) and self.writable(at)]

    def writable(self, at):
        """Whether a column may hold scores that Canvas takes."""
        if self.header[at] in ABOUT or COMPUTED.search(self.header[at]):
            return False
        return not self.possible(at) or numeric(self.possible(at)) is not None  # else '(read only)', in any language

    def possible(self, at):
        """The cell of a column in the row of points."""
        row = next((line.cells for line in self.lines if line.cells and POINTS in line.cells[0]), [])
        return row[at].strip() if at < len(row) else ""

    def cell(self, row, at):
        cells = self.lines[row].cells
        return cells[at] if at < len(cells) else ""

    def value(self, row, title):
        """The cell of a row in the column of that title, or empty."""
        return self.cell(row, self.header.index(title)).strip() if title in self.header else ""

    def name(self, row):
        """'Doe, Jane', on one line, from one column or two."""
        first = self.value(row, "FirstName")
        return plain(f"{self.cell(row, 0)}, {first}" if first else self.cell(row, 0))

    def changed(self, row, at, text):
        """The text of a row with another cell in it."""
        line = self.lines[row]
        cells = [*line.cells, *[""] * (at + 1 - len(line.cells))]
        cells[at] = text
        file = io.StringIO(newline="")
        end = line.raw[len(line.raw.rstrip("\r\n")) :]
        csv.writer(file, delimiter=self.delimiter, lineterminator=end).writerow(cells)
        return file.getvalue()

    def as_there(self, score, at):
        """A score with the decimal comma if the points of the column have one."""
        return score.replace(".", ",") if "," in self.possible(at) and "." not in self.possible(at) else score


def read_sheet(path):
    """The Sheet; raises NstError when the file cannot be read or is no gradebook of Canvas."""
    try:
        text = Path(path).read_bytes().decode()
    except OSError as error:
        raise NstError(f"'{path}' cannot be read ({error.strerror}): give the file that Canvas exported.") from error
    except UnicodeDecodeError as error:
        raise NstError(f"'{path}' is not UTF-8 any more: {AGAIN}.") from error
    body = text.removeprefix("\ufeff")
    try:
        for delimiter in ",;":
            sheet = Sheet(str(path), text[: len(text) - len(body)], delimiter, list(lines(body, delimiter)))
            if sheet.lines and sheet.header[:1] in (["Student"], ["LastName"]) and "ID" in sheet.header:
                return sheet
    except csv.Error as error:
        raise NstError(f"'{path}' is no CSV ({error}): {AGAIN}.") from error
    raise NstError(f"'{path}' is no gradebook of Canvas, whose first row is Student,ID,…: {AGAIN}.")


def lines(text, delimiter):
    """The Lines of the text."""
    taken = []

    def taking():
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    for cells in csv.reader(taking(), delimiter=delimiter, strict=True):
        yield Line("".join(taken), cells)
        taken.clear()


def find_column(sheet, wanted):
    """The number of the assignment's column; raises NstError when it is not exactly one."""
    columns = sheet.assignments
    if wanted:
        columns = [
            at for at in range(len(sheet.header)) if sheet.writable(at) and wanted.strip() in titles(sheet.header[at])
        ]
    if len(columns) == 1:
        return columns[0]
    choices = [sheet.header[at] for at in sheet.assignments]
    if not choices:
        raise NstError(f"'{sheet.path}' has no assignment to write to: create it in Canvas, then export once more.")
    if not columns:
        raise NstError(f"'{sheet.path}' has no assignment '{wanted}': {nearest(wanted, choices)}")
    some = ", ".join(f"'{sheet.header[at]}'" for at in columns[:10])
    raise NstError(f"'{sheet.path}' has {len(columns)} assignments that fit: name one with --canvas-column, of {some}.")


def titles(header):
    """The ways to name a column: 'NST Lab (12345)', 'NST Lab', '12345'."""
    numbered = NUMBERED.fullmatch(header)
    return {header, *(numbered.groups() if numbered else ())}


def numeric(text):
    """A number as Canvas reads it, whose last comma or point is the decimal one; None when it is none."""
    if not re.fullmatch(r"\d[\d.,]*", text):
        return None
    *whole, last = re.split("[.,]", text)
    return float(f"{''.join(whole)}.{last}" if whole else last)
