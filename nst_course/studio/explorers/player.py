"""A live run for an explorer: its screen, or several where runs take turns, and a button to play and pause."""

import html
import math
import threading
import time

from ipywidgets import HTML, HBox, VBox

from ..session import RunEvent, RunStatus
from ..widgets.controls import make_button
from ..widgets.screen import Screen

OFTEN = 0.25  # seconds between two captions
IDLE, BUSY = "Press Play", "Preparing…"
PLAY, PAUSE = ("Play", "play"), ("Pause", "pause")


class Player(VBox):
    """Play, Pause and Anew for a run, which is made by `make(gate)` when it is first played.

    Each time it takes `steps` steps on each of `number` screens, while somebody looks at one of them.
    `took(run)` says on which screen a step is to be seen, and its `Moment`; `told(number, moment)` hears of the costs,
    a few times a second. `goal` says what Play does to J.
    """

    def __init__(self, make, *, steps, goal, height, number=1, took=None, told=None):
        self._make, self._steps, self._goal = make, steps * number, goal
        self._took = took or (lambda run: (0, run.latest))
        self._told = told or (lambda number, moment: None)
        self._lock, self._moments, self._last, self.run = threading.RLock(), {}, {}, None
        self.titles = [""] * number
        self.screens = [Screen(placeholder=IDLE, height=height) for _ in range(number)]
        self.toggle = make_button(PLAY[0], goal, self._toggled, PLAY[1], "primary")
        self.again = make_button("Restart", "Start over from the first picture", self.anew, "refresh")
        self.message = HTML()
        buttons = HBox([self.toggle, self.again])
        buttons.add_class("nst-buttons")
        self.bar = VBox([buttons, self.message])
        super().__init__([*self.screens, self.bar])
        self.add_class("nst-player")

    @property
    def playing(self):
        """Whether steps are still to come."""
        return self.run is not None and self.run.playing

    def play(self):
        """So many steps more."""
        with self._lock:
            self.say("")
            if self.run is None:
                self._empty(BUSY)
                self.run = self._make(self.anyone)
                self.run.listeners.append(self._heard)
            self.run.advance(self._steps)
        self._show_state()

    def pause(self):
        """After the step that is being computed."""
        if self.run:
            self.run.pause()
        self._show_state()

    def anew(self):
        """From the first picture."""
        if self.run and self.run.status is RunStatus.FAILED:
            self.renew()
        if self.run:
            self.run.restart()
        self.play()

    def steer(self, **changes):
        """Changes the run, if there is one already, and lets it begin from the first picture again."""
        if self.run is None:
            return
        playing = self.playing
        self.run.pause()
        self.run.update(**changes)
        self.run.restart()
        self.play() if playing else self._empty(IDLE)

    def renew(self):
        """Another run, with the values of now."""
        playing = self.playing
        with self._lock:
            former, self.run = self.run, None
        if former:
            former.close()
        self.play() if playing else self._empty(IDLE)

    def entitle(self, title, number=0):
        """What is to be seen on a screen, in a few words."""
        self.titles[number] = self.screens[number].caption = title

    def anyone(self):
        """Whether somebody looks at one of the screens."""
        return any(screen.visibility.is_visible() for screen in self.screens)

    def say(self, sentence):
        """A line beneath the buttons."""
        text = f'<p class="nst-message nst-wrong" role="status">{html.escape(sentence)}</p>'
        self.message.value = text if sentence else ""

    def close(self):
        """Ends the run and takes the widgets away."""
        if self.run:
            self.run.close()
        super().close()

    def _toggled(self):
        self.pause() if self.playing else self.play()

    def _empty(self, placeholder):
        self._moments, self._last = {}, {}
        for screen, title in zip(self.screens, self.titles, strict=True):
            screen.placeholder, screen.caption = placeholder, title
            screen.clear()
        self._show_state()

    def _heard(self, run, event):
        """From the run's thread."""
        step = self._took(run) if event is RunEvent.STEP else None
        if run is not self.run:
            return
        if step:
            number, moment = step
            self._moments[number] = moment
            self.screens[number].send_live(moment.picture, moment.step)
            if time.monotonic() > self._last.get(number, 0) + OFTEN:
                self._tell(number, moment)
            return
        if run.status in (RunStatus.PAUSED, RunStatus.FAILED):
            self._rest()
        if run.status is RunStatus.FAILED:
            self._fail(run.error)
        self._show_state()

    def _rest(self):
        for number, moment in dict(self._moments).items():
            self.screens[number].show_still(moment.picture, moment.step)
            self._tell(number, moment)

    def _fail(self, sentence):
        self.say(sentence)
        for screen in self.screens:
            screen.placeholder = "No picture"

    def _tell(self, number, moment):
        self._last[number] = time.monotonic()
        if math.isfinite(moment.J):
            title = f"{self.titles[number]} · " if self.titles[number] else ""
            self.screens[number].caption = f"{title}step\u00a0{moment.step} · J\u00a0=\u00a0{moment.J:.2g}"
            self._told(number, moment)

    def _show_state(self):
        self.toggle.description, self.toggle.icon = PAUSE if self.playing else PLAY
        self.toggle.tooltip = "Stop after this step" if self.playing else self._goal
