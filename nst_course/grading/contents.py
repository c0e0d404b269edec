"""The text of a submitted file -> `Contents`: its cells, parsed, whatever it is called and however it was saved."""

import re
from dataclasses import dataclass

from ..errors import NstError
from ..exercises import EXERCISES
from ..lessons.cells import Cell, check_text, file_sources, notebook_of, notebook_sources, parse, tree_of
from ..lessons.held import lessons_of

MOST_CODE, LONGEST_CELL = 500_000, 100_000  # characters
MOST_STATEMENTS = 20_000
DEFINITION = re.compile(rf"^[ \t]*(?:async\s+)?def\s+(?:{'|'.join(EXERCISES)})\b", re.MULTILINE)
# A line at the left margin begins a statement, but for a closing bracket, a comment, and what goes on with another.
STATEMENT = re.compile(r"^(?=[^\s)\]}#])(?!(?:else|elif|except|finally)\b)", re.MULTILINE)


@dataclass(frozen=True)
class Contents:
    """`cells`; the `lessons` that the set-up cell names; the `language` where it is not Python; `notes` on the file."""

    cells: list
    lessons: frozenset
    language: str = ""
    notes: tuple = ()


def contents(text, name):
    """The `Contents` of a text. Raises NstError when it is neither a notebook nor a program."""
    check_text(text, name)
    if text.lstrip().startswith(("{", "[")):
        return of_notebook(text, name)
    if not name.lower().endswith((".py", ".py.txt")) and not DEFINITION.search(text):
        notebook_of(text, name)  # says in which line it breaks off
    notes = () if ".py" in name.lower() else (f"'{name}' is a Python file, and was read as one.",)
    sources = list(file_sources(text))
    check_code(sources, name)
    cells = [cell for source in sources for cell in parsed(*source)]
    check_statements(cells, name)
    return Contents(cells, frozenset(lessons_of(cells)), notes=notes + broken(cells))


def of_notebook(text, name):
    notebook = notebook_of(text, name)
    sources = list(notebook_sources(notebook, name))
    check_code(sources, name)
    cells = [short(*source) for source in sources if source[1].strip()]
    check_statements(cells, name)
    notes = ("The notebook is in the old format 3.",) if "worksheets" in notebook else ()
    return Contents(cells, frozenset(lessons_of(cells)), language(notebook), notes)


def check_code(sources, name):
    size = sum(len(source) for _, source, *_ in sources)
    if size > MOST_CODE:
        raise NstError(f"'{name}' holds {size:,} characters of code: move data into a file, and save it again.")


def check_statements(cells, name):
    count = sum(len(cell.tree.body) for cell in cells)
    if count > MOST_STATEMENTS:
        raise NstError(f"'{name}' holds {count:,} statements: hand in a notebook that a person wrote.")


def short(number, source, first=1):
    """The `Cell` of a source, empty where there is more in it than a person writes."""
    if len(source) > LONGEST_CELL:
        return Cell(number, source, tree_of(""), f"it has {len(source):,} characters", first)
    return parse(number, source, first)


def parsed(number, source, first):
    """The cells of a part of a program: one, or where that cannot be read, one for each statement at the left margin.

    An export may have lost the borders of its cells, and one line that is wrong must not cost all the others.
    """
    if not source.strip():
        return
    whole = short(number, source, first)
    if not whole.problem or len(source) > LONGEST_CELL:
        yield whole
        return
    decorators = ""
    for part in STATEMENT.split(source):
        decorators += part
        if part.startswith("@"):
            continue
        yield short(number, decorators, first)
        first, decorators = first + decorators.count("\n"), ""


def broken(cells):
    """Notes on what cannot be read in a program."""
    return tuple(f"A part cannot be read ({cell.problem}): the rest was." for cell in cells if cell.problem)[:3]


def language(notebook):
    """The language of the kernel in words, "" for Python or none."""
    metadata = notebook.get("metadata")
    for key in ("kernelspec", "language_info"):
        found = metadata.get(key) if isinstance(metadata, dict) else None
        said = (found.get("language") or found.get("name")) if isinstance(found, dict) else None
        if isinstance(said, str) and said and "py" not in said.lower() and said.lower() != "xpython":
            return said[:40]
    return ""
