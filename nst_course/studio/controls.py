"""Sliders, lists and buttons, each with a label and a tooltip that says what it does to J."""

import contextlib
import math
import threading

from ipywidgets import Button, Dropdown, FloatSlider, SelectionSlider

WIDE = {"width": "auto"}  # each widget makes a layout of its own from it
MANTISSAS = (1, 1.5, 2, 3, 5, 7)


def stops(low, high, zero=True):
    """Round numbers from 10^low to 10^high, six a decade, after 0."""
    decades = [round(m * 10.0**e, 8) for e in range(low, high) for m in MANTISSAS]
    return [*([0.0] if zero else []), *decades, 10.0**high]


def nearest_stop(values, value):
    """The stop that is nearest to a value, in proportion."""
    if value <= 0:
        return values[0]
    return min((stop for stop in values if stop > 0), key=lambda stop: abs(math.log(stop / value)))


def log_slider(label, tooltip, low, high, value, zero=True):
    """A slider over round numbers on a logarithmic scale, which reaches 0."""
    values = stops(low, high, zero)
    options = [(f"{stop:g}", stop) for stop in values]
    return SelectionSlider(
        options=options, value=nearest_stop(values, value), description=label, tooltip=tooltip, layout=WIDE
    )


def weight_slider(label, tooltip, value):
    """A slider for the weight of a layer, 0 to 1."""
    return FloatSlider(
        value, min=0, max=1, step=0.05, description=label, tooltip=tooltip, readout_format=".2f", layout=WIDE
    )


def choice(label, tooltip, options, value):
    """A list to choose from."""
    return Dropdown(options=options, value=value, description=label, tooltip=tooltip, layout=WIDE)


def button(label, tooltip, pressed, icon="", style=""):
    """A button; `pressed` takes no argument."""
    made = Button(description=label, tooltip=tooltip, icon=icon, button_style=style, layout=WIDE)
    made.on_click(lambda _: pressed())
    return made


class Quietly(threading.local):
    """Whether values are being set by the program: `with quietly:` … `if quietly: return` in what observes them.

    In each thread by itself: a reader may move a slider while the run's thread moves another.
    """

    depth = 0

    def __enter__(self):
        self.depth += 1

    def __exit__(self, *_):
        self.depth -= 1

    def __bool__(self):
        return self.depth > 0


def set_value(widget, value):
    """Sets the value of a slider or list to the one nearest to `value` that it has."""
    if isinstance(widget, SelectionSlider):
        value = nearest_stop([stop for _, stop in widget.options], value)
    with contextlib.suppress(Exception):  # a number box that is being edited
        widget.value = value
