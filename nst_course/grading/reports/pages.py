"""HTML pages from Jinja2 templates: one self-contained file each, in which a student's text is never markup.

Autoescape is always on. A Content-Security-Policy with hashes allows the browser to use only the page's own style
sheet and script.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ... import __version__
from ...checks.report import COLORS, SIGNS, Verdict, verdict_in_record
from ..escaping import format_number, safe_file_name, visible_text
from ..grades import StudentGrade

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class VerdictStyle:
    """How a verdict is shown; `hatched` and `hollow` distinguish verdicts that share a color or have none."""

    sign: str
    color: str
    phrase: str  # for the student
    hatched: bool
    hollow: bool


# In the order of the bar. Verdicts of the same color differ in their pattern: functions that stopped are hatched,
# missing ones are hollow.
VERDICT_STYLES = {
    verdict: VerdictStyle(SIGNS[verdict], COLORS[verdict], phrase, hatched, hollow)
    for verdict, phrase, hatched, hollow in (
        (Verdict.PASSED, "all correct", False, False),
        (Verdict.PARTLY, "partly correct", False, False),
        (Verdict.WRONG, "not correct yet", False, False),
        (Verdict.CRASHED, "stopped with an error", True, False),
        (Verdict.TIMED_OUT, "took too long", False, False),
        (Verdict.OUT_OF_MEMORY, "ran out of memory", True, False),
        (Verdict.MISSING, "not there yet", False, True),
        (Verdict.NOT_GRADABLE, "couldn't be graded", True, True),
    )
}


def verdict_style(verdict: Verdict) -> VerdictStyle:
    """The style of a verdict."""
    return VERDICT_STYLES[verdict_in_record(verdict)]


def css_class(verdict: Verdict) -> str:
    """The verdict as a CSS class name: 'timed-out'."""
    return verdict_in_record(verdict).value.replace(" ", "-")


def count_of(count: int, noun: str) -> str:
    """'1 student', '2 students'."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def points_of(value: float) -> str:
    """'1 point', '7.5 points'."""
    text = format_number(value)
    return f"{text} {'point' if text == '1' else 'points'}"


def page_names(grades: Sequence[StudentGrade]) -> list[str]:
    """The file name of each student's feedback page, in order; students who share a name differ by their Canvas ID."""
    shared = Counter(grade.student for grade in grades)
    return [
        safe_file_name(
            grade.student if shared[grade.student] == 1 else f"{grade.student}\0{grade.ids.get('canvas', '')}"
        )
        for grade in grades
    ]


def render_page(name: str, title: str, context: Mapping[str, Any], script: str = "") -> str:
    """The HTML of `templates/NAME.html.jinja` with the style sheets page.css and NAME.css and the script, if any."""
    style = page_style(name)
    code = read_asset(script) if script else ""
    policy = f"default-src 'none'; style-src {csp_hash(style)}; base-uri 'none'; form-action 'none'"
    policy += f"; script-src {csp_hash(code)}" if code else ""
    return ENVIRONMENT.get_template(f"{name}.html.jinja").render(
        context,
        title=title,
        policy=policy,
        style=Markup(style),
        script=Markup(code),
    )


@functools.cache
def page_style(name: str) -> str:
    """The style sheet of a page: the colors of the verdicts, page.css and NAME.css."""
    return verdict_colors() + read_asset("page.css") + read_asset(f"{name}.css")


@functools.cache
def read_asset(name: str) -> str:
    """One of our own style sheets or scripts."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def verdict_colors() -> str:
    """A CSS variable for the color of each verdict."""
    variables = (f"--verdict-{css_class(verdict)}:{style.color};" for verdict, style in VERDICT_STYLES.items())
    return f":root{{{''.join(variables)}}}\n"


@functools.cache
def csp_hash(text: str) -> str:
    """The SHA-256 by which a Content-Security-Policy names the text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def show_hidden(value: object) -> object:
    """A template value as text, with � for each character that can't be shown or that hides others."""
    return value if isinstance(value, (Markup, int, float)) else visible_text(value)


ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=show_hidden,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
ENVIRONMENT.filters |= {"css_class": css_class, "number": format_number, "style": verdict_style}
ENVIRONMENT.globals |= {"version": __version__, "count_of": count_of, "points_of": points_of}
