"""The text of a notebook or Python file -> `Notebook`: its code cells, parsed. None of them is executed.

Files too large to be written by hand are refused or read only in part: see the limits below.
"""

from __future__ import annotations

import ast
import functools
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ..errors import Choice, NstError
from ..exercises import EXERCISES
from .encoding import decode_text, read_bytes

MAX_CODE, MAX_CELL = 500_000, 100_000  # characters in all cells together, in one cell
MAX_STATEMENTS = 20_000
MAX_PART_NOTES = 3
GIT_CONFLICT = re.compile(r"^[ \t]*(<{7}|>{7})( |$)", re.MULTILINE)
# Where a cell of a Python file begins: `# %%`, or `# In[3]:` as nbconvert writes it.
CELL_MARKER = re.compile(r"^(?=# ?%%|# In\[[ \d]*\]:)", re.MULTILINE)
EXERCISE_DEFINITION = re.compile(rf"^[ \t]*(?:async\s+)?def\s+(?:{'|'.join(EXERCISES)})\b", re.MULTILINE)
# A line at the left margin begins a statement, unless it closes a bracket, is a comment, or continues a statement.
STATEMENT_START = re.compile(r"^(?=[^\s)\]}#])(?!(?:else|elif|except|finally)\b)", re.MULTILINE)
LESSON_CALL = re.compile(r"""\bnst\.lesson\(\s*["'](\w+)""")

# Cell magics after which the cell is still plain Python. After all others it is something else, such as bash.
PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
MAX_IPYTHON_TEXT, MAX_IPYTHON_LINES = 20_000, 50  # IPython rescans the whole cell for each of its lines
TO_END_OF_LINE = r"(?:\\\n|[^\n])*"  # a backslash at the end continues on the next line
# Strings and comments come first, so that magics inside them are left alone.
MAGICS = re.compile(
    r'(?P<literal>"""(?:\\.|[^\\])*?"""|' + r"'''(?:\\.|[^\\])*?'''|"
    r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'|#[^\n]*)"
    rf"|^(?P<before_time>[ \t]*)(?P<time>%time[ \t]+(?=[^\W\d][\w, ]*=[^=]))"
    rf"|^(?P<indent>[ \t]*)(?:[%!?]{TO_END_OF_LINE}|[\w.*]+\?\??[ \t]*$)"
    rf"|^(?P<assignment>[ \t]*[^\W\d][\w., ]*=[ \t]*)[%!]{TO_END_OF_LINE}",
    re.MULTILINE | re.DOTALL,
)
IPYTHON_SIGNS = re.compile(r"^[ \t]*[%!?,;/]|\?[ \t]*$|=[ \t]*[%!]", re.MULTILINE)


class NoteCode(Choice):
    """The kinds of remarks about a file or function besides the verdict."""

    GUESSED_ENCODING = "guessed encoding"  # about the file
    OLD_FORMAT = "old format"
    PYTHON_FILE = "Python file"
    UNREADABLE_PART = "unreadable part"
    DEFINED_AGAIN = "defined again"  # about a function
    MISSING = "missing"
    UNREADABLE = "unreadable"
    NESTED = "nested"
    DEFINITION_RUNS_CODE = "definition runs code"
    IMPORTED = "imported"
    STAND_IN = "stand-in"  # about a function's dependencies
    SKIPPED = "skipped"
    COMPUTED = "computed"
    UNDEFINED = "undefined"
    ADAPTED = "adapted"


NOTE_SENTENCES = {
    NoteCode.GUESSED_ENCODING: "'{name}' is not UTF-8; it was read as Western European, so some letters may be wrong.",
    NoteCode.OLD_FORMAT: "This notebook is in the old format 3.",
    NoteCode.PYTHON_FILE: "'{name}' is a Python file and was read as one.",
    NoteCode.UNREADABLE_PART: "Python cannot read one part ({detail}); the rest was read.",
    NoteCode.DEFINED_AGAIN: "{name} is defined {other} times (cell {detail}); the last definition counts.",
    NoteCode.MISSING: "There is no {name}.",
    NoteCode.UNREADABLE: "{name} is in cell {cell}, which Python cannot read ({detail}).",
    NoteCode.NESTED: "{name} is inside '{detail}' in cell {cell}; define it at the left margin.",
    NoteCode.DEFINITION_RUNS_CODE: "{name} in cell {cell} has decorators, defaults, or annotations that run code; "
    "remove them.",
    NoteCode.IMPORTED: "{name} is imported in cell {cell}; write it yourself.",
    NoteCode.STAND_IN: "{name} calls {other}; the course's own version is used for that.",
    NoteCode.SKIPPED: "Cell {cell} changes {other} ({detail}); that was skipped, since only definitions and plain "
    "expressions are run.",
    NoteCode.COMPUTED: "{name} uses '{other}', which cell {cell} computes ({detail}); pass it in as an argument.",
    NoteCode.UNDEFINED: "{name} uses '{other}', which is not defined anywhere in the notebook.",
    NoteCode.ADAPTED: "{name} takes only the picture, as in the well-known course; the grader supplies the rest.",
}


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """A remark on the file or function `name`; `other` is a name it uses, `detail` a line or reason."""

    code: NoteCode
    name: str = ""
    other: str = ""
    cell: int = 0
    detail: str = ""

    def __str__(self) -> str:
        return NOTE_SENTENCES[self.code].format(**msgspec.structs.asdict(self))

    @property
    def headline(self) -> str:
        """The sentence without the function's name, to follow that name in a report."""
        return str(self).removeprefix(f"{self.name} ")


@dataclass(frozen=True)
class Cell:
    """A code cell: its number among all cells from 1, its text with magics replaced, and its syntax tree.

    If Python cannot read it, `tree` is empty and `problem` says why. `first_line` is the number of its first line: 1
    in a notebook, its place in the file in a Python file.
    """

    number: int
    text: str
    tree: ast.Module
    problem: str = ""
    first_line: int = 1

    @functools.cached_property
    def lines(self) -> list[str]:
        """The lines of the text, as Python counts them."""
        return self.text.split("\n")


@dataclass(frozen=True)
class Notebook:
    """A student's file: its `cells`, the `lessons` its set-up cell names, its `language` if that is not Python."""

    cells: list[Cell]
    lessons: frozenset[str] = frozenset()
    language: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Source:
    """The text of a cell before it is parsed."""

    number: int
    text: str
    first_line: int = 1


def read_notebook(source: Path | bytes, name: str, follow_links: bool = False) -> Notebook:
    """The `Notebook` in a file or its bytes; `name` is its name in messages. Raises NstError if it cannot be read."""
    data = source if isinstance(source, bytes) else read_bytes(source, name, follow_links)
    text, guessed = decode_text(data, name)
    notebook = parse_notebook(text, name)
    if not guessed:
        return notebook
    notes = (Note(NoteCode.GUESSED_ENCODING, name), *notebook.notes)
    return Notebook(notebook.cells, notebook.lessons, notebook.language, notes)


def parse_notebook(text: str, name: str) -> Notebook:
    """The `Notebook` in a text; contents matter more than the name. Raises NstError if it isn't a notebook."""
    check_text(text, name)
    is_python = name.lower().endswith((".py", ".py.txt"))
    if text.lstrip().startswith("{") or (text.lstrip().startswith("[") and not is_python):
        return parse_json_notebook(text, name)
    if not is_python and not EXERCISE_DEFINITION.search(text):
        load_json(text, name)  # raises, and says where the JSON is damaged
    return parse_python_file(text, name)


def check_text(text: str, name: str) -> None:
    """Raises NstError if the text is empty or holds two versions of the file."""
    if not text.strip():
        raise NstError(f"'{name}' is empty: save your notebook again.")
    if ("<<<<<<<" in text or ">>>>>>>" in text) and (marker := GIT_CONFLICT.search(text)):
        line = text.count("\n", 0, marker.end()) + 1
        raise NstError(f"'{name}' has a Git merge conflict in line {line}: resolve it and save again.")


def parse_json_notebook(text: str, name: str) -> Notebook:
    """The `Notebook` in an .ipynb file of any format."""
    document = load_json(text, name)
    sources = list(notebook_sources(document, name))
    check_code_size(sources, name)
    cells = [parse_limited(source) for source in sources if source.text.strip()]
    check_statement_count(cells, name)
    notes = (Note(NoteCode.OLD_FORMAT),) if "worksheets" in document else ()
    return Notebook(cells, lessons_named(cells), kernel_language(document), notes)


def parse_python_file(text: str, name: str) -> Notebook:
    """The `Notebook` in a Python file, with or without cells marked in it."""
    notes = () if ".py" in name.lower() else (Note(NoteCode.PYTHON_FILE, name),)
    sources = list(python_file_sources(text))
    check_code_size(sources, name)
    cells = [cell for source in sources for cell in parse_damaged(source)]
    check_statement_count(cells, name)
    damaged = [Note(NoteCode.UNREADABLE_PART, detail=cell.problem) for cell in cells if cell.problem]
    return Notebook(cells, lessons_named(cells), notes=(*notes, *damaged[:MAX_PART_NOTES]))


def python_file_sources(text: str) -> Iterator[Source]:
    """The cells of a Python file; the whole file if no cell is marked."""
    first_line = 1
    for number, part in enumerate(CELL_MARKER.split(text), 1):
        yield Source(number, part, first_line)
        first_line += part.count("\n")


def load_json(text: str, name: str) -> dict[str, Any]:
    """The notebook as a dict with a list of cells. Raises NstError if it is anything else."""
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its numbers or brackets"
        raise NstError(f"'{name}' is not a notebook (JSON damaged in {where}): save it again in Jupyter.") from None
    if isinstance(document, dict) and isinstance(sheets := document.get("worksheets"), list):  # format 3
        cells = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        document["cells"] = [cell for listed in cells if isinstance(listed, list) for cell in listed]
    if not isinstance(document, dict) or not isinstance(document.get("cells"), list):
        raise NstError(f"'{name}' is JSON but not a notebook (it has no list of cells): save it again in Jupyter.")
    return document


def notebook_sources(document: dict[str, Any], name: str) -> Iterator[Source]:
    """The code cells of a notebook; their text is under `source`, or `input` in format 3."""
    for number, cell in enumerate(document["cells"], 1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            listed = source if isinstance(source, list) else [source]
            lines = [line for line in listed if isinstance(line, str)]
            if len(lines) < len(listed):
                raise NstError(f"Cell {number} of '{name}' has no text: open it in Jupyter and save it again.")
            yield Source(number, "".join(lines))


def check_code_size(sources: list[Source], name: str) -> None:
    """Raises NstError if there is more code than anyone writes by hand."""
    size = sum(len(source.text) for source in sources)
    if size > MAX_CODE:
        raise NstError(f"'{name}' has {size:,} characters of code: move data into a separate file and save again.")


def check_statement_count(cells: list[Cell], name: str) -> None:
    """Raises NstError if there are more statements than anyone writes by hand."""
    count = sum(len(cell.tree.body) for cell in cells)
    if count > MAX_STATEMENTS:
        raise NstError(f"'{name}' has {count:,} statements: use a notebook that was written by hand.")


def parse_limited(source: Source) -> Cell:
    """The parsed cell; an empty one if it is longer than anyone writes by hand."""
    if len(source.text) > MAX_CELL:
        problem = f"it has {len(source.text):,} characters"
        return Cell(source.number, source.text, parse_tree(""), problem, source.first_line)
    return parse_cell(source)


def parse_damaged(source: Source) -> Iterator[Cell]:
    """The cell, or if Python cannot read it, one cell for each statement at the left margin.

    An export may have lost its cell boundaries, and one wrong line must not spoil all the others.
    """
    if not source.text.strip():
        return
    whole = parse_limited(source)
    if not whole.problem or len(source.text) > MAX_CELL:
        yield whole
        return
    statement, first_line = "", source.first_line
    for part in STATEMENT_START.split(source.text):
        statement += part
        if part.startswith("@"):  # a decorator belongs to the `def` below it
            continue
        yield parse_limited(Source(source.number, statement, first_line))
        first_line, statement = first_line + statement.count("\n"), ""


def parse_cell(source: Source) -> Cell:
    """The text parsed as it is, else without magics, else as IPython itself reads it."""
    text = source.text.replace("\r\n", "\n").replace("\r", "\n")
    problem = SyntaxError("invalid syntax")
    for transform in (str, without_magics, as_ipython_reads):
        try:
            python = transform(text)
            return Cell(source.number, python, parse_tree(python), first_line=source.first_line)
        except SyntaxError as error:
            problem = error if transform is without_magics else problem
    line = source.first_line + (problem.lineno or 1) - 1
    return Cell(source.number, text, parse_tree(""), f"line {line}: {problem.msg}", source.first_line)


def parse_tree(text: str) -> ast.Module:
    """The syntax tree. Raises SyntaxError whatever the reason why Python can't read the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as SyntaxWarning for "\d"
        try:
            return ast.parse(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "nested too deeply") from None


def without_magics(source: str) -> str:
    """The cell with IPython's own lines, such as `%matplotlib`, `!pip` or `tf?`, replaced by `pass`, line for line."""
    first, newline, rest = source.lstrip("\n").partition("\n")
    if first.startswith("%%"):
        source = newline + rest if first.split()[0] in PYTHON_CELL_MAGICS else ""
    return MAGICS.sub(replace_magic, source)


def replace_magic(match: re.Match[str]) -> str:
    """The replacement for a string, comment, or magic: itself, or Python code with the same number of lines."""
    if match["literal"] is not None:
        return match["literal"]
    if match["time"]:
        return match["before_time"]
    python = match["indent"] + "pass" if match["assignment"] is None else match["assignment"] + "None"
    return python + match[0].count("\n") * "\n"


def as_ipython_reads(source: str) -> str:
    """The cell as IPython transforms it, if a few of its lines may be IPython syntax.

    IPython knows more than `without_magics`, and takes half a second to import.
    """
    too_much = len(source) > MAX_IPYTHON_TEXT or len(IPYTHON_SIGNS.findall(source)) > MAX_IPYTHON_LINES
    if too_much or not IPYTHON_SIGNS.search(source) or source.lstrip().startswith("%%"):
        return source
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return str(TransformerManager().transform_cell(source))
    except (SyntaxError, RuntimeError, RecursionError):
        return source


def lessons_named(cells: list[Cell]) -> frozenset[str]:
    """The lessons that `nst.lesson("…")` names: one, in a notebook of the course."""
    return frozenset(name for cell in cells for name in LESSON_CALL.findall(cell.text))


def kernel_language(document: dict[str, Any]) -> str:
    """The language of the kernel; "" for Python or if none is given."""
    metadata = document.get("metadata")
    for key in ("kernelspec", "language_info"):
        kernel = metadata.get(key) if isinstance(metadata, dict) else None
        language = (kernel.get("language") or kernel.get("name")) if isinstance(kernel, dict) else None
        if isinstance(language, str) and language and "py" not in language.lower() and language.lower() != "xpython":
            return language[:40]
    return ""
