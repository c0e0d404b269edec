"""Costs over the steps of a run, on a logarithmic axis, each curve labeled at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import NstError
from .figure import (
    CURVE_COLORS,
    GRAY,
    LINE_HEIGHT,
    WIDTH,
    Figure,
    add_axes,
    count_noun,
    drawing_to_figure,
    measure_text,
    new_drawing,
    short_number,
    text_style,
    to_points,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

Curves: TypeAlias = dict[str, NDArray[np.float64]]

COSTS = ("J", "J_content", "J_style")
LEFT, TOP, BOTTOM, LABEL_GAP = 56, 10, 48, 12  # margins of the axes, and between a curve's end and its label


def costs(steps: Iterable[Any] | Mapping[str, Sequence[float]], height: int = 320) -> Figure:
    """Plot J, J_content and J_style over the steps.

    `steps` are the steps of `nst.stylize`, or a dict {name: list of numbers} from your own loop. Raises NstError for
    anything else, and for a curve without any number above zero.
    """
    curves = {name: positive_values(name, values) for name, values in cost_lists(steps).items()}
    return drawing_to_figure(plot_costs(curves, height), count_noun(len(curves), "curve"), describe_curves(curves))


def cost_lists(steps: Iterable[Any] | Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    """{name: numbers}, from the engine's steps or from such a dict."""
    steps = dict(steps) if isinstance(steps, Mapping) else list(steps)
    if not steps:
        raise NstError("There is no cost to plot: keep the steps in a list, as in list(nst.stylize(C, S)).")
    if isinstance(steps, dict):
        return steps
    if not all(hasattr(step, "J_style") for step in steps):
        raise NstError("costs takes the steps of nst.stylize, or a dict such as {'J': [3.1, 2.7]}: give one of these.")
    return {name: [getattr(step, name) for step in steps] for name in COSTS}


def positive_values(name: str, values: Iterable[float]) -> NDArray[np.float64]:
    """The numbers as an array, with NaN for those that a logarithmic axis can't show."""
    try:
        numbers = np.array([float(value) for value in values])
    except (TypeError, ValueError) as error:
        raise NstError(f"{name} is not a list of numbers ({error}): keep float(J) of every step.") from error
    shown = np.isfinite(numbers) & (numbers > 0)
    if not shown.any():
        raise NstError(f"{name} has no number above zero to plot: check how it is computed and stored.")
    return np.where(shown, numbers, np.nan)


def plot_costs(curves: Curves, height: int) -> Drawing:
    """The matplotlib figure: one line per curve, with its name at its end."""
    drawing = new_drawing(WIDTH, height)
    right = max(map(measure_text, curves)) + 2 * LABEL_GAP
    ax = add_axes(drawing, LEFT, TOP, WIDTH - LEFT - right, height - BOTTOM - TOP)
    for color, (name, values) in zip(curve_colors(curves), curves.items(), strict=True):
        style = {"color": color, "linewidth": to_points(2), "solid_capstyle": "round", "label": name}
        ax.semilogy(np.arange(1, len(values) + 1), values, **style)
    style_axes(ax, curves)
    label_curves(ax, curves, height - BOTTOM - TOP)
    return drawing


def curve_colors(curves: Curves) -> list[str]:
    """One color per curve."""
    return [CURVE_COLORS[i % len(CURVE_COLORS)] for i in range(len(curves))]


def style_axes(ax: Axes, curves: Curves) -> None:
    """Plain axes; curves within two decades get round ticks 1, 2, 5, 10, 20, … instead of powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

    ax.set_xlim(1, max(2, *map(len, curves.values())))
    low, high = min(map(lower_limit, curves.values())), max(float(np.nanmax(values)) for values in curves.values())
    margin = max(1.02, (high / low) ** 0.05)
    ax.set_ylim(low / margin, high * margin)
    if high < 100 * low:
        ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.yaxis.set_major_formatter(FuncFormatter(short_number))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(axis="y", which="minor", length=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GRAY, alpha=0.25, linewidth=to_points(1))
    ax.set_xlabel("step", **text_style(), labelpad=to_points(6))
    ax.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=True))


def lower_limit(values: NDArray[np.float64]) -> float:
    """The least value of a curve, ignoring a single far outlier: J_content nearly vanishes when G starts as C."""
    values = np.sort(values[~np.isnan(values)])
    return float(values[1] if len(values) > 1 and values[1] > 100 * values[0] else values[0])


def label_curves(ax: Axes, curves: Curves, height: float) -> None:
    """Write each curve's name beside its end, spread out so that the names don't touch."""
    ends = [values[~np.isnan(values)][-1] for values in curves.values()]
    low, high = np.log(ax.get_ylim())
    heights = spread_out([height * max(0.0, (np.log(end) - low) / (high - low)) for end in ends])
    for name, y, color in zip(curves, heights, curve_colors(curves), strict=True):
        ax.annotate(
            name,
            (1, y / height),
            xycoords="axes fraction",
            textcoords="offset points",
            xytext=(to_points(LABEL_GAP), 0),
            va="center",
            annotation_clip=False,
            **text_style(color=color),
        )


def spread_out(heights: Sequence[float], spacing: float = LINE_HEIGHT) -> NDArray[np.float64]:
    """The heights, moved to be at least `spacing` apart, in the same order."""
    order = np.argsort(heights, kind="stable")
    moved = np.array(heights, float)[order]
    for _ in range(100):
        push = np.clip(spacing - np.diff(moved), 0, None) / 2
        moved[:-1] -= push
        moved[1:] += push
    return moved[np.argsort(order)]


def describe_curves(curves: Curves) -> str:
    """The alt text: how many steps, and where each curve begins and ends."""
    parts = []
    for name, values in curves.items():
        shown = values[~np.isnan(values)]
        parts.append(f"{name} goes from {shown[0]:.2g} to {shown[-1]:.2g}")
    steps = max(map(len, curves.values()))
    return f"Costs over {count_noun(steps, 'step')} on a logarithmic axis: {', '.join(parts)}."
