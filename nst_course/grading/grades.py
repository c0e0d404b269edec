"""records + Policy -> [Grade], one for each student."""

import itertools
import math
from collections import Counter
from dataclasses import dataclass, field

from ..exercises import EXERCISES
from .attempts import Result, handed_in, in_order, result
from .escaping import plain

FEW = 0.1  # of the students: an exercise that fewer hold was not set
UNKNOWN = "It came late, and how late is not known: one day was counted. Name its time in times.csv."


@dataclass(frozen=True)
class Grade:
    """What a student reached: `points`, and `total` when `penalty`, what lateness costs, is taken off.

    `days_late` is that of the latest file that counts; `human` are reasons why a person should look.
    """

    student: str
    name: str
    ids: dict
    results: dict[str, Result]
    points: float
    penalty: float
    total: float
    max_total: float
    days_late: int
    verdict: str
    human: list = field(default_factory=list)
    files: tuple = ()

    @property
    def share(self):
        """The total from 0 to 1."""
        return self.total / self.max_total if self.max_total else 0.0


def grades(records, policy):
    """A Grade for each student, sorted; each has every exercise that counts, also what no file of theirs holds."""
    people = by_student(records)
    names = counting(people, policy)
    shared = Counter(student for student, _ in people)
    return [grade(student, files, names, policy, shared[student] > 1) for (student, _), files in people.items()]


def by_student(records):
    """{(student, Canvas' id): records}: two people may bear one name, and Canvas tells them apart."""

    def whose(record):
        return record["student"], str(record["ids"].get("canvas", ""))

    return {who: list(files) for who, files in itertools.groupby(sorted(records, key=whose), whose)}


def counting(people, policy):
    """The exercises that count, in the order of the course."""
    if policy.exercises:
        return [name for name in EXERCISES if name in policy.exercises]
    held = Counter()
    for files in people.values():
        held.update({entry["exercise"] for record in files for entry in record["exercises"]})
    return [name for name in EXERCISES if held[name] and held[name] >= FEW * len(people)] or list(EXERCISES)


def grade(student, records, names, policy, shared=False):
    """The Grade of one student from all files; `shared` when somebody else goes by the same name."""
    records = in_order(records, policy)
    results = {name: result(name, records, policy) for name in names}
    parts = list(results.values())
    return Grade(
        student=student,
        name=records[-1]["name"],
        ids={key: value for record in records for key, value in record["ids"].items()},
        results=results,
        points=added(one.points for one in parts),
        penalty=added(one.penalty for one in parts),
        total=added(one.total for one in parts),
        max_total=added(one.max_points for one in parts),
        days_late=max((one.days_late for one in parts), default=0),
        verdict=verdict(parts),
        human=reasons(records, parts, policy, shared),
        files=tuple(record["file"] for record in records),
    )


def added(numbers):
    """Their sum, to the cent, so that what is printed adds up."""
    return round(math.fsum(numbers), 2)


def verdict(results):
    """One word for all exercises together."""
    said = {one.verdict for one in results}
    if said == {"passed"}:
        return "passed"
    if any(one.points for one in results) or "passed" in said:
        return "partly"
    if len(said) > 1:
        said.discard("missing")
    return said.pop() if len(said) == 1 else "wrong"


def reasons(records, results, policy, shared):
    """Why a person should look, each reason once."""
    found = [f"Somebody else goes by the name {records[0]['student']} too."] if shared else []
    for record in records:
        found += record["human"]
        if record["verdict"] == "not gradable":
            found.append(f"{record['file']}: {record['problem']}")
    found += [f"{one.exercise} could not be graded." for one in results if one.entry and one.verdict == "not gradable"]
    if any(one.days_late and not handed_in(one.record, policy) for one in results):
        found.append(UNKNOWN)
    return list(dict.fromkeys(found))


def unknown_times(records, policy):
    """Sentences for a warning: whom times.csv names in vain, and how many files nobody knows the time of."""
    known = {record["student"] for record in records}
    strangers = [student for student in policy.times if student not in known]
    said = [f"times.csv names {plain(student)}, who handed in nothing: check the spelling." for student in strangers]
    timeless = [record for record in records if not handed_in(record, policy) and not record["late"]]
    if policy.due and timeless:
        said.append(
            f"There is no time for {len(timeless)} of {len(records)} files, {plain(timeless[0]['file'])} for one: "
            "they count as in time, unless times.csv gives one."
        )
    return said
