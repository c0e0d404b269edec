"""The studio's panels: transport and timeline, a run's starting options, saving and copying."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ipywidgets import BoundedIntText, HBox, IntSlider, Layout, Textarea, VBox

from ...errors import NstError, check_choice
from ...networks import NETWORKS
from ...transfer.settings import settings_from
from ..command_queue import CommandQueue
from ..export import Exporter, ExportKind, command_recipe, python_recipe
from ..session import RunStatus
from ..timeline import Branch, Snapshot
from .controls import SilentUpdates, dropdown, heading, make_button

PLAY_TOOLTIP, PAUSE_TOOLTIP = "Minimize J, step by step", "Stop after this step"


class TransportCommands(Protocol):
    """The commands of a `Transport`'s buttons."""

    def play(self) -> None: ...
    def pause(self) -> None: ...
    def step(self) -> None: ...
    def back(self) -> None: ...
    def restart(self) -> None: ...
    def look_at(self, step: int) -> None: ...
    def look_at_branch(self, number: int) -> None: ...


class Transport(VBox):
    """Play, Pause, Step, Back, Restart, the timeline and the branches; `extra` are additional buttons.

    The user's actions go to `commands`; `show_status`, `show_time` and `show_branches` trigger no commands.
    """

    def __init__(self, *extra: Any) -> None:
        self.commands: TransportCommands | None = None
        self._silent = SilentUpdates()
        self.play = make_button("Play", PLAY_TOOLTIP, self._toggle, "play", "primary")
        self.step = make_button("Step", "One step of the optimizer, then pause", self._asks_for("step"), "step-forward")
        self.back = make_button(
            "Back", "Back to the previous saved step; Play resumes from there", self._asks_for("back"), "undo"
        )
        self.restart = make_button(
            "Restart", "Start over from the first picture, with these settings", self._asks_for("restart"), "refresh"
        )
        self.timeline = IntSlider(
            0,
            min=0,
            max=1,
            description="step",
            tooltip="The saved steps of this run: look at any of them; Play resumes from there",
            layout=Layout(width="auto", flex="1 1 auto"),
        )
        hint = "Resuming from an earlier step starts a new branch; the old ones are kept here"
        self.branches = dropdown("branch", hint, [("current branch", 0)], 0)
        self.branches.layout.display = "none"
        buttons = HBox([self.play, self.step, self.back, self.restart, *extra])
        buttons.add_class("nst-buttons")
        super().__init__([buttons, self.timeline, self.branches])
        self.add_class("nst-transport")
        self.playing = False
        self.timeline.observe(lambda change: self._silent or self._asks_for("look_at")(change["new"]), "value")
        self.branches.observe(lambda change: self._silent or self._asks_for("look_at_branch")(change["new"]), "value")

    def show_status(self, status: RunStatus) -> None:
        """Labels the main button with what it would do next."""
        self.playing = status in (RunStatus.PLAYING, RunStatus.WAITING)
        self.play.description, self.play.icon = ("Pause", "pause") if self.playing else ("Play", "play")
        self.play.tooltip = PAUSE_TOOLTIP if self.playing else PLAY_TOOLTIP
        for button in (self.play, self.step, self.back, self.restart):
            button.disabled = status is RunStatus.PREPARING

    def show_time(self, step: int, last: int) -> None:
        """Sets the timeline's end to `last` and its position to `step`."""
        with self._silent:
            self.timeline.max = max(1, last)
            self.timeline.value = step

    def show_branches(self, branches: Sequence[Branch]) -> None:
        """Lists the branches, the last of which is current; hidden while there is only one."""
        earlier = [
            (f"earlier branch (to step {branch.latest.step if branch.latest else 0})", number)
            for number, branch in enumerate(branches[:-1])
        ]
        with self._silent:
            self.branches.options = [("current branch", len(branches) - 1), *reversed(earlier)]
            self.branches.value = len(branches) - 1
        self.branches.layout.display = "flex" if earlier else "none"

    def _toggle(self) -> None:
        self._asks_for("pause" if self.playing else "play")()

    def _asks_for(self, command: str) -> Callable[..., Any]:
        return lambda *arguments: self.commands and getattr(self.commands, command)(*arguments)


FIRST_PICTURES = {
    "content": "C itself",
    "noise": "noise",
    "blend": "half C, half noise",
    "gray": "gray",
    "colors": "C in the colors of S",
}
SIZES = (128, 192, 256, 320, 384, 512)
NETWORK_LABELS = {"pocket": "pocket", "vgg19": "VGG-19"}
DEFAULTS = {"size": 256, "network": "pocket", "start": "content", "seed": 0}


class RunSetup(VBox):
    """The first picture, size, network and seed; `values` are the initial ones.

    `on_restart(**changes)` is called for a new first picture or seed, `on_rebuild()` for a new size or network.
    Raises NstError for unknown names and invalid values.
    """

    def __init__(self, **values: Any) -> None:
        self.on_restart: Callable[..., object] = lambda **changes: None
        self.on_rebuild: Callable[[], object] = lambda: None
        values = check_setup(values)
        self.start = dropdown(
            "start",
            "The first G, before any step; from noise, J_content has to build everything up",
            [(text, name) for name, text in FIRST_PICTURES.items()],
            values["start"],
        )
        self.seed = BoundedIntText(
            values["seed"],
            min=0,
            max=2**31 - 1,
            description="seed",
            tooltip="The seed of the noise: the same seed gives the same run",
            layout=Layout(width="auto"),
        )
        self.size = dropdown(
            "size",
            "The long side of G in pixels: at twice the size, a step takes four times as long",
            [(f"{side} px", side) for side in sorted({*SIZES, values["size"]})],
            values["size"],
        )
        self.network = dropdown(
            "network",
            "Whose activations the costs compare: pocket is quick, VGG-19 is the original",
            [(NETWORK_LABELS.get(name, name), name) for name in sorted(NETWORKS)],
            values["network"],
        )
        super().__init__([heading("The run"), self.start, self.size, self.network, self.seed])
        self.add_class("nst-setup")
        for name, widget in (("start", self.start), ("seed", self.seed)):
            widget.observe(lambda change, name=name: self.on_restart(**{name: change["new"]}), "value")
        for widget in (self.size, self.network):
            widget.observe(lambda _: self.on_rebuild(), "value")

    def values(self) -> dict[str, Any]:
        """The settings that the controls show."""
        return {name: getattr(self, name).value for name in DEFAULTS}


def check_setup(values: dict[str, Any]) -> dict[str, Any]:
    """size, network, start and seed, with defaults. Raises NstError for unknown names and invalid values."""
    for name in values:
        check_choice(name, "option of the studio", [*DEFAULTS])
    values = {**DEFAULTS, **values}
    settings_from(values)
    check_choice(values["start"], "start in the studio", [*FIRST_PICTURES])
    check_choice(values["network"], "network in the studio", [*NETWORKS])
    return values


KIND_LABELS = {
    ExportKind.PNG: ("PNG", "This picture, with its settings embedded"),
    ExportKind.GIF: ("GIF", "How the picture formed, as an animation that plays anywhere"),
    ExportKind.MP4: ("MP4", "How the picture formed, as a video"),
    ExportKind.SETTINGS: ("Settings", "Everything needed to repeat this run: nst stylize --again FILE"),
}
NO_COMMAND = "# The settings changed during the run. Save them (Settings), then:\nnst stylize --again SETTINGS.json"


class SavePanel(VBox):
    """Buttons that save pictures, videos and settings, or copy code that repeats the run.

    `shown()` returns the snapshot shown, or None. Files go into `folder`, or if it is None to the browser through
    `download(name, bytes, mime)`. `copy(text)` fills the clipboard, `tell(sentence, wrong=False)` shows a message.
    """

    def __init__(
        self,
        exporter: Exporter,
        shown: Callable[[], Snapshot | None],
        folder: str | Path | None,
        download: Callable[[str, bytes, str], object],
        copy: Callable[[str], object],
        tell: Callable[..., object],
    ) -> None:
        self.exporter, self.folder = exporter, folder
        self._shown, self._download, self._copy, self._tell = shown, download, copy, tell
        self._videos = CommandQueue("nst-export", on_error=lambda error: tell(f"Saving failed: {error}.", wrong=True))
        self.buttons = {
            kind: make_button(label, tooltip, partial(self._start, kind), "download")
            for kind, (label, tooltip) in KIND_LABELS.items()
        }
        self.python = make_button(
            "Python", "Copy the Python code that repeats this run", lambda: self._show(python_recipe), "copy"
        )
        self.command = make_button(
            "Command",
            "Copy the nst stylize command that repeats this run",
            lambda: self._show(lambda metadata: command_recipe(metadata) or NO_COMMAND),
            "copy",
        )
        self.text = Textarea(disabled=False, layout=Layout(width="auto", height="9em", display="none"))
        self.text.add_class("nst-code")
        saving, copying = HBox([*self.buttons.values()]), HBox([self.python, self.command])
        for row in (saving, copying):
            row.add_class("nst-buttons")
        super().__init__([heading("Save"), saving, heading("Copy code to reproduce this"), copying, self.text])
        self.add_class("nst-save")

    def save(self, kind: ExportKind) -> None:
        """Saves the snapshot shown; says where it is, or why it could not be saved."""
        try:
            if self.folder is None:
                name, data = self.exporter.encode(kind, self._shown())
                self._download(name, data, kind.mime)
                self._tell(f"{name} is being downloaded.")
            else:
                self._tell(f"Saved {self.exporter.save(kind, self.folder, self._shown())}.")
        except NstError as error:
            self._tell(str(error), wrong=True)

    def _start(self, kind: ExportKind) -> None:
        if kind.is_video:  # it takes seconds while the run continues
            self._tell(f"Making the {kind.name}…")
            self._videos.put(self.save, kind)
        else:
            self.save(kind)

    def _show(self, write: Callable[[dict[str, Any]], str]) -> None:
        try:
            text = write(self.exporter.metadata())
        except NstError as error:
            self._tell(str(error), wrong=True)
            return
        self.text.value, self.text.layout.display = text, "flex"
        self._copy(text)
        self._tell("Copied.")
