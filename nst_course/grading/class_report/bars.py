"""Each exercise as one bar: how many passed, were partly right, wrong, stopped, missing."""

from collections import Counter
from statistics import mean

from ..escaping import number
from ..verdicts import LOOKS, css_class
from .people import heading, names_of, percent, results_of

ROOM = 5  # per cent of the width that a number inside a bar needs
HATCH = (
    "<svg width='0' height='0' aria-hidden='true' class='defs'><defs><pattern id='hatch' width='7' height='7' "
    "patternUnits='userSpaceOnUse' patternTransform='rotate(45)'><rect width='2.5' height='7'/></pattern></defs></svg>"
)


def exercises(people):
    """The bars of all exercises."""
    rows = [exercise(people, name) for name in names_of(people)]
    return HATCH + "".join(rows) if rows else ""


def exercise(people, name):
    results = [result for _, result in results_of(people, name)]
    counts = Counter(result.verdict if result.verdict in LOOKS else "not gradable" for result in results)
    held = [(verdict, counts[verdict]) for verdict in LOOKS if counts[verdict]]
    said = "".join(
        f"<li>{swatch(verdict)} {verdict} <b>{count}</b> <span>{percent(count, len(results))}</span></li>"
        for verdict, count in held
    )
    points = f"<b>{mean(result.points for result in results):.1f}</b> of {number(results[0].max_points)} on average"
    return (
        f"<div class='row'><h3>{heading(name)} <span class='soft'>{points}</span></h3>"
        f"{bar(held, len(results))}<ul class='legend'>{said}</ul></div>"
    )


def bar(held, total):
    """The bar; what it shows stands below it as text."""
    left, parts = 0.0, []
    for verdict, count in held:
        width = 100 * count / total
        place = f"x='{left:.2f}%' width='{width:.2f}%' height='28'"
        parts.append(f"<rect class='f-{css_class(verdict)}' {place}/>")
        if LOOKS[verdict].hatched:
            parts.append(f"<rect class='hatched' {place}/>")
        if width >= ROOM:
            kind = " class='on-paper'" if LOOKS[verdict].hollow else ""
            parts.append(f"<text{kind} x='{left + width / 2:.2f}%' y='19'>{count}</text>")
        left += width
    return f"<svg class='bar' aria-hidden='true' width='100%' height='28'>{''.join(parts)}</svg>"


def swatch(verdict):
    """A small field of the verdict's colour."""
    hatched = "<rect class='hatched' width='12' height='12'/>" if LOOKS[verdict].hatched else ""
    return (
        f"<svg class='swatch' aria-hidden='true' width='12' height='12'>"
        f"<rect class='f-{css_class(verdict)}' width='12' height='12'/>{hatched}</svg>"
    )
