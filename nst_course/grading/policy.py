"""policy.toml -> `Policy`: how results become points. The classes hold each rule's type, range and default."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import typing
from dataclasses import dataclass, field
from datetime import datetime, timezone, tzinfo
from enum import Enum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from ..checks.report import has_right_values
from ..errors import NstError, nearest
from ..exercises import EXERCISES
from ..exercises.exercise import CheckStep

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STEPS = tuple(step.value for step in CheckStep if step is not CheckStep.WRITTEN)  # unwritten code earns nothing
EXAMPLE_TIME = "2026-11-30T23:59:00+01:00"
YEARS = range(1970, 3000)  # near the ends of the calendar, some time zones overflow

Share = Annotated[float, Meta(ge=0, le=1, description="give a number from 0 to 1")]
Points = Annotated[float, Meta(ge=0, le=10_000, description="give a number from 0 to 10000")]
Minutes = Annotated[float, Meta(ge=0, le=100_000, description="give a number from 0 to 100000")]
Seconds = Annotated[float, Meta(ge=1, le=3600, description="give a number from 1 to 3600")]
Megabytes = Annotated[float, Meta(ge=100, le=1_000_000, description="give a number from 100 to 1000000")]


class Attempts(str, Enum):
    """Which of a student's files counts, for each exercise."""

    LAST = "last"
    BEST = "best"

    def __str__(self) -> str:
        return self.value


def default_points() -> dict[str, float]:
    """The points for each exercise, as set by the course."""
    return {name: exercise.points for name, exercise in EXERCISES.items()}


def default_partial_credit() -> dict[str, float]:
    """Half the points for a function whose values are right."""
    return {step: 0.5 if has_right_values(CheckStep(step)) else 0.0 for step in STEPS}


@dataclass(frozen=True)
class Policy:
    """How results become grades; `policy_text` explains each field."""

    attempts: Annotated[Attempts, Meta(description='write "last" or "best"')] = Attempts.LAST
    renamed: Share = 1.0
    exercises: Annotated[tuple[str, ...], Meta(description='give a list, such as ["gram_matrix"]')] = ()
    points: dict[str, Points] = field(default_factory=default_points)
    partial: dict[str, Share] = field(default_factory=default_partial_credit)
    due: datetime | None = None
    grace_minutes: Minutes = 10
    per_day: Share = 0.1
    most: Share = 0.5
    times: dict[str, datetime] = field(default_factory=dict)  # by student, from the file the policy names
    seconds: Seconds = 20
    memory_mb: Megabytes = 1500

    def late_share(self, days: int) -> float:
        """The share of the points lost for this many days late."""
        return min(self.per_day * days, self.most)


# {table of the file: its keys}; "" stands for the keys above the first table.
TABLES: dict[str, tuple[str, ...]] = {
    "": ("attempts", "renamed", "exercises"),
    "points": tuple(EXERCISES),
    "partial": STEPS,
    "late": ("due", "grace_minutes", "per_day", "most", "times"),
    "limits": ("seconds", "memory_mb"),
}
TYPES = typing.get_type_hints(Policy, include_extras=True)
TYPES["times"] = Annotated[str, Meta(description='give the name of a CSV file, such as "times.csv"')]

TEMPLATE = """\
# How results become points. You can leave out any line: the values here are the defaults.

# When a student hands in several files, which counts for each exercise: the "last" that contains it, or the "best".
attempts = {attempts}
# The share of its points that a function keeps if we found it under another name.
renamed = {renamed}
# The exercises that count, such as ["gram_matrix"]. Empty: those handed in by at least a tenth of the students.
exercises = {exercises}

[points]
{points}

# The share of its points that a function keeps when this is the first step of the check that fails.
[partial]
{partial}

[late]
# The deadline, with its offset from UTC. Without one, nothing is late.
{due}
# Files that arrive within these minutes are on time.
grace_minutes = {grace_minutes}
# The share of the points that each day (or part of a day) after `due` costs, and the most that lateness can cost.
per_day = {per_day}
most = {most}
# A CSV file next to this one, with the columns student (as in gradebook.csv) and time. It overrides the times in the
# submissions.
# times = "times.csv"

# What one exercise of one student may use; the memory comes on top of TensorFlow's own.
[limits]
seconds = {seconds}
memory_mb = {memory_mb}
"""


def policy_text(policy: Policy) -> str:
    """The policy as a file with comments, without the submission times, which have their own file."""
    values = {name: shown(value) for name, value in vars(policy).items() if name not in ("due", "times")}
    tables = {
        name: "\n".join(f"{key if key.isidentifier() else json.dumps(key)} = {value}" for key, value in table.items())
        for name, table in (("points", policy.points), ("partial", policy.partial))
    }
    due = f"due = {policy.due.isoformat()}" if policy.due else f"# due = {EXAMPLE_TIME}"
    return TEMPLATE.format_map(values | tables | {"due": due})


def shown(value: object) -> str:
    """A value roughly as the file has it."""
    return json.dumps(value, ensure_ascii=False, default=str)


DEFAULT_TEXT = policy_text(Policy())


def load_policy(path: Path | None = None) -> Policy:
    """The policy in a file, or the default one.

    Raises NstError, naming the file and the key, if the file can't be read or a key or value isn't allowed.
    """
    if path is None:
        return Policy()
    try:
        content = Path(path).read_text(encoding="utf-8-sig")
        return policy_from(tomllib.loads(content), Path(path).parent)
    except OSError as error:
        raise NstError(f"The policy file '{path}' cannot be read ({error.strerror}): check its name.") from error
    except UnicodeDecodeError as error:
        raise NstError(f"The policy file '{path}' is not UTF-8: save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        last = f"at line {len(content.splitlines())}, the last"
        fault = str(error).replace("at end of document", last)
        raise NstError(
            f"The policy file '{path}' is not valid TOML: {fault}. Run nst grade --print-policy to see a valid one."
        ) from error
    except NstError as error:
        raise NstError(f"The policy '{path}': {error}") from error


def policy_from(values: dict[str, typing.Any], folder: Path) -> Policy:
    """The policy from a parsed TOML dict; `folder` is where to find the CSV file it names. Raises NstError."""
    tables = {name: values[name] for name in TABLES if name in values}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise NstError(f"{name} is {shown(table)}: write it as a table, [{name}] on a line of its own.")
    tables[""] = {key: value for key, value in values.items() if key not in tables}
    checked = {
        name: {key: checked_value(name, key, value) for key, value in table.items()} for name, table in tables.items()
    }
    single = checked[""] | checked.get("late", {}) | checked.get("limits", {})
    if name := single.pop("times", ""):
        zone = single["due"].tzinfo if "due" in single else timezone.utc
        single["times"] = read_submission_times(folder / name, zone)
    several = {name: getattr(Policy(), name) | checked.get(name, {}) for name in ("points", "partial")}
    return Policy(**single, **several)


def checked_value(table: str, key: str, value: typing.Any) -> typing.Any:
    """The value converted for its field. Raises NstError for an unknown key or a value of the wrong type or range."""
    check_key(table, key)
    if key == "due":
        return checked_due(value)
    if key == "exercises" and isinstance(value, list):
        for name in value:
            if not isinstance(name, str) or name not in EXERCISES:
                raise NstError(f"There is no exercise {shown(name)}: {nearest(name, EXERCISES)}")
    kind = typing.get_args(TYPES[table])[1] if table in ("points", "partial") else TYPES[key]
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        where = f"[{table}] {key}" if table else key
        raise NstError(f"{where} is {shown(value)}: {kind.__metadata__[0].description}.") from None


def check_key(table: str, key: str) -> None:
    """Raises NstError for a key the table doesn't have; suggests the closest one, or the table it belongs to."""
    if key in TABLES[table]:
        return
    home = next((name for name, keys in TABLES.items() if key in keys), None)
    what = {"points": "exercise", "partial": "step of the check"}.get(table, "key")
    if home is not None and what == "key":
        place = f"under [{home}]" if home else "above the first [table]"
        raise NstError(f"'{key}' is {f'under [{table}]' if table else 'above the first [table]'}: it belongs {place}.")
    choices = TABLES[table] if table else (*TABLES[""], *filter(None, TABLES))
    raise NstError(f"There is no {what} '{key}'{f' in [{table}]' if table else ''}: {nearest(key, choices)}")


def checked_due(due: object) -> datetime:
    """A deadline with its offset from UTC. Raises NstError."""
    if not isinstance(due, datetime):
        raise NstError(f"[late] due is {shown(due)}: write the date and time without quotes, {EXAMPLE_TIME}.")
    if due.tzinfo is None:
        raise NstError(f"[late] due has no time zone: add its offset from UTC, such as {due.isoformat()}+01:00.")
    if due.year not in YEARS:
        raise NstError(f"[late] due is {shown(due)}: give a year from {YEARS[0]} to {YEARS[-1]}.")
    return due


def time_from_text(text: str, zone: tzinfo | None) -> datetime | None:
    """'2026-11-30T23:59:00+01:00' as a datetime, in `zone` if it has no offset; None if it isn't a time."""
    try:
        time = datetime.fromisoformat(re.sub(r"(Z| UTC)$", "+00:00", text.strip()))  # Python 3.10 knows neither
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=zone)) if time.year in YEARS else None


def read_submission_times(path: Path, zone: tzinfo | None) -> dict[str, datetime]:
    """{student: time} from a CSV file with the columns student and time; a student's latest row counts.

    Raises NstError if the file can't be read, lacks a column or contains something that isn't a time.
    """
    text = read_csv_text(path)
    header_line = text.partition("\n")[0]
    # In locales with a decimal comma, spreadsheets separate cells with semicolons.
    delimiter = ";" if ";" in header_line and "," not in header_line else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    times: dict[str, datetime] = {}
    try:
        header = [name.strip().lower() for name in rows.fieldnames or ()]
        for column in ("student", "time"):
            if column not in header:
                raise NstError(f"'{path}' has no column '{column}': its first row must be student,time.")
        rows.fieldnames = header
        for row in rows:
            student, time = ((row[column] or "").strip() for column in ("student", "time"))
            moment = time_from_text(time, zone)
            if moment is None:
                raise NstError(f"'{path}', line {rows.line_num}: '{time}' isn't a time: write it as {EXAMPLE_TIME}.")
            times[student] = max(moment, times.get(student, moment))
    except csv.Error as error:
        raise NstError(f"'{path}', line {rows.line_num} is not valid CSV ({error}): save it as CSV again.") from error
    return times


def read_csv_text(path: Path) -> str:
    """The text of a CSV file saved by a spreadsheet. Raises NstError."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NstError(f"The submission times '{path}' cannot be read ({error.strerror}): check the name.") from error
    except ValueError as error:
        raise NstError(f"'{path}' is not UTF-8: save it as 'CSV UTF-8'.") from error
