"""policy.toml -> Policy: what counts, and how many points. The defaults stand in `Policy`; their text is made of it."""

import json
import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from ..errors import NstError
from ..exercises import EXERCISES
from .policy_keys import EXAMPLE, KEYS, STEPS, check_key, check_value, shown
from .times import read_times

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RIGHT_VALUES = STEPS.index("values") + 1


@dataclass(frozen=True)
class Policy:
    """How records become grades; text() says what each field is."""

    attempts: str = "last"
    renamed: float = 1.0
    exercises: tuple = ()
    points: dict = field(default_factory=lambda: {name: exercise.points for name, exercise in EXERCISES.items()})
    partial: dict = field(default_factory=lambda: {s: 0.5 if at >= RIGHT_VALUES else 0.0 for at, s in enumerate(STEPS)})
    due: datetime | None = None
    grace_minutes: float = 10
    per_day: float = 0.1
    most: float = 0.5
    times: dict = field(default_factory=dict)  # {student: datetime}, as read from the file
    seconds: float = 20
    memory_mb: float = 1500

    def late_share(self, days):
        """The share of the points that so many days cost."""
        return min(self.per_day * days, self.most)


TEMPLATE = """\
# How records become points. Every line may be left out: what stands here is the default.

# Which of several files of a student counts, for each exercise: the "last" that holds it, or the "best".
attempts = {attempts}
# The share of the points that a function keeps which was found under another name.
renamed = {renamed}
# The exercises that count, such as ["gram_matrix"]; empty: those that files of a tenth of the students hold.
exercises = {exercises}

[points]
{points}

# The share of the points that a function keeps when this is the first step of its check that fails.
[partial]
{partial}

[late]
# With its offset from UTC. Without it nothing is late.
{due}
# What comes within these minutes is not late.
grace_minutes = {grace_minutes}
# The share of the points that each begun day after `due` costs, and the most that lateness costs.
per_day = {per_day}
most = {most}
# A CSV file beside this one, with the columns student, as in gradebook.csv, and time; it is believed more than the
# times in the submissions.
# times = "times.csv"

# What one exercise of a student may take; the memory is beyond TensorFlow's own.
[limits]
seconds = {seconds}
memory_mb = {memory_mb}
"""


def text(policy):
    """The policy as a file with comments; all but the times of handing in, which have a file of their own."""
    values = {name: json.dumps(value) for name, value in vars(policy).items() if name not in ("due", "times")}
    tables = {
        name: "\n".join(f"{key if key.isidentifier() else json.dumps(key)} = {value}" for key, value in table.items())
        for name, table in (("points", policy.points), ("partial", policy.partial))
    }
    due = f"due = {policy.due.isoformat()}" if policy.due else f"# due = {EXAMPLE}"
    return TEMPLATE.format_map(values | tables | {"due": due})


DEFAULT_TEXT = text(Policy())


def load_policy(path=None):
    """The policy of a file, or the default one without.

    Raises NstError, which names the file and the key, for what cannot be read, is unknown or makes no sense.
    """
    if path is None:
        return Policy()
    try:
        content = Path(path).read_text(encoding="utf-8-sig")
        return policy_from(tomllib.loads(content), Path(path).parent)
    except OSError as error:
        raise NstError(f"The policy '{path}' cannot be read ({error.strerror}): check its name.") from error
    except UnicodeDecodeError as error:
        raise NstError(f"The policy '{path}' is not UTF-8: save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        last = f"at line {len(content.splitlines())}, the last"
        fault = str(error).replace("at end of document", last)
        raise NstError(f"The policy '{path}' is not TOML: {fault}. nst grade --print-policy shows one.") from error
    except NstError as error:
        raise NstError(f"The policy '{path}': {error}") from error


def policy_from(values, folder):
    """The policy of a dict as TOML gives it; files that it names are looked for in `folder`."""
    tables = {name: values[name] for name in KEYS if name in values}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise NstError(f"{name} is {shown(table)}: write it as a table, [{name}] on a line of its own.")
    tables[""] = {key: value for key, value in values.items() if key not in tables}
    for name, table in tables.items():
        for key, value in table.items():
            check_key(name, key)
            check_value(name, key, value)
    default = Policy()
    single = tables[""] | tables.get("late", {}) | tables.get("limits", {})
    several = {name: getattr(default, name) | tables.get(name, {}) for name in ("points", "partial")}
    single["exercises"] = tuple(single.get("exercises", ()))
    if name := single.pop("times", ""):
        single["times"] = read_times(folder / name, single["due"].tzinfo if "due" in single else timezone.utc)
    return Policy(**single, **several)
