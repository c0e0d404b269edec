"""Handmade records like those of grading: every verdict, several files by one student, renamed, late, hostile."""

from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep
from nst_course.grading.notes import Note, NoteCode
from nst_course.grading.records import ExerciseRecord, Isolation, Line, Record, Verdict

STEPS = tuple(CheckStep)
FAILS_AT = {
    Verdict.WRONG: CheckStep.VALUES,
    Verdict.PARTLY: CheckStep.GRADIENT,
    Verdict.CRASHED: CheckStep.RUNS,
    Verdict.TIMED_OUT: CheckStep.RUNS,
    Verdict.OUT_OF_MEMORY: CheckStep.RUNS,
}
VERDICTS = (Verdict.PASSED, Verdict.MISSING, Verdict.NOT_GRADABLE, *FAILS_AT)
# Strings that students may use as names and files, or return, print and raise.
HOSTILE = (
    "=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "x;=1+1", "x; =1", "x\n=1", 'a","=1', '"=1"',
    'x;"=1"', "＝1", '=HYPERLINK("http://example.org";"x")', "<script>alert(1)</script>", "</failure><x/>", "]]>",
    "&amp;", "a\x00b", "\x1b[31mred", "\ud800", "\ufffe\uffff", "\x85", "\u2028x", "Müller, Zoë", "李 雷", "x" * 300,
    "`|*_#", "'", "",
)  # fmt: skip


def note(text):
    """A note whose sentence contains the text."""
    return Note(NoteCode.REPEATED_IN_ARCHIVE.value, {"file": text})


def entry(exercise="gram_matrix", verdict="passed", failed=None, **changes):
    """An exercise in a record; `failed` is the failing step of the check, by default the usual one for the verdict."""
    verdict = Verdict(verdict)
    failed = failed or FAILS_AT.get(verdict, CheckStep.WRITTEN)
    at = len(STEPS) if verdict is Verdict.PASSED else STEPS.index(failed)
    most = EXERCISES[exercise].points
    fields = {
        "points": most if verdict is Verdict.PASSED else 0,
        "max_points": most,
        "headline": f"{verdict}, it seems.",
        "steps": tuple((step, None if number > at else number < at) for number, step in enumerate(STEPS)),
        "source": f"def {exercise}():\n    pass\n",
    }
    return ExerciseRecord(exercise=exercise, verdict=verdict, **fields | changes)


def record(student="alice", entries=(), **changes):
    """The record of one file."""
    entries = tuple(entries)
    points, most = (sum(getattr(one, name) for one in entries) for name in ("points", "max_points"))
    fields = {
        "key": "0" * 64,
        "name": student,
        "file": f"{student}.ipynb",
        "grader": "0.1.0",
        "isolation": Isolation.PROCESS,
        "seed": "00",
        "verdict": Verdict.PASSED,
    }
    return Record(student=student, exercises=entries, points=points, max_points=most, **fields | changes)


def unreadable(student="alice", **changes):
    """The record of a file that can't be graded."""
    return record(student, verdict=Verdict.NOT_GRADABLE, problem="It is a web page, not a notebook.", **changes)


def all_right(student="alice", **changes):
    """The record of a file with every exercise correct."""
    return record(student, map(entry, EXERCISES), **changes)


def a_class():
    """A student for each verdict, one with two attempts, a renamed one, a late one, a hostile one."""
    records = [
        record(str(verdict).replace(" ", "_"), [entry("total_cost"), entry("gram_matrix", verdict)])
        for verdict in VERDICTS
        if verdict is not Verdict.NOT_GRADABLE
    ]
    records.append(unreadable("not_gradable"))
    records.append(record("twice", [entry(verdict="wrong")], file="twice/a.ipynb", time="2026-11-01T10:00:00+01:00"))
    records.append(record("twice", [entry()], file="twice/b.ipynb", time="2026-11-02T10:00:00+01:00"))
    records.append(record("renamed", [entry(renamed="my_gram")]))
    records.append(record("late", [entry(), entry("total_cost")], time="2026-12-02T10:00:00+01:00", late=True))
    return records + [hostile(number, text) for number, text in enumerate(HOSTILE)]


def hostile(number, text):
    """A student who puts this text wherever students can put text."""
    wrong = entry(
        "gram_matrix", "wrong", headline=text, mistake=text, diagnosis=text, next_move=text, notes=(note(text),),
        renamed=text, source=text, line=Line(1, text),
    )  # fmt: skip
    return record(
        f"{text}{number}", [wrong], name=text, file=f"{text}{number}", assignment=text, review=(note(text),),
        ids={"email": text, "canvas": f"{text}{number}"},
    )  # fmt: skip
