"""An ordinary class: most are correct, some make named mistakes, a few crash, are late, or hand in a broken file."""

import random
import re

import records
from correct_answers import CORRECT_ANSWERS

from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep
from nst_course.grading.records import Isolation, Line

FIRST = (
    "Ada Ben Chloé Dario Elif Farid Grace Hana Igor Jana Kofi Lena Mateo Nadia Oskar Priya Quentin Rosa Søren "
    "Tariq Uma Viktor Wanda Ximena Yusuf Zoë"
)
LAST = (
    "Abe Bauer Costa Dumont Eriksen Fischer García Haddad Ivanov Jensen Kowalski López Müller Novak Okafor Petrov "
    "Quispe Rossi Silva Tanaka Ueda Vogel Weiß Xu Yılmaz Zhou"
)
HEADLINES = {
    "crashed": "stopped with an error: InvalidArgumentError: Incompatible shapes: [1,4,3,5] vs. [5]",
    "timed out": "took longer than 20 s.",
    "out of memory": "needed more than 1500 MB.",
    "wrong": "the value is not right with n_H ≠ n_W.",
    "partly": "no gradient comes back to a_G.",
    "passed": "passed.",
}
VERDICTS = {"partly": 14, "wrong": 50, "crashed": 18, "timed out": 3, "out of memory": 1, "missing": 14}
HARD = {"gram_matrix": 0.6, "total_cost": 0.5, "train_step": 1.3}


def people(count):
    """(student, name) of different people."""
    first, last = FIRST.split(), LAST.split()
    for i in range(count):
        a, b = first[i % len(first)], last[(i // len(first) + 7 * i) % len(last)]
        yield re.sub(r"[^a-z]", "", f"{a[0]}{b}".lower()) + f"{i:03}", f"{b}, {a}"


def ordinary_class(count, seed=1):
    """The records of `count` students."""
    rng = random.Random(seed)
    return [ordinary_record(student, name, rng) for student, name in people(count)]


def ordinary_record(student, name, rng):
    skill = rng.betavariate(4, 1.6)
    entries = [entry for exercise in EXERCISES if (entry := ordinary_entry(exercise, skill, rng))]
    day = rng.choice([29] * 10 + [30, 31])
    more = {"name": name, "time": f"2026-10-{day}T18:00:00+01:00", "isolation": Isolation.BUBBLEWRAP}
    if rng.random() < 0.01:
        return records.unreadable(student, **more)
    if rng.random() < 0.01:
        more["review"] = (records.note("train_step ended its own process (exit code 139)."),)
    return records.record(student, entries, **more)


def ordinary_entry(exercise, skill, rng):
    """An entry by a student of this skill, from 0 to 1; None if missing."""
    source = rng.choice(
        [EXERCISES[exercise].solution, *(text for name, _, text in CORRECT_ANSWERS if name == exercise)]
    )
    right = rng.random() < skill ** (0.5 * HARD.get(exercise, 1.0))
    verdict = "passed" if right else rng.choices(list(VERDICTS), list(VERDICTS.values()))[0]
    if verdict == "missing":
        return None
    known = [mistake for mistake in EXERCISES[exercise].mistakes if CheckStep.VALUES in mistake.steps]
    said = {"headline": HEADLINES[verdict], "source": source}
    if verdict == "wrong" and rng.random() < 0.85:
        mistake = rng.choices(known, [1 / (1 + at) ** 1.3 for at in range(len(known))])[0]
        said |= {"mistake": mistake.name, "diagnosis": mistake.diagnosis, "next_move": mistake.next_move}
        said["source"] = mistake.source(exercise)
    if verdict == "crashed":
        said["line"] = Line(4, "    J = tf.reduce_sum(a_C - a_G)")
        said["next_move"] = "Read the line above with the message: print the shapes of what stands in it."
    return records.entry(exercise, verdict, **said)
