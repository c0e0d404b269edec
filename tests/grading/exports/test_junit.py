"""JUnit XML: any parser reads it, its counts match its cases, and each verdict has its tag."""

from xml.etree import ElementTree as ET

from records import HOSTILE, VERDICTS, a_class, entry, hostile, record

from nst_course.grading.exports.junit import junit_xml
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy

KINDS = ("failure", "error", "skipped")


def parsed(records):
    return ET.fromstring(junit_xml(grade_students(records, Policy()), Policy()).encode())


def test_the_structure():
    root = parsed(a_class())
    assert root.tag == "testsuites"
    assert {suite.tag for suite in root} == {"testsuite"}
    for suite in root:
        assert {case.tag for case in suite} == {"testcase"}
        assert suite.get("name")
        for case in suite:
            assert {"classname", "name", "time"} == set(case.attrib)
            assert len(case) <= 1
            assert all(kind.tag in KINDS for kind in case)
            assert all(kind.get("message") for kind in case)


def test_the_counts_are_those_of_the_cases():
    root = parsed(a_class())
    for whole in (root, *root):
        assert int(whole.get("tests")) == len(list(whole.iter("testcase")))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(whole.get(attribute)) == len(list(whole.iter(tag)))


def test_each_verdict_has_its_tag():
    root = parsed([record(verdict, [entry(verdict=verdict)]) for verdict in VERDICTS])
    found = {case.get("classname"): [kind.tag for kind in case] for case in root.iter("testcase")}
    assert found == {
        "passed": [],
        "missing": ["skipped"],
        "wrong": ["failure"],
        "partly": ["failure"],
        **{verdict: ["error"] for verdict in ("crashed", "timed out", "out of memory", "not gradable")},
    }


def test_hostile_text_stays_text():
    root = parsed([hostile(number, text) for number, text in enumerate(HOSTILE)])
    assert len(root) == len(HOSTILE)
    assert {element.tag for element in root.iter()} <= {"testsuites", "testsuite", "testcase", *KINDS}
    words = "".join(root.itertext())
    assert "<script>alert(1)</script>" in words
    assert "]]>" in words


def test_the_order_of_records_does_not_matter():
    one, other = (grade_students(held, Policy()) for held in (a_class(), a_class()[::-1]))
    assert junit_xml(one, Policy()) == junit_xml(other, Policy())
