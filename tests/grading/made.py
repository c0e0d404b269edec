"""Classes that nobody taught: grades and records with the fields of the real ones, made from a seed."""

import random
import re
from dataclasses import dataclass, field

from variants import VARIANTS

from nst_course.checks.ladder import RUNGS
from nst_course.exercises import EXERCISES


@dataclass(frozen=True)
class Policy:
    attempts: str = "last"
    renamed: float = 1.0
    exercises: tuple = ()
    points: dict = field(default_factory=dict)
    partial: dict = field(default_factory=dict)
    seconds: float = 20
    memory_mb: int = 1500


@dataclass(frozen=True)
class Result:
    exercise: str
    verdict: str
    points: float
    max_points: float
    record: dict | None = None
    entry: dict | None = None
    attempts: int = 1


@dataclass(frozen=True)
class Grade:
    student: str
    name: str
    ids: dict
    results: dict
    points: float
    penalty: float
    total: float
    max_total: float
    days_late: float
    verdict: str
    human: list


FIRST = (
    "Ada Ben Chloé Dario Elif Farid Grace Hana Igor Jana Kofi Lena Mateo Nadia Oskar Priya Quentin Rosa Søren Tariq Uma "
    "Viktor Wanda Ximena Yusuf Zoë"
).split()
LAST = (
    "Abe Bauer Costa Dumont Eriksen Fischer García Haddad Ivanov Jensen Kowalski López Müller Novak Okafor Petrov Quispe "
    "Rossi Silva Tanaka Ueda Vogel Weiß Xu Yılmaz Zhou"
).split()
HEADLINES = {
    "crashed": "stopped with an error: InvalidArgumentError: Incompatible shapes: [1,4,3,5] vs. [5]",
    "timed out": "took longer than 20 s.",
    "out of memory": "needed more than 1500 MB.",
    "wrong": "the value is not right with n_H ≠ n_W.",
    "partly": "no gradient comes back to a_G.",
    "passed": "passed.",
    "missing": "missing.",
}
FAILS = {"crashed": "runs", "timed out": "runs", "out of memory": "runs", "wrong": "values", "partly": "gradient"}


def entry(exercise, verdict, rng, source="", mistake=None, **changes):
    """A record's entry of one exercise."""
    points = EXERCISES[exercise].points
    got = {"passed": points, "partly": points / 2}.get(verdict, 0)
    failed = FAILS.get(verdict)
    at = RUNGS.index(failed) if failed else len(RUNGS) if verdict == "passed" else -1
    return {
        "exercise": exercise,
        "verdict": verdict,
        "points": got,
        "max_points": points,
        "headline": HEADLINES[verdict],
        "mistake": mistake.name if mistake else "",
        "diagnosis": mistake.diagnosis if mistake else "",
        "next_move": mistake.next_move if mistake else "",
        "line": {"number": 4, "text": "    J = tf.reduce_sum(a_C - a_G)"} if verdict == "crashed" else None,
        "printed": "",
        "rungs": [[r, True if i < at else False if i == at else None] for i, r in enumerate(RUNGS)],
        "notes": [],
        "renamed": "",
        "source": source,
    } | changes


def record(student, name, entries, **changes):
    """The record of a file that holds these entries."""
    return {
        "format": 1,
        "key": f"{student!r}",
        "student": student,
        "name": name,
        "file": f"{student}/all.ipynb",
        "assignment": "",
        "time": "",
        "late": False,
        "ids": {},
        "grader": "0.1.0",
        "isolation": "bubblewrap",
        "seed": "5eed5eed5eed",
        "verdict": "passed" if all(e["verdict"] == "passed" for e in entries) else "partly",
        "problem": "",
        "notes": [],
        "human": [],
        "exercises": entries,
        "points": sum(e["points"] for e in entries),
        "max_points": sum(e["max_points"] for e in entries),
    } | changes


def grade(record, days_late=0, **changes):
    """The grade of a student with this one file."""
    results = {
        e["exercise"]: Result(e["exercise"], e["verdict"], e["points"], e["max_points"], record, e)
        for e in record["exercises"]
    }
    for exercise in EXERCISES:
        verdict = "not gradable" if record["verdict"] == "not gradable" else "missing"
        blank = Result(exercise, verdict, 0, EXERCISES[exercise].points, None, None, 0)
        results.setdefault(exercise, blank)
    points, most = sum(r.points for r in results.values()), sum(r.max_points for r in results.values())
    penalty = min(0.5, 0.1 * days_late)
    fields = {
        "student": record["student"],
        "name": record["name"],
        "ids": {},
        "results": results,
        "points": points,
        "penalty": penalty,
        "total": points * (1 - penalty),
        "max_total": most,
        "days_late": days_late,
        "verdict": record["verdict"],
        "human": record["human"],
    }
    return Grade(**fields | changes)


def students(count):
    """(student, name) of different people."""
    for i in range(count):
        first, last = FIRST[i % len(FIRST)], LAST[(i // len(FIRST) + 7 * i) % len(LAST)]
        plain = re.sub(r"[^a-z]", "", f"{first[0]}{last}".lower())
        yield f"{plain}{i:03}", f"{last}, {first}"


def ordinary_class(count, seed=1):
    """(grades, records) of a class as it may be: most are right, some make named mistakes, few crash or are late."""
    rng = random.Random(seed)
    records = []
    for student, name in students(count):
        skill = rng.betavariate(4, 1.6)
        records.append(record(student, name, [e for x in EXERCISES if (e := ordinary_entry(x, skill, rng))]))
        if rng.random() < 0.01:
            records[-1] |= {"verdict": "not gradable", "exercises": [], "problem": "the file is password-protected."}
            records[-1]["human"] = ["the file is password-protected."]
        elif rng.random() < 0.01:
            records[-1]["human"] = ["train_step ended its own process with exit code 139."]
    return [grade(r, days_late=rng.choice([0] * 12 + [1, 2])) for r in records], records


def ordinary_entry(exercise, skill, rng):
    """An entry of a student of that skill, from 0 to 1; None where it is missing."""
    hard = {"gram_matrix": 0.6, "total_cost": 0.5, "train_step": 1.3}.get(exercise, 1.0)
    source = rng.choice([EXERCISES[exercise].solution, *(s for e, _, s in VARIANTS if e == exercise)])
    if rng.random() < skill ** (0.5 * hard):
        return entry(exercise, "passed", rng, source)
    verdict = rng.choices(
        ["partly", "wrong", "crashed", "timed out", "out of memory", "missing"], [14, 50, 18, 3, 1, 14]
    )[0]
    if verdict == "missing":
        return None
    mistakes = [m for m in EXERCISES[exercise].mistakes if "values" in m.rungs]
    weights = [1 / (1 + i) ** 1.3 for i in range(len(mistakes))]
    mistake = rng.choices(mistakes, weights)[0] if verdict == "wrong" and rng.random() < 0.85 else None
    return entry(exercise, verdict, rng, mistake.source(exercise) if mistake else source, mistake)
