"""The course: how long checks take, and how long whole notebooks take to run.

`python -m nst_course.bench.course` is the process that times the checks; it prints JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat

from ..doctor import describe_machine, measured_on
from ..errors import NstError
from ..lessons.build import KERNELS
from ..lessons.execute import execute
from ..lessons.source import repository_notebooks

# Correct but slow implementations: loops over channels create thousands of operations, in the graph of a check too.
SLOW_SOLUTIONS = {
    "compute_content_cost": """\
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    J = 0.0
    for k in range(n_C):
        for i in range(n_H):
            J += tf.reduce_sum((a_C[:, i, :, k] - a_G[:, i, :, k]) ** 2)
    return J / (4 * n_H * n_W * n_C)
""",
    "gram_matrix": """\
def gram_matrix(A):
    rows = range(A.shape[0])
    return tf.stack([tf.stack([tf.reduce_sum(A[i] * A[j]) for j in rows]) for i in rows])
""",
    "compute_layer_style_cost": """\
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    J = 0.0
    for b in range(m):
        for i in range(n_C):
            for j in range(n_C):
                G_S = tf.reduce_sum(a_S[b, :, :, i] * a_S[b, :, :, j])
                G_G = tf.reduce_sum(a_G[b, :, :, i] * a_G[b, :, :, j])
                J += (G_S - G_G) ** 2
    return J / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
}


Record = dict[str, Any]


def measure(progress: Callable[[str], None] = lambda text: None) -> Record:
    """The record: machine, seconds for checks, for each student edition, and for all solution editions together."""
    progress("checks")
    record: Record = {"machine": describe_machine(), "checks": check_times()}
    with tempfile.TemporaryDirectory() as folder:
        notebooks = Path(shutil.copytree(repository_notebooks(), Path(folder) / "notebooks"))
        students = sorted(notebooks.glob("[0-9]*.ipynb"))
        solutions = sorted((notebooks / "solutions").glob("*.ipynb"))
        record["students"] = {}
        for path in students:
            progress(f"{path.stem}, as handed out")
            record["students"][path.stem] = run_time(path)
        progress("the solution editions")
        begin = time.perf_counter()
        with ThreadPoolExecutor(KERNELS) as pool:  # as nst build runs them
            list(pool.map(run_time, solutions))
        record["solutions"] = time.perf_counter() - begin
        record["bytes"] = {path.stem: path.stat().st_size for path in solutions}
    return record


def run_time(path: Path) -> float:
    """Seconds to run a notebook in its own folder. Raises NstError if a cell fails."""
    begin = time.perf_counter()
    execute(nbformat.read(path, as_version=4), path.stem, path.parent)
    return time.perf_counter() - begin


def check_times() -> Record:
    """{"first": {exercise: s}, "right": {…}, "slow": {…}, "mistakes": {exercise: [s, …]}}, from a new process."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, "-m", __name__], capture_output=True, encoding="utf-8", env=environment)
    if done.returncode:
        last = next(iter(done.stderr.strip().splitlines()[-1:]), f"exit code {done.returncode}")
        raise NstError(f"The process that times the checks failed ({last}): run nst doctor.")
    times: Record = json.loads(done.stdout)
    return times


def main() -> None:
    """Checks references, slow solutions, and named mistakes as a student's function; prints seconds as JSON."""
    from .. import costs
    from ..checks.trial import check_function
    from ..exercises import EXERCISES
    from ..exercises.exercise import function_from

    def seconds(name: str, function: Callable[..., Any]) -> float:
        begin = time.perf_counter()
        check_function(name, function)  # nst.check recognizes a reference
        return time.perf_counter() - begin

    references = {name: getattr(costs, name) for name in EXERCISES}
    first = {name: seconds(name, function) for name, function in references.items()}
    times: Record = {
        "first": first,
        "right": {name: seconds(name, f) for name, f in references.items()},
        "mistakes": {},
    }
    slow = {name: function_from(text, name, vars(costs)) for name, text in SLOW_SOLUTIONS.items()}
    times["slow"] = {name: seconds(name, function) for name, function in slow.items()}
    for name, exercise in EXERCISES.items():
        wrong = [function_from(mistake.source(name), name, vars(costs)) for mistake in exercise.mistakes]
        times["mistakes"][name] = [seconds(name, function) for function in wrong]
    print(json.dumps(times))


def course_table(record: Record) -> str:
    """The record as Markdown."""
    checks = record["checks"]
    rows = [
        "| check, seconds | first | correct | correct, with loops | mistakes, mean | slowest |",
        "|---|---|---|---|---|---|",
    ]
    for name, times in checks["mistakes"].items():
        mean, slowest = sum(times) / len(times), max(times)
        loops = f"{checks['slow'][name]:.2f}" if name in checks["slow"] else ""
        right = f"{checks['first'][name]:.2f} | {checks['right'][name]:.2f} | {loops}"
        rows.append(f"| {name} | {right} | {mean:.2f} | {slowest:.2f} |")
    rows += ["", "| notebook | student edition as handed out, s | solution edition, MB |", "|---|---|---|"]
    for name, seconds in record["students"].items():
        rows.append(f"| {name} | {seconds:.0f} | {record['bytes'][name] / 1e6:.2f} |")
    rows += ["", f"All solution editions, {KERNELS} at a time: {record['solutions']:.0f} s."]
    return "\n".join([*rows, measured_on(record["machine"])])


if __name__ == "__main__":
    main()
