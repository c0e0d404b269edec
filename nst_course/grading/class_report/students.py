"""All students in one table, which a click on a head sorts."""

from ...exercises import EXERCISES
from ..escaping import number
from ..page import escaped, one_line
from ..verdicts import css_class
from .people import names_of


def students(people):
    """A row for each student: points by exercise, with the sign of the verdict, then what lateness leaves of them."""
    if not people:
        return ""
    names, late = names_of(people), any(person.grade.days_late for person in people)
    heads = ["Name", "Student", *(EXERCISES[name].title for name in names), *(["Days late"] if late else []), "Total"]
    head = "".join(f"<th scope='col'>{head}</th>" for head in heads)
    rows = "\n".join(row(person, names, late) for person in people)
    return (
        "<div class='wide' tabindex='0' role='region' aria-label='All students'><table class='students sortable'>"
        f"<thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>"
    )


def row(person, names, late):
    grade = person.grade
    cells = [f"<th scope='row'>{person.link}</th><td><bdi>{escaped(one_line(grade.student))}</bdi></td>"]
    for name in names:
        result = grade.results.get(name)
        kind, points = (css_class(result.verdict), number(result.points)) if result else ("missing", "0")
        cells.append(f"<td class='v-{kind}'>{points}</td>")
    cells += [f"<td>{number(grade.days_late)}</td>"] if late else []
    return f"<tr>{''.join(cells)}<td><b>{number(grade.total)}</b></td></tr>"
