"""Grading: seconds for a class, cold and unchanged, beside nbgrader's; memory of a worker; whether all is judged right.

A class is made of right variants and named mistakes, see students.py. This process has no TensorFlow while it
measures, as that of `nst grade` has none: memory that both had would be counted as half.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .._tensorflow import load_tensorflow
from ..doctor import cores
from ..grading.job_pools import make_job_pool
from ..grading.policy import load_policy
from ..grading.reports import write_results
from ..grading.scheduler import Grading, GradingRun
from ..grading.submissions import find_submissions
from . import nbgrader
from .machine import machine, measured_on
from .students import make_class, write_class
from .watch import Watch

SEED = 20150826  # of the class
RUN = GradingRun(f"{SEED:x}")
DISTINCT = 40  # students of whom no two wrote the same
COMPARED = 20  # students whose notebooks nbgrader grades too
ALONE = 10  # students whose notebooks one worker grades, while its memory is watched
RARELY, OFTEN = 3, 0.1  # seconds between two looks at the memory; a look takes a tenth of one


@dataclass
class Done:
    """A grading: `records`, `programs` judged, `memory` watched, `seconds`, and those of them for what comes out."""

    records: list
    programs: int
    memory: Watch
    seconds: float
    writing: float


def measure(students=500, distinct=DISTINCT, compared=COMPARED, alone=ALONE, progress=lambda text: None):
    """The record. Raises NstError where there is nothing to make the class of, or nbgrader fails."""
    with tempfile.TemporaryDirectory(prefix="nst_bench_") as folder:
        folder = Path(folder)
        people, others = make_class(students, SEED), make_class(distinct, SEED + 1, distinct=True)
        for name, group in {"class": people, "distinct": others, "alone": others[:alone]}.items():
            write_class(group, folder / name)
        progress(f"{students} notebooks, cold")
        cold = grade(folder / "class", folder / "graded")
        progress("the same, unchanged")
        again = grade(folder / "class", folder / "graded")
        progress(f"{distinct} notebooks, no two programs equal")
        own = grade(folder / "distinct", folder / "graded_distinct")
        progress("memory of one worker")
        single = grade(folder / "alone", folder / "graded_alone", 1, OFTEN)
        record = {
            "students": students,
            "cores": cores(),
            "isolation": sorted({found["isolation"] for found in cold.records + own.records}),
            "cold": figures(cold),
            "again": figures(again) | {"same": again.records == cold.records},
            "distinct": figures(own) | {"students": distinct},
            "memory": {"worker": cold.memory.worker, "alone": single.memory.worker, "whole": single.memory.whole},
            "disagreements": [*disagreements(people, cold.records), *disagreements(others, own.records)],
            "nbgrader": None,
        }
        if nbgrader.installed() and compared:
            progress(f"{compared} of the notebooks in nbgrader")
            record["nbgrader"] = beside(people[:compared], cold.records, folder / "nbgrader")
    load_tensorflow()
    return record | {"machine": machine()}


def grade(submissions, out, workers=None, every=RARELY):
    """Grades a folder as `nst grade` does, with gradebook, feedback and class report."""
    with Watch(every) as memory:
        begin = time.perf_counter()
        grading = Grading(out / "records", RUN, lambda: make_job_pool(workers or cores()))
        records = grading.grade(find_submissions(submissions, out / "unpacked"))
        judged = time.perf_counter()
        write_results(records, load_policy(None), RUN.seed, out)
        over = time.perf_counter()
    return Done(records, len(grading.findings), memory, over - begin, over - judged)


def figures(done):
    return {"seconds": done.seconds, "writing": done.writing, "programs": done.programs}


def disagreements(people, records):
    """Sentences on all that was not judged right: a right function has all points, a wrong one has not."""
    found = {record.student: {entry.exercise: entry for entry in record.exercises} for record in records}
    for student in people:
        for exercise, right in student.right.items():
            entry = found.get(student.name, {}).get(exercise)
            if entry is None:
                yield f"{student.name}, {exercise}: not graded"
            elif (entry.points == entry.max_points) != right:
                said = f"{entry.points:g} of {entry.max_points} points, {entry.headline}"
                yield f"{student.name}, {exercise}: {'right' if right else 'wrong'}, but {said}"


def beside(people, records, folder):
    """nbgrader's seconds, and sentences on points that are not ours."""
    theirs = nbgrader.measure(people, folder)
    ours = {record.student: record.points for record in records}
    differ = [
        f"{one.name}: {ours[one.name]:g} points here, {theirs['points'].get(one.name)} from nbgrader"
        for one in people
        if ours[one.name] != theirs["points"].get(one.name)
    ]
    return {"students": len(people), "seconds": theirs["seconds"], "disagreements": differ}


def table(record):
    """The record as Markdown."""
    cold, again, own, beside = (record[name] for name in ("cold", "again", "distinct", "nbgrader"))
    each, own_each = cold["seconds"] / record["students"], own["seconds"] / own["students"]
    rows = [
        "| grading | notebooks | programs judged | s | s a notebook |",
        "|---|---|---|---|---|",
        f"| cold | {record['students']} | {cold['programs']} | {cold['seconds']:.1f} | {each:.3f} |",
        f"| again, unchanged | {record['students']} | {again['programs']} | {again['seconds']:.1f} | |",
        f"| cold, no two programs equal | {own['students']} | {own['programs']} | {own['seconds']:.1f} "
        f"| {own_each:.3f} |",
    ]
    if beside:
        theirs = beside["seconds"] / beside["students"]
        rows += [f"| nbgrader | {beside['students']} | | {beside['seconds']:.1f} | {theirs:.3f} |", ""]
        rows += [f"nbgrader takes {theirs / each:.0f} × as long; {theirs / own_each:.0f} × where no two are equal."]
    else:
        rows += ["", "nbgrader is left out: it is not installed (pip install nbgrader)."]
    rows += [
        "Programs that differ in comments and spacing alone are equal, and are judged once. Gradebook, feedback and "
        f"class report are in the seconds: {cold['writing']:.1f} s of the first line, {again['writing']:.1f} s of the "
        f"second. Isolation: {', '.join(record['isolation'])}; {record['cores']} workers.",
        "",
        memory(record["memory"]),
    ]
    return "\n".join([*rows, "", *verdict(record), "", measured_on(record["machine"])])


def memory(peaks):
    """The line on memory."""
    said = {name: "not told here" if size is None else f"{size / 1e6:.0f} MB" for name, size in peaks.items()}
    return (
        f"Memory at the peak (PSS): {said['worker']} a worker, which is judge, nursery and its copies; "
        f"{said['alone']} where it is the only one, {said['whole']} with the process that it works for."
    )


def verdict(record):
    """Lines on what was judged other than it should be."""
    wrong = [*record["disagreements"], *(record["nbgrader"] or {}).get("disagreements", [])]
    if not record["again"]["same"]:
        wrong.append("the second grading has other records than the first")
    yield f"Judged other than it should be: {len(wrong) or 'nothing'}."
    yield from (f"- {text}" for text in wrong)
