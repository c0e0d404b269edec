"""A student's folder of notebooks: filled, never overwritten, opened. -> what was done."""

import contextlib
import subprocess
import sys
from itertools import chain, count
from pathlib import Path

from ..errors import NstError
from .places import student_notebooks

FOLDER = "nst_course_notebooks"


def default_folder(here="."):
    """`here` where it holds lessons already, or is called FOLDER; else FOLDER inside it."""
    here = Path(here).resolve()
    holds = any((here / lesson.name).exists() for lesson in student_notebooks())
    return "." if holds or here.name == FOLDER else FOLDER


def fill(folder, fresh=False):
    """Yields (path, what happened) for each lesson: "new", "there" (the same) or "kept" (yours, untouched).

    With `fresh`, a new copy lies beside each that is kept. Raises NstError when the folder cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in student_notebooks():
            yield from put(source.read_bytes(), folder / source.name, fresh)
    except OSError as error:
        raise NstError(f"'{folder}' cannot be filled ({error.strerror}): choose another folder.") from None


def put(content, path, fresh):
    """One lesson; the file is opened so that it fails where there is one."""
    try:
        with path.open("xb") as file:
            file.write(content)
        yield path, "new"
    except FileExistsError:
        same = path.is_file() and path.read_bytes() == content
        yield path, "there" if same else "kept"
        if fresh and not same:
            yield from put(content, free(path, content), False)


def free(path, content):
    """`3_gram_matrix (new).ipynb`, `3_gram_matrix (new 2).ipynb`, …: the first that is not there or the same."""
    names = (f"{path.stem} (new{number}){path.suffix}" for number in chain([""], map(" {}".format, count(2))))
    beside = map(path.with_name, names)
    return next(file for file in beside if not file.exists() or file.read_bytes() == content)


def open_lab(folder, browser=True):
    """Runs JupyterLab in the folder until it is closed; its exit code."""
    command = [sys.executable, "-m", "jupyterlab", *([] if browser else ["--no-browser"])]
    lab = subprocess.Popen(command, cwd=folder)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # JupyterLab gets it too, and asks; subprocess.run would kill it
            return lab.wait()
