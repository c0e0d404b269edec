"""The costs over the steps of a run, on a logarithmic axis, each curve with its name at its end."""

import numpy as np

from ..errors import NstError
from .chart import COLOURS, GREY, as_figure, axes, canvas, points, short, words
from .figure import Figure
from .rows import count
from .sheet import LINE, WIDTH, text_width

NAMES = ("J", "J_content", "J_style")
LEFT, TOP, BOTTOM, AIR = 56, 10, 48, 12


def costs(steps, height=320) -> Figure:
    """Curves of J, J_content and J_style over the steps.

    `steps` are the engine's steps, or a dict {name: list of numbers} from a loop of one's own, its names at will.
    Raises NstError for anything else, and for a curve without a number above zero.
    """
    curves = {name: positive(name, values) for name, values in as_curves(steps).items()}
    drawing = canvas(WIDTH, height)
    right = max(map(text_width, curves)) + 2 * AIR
    ax = axes(drawing, LEFT, TOP, WIDTH - LEFT - right, height - BOTTOM - TOP)
    for color, values in zip(colours(curves), curves.values(), strict=True):
        ax.semilogy(np.arange(1, len(values) + 1), values, color=color, linewidth=points(2), solid_capstyle="round")
    finish(ax, curves)
    label(ax, curves, height - BOTTOM - TOP)
    return as_figure(drawing, count(len(curves), "curve"))


def as_curves(steps):
    """{name: numbers} of the engine's steps, or of a dict as it is."""
    steps = steps if isinstance(steps, dict) else list(steps)
    if not steps:
        raise NstError("There is no cost to draw: keep the steps in a list, as in list(nst.stylize(C, S)).")
    if isinstance(steps, dict):
        return steps
    if not all(hasattr(step, "J_style") for step in steps):
        raise NstError("costs takes the engine's steps, or a dict such as {'J': [3.1, 2.7]}: give one of them.")
    return {name: [getattr(step, name) for step in steps] for name in NAMES}


def positive(name, values):
    """The numbers as an array, NaN in place of those that a logarithmic axis has no place for."""
    try:
        values = np.array([float(value) for value in values])
    except (TypeError, ValueError) as error:
        raise NstError(f"{name} is no list of numbers ({error}): keep float(J) of every step.") from error
    if not (np.isfinite(values) & (values > 0)).any():
        raise NstError(f"{name} has no number above zero to draw: look at how it is computed and kept.")
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def colours(curves):
    """A colour for each curve."""
    return [COLOURS[i % len(COLOURS)] for i in range(len(curves))]


def finish(ax, curves):
    """Axes as plain as they can be; where the curves stay within two decades, plain numbers 1, 2, 5, 10, 20, …"""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    ax.set_xlim(1, max(2, *map(len, curves.values())))
    low, high = min(map(floor, curves.values())), max(map(np.nanmax, curves.values()))
    margin = max(1.02, (high / low) ** 0.05)
    ax.set_ylim(low / margin, high * margin)
    if high < 100 * low:
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter(FuncFormatter(short))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(axis="y", which="minor", length=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GREY, alpha=0.25, linewidth=points(1))
    ax.set_xlabel("step", **words(), labelpad=points(6))
    ax.xaxis.get_major_locator().set_params(integer=True)


def floor(values):
    """The least of a curve; without its lowest number where that stands alone, as J_content does in a run from C."""
    values = np.sort(values[~np.isnan(values)])
    return values[1] if len(values) > 1 and values[1] > 100 * values[0] else values[0]


def label(ax, curves, height):
    """The name of each curve beside its end, moved apart where they would touch."""
    ends = [values[~np.isnan(values)][-1] for values in curves.values()]
    low, high = np.log(ax.get_ylim())
    places = apart([height * max(0.0, (np.log(end) - low) / (high - low)) for end in ends])
    for name, place, color in zip(curves, places, colours(curves), strict=True):
        where = {"xycoords": "axes fraction", "textcoords": "offset points", "xytext": (points(AIR), 0)}
        ax.annotate(name, (1, place / height), va="center", annotation_clip=False, **where, **words(color=color))


def apart(places, least=LINE):
    """The places, moved until they are at least `least` apart, their order kept."""
    order = np.argsort(places, kind="stable")
    moved = np.array(places, float)[order]
    for _ in range(100):
        push = np.clip(least - np.diff(moved), 0, None) / 2
        moved[:-1] -= push
        moved[1:] += push
    return moved[np.argsort(order)]
