"""A report says the same in a terminal, in a notebook and as JSON; a student's text never becomes markup."""

import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from nst_course.checks.compare import CheckStep
from nst_course.checks.report import (
    COLORS,
    SIGNS,
    Line,
    Problem,
    Report,
    Verdict,
    overall_verdict,
    report_html,
    verdict_in_record,
    verdict_of,
)

FULL = Report(
    "gram_matrix",
    Verdict.WRONG,
    "the values are wrong.",
    0,
    15,
    problem=Problem.WRONG_VALUES,
    steps=((CheckStep.RUNS, True), (CheckStep.VALUES, False), (CheckStep.GRADIENT, None)),
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
SHOWN = ("returned", "expected", "case", "diagnosis", "next_move", "headline", "printed")


class PageText(HTMLParser):
    """The text of a page, and its tags; every opened tag must be closed."""

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


@pytest.mark.parametrize("name", SHOWN)
def test_terminal_and_notebook_show_everything(name):
    words = " ".join(getattr(FULL, name).split())
    assert words in " ".join(str(FULL).split())
    assert words in " ".join(PageText(report_html(FULL)).words.split())


def test_the_notebook_shows_the_steps_the_line_and_the_table():
    words = " ".join(PageText(report_html(FULL)).words.split())
    for step in ("✓ runs", "✗ values", "· gradient", "line 3: return A < A", "zeros"):
        assert step in words


def test_a_students_text_is_never_markup():
    assert not PageText(report_html(FULL)).tags & {"script", "b"}


def test_an_empty_report_has_no_empty_parts():
    page = PageText(report_html(Report("total_cost", Verdict.PASSED, "passed.")))
    assert not page.tags & {"table", "pre", "img"}


def test_json_is_plain_and_without_the_picture():
    told = json.loads(json.dumps(FULL.to_dict()))
    assert told["line"] == {"number": 3, "text": "return A < A"}
    assert told["mistake"] == "no transpose"
    assert told["problem"] == Problem.WRONG_VALUES
    assert told["steps"][1] == ["values", False]
    assert "picture" not in told


def test_true_only_when_passed():
    assert [bool(Report("total_cost", verdict, "")) for verdict in Verdict] == [v == "passed" for v in Verdict]


def test_the_failed_step():
    assert FULL.failed_step is CheckStep.VALUES
    assert Report("total_cost", Verdict.PASSED, "").failed_step is None


def test_every_verdict_has_a_sign_and_a_color():
    assert set(SIGNS) == set(COLORS) == set(Verdict)


@pytest.mark.parametrize("color", sorted(set(COLORS.values())))
@pytest.mark.parametrize("background", [(255, 255, 255), (17, 17, 17)], ids=["light", "dark"])
def test_colors_are_readable_on_light_and_dark(color, background):
    """Contrast of at least 3:1, as WCAG 2.1 requires for large or bold text."""

    def luminance(rgb):
        parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    one, two = sorted([luminance(background), luminance(bytes.fromhex(color[1:]))])
    assert (two + 0.05) / (one + 0.05) >= 3


def test_terminal_lines_have_at_most_100_characters():
    long = Report("train_step", Verdict.WRONG, "words " * 60, diagnosis="words " * 60)
    assert max(map(len, str(long).splitlines())) <= 100


def test_under_nbgrader_the_score_is_the_result(monkeypatch):
    half = Report("gram_matrix", Verdict.PARTLY, "", points=7.5, max_points=15)
    assert "text/html" in half._repr_mimebundle_()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert float(half._repr_mimebundle_()["text/plain"]) == 7.5
    assert re.fullmatch(r"[\d.]+", half._repr_mimebundle_()["text/plain"])


class TestVerdict:
    """A single rule determines the verdict."""

    @pytest.mark.parametrize(
        ("step", "error", "verdict"),
        [
            (None, "", Verdict.PASSED),
            (CheckStep.RUNS, "TypeError", Verdict.CRASHED),
            (CheckStep.RUNS, "KeyboardInterrupt", Verdict.STOPPED),
            (CheckStep.RUNS, "MemoryError", Verdict.OUT_OF_MEMORY),
            (CheckStep.RUNS, "ResourceExhaustedError", Verdict.OUT_OF_MEMORY),
            (CheckStep.SHAPE, "", Verdict.WRONG),
            (CheckStep.VALUES, "", Verdict.WRONG),
            (CheckStep.GRADIENT, "", Verdict.PARTLY),
            (CheckStep.INSIDE_GRAPH, "TypeError", Verdict.PARTLY),
        ],
    )
    def test_of_a_step_and_an_error(self, step, error, verdict):
        assert verdict_of(step, error) is verdict

    @pytest.mark.parametrize(
        ("verdicts", "overall"),
        [
            ([Verdict.PASSED, Verdict.PASSED], Verdict.PASSED),
            ([Verdict.PASSED, Verdict.MISSING], Verdict.PARTLY),
            ([Verdict.PARTLY, Verdict.CRASHED], Verdict.PARTLY),
            ([Verdict.WRONG, Verdict.CRASHED], Verdict.WRONG),
            ([Verdict.MISSING, Verdict.WRONG], Verdict.WRONG),
            ([Verdict.TIMED_OUT, Verdict.CRASHED], Verdict.WRONG),
            ([Verdict.MISSING, Verdict.NOT_GRADABLE], Verdict.NOT_GRADABLE),
            ([], Verdict.MISSING),
        ],
    )
    def test_of_several_functions(self, verdicts, overall):
        assert overall_verdict(verdicts) is overall
        assert overall_verdict(reversed(verdicts)) is overall

    def test_points_of_any_are_partly(self):
        assert overall_verdict([Verdict.CRASHED, Verdict.MISSING], has_points=True) is Verdict.PARTLY

    def test_one_of_several_is_theirs_or_partly_or_wrong(self):
        for one, two in itertools.product(Verdict, repeat=2):
            assert overall_verdict([one, two]) in {one, two, Verdict.PARTLY, Verdict.WRONG}
        assert all(overall_verdict([verdict]) is verdict for verdict in Verdict)

    def test_a_record_knows_neither_stopped_nor_unfinished(self):
        assert {verdict_in_record(verdict) for verdict in Verdict} == set(Verdict) - {Verdict.STOPPED, Verdict.NOT_YET}
