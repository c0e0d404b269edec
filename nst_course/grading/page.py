"""A page of HTML in one file: it loads nothing from anywhere, and a student's text is never markup in it."""

import base64
import hashlib
import html
import re
from pathlib import Path

from .. import __version__
from .verdicts import LOOKS, css_class

# What a page cannot hold, and what would turn the writing round, so that it reads otherwise than it runs.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
STYLE = Path(__file__).with_name("page.css")


def visible(text):
    """The text, with line ends as \\n and a � for each character that cannot be shown or hides others."""
    return UNSEEN.sub("�", re.sub(r"\r\n?", "\n", str(text)))


def escaped(text):
    """The text as it may stand in an element or between the quotes of an attribute."""
    return html.escape(visible(text))


def one_line(text):
    """The text with a single space wherever it has space."""
    return " ".join(visible(text).split())


def many(count, one, more=""):
    """'1 student', '2 students'."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def colours():
    """The colours of the verdicts as CSS: a variable for each."""
    return ":root{" + "".join(f"--{css_class(verdict)}:{look.color};" for verdict, look in LOOKS.items()) + "}\n"


def page(title, body, style=(), script=""):
    """The HTML of a page. `style` are CSS files beside the common one; `script` is text of JavaScript.

    The browser is told to run and to use nothing but these two texts.
    """
    css = colours() + "".join(Path(path).read_text(encoding="utf-8") for path in (STYLE, *style))
    allowed = f"default-src 'none'; style-src {source_of(css)}; base-uri 'none'; form-action 'none'"
    allowed += f"; script-src {source_of(script)}" if script else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{allowed}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="nst_course {__version__}">
<title>{escaped(one_line(title))}</title>
<style>{css}</style>
</head>
<body>
{body}
{f"<script>{script}</script>" if script else ""}
</body>
</html>
"""


def source_of(text):
    """The text as a Content-Security-Policy names it: by its SHA-256."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
