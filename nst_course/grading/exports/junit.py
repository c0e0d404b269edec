"""[Grade] -> JUnit XML, which every system of continuous integration shows: a suite a student, a case an exercise."""

from xml.etree import ElementTree as ET

from ..escaping import number, plain, xml
from .advice import advice

# A failure is the student's to mend; an error is what came to no result; what is missing was not tried.
KINDS = {"wrong": "failure", "partly": "failure", "missing": "skipped"}


def junit(grades):
    """The XML as text; the same grades give the same text, so all times are 0."""
    suites = [suite(grade) for grade in grades]
    root = ET.Element("testsuites", name="nst grade", **summed(suites))
    root.extend(suites)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def suite(grade):
    cases = [case(grade, result) for result in grade.results.values()]
    counts = {kind: str(sum(c.find(tag) is not None for c in cases)) for kind, tag in TAGS.items()}
    element = ET.Element("testsuite", name=xml(plain(grade.student)), tests=str(len(cases)), **counts, time="0")
    element.extend(cases)
    return element


TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def summed(suites):
    """The counts of all suites together."""
    return {kind: str(sum(int(s.get(kind)) for s in suites)) for kind in ("tests", *TAGS)} | {"time": "0"}


def case(grade, result):
    element = ET.Element("testcase", classname=xml(plain(grade.student)), name=result.exercise, time="0")
    if result.verdict != "passed":
        first, *more = map(xml, advice(result))
        kind = KINDS.get(result.verdict, "error")
        about = {} if kind == "skipped" else {"type": result.verdict}
        points = f"{number(result.total)} of {number(result.max_points)} points"
        ET.SubElement(element, kind, message=first, **about).text = "\n".join([points, *more])
    return element
