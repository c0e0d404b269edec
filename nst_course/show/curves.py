"""The costs over the steps of a run, on a logarithmic axis, each curve with its name at its end."""

import numpy as np

from ..errors import NstError
from .chart import COLOURS, GREY, as_figure, axes, canvas, points, words
from .figure import Figure
from .rows import count
from .sheet import LINE, WIDTH

HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 320, 52, 110, 48, 10


def costs(steps, height=HEIGHT) -> Figure:
    """Curves of J, J_content and J_style over the steps.

    `steps` are the engine's steps, or a dict {name: list of numbers} from a loop of one's own, its names at will.
    Raises NstError when there is nothing positive to draw.
    """
    curves = {name: np.asarray(values, float).ravel() for name, values in as_curves(steps).items()}
    drawing = canvas(WIDTH, height)
    ax = axes(drawing, LEFT, TOP, WIDTH - LEFT - RIGHT, height - BOTTOM - TOP)
    ends = {}
    for i, (name, values) in enumerate(curves.items()):
        values = np.where(np.isfinite(values) & (values > 0), values, np.nan)  # a logarithm has no place for the others
        if np.isnan(values).all():
            raise NstError(f"{name} has no number above zero to draw: look at how it is computed and kept.")
        color = COLOURS[i % len(COLOURS)]
        ax.semilogy(np.arange(1, len(values) + 1), values, color=color, linewidth=points(2), solid_capstyle="round")
        ends[name] = color, values[~np.isnan(values)][-1]
    longest = max(map(len, curves.values()))
    finish(ax, longest)
    label(ax, ends, longest, height - BOTTOM - TOP)
    return as_figure(drawing, count(len(curves), "curve"))


def as_curves(steps):
    """{name: numbers} of the engine's steps, or of a dict as it is."""
    if isinstance(steps, dict):
        curves = steps
    else:
        steps = list(steps)
        if not all(hasattr(step, "J_style") for step in steps):
            raise NstError("costs takes the engine's steps, or a dict such as {'J': [3.1, 2.7]}: give one of them.")
        curves = (
            {name: [getattr(step, name) for step in steps] for name in ("J", "J_content", "J_style")} if steps else {}
        )
    if not curves or not all(map(len, curves.values())):
        raise NstError("There is no cost to draw: keep the steps in a list, as in list(nst.stylize(C, S)).")
    return curves


def finish(ax, longest):
    """Axes as plain as they can be."""
    ax.set_xlim(1, max(2, longest))
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GREY, alpha=0.25, linewidth=points(1))
    ax.set_xlabel("step", **words(), labelpad=points(6))
    ax.xaxis.get_major_locator().set_params(integer=True)


def label(ax, ends, x, height):
    """The name of each curve beside its end, moved apart where they would touch."""
    y = {
        name: ax.transAxes.inverted().transform(ax.transData.transform((x, v)))[1] * height
        for name, (_, v) in ends.items()
    }
    for name, place in zip(*apart(y), strict=True):
        ax.annotate(
            symbol(name), (1, place / height), xytext=(points(10), 0), xycoords="axes fraction",
            textcoords="offset points", va="center", annotation_clip=False, **words(color=ends[name][0]),
        )  # fmt: skip


def apart(places, least=LINE):
    """Names from the lowest place to the highest, and their places, at least `least` apart."""
    names = sorted(places, key=places.get)
    moved = np.array([places[name] for name in names])
    for _ in range(100):
        gaps = np.diff(moved)
        push = np.clip(least - gaps, 0, None) / 2
        moved[:-1] -= push
        moved[1:] += push
    return names, moved


def symbol(name):
    """J_content as it is written in a formula; other names as they are."""
    head, _, index = name.partition("_")
    return (
        f"${head}_{{\\mathrm{{{index}}}}}$"
        if head in ("J", "αJ", "βJ") and index.isalpha()
        else f"${name}$"
        if name == "J"
        else name
    )
