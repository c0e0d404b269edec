"""What weighs how much in J: the controls that change a run on its way."""

from ipywidgets import HTML, ToggleButtons, VBox

from ..transfer.optimizers import OPTIMIZERS
from ..transfer.settings import Settings, with_content_choices
from .controls import Quietly, choice, log_slider, set_value, weight_slider

DEPTHS = {1: "colours and grain", 2: "fine strokes", 3: "strokes", 4: "shapes", 5: "large shapes"}
NAMES = {"lbfgs": "L-BFGS", "adam": "Adam"}
WEIGHTS = {
    "alpha": (
        "α content",
        -4,
        2,
        "α weighs J_content in J = α·J_content + β·J_style: more of it, and G keeps more of C",
    ),
    "beta": ("β style", -4, 2, "β weighs J_style in J = α·J_content + β·J_style: more of it, and G takes more of S"),
    "tv": ("smoothness", -1, 2, "Weighs the total variation, which is added to J: more of it makes G smoother"),
}


class Steering:
    """Sliders for α, β, λ of each layer and more; `take(**changes)` is called with what a reader changes.

    `show(settings)` moves them without that. `beside_content` and `beside_style` are the boxes that hold them.
    """

    def __init__(self, take, settings=None):
        settings = with_content_choices(settings or Settings())
        self._take, self._quietly = take, Quietly()
        self.weights = {n: log_slider(label, tip, low, high, 1) for n, (label, low, high, tip) in WEIGHTS.items()}
        self.layers = {layer: weight_slider(*named(layer), 0) for layer in settings.style_layers}
        self.content_layer = choice(
            "content layer",
            "The layer whose activations J_content compares: shallow keeps every pixel, deep only the layout",
            sorted(settings.content_layers),
            next(iter(settings.content_layers)),
        )
        self.optimizer = ToggleButtons(
            options=[(NAMES[name], name) for name in OPTIMIZERS],
            description="optimizer",
            tooltips=[
                "Learns the curvature of J and takes long steps",
                "Takes steps of even length, the learning rate",
            ],
            style={"button_width": "5.5em"},
        )
        self.learning_rate = log_slider(
            "step size",
            "Adam's learning rate: how far each pixel moves in a step; L-BFGS finds its own",
            -3,
            0,
            0.02,
            zero=False,
        )
        self.formula = HTML()
        self.beside_content = group(self.formula, *self.weights.values(), self.content_layer)
        self.beside_style = group(
            heading("λ of the style layers"), *self.layers.values(), self.optimizer, self.learning_rate
        )
        self.show(settings)
        self._observe()

    def values(self):
        """The settings that they stand for."""
        return {
            **{name: slider.value for name, slider in self.weights.items()},
            "style_layers": {layer: slider.value for layer, slider in self.layers.items()},
            "content_layers": {self.content_layer.value: 1.0},
            "optimizer": self.optimizer.value,
            "learning_rate": self.learning_rate.value,
        }

    def show(self, settings):
        """Moves all controls to the nearest that they have to `settings`."""
        with self._quietly:
            for name, slider in self.weights.items():
                set_value(slider, getattr(settings, name))
            for layer, slider in self.layers.items():
                set_value(slider, settings.style_layers[layer])
            set_value(self.content_layer, max(settings.content_layers, key=settings.content_layers.get))
            set_value(self.optimizer, settings.optimizer)
            set_value(self.learning_rate, settings.learning_rate)
        self._describe()

    def _observe(self):
        for name, widget in [
            *self.weights.items(),
            ("content_layer", self.content_layer),
            ("optimizer", self.optimizer),
            ("learning_rate", self.learning_rate),
        ]:
            widget.observe(lambda change, name=name: self._changed(**{name: change["new"]}), "value")
        for layer, slider in self.layers.items():
            slider.observe(lambda change, layer=layer: self._changed(style_layers={layer: change["new"]}), "value")

    def _changed(self, **changes):
        if not self._quietly:
            self._describe()
            self._take(**changes)

    def _describe(self):
        self.learning_rate.disabled = self.optimizer.value != "adam"
        alpha, beta = self.weights["alpha"].value, self.weights["beta"].value
        terms = [("content", alpha), ("style", beta)]
        shown = [f'<b class="nst-of-{name}">{weight:g}</b>·J<sub>{name}</sub>' for name, weight in terms]
        self.formula.value = f'<p class="nst-formula">J = {" + ".join(shown)}</p>'


def named(layer):
    """Label and tooltip of a layer's slider."""
    depth = int(layer[len("block")])
    text = f"Weighs the cost of {layer} in J_style: more of it, and G takes more of S's {DEPTHS[depth]}"
    return layer, text


def heading(text):
    """A line above a group of controls."""
    return HTML(f'<h4 class="nst-heading">{text}</h4>')


def group(*widgets):
    """Controls below each other."""
    box = VBox(widgets)
    box.add_class("nst-group")
    return box
