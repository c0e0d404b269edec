"""Feedback for a student: one view, rendered as an HTML page, as Markdown, and as plain lines.

Exports pass the plain lines on to other systems. Only the fields named here are taken from a record: never the inputs
or their expected values, never the seed, and never the reasons for a person to look at the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...checks.report import LABELS
from ...exercises import EXERCISES
from ...exercises.exercise import CheckStep
from ..escaping import format_number, single_line, visible_line, visible_text
from ..grades import ExerciseGrade, StudentGrade
from ..notes import Note, sentence
from ..policy import Policy
from ..records import Line, Verdict
from .pages import count_of, points_of, render_page, verdict_style

NEARLY_THERE = 0.75  # share of the points
NOTHING_FOUND = {
    Verdict.PASSED: "all correct.",
    Verdict.MISSING: "it isn't in your submission.",
    Verdict.NOT_GRADABLE: "it couldn't be graded. That doesn't count as your mistake.",
}
NEXT_MOVES = {
    Verdict.MISSING: 'Start with nst.hint("{exercise}") in your notebook: it gives one hint at a time.',
    Verdict.TIMED_OUT: "Look for a loop over pixels, or one that never ends: a single TensorFlow operation does it all "
    "at once.",
    Verdict.OUT_OF_MEMORY: "Print the shapes of what you compute: one of them is far larger than the inputs.",
    Verdict.NOT_GRADABLE: "You don't need to do anything for now: your instructor will look at it.",
}
HOW_IT_WAS_GRADED = (
    "Each function was tested on its own, with correct versions of the other exercises and on freshly drawn inputs, so "
    "one mistake costs points only once. Warnings, printed text, plots, and errors in other cells cost nothing."
)
MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]{}#|~^$@]")
ADDRESS_SIGNS = re.compile(r"(?i)(?<=www)\.|:(?=//)")  # what makes a link of a bare address
# whether a step holds -> sign, CSS class, word for screen readers
STEP_MARKS = {
    True: ("✓", "step-passed", "passed"),
    False: ("✗", "step-failed", "failed"),
    None: ("·", "step-not-tried", "not tried"),
}


@dataclass(frozen=True)
class ExerciseFeedback:
    """The feedback on one exercise; empty fields are not shown. `command` is a line to run in the notebook."""

    exercise: str
    title: str
    verdict: Verdict
    points: float
    max_points: float
    headline: str
    problem: str = ""
    line: Line | None = None
    diagnosis: str = ""
    next_move: str = ""
    command: str = ""
    steps: tuple[tuple[CheckStep, bool | None], ...] = ()
    notes: tuple[str, ...] = ()
    lateness: str = ""


@dataclass(frozen=True)
class FileNotes:
    """The notes on a whole file."""

    file: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class StudentFeedback:
    """Everything on a student's page; `student` distinguishes people who share a name; `share` is from 0 to 1."""

    name: str
    student: str
    total: float
    max_total: float
    share: float
    opening: tuple[str, ...]
    exercises: tuple[ExerciseFeedback, ...]
    files: tuple[FileNotes, ...]
    closing: str


def render_feedback(grade: StudentGrade, policy: Policy) -> tuple[str, str]:
    """(HTML, Markdown) of one student's feedback."""
    feedback = student_feedback(grade, policy)
    context = {"feedback": feedback, "labels": LABELS, "step_marks": STEP_MARKS}
    return render_page("feedback", f"Feedback for {feedback.name}", context), render_markdown(feedback)


def student_feedback(grade: StudentGrade, policy: Policy) -> StudentFeedback:
    """A student's feedback, with exercises in course order."""
    results = sorted(grade.exercises.values(), key=lambda result: list(EXERCISES).index(result.exercise))
    name, student = visible_line(grade.name) or visible_line(grade.student) or "?", visible_line(grade.student)
    unread = is_unread(results)
    return StudentFeedback(
        name=name,
        student=student if student != name else "",
        total=grade.total,
        max_total=grade.max_total,
        share=min(1.0, max(0.0, grade.share)),
        opening=tuple(opening_lines(grade, results)),
        exercises=() if unread else tuple(exercise_feedback(result, policy) for result in results),
        files=tuple(file_notes(results)),
        closing="" if unread else HOW_IT_WAS_GRADED,
    )


def exercise_feedback(result: ExerciseGrade, policy: Policy) -> ExerciseFeedback:
    """A student's feedback on one exercise."""
    entry, verdict = result.entry, result.verdict
    unread = entry is None and result.record is not None and verdict is Verdict.NOT_GRADABLE
    finished = verdict in (Verdict.PASSED, Verdict.MISSING, Verdict.NOT_GRADABLE)
    next_move = NEXT_MOVES.get(verdict, "").format(exercise=result.exercise)
    return ExerciseFeedback(
        exercise=result.exercise,
        title=EXERCISES[result.exercise].title,
        verdict=verdict,
        points=result.points,
        max_points=result.max_points,
        headline=visible_line((entry.headline if entry else "") or NOTHING_FOUND.get(verdict, f"{verdict.value}.")),
        problem=visible_line(result.record.problem) if unread and result.record else "",
        line=Line(entry.line.number, visible_line(entry.line.text)) if entry and entry.line else None,
        diagnosis=visible_line(entry.diagnosis) if entry else "",
        next_move=visible_line((entry.next_move if entry else "") or next_move),
        command="" if finished else f"nst.check.{result.exercise}({result.exercise})",
        steps=tuple(entry.steps) if entry and verdict is not Verdict.MISSING else (),
        notes=tuple(exercise_notes(result, policy)),
        lateness=lateness_cost(result),
    )


def exercise_notes(result: ExerciseGrade, policy: Policy) -> Iterator[str]:
    """Notes on how the function was found and which attempt counts."""
    if result.entry:
        renamed = visible_line(result.entry.renamed)
        if renamed:
            keeps = f" With this name it keeps {format_number(100 * policy.renamed)}% of its points."
            yield (
                f"We found it under the name {renamed}; please call it {result.exercise}."
                f"{keeps if policy.renamed < 1 else ''}"
            )
        yield from map(note_line, result.entry.notes)
    if result.attempts > 1:
        yield f"You handed it in {result.attempts} times: the {policy.attempts.value} one counts."


def note_line(note: Note) -> str:
    """A note as a sentence on one line."""
    return visible_line(sentence(note))


def lateness_cost(result: ExerciseGrade) -> str:
    """What lateness costs in one exercise, if anything."""
    if not result.penalty:
        return ""
    return f"It came {count_of(result.days_late, 'day')} late, which costs {points_of(result.penalty)}."


def is_unread(results: Sequence[ExerciseGrade]) -> bool:
    """Whether none of what was handed in could be graded."""
    return bool(results) and all(r.verdict is Verdict.NOT_GRADABLE and r.entry is None for r in results)


def opening_lines(grade: StudentGrade, results: Sequence[ExerciseGrade]) -> Iterator[str]:
    """The opening lines: how it went, where to start, and what changed the points."""
    yield how_it_went(grade, results)
    if start := where_to_start(results):
        yield start
    if grade.days_late:
        days, lost = count_of(grade.days_late, "day"), grade.points - grade.total
        cost = f"which costs {format_number(lost)} of your {points_of(grade.points)}" if lost > 0 else "at no cost"
        yield f"You handed it in {days} late, {cost}."
    if grade.review:
        yield "Your instructor will look at your work in person, so your points may still change."


def how_it_went(grade: StudentGrade, results: Sequence[ExerciseGrade]) -> str:
    """One warm sentence."""
    correct = sum(result.verdict is Verdict.PASSED for result in results)
    exercises, are = count_of(len(results), "exercise"), "is" if correct == 1 else "are"
    if not results:
        return "No exercise has been graded yet."
    if is_unread(results):
        return "We couldn't read what you handed in, so no exercise has been graded yet."
    if correct == len(results):
        return "Everything is correct. Well done!"
    if all(result.verdict is Verdict.MISSING for result in results):
        return "We didn't find any of the exercises in your work yet. Each one below tells you how to start."
    if correct and grade.points >= NEARLY_THERE * grade.max_total:
        return f"You're nearly there: {correct} of {exercises} {are} correct, and only a little is missing."
    if correct:
        return f"{correct} of {exercises} {are} correct. Each of the others comes with a next step."
    return (
        "You've made a start, and that's the hardest part. Below, each exercise has a next step: take them one at a "
        "time."
    )


def where_to_start(results: Sequence[ExerciseGrade]) -> str:
    """A suggestion to start with the exercise that is closest to correct, if there is a choice."""
    open_results = [r for r in results if r.verdict not in (Verdict.PASSED, Verdict.NOT_GRADABLE)]
    if len(open_results) < 2:
        return ""
    best = max(open_results, key=passed_steps)  # the first one if tied
    lacking = best.max_points - best.points
    gain = f": it's worth another {points_of(lacking)}" if lacking > 0 else ""
    return f"A good place to start is “{EXERCISES[best.exercise].title}”{gain}."


def passed_steps(result: ExerciseGrade) -> int:
    """How many steps of the check pass."""
    return sum(holds is True for _, holds in result.entry.steps) if result.entry else 0


def file_notes(results: Sequence[ExerciseGrade]) -> Iterator[FileNotes]:
    """The notes on whole files, each file once."""
    for record in {result.record.file: result.record for result in results if result.record}.values():
        notes = tuple(filter(None, (visible_line(record.problem), *map(note_line, record.notes))))
        if notes:
            yield FileNotes(visible_line(record.file) or "your file", notes)


def render_plain(feedback: ExerciseFeedback) -> list[str]:
    """One exercise as lines of plain text for other systems, without the steps and the command to try."""
    headline = feedback.headline
    if headline.partition(" ")[0].isalpha():  # on the page it follows the function's name
        headline = headline[:1].upper() + headline[1:]
    lines = [
        headline,
        feedback.problem,
        f"Line {feedback.line.number}: {feedback.line.text}" if feedback.line else "",
        f"{LABELS['diagnosis']}: {feedback.diagnosis}" if feedback.diagnosis else "",
        f"{LABELS['next_move']}: {feedback.next_move}" if feedback.next_move else "",
        *feedback.notes,
        feedback.lateness,
    ]
    return list(filter(None, map(single_line, lines)))


def render_markdown(feedback: StudentFeedback) -> str:
    """The whole page in Markdown that is readable as it stands."""
    name = f"{feedback.name} ({feedback.student})" if feedback.student else feedback.name
    total = f"{format_number(feedback.total)} of {points_of(feedback.max_total)}"
    blocks = [f"# {markdown_text(name)}", f"**{markdown_text(total)}**", *map(markdown_text, feedback.opening)]
    for exercise in feedback.exercises:
        blocks += exercise_markdown(exercise)
    blocks.append("---")
    for file in feedback.files:
        blocks.append(f"About {markdown_text(file.file)}:\n\n{markdown_list(file.notes)}")
    blocks.append(markdown_text(feedback.closing))
    return "\n\n".join(filter(None, blocks)) + "\n"


def exercise_markdown(feedback: ExerciseFeedback) -> Iterator[str]:
    """The blocks of one exercise."""
    style = verdict_style(feedback.verdict)
    points = f"{format_number(feedback.points)} of {format_number(feedback.max_points)}"
    yield f"## {style.sign} {markdown_text(feedback.title)}: {markdown_text(points)}, {style.phrase}"
    yield f"{markdown_text(feedback.exercise)}: {markdown_text(feedback.headline)}"
    yield markdown_text(feedback.problem)
    if feedback.line:
        yield markdown_code(f"line {feedback.line.number}:  {feedback.line.text}")
    facts = ((LABELS["diagnosis"], feedback.diagnosis), (LABELS["next_move"], feedback.next_move))
    for label, text in (*facts, ("Try it", feedback.command)):
        if text:
            yield f"**{label}:** {markdown_text(text)}"
    yield " / ".join(f"{STEP_MARKS[holds][0]} {markdown_text(str(step))}" for step, holds in feedback.steps)
    if feedback.notes:
        yield f"Notes:\n\n{markdown_list(feedback.notes)}"


def markdown_list(lines: Sequence[str]) -> str:
    """The lines as a bulleted list."""
    return "\n".join(f"* {markdown_text(line)}" for line in lines)


def markdown_code(text: str) -> str:
    """The text as a code block, with a fence that the text cannot close."""
    return "\n".join(f"    {line}" for line in visible_text(text).splitlines())


def markdown_text(text: str) -> str:
    """The text on one line, with everything escaped that Markdown, HTML or a site would interpret.

    Addresses and @names don't become links.
    """
    text = MARKDOWN_SIGNS.sub(r"\\\g<0>", visible_line(text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return ADDRESS_SIGNS.sub(r"\\\g<0>", text)
