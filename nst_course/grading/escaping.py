"""What students wrote, made harmless for where it goes: a line, a spreadsheet cell, XML, a file name; and numbers."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# What Excel, LibreOffice and Google Sheets take for the start of a formula, including the full-width forms of East
# Asian keyboards: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_SIGNS = "=+\\-@＝＋－＠"
# Where cells are separated by semicolons (Excel in German, French, …), a formula can also start after one inside a
# text, and the quotation marks doubled for a comma-separated file are empty strings there.
FORMULA_START = re.compile(rf"(^|;)(?=[ \"]*[{FORMULA_SIGNS}])")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets
# What HTML can't hold, and what would reverse the direction of the text so that it reads other than it runs.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
LINE_END = re.compile(r"\r\n?")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

SAFE_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
DIGEST_LENGTH = 12  # hexadecimal digits of a SHA-256: nobody finds a name with somebody else's page by trying
ENDS_IN_DIGEST = re.compile(rf"-[0-9a-f]{{{DIGEST_LENGTH}}}$")
# Windows reserves these for devices, with any extension.
RESERVED_NAMES = {"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))}
LONGEST_NAME = 40


def single_line(text: object) -> str:
    """The text on one line, without control characters and unpaired surrogates, which no file can hold."""
    kept = (c for c in str(text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def visible_text(text: object) -> str:
    """The text with \\n for line ends and � for every character that can't be shown or that hides others."""
    text = str(text)
    return text if text.isprintable() else HIDDEN.sub(REPLACEMENT, LINE_END.sub("\n", text))


def visible_line(text: object) -> str:
    """`visible_text` with a single space wherever it has whitespace."""
    return " ".join(visible_text(text).split())


def spreadsheet_cell(text: object) -> str:
    """The text for a cell of a CSV file; an apostrophe keeps it from being read as a formula."""
    return FORMULA_START.sub(r"\1'", single_line(text))


def xml_text(text: object) -> str:
    """The text without the characters that XML can't hold; escaping < and & is left to the XML library."""
    return NOT_IN_XML.sub(REPLACEMENT, str(text))


def format_number(value: float) -> str:
    """A number, such as points, with at most two decimals: '15', '7.5'."""
    return f"{value + 0:.2f}".rstrip("0").rstrip(".")


def safe_file_name(name: object) -> str:
    """A file name, without extension, that every file system takes and that no other name is given.

    Plain names such as 'jdoe7' or 'jane.doe' stay as they are. Any other is reduced to lower-case letters, digits and
    hyphens, followed by a digest of the full name, so that 'Alice' and 'alice', or '../x' and 'x', stay apart.
    """
    name = str(name)
    if is_safe_file_name(name):
        return name
    ascii_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_letters).strip("-")[:LONGEST_NAME].strip("-") or "student"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]
    return f"{slug}-{digest}"


def is_safe_file_name(name: str) -> bool:
    """Whether a name can stay as it is: valid everywhere, and none that `safe_file_name` could make of another."""
    if not SAFE_NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        return False
    return not ENDS_IN_DIGEST.search(name) and name.split(".")[0] not in RESERVED_NAMES
