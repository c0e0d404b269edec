"""Live runs for an explorer: a screen each, one button to play and pause them all."""

import html
import math
import threading
import time

from ipywidgets import HTML, HBox, VBox

from ..controls import button
from ..screen import Screen

OFTEN = 0.25  # seconds between two captions
IDLE = "Press Play"
PLAY, PAUSE = ("Play", "play"), ("Pause", "pause")


class Player(VBox):
    """Play, Pause and Anew for `number` runs, shown on `screens`.

    `make(number, gate)` gives the `SteeredRun` of a screen. Runs are made when they are first played, one after the
    other, and take `steps` steps at a time, while somebody looks at one of the screens. `told(number, moment)` hears of
    the costs, a few times a second.
    """

    def __init__(self, make, number=1, *, steps, goal, height, told=lambda number, moment: None):
        self._make, self._number, self._steps, self._goal, self._told = make, number, steps, goal, told
        self._lock, self._last, self.runs, self._done = threading.RLock(), {}, [], False
        self.titles = [""] * number
        self.screens = [Screen(placeholder=IDLE, height=height) for _ in range(number)]
        self.toggle = button(*PLAY[:1], goal, self._toggled, PLAY[1], "primary")
        self.again = button("Anew", "Begin again from the first picture", self.anew, "refresh")
        self.message = HTML()
        buttons = HBox([self.toggle, self.again])
        buttons.add_class("nst-buttons")
        self.bar = VBox([buttons, self.message])
        super().__init__([*self.screens, self.bar])
        self.add_class("nst-player")

    @property
    def playing(self):
        """Whether steps are still to come."""
        return any(run.playing for run in self.runs)

    def play(self):
        """So many steps more."""
        with self._lock:
            self.say("")
            for run in self.runs:
                run.step(self._steps)
            if not self.runs:
                self._begin_next()
        self._show_state()

    def pause(self):
        """After the steps that are being computed."""
        for run in list(self.runs):
            run.pause()
        self._show_state()

    def anew(self):
        """From the first picture."""
        if any(run.status == "failed" for run in self.runs):
            self.renew()
        for run in list(self.runs):
            run.reset()
        self.play()

    def steer(self, **changes):
        """Changes all runs, which begin from the first picture again."""
        playing = self.playing
        with self._lock:
            for run in self.runs:
                run.pause()
                run.steer(**changes)
                run.reset()
        self.play() if playing else self._empty(IDLE)

    def renew(self):
        """Other runs, with the values of now."""
        playing = self.playing
        with self._lock:
            former, self.runs = self.runs, []
        for run in former:
            run.close()
        self._empty("Preparing…" if playing else IDLE)
        if playing:
            self.play()

    def entitle(self, title, number=0):
        """What is to be seen on a screen, in a few words."""
        self.titles[number] = self.screens[number].caption = title

    def anyone(self):
        """Whether somebody looks at one of the screens."""
        return any(screen.audience.anyone() for screen in self.screens)

    def say(self, sentence):
        """A line beneath the buttons."""
        text = f'<p class="nst-message nst-wrong" role="status">{html.escape(sentence)}</p>'
        self.message.value = text if sentence else ""

    def close(self):
        """Ends the runs and takes the widgets away."""
        with self._lock:
            self._done = True
            for run in self.runs:
                run.close()
        super().close()

    def _toggled(self):
        self.pause() if self.playing else self.play()

    def _empty(self, placeholder):
        for screen, title in zip(self.screens, self.titles, strict=True):
            screen.placeholder, screen.caption = placeholder, title
            screen.clear()
        self._show_state()

    def _begin_next(self):
        """The next run; the first is there, and moves, while the others are being prepared."""
        number = len(self.runs)
        if number == self._number or self._done:
            return
        self.screens[number].placeholder = "Preparing…"
        run = self._make(number, self.anyone)
        run.step(self._steps)
        self.runs.append(run)
        run.listeners.append(self._heard)
        self._heard(run, "status")  # a run that failed at once would not say so again

    def _heard(self, run, event):
        with self._lock:
            if run not in self.runs:
                return
            number = self.runs.index(run)
            if run is self.runs[-1] and run.status != "preparing" and (run.playing or run.status == "failed"):
                self._begin_next()
        screen, moment = self.screens[number], run.latest()
        if event == "step":
            screen.put(moment.picture, moment.step)
        if event == "status":
            self._rest(run, screen, moment)
        self._tell(number, moment, event)

    def _rest(self, run, screen, moment):
        if run.status in ("paused", "failed") and moment and moment.step:
            screen.still(moment.picture, moment.step)
        if run.status == "failed":
            screen.placeholder = "No picture"
            self.say(run.error)
        self._show_state()

    def _tell(self, number, moment, event):
        now = time.monotonic()
        if moment and math.isfinite(moment.J) and (event == "status" or now > self._last.get(number, 0) + OFTEN):
            self._last[number] = now
            title = f"{self.titles[number]} · " if self.titles[number] else ""
            self.screens[number].caption = f"{title}step {moment.step} · J = {moment.J:.2g}"
            self._told(number, moment)

    def _show_state(self):
        self.toggle.description, self.toggle.icon = PAUSE if self.playing else PLAY
        self.toggle.tooltip = "Stop after this step" if self.playing else self._goal
