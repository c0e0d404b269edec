"""Records as grading writes them, made by hand: every verdict, several files of one student, renamed, late, hostile."""

from nst_course.checks.compare import CheckStep
from nst_course.exercises import EXERCISES

FAILS_AT = {"wrong": "values", "partly": "gradient", "crashed": "runs", "timed out": "runs", "out of memory": "runs"}
VERDICTS = ("passed", "missing", "not gradable", *FAILS_AT)
# What students may call themselves and their files, return, print and raise.
HOSTILE = (
    "=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "x;=1+1", "x; =1", "x\n=1", 'a","=1', '"=1"',
    'x;"=1"', "＝1", '=HYPERLINK("http://example.org";"x")', "<script>alert(1)</script>", "</failure><x/>", "]]>",
    "&amp;", "a\x00b", "\x1b[31mred", "\ud800", "\ufffe\uffff", "\x85", "\u2028x", "Müller, Zoë", "李 雷", "x" * 300,
    "`|*_#", "'", "",
)  # fmt: skip


def entry(exercise="gram_matrix", verdict="passed", failed=None, **changes):
    """An exercise of a record; `failed` is the step of the check that fails, else the usual one for the verdict."""
    failed = failed or FAILS_AT.get(verdict, "written")
    at = len(CheckStep) if verdict == "passed" else list(CheckStep).index(failed)
    most = EXERCISES[exercise].points
    return {
        "exercise": exercise, "verdict": verdict, "points": most if verdict == "passed" else 0, "max_points": most,
        "headline": f"{verdict}, it seems.", "mistake": "", "diagnosis": "", "next_move": "", "line": None,
        "rungs": [[str(step), None if number > at else number < at] for number, step in enumerate(CheckStep)],
        "printed": "", "notes": [], "renamed": "", "source": f"def {exercise}():\n    pass\n",
    } | changes  # fmt: skip


def record(student="alice", entries=(), **changes):
    """The record of one file."""
    entries = list(entries)
    points, most = (sum(one[key] for one in entries) for key in ("points", "max_points"))
    return {
        "format": 1, "key": "0" * 64, "student": student, "name": student, "file": f"{student}.ipynb",
        "assignment": "", "time": "", "late": False, "ids": {}, "grader": "0.1.0", "isolation": "process",
        "seed": "00", "verdict": "passed", "problem": "",
        "notes": [], "human": [], "exercises": entries, "points": points, "max_points": most,
    } | changes  # fmt: skip


def unreadable(student="alice", **changes):
    """The record of a file that cannot be graded."""
    return record(student, verdict="not gradable", problem="It is a web page, not a notebook.", **changes)


def all_right(student="alice", **changes):
    """The record of a file with every exercise right."""
    return record(student, map(entry, EXERCISES), **changes)


def a_class():
    """A student for each verdict, one with two attempts, a renamed one, a late one, a hostile one."""
    records = [
        record(verdict.replace(" ", "_"), [entry("total_cost"), entry("gram_matrix", verdict)])
        for verdict in VERDICTS
        if verdict != "not gradable"
    ]
    records.append(unreadable("not_gradable"))
    records.append(record("twice", [entry(verdict="wrong")], file="twice/a.ipynb", time="2026-11-01T10:00:00+01:00"))
    records.append(record("twice", [entry()], file="twice/b.ipynb", time="2026-11-02T10:00:00+01:00"))
    records.append(record("renamed", [entry(renamed="my_gram")]))
    records.append(record("late", [entry(), entry("total_cost")], time="2026-12-02T10:00:00+01:00", late=True))
    return records + [hostile(number, text) for number, text in enumerate(HOSTILE)]


def hostile(number, text):
    """A student who puts the text wherever a student can put one."""
    wrong = entry(
        "gram_matrix", "wrong", headline=text, mistake=text, diagnosis=text, next_move=text, notes=[text], printed=text,
        renamed=text, source=text, line={"number": 1, "text": text},
    )  # fmt: skip
    return record(
        f"{text}{number}", [wrong], name=text, file=f"{text}{number}", assignment=text, human=[text],
        ids={"email": text, "canvas": f"{text}{number}"},
    )  # fmt: skip
