"""The studio: a run of style transfer that a class can watch and steer."""

import html
from types import SimpleNamespace

from ipywidgets import HTML, Box, HBox, ToggleButton, VBox

from ..errors import NstError
from . import ahead
from .chooser import Chooser
from .controls import WIDE, button
from .curves import Curves
from .director import Director
from .keeping import Keeping
from .pad import Pad
from .presets import PRESETS
from .saving import Shelf
from .screen import Screen
from .setup import Setup
from .steering import Steering, heading
from .transport import Transport

HEIGHT, LARGE = "min(54vh, 44rem)", "min(60vh, 60rem)"  # of the picture


class Studio(VBox):
    """Widgets around a `SteeredRun`, `run`: watch G form, and turn every knob while it does.

    `content` and `style` are names of built-in pictures; others are uploaded. Files are saved into `folder`; None:
    downloaded by the browser. `setup` may hold size (the long side of G in pixels), network ("pocket" or "vgg19"),
    start and seed. No step is computed while nobody looks. Raises NstError for an unknown picture.
    """

    def __init__(self, content="louvre", style="swirl", *, folder=".", presenter=False, **setup):
        ahead.begin(content, style)
        self.message = HTML()
        self.parts = parts = SimpleNamespace()
        self.director = director = Director(parts, self._say)
        parts.content, parts.style = Chooser("content", content), Chooser("style", style, Pad())
        parts.screen, parts.curves = Screen(height=HEIGHT), Curves(height="15rem")
        self.presenter = ToggleButton(description="Presenter", tooltip="Large type for the back row", layout=WIDE)
        self.presenter.add_class("nst-presenting")
        parts.transport, parts.steering = Transport(director, self.presenter), Steering(director.steer)
        parts.setup = Setup(director.again, director.rebuild, **setup)
        self.shelf = Shelf(self._moments, self._story, self._pictures)
        screen = parts.screen
        self.keeping = Keeping(self.shelf, director.shown, folder, screen.download, screen.copy, self._say)
        self.presets = [button(name, tip, lambda c=c: self._preset(c)) for name, (tip, c) in PRESETS.items()]
        super().__init__([self._arranged()])
        for name in ("nst", "nst-studio"):
            self.add_class(name)
        parts.content.observe(director.rebuild, "value")
        parts.style.observe(director.restyle, "value")
        screen.on_drop(
            lambda name, data, where: getattr(parts, where).upload(name, data), lambda text: self._say(text, True)
        )
        self.presenter.observe(self._enlarge, "value")
        self.presenter.value = presenter
        director.rebuild()

    @property
    def run(self):
        """The `SteeredRun` of now; another content, size or network makes another."""
        return self.director.run

    def close(self):
        """Ends the run and takes the widgets away."""
        if self.run:
            self.run.close()
        super().close()

    def __repr__(self):
        return "The studio: it is alive where the notebook runs."

    def _arranged(self):
        parts = self.parts
        presets = HBox(self.presets)
        presets.add_class("nst-buttons")
        middle = VBox([parts.screen, parts.transport, presets, self.message])
        steering = parts.steering
        areas = {
            "c": VBox([parts.content, steering.beside_content]),
            "g": middle,
            "s": VBox([parts.style, steering.beside_style]),
            "setup": parts.setup,
            "costs": VBox([heading("Costs"), parts.curves]),
            "keep": self.keeping,
        }
        for name, widget in areas.items():
            widget.add_class(f"nst-{name}")
        grid = Box([*areas.values()])
        grid.add_class("nst-grid")
        return grid

    def _preset(self, changes):
        self.parts.steering.show(self.run.now.changed(**changes))
        self.director.steer(**changes)

    def _pictures(self):
        return [self.run.content, *self.director.way().styles()]

    def _story(self, moment=None, **called):
        if not self.run.latest():
            raise NstError("There is no picture yet to tell of: press Play first.")
        return self.run.story(moment or self.director.shown(), self.director.way(), **called)

    def _moments(self):
        way, shown = self.director.way(), self.director.shown()
        kept = [moment for moment in way.moments.kept if shown and moment.step < shown.step]
        return [*kept, shown] if shown else kept

    def _enlarge(self, change):
        (self.add_class if change["new"] else self.remove_class)("nst-presenter")
        self.parts.screen.height = LARGE if change["new"] else HEIGHT

    def _say(self, sentence, wrong=False):
        kind = "nst-message nst-wrong" if wrong else "nst-message"
        self.message.value = f'<p class="{kind}" role="status">{html.escape(sentence)}</p>' if sentence else ""
