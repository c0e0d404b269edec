"""The controller passes the user's actions to the run, and the run's events to the widgets."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import NstError
from ..transfer.settings import LIVE_SETTINGS, Settings
from .session import BackgroundRun, RunEvent, RunStatus
from .timeline import Branch, Changes, Snapshot
from .widgets.controls import WeightControls
from .widgets.cost_curves import CostCurves
from .widgets.panels import RunSetup, Transport
from .widgets.picture_chooser import PictureChooser
from .widgets.screen import Screen

CAPTION_INTERVAL = 0.25  # seconds between two captions; pictures come as fast as the browser draws them
RATE_WINDOW = 2.0  # seconds over which the frame rate is averaged
SYMBOLS = {"alpha": "α", "beta": "β"}


@dataclass(frozen=True)
class StudioParts:
    """The widgets that a controller connects to a run."""

    content: PictureChooser
    style: PictureChooser
    weights: WeightControls
    setup: RunSetup
    transport: Transport
    screen: Screen
    curves: CostCurves


class Controller:
    """Connects the widgets to a run, and tracks which snapshot is shown.

    Commands come from the widgets, in whichever thread handles them; pictures and costs come in the run's thread.
    `tell(sentence, wrong=False)` shows a sentence to the user.
    """

    def __init__(self, parts: StudioParts, tell: Callable[..., object]) -> None:
        self.parts, self.tell = parts, tell
        self.run: BackgroundRun
        self._looked_at: Snapshot | None = None  # an earlier snapshot and its branch; None: the newest
        self._looked_at_branch: Branch | None = None
        self._live, self._lock = LiveView(parts), threading.RLock()
        self._connect()
        self._build(None)

    def _connect(self) -> None:
        parts = self.parts
        parts.transport.commands = self
        parts.weights.on_change = self.update
        parts.setup.on_restart, parts.setup.on_rebuild = self.restart, self.rebuild
        parts.content.observe(lambda _: self.rebuild(), "value")
        parts.style.observe(lambda _: self.change_style(), "value")
        parts.screen.on_drop(self._on_drop, lambda sentence: self.tell(sentence, wrong=True))

    # The run.

    def rebuild(self) -> None:
        """Starts a new run for a new content, size or network, with the settings shown; plays if the old one did."""
        with self._lock:
            self._build(self.run)

    def _build(self, former: BackgroundRun | None) -> None:
        parts = self.parts
        playing = former is not None and former.playing
        self._looked_at = self._looked_at_branch = None
        settings = {**parts.setup.values(), **parts.weights.values()}
        is_visible = parts.screen.visibility.is_visible
        self.run = run = BackgroundRun(parts.content.picture, parts.style.picture, gate=is_visible, **settings)
        run.listeners.append(self.on_run_event)
        parts.transport.show_status(run.status)
        parts.screen.caption = "Preparing the network…"
        if former:
            former.close()
            if playing:
                run.play()
        parts.screen.content, parts.screen.style = parts.content.picture.pixels(), parts.style.picture.pixels()
        if not former and parts.setup.start.value == "content":
            parts.screen.show_still(parts.screen.content, 0)  # G before the first step, while TensorFlow loads
        if run.status is not RunStatus.PREPARING:  # it was ready, or failed, before the listener was added
            self.on_run_event(run, RunEvent.STATUS)

    # Commands.

    def play(self) -> None:
        """Plays from the snapshot shown."""
        self._command(self._resume, self.run.play)

    def step(self) -> None:
        """Takes one step from the snapshot shown."""
        self._command(self._resume, self.run.advance)

    def pause(self) -> None:
        """Stops after this step."""
        self.run.pause()

    def back(self) -> None:
        """Shows the saved snapshot before the current one."""
        shown = self.shown()
        earlier = shown and shown.step and self.branch().snapshots.at_or_before(shown.step - 1)
        if earlier:
            self.look_at(earlier.step)

    def restart(self, **changes: Any) -> None:
        """Starts over from the first picture, with the settings, start and seed shown in the controls."""
        setup = self.parts.setup
        self._command(self._restart, {"start": setup.start.value, "seed": setup.seed.value, **changes})

    def look_at(self, step: int) -> None:
        """Pauses and shows the snapshot saved at or before a step."""
        self.run.pause()
        branch = self.branch()
        snapshot = branch.find(step)
        if snapshot is None:
            return
        is_newest = branch is self.run.branch and snapshot is branch.latest
        self._looked_at, self._looked_at_branch = (None, None) if is_newest else (snapshot, branch)
        self._show(snapshot, branch)

    def look_at_branch(self, number: int) -> None:
        """Shows the end of a branch."""
        self.run.pause()
        self._looked_at_branch = branch = self.run.branches[number]
        if branch.latest:
            self.look_at(branch.latest.step)

    def update(self, **changes: Any) -> None:
        """Changes settings from the next step on, or from the earlier snapshot shown."""
        self._command(self._update, changes)

    def change_style(self) -> None:
        """Switches to the chosen style."""
        style = self.parts.style.picture
        self.parts.screen.style = style.pixels()
        self.update(style=style)

    def apply_preset(self, changes: Changes) -> None:
        """Sets the controls and the run to a preset's settings."""
        self.parts.weights.show(self.run.requested_settings.changed(**changes))
        self.update(**changes)

    def _command(self, command: Callable[..., object], *arguments: Any) -> None:
        """Runs a command; if it is invalid, shows why."""
        try:
            with self._lock:
                command(*arguments)
            self.tell("")
        except NstError as error:
            self.tell(str(error), wrong=True)

    def _resume(self, command: Callable[[], object]) -> None:
        self._go_back_to_shown()
        command()

    def _restart(self, beginning: dict[str, Any]) -> None:
        looked_at, self._looked_at, self._looked_at_branch = self._looked_at, None, None
        if looked_at:  # its settings are the ones that are shown
            settings = {name: getattr(looked_at.settings, name) for name in LIVE_SETTINGS if name != "style"}
            self.run.update(**settings, style=looked_at.style)
        self.run.restart(**beginning)

    def _update(self, changes: Changes) -> None:
        self._go_back_to_shown()
        self.run.update(**changes)

    def _go_back_to_shown(self) -> None:
        """Makes the snapshot shown the newest."""
        if self._looked_at:
            self.run.go_back(self._looked_at.step, self._looked_at_branch)
            self._looked_at = self._looked_at_branch = None

    def _on_drop(self, name: str, data: bytes, where: str) -> None:
        chooser = self.parts.content if where == "content" else self.parts.style
        chooser.upload(name, data)

    # Display.

    def shown(self) -> Snapshot | None:
        """The snapshot on the screen, if any."""
        return self._looked_at or self.run.latest

    def branch(self) -> Branch:
        """The branch it is on."""
        return self._looked_at_branch or self.run.branch

    def shown_settings(self) -> Settings:
        """The settings it was made with; for the newest, the requested ones."""
        return self._looked_at.settings if self._looked_at else self.run.requested_settings

    def on_run_event(self, run: BackgroundRun, event: RunEvent) -> None:
        """Handles an event from the run, in the run's thread."""
        if run is not self.run or event is RunEvent.UPDATED:
            return
        if event is RunEvent.STEP:
            if not self._looked_at:
                self._live.show_step(run)
            return
        self.parts.transport.show_status(run.status)
        if run.status in (RunStatus.PAUSED, RunStatus.FAILED) and run.latest:
            if not self._looked_at:
                self._show(run.latest, run.branch)
            self.parts.transport.show_branches(run.branches)
        if run.status is RunStatus.FAILED:
            self.tell(run.error, wrong=True)

    def _show(self, snapshot: Snapshot, branch: Branch) -> None:
        """Shows a snapshot at rest: full resolution, costs, settings."""
        self._live.show_at_rest(snapshot, branch, self.run.precision)
        self.parts.weights.show(self.shown_settings())


class LiveView:
    """Shows a run as pictures, curves and a caption, each at its own rate."""

    def __init__(self, parts: StudioParts) -> None:
        self.parts = parts
        self._last_caption = 0.0
        self._sent: deque[float] = deque(maxlen=30)  # when frames were sent

    def show_step(self, run: BackgroundRun) -> None:
        """Shows another step of a playing run, in the run's thread."""
        snapshot, now = run.latest, time.monotonic()
        if snapshot is None:
            return
        if self.parts.screen.send_live(snapshot.picture, snapshot.step):
            self._sent.append(now)
        if now - self._last_caption >= CAPTION_INTERVAL:
            self._last_caption = now
            rate = self.frame_rate()
            self._show_costs(snapshot, run.branch, run.precision, f"{rate:.0f} pictures a second" if rate else "")
            self.parts.transport.show_time(snapshot.step, snapshot.step)

    def show_at_rest(self, snapshot: Snapshot, branch: Branch, precision: str) -> None:
        """Shows a snapshot that stays on screen."""
        latest = branch.latest or snapshot
        self.parts.screen.show_still(snapshot.picture, snapshot.step)
        self._show_costs(snapshot, branch, precision)
        self.parts.curves.selected = snapshot.step if snapshot is not latest else None
        self.parts.transport.show_time(snapshot.step, latest.step)

    def frame_rate(self) -> float:
        """Pictures per second sent to the browser; 0 while still unknown."""
        recent = [at for at in self._sent if at > time.monotonic() - RATE_WINDOW]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 2 else 0.0

    def _show_costs(self, snapshot: Snapshot, branch: Branch, precision: str, rate: str = "") -> None:
        cost = f"J = {snapshot.J:.3g}" if math.isfinite(snapshot.J) else ""
        self.parts.screen.caption = " · ".join(filter(None, [f"step {snapshot.step}", rate, cost, precision]))
        history = branch.cost_history
        if len(history.rows) > 1:
            self.parts.curves.show(history.array(), history.names[1:], describe_changes(branch.changes))


def describe_changes(changes: list[tuple[int, Changes]]) -> list[tuple[int, str]]:
    """(step, text) of each change, for the curves."""
    return [
        (step, "; ".join(describe_change(name, value) for name, value in values.items())) for step, values in changes
    ]


def describe_change(name: str, value: Any) -> str:
    """One change in words, such as α = 0.2."""
    if name == "restart":
        return "resumed from here"
    if name in ("style_layers", "content_layers"):
        return ", ".join(f"{layer} {weight:g}" for layer, weight in value.items() if name == "style_layers" or weight)
    if name in ("style", "optimizer"):
        return f"{name} {getattr(value, 'name', value)}"
    return f"{SYMBOLS.get(name, name.replace('_', ' '))} = {value:g}"
