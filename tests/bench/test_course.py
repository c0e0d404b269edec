"""Timing the course: solutions timed as correct are correct, and the table shows every figure."""

import pytest

from nst_course import costs
from nst_course.bench import course
from nst_course.checks.trial import check_function
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import function_from


@pytest.mark.slow
@pytest.mark.parametrize("name", course.SLOW_SOLUTIONS)
def test_slow_solutions_are_correct(name):
    report = check_function(name, function_from(course.SLOW_SOLUTIONS[name], name, vars(costs)))
    assert report.passed, report


def test_the_table_shows_the_slow_solutions_if_any():
    seconds = dict.fromkeys(EXERCISES, 1.0)
    slow = {name: 40 + number for number, name in enumerate(course.SLOW_SOLUTIONS)}
    checks = {"first": seconds, "right": seconds, "slow": slow, "mistakes": {name: [2.0, 4.0] for name in EXERCISES}}
    machine = {"processor": "", "cores": 2, "gpus": [], "tensorflow": "", "python": ""}
    record = {"checks": checks, "students": {}, "solutions": 1, "bytes": {}, "machine": machine}
    rows = [line.split(" | ") for line in course.course_table(record).splitlines() if line.count(" | ") == 5]
    assert len(rows) == 1 + len(EXERCISES)
    for row in rows[1:]:
        name = row[0].removeprefix("| ")
        assert row[3] == (f"{slow[name]:.2f}" if name in slow else "")
