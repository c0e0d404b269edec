"""A class's grades -> one page for who teaches it: how it went, what to say in the next lecture, whom to look at."""

from pathlib import Path

from ..page import page
from .attention import alike, for_a_person
from .bars import exercises
from .facts import facts, warning
from .ladders import ladders
from .mistakes import mistakes
from .overview import histogram, tiles
from .people import people_of
from .students import students

HERE = Path(__file__).parent


def class_report(grades, records, policy, isolation, seed, groups=()):
    """The HTML of the page, in one file; `isolation` and `seed` are those of this grading, `groups` who is alike.

    It links to feedback/NAME.html, NAME as `page_names` says. The same grading gives the same bytes.
    """
    people = people_of(grades)
    sections = [
        ("how-it-went", "How it went", histogram(people)),
        ("exercises", "Exercises", exercises(people)),
        ("mistakes", "What to talk about", mistakes(people)),
        ("steps", "Where functions fail", ladders(people)),
        ("person", "Need a person", for_a_person(people)),
        ("alike", "Alike work", alike(people, groups)),
        ("students", "Students", students(people)),
        ("grading", "How it was graded", facts(records, policy, isolation, seed)),
    ]
    shown = [section for section in sections if section[2]]
    body = "\n".join(
        [
            "<main class='report'><header><h1>Class report</h1>",
            "" if people else "<p>Nobody has handed in anything yet.</p>",
            warning(records, isolation),
            tiles(people, len(records)),
            "<nav aria-label='Sections'>",
            *(f"<a href='#{place}'>{title}</a>" for place, title, _ in shown),
            "</nav></header>",
            *(f"<section id='{place}'><h2>{title}</h2>\n{html}</section>" for place, title, html in shown),
            "</main>",
        ]
    )
    script = (HERE / "sort.js").read_text(encoding="utf-8")
    return page("Class report", body, style=(HERE / "class_report.css",), script=script)
