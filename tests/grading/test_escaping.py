"""Students' text is harmless wherever it goes."""

import random
import re
import sys

import pytest
from records import HOSTILE

from nst_course.grading.escaping import (
    format_number,
    single_line,
    spreadsheet_cell,
    visible_line,
    xml_text,
)


def some_texts():
    rng = random.Random(2)
    codes = [*range(0x200), *range(0x2000, 0x2070), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x10010), sys.maxunicode]
    return [*HOSTILE, *("".join(map(chr, rng.choices(codes, k=12))) for _ in range(1000))]


def test_a_single_line_fits_into_any_file():
    for text in some_texts():
        line = single_line(text)
        line.encode()
        assert line == line.strip()
        assert len(line.splitlines()) <= 1
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line)
        assert single_line(line) == line


def test_what_people_write_is_kept():
    for text in ("Müller, Zoë", "李 雷", "n_H ≠ n_W", "🎨", "O'Brien-Smith"):
        assert single_line(text) == spreadsheet_cell(text) == xml_text(text) == visible_line(text) == text


def test_a_cell_is_never_a_formula_and_is_escaped_once():
    for text in some_texts():
        assert not re.match(r'[\s"]*[=+\-@＝＋－＠]', spreadsheet_cell(text))
        assert spreadsheet_cell(spreadsheet_cell(text)) == spreadsheet_cell(text)


def test_nothing_on_a_page_hides_or_turns_the_text_around():
    for text in some_texts():
        line = visible_line(text)
        line.encode()
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)
        assert visible_line(line) == line
        assert len(line) >= len(single_line(text)) - text.count("\ud800")


def test_xml_has_only_the_characters_of_its_standard():
    """Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]."""
    allowed = {9, 10, 13, *range(0x20, 0xD800), *range(0xE000, 0xFFFE), *range(0x10000, 0x110000)}
    assert all(ord(c) in allowed for text in some_texts() for c in xml_text(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.0, "0"), (15, "15"), (100, "100"), (7.5, "7.5"), (3.333333, "3.33"), (1e4, "10000")],
)
def test_points_have_at_most_two_decimals(value, text):
    assert format_number(value) == text
