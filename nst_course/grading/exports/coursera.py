"""Grade -> feedback.json of Coursera's graders: {"fractionalScore": 0 to 1, "feedback": "…"}."""

import html

from ..escaping import number
from .advice import advice


def feedback(grade, part=""):
    """The dict for one student, for all exercises or the one that `part`, Coursera's partId, names.

    Coursera shows the feedback as HTML or as text, as the course has set it: it is escaped, and its lines are lines.
    """
    chosen = [grade.results[part]] if part in grade.results else list(grade.results.values())
    most = sum(result.max_points for result in chosen)
    share = sum(result.total for result in chosen) / most if most else 0.0
    return {
        "fractionalScore": round(min(max(share, 0.0), 1.0), 4),
        "feedback": "\n\n".join(paragraph(result) for result in chosen),
    }


def paragraph(result):
    """An exercise with its points and advice."""
    head = f"{result.exercise}: {number(result.total)} of {number(result.max_points)} points."
    return html.escape("\n".join([head, *advice(result)]))
