"""A live run with a Play button: one screen, or several whose runs take turns."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from ipywidgets import HTML, HBox, VBox

from ..session import BackgroundRun, RunEvent, RunStatus
from ..timeline import Snapshot
from ..widgets import render_html
from ..widgets.controls import make_button
from ..widgets.screen import Screen

CAPTION_INTERVAL = 0.25  # seconds between two captions of a screen
IDLE, PREPARING, FAILED = "Press Play", "Preparing…", "No picture"  # in place of a picture
PLAY_BUTTON, PAUSE_BUTTON = ("Play", "play"), ("Pause", "pause")  # label and icon
MESSAGE = '{% if text %}<p class="nst-message nst-wrong" role="status">{{ text }}</p>{% endif %}'


class Player(VBox):
    """Play, pause and restart a run, which `make_run(gate)` creates when Play is first pressed.

    Each press of Play takes `steps` steps on each of `screen_count` screens, as long as one of them is visible.
    `assign(run)` returns the screen that the latest step belongs to, and its `Snapshot`. `on_costs(number, snapshot)`
    gets the costs of a screen a few times a second. `goal` tells the user what Play does to J.
    """

    def __init__(
        self,
        make_run: Callable[[Callable[[], bool]], BackgroundRun],
        *,
        steps: int,
        goal: str,
        height: str,
        screen_count: int = 1,
        assign: Callable[[BackgroundRun], tuple[int, Snapshot | None]] = lambda run: (0, run.latest),
        on_costs: Callable[[int, Snapshot], object] = lambda number, snapshot: None,
    ) -> None:
        self.make_run, self.steps, self.goal = make_run, steps, goal
        self.run: BackgroundRun | None = None
        self.snapshots: dict[int, Snapshot] = {}  # the latest of each screen
        self._assign, self._on_costs = assign, on_costs
        self._lock, self._captioned_at = threading.RLock(), dict[int, float]()
        self._titles = [""] * screen_count
        self.screens = [Screen(placeholder=IDLE, height=height) for _ in range(screen_count)]
        self.play_button = make_button(PLAY_BUTTON[0], goal, self._toggle, PLAY_BUTTON[1], "primary")
        self.restart_button = make_button("Restart", "Start over from the first picture", self.restart, "refresh")
        self.message = HTML()
        buttons = HBox([self.play_button, self.restart_button])
        buttons.add_class("nst-buttons")
        self.bar = VBox([buttons, self.message])
        super().__init__([*self.screens, self.bar])
        self.add_class("nst-player")

    @property
    def playing(self) -> bool:
        """Whether there are steps left to take."""
        return self.run is not None and self.run.playing

    def play(self) -> None:
        """Take another `steps` steps on each screen."""
        with self._lock:
            self.show_message("")
            if self.run is None:
                self._clear(PREPARING)
                self.run = self.make_run(self.is_visible)
                self.run.listeners.append(self._on_event)
            self.run.advance(self.steps * len(self.screens))
        self._show_state()

    def pause(self) -> None:
        """Stop after the step being computed."""
        if self.run:
            self.run.pause()
        self._show_state()

    def restart(self) -> None:
        """Start over from the first picture, and play."""
        if self.run and self.run.status is RunStatus.FAILED:
            self.rebuild()
        if self.run:
            self.run.restart()
        self.play()

    def update(self, **changes: object) -> None:
        """Change the settings of the run, if there is one, and start over; keep playing if it was."""
        if self.run is None:
            return
        playing = self.playing
        self.run.pause()
        self.run.update(**changes)
        self.run.restart()
        self.play() if playing else self._clear(IDLE)

    def rebuild(self) -> None:
        """Replace the run with a new one with the current choices; keep playing if it was."""
        playing = self.playing
        with self._lock:
            former, self.run = self.run, None
        if former:
            former.close()
        self.play() if playing else self._clear(IDLE)

    def set_title(self, title: str, number: int = 0) -> None:
        """Set the caption of a screen."""
        self._titles[number] = self.screens[number].caption = title

    def is_visible(self) -> bool:
        """Whether one of the screens is visible."""
        return any(screen.visibility.is_visible() for screen in self.screens)

    def show_message(self, text: str) -> None:
        """Show a line below the buttons; an empty text removes it."""
        self.message.value = render_html(MESSAGE, text=text)

    def close(self) -> None:
        """End the run and remove the widgets."""
        if self.run:
            self.run.close()
        super().close()

    def _toggle(self) -> None:
        self.pause() if self.playing else self.play()

    def _clear(self, placeholder: str) -> None:
        self.snapshots, self._captioned_at = {}, {}
        for screen, title in zip(self.screens, self._titles, strict=True):
            screen.placeholder, screen.caption = placeholder, title
            screen.clear()
        self._show_state()

    def _on_event(self, run: BackgroundRun, event: RunEvent) -> None:
        """Called in the run's thread."""
        number, snapshot = self._assign(run) if event is RunEvent.STEP else (0, None)
        if run is not self.run:
            return
        if snapshot:
            self.snapshots[number] = snapshot
            self.screens[number].send_live(snapshot.picture, snapshot.step)
            if time.monotonic() > self._captioned_at.get(number, 0) + CAPTION_INTERVAL:
                self._show_costs(number, snapshot)
            return
        if run.status in (RunStatus.PAUSED, RunStatus.FAILED):
            self._show_at_rest()
        if run.status is RunStatus.FAILED:
            self._show_failure(run.error or "")
        self._show_state()

    def _show_at_rest(self) -> None:
        for number, snapshot in dict(self.snapshots).items():
            self.screens[number].show_still(snapshot.picture, snapshot.step)
            self._show_costs(number, snapshot)

    def _show_failure(self, text: str) -> None:
        self.show_message(text)
        for screen in self.screens:
            screen.placeholder = FAILED

    def _show_costs(self, number: int, snapshot: Snapshot) -> None:
        self._captioned_at[number] = time.monotonic()
        if math.isfinite(snapshot.J):
            title = f"{self._titles[number]} · " if self._titles[number] else ""
            self.screens[number].caption = f"{title}step\u00a0{snapshot.step} · J\u00a0=\u00a0{snapshot.J:.2g}"
            self._on_costs(number, snapshot)

    def _show_state(self) -> None:
        self.play_button.description, self.play_button.icon = PAUSE_BUTTON if self.playing else PLAY_BUTTON
        self.play_button.tooltip = "Stop after this step" if self.playing else self.goal
