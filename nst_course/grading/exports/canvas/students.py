"""(Grade, Sheet) -> the rows that may be this student: by Canvas' number, else by login, else by name."""

import unicodedata
from collections import defaultdict


def matches(grades, sheet):
    """For each grade the numbers of the rows by the surest sign that any row bears; several when it is not sure enough.

    Who has a number of Canvas is looked for by that alone: without a row for it they are in another course or section.
    """
    numbers, *others = (rows_by(signs, sheet) for signs in (identity, accounts, local_part, names))
    found = []
    for grade in grades:
        number = str(grade.ids.get("canvas", ""))
        mine = (logins(grade), logins(grade), spellings(grade.name) | spellings(grade.student))
        levels = [(numbers, {number})] if number else zip(others, mine, strict=True)
        tries = (set().union(*(rows[sign] for sign in signs)) for rows, signs in levels)
        found.append(sorted(next(filter(None, tries), ())))
    return found


def rows_by(signs, sheet):
    """{sign: rows that bear it}; a sign that no row bears has none."""
    rows = defaultdict(set)
    for row in sheet.students:
        for sign in signs(sheet, row) - {""}:
            rows[sign].add(row)
    return rows


def logins(grade):
    """What may stand in Canvas as the login or the number that the university gave."""
    found = (grade.student, *(grade.ids.get(key, "") for key in ("login", "sis", "email")))
    return {str(text).strip().casefold() for text in found}


def identity(sheet, row):
    return {sheet.value(row, "ID")}


def accounts(sheet, row):
    return {sheet.value(row, title).casefold() for title in ("SIS Login ID", "SIS User ID")}


def local_part(sheet, row):
    """'alice' for the login alice@example.org."""
    return {sheet.value(row, "SIS Login ID").casefold().partition("@")[0]}


def names(sheet, row):
    return spellings(sheet.name(row))


def spellings(name):
    """'Doe, Jane' and 'Jane Doe' alike as 'doejane' and 'janedoe': letters and digits without accents and case."""
    last, comma, first = name.partition(",")
    orders = (last + first, first + last) if comma else (name, " ".join(reversed(name.rsplit(" ", 1))))
    return {letters(order) for order in orders} - {""}


def letters(text):
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if c.isalnum())
