"""Students' notebooks -> their functions: each checked (`nst check`), or collected to work together (`nst.collect`)."""

from __future__ import annotations

import functools
import linecache
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Collection as Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment

from .. import costs
from ..checks.code import global_names
from ..checks.report import Report, Verdict
from ..checks.trial import check_function
from ..errors import NstError, check_choice
from ..exercises import EXERCISES
from ..extraction.notebook import Note, Notebook, NoteCode, read_notebook
from ..extraction.program import Program, exercises_in, extract_program

Function = Callable[..., Any]
Namespace = dict[str, Any]

LABELS = {
    Verdict.PASSED: "✓ yours",
    Verdict.MISSING: "○ ours: you have not written it yet",
    Verdict.NOT_YET: "○ ours: yours is unfinished",
    Verdict.PARTLY: "◐ ours: yours passes only part of its check",
    Verdict.WRONG: "✗ ours: yours fails its check",
    Verdict.CRASHED: "✗ ours: yours crashes",
    Verdict.OUT_OF_MEMORY: "■ ours: yours runs out of memory",
    Verdict.STOPPED: "■ ours: the check of yours was interrupted",
}
TABLE = Environment(autoescape=True).from_string(
    """<table><tbody>{% for name, label, notebook in rows %}<tr>\
<td style="text-align:left"><code>{{ name }}</code></td>\
<td style="text-align:left">{{ label }}</td>\
<td style="text-align:left">{{ notebook }}</td></tr>{% endfor %}</tbody></table>"""
)


class Origin(NamedTuple):
    """Where a collected function comes from: the verdict on the student's, and the notebook that has it."""

    verdict: Verdict
    notebook: str


class CollectedFunctions(dict[str, Function]):
    """{exercise: function}; `origins` {exercise: `Origin`} says where each one comes from."""

    def __init__(self, functions: Mapping[str, Function], origins: Mapping[str, Origin]) -> None:
        super().__init__(functions)
        self.origins = origins

    def __repr__(self) -> str:
        width = max(map(len, self))
        return "\n".join(
            f"{name:<{width}}  {label}{notebook and f', {notebook}'}" for name, label, notebook in self.rows()
        )

    def _repr_html_(self) -> str:
        return TABLE.render(rows=self.rows())

    def rows(self) -> list[tuple[str, str, str]]:
        """(name, origin, notebook) for each function."""
        return [(name, LABELS[origin.verdict], origin.notebook) for name, origin in self.origins.items()]


@dataclass(frozen=True)
class Attempt:
    """A student's definition of a function: the verdict, where it is, and its namespace if loaded from a file."""

    verdict: Verdict
    notebook: str
    function: Function | None = None
    namespace: Namespace | None = None


def collect(folder: Path | str = ".") -> CollectedFunctions:
    """All six functions: yours if it passes its check (of several, the newest), else the course's own.

    Looks in the running notebook, then in all notebooks of the folder as last saved. Each function is checked on
    its own; the returned functions call each other. Raises NstError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NstError(f"There is no folder '{folder}': give the one your notebooks are in.")
    notebooks = list(readable_notebooks(newest_first(folder.glob("*.ipynb"))))
    functions: dict[str, Function] = {}
    namespaces: dict[str, Namespace] = {}
    origins: dict[str, Origin] = {}
    for name in EXERCISES:
        attempt = best_attempt(find_attempts(name, notebooks))
        functions[name] = getattr(costs, name)
        if attempt.verdict is Verdict.PASSED and attempt.function is not None:
            functions[name] = attempt.function
            if attempt.namespace is not None:
                namespaces[name] = attempt.namespace
        origins[name] = Origin(attempt.verdict, attempt.notebook)
    students = {name for name, origin in origins.items() if origin.verdict is Verdict.PASSED}
    return CollectedFunctions(relink(functions, students, namespaces), origins)


def find_attempts(name: str, notebooks: Iterable[tuple[Path, Notebook]]) -> Iterator[Attempt]:
    """Every definition of the exercise: first the running notebook's, then newest first."""
    if function := running_function(name):
        yield Attempt(check_function(name, function).verdict, "this notebook", function)
    for path, notebook in notebooks:
        found = check_exercise(notebook, name, path.name)
        if found.namespace or found.report.verdict is not Verdict.NOT_YET:
            function = (found.namespace or {}).get(name)
            yield Attempt(found.report.verdict, path.name, function, found.namespace)


def best_attempt(attempts: Iterable[Attempt]) -> Attempt:
    """The first that passes, else the newest that isn't the untouched stub, else the newest."""
    tried = []
    for attempt in attempts:
        if attempt.verdict is Verdict.PASSED:
            return attempt
        tried.append(attempt)
    return min(tried, key=lambda attempt: attempt.verdict is Verdict.NOT_YET, default=Attempt(Verdict.MISSING, ""))


def running_function(name: str) -> Function | None:
    """The function that the running notebook itself defines, if any."""
    from IPython import get_ipython

    function = shell.user_ns.get(name) if (shell := get_ipython()) else None
    defined_here = getattr(python_function(function), "__module__", "") == "__main__"
    return function if callable(function) and defined_here else None


def newest_first(paths: Iterable[Path]) -> list[Path]:
    """The paths that are files: a folder may have such a name, and a link may be broken."""
    return sorted(filter(Path.is_file, paths), key=lambda path: (-path.stat().st_mtime, path.name))


def readable_notebooks(paths: Iterable[Path]) -> Iterator[tuple[Path, Notebook]]:
    """The notebooks that can be read."""
    for path in paths:
        try:
            yield path, read_notebook(path, path.name, follow_links=True)
        except NstError:
            continue


@dataclass(frozen=True)
class ExerciseCheck:
    """The report on a function in a notebook, notes on how it was extracted, its namespace if it could be loaded."""

    report: Report
    notes: tuple[Note, ...] = ()
    namespace: Namespace | None = None


def check_notebook(path: Path, names: Sequence[str] = ()) -> Iterator[tuple[Report, list[Note]]]:
    """Yields (report, notes) for each named function, by default for those of its lesson and all it defines.

    The notes add what the report does not say. Raises NstError if the notebook cannot be read or has no exercise.
    """
    if path.name in EXERCISES and not path.exists():
        lesson = EXERCISES[path.name].lesson
        raise NstError(f"{path.name} is an exercise, not a file: try nst check {lesson}.ipynb {path.name}.")
    wanted = [check_choice(name, "exercise", tuple(EXERCISES)) for name in names]
    notebook = read_notebook(path, str(path), follow_links=True)
    wanted = wanted or exercises_in(notebook)
    if not wanted:
        raise NstError(f"'{path}' contains no exercise: define one of {', '.join(EXERCISES)}.")
    for name in wanted:
        found = check_exercise(notebook, name, path.name)
        yield found.report, [note for note in found.notes if note.code is not NoteCode.MISSING]


def check_exercise(notebook: Notebook, name: str, where: str) -> ExerciseCheck:
    """The `ExerciseCheck` of one exercise; `where` is the notebook's name in messages."""
    program = extract_program(notebook.cells, name, stand_ins=EXERCISES)
    report = Report(name, Verdict.NOT_YET, "missing.", 0, EXERCISES[name].points)
    if not program.found:
        return ExerciseCheck(replace(report, headline=missing_headline(notebook, name, where)), program.notes)
    try:
        namespace = load_program(program, where)
    except NstError as error:
        return ExerciseCheck(replace(report, verdict=Verdict.CRASHED, headline=str(error)), program.notes)
    return ExerciseCheck(check_function(name, namespace.get(name)), program.notes, namespace)


def missing_headline(notebook: Notebook, name: str, where: str) -> str:
    """The headline for a function that is missing, whether it belongs in this notebook or not."""
    lesson = EXERCISES[name].lesson
    if notebook.lessons and lesson not in notebook.lessons:
        return f"this exercise belongs to lesson {lesson} and is not in {where}."
    return f"missing from {where}."


def load_program(program: Program, where: str) -> Namespace:
    """The namespace with the function, after running its pieces, each as a separate file for tracebacks.

    Blank lines before a piece give its lines the same numbers as in their cell. Raises NstError if a piece, such as
    an import, fails.
    """
    namespace: Namespace = {"__name__": where}
    for number, (piece, line) in enumerate(zip(program.pieces, program.lines, strict=True)):
        filename, text = f"<{where}, {program.name}, {number}>", (line - 1) * "\n" + piece + "\n"
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        try:
            exec(compile(text, filename, "exec"), namespace)
        except (Exception, SystemExit) as error:
            first, message = piece.strip().split("\n")[0], str(error).strip().split("\n")[0]
            raise NstError(
                f"{program.name} of {where} cannot be loaded, because '{first}' fails "
                f"({type(error).__name__}: {message}): fix that line."
            ) from None
    return namespace


def relink(
    functions: Mapping[str, Function], students: Sized[str], namespaces: Mapping[str, Namespace]
) -> dict[str, Function]:
    """The same functions, calling the student's (those named in `students`) in place of the course's own.

    `namespaces` belong to functions loaded from files, and are modified. Functions of the running notebook or of the
    course are left alone; one that calls a student's function is replaced by a copy with its own namespace.
    """
    linked, changeable = dict(functions), dict(namespaces)
    for name in functions.keys() - namespaces.keys():
        if calls_students(name, functions, students):
            linked[name], changeable[name] = copy_function(functions[name])
    others = dict(linked)
    if "gram_matrix" in students:
        others["gram_matrix"] = accept_batches(linked["gram_matrix"])
    for name, namespace in changeable.items():
        namespace.update({other: function for other, function in others.items() if other != name})
    return linked


def calls_students(name: str, functions: Mapping[str, Function], students: Sized[str]) -> bool:
    """Whether a function calls one of the student's, directly or through the course's own."""
    code = getattr(python_function(functions[name]), "__code__", None)
    called = (global_names(code) if code else set()) & EXERCISES.keys() - {name}
    if name in students:
        return bool(called)
    return any(other in students or calls_students(other, functions, students) for other in called)


def copy_function(function: Function) -> tuple[Function, Namespace]:
    """(a copy, the namespace in which it looks up names), independent of the original."""
    original = python_function(function)
    namespace = {**original.__globals__}
    copy = types.FunctionType(
        original.__code__, namespace, original.__name__, original.__defaults__, original.__closure__
    )
    copy.__kwdefaults__ = original.__kwdefaults__
    if original is function:
        return copy, namespace
    import tensorflow as tf

    return tf.function(copy), namespace


def python_function(function: Any) -> Any:
    """The Python function inside a `tf.function`; any other function itself."""
    return getattr(function, "python_function", function)


def accept_batches(gram_matrix: Function) -> Function:
    """A gram_matrix that also takes a batch, (m, n_C, n) -> (m, n_C, n_C); the exercise asks only for (n_C, n)."""
    import tensorflow as tf

    @functools.wraps(gram_matrix)
    def gram_matrices(A: Any) -> Any:
        if len(A.shape) == 2:
            return gram_matrix(A)
        return tf.stack([gram_matrices(matrix) for matrix in tf.unstack(A)])

    return gram_matrices
