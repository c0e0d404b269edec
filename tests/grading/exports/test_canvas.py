"""Canvas' gradebook gets our scores in one column, and not a single other byte changes."""

import csv
import io
import re

import pytest
from records import HOSTILE, all_right, entry, record, unreadable

from nst_course.errors import NstError
from nst_course.grading.exports.canvas import fill_canvas
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy

HEADER = 'Student,ID,SIS User ID,SIS Login ID,Section,NST Lab (12345),"Essay, long (678)",Current Score,Final Score'
FILE = f'''{HEADER}
,,,,,Manual Posting,,,
    Points Possible,,,,,15.00,20.00,(read only),(read only)
"Doe, Jane",1,u1,jane@example.org,"A and ""B""",,12.50,62.50,62.50
"Müller, Zoë",2,u2,zmueller,A,3.00,EX,,
"Last, Bob",3,u3,bob,A,EX,,,
"No, Lab",4,u4,nolab,A,N/A,,,
"Two, Ann",5,u5,ann1,A,,,,
"Two, Ann",6,u6,ann2,A,7,,,
"Gone, Guy",7,u7,gone,A,9,,,
"=""=cmd""",8,u8,eight,A,,,,
"van der Berg, Jan",9,,jan9,A,,,,
"Student, Test",99,,abcdef0123,A,,,,
'''
LAB = 5
POLICY = Policy(exercises=("gram_matrix",))


@pytest.fixture
def fill(tmp_path):
    """(cells, messages, text) of a file filled with the grades of records."""

    def fill(records, content=FILE, column="12345", policy=POLICY):
        path = tmp_path / "export.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        text, messages = fill_canvas(grade_students(records, policy), path, column)
        assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
        return cells(text), messages, text

    return fill


def cells(text, delimiter=","):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def changes(text, before=FILE, delimiter=","):
    """{row's first cell or ID: new cell} of all cells that differ."""
    old, new = cells(before, delimiter), cells(text, delimiter)
    assert [len(row) for row in old] == [len(row) for row in new]
    different = [(r, c) for r, row in enumerate(old) for c, cell in enumerate(row) if new[r][c] != cell]
    assert {c for _, c in different} <= {LAB}
    return {old[r][1]: new[r][LAB] for r, _ in different}


def right(student, **changes):
    return record(student, [entry()], **changes)


@pytest.mark.parametrize(
    ("one", "row"),
    [
        (right("doejane", ids={"canvas": "1"}), "1"),
        (right("whoever", ids={"canvas": 2}), "2"),
        (right("zmueller"), "2"),
        (right("U2"), "2"),
        (right("jane@example.org"), "1"),
        (right("jane"), "1"),  # the part of the login before the @
        (right("x", ids={"email": "Jane@Example.org"}), "1"),
        (right("x", name="Jane Doe"), "1"),
        (right("x", name="Doe, Jane"), "1"),
        (right("doejane"), "1"),  # with Canvas' file names
        (right("x", name="Zoe MULLER"), "2"),
        (right("x", name="Jan van der Berg"), "9"),
        (right("eight", ids={"gradescope": "1"}), "8"),  # an ID from another system is not a Canvas ID
    ],
)
def test_a_student_is_found_by_number_login_or_name(fill, one, row):
    _, messages, text = fill([one])
    assert changes(text) == {row: "15"}
    assert not [message for message in messages if "no score" in message]


@pytest.mark.parametrize(
    ("one", "names"),
    [
        (right("stranger"), "stranger"),
        (right("jane", ids={"canvas": "777"}), "jane"),  # from another course
        (right("x", name="Ann Two"), r"Ann Two \(x\).* 2 "),
        (right("bob"), "bob.*excused"),
        (right("nolab"), "nolab.*assignment"),
        (unreadable("zmueller"), "zmueller.*graded"),
        (right("Points Possible"), "Points Possible"),
        (right("", name=""), ""),
        (right("...", name="…"), r"… \(\.\.\.\)"),
    ],
)
def test_no_score_is_written_for_an_uncertain_match_and_a_message_says_so(fill, one, names):
    _, messages, text = fill([one])
    assert text == FILE
    assert len(messages) == 2  # the other is on the rows without a grade
    assert re.search(names, messages[0])


def test_a_row_that_matches_two_students_gets_no_score(fill):
    _, messages, text = fill([right("jane"), right("x", name="Jane Doe")])
    assert text == FILE
    assert sum("Doe, Jane" in message for message in messages) == 2


def test_wrong_work_gets_zero_and_missing_work_keeps_the_cell(fill):
    _, messages, text = fill([record("zmueller", [entry(verdict="wrong")])])
    assert changes(text) == {"2": "0"}
    assert any("9 of 10" in message for message in messages)


def test_the_other_rows_keep_every_byte(fill):
    for content in (FILE, "\ufeff" + FILE, FILE.replace("\n", "\r\n"), FILE.rstrip("\n")):
        _, _, text = fill([right("jane")], content)
        old, new = content.splitlines(keepends=True), text.splitlines(keepends=True)
        assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [(old[3], new[3])]
        assert new[3] == old[3].replace(",,12.50", ",15,12.50")


def test_totals_are_scaled_to_canvas_points(fill):
    scaled = FILE.replace("15.00", "10.00")
    _, messages, text = fill([record("jane", [entry(verdict="partly")])], scaled)
    assert changes(text, scaled) == {"1": "5"}
    assert re.search(r"\b10\b.*\b15\b.*scaled", messages[0])
    for none in ("", "0.00"):
        content = FILE.replace("15.00", none)
        _, messages, text = fill([right("jane")], content)
        assert changes(text, content) == {"1": "15"}
        assert any("no points" in message for message in messages)


def test_as_canvas_exports_in_german(fill):
    german = "\n".join(";".join(row) for row in csv.reader(io.StringIO(FILE.replace('"=""=cmd"""', "x"))))
    german = german.replace("15.00", "10,00").replace("12.50", "12,50") + "\n"
    _, _, text = fill([record("zmueller", [entry(verdict="partly")]), right("bob")], german, policy=Policy(
        exercises=("gram_matrix",), partial={"gradient": 0.55}))  # fmt: skip
    assert changes(text, german, ";") == {"2": "5,5"}


def test_first_and_last_names_in_separate_columns(fill):
    header = "LastName,FirstName,ID,SIS Login ID,Section,NST Lab (12345)\n    Points Possible,,,,,15\n"
    content = header + "Doe,Jane,1,jd,A,\nDoe,Joe,2,xx,A,\n"
    assert "Doe,Jane,1,jd,A,15\n" in fill([right("x", name="Jane Doe")], content)[2]
    assert "Doe,Joe,2,xx,A,15\n" in fill([right("doejoe")], content)[2]


@pytest.mark.parametrize("column", ["12345", "NST Lab", "NST Lab (12345)", " NST Lab "])
def test_a_column_by_title_or_number(fill, column):
    assert changes(fill([right("jane")], column=column)[2]) == {"1": "15"}


def test_the_only_assignment_needs_no_name(fill):
    content = FILE.replace("Essay, long (678)", "Notes").replace("20.00", "(nur lesbar)")
    assert changes(fill([right("jane")], content, "")[2], content) == {"1": "15"}


@pytest.mark.parametrize(
    ("content", "column", "says"),
    [
        (FILE, "", r" 2 .*--canvas-column.*'NST Lab \(12345\)', 'Essay, long"),
        (FILE, "NTS Lab", r"no assignment 'NTS Lab': did you mean 'NST Lab \(12345\)'"),
        (FILE, "Current Score", r"no assignment 'Current Score'"),
        (FILE, "ID", r"no assignment 'ID'"),
        (FILE.replace("Essay, long (678)", "NST Lab (678)"), "NST Lab", r" 2 .*--canvas-column"),
        (FILE.replace(" (12345)", "").replace(" (678)", ""), "", r"no assignment to write to"),
        ("", "", r"Canvas gradebook"),
        ("student,points\nx,1\n", "", r"Canvas gradebook"),
        ('Student,ID\n"x', "", r"CSV"),
        (b"\xff\xfeS\x00t\x00", "", r"UTF-8"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(fill, content, column, says):
    with pytest.raises(NstError, match=says) as info:
        fill([right("jane")], content, column)
    assert "\n" not in str(info.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NstError, match="cannot be read"):
        fill_canvas([], tmp_path / "nothing.csv")


def test_hostile_names_reach_no_cells(fill):
    records = [right(f"{text}x", name=text, ids={"email": text}) for text in HOSTILE]
    _, messages, text = fill(records)
    assert set(changes(text)) <= {"2"}  # Zoë is one of them
    for message in messages:
        message.encode()
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028]", message)


def test_a_whole_class(fill):
    rows = [f'"Name{n}, First{n}",{n},s{n},login{n},A,,,,' for n in range(1000, 1400)]
    content = "\n".join([HEADER, "    Points Possible,,,,,100,20,,", *rows, ""])
    records = [all_right(f"login{n}", ids={"canvas": str(n)} if n % 2 else {}) for n in range(1000, 1400)]
    new, messages, _ = fill(records, content, policy=Policy())
    assert {row[LAB] for row in new[2:]} == {"100"}
    assert messages == []
