"""How far functions climb: for each exercise, how many fail first at which step of its check."""

from collections import Counter

from ...checks.compare import CheckStep
from .people import heading, names_of, results_of

SHADES = 6


def ladders(people):
    """A table, the darker the more; empty where nothing fails."""
    names = names_of(people)
    counts = {name: Counter(failed(result) for _, result in results_of(people, name)) for name in names}
    most = max((counts[name][rung] for name in names for rung in CheckStep), default=0)
    if not most:
        return ""
    head = "".join(f"<th scope='col'>{rung}</th>" for rung in CheckStep)
    rows = "".join(
        f"<tr><th scope='row'>{heading(name)}</th>{''.join(cell(counts[name][rung], most) for rung in CheckStep)}</tr>"
        for name in names
    )
    return (
        "<p class='soft'>Students whose function fails first at this step. What it did before is right.</p>"
        f"<div class='wide' tabindex='0' role='region' aria-label='Steps at which functions fail'><table class='heat'>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def failed(result):
    """The first step that does not hold."""
    rungs = (result.entry or {}).get("rungs") or ()
    return next((title for title, outcome in rungs if outcome is False), "")


def cell(count, most):
    shade = -(-SHADES * count // most)
    return f"<td class='h{shade}'>{count}</td>" if count else "<td class='h0'>0</td>"
