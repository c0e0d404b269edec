"""The studio: widgets around a style transfer that a class can watch and change."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from ipywidgets import HTML, Box, HBox, ToggleButton, VBox

from .command_queue import preload
from .controller import Controller, StudioParts
from .export import Exporter
from .named_picture import NamedPicture
from .session import BackgroundRun
from .timeline import Snapshot
from .widgets import render_html
from .widgets.controls import FULL_WIDTH, PRESETS, WeightControls, heading, make_button
from .widgets.cost_curves import CostCurves
from .widgets.panels import RunSetup, SavePanel, Transport
from .widgets.picture_chooser import DrawingPad, PictureChooser
from .widgets.screen import Screen

PICTURE_HEIGHT, PRESENTER_HEIGHT = "min(54vh, 44rem)", "min(60vh, 60rem)"
CURVES_HEIGHT = "15rem"
MESSAGE = (
    '{% if text %}<p class="nst-message{% if wrong %} nst-wrong{% endif %}" role="status">{{ text }}</p>{% endif %}'
)


class Studio(VBox):
    """Watch G form, and change any setting while it does. `run` is the `BackgroundRun` behind the widgets.

    `content` and `style` are names of built-in pictures; others can be uploaded. Files are saved in `folder`; if it is
    None, the browser downloads them. `presenter` starts with large type. `setup` may contain `size` (the long side of G
    in pixels), `network` ("pocket" or "vgg19"), `start` and `seed`. While the studio is not visible, no steps are
    computed. Raises NstError for an unknown picture or option.
    """

    def __init__(
        self,
        content: str = "louvre",
        style: str = "swirl",
        *,
        folder: str | Path | None = ".",
        presenter: bool = False,
        **setup: Any,
    ) -> None:
        preload()
        self.message = HTML()
        self.presenter = ToggleButton(description="Presenter", tooltip="Large type for the back row", layout=FULL_WIDTH)
        self.presenter.add_class("nst-presenting")
        self.parts = StudioParts(
            content=PictureChooser("content", content),
            style=PictureChooser("style", style, pad=DrawingPad()),
            weights=WeightControls(),
            setup=RunSetup(**setup),
            transport=Transport(self.presenter),
            screen=Screen(height=PICTURE_HEIGHT),
            curves=CostCurves(height=CURVES_HEIGHT),
        )
        self.controller = Controller(self.parts, self.tell)
        self.exporter = Exporter(self._snapshots, self._metadata, self._pictures)
        screen = self.parts.screen
        self.save_panel = SavePanel(
            self.exporter, self.controller.shown, folder, screen.download, screen.copy, self.tell
        )
        self.presets = [
            make_button(name, preset.point, partial(self.controller.apply_preset, preset.changes))
            for name, preset in PRESETS.items()
        ]
        super().__init__([self._arrange()])
        for name in ("nst", "nst-studio"):
            self.add_class(name)
        self.presenter.observe(self._enlarge, "value")
        self.presenter.value = presenter

    @property
    def run(self) -> BackgroundRun:
        """The run; a different content, size or network creates a new one."""
        return self.controller.run

    def tell(self, sentence: str, wrong: bool = False) -> None:
        """Shows a sentence below the picture; an empty one removes it."""
        self.message.value = render_html(MESSAGE, text=sentence, wrong=wrong)

    def close(self) -> None:
        """Ends the run and removes the widgets."""
        if hasattr(self, "controller"):
            self.run.close()
        super().close()

    def __repr__(self) -> str:
        return "The studio: run the notebook to use it."

    def _arrange(self) -> Box:
        parts = self.parts
        presets = HBox(self.presets)
        presets.add_class("nst-buttons")
        areas = {
            "content": VBox([parts.content, parts.weights.beside_content]),
            "generated": VBox([parts.screen, parts.transport, presets, self.message]),
            "style": VBox([parts.style, parts.weights.beside_style]),
            "setup": parts.setup,
            "costs": VBox([heading("Costs"), parts.curves]),
            "save": self.save_panel,
        }
        for name, widget in areas.items():
            widget.add_class(f"nst-area-{name}")
        grid = Box([*areas.values()])
        grid.add_class("nst-grid")
        return grid

    def _pictures(self) -> list[NamedPicture]:
        return [self.run.content, *self.controller.branch().styles()]

    def _metadata(self, snapshot: Snapshot | None = None, **options: Any) -> dict[str, Any]:
        return self.run.metadata(snapshot or self.controller.shown(), self.controller.branch(), **options)

    def _snapshots(self) -> list[Snapshot]:
        branch, shown = self.controller.branch(), self.controller.shown()
        kept = [snapshot for snapshot in branch.snapshots.kept if shown and snapshot.step < shown.step]
        return [*kept, shown] if shown else kept

    def _enlarge(self, change: Any) -> None:
        (self.add_class if change["new"] else self.remove_class)("nst-presenter")
        self.parts.screen.height = PRESENTER_HEIGHT if change["new"] else PICTURE_HEIGHT
