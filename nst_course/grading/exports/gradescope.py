"""Grade -> results.json of Gradescope, and what its submission_metadata.json says about a submission.

The formats: https://gradescope-autograders.readthedocs.io/en/latest/specs/ and …/submission_metadata/
"""

import html
import json
from dataclasses import dataclass, field
from pathlib import Path

from ..escaping import plain
from .advice import advice, title


@dataclass(frozen=True)
class Metadata:
    """Who handed in, when, and for the how-manieth time; empty where the file does not say."""

    student: str = ""
    name: str = ""
    time: str = ""
    attempt: int = 1
    ids: dict = field(default_factory=dict)


def read_metadata(path):
    """The Metadata of a submission; what is missing or broken is empty, since no student is to suffer from it."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        users = [user for user in content.get("users") or [] if isinstance(user, dict)]
        return Metadata(
            student=first(users, "email") or first(users, "name"),
            name=", ".join(plain(user["name"]) for user in users if user.get("name")),
            time=str(content.get("created_at") or ""),
            attempt=1 + len(content.get("previous_submissions") or []),
            ids={
                key: value
                for key, value in (("gradescope", first(users, "id")), ("email", first(users, "email")))
                if value
            },
        )
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return Metadata()


def first(users, key):
    """What the first user has there, as text; a group goes by its first."""
    return plain(users[0].get(key) or "") if users else ""


def results(grade, attempt=1):
    """The dict for results.json: a test an exercise, and the score, from which lateness is taken off.

    The student sees points and advice at once, and never what the grader prints. All text is escaped HTML.
    """
    return {
        "score": grade.total,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "output": paragraphs([f"Attempt {attempt}."]),
        "output_format": "html",
        "test_output_format": "html",
        "test_name_format": "text",
        "tests": [test(number, result) for number, result in enumerate(grade.results.values(), 1)] + staff(grade),
    }


def test(number, result):
    """One exercise."""
    return {
        "number": str(number),
        "name": title(result),
        "status": "passed" if result.verdict == "passed" else "failed",
        "score": result.total,
        "max_score": result.max_points,
        "output": paragraphs(advice(result)),
        "visibility": "visible",
    }


def staff(grade):
    """What only the course's staff sees, if there is something."""
    if not grade.human:
        return []
    return [{"name": "For a person to look at", "output": paragraphs(grade.human), "visibility": "hidden"}]


def paragraphs(lines):
    return "".join(f"<p>{html.escape(plain(line))}</p>" for line in lines)
