"""Which keys policy.toml has, and which values they take. (table, key, value) -> nothing, or an NstError."""

import json
from datetime import datetime

from ..checks.compare import CheckStep
from ..errors import NstError, nearest
from ..exercises import EXERCISES
from .times import YEARS

ATTEMPTS = ("last", "best")
STEPS = tuple(map(str, CheckStep))[1:]  # nothing is given for what is not written
EXAMPLE = "2026-11-30T23:59:00+01:00"
KEYS = {
    "": ("attempts", "renamed", "exercises"),
    "points": tuple(EXERCISES),
    "partial": STEPS,
    "late": ("due", "grace_minutes", "per_day", "most", "times"),
    "limits": ("seconds", "memory_mb"),
}
RANGES = {
    "renamed": (0, 1),
    "points": (0, 10_000),
    "partial": (0, 1),
    "grace_minutes": (0, 100_000),
    "per_day": (0, 1),
    "most": (0, 1),
    "seconds": (1, 3600),
    "memory_mb": (100, 1_000_000),
}


def check_key(table, key):
    """Raises NstError for a key that the table does not have, with the nearest, or the table that has it."""
    if key in KEYS[table]:
        return
    home = next((name for name, keys in KEYS.items() if key in keys), None)
    what = {"points": "exercise", "partial": "step of the check"}.get(table, "key")
    if home is not None and what == "key":
        place = f"under [{home}]" if home else "above the first [table]"
        raise NstError(f"'{key}' is {f'under [{table}]' if table else 'above the first [table]'}: it belongs {place}.")
    choices = KEYS[table] if table else (*KEYS[""], *filter(None, KEYS))
    raise NstError(f"There is no {what} '{key}'{f' in [{table}]' if table else ''}: {nearest(key, choices)}")


def check_value(table, key, value):
    """Raises NstError for a value of the wrong kind or outside its range."""
    if low_high := RANGES.get(key, RANGES.get(table)):
        check_number(f"[{table}] {key}" if table else key, value, *low_high)
    elif key == "attempts" and value not in ATTEMPTS:
        raise NstError(f'attempts is {shown(value)}: write "last" or "best".')
    elif key == "exercises":
        check_exercises(value)
    elif key == "due":
        check_due(value)
    elif key == "times" and not isinstance(value, str):
        raise NstError(f'[late] times is {shown(value)}: give the name of a CSV file, such as "times.csv".')


def check_number(where, value, low, high):
    """Raises NstError unless the value is a number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise NstError(f"{where} is {shown(value)}: give a number from {low} to {high}.")


def check_exercises(names):
    """Raises NstError unless it is a list of exercises."""
    if not isinstance(names, list):
        raise NstError(f'exercises is {shown(names)}: give a list, such as ["gram_matrix"].')
    for name in names:
        if not isinstance(name, str) or name not in EXERCISES:
            raise NstError(f"There is no exercise {shown(name)}: {nearest(name, EXERCISES)}")


def check_due(due):
    """Raises NstError unless it is a time with its offset from UTC."""
    if not isinstance(due, datetime):
        raise NstError(f"[late] due is {shown(due)}: write day and time without quotes, {EXAMPLE}.")
    if due.tzinfo is None:
        raise NstError(f"[late] due has no time zone: add its offset from UTC, such as {due.isoformat()}+01:00.")
    if due.year not in YEARS:
        raise NstError(f"[late] due is {shown(due)}: give a year from {YEARS[0]} to {YEARS[-1]}.")


def shown(value):
    """A value as the file has it, or nearly so."""
    return json.dumps(value, ensure_ascii=False, default=str)
