"""A report's faces: text, HTML and JSON say the same, whatever a student wrote; nothing of it is markup."""

import json
import re
from html.parser import HTMLParser

import pytest

from nst_course.report import COLORS, VERDICTS, Line, Report, card

FULL = Report(
    "gram_matrix",
    "wrong",
    "the values are not right.",
    0,
    15,
    rungs=(("runs", True), ("values", False), ("gradient", None)),
    case="n_H ≠ n_W: A of shape (3, 20)",
    returned="1 <b>in</b> entry (0, 0)",
    expected="2 there",
    mistake="no transpose",
    diagnosis="This is A·A & no more.",
    next_move="Transpose the second A.",
    line=Line(3, "return A < A"),
    table=(("case", "yours"), ("zeros", "0")),
    printed="<script>alert(1)</script>",
    picture=b"\x89PNG",
)
SAID = ("returned", "expected", "case", "diagnosis", "next_move", "headline", "printed")


class Text(HTMLParser):
    """The text of a page, and its tags; every one that is opened must be closed."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags, self.open = "", set(), []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("name", SAID)
def test_terminal_and_notebook_say_all_of_it(name):
    words = " ".join(getattr(FULL, name).split())
    assert words in " ".join(str(FULL).split())
    assert words in " ".join(Text(card(FULL)).words.split())


def test_a_students_text_is_never_markup():
    assert not Text(card(FULL)).tags & {"script", "b"}


def test_json_is_plain_and_without_the_picture():
    told = json.loads(json.dumps(FULL.to_dict()))
    assert told["line"] == {"number": 3, "text": "return A < A"}
    assert told["mistake"] == "no transpose"
    assert "picture" not in told


def test_true_only_when_passed():
    assert [bool(Report("total_cost", verdict, "")) for verdict in VERDICTS] == [v == "passed" for v in VERDICTS]


@pytest.mark.parametrize("color", sorted(set(COLORS.values())))
@pytest.mark.parametrize("ground", [(255, 255, 255), (17, 17, 17)], ids=["light", "dark"])
def test_colors_can_be_read_on_light_and_dark(color, ground):
    """Contrast 3:1 at least, as WCAG 2.1 asks of large or bold text."""

    def luminance(rgb):
        parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    one, two = sorted([luminance(ground), luminance(bytes.fromhex(color[1:]))])
    assert (two + 0.05) / (one + 0.05) >= 3


def test_lines_of_a_terminal_are_not_longer_than_a_hundred():
    long = Report("train_step", "wrong", "words " * 60, diagnosis="words " * 60)
    assert max(map(len, str(long).splitlines())) <= 100


def test_under_nbgrader_the_score_is_the_result(monkeypatch):
    half = Report("gram_matrix", "wrong", "", points=7.5, max_points=15)
    assert "text/html" in half._repr_mimebundle_()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert float(half._repr_mimebundle_()["text/plain"]) == 7.5
    assert re.fullmatch(r"[\d.]+", half._repr_mimebundle_()["text/plain"])
