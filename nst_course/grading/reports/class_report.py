"""The class report for instructors: how the class did, what to talk about next, which submissions need a look.

This module computes the data on the page; templates/class_report.html.jinja lays it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median

from ... import __version__
from ...checks.report import verdict_in_record
from ...exercises import EXERCISES
from ...exercises.exercise import CheckStep
from ..escaping import format_number, visible_line
from ..grades import ExerciseGrade, StudentGrade
from ..notes import sentence
from ..policy import Policy
from ..records import ExerciseRecord, Isolation, Record, Verdict
from ..similarity import Evidence, EvidenceKind, SimilarGroup
from .pages import VERDICT_STYLES, count_of, page_names, render_page

HISTOGRAM_BINS = ("0+", "10+", "20+", "30+", "40+", "50+", "60+", "70+", "80+", "90+", "100")  # % of the points
HISTOGRAM_HEIGHT, HISTOGRAM_TOP, HISTOGRAM_BASE = 230, 42, 204  # pixels: total, above the bars, baseline
NARROWEST_LABELED = 5  # % of a bar's width needed for a number inside it
HEAT_SHADES = 6
MISTAKES_SHOWN = 4  # mistakes shown per exercise before expanding
TOP_MISTAKES = 5  # mistakes shown for all exercises together
SHARED_THINGS_SHOWN = 6  # names or comments in one line of evidence
LONGEST_SHARED_THING = 100  # characters


@dataclass(frozen=True, eq=False)
class ReportedStudent:
    """A student's grade and the name of their feedback page."""

    grade: StudentGrade
    page: str

    @property
    def name(self) -> str:
        return visible_line(self.grade.name) or self.student or "?"

    @property
    def student(self) -> str:
        return visible_line(self.grade.student)

    @property
    def review_reasons(self) -> list[str]:
        return [visible_line(sentence(note)) for note in self.grade.review]


@dataclass(frozen=True)
class Tile:
    """A number at the top of the page; `link` is the section it links to."""

    label: str
    value: str
    detail: str
    link: str = ""


@dataclass(frozen=True)
class HistogramBar:
    """A bin of the histogram: lengths in % of the width and in pixels."""

    label: str
    count: int
    left: float
    width: float
    height: float


@dataclass(frozen=True)
class Histogram:
    """Students by their share of all points; `median_at` is in % of the width, `median_share` from 0 to 1."""

    bars: tuple[HistogramBar, ...]
    median_at: float
    median_share: float
    height: int = HISTOGRAM_HEIGHT
    base: int = HISTOGRAM_BASE


@dataclass(frozen=True)
class VerdictPart:
    """One verdict's part of an exercise's bar: position and width in %."""

    verdict: Verdict
    count: int
    share: str
    left: float
    width: float
    labeled: bool


@dataclass(frozen=True)
class ExerciseBar:
    """One exercise as a bar of verdicts."""

    exercise: str
    mean_points: float
    max_points: float
    parts: tuple[VerdictPart, ...]


@dataclass(frozen=True)
class MistakeCount:
    """A named mistake in one exercise, as worded in the first record that has it, and the students who made it."""

    exercise: str
    anchor: str
    name: str
    diagnosis: str
    next_move: str
    students: tuple[ReportedStudent, ...]

    @property
    def count(self) -> int:
        return len(self.students)


@dataclass(frozen=True)
class ExerciseMistakes:
    """What went wrong in one exercise; `unnamed` lists students whose mistake has no name, with the headline."""

    exercise: str
    mistakes: tuple[MistakeCount, ...]
    unnamed: tuple[tuple[ReportedStudent, str], ...]

    @property
    def shown(self) -> int:
        """How many are shown before expanding; one extra if only one would be left hidden."""
        return MISTAKES_SHOWN if len(self.mistakes) > MISTAKES_SHOWN + 1 else len(self.mistakes)


@dataclass(frozen=True)
class HeatCell:
    """How many functions first fail at a step; `shade` goes from 0 (none) to 6 (the most)."""

    count: int
    shade: int


@dataclass(frozen=True)
class SimilarWork:
    """A group of similar submissions: names with their pages ('' where the name is ambiguous), share, evidence."""

    students: tuple[tuple[str, str], ...]
    share: float
    evidence: tuple[str, ...]


def render_class_report(
    grades: Sequence[StudentGrade],
    records: Sequence[Record],
    policy: Policy,
    seed: str,
    groups: Sequence[SimilarGroup] = (),
) -> str:
    """The HTML of the page, in one file, with links to feedback/NAME.html (names from `page_names`).

    `seed` is the seed of this grading, `groups` come from `find_similar_groups`. The same grading gives the same bytes.
    """
    students = sorted(
        (ReportedStudent(grade, page) for grade, page in zip(grades, page_names(grades), strict=True)),
        key=lambda student: (student.name.casefold(), student.page),
    )
    exercises = graded_exercises(students)
    mistakes = [found for name in exercises if (found := find_mistakes(students, name))]
    every = sorted((m for found in mistakes for m in found.mistakes), key=lambda m: (-m.count, m.exercise, m.name))
    context = {
        "students": students,
        "exercises": exercises,
        "titles": {name: EXERCISES[name].title for name in exercises},
        "not_isolated": describe_unisolated(records),
        "tiles": make_tiles(students, len(records)),
        "histogram": make_histogram(students),
        "bars": [make_bar(students, name) for name in exercises],
        "top_mistakes": every[:TOP_MISTAKES] if len(every) > 2 * MISTAKES_SHOWN else [],
        "mistakes": mistakes,
        "most_frequent": max((mistake.count for mistake in every), default=0),
        "steps": list(CheckStep),
        "failed_steps": make_heat_map(students, exercises),
        "to_review": [student for student in students if student.grade.review],
        "similar_work": describe_groups(students, groups),
        "any_late": any(student.grade.days_late for student in students),
        "seed": visible_line(seed),
        "facts": list(grading_facts(records, policy)),
        "percent": percent,
    }
    return render_page("class_report", "Class report", context, script="sortable_table.js")


def graded_exercises(students: Sequence[ReportedStudent]) -> list[str]:
    """The exercises in which anybody has a grade, in course order."""
    graded = {name for student in students for name in student.grade.exercises}
    return [name for name in EXERCISES if name in graded]


def grades_in(students: Sequence[ReportedStudent], exercise: str) -> list[tuple[ReportedStudent, ExerciseGrade]]:
    """Everybody's grades in the exercise, where they have one."""
    return [(s, s.grade.exercises[exercise]) for s in students if exercise in s.grade.exercises]


def percent(part: float, whole: float) -> str:
    """'12%'; '<1%' for small but nonzero shares, '100%' only if all are included."""
    share = 100 * part / whole if whole else 0
    return "<1%" if 0 < share < 0.5 else f"{min(share, 99) if share < 100 else 100:.0f}%"


def make_tiles(students: Sequence[ReportedStudent], files: int) -> list[Tile]:
    """The numbers that instructors ask for first."""
    if not students:
        return []
    grades = [student.grade for student in students]
    totals, most = [grade.total for grade in grades], max(grade.max_total for grade in grades)
    correct = sum(grade.verdict is Verdict.PASSED for grade in grades)
    late, review = sum(grade.days_late > 0 for grade in grades), sum(bool(grade.review) for grade in grades)
    of_points = f"of {format_number(most)} points"
    return [
        Tile("Students", str(len(grades)), count_of(files, "file")),
        Tile("Mean", format_number(round(mean(totals), 1)), of_points),
        Tile("Median", format_number(round(median(totals), 1)), of_points),
        Tile("All correct", str(correct), percent(correct, len(grades))),
        Tile("Late", str(late), percent(late, len(grades))),
        Tile("Need a look", str(review), "see which" if review else "none", "review" if review else ""),
    ]


def make_histogram(students: Sequence[ReportedStudent]) -> Histogram | None:
    """The histogram of the students' shares of all points."""
    if not students:
        return None
    shares = [student.grade.share for student in students]
    counts, width, middle = count_shares(shares), 100 / len(HISTOGRAM_BINS), median(shares)
    scale = (HISTOGRAM_BASE - HISTOGRAM_TOP) / max(counts)
    bars = [
        HistogramBar(label, count, at * width, width, scale * count)
        for at, (label, count) in enumerate(zip(HISTOGRAM_BINS, counts, strict=True))
    ]
    return Histogram(tuple(bars), width * (10.5 if middle > 1 - 1e-9 else 10 * middle), middle)


def count_shares(shares: Sequence[float]) -> list[int]:
    """How many shares fall in each tenth, and how many are full marks."""
    counts = [0] * len(HISTOGRAM_BINS)
    for share in shares:
        counts[min(10, max(0, int(10 * share + 1e-9)))] += 1
    return counts


def make_bar(students: Sequence[ReportedStudent], exercise: str) -> ExerciseBar:
    """The verdicts of one exercise."""
    results = [result for _, result in grades_in(students, exercise)]
    counts = Counter(verdict_in_record(result.verdict) for result in results)
    left, parts = 0.0, []
    for verdict in VERDICT_STYLES:
        if count := counts[verdict]:
            width = 100 * count / len(results)
            share = percent(count, len(results))
            parts.append(VerdictPart(verdict, count, share, left, width, width >= NARROWEST_LABELED))
            left += width
    return ExerciseBar(exercise, mean(result.points for result in results), results[0].max_points, tuple(parts))


def find_mistakes(students: Sequence[ReportedStudent], exercise: str) -> ExerciseMistakes | None:
    """The mistakes in an exercise, most frequent first; None if there are none."""
    makers: dict[str, list[ReportedStudent]] = {}
    first: dict[str, ExerciseRecord] = {}
    unnamed = []
    for student, result in grades_in(students, exercise):
        if result.entry is None:
            continue
        if name := visible_line(result.entry.mistake):
            makers.setdefault(name, []).append(student)
            first.setdefault(name, result.entry)
        elif result.verdict not in (Verdict.PASSED, Verdict.MISSING):
            unnamed.append((student, visible_line(result.entry.headline)))
    names = sorted(makers, key=lambda name: (-len(makers[name]), name))
    mistakes = [
        MistakeCount(
            exercise,
            f"{exercise}-{at}",
            name,
            visible_line(first[name].diagnosis),
            visible_line(first[name].next_move),
            tuple(makers[name]),
        )
        for at, name in enumerate(names, 1)
    ]
    return ExerciseMistakes(exercise, tuple(mistakes), tuple(unnamed)) if mistakes or unnamed else None


def make_heat_map(students: Sequence[ReportedStudent], exercises: Sequence[str]) -> list[tuple[str, list[HeatCell]]]:
    """(exercise, a cell for each step): how many functions first fail at that step; empty if none fails."""
    counts = {name: Counter(first_failed_step(result) for _, result in grades_in(students, name)) for name in exercises}
    most = max((counts[name][step] for name in exercises for step in CheckStep), default=0)
    if not most:
        return []
    return [
        (name, [HeatCell(counts[name][step], -(-HEAT_SHADES * counts[name][step] // most)) for step in CheckStep])
        for name in exercises
    ]


def first_failed_step(result: ExerciseGrade) -> CheckStep | None:
    """The first step of the check that fails; None if none does."""
    steps = result.entry.steps if result.entry else ()
    return next((step for step, holds in steps if holds is False), None)


def describe_groups(students: Sequence[ReportedStudent], groups: Sequence[SimilarGroup]) -> list[SimilarWork]:
    """The groups of similar work with names, links and sentences."""
    same_id = Counter(student.grade.student for student in students)
    known = {s.grade.student: (s.name, s.page) for s in students if same_id[s.grade.student] == 1}
    return [
        SimilarWork(
            tuple(known.get(student, (visible_line(student), "")) for student in group.students),
            group.share,
            tuple(map(describe_evidence, group.evidence)),
        )
        for group in groups
    ]


def describe_evidence(evidence: Evidence) -> str:
    """The evidence of one kind as a sentence."""
    texts = [visible_line(thing.text) for thing in evidence.things]
    if evidence.kind is EvidenceKind.CODE:
        return f"Similar code, ignoring names: {', '.join(texts)}."
    if evidence.kind is EvidenceKind.MISTAKES:
        shared = ", ".join(
            f"“{text}” in {thing.exercise} ({thing.holders} of {count_of(evidence.class_size, 'student')})"
            for text, thing in zip(texts, evidence.things, strict=True)
        )
        return f"The same rare {'mistake' if len(texts) == 1 else 'mistakes'}: {shared}."
    shown = ", ".join(f"“{text[:LONGEST_SHARED_THING]}”" for text in texts[:SHARED_THINGS_SHOWN])
    return f"The same {evidence.kind.value}: {shown}{', …' if len(texts) > SHARED_THINGS_SHOWN else ''}."


def describe_unisolated(records: Sequence[Record]) -> str:
    """What was graded without isolation, such as 'This class' or '2 of 40 files'; empty if everything was isolated."""
    without = sum(record.isolation is not Isolation.BUBBLEWRAP for record in records)
    if not without:
        return ""
    return "This class" if without == len(records) else f"{without} of {count_of(len(records), 'file')}"


def grading_facts(records: Sequence[Record], policy: Policy) -> Iterator[tuple[str, str]]:
    """Name and value of everything the grades depend on, apart from the seed."""
    isolations = sorted({record.isolation.value for record in records})
    yield "Isolation", " and ".join(isolations) or "nothing has been run"
    versions = sorted({visible_line(record.grader) for record in records} - {""}) or [__version__]
    yield "Grader", f"nst_course {', '.join(versions)}"
    limits = f"{format_number(policy.seconds)} s and {format_number(policy.memory_mb)} MB"
    yield "Limits", f"{limits} per exercise and student"
    yield "Attempts", f"if several files contain an exercise, the {policy.attempts.value} one counts"
    yield "Renamed", f"a function with a different name keeps {format_number(100 * policy.renamed)}% of its points"
    yield "Late work", late_rule(policy)
    yield "Partial credit", partial_credit_rule(policy)


def late_rule(policy: Policy) -> str:
    """The lateness rule in words."""
    if not isinstance(policy.due, datetime):
        return "no due date is set, so nothing is late"
    return (
        f"due {policy.due.isoformat(' ', 'minutes')} with {format_number(policy.grace_minutes)} minutes of grace; "
        f"each day costs {format_number(100 * policy.per_day)}% of the points, "
        f"at most {format_number(100 * policy.most)}%"
    )


def partial_credit_rule(policy: Policy) -> str:
    """The partial-credit rule in words: what a function keeps for each first failing step."""
    kept = [f"{format_number(100 * share)}% for {step}" for step, share in policy.partial.items() if share]
    return f"by the first step that fails: {', '.join(kept)}" if kept else "none"
