"""The class at a glance: numbers in tiles, and how the totals are spread."""

from statistics import mean, median

from ..escaping import number
from ..page import many
from .people import percent

HEIGHT, TOP, BOTTOM = 230, 42, 26  # pixels of the histogram: all, above the highest bar, below the bars
BINS = ("0+", "10+", "20+", "30+", "40+", "50+", "60+", "70+", "80+", "90+", "100")  # per cent of the points


def tiles(people, files):
    """The numbers that are asked for first."""
    if not people:
        return ""
    grades = [person.grade for person in people]
    totals, most = [grade.total for grade in grades], max(grade.max_total for grade in grades)
    right = sum(grade.verdict == "passed" for grade in grades)
    human, late = sum(bool(grade.human) for grade in grades), sum(bool(grade.days_late) for grade in grades)
    shown = [
        ("Students", len(grades), many(files, "file")),
        ("Mean", number(round(mean(totals), 1)), f"of {number(most)} points"),
        ("Median", number(round(median(totals), 1)), f"of {number(most)} points"),
        ("Everything right", right, percent(right, len(grades))),
        ("Late", late, percent(late, len(grades))),
        ("Need a person", human, "<a href='#person'>see who</a>" if human else "nobody"),
    ]
    boxes = [f"<div><dt>{name}</dt><dd><b>{value}</b> {more}</dd></div>" for name, value, more in shown]
    return f"<dl class='tiles'>{''.join(boxes)}</dl>"


def histogram(people):
    """How many students have how much of the points, as SVG in pixels and per cent: it fits any width."""
    if not people:
        return ""
    counts = spread([person.grade.share for person in people])
    width, tallest = 100 / len(BINS), max(counts)
    base = HEIGHT - BOTTOM
    bars = []
    for at, (label, count) in enumerate(zip(BINS, counts, strict=True)):
        left, height = at * width, (base - TOP) * count / tallest
        middle = f"{left + width / 2:.2f}%"
        bars.append(f"<text x='{middle}' y='{HEIGHT - 7}' class='soft'>{label}</text>")
        if count:
            bars.append(
                f"<rect x='{left + width * 0.08:.2f}%' width='{width * 0.84:.2f}%' y='{base - height:.1f}' "
                f"height='{height:.1f}' rx='2'/><text x='{middle}' y='{base - height - 6:.1f}'>{count}</text>"
            )
    said = "; ".join(f"{label} %: {count}" for label, count in zip(BINS, counts, strict=True) if count)
    return (
        f"<figure><svg class='histogram' role='img' aria-label='Students by their share of all points. {said}.' "
        f"width='100%' height='{HEIGHT}'>{middle_line(people, base)}{''.join(bars)}"
        f"<line x1='0' x2='100%' y1='{base}' y2='{base}'/></svg>"
        "<figcaption>Students by their share of all points in per cent; the last bar is full marks."
        "</figcaption></figure>"
    )


def middle_line(people, base):
    """The median as a thin line with its name."""
    share = median(person.grade.share for person in people)
    at = 100 * (10.5 if share > 1 - 1e-9 else 10 * share) / len(BINS)
    side = "end" if at > 50 else "start"
    return (
        f"<line class='median' x1='{at:.2f}%' x2='{at:.2f}%' y1='4' y2='{base}'/>"
        f"<text class='soft' x='{at:.2f}%' dx='{-6 if side == 'end' else 6}' y='14' text-anchor='{side}'"
        f">median {100 * share:.0f} %</text>"
    )


def spread(shares):
    """The number of shares in each tenth, and of those that are all."""
    counts = [0] * len(BINS)
    for share in shares:
        counts[min(10, max(0, int(10 * share + 1e-9)))] += 1
    return counts
