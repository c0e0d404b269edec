"""Sliders, lists and buttons with tooltips that explain their effect on J; and the controls for all weights in J."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ipywidgets import HTML, Button, DOMWidget, Dropdown, FloatSlider, SelectionSlider, ToggleButtons, VBox

from ...transfer.optimizers import OPTIMIZERS, LiveParameter
from ...transfer.settings import Settings, with_content_choices
from . import render_html

FULL_WIDTH = {"width": "auto"}  # each widget creates its own layout from it
MANTISSAS = (1, 1.5, 2, 3, 5, 7)
HEADING = '<h4 class="nst-heading">{{ text }}</h4>'
FORMULA = (
    '<p class="nst-formula">J = <b class="nst-of-content">{{ alpha }}</b>·J<sub>content</sub>'
    ' + <b class="nst-of-style">{{ beta }}</b>·J<sub>style</sub></p>'
)


WEIGHTS = {
    "alpha": LiveParameter(
        "alpha",
        "α content",
        "α weighs J_content in J = α·J_content + β·J_style: the larger, the more G keeps of C",
        low=1e-4,
        high=100,
    ),
    "beta": LiveParameter(
        "beta",
        "β style",
        "β weighs J_style in J = α·J_content + β·J_style: the larger, the more G takes from S",
        low=1e-4,
        high=100,
    ),
    "tv": LiveParameter(
        "tv",
        "smoothness",
        "Weighs the total variation, which is added to J: the larger, the smoother G",
        low=0.1,
        high=100,
    ),
}
STYLE_OF_BLOCK = {1: "colors and grain", 2: "fine strokes", 3: "strokes", 4: "shapes", 5: "large shapes"}


def slider_stops(low: int, high: int, zero: bool = True) -> list[float]:
    """0, then round numbers from 10^low to 10^high, six per decade."""
    decades = [round(mantissa * 10.0**e, 8) for e in range(low, high) for mantissa in MANTISSAS]
    return [*([0.0] if zero else []), *decades, 10.0**high]


def nearest_stop(stops: Sequence[float], value: float) -> float:
    """The stop nearest to a value on a logarithmic scale."""
    if value <= 0:
        return stops[0]
    return min((stop for stop in stops if stop > 0), key=lambda stop: abs(math.log(stop / value)))


def log_slider(parameter: LiveParameter, value: float, zero: bool = False) -> SelectionSlider:
    """A slider over round numbers on a logarithmic scale, starting at 0 if `zero`."""
    low, high = (round(math.log10(end)) for end in (parameter.low, parameter.high))
    stops = slider_stops(low, high, zero)
    return SelectionSlider(
        options=[(f"{stop:g}", stop) for stop in stops],
        value=nearest_stop(stops, value),
        description=parameter.label,
        tooltip=parameter.description,
        layout=FULL_WIDTH,
    )


def weight_slider(name: str, value: float) -> SelectionSlider:
    """The slider for alpha, beta or tv."""
    return log_slider(WEIGHTS[name], value, zero=True)


def layer_slider(layer: str, value: float) -> FloatSlider:
    """The slider for the weight of a style layer, 0 to 1."""
    style = STYLE_OF_BLOCK[int(layer[len("block")])]
    tooltip = f"Weighs the cost of {layer} in J_style: the larger, the more G takes from the {style} of S"
    return FloatSlider(
        value, min=0, max=1, step=0.05, description=layer, tooltip=tooltip, readout_format=".2f", layout=FULL_WIDTH
    )


def dropdown(label: str, tooltip: str, options: Sequence[Any], value: Any) -> Dropdown:
    """A dropdown list; `options` are values, or pairs of a label and a value."""
    return Dropdown(options=options, value=value, description=label, tooltip=tooltip, layout=FULL_WIDTH)


def make_button(label: str, tooltip: str, on_click: Callable[[], object], icon: str = "", style: str = "") -> Button:
    """A button; `on_click` takes no argument."""
    button = Button(description=label, tooltip=tooltip, icon=icon, button_style=style, layout=FULL_WIDTH)
    button.on_click(lambda _: on_click())
    return button


def heading(text: str) -> HTML:
    """A line above a group of controls."""
    return HTML(render_html(HEADING, text=text))


def group(*widgets: DOMWidget) -> VBox:
    """Controls stacked vertically."""
    box = VBox(widgets)
    box.add_class("nst-group")
    return box


class SilentUpdates(threading.local):
    """Whether the program is setting values: `with silent:` around the code, `if silent: return` in observers.

    The flag is per thread: the user may move one slider while the run's thread moves another.
    """

    depth = 0

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_: object) -> None:
        self.depth -= 1

    def __bool__(self) -> bool:
        return self.depth > 0


def set_value(widget: Any, value: Any) -> None:
    """Sets a slider or list to its nearest value."""
    if isinstance(widget, SelectionSlider):
        value = nearest_stop([stop for _, stop in widget.options], value)
    with contextlib.suppress(Exception):  # a number box, which may be in the middle of editing
        widget.value = value


class WeightControls:
    """Sliders for α, β, smoothness and the weight of each layer; the content layer, the optimizer and its settings.

    `on_change(**changes)` is called with the user's changes; `show(settings)` sets the controls silently.
    `beside_content` and `beside_style` are the boxes that hold them.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        settings = with_content_choices(settings or Settings())
        self.on_change: Callable[..., object] = lambda **changes: None
        self._silent = SilentUpdates()
        self.weights = {name: weight_slider(name, getattr(settings, name)) for name in WEIGHTS}
        self.layers = {layer: layer_slider(layer, weight) for layer, weight in settings.style_layers.items()}
        self.content_layer = dropdown(
            "content layer",
            "The layer that J_content compares: a shallow one keeps every pixel, a deep one only the layout",
            sorted(settings.content_layers),
            next(iter(settings.content_layers)),
        )
        self.optimizer = ToggleButtons(
            options=[(entry.label, name) for name, entry in OPTIMIZERS.items()],
            description="optimizer",
            tooltips=[entry.description for entry in OPTIMIZERS.values()],
            style={"button_width": "5.5em"},
        )
        parameters = {one.name: one for entry in OPTIMIZERS.values() for one in entry.live_parameters}
        self.optimizer_settings = {
            name: log_slider(parameter, getattr(settings, name)) for name, parameter in parameters.items()
        }
        self.formula = HTML()
        self.beside_content = group(self.formula, *self.weights.values(), self.content_layer)
        self.beside_style = group(
            heading("λ of the style layers"), *self.layers.values(), self.optimizer, *self.optimizer_settings.values()
        )
        self.show(settings)
        self._observe()

    def values(self) -> dict[str, Any]:
        """The settings shown by the controls."""
        return {
            **{name: slider.value for name, slider in self.weights.items()},
            "style_layers": {layer: slider.value for layer, slider in self.layers.items()},
            "content_layers": {self.content_layer.value: 1.0},
            "optimizer": self.optimizer.value,
            **{name: slider.value for name, slider in self.optimizer_settings.items()},
        }

    def show(self, settings: Settings) -> None:
        """Sets all controls to the values nearest to `settings`."""
        with self._silent:
            for name, slider in {**self.weights, **self.optimizer_settings}.items():
                set_value(slider, getattr(settings, name))
            for layer, slider in self.layers.items():
                set_value(slider, settings.style_layers[layer])
            set_value(
                self.content_layer, max(settings.content_layers, key=lambda layer: settings.content_layers[layer])
            )
            set_value(self.optimizer, settings.optimizer)
        self._describe()

    def _observe(self) -> None:
        controls: Mapping[str, Any] = {
            **self.weights,
            **self.optimizer_settings,
            "content_layer": self.content_layer,
            "optimizer": self.optimizer,
        }
        for name, widget in controls.items():
            widget.observe(lambda change, name=name: self._changed(**{name: change["new"]}), "value")
        for layer, slider in self.layers.items():
            slider.observe(lambda change, layer=layer: self._changed(style_layers={layer: change["new"]}), "value")

    def _changed(self, **changes: Any) -> None:
        if not self._silent:
            self._describe()
            self.on_change(**changes)

    def _describe(self) -> None:
        live = {parameter.name for parameter in OPTIMIZERS[self.optimizer.value].live_parameters}
        for name, slider in self.optimizer_settings.items():
            slider.disabled = name not in live
        alpha, beta = (f"{self.weights[name].value:g}" for name in ("alpha", "beta"))
        self.formula.value = render_html(FORMULA, alpha=alpha, beta=beta)


class Preset(NamedTuple):
    """Settings that make one point in a lecture."""

    point: str
    changes: dict[str, Any]


STYLE_LAYERS = tuple(f"block{block}_conv1" for block in range(1, 6))


def only_blocks(*blocks: int) -> dict[str, float]:
    """Weights of the style layers, summing to 1, that keep only these blocks in J_style."""
    return {layer: 1 / len(blocks) if int(layer[5]) in blocks else 0.0 for layer in STYLE_LAYERS}


ALL_BLOCKS = only_blocks(1, 2, 3, 4, 5)
PRESETS = {
    "balanced": Preset(
        "The studio's starting point: small α, equal weights for all layers",
        {"alpha": 0.05, "beta": 1.0, "style_layers": ALL_BLOCKS},
    ),
    "content only": Preset("β = 0, so J is J_content alone: G returns to C", {"alpha": 1.0, "beta": 0.0}),
    "style only": Preset(
        "α = 0, so J is J_style alone: C dissolves into texture",
        {"alpha": 0.0, "beta": 1.0, "style_layers": ALL_BLOCKS},
    ),
    "shallow layers": Preset(
        "J_style from blocks 1 and 2: colors and grain, no shapes",
        {"alpha": 0.05, "beta": 1.0, "style_layers": only_blocks(1, 2)},
    ),
    "deep layers": Preset(
        "J_style from blocks 4 and 5: large shapes, other colors",
        {"alpha": 0.05, "beta": 1.0, "style_layers": only_blocks(4, 5)},
    ),
    "too much style": Preset(
        "α close to 0: C is barely there",
        {"alpha": 0.002, "beta": 1.0, "style_layers": ALL_BLOCKS},
    ),
}
