"""A grade -> what the student is told, in order, before it is HTML or Markdown."""

from dataclasses import dataclass

from ...exercises import EXERCISES
from ..escaping import number
from ..page import many, one_line
from .exercise import Part, parts


@dataclass(frozen=True)
class Section:
    """What is said about one exercise. `heading` is its title, `points` a text such as '7.5 of 15'."""

    heading: str
    verdict: str
    points: str
    parts: tuple


@dataclass(frozen=True)
class Content:
    """A whole page. `student` tells people of one name apart; `share` is the total as a part of all points, 0 to 1."""

    name: str
    student: str
    total: str
    share: float
    opening: tuple
    sections: tuple
    closing: tuple


def content(grade, policy):
    """The `Content` for a student, exercises in the order of the course."""
    results = [grade.results[name] for name in sorted(grade.results, key=place)]
    share = grade.total / grade.max_total if grade.max_total else 0.0
    name, student = one_line(grade.name or grade.student) or "?", one_line(grade.student)
    return Content(
        name,
        student if student != name else "",
        f"{number(grade.total)} of {points(grade.max_total)}",
        min(1.0, max(0.0, share)),
        tuple(opening(grade, results)),
        () if unread(results) else tuple(section(result, policy) for result in results),
        tuple(closing(results)),
    )


def place(name):
    """Where an exercise stands in the course; what is none of the course's comes last, by name."""
    return (list(EXERCISES).index(name) if name in EXERCISES else len(EXERCISES), name)


def title(name):
    return EXERCISES[name].title if name in EXERCISES else name


def unread(results):
    """Whether nothing at all of what was handed in could be graded."""
    return bool(results) and all(result.verdict == "not gradable" and not result.entry for result in results)


def section(result, policy):
    of = f"{number(result.points)} of {number(result.max_points)}"
    return Section(title(result.exercise), result.verdict, of, tuple(parts(result, policy)))


def opening(grade, results):
    """How it went, where to begin, and what changed the points."""
    yield Part("text", how_it_went(grade, results))
    if first := where_to_begin(results):
        yield Part("text", first)
    lost = grade.points - grade.total
    if grade.days_late:
        days = f"{number(grade.days_late)} {'day' if number(grade.days_late) == '1' else 'days'}"
        less = f": {points(lost)} less, from {number(grade.points)}." if lost > 0 else ", and nothing is lost by it."
        yield Part("text", f"Handed in {days} late{less}")
    if grade.human:
        yield Part("text", "Somebody of the course will look at your work in person; points may still change.")


def how_it_went(grade, results):
    """One warm sentence."""
    right = sum(result.verdict == "passed" for result in results)
    if not results:
        return "No exercise has been graded yet."
    if unread(results):
        return "We could not read what you handed in, so no exercise has been graded yet."
    if right == len(results):
        return "Everything is right. Well done!"
    if all(result.verdict == "missing" for result in results):
        return "We found none of the exercises in your work yet; each one below tells how to begin."
    if right and grade.points >= 0.75 * grade.max_total:
        return f"Nearly there: {right} of {many(len(results), 'exercise')} are all right, and little is missing."
    if right:
        have = "is" if right == 1 else "are"
        return f"{right} of {many(len(results), 'exercise')} {have} all right. The others each need one next move."
    return "You have begun, which is the hardest part. Each exercise below tells one next move: take them one by one."


def where_to_begin(results):
    """The exercise that is nearest to right, where there is a choice."""
    todo = [result for result in results if result.verdict not in ("passed", "not gradable")]
    if len(todo) < 2:
        return ""
    best = max(todo, key=lambda result: (climbed(result), -place(result.exercise)[0]))
    lacking = best.max_points - best.points
    waiting = f": {points(lacking)} {'is' if number(lacking) == '1' else 'are'} waiting there" if lacking > 0 else ""
    return f"A good place to begin is “{title(best.exercise)}”{waiting}."


def points(value):
    return f"{number(value)} {'point' if number(value) == '1' else 'points'}"


def climbed(result):
    """Number of rungs that hold."""
    return sum(outcome is True for _, outcome in (result.entry or {}).get("rungs") or ())


def closing(results):
    """What was said of whole files, each file once, and how the grading was done."""
    files = {}
    for result in results:
        if result.record:
            files.setdefault(result.record.get("file", ""), result.record)
    for file, record in files.items():
        said = [text for text in (record.get("problem"), *(record.get("notes") or ())) if text]
        if said:
            yield Part("notes", tuple(map(one_line, said)), f"About {one_line(file) or 'your file'}")
    if not unread(results):
        yield Part("text", HOW)


HOW = (
    "Each function was tried by itself, beside right versions of the other exercises, on inputs drawn for this "
    "grading. So one mistake costs once. Warnings, prints, plots and errors in other cells cost nothing."
)
