"""(exercise, a student's records, Policy) -> Result: which file counts, its points, and what lateness costs."""

import re
from dataclasses import dataclass
from datetime import timezone

from .times import days_late, moment


@dataclass(frozen=True)
class Result:
    """What a student reached in one exercise; `record` and `entry` are of the file that counts.

    Without such a file `entry` is None, and so is `record`, unless there is a file that could not be read.
    `points` are before lateness, `penalty` is what that costs; `attempts` is the number of files that hold it written.
    """

    exercise: str
    verdict: str
    points: float
    max_points: float
    record: dict | None = None
    entry: dict | None = None
    attempts: int = 0
    days_late: int = 0
    penalty: float = 0

    @property
    def total(self):
        return round(self.points - self.penalty, 2)


def result(name, records, policy):
    """The Result of the last file that holds the exercise written, or of the best; `records` are in order.

    What no file holds is missing, or not gradable where one of the files could not be read.
    """
    tries = [
        attempt(record, entry, policy) for record in records for entry in record["exercises"] if is_of(entry, name)
    ]
    written = [one for one in tries if one["verdict"] != "missing"]
    unread = [record for record in records if record["verdict"] == "not gradable"]
    nothing = (
        {"verdict": "not gradable", "points": 0, "record": unread[-1]}
        if unread
        else {"verdict": "missing", "points": 0}
    )
    chosen = best(written) if written and policy.attempts == "best" else [nothing, *tries, *written][-1]
    return Result(name, max_points=policy.points[name], attempts=len(written), **chosen)


def is_of(entry, name):
    return entry["exercise"] == name


def best(tries):
    """The one with the most points when lateness is taken off; of equal ones the last."""
    return max(enumerate(tries), key=lambda one: (round(one[1]["points"] - one[1]["penalty"], 2), one[0]))[1]


def attempt(record, entry, policy):
    """What one file is worth in one exercise, as fields of a Result."""
    points = round(policy.points[entry["exercise"]] * kept(entry, policy), 2)
    verdict = entry["verdict"]
    if verdict in ("wrong", "partly"):  # what is worth something is the policy's to say
        verdict = "partly" if points else "wrong"
    days = lateness(record, policy)
    penalty = round(points * policy.late_share(days), 2)
    return {
        "verdict": verdict,
        "points": points,
        "record": record,
        "entry": entry,
        "days_late": days,
        "penalty": penalty,
    }


def kept(entry, policy):
    """The share of its points that a function keeps: all, or what the first step that failed leaves."""
    if entry["verdict"] in ("missing", "not gradable"):
        return 0.0
    failed = next((step for step, held in entry["rungs"] if held is False), None)
    share = 1.0 if entry["verdict"] == "passed" else policy.partial.get(failed, 0.0)
    return share * (policy.renamed if entry["renamed"] else 1.0)


def handed_in(record, policy):
    """When the file came, as the policy's times or else the record say it; None where neither does."""
    zone = policy.due.tzinfo if policy.due else timezone.utc
    return policy.times.get(record["student"]) or moment(record["time"], zone)


def lateness(record, policy):
    """The days that the file came late; one where its source says that it is late, and nobody when it came."""
    if policy.due is None:
        return 0
    time = handed_in(record, policy)
    return days_late(time, policy.due, policy.grace_minutes) if time else int(record["late"])


def in_order(records, policy):
    """The records as they were handed in; those without a time come first, and in the order of their names."""

    def key(record):
        time = handed_in(record, policy)
        return time.timestamp() if time else 0, spoken(record["file"])

    return sorted(records, key=key)


def spoken(file):
    """A key that sorts as people count: 'a.ipynb', 'a (2).ipynb', 'a (10).ipynb'."""
    parts = re.split(r"(\d+)", re.sub(r"\.\w+$", "", file))
    return [(len(part.lstrip("0")), part) if at % 2 else part for at, part in enumerate(parts)], file
