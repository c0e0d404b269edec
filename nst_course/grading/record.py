"""Records: one JSON file for each submitted file, written at once, found again by the key of all that it rests on."""

import functools
import hashlib
import json
from pathlib import Path

from .. import __version__
from ..exercises import EXERCISES
from ..images import replacing

FORMAT = 1
PACKAGE = Path(__file__).parents[1]
ROOMS = ("costs.py", "exercises", "checks", "lessons", "grading")  # what a verdict depends on
WORST_FIRST = ("not gradable", "out of memory", "timed out", "crashed", "wrong", "missing")


@functools.cache
def edition():
    """A digest of exercises, checks and grader: another one, and everything is graded again."""
    digest = hashlib.sha256(__version__.encode())
    for room in ROOMS:
        path = PACKAGE / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def key(submission, content, run):
    """What a record rests on: the file and whose it is, exercises, grader, seed, limits."""
    whose = [submission.student, submission.name, submission.file, submission.time, submission.late, submission.problem]
    parts = [
        FORMAT,
        edition(),
        *whose,
        sorted(submission.ids.items()),
        submission.human,
        run.seed,
        run.seconds,
        run.memory,
    ]
    return hashlib.sha256(json.dumps(parts).encode() + hashlib.sha256(content).digest()).hexdigest()


def record(submission, key, run, reading, entries, isolation):
    """The record of a file, as JSON has it."""
    points, most = (sum(entry[name] for entry in entries) for name in ("points", "max_points"))
    about = {n: getattr(submission, n) for n in ("student", "name", "file", "assignment", "time", "late", "ids")}
    return {
        "format": FORMAT,
        "key": key,
        **about,
        "grader": __version__,
        "isolation": isolation,
        "seed": run.seed,
        "verdict": "not gradable" if reading.problem else overall([entry["verdict"] for entry in entries]),
        "problem": reading.problem,
        "notes": list(map(str, reading.notes)),
        "human": [*submission.human, *reading.human],
        "exercises": entries,
        "points": points,
        "max_points": most,
    }


def overall(verdicts):
    """One verdict for several: passed if all are, partly if any has points, else the one that needs help most."""
    if verdicts and set(verdicts) == {"passed"}:
        return "passed"
    if {"passed", "partly"} & set(verdicts):
        return "partly"
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), "missing")


def entry(name, finding, **more):
    """The part of a record on one exercise."""
    return {"exercise": name, "max_points": EXERCISES[name].points, **finding, **more}


def write(record, folder, name):
    """Writes the record so that it is there whole or not at all, whenever the machine stops. Raises NstError."""
    write_whole(Path(folder) / f"{name}-{record['key'][:16]}.json", as_json(record))


def as_json(value):
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def write_whole(path, text):
    """A text file that is there whole or not at all; line ends as they are in the text."""
    with replacing(path, (Path(path).suffix,)) as part:
        part.write_bytes(text.encode())


def stored(folder):
    """{key: (path, record)} of the records in the folder that can be read."""
    found = {}
    for path in sorted(Path(folder).glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            found[record["key"]] = path, record
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found
