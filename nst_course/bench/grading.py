"""Grading: seconds for a class, from scratch and unchanged, compared with nbgrader; memory; and whether it is right.

The class is made of correct variants and named mistakes, see sample_class.py. Like `nst grade`, this process does not
import TensorFlow while it measures: otherwise only half of the memory shared with the workers would be counted.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from .._tensorflow import load_tensorflow
from ..doctor import core_count, describe_machine, measured_on
from ..errors import NstError
from ..exercises import EXERCISES
from ..grading.job_pools import make_job_pool
from ..grading.policy import load_policy
from ..grading.records import Record as GradingRecord
from ..grading.reports import write_results
from ..grading.scheduler import Grading, GradingRun
from ..grading.submissions import find_submissions
from .memory import MemoryWatch
from .sample_class import ASSIGNMENT, SampleStudent, make_class, make_notebook, write_class

SEED = 20150826  # of the class
RUN = GradingRun(f"{SEED:x}")
DISTINCT_STUDENTS = 40  # students, no two of whom wrote the same program
NBGRADER_STUDENTS = 20  # whose notebooks nbgrader grades too
SINGLE_WORKER_STUDENTS = 10  # whose notebooks one worker grades while its memory is watched
SELDOM, OFTEN = 3, 0.1  # seconds between two samples of the memory; a sample takes a tenth of a second

Record = dict[str, Any]


@dataclass
class TimedGrading:
    """A grading: its `records`, the number of `programs` judged, memory, seconds, and those spent on writing."""

    records: list[GradingRecord]
    programs: int
    memory: MemoryWatch
    seconds: float
    writing: float


def measure(
    students: int = 500,
    distinct: int = DISTINCT_STUDENTS,
    compared: int = NBGRADER_STUDENTS,
    alone: int = SINGLE_WORKER_STUDENTS,
    progress: Callable[[str], None] = lambda text: None,
) -> Record:
    """The record. Raises NstError if there is nothing to make the class from, or if nbgrader fails."""
    with tempfile.TemporaryDirectory(prefix="nst_bench_") as name:
        folder = Path(name)
        everyone, different = make_class(students, SEED), make_class(distinct, SEED + 1, distinct=True)
        for group_name, group in {"class": everyone, "distinct": different, "alone": different[:alone]}.items():
            write_class(group, folder / group_name)
        progress(f"{students} notebooks, cold")
        cold = grade_folder(folder / "class", folder / "graded")
        progress("the same, unchanged")
        again = grade_folder(folder / "class", folder / "graded")
        progress(f"{distinct} notebooks, no two programs alike")
        own = grade_folder(folder / "distinct", folder / "graded_distinct")
        progress("memory of one worker")
        single = grade_folder(folder / "alone", folder / "graded_alone", 1, OFTEN)
        record: Record = {
            "students": students,
            "cores": core_count(),
            "isolation": sorted({str(found.isolation) for found in cold.records + own.records}),
            "cold": _figures(cold),
            "again": _figures(again) | {"same": again.records == cold.records},
            "distinct": _figures(own) | {"students": distinct},
            "memory": {
                "worker": cold.memory.worker_peak,
                "alone": single.memory.worker_peak,
                "whole": single.memory.total_peak,
            },
            "disagreements": [*disagreements(everyone, cold.records), *disagreements(different, own.records)],
            "nbgrader": None,
        }
        if compared and importlib.util.find_spec("nbgrader"):
            progress(f"{compared} of the notebooks in nbgrader")
            record["nbgrader"] = compare_nbgrader(everyone[:compared], cold.records, folder / "nbgrader")
    load_tensorflow()
    return record | {"machine": describe_machine()}


def grade_folder(submissions: Path, out: Path, workers: int | None = None, interval: float = SELDOM) -> TimedGrading:
    """Grades a folder as `nst grade` does, with gradebook, feedback, and class report."""
    with MemoryWatch(interval) as memory:
        begin = time.perf_counter()
        grading = Grading(out / "records", RUN, lambda: make_job_pool(workers or core_count()))
        records = grading.grade(find_submissions(submissions, out / "unpacked"))
        judged = time.perf_counter()
        write_results(records, load_policy(None), RUN.seed, out)
        end = time.perf_counter()
    return TimedGrading(records, len(grading.findings), memory, end - begin, end - judged)


def _figures(graded: TimedGrading) -> Record:
    return {"seconds": graded.seconds, "writing": graded.writing, "programs": graded.programs}


def disagreements(students: list[SampleStudent], records: list[GradingRecord]) -> Iterator[str]:
    """What was misjudged, one sentence each: a correct function must get all points, a wrong one must not."""
    found = {record.student: {entry.exercise: entry for entry in record.exercises} for record in records}
    for student in students:
        for exercise, is_correct in student.correct.items():
            entry = found.get(student.name, {}).get(exercise)
            if entry is None:
                yield f"{student.name}, {exercise}: not graded"
            elif (entry.points == entry.max_points) != is_correct:
                result = f"{entry.points:g} of {entry.max_points:g} points, {entry.headline}"
                yield f"{student.name}, {exercise}: {'correct' if is_correct else 'wrong'}, but graded {result}"


# ---------------------------------------------------------------- nbgrader

NBGRADER_CONFIG = """\
c = get_config()
c.ClearSolutions.enabled = False  # the functions are handed out as stubs
c.Execute.timeout = 600  # seconds per cell
"""
GRADES_FILE = "grades.csv"


def compare_nbgrader(students: list[SampleStudent], records: list[GradingRecord], folder: Path) -> Record:
    """nbgrader's seconds for these students, and where its points differ from ours."""
    stubs = {name: exercise.stub for name, exercise in EXERCISES.items()}
    make_nbgrader_course(folder, {ASSIGNMENT: make_notebook(stubs, "Your name", 0)})
    write_class(students, folder)
    begin = time.perf_counter()
    run_nbgrader(folder, "autograde", ASSIGNMENT)
    seconds = time.perf_counter() - begin
    theirs = {student: score for (student, _), score in nbgrader_scores(folder).items()}
    ours = {record.student: record.points for record in records}
    differ = [
        f"{student.name}: {ours[student.name]:g} points here, {theirs.get(student.name)} in nbgrader"
        for student in students
        if ours[student.name] != theirs.get(student.name)
    ]
    return {"students": len(students), "seconds": seconds, "disagreements": differ}


def make_nbgrader_course(folder: Path, assignments: dict[str, nbformat.NotebookNode]) -> None:
    """Makes a course folder with the students' versions in it; `assignments` is {name: its notebook}."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(NBGRADER_CONFIG, encoding="utf-8")
    for name, notebook in assignments.items():
        source = folder / "source" / name
        source.mkdir(parents=True)
        nbformat.write(notebook, source / f"{name}.ipynb")
        run_nbgrader(folder, "generate_assignment", name)


def run_nbgrader(folder: Path, *words: str) -> None:
    """Runs `nbgrader WORDS` in the course folder. Raises NstError with its last line of output if it fails."""
    # A line on stderr costs a student the cell, and nbgrader writes its table in the encoding of the locale.
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise NstError(f"nbgrader {words[0]} failed ({last}): check its version, and see {folder}.")


def nbgrader_scores(folder: Path) -> dict[tuple[str, str], float]:
    """{(student, assignment): score} from the course's gradebook, as nbgrader exports it."""
    run_nbgrader(folder, "export", "--to", GRADES_FILE)
    with (folder / GRADES_FILE).open(encoding="utf-8", newline="") as file:
        return {(row["student_id"], row["assignment"]): float(row["score"]) for row in csv.DictReader(file)}


# ---------------------------------------------------------------- report


def grading_table(record: Record) -> str:
    """The record as Markdown."""
    cold, again, own, nbgrader = (record[name] for name in ("cold", "again", "distinct", "nbgrader"))
    each, own_each = cold["seconds"] / record["students"], own["seconds"] / own["students"]
    rows = [
        "| grading | notebooks | programs judged | s | s per notebook |",
        "|---|---|---|---|---|",
        f"| cold | {record['students']} | {cold['programs']} | {cold['seconds']:.1f} | {each:.3f} |",
        f"| again, unchanged | {record['students']} | {again['programs']} | {again['seconds']:.1f} | |",
        f"| cold, no two programs alike | {own['students']} | {own['programs']} | {own['seconds']:.1f} "
        f"| {own_each:.3f} |",
    ]
    if nbgrader:
        theirs = nbgrader["seconds"] / nbgrader["students"]
        rows += [f"| nbgrader | {nbgrader['students']} | | {nbgrader['seconds']:.1f} | {theirs:.3f} |", ""]
        rows += [f"nbgrader takes {theirs / each:.0f} × as long; {theirs / own_each:.0f} × if no two are alike."]
    else:
        rows += ["", "nbgrader is not installed, so there is no comparison (pip install nbgrader)."]
    rows += [
        "Programs that differ only in comments and spacing are judged once. The seconds include gradebook, feedback, "
        f"and class report: {cold['writing']:.1f} s in the first line, {again['writing']:.1f} s in the second. "
        f"Isolation: {', '.join(record['isolation'])}; {record['cores']} workers.",
        "",
        _memory_sentence(record["memory"]),
    ]
    wrong = misjudged(record)
    return "\n".join(
        [
            *rows,
            "",
            f"Misjudged: {len(wrong) or 'nothing'}.",
            *(f"- {text}" for text in wrong),
            "",
            measured_on(record["machine"]),
        ]
    )


def _memory_sentence(peaks: dict[str, int | None]) -> str:
    text = {name: "not reported here" if size is None else f"{size / 1e6:.0f} MB" for name, size in peaks.items()}
    return (
        f"Peak memory (PSS): {text['worker']} per worker (judge, fork server, and its children); {text['alone']} if it "
        f"is the only one, {text['whole']} with the process it works for."
    )


def misjudged(record: Record) -> list[str]:
    """Everything that was misjudged, one sentence each."""
    wrong = [*record["disagreements"], *(record["nbgrader"] or {}).get("disagreements", [])]
    if not record["again"]["same"]:
        wrong.append("the second grading's records differ from the first's")
    return wrong
