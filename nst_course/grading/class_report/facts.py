"""How the class was graded: isolation, seed, version, limits and rules, and a warning where isolation lacks."""

from ... import __version__
from ..escaping import number
from ..page import escaped, many, one_line

ISOLATED = "bubblewrap"


def not_isolated(records, isolation):
    """(files that ran without isolation, whether this grading runs without)."""
    return [r for r in records if r.get("isolation", "") != ISOLATED], isolation != ISOLATED


def warning(records, isolation):
    """A warning for the top of the page; empty where everything ran isolated."""
    without, now = not_isolated(records, isolation)
    if not without and not now:
        return ""
    what = "This class" if now or len(without) == len(records) else f"{len(without)} of {many(len(records), 'file')}"
    return (
        f"<p class='warning' role='note'><b>{what} was graded without isolation.</b> The students' functions ran in "
        "limited processes, but on this computer as it is: with its files and its network. Nothing is known to have "
        "gone wrong; but points are only as sure as the people are honest. On Linux, install bubblewrap and grade "
        "again; <code>--require-isolation</code> refuses to go on without it.</p>"
    )


def facts(records, policy, isolation, seed):
    """Names and values of all that the grades depend on."""
    graders = sorted({one_line(record.get("grader", "")) for record in records} - {""}) or [__version__]
    rows = [
        ("Isolation", escaped(one_line(isolation))),
        (
            "Seed",
            f"<code>{escaped(one_line(seed))}</code>: it repeats this grading exactly. Keep it secret.",
        ),
        ("Grader", escaped(f"nst_course {', '.join(graders)}")),
        ("Limits", f"{number(policy.seconds)} s and {number(policy.memory_mb)} MB for each exercise of a student"),
        ("Attempts", f"the {escaped(policy.attempts)} of several files counts, for each exercise"),
        ("Renamed", f"a function under another name keeps {number(100 * policy.renamed)} % of its points"),
        ("Late", late(policy)),
        ("Partial credit", partial(policy)),
    ]
    return "<dl class='facts'>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows) + "</dl>"


def late(policy):
    if not policy.due:
        return "nothing is late: no date is set"
    return (
        f"after {escaped(policy.due.isoformat(' ', 'minutes'))} and {number(policy.grace_minutes)} minutes of grace, "
        f"each day costs {number(100 * policy.per_day)} % of the points, {number(100 * policy.most)} % at most"
    )


def partial(policy):
    """Which steps leave a part of the points when they are the first that fails."""
    kept = [f"{number(100 * share)} % for {escaped(step)}" for step, share in policy.partial.items() if share]
    return f"when this step is the first that fails: {', '.join(kept)}" if kept else "none"
