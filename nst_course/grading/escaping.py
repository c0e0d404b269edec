"""Escapes students' text for where it goes (a line, a CSV cell, XML, a file name), and formats numbers."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Characters that Excel, LibreOffice and Google Sheets treat as the start of a formula, including the full-width
# forms typed on East Asian keyboards: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_SIGNS = "=+\\-@＝＋－＠"
# Where semicolons separate cells (Excel in German, French, …), a formula can also start after a semicolon inside
# the text, and the doubled quotation marks of a comma-separated file are read as empty strings.
FORMULA_START = re.compile(rf"(^|;)(?=[ \"]*[{FORMULA_SIGNS}])")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets
# Characters that HTML can't hold, and those that reverse the direction of text so that code reads differently
# from how it runs.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
LINE_END = re.compile(r"\r\n?")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

SAFE_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
DIGEST_LENGTH = 12  # hexadecimal digits of a SHA-256: too many for anyone to find a colliding name by trial
ENDS_IN_DIGEST = re.compile(rf"-[0-9a-f]{{{DIGEST_LENGTH}}}$")
# Windows reserves these for devices, with any extension.
RESERVED_NAMES = {"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))}
LONGEST_NAME = 40


def single_line(text: object) -> str:
    """The text on one line, without control characters or unpaired surrogates (which no file can hold)."""
    kept = (c for c in str(text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def visible_text(text: object) -> str:
    """The text with \\n line endings and � for every character that can't be shown or that hides others."""
    text = str(text)
    return text if text.isprintable() else HIDDEN.sub(REPLACEMENT, LINE_END.sub("\n", text))


def visible_line(text: object) -> str:
    """`visible_text` with every run of whitespace collapsed to one space."""
    return " ".join(visible_text(text).split())


def spreadsheet_cell(text: object) -> str:
    """The text as a CSV cell; a leading apostrophe keeps it from being read as a formula."""
    return FORMULA_START.sub(r"\1'", single_line(text))


def xml_text(text: object) -> str:
    """The text without the characters that XML can't hold; escaping < and & is left to the XML library."""
    return NOT_IN_XML.sub(REPLACEMENT, str(text))


def format_number(value: float) -> str:
    """A number, such as points, with at most two decimals: '15', '7.5'."""
    return f"{value + 0:.2f}".rstrip("0").rstrip(".")


def safe_file_name(name: object) -> str:
    """A file name (without extension) that is valid on every file system and unique to this name.

    Plain names such as 'jdoe7' or 'jane.doe' stay as they are. Any other is reduced to lowercase letters, digits and
    hyphens, followed by a digest of the full name, so that 'Alice' and 'alice', or '../x' and 'x', stay distinct.
    """
    name = str(name)
    if is_safe_file_name(name):
        return name
    ascii_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_letters).strip("-")[:LONGEST_NAME].strip("-") or "student"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    return f"{slug}-{digest}"


def is_safe_file_name(name: str) -> bool:
    """Whether a name can stay as it is: valid everywhere and never produced by `safe_file_name` from another name."""
    if not SAFE_NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        return False
    return not ENDS_IN_DIGEST.search(name) and name.split(".")[0] not in RESERVED_NAMES
