"""Play, pause, step, back, anew, and the timeline."""

from ipywidgets import HBox, IntSlider, Layout, VBox

from .controls import Quietly, button, choice


class Transport(VBox):
    """The buttons of a player. `orders` has play(), pause(), step(), back(), again(), look(step), follow(number).

    `more` are further buttons beside them. `show_status` and `show_time` tell what the run does, and give no orders.
    """

    def __init__(self, orders, *more):
        self._quietly, self._orders = Quietly(), orders
        self.play = button("Play", "Let J be minimised, step by step", self._toggle, "play", "primary")
        self.step = button("Step", "One step of the optimizer, and pause", orders.step, "step-forward")
        self.back = button("Back", "To the moment kept before this one; Play goes on from there", orders.back, "undo")
        self.again = button("Anew", "Begin again from the first picture, with these settings", orders.again, "refresh")
        self.timeline = IntSlider(
            0,
            min=0,
            max=1,
            description="step",
            tooltip="Moments of this run: look at any; Play goes on from there",
            layout=Layout(width="auto", flex="1 1 auto"),
        )
        self.ways = choice("way", "Going back begins another way; the former ones are kept here", [("this way", 0)], 0)
        self.ways.layout.display = "none"
        buttons = HBox([self.play, self.step, self.back, self.again, *more])
        buttons.add_class("nst-buttons")
        super().__init__([buttons, self.timeline, self.ways])
        self.add_class("nst-transport")
        self.playing = False
        self.timeline.observe(self._looked, "value")
        self.ways.observe(self._followed, "value")

    def show_status(self, status):
        """The button says what it would do next."""
        self.playing = status in ("playing", "waiting")
        self.play.description, self.play.icon = ("Pause", "pause") if self.playing else ("Play", "play")
        self.play.tooltip = "Stop after this step" if self.playing else "Let J be minimised, step by step"
        self.play.disabled = self.step.disabled = status == "preparing"
        self.back.disabled = self.again.disabled = status == "preparing"

    def show_time(self, step, last):
        """The timeline ends at `last` and stands at `step`."""
        with self._quietly:
            self.timeline.max = max(1, last)
            self.timeline.value = step

    def show_ways(self, ways):
        """The `Way`s there are, the present one last."""
        options = [(f"former way to step {way.latest.step}", n) for n, way in enumerate(ways[:-1])]
        with self._quietly:
            self.ways.options = [("this way", len(ways) - 1), *reversed(options)]
            self.ways.value = len(ways) - 1
        self.ways.layout.display = "flex" if options else "none"

    def _toggle(self):
        self._orders.pause() if self.playing else self._orders.play()

    def _looked(self, change):
        if not self._quietly:
            self._orders.look(change["new"])

    def _followed(self, change):
        if not self._quietly:
            self._orders.follow(change["new"])
