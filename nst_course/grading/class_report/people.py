"""Grades with the links to their feedback pages, and what is counted over them."""

from dataclasses import dataclass

from ...exercises import EXERCISES
from ..page import escaped, one_line
from ..page_name import page_names


@dataclass(frozen=True, eq=False)
class Person:
    """A grade and the name of its feedback page."""

    grade: object
    page: str

    @property
    def name(self):
        return one_line(self.grade.name) or one_line(self.grade.student) or "?"

    @property
    def link(self):
        """The name as a link."""
        return f'<a href="feedback/{self.page}.html"><bdi>{escaped(self.name)}</bdi></a>'


def people_of(grades):
    """A `Person` for each grade, by name as people read it."""
    people = [Person(grade, page) for grade, page in zip(grades, page_names(grades), strict=True)]
    return sorted(people, key=lambda person: (person.name.casefold(), person.page))


def names_of(people):
    """The exercises that somebody has a result of, in the order of the course."""
    held = {name for person in people for name in person.grade.results}
    return [name for name in EXERCISES if name in held]


def results_of(people, exercise):
    """[(person, result)] of those who have one."""
    return [(p, p.grade.results[exercise]) for p in people if exercise in p.grade.results]


def heading(exercise):
    """Title and name of an exercise."""
    return f"{escaped(EXERCISES[exercise].title)} <code>{exercise}</code>"


def percent(part, whole):
    """'12 %'; '<1 %' for what is more than nothing, and 100 % for all alone."""
    share = 100 * part / whole if whole else 0
    return "&lt;1\u00a0%" if 0 < share < 0.5 else f"{min(share, 99) if share < 100 else 100:.0f}\u00a0%"


def listed(people, said=None, summary=""):
    """The links to people, in a list that a click opens; `said` gives words after a name."""
    items = "".join(f"<li>{p.link}{said(p) if said else ''}</li>" for p in people)
    return f"<details><summary>{summary}</summary><ul class='people'>{items}</ul></details>"
