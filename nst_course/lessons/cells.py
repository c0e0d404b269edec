"""The text of a notebook or of a Python file -> its cells, parsed, none of them executed."""

import ast
import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError

# Cell magics below which there is Python to be run as it stands; below all others there is something else.
AROUND_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")
CONFLICT = re.compile(r"^\s*(<{7}|>{7})( |$)", re.MULTILINE)


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
    if not text.strip():
        raise NstError(f"'{name}' is empty: save your notebook again.")
    if mark := CONFLICT.search(text):
        line = text.count("\n", 0, mark.end()) + 1
        raise NstError(f"'{name}' holds a merge conflict of git in line {line}: settle it, then save again.")
    sources = file_sources(text) if name.endswith(".py") else notebook_sources(text, name)
    return [parse(*source) for source in sources if source[1].strip()]


def file_sources(text):
    """(number, text, number of the first line) of the cells of a Python file, which begin with `# %%`."""
    first = 1
    for number, source in enumerate(re.split(r"^(?=# ?%%)", text, flags=re.MULTILINE), 1):
        yield number, source, first
        first += source.count("\n")


def notebook_sources(text, name):
    """(number, text) of the code cells of a notebook in format 4."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its numbers or brackets"
        raise NstError(f"'{name}' is not a notebook (JSON breaks off in {where}): save it again in Jupyter.") from None
    if isinstance(notebook, dict) and "worksheets" in notebook:
        raise NstError(f"'{name}' is in notebook format 3: open it in JupyterLab, which makes it format 4, and save.")
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise NstError(f"'{name}' is JSON but not a notebook: it has no list of cells.")
    for number, cell in enumerate(cells, 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            lines = source if isinstance(source, list) else [source]
            if not all(isinstance(line, str) for line in lines):
                raise NstError(
                    f"'{name}' has no text in its cell {number}: open the notebook in Jupyter, and save it again."
                )
            yield number, "".join(lines)


def parse(number, source, first=1):
    """A cell's text -> `Cell`."""
    try:
        return Cell(number, source, tree_of(source), first=first)
    except SyntaxError:
        text = without_magics(source)
    try:
        return Cell(number, text, tree_of(text), first=first)
    except SyntaxError as error:
        line = first + (error.lineno or 1) - 1
        return Cell(number, text, tree_of(""), f"line {line}: {error.msg}", first)


def tree_of(text):
    """The syntax tree; whatever stops Python from reading the text is a SyntaxError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        try:
            return ast.parse(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "nested too deeply") from None


def without_magics(source):
    """The cell with %, ! and ? made calls of get_ipython(); line numbers stay."""
    from IPython.core.inputtransformer2 import TransformerManager

    first, newline, rest = source.lstrip("\n").partition("\n")
    if first.startswith("%%"):
        source = newline + rest if first.split()[0] in AROUND_PYTHON else ""
    try:
        return TransformerManager().transform_cell(source) if source.strip() else ""
    except SyntaxError:
        return source
