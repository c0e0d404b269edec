"""When work was handed in: text -> datetime, times.csv -> {student: datetime}, and how many days late that is."""

import csv
import io
import math
import re
from datetime import datetime, timedelta
from pathlib import Path

from ..errors import NstError

COLUMNS = ("student", "time")
DAY = timedelta(days=1)
YEARS = range(1970, 3000)  # beyond the ends of the calendar some zones have no time


def moment(text, zone):
    """'2026-11-30T23:59:00+01:00' as a datetime, one without offset as a time of `zone`; None when it is no time."""
    try:
        time = datetime.fromisoformat(re.sub(r"(Z| UTC)$", "+00:00", text.strip()))  # Python 3.10 knows neither
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=zone)) if time.year in YEARS else None


def days_late(time, due, grace_minutes):
    """0 for what came before `due` and the minutes of grace; else the days since `due`, each begun one counted."""
    if time <= due + timedelta(minutes=grace_minutes):
        return 0
    return max(1, math.ceil((time - due) / DAY))


def read_times(path, zone):
    """{student: time} of a CSV file with the columns student and time; of several rows for one the latest counts.

    Raises NstError when the file cannot be read, lacks a column or holds what is no time.
    """
    rows = csv.DictReader(io.StringIO(text := read(path), newline=""), delimiter=separator(text))
    times = {}
    try:
        header = [name.strip().lower() for name in rows.fieldnames or ()]
        for column in COLUMNS:
            if column not in header:
                raise NstError(f"'{path}' has no column '{column}': its first row must be student,time.")
        rows.fieldnames = header
        for row in rows:
            student, time = ((row[column] or "").strip() for column in COLUMNS)
            when = moment(time, zone)
            if when is None:
                raise NstError(
                    f"'{path}', line {rows.line_num}: '{time}' is no time: write it as 2026-11-30T23:59:00+01:00."
                )
            times[student] = max(when, times.get(student, when))
    except csv.Error as error:
        raise NstError(f"'{path}', line {rows.line_num} is no CSV ({error}): save it as CSV once more.") from error
    return times


def read(path):
    """The text of the file, as spreadsheets save it."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NstError(
            f"'{path}' cannot be read ({error.strerror}): it should hold the times of handing in."
        ) from error
    except ValueError as error:
        raise NstError(f"'{path}' is not UTF-8: save it as 'CSV UTF-8'.") from error


def separator(text):
    """The semicolon where the spreadsheet's language writes numbers with a comma."""
    header = text.partition("\n")[0]
    return ";" if ";" in header and "," not in header else ","
