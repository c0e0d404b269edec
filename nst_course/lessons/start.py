"""`nst start`: a student's folder of notebooks, filled without overwriting anything, then opened in JupyterLab."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from ..errors import Choice, NstError

PACKAGE = Path(__file__).parents[1]
FOLDER = "nst_course_notebooks"


class Placement(Choice):
    """What happened to a lesson in a student's folder."""

    NEW = "new"
    UNCHANGED = "already there"
    KEPT = "yours, kept as it is"


def student_notebooks(package: Path | None = None) -> list[Path]:
    """The student editions included in the package, in course order. Raises NstError if there are none."""
    package = package or PACKAGE
    for folder in (package / "lessons" / "notebooks", package.parent / "notebooks"):  # a wheel; a repository
        if notebooks := sorted(folder.glob("*.ipynb")):
            return notebooks
    raise NstError("This copy of nst_course has no notebooks: reinstall it, or run nst build in its repository.")


def default_folder(here: Path | str = ".", notebooks: Sequence[Path] | None = None) -> str:
    """`here` if it already contains lessons or is named FOLDER, else FOLDER inside it."""
    here = Path(here).resolve()
    names = [path.name for path in notebooks or student_notebooks()]
    return "." if here.name == FOLDER or any((here / name).exists() for name in names) else FOLDER


def fill_folder(
    folder: Path | str, *, fresh: bool = False, notebooks: Sequence[Path] | None = None
) -> Iterator[tuple[Path, Placement]]:
    """Copies the lessons into a folder; yields each path and what happened to it.

    With `fresh`, adds a new copy next to each lesson that the student has changed. Raises NstError if the folder cannot
    be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in notebooks or student_notebooks():
            yield from place(source.read_bytes(), folder / source.name, fresh)
    except OSError as error:
        raise NstError(f"Cannot write to '{folder}' ({error.strerror}): choose another folder.") from None


def place(content: bytes, path: Path, fresh: bool) -> Iterator[tuple[Path, Placement]]:
    """Writes one lesson unless a file with its name exists."""
    try:
        with path.open("xb") as file:  # fails if the file exists, even if it is brand new
            file.write(content)
        yield path, Placement.NEW
    except FileExistsError:
        same = path.is_file() and path.read_bytes() == content
        yield path, Placement.UNCHANGED if same else Placement.KEPT
        if fresh and not same:
            yield from place(content, path_beside(path, content), False)


def path_beside(path: Path, content: bytes) -> Path:
    """`3_gram_matrix (new).ipynb`, `3_gram_matrix (new 2).ipynb`, …: the first that is free or has this content."""
    names = (f"{path.stem} (new{number}){path.suffix}" for number in chain([""], map(" {}".format, count(2))))
    return next(file for file in map(path.with_name, names) if not file.exists() or file.read_bytes() == content)


def open_jupyterlab(folder: Path | str, browser: bool = True) -> int:
    """Runs JupyterLab in the folder until it is closed; returns its exit code."""
    command = [sys.executable, "-m", "jupyterlab", *([] if browser else ["--no-browser"])]
    lab = subprocess.Popen(command, cwd=folder)
    while True:
        # JupyterLab gets Ctrl-C too and asks the user; subprocess.run would kill it.
        with contextlib.suppress(KeyboardInterrupt):
            return lab.wait()
