"""JUnit XML for continuous integration systems: a suite per student, a test case per exercise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ..escaping import format_number, single_line, xml_text
from . import Export, register

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..grades import ExerciseGrade, StudentGrade
    from ..policy import Policy
    from ..records import Verdict

COUNTED_TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


@register
@dataclass
class JUnitExport(Export):
    """The whole class as JUnit XML."""

    name: ClassVar[str] = "junit"
    help: ClassVar[str] = "Write JUnit XML here."

    def write(self, grades: Sequence[StudentGrade], policy: Policy, out: Path) -> list[str]:
        self.write_text(junit_xml(grades, policy))
        return []


def junit_xml(grades: Iterable[StudentGrade], policy: Policy) -> str:
    """The XML as text; all times are 0, so that the same grades give the same text."""
    from xml.etree import ElementTree as ET

    suites = [student_suite(grade, policy) for grade in grades]
    root = ET.Element("testsuites", {"name": "nst grade", **summed_counts(suites)})
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def student_suite(grade: StudentGrade, policy: Policy) -> Element:
    """One student."""
    from xml.etree.ElementTree import Element

    cases = [exercise_case(grade, result, policy) for result in grade.exercises.values()]
    counts = {kind: str(sum(case.find(tag) is not None for case in cases)) for kind, tag in COUNTED_TAGS.items()}
    name = xml_text(single_line(grade.student))
    suite = Element("testsuite", {"name": name, "tests": str(len(cases)), **counts, "time": "0"})
    suite.extend(cases)
    return suite


def summed_counts(suites: Sequence[Element]) -> dict[str, str]:
    """Sums the counts over all suites."""
    totals = {kind: str(sum(int(suite.get(kind, 0)) for suite in suites)) for kind in ("tests", *COUNTED_TAGS)}
    return totals | {"time": "0"}


def exercise_case(grade: StudentGrade, result: ExerciseGrade, policy: Policy) -> Element:
    """One exercise; if it didn't pass, the element says why."""
    from xml.etree.ElementTree import Element, SubElement

    from ..records import Verdict
    from ..reports.feedback import exercise_feedback, render_plain

    case = Element("testcase", classname=xml_text(single_line(grade.student)), name=result.exercise, time="0")
    if result.verdict is not Verdict.PASSED:
        first, *more = map(xml_text, render_plain(exercise_feedback(result, policy)))
        tag = outcome_tag(result.verdict)
        attributes = {} if tag == "skipped" else {"type": result.verdict.value}
        points = f"{format_number(result.total)} of {format_number(result.max_points)} points"
        SubElement(case, tag, message=first, **attributes).text = "\n".join([points, *more])
    return case


def outcome_tag(verdict: Verdict) -> str:
    """'failure' for a wrong function, 'skipped' for a missing one, 'error' for one that gave no result."""
    from ..records import Verdict

    tags = {Verdict.WRONG: "failure", Verdict.PARTLY: "failure", Verdict.MISSING: "skipped"}
    return tags.get(verdict, "error")
