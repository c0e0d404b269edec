"""student -> the name of the student's feedback page: safe in every file system, and never that of another."""

import hashlib
import re
import unicodedata
from collections import Counter

PLAIN = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
DIGITS = 12  # of a SHA-256: nobody finds a name with the page of somebody else by trying
SIGNED = re.compile(rf"-[0-9a-f]{{{DIGITS}}}$")
# Windows keeps these for devices, whatever follows a dot.
RESERVED = {"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))}
LONGEST = 40


def page_name(student):
    """The page's file name without its ending.

    A plain name such as 'jdoe7' or 'jane.doe' stays. Any other is put into small letters, digits and hyphens, with a
    mark made from the whole name after it, so that 'Alice' and 'alice', or '../x' and 'x', have two pages.
    """
    student = str(student)
    if stays(student):
        return student
    letters = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-") or "student"
    mark = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    return f"{slug}-{mark}"


def stays(student):
    """Whether the name can be that of a file as it is, and cannot be one that we make."""
    fits = PLAIN.fullmatch(student) and len(student) <= LONGEST
    return bool(fits) and not SIGNED.search(student) and student.split(".")[0] not in RESERVED


def page_names(grades):
    """The name of each grade's page, in their order; what Canvas calls them tells students of one name apart."""
    shared = Counter(grade.student for grade in grades)
    return [
        page_name(grade.student if shared[grade.student] == 1 else f"{grade.student}\0{grade.ids.get('canvas', '')}")
        for grade in grades
    ]
