"""The text of a notebook or of a Python file -> its cells, parsed, none of them executed."""

import ast
import functools
import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError
from .magics import by_ipython, without_magics

CONFLICT = re.compile(r"^[ \t]*(<{7}|>{7})( |$)", re.MULTILINE)
# Where a Python file has cells: `# %%`, and `# In[3]:` as nbconvert writes them.
MARK = re.compile(r"^(?=# ?%%|# In\[[ \d]*\]:)", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells from 1, its text, magics made Python, and its syntax tree.

    Where Python cannot read it, `tree` is empty and `problem` says why. `first` is the number of its first line: in a
    notebook 1, in a Python file that of the file.
    """

    number: int
    text: str
    tree: ast.Module
    problem: str = ""
    first: int = 1

    @functools.cached_property
    def lines(self):
        """The text in lines, as Python counts them."""
        return self.text.split("\n")


def read_cells(path):
    """The code cells of a file, .ipynb or .py. Raises NstError, one sentence, when it cannot be read."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise NstError(f"There is no file '{path}': look for a slip in its name.") from None
    except UnicodeDecodeError:
        raise NstError(f"'{path}' is not text in UTF-8: hand in the notebook itself, unpacked.") from None
    except OSError as error:
        raise NstError(f"'{path}' cannot be read ({error.strerror}): give the path of a notebook.") from None
    return cells_of(text, path.name)


def cells_of(text, name):
    """The code cells of a text; `name` ends in .ipynb or .py and stands in the messages."""
    check_text(text, name)
    sources = file_sources(text) if name.endswith(".py") else notebook_sources(notebook_of(text, name), name)
    return [parse(*source) for source in sources if source[1].strip()]


def check_text(text, name):
    """Raises NstError where there is nothing to read, or two versions in one."""
    if not text.strip():
        raise NstError(f"'{name}' is empty: save your notebook again.")
    if ("<<<<<<<" in text or ">>>>>>>" in text) and (mark := CONFLICT.search(text)):
        line = text.count("\n", 0, mark.end()) + 1
        raise NstError(f"'{name}' holds a merge conflict of git in line {line}: settle it, then save again.")


def file_sources(text):
    """(number, text, number of the first line) of the cells of a Python file."""
    first = 1
    for number, source in enumerate(MARK.split(text), 1):
        yield number, source, first
        first += source.count("\n")


def notebook_of(text, name):
    """The notebook as a dict with a list of cells. Raises NstError when it is none."""
    try:
        notebook = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its numbers or brackets"
        raise NstError(f"'{name}' is not a notebook (JSON breaks off in {where}): save it again in Jupyter.") from None
    if isinstance(notebook, dict) and isinstance(sheets := notebook.get("worksheets"), list):
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]  # format 3
        notebook["cells"] = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NstError(f"'{name}' is JSON but not a notebook: it has no list of cells.")
    return notebook


def notebook_sources(notebook, name):
    """(number, text) of the code cells of a notebook, whose text is called `source`, in format 3 `input`."""
    for number, cell in enumerate(notebook["cells"], 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            lines = source if isinstance(source, list) else [source]
            if not all(isinstance(line, str) for line in lines):
                raise NstError(
                    f"'{name}' has no text in its cell {number}: open the notebook in Jupyter, and save it again."
                )
            yield number, "".join(lines)


def parse(number, source, first=1):
    """A cell's text -> `Cell`."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    problem = None
    for reading in (str, without_magics, by_ipython):
        try:
            return Cell(number, text := reading(source), tree_of(text), first=first)
        except SyntaxError as error:
            problem = error if reading is without_magics else problem
    line = first + (problem.lineno or 1) - 1
    return Cell(number, source, tree_of(""), f"line {line}: {problem.msg}", first)


def tree_of(text):
    """The syntax tree; whatever stops Python from reading the text is a SyntaxError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        try:
            return ast.parse(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "nested too deeply") from None
