"""Grades depend only on records and policy."""

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from records import a_class, all_right, entry, record, unreadable

from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep
from nst_course.grading.escaping import single_line
from nst_course.grading.grades import grade_students, time_warnings
from nst_course.grading.notes import NoteCode, sentence
from nst_course.grading.policy import Attempts, Policy

DUE = datetime(2026, 11, 30, 23, 59, tzinfo=timezone(timedelta(hours=1)))
STRICT = Policy(due=DUE, per_day=0.1, most=0.5, grace_minutes=10)
ONE = Policy(exercises=("gram_matrix",))


def only(records, policy=ONE):
    (grade,) = grade_students(records, policy)
    return grade


def test_a_correct_function_gets_the_points_of_the_course():
    grade = only([all_right()], Policy())
    most = sum(exercise.points for exercise in EXERCISES.values())
    assert (grade.verdict, grade.total, grade.max_total, grade.share) == ("passed", most, most, 1)
    assert list(grade.exercises) == list(EXERCISES)


@pytest.mark.parametrize("step", list(CheckStep)[1:])
def test_the_failing_step_determines_the_points(step):
    policy = replace(ONE, partial=dict.fromkeys(list(CheckStep)[1:], 0.0) | {step: 0.4})
    result = only([record(entries=[entry(verdict="wrong", failed=step)])], policy).exercises["gram_matrix"]
    assert (result.points, result.verdict) == (pytest.approx(0.4 * 15), "partly")
    zero = only([record(entries=[entry(verdict="partly", failed=step)])], replace(policy, partial={}))
    assert (zero.points, zero.exercises["gram_matrix"].verdict) == (0, "wrong")


def test_missing_or_ungradable_work_gets_nothing():
    generous = replace(ONE, partial=dict.fromkeys(CheckStep, 1.0))
    for verdict in ("missing", "not gradable"):
        assert only([record(entries=[entry(verdict=verdict)])], generous).points == 0


def test_a_timeout_keeps_its_verdict_and_the_points_of_earlier_steps():
    late_step = record(entries=[entry(verdict="timed out", failed="inside tf.function")])
    result = only([late_step], replace(ONE, partial={"inside tf.function": 0.5})).exercises["gram_matrix"]
    assert (result.verdict, result.points) == ("timed out", 7.5)


def test_a_renamed_function_keeps_its_share():
    records = [record(entries=[entry(renamed="my_gram")])]
    assert only(records).points == 15
    grade = only(records, replace(ONE, renamed=0.8))
    assert (grade.points, grade.verdict) == (12, "passed")


def test_points_of_the_policy_are_the_weights():
    policy = Policy(points=dict.fromkeys(EXERCISES, 2.5))
    assert only([all_right()], policy).max_total == 15


A, B, C = (f"2026-11-0{day}T10:00:00+01:00" for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("attempts", "files", "points", "tries"),
    [
        ("last", [("a", A, "passed"), ("b", B, "wrong")], 0, 2),
        ("best", [("a", A, "passed"), ("b", B, "wrong")], 15, 2),
        ("last", [("z", A, "wrong"), ("a", B, "passed")], 15, 2),  # time takes precedence over name
        ("last", [("a", A, "passed"), ("b", B, "missing")], 15, 1),  # an untouched stub counts for nothing
        ("last", [("a", A, "missing"), ("b", B, "missing")], 0, 0),
        ("last", [("f (2)", "", "wrong"), ("f (10)", "", "passed"), ("f", "", "wrong")], 15, 3),
        ("last", [("a", "2026-11-01T09:30:00Z", "wrong"), ("b", "2026-11-01T10:00:00+01:00", "passed")], 0, 2),
        ("last", [("a", A, "wrong"), ("b", "yesterday", "passed")], 0, 2),  # no time: before all with a time
    ],
)
def test_which_of_several_files_counts(attempts, files, points, tries):
    records = [record(entries=[entry(verdict=v)], file=f"alice/{name}.ipynb", time=time) for name, time, v in files]
    for seed in range(3):
        random.Random(seed).shuffle(records)
        grade = only(records, replace(ONE, attempts=Attempts(attempts)))
        assert (grade.points, grade.exercises["gram_matrix"].attempts) == (points, tries)


def test_each_exercise_has_its_own_last_file():
    first = record(entries=[entry("gram_matrix"), entry("total_cost", "wrong")], time=A, file="1.ipynb")
    second = record(entries=[entry("total_cost")], time=B, file="2.ipynb")
    grade = only([second, first], Policy())
    assert {name: result.record.file for name, result in grade.exercises.items()} == {
        "gram_matrix": "1.ipynb",
        "total_cost": "2.ipynb",
    }
    assert grade.verdict == "passed"


def test_the_best_is_the_best_after_lateness():
    in_time = record(entries=[entry(verdict="partly")], time=A, file="1.ipynb")
    much_too_late = record(entries=[entry()], time="2027-01-01T10:00:00+01:00", file="2.ipynb")
    policy = replace(STRICT, exercises=("gram_matrix",), attempts=Attempts.BEST, most=0.9, per_day=0.5)
    assert only([in_time, much_too_late], policy).total == 7.5
    assert only([in_time, much_too_late], replace(policy, most=0.2)).total == 12


@pytest.mark.parametrize(
    ("time", "days"),
    [
        ("2026-11-30T23:59:00+01:00", 0),
        ("2026-12-01T00:09:00+01:00", 0),  # the minutes of grace
        ("2026-12-01T00:09:01+01:00", 1),
        ("2026-12-01T23:59:00+01:00", 1),
        ("2026-12-01T23:59:01+01:00", 2),
        ("2026-12-01T00:08:00+02:00", 0),
        ("2026-11-30T22:59:00Z", 0),
        ("2026-11-30T23:30:00Z", 1),
        ("2026-12-31T23:59:00+01:00", 31),
        ("", 0),
    ],
)
def test_days_late_and_what_they_cost(time, days):
    grade = only([all_right(time=time)], STRICT)
    assert grade.days_late == days
    assert grade.penalty == pytest.approx(grade.points * min(0.1 * days, 0.5))
    assert grade.total == pytest.approx(grade.points - grade.penalty)
    assert only([all_right(time=time)], Policy()).penalty == 0


def test_lateness_never_pays_and_never_costs_more_than_the_most():
    rng = random.Random(1)
    for _ in range(200):
        policy = replace(STRICT, per_day=rng.random(), most=rng.random(), grace_minutes=rng.randrange(2000))
        hours = sorted(rng.uniform(-50, 500) for _ in range(2))
        early, late = (only([all_right(time=(DUE + timedelta(hours=h)).isoformat())], policy) for h in hours)
        assert late.total <= early.total
        assert late.penalty <= late.points * policy.most + 0.05


def test_times_in_the_policy_override_those_of_the_files():
    policy = replace(STRICT, times={"alice": DUE + timedelta(days=2)})
    assert only([all_right(time=A)], policy).days_late == 2


def test_late_without_a_time_is_one_day_and_needs_review():
    grade = only([all_right(late=True)], STRICT)
    assert grade.days_late == 1
    assert [reason.code for reason in grade.review] == [NoteCode.LATE_BY_UNKNOWN_TIME]
    assert not only([all_right(late=True)], Policy()).review


def test_times_for_unknown_students_and_files_without_time_are_reported():
    policy = replace(STRICT, times={"alcie\x1b": DUE, "bob": DUE})
    unknown, untimed = time_warnings([all_right(), all_right("bob")], policy)
    assert (unknown.code, single_line(unknown.values["student"])) == (NoteCode.UNKNOWN_STUDENT, "alcie")
    assert untimed.code == NoteCode.NO_SUBMISSION_TIME
    assert untimed.values == {"count": "1", "total": "2", "file": "alice.ipynb"}
    assert not time_warnings([all_right(time=A)], STRICT)


def test_exercises_of_a_tenth_of_the_students_count():
    few = [record(f"s{n}", [entry()]) for n in range(20)]
    few[0] = record("s0", [entry(), entry("total_cost")])
    assert list(grade_students(few, Policy())[5].exercises) == ["gram_matrix"]
    few[1] = record("s1", [entry(), entry("total_cost", "missing")])  # now it is a tenth
    assert list(grade_students(few, Policy())[5].exercises) == ["gram_matrix", "total_cost"]
    assert grade_students(few, Policy())[5].exercises["total_cost"].verdict == "missing"
    assert list(grade_students(few, Policy(exercises=("train_step",)))[0].exercises) == ["train_step"]


def test_if_nothing_is_readable_every_exercise_counts():
    assert only([unreadable()], Policy()).max_total == 100
    assert grade_students([], Policy()) == []


def test_an_unreadable_file_needs_review():
    grade = only([unreadable()])
    assert (grade.verdict, grade.total) == ("not gradable", 0)
    assert grade.exercises["gram_matrix"].record.problem in sentence(grade.review[0])
    grade = only([unreadable(file="b.ipynb", time=B), all_right(file="a.ipynb", time=A)])
    assert (grade.verdict, grade.total, len(grade.review)) == ("passed", 15, 1)


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["passed", "passed"], "passed"),
        (["passed", "wrong"], "partly"),
        (["partly", "missing"], "partly"),
        (["wrong", "missing"], "wrong"),
        (["crashed", "missing"], "crashed"),
        (["crashed", "timed out"], "wrong"),
        (["missing", "missing"], "missing"),
        (["not gradable", "missing"], "not gradable"),
        (["out of memory", "out of memory"], "out of memory"),
    ],
)
def test_one_word_for_all_exercises(verdicts, whole):
    entries = [entry(name, v) for name, v in zip(("gram_matrix", "total_cost"), verdicts, strict=True)]
    assert only([record(entries=entries)], Policy()).verdict == whole


def test_two_people_with_one_name_are_kept_apart():
    records = [
        record("doejane", [entry()], ids={"canvas": "1"}),
        record("doejane", [entry(verdict="wrong")], ids={"canvas": "2"}),
    ]
    one, two = grade_students(records, ONE)
    assert (one.points, two.points) == (15, 0)
    assert [one.review[0].code, two.review[0].code] == [NoteCode.SHARED_IDENTITY] * 2


def test_the_order_of_the_records_does_not_matter():
    records = a_class()
    expected = grade_students(records, STRICT)
    assert [g.student for g in expected] == sorted(g.student for g in expected)
    for seed in range(5):
        random.Random(seed).shuffle(records)
        assert grade_students(records, STRICT) == expected
