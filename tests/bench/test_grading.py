"""The grading benchmark: its class is as described, its figures are consistent, and wrong judgments are noticed."""

import ast
import importlib.util

import pytest
from records import entry, record

from nst_course.bench import grading, sample_class
from nst_course.bench.memory import MemoryWatch
from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.extraction.notebook import parse_notebook
from nst_course.grading.judge import canonical
from nst_course.grading.submissions.reader import read_exercises


def programs(people):
    """Canonical texts of all functions, as the grader reads them."""
    for one in people:
        read = read_exercises(parse_notebook(sample_class.nbformat.writes(one.notebook), "nst.ipynb"), "nst.ipynb")
        assert list(read.exercises) == list(EXERCISES)
        yield from (tuple(map(canonical, found.pieces)) for found in read.exercises.values())


@pytest.mark.slow
def test_no_two_notebooks_are_equal_and_the_same_seed_makes_the_same_class():
    people = sample_class.make_class(50, 1)
    assert people == sample_class.make_class(50, 1) != sample_class.make_class(50, 2)
    assert (
        len({sample_class.nbformat.writes(one.notebook) for one in people}) == len({one.name for one in people}) == 50
    )
    right = [mark for one in people for mark in one.correct.values()]
    assert 0.6 < sum(right) / len(right) < 0.8
    assert len(set(programs(people))) < len(right)


def test_distinct_programs_all_differ():
    assert len(set(programs(sample_class.make_class(12, 1, distinct=True)))) == 12 * len(EXERCISES)


def test_only_local_names_change():
    text = "def f(a, b=LAST):\n    c, *d = a\n    for e in d:\n        a += [x * e for x in b]\n    return tf.g(c=c)"
    other = sample_class.rename_locals(text, 7)
    assert other != ast.unparse(ast.parse(text)) == other.replace("_7", "")
    assert "def f(a, b=LAST)" in other
    assert "tf.g(c=c_7)" in other


def test_outside_a_repository_the_error_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sample_class, "__file__", str(tmp_path / "nst_course" / "bench" / "sample_class.py"))
    with pytest.raises(NstError, match=r"tests/checks/correct_answers\.py"):
        sample_class.make_class(1, 1)


def test_memory_that_is_not_reported_is_not_invented(monkeypatch):
    def refuse(process):
        raise PermissionError

    monkeypatch.setattr("nst_course.bench.memory.proportional_size", refuse)
    with MemoryWatch(0.01) as watch:
        watch.thread.join(5)
    assert watch.total_peak is watch.worker_peak is None


@pytest.mark.slow
def test_a_small_class():
    record = grading.measure(3, distinct=2, compared=1, alone=1)
    assert record["disagreements"] == []
    assert record["cold"]["programs"] <= 3 * len(EXERCISES)
    assert record["distinct"]["programs"] == 2 * len(EXERCISES)
    assert record["again"]["programs"] == 0
    assert record["again"]["same"]
    for done in ("cold", "again", "distinct"):
        assert 0 < record[done]["writing"] < record[done]["seconds"]
    assert record["again"]["seconds"] < record["cold"]["seconds"] / 2
    assert set(record["isolation"]) <= {"bubblewrap", "process"}
    memory = record["memory"]
    assert memory["whole"] is None or memory["whole"] > memory["alone"] > 100e6
    if importlib.util.find_spec("nbgrader"):
        assert record["nbgrader"]["students"] == 1
        assert record["nbgrader"]["seconds"] > 1
        assert record["nbgrader"]["disagreements"] == []
    assert grading.misjudged(record) == []


def made_record(**changes):
    peaks = {"worker": 6e8, "alone": 7e8, "whole": None}
    machine = {"processor": "", "cores": 2, "gpus": [], "tensorflow": "", "python": ""}
    record = {
        "students": 500,
        "cores": 2,
        "isolation": ["bubblewrap"],
        "cold": {"seconds": 50.0, "writing": 5.0, "programs": 90},
        "again": {"seconds": 3.0, "writing": 2.5, "programs": 0, "same": True},
        "distinct": {"students": 40, "seconds": 8.0, "writing": 1.0, "programs": 240},
        "memory": peaks,
        "disagreements": [],
        "nbgrader": {"students": 20, "seconds": 80.0, "disagreements": []},
        "machine": machine,
    }
    return record | changes


def test_the_table_compares_with_nbgrader():
    said = grading.grading_table(made_record())
    assert "| cold | 500 | 90 | 50.0 | 0.100 |" in said
    assert "nbgrader takes 40 × as long; 20 ×" in said  # 4 s compared with 0.1 s and 0.2 s
    assert all(word in said for word in ("600 MB", "700 MB", "not reported"))
    assert "not installed" not in said
    assert "not installed" in grading.grading_table(made_record(nbgrader=None))


def test_misjudged_functions_are_reported():
    people = sample_class.make_class(2, 3)
    one, other = people
    name = list(one.correct)[2]
    points = {e: 10 if ok != (e == name) else 5 for e, ok in one.correct.items()}
    entries = [entry(e, "partly", points=got, max_points=10) for e, got in points.items()]
    found = list(grading.disagreements(people, [record(one.name, entries)]))
    assert found[0].startswith(f"{one.name}, {name}: {'correct' if one.correct[name] else 'wrong'}, but ")
    assert found[1:] == [f"{other.name}, {exercise}: not graded" for exercise in EXERCISES]
    again = made_record()["again"] | {"same": False}
    said = grading.grading_table(made_record(disagreements=found, again=again))
    assert f"Misjudged: {len(found) + 1}." in said
    assert f"- {found[0]}" in said
