"""What students wrote -> text that does no harm where it goes: on one line, in a cell of a spreadsheet, in XML."""

import re
import unicodedata

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula, the full-width forms of East Asian
# keyboards included: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = "=+\\-@＝＋－＠"
# Where the semicolon separates cells (Excel in German, French, …), a formula could also begin after one inside a text,
# and there the quotation marks that were doubled for the comma are empty ones.
BEGINS = re.compile(rf"(^|;)(?=[ \"]*[{FORMULA}])")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # https://www.w3.org/TR/xml/#charsets


def plain(text):
    """The text on one line, without control characters and without halves of characters, which no file can hold."""
    kept = (c for c in str(text) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def cell(text):
    """The text for a cell of a CSV file, where an apostrophe keeps it from being a formula."""
    return BEGINS.sub(r"\1'", plain(text))


def xml(text):
    """The text without the characters that XML cannot hold; < and & are left to whoever writes the XML."""
    return NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(text))


def number(value):
    """A number of points with at most two decimals: '15', '7.5'."""
    return f"{value + 0:.2f}".rstrip("0").rstrip(".")
