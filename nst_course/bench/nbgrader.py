"""nbgrader beside our grader: a course folder, the notebooks of students in it, and the scores that come out."""

import csv
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from ..errors import NstError
from ..exercises import EXERCISES
from . import students

CONFIG = """\
c = get_config()
c.ClearSolutions.enabled = False  # the functions are handed out as stubs
c.Execute.timeout = 600  # seconds, of a cell
"""
GRADES = "grades.csv"


def installed():
    """Whether nbgrader can be called."""
    return importlib.util.find_spec("nbgrader") is not None


def measure(people, folder):
    """{"seconds": of all, "points": {student: score}}: the class in nbgrader's own way, one after the other."""
    stubs = {name: exercise.stub for name, exercise in EXERCISES.items()}
    make_course(folder, {students.ASSIGNMENT: students.notebook(stubs, "Your name", 0)})
    students.write_class(people, folder)
    begin = time.perf_counter()
    call(folder, "autograde", students.ASSIGNMENT)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "points": {student: score for (student, _), score in scores(folder).items()}}


def make_course(folder, assignments):
    """Makes a course folder, and the students' versions in it; `assignments` is {name: its notebook}."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for name, notebook in assignments.items():
        place = folder / "source" / name
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{name}.ipynb")
        call(folder, "generate_assignment", name)


def call(folder, *words):
    """Runs `nbgrader WORDS` in the course folder. Raises NstError with the last line of what it says when it fails."""
    # A line on stderr costs a student the cell; nbgrader writes its table in the encoding of the place.
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise NstError(f"nbgrader {words[0]} failed ({last}): look at its version, and at {folder}.")


def scores(folder):
    """{(student, assignment): score} of the course's gradebook, as nbgrader exports it."""
    call(folder, "export", "--to", GRADES)
    with (Path(folder) / GRADES).open(encoding="utf-8", newline="") as file:
        return {(row["student_id"], row["assignment"]): float(row["score"]) for row in csv.DictReader(file)}
