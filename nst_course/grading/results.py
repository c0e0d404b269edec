"""Records and policy -> all that an instructor opens: gradebook, feedback pages, class report, exports."""

from pathlib import Path

from .alike.groups import alike_groups
from .class_report import class_report
from .exports import canvas, coursera, gradescope, junit, nbgrader
from .feedback import feedback_pages
from .gradebook import write_gradebook
from .grades import grades as grades_of
from .grades import unknown_times
from .page_name import page_names
from .record import as_json, write_whole


def write_results(records, policy, run, out, exports):
    """Writes everything into the folder, and each export to its own path. Returns (grades, sentences to be read)."""
    out = Path(out)
    grades = grades_of(records, policy)
    write_gradebook(grades, policy, out)
    write_feedback(grades, policy, out / "feedback")
    reached = "bubblewrap" if all(record["isolation"] == "bubblewrap" for record in records) else "process"
    report = class_report(grades, records, policy, reached, run.seed, alike_groups(grades))
    write_whole(out / "class.html", report)
    sentences = [*not_counted(grades, records), *unknown_times(records, policy)]
    return grades, [*sentences, *write_exports(grades, policy, out, exports)]


def not_counted(grades, records):
    """A sentence on exercises that were handed in and do not count."""
    counted = set(grades[0].results) if grades else set()
    others = sorted({entry["exercise"] for record in records for entry in record["exercises"]} - counted)
    if others:
        yield f"Not counted: {', '.join(others)}. To count them, name all that count under 'exercises' in a policy."


def write_feedback(grades, policy, folder):
    """A page for each student; pages of those who are no longer there are taken away."""
    folder.mkdir(exist_ok=True)
    current = set()
    for grade, name in zip(grades, page_names(grades), strict=True):
        for suffix, text in zip((".html", ".md"), feedback_pages(grade, policy), strict=True):
            path = folder / f"{name}{suffix}"
            write_whole(path, text)
            current.add(path)
    for path in set(folder.glob("*.html")) | set(folder.glob("*.md")):
        if path not in current:
            path.unlink()


def write_exports(grades, policy, out, exports):
    """Writes those that were asked for, {format: path}; yields sentences on what did not fit."""
    if path := exports.get("canvas"):
        text, sentences = canvas.fill_canvas(grades, path, exports.get("canvas_column", ""))
        write_whole(out / "canvas.csv", text)
        yield from sentences
    texts = {
        "nbgrader": lambda: nbgrader.nbgrader_csv(grades, policy),
        "junit": lambda: junit.junit(grades),
        "coursera": lambda: as_json(coursera.feedback(only(grades))),
        "gradescope": lambda: as_json(gradescope.results(only(grades), exports.get("attempt", 1))),
    }
    for name, text in texts.items():
        if path := exports.get(name):
            write_whole(Path(path), text())


def only(grades):
    """The one student that Gradescope and Coursera grade at a time."""
    return grades[0]
