"""The balance: one C and one S in several runs side by side, from all content to all style."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, VBox

from ...images import PictureSource
from ...networks import choose_network
from ...show.strips import RATIOS, check_ratios
from ..session import BackgroundRun
from ..timeline import Snapshot
from ..widgets import render_html
from ..widgets.controls import heading
from .explorer import Explorer, FigureWidget, column, compact_chooser, paragraph, row
from .player import Player

if TYPE_CHECKING:
    from ..._tensorflow import Tensor

STEPS = 120  # per run and press of Play
INPUT_SIDE = 320  # long side of C and S above the strip, in pixels
GOAL = "Start every G from C and take the same number of steps; only α/β differs"
ABOUT = (
    "One C, one S, and every G starts as C. Only α/β differs, the weight of J_content against that of J_style: a large "
    "ratio keeps G close to C; the smaller it is, the more G follows S. No G makes both costs small."
)
COSTS = {
    "content": "J_content: how far G has moved away from the content of C",
    "style": "J_style: how far G still is from the style of S",
}
BARS = """{% for name, tooltip, cost, percent in bars -%}
<div class="nst-cost" title="{{ tooltip }}"><span>J<sub>{{ name }}</sub></span><b>{{ cost }}</b>
<i class="nst-bar nst-bar-{{ name }}"><i style="width: {{ percent }}%"></i></i></div>
{%- endfor %}"""


class BalanceExplorer(Explorer):
    """Live runs side by side, from all content to all style, with one Play button for all of them.

    `content` and `style` are names of built-in pictures, or anything that `nst.load_picture` takes; `ratios` are α/β;
    `size` is the size of each G. Nothing is computed until the explorer is visible. Raises NstError for an unknown
    picture or network, and for a ratio that is not a number from 0 up.
    """

    description = "A balance explorer: run the notebook to weigh content against style in live runs side by side."

    def __init__(
        self,
        content: PictureSource = "louvre",
        style: PictureSource = "swirl",
        ratios: Sequence[float] = RATIOS[::2],
        *,
        network: str = "pocket",
        size: int = 128,
    ) -> None:
        self.network, self.size = choose_network(network), size
        self.ratios = [float(ratio) for ratio in check_ratios(ratios)]
        self.content_chooser = compact_chooser("content", content, "C: α weighs how much of it J_content keeps in G")
        self.style_chooser = compact_chooser("style", style, "S: β weighs how much of it J_style brings into G")
        self.content, self.style = FigureWidget(), FigureWidget()
        self.cost_bars = [HTML() for _ in self.ratios]
        self.snapshots: dict[int, Snapshot] = {}  # the latest snapshot shown by the bars, for each ratio
        self.largest_costs: dict[str, float] = {}  # the full length of the bars
        self._interleaved = InterleavedRuns(self.ratios)
        player = Player(
            self.make_run,
            steps=STEPS,
            goal=GOAL,
            height="14rem",
            screen_count=len(self.ratios),
            assign=self._assign_step,
            on_costs=self._show_costs,
        )
        inputs = row(
            "inputs",
            column(self.content_chooser, self.content),
            column(paragraph(ABOUT), player.bar),
            column(self.style_chooser, self.style),
        )
        strip = row("strip", *(self._ratio_column(player, number) for number in range(len(self.ratios))))
        super().__init__([inputs, strip], player, [self.content_chooser, self.style_chooser])

    def make_run(self, gate: Callable[[], bool]) -> BackgroundRun:
        """A run on which all ratios take turns: they share its network, targets and trace."""
        content, style = self.content_chooser.picture, self.style_chooser.picture
        options: dict[str, Any] = {"network": self.network, "size": self.size, "alpha": self.ratios[0], "tv": 1}
        run = BackgroundRun(content, style, gate=gate, **options)
        self._interleaved = InterleavedRuns(self.ratios)
        return run

    def update_display(self) -> None:
        """Show C and S."""
        for name, chooser, figure in (
            ("C", self.content_chooser, self.content),
            ("S", self.style_chooser, self.style),
        ):
            figure.show_picture(self.pixels(chooser.picture, INPUT_SIDE), f"{name}, {chooser.picture.name}")

    def on_picture(self) -> None:
        """A new C or S needs new runs, with their own bars."""
        assert self.player
        self.snapshots, self.largest_costs = {}, {}
        for bars in self.cost_bars:
            bars.value = ""
        self.player.rebuild()

    def _ratio_column(self, player: Player, number: int) -> VBox:
        return column(heading(f"α/β = {self.ratios[number]:g}"), player.screens[number], self.cost_bars[number])

    def _assign_step(self, run: BackgroundRun) -> tuple[int, Snapshot]:
        return self._interleaved.after_step(run)

    def _show_costs(self, number: int, snapshot: Snapshot) -> None:
        """Draw the costs of all runs as bars on one scale."""
        self.snapshots[number] = snapshot
        for name in COSTS:
            self.largest_costs[name] = max(self.largest_costs.get(name, 0.0), getattr(snapshot, f"J_{name}"))
        for n, shown in list(self.snapshots.items()):
            self.cost_bars[n].value = render_html(BARS, bars=[self._bar(shown, name) for name in COSTS])

    def _bar(self, snapshot: Snapshot, name: str) -> tuple[str, str, str, str]:
        """Name, tooltip, value and length in percent of one bar."""
        cost, largest = getattr(snapshot, f"J_{name}"), self.largest_costs[name]
        percent = 100 * cost / largest if largest > 0 and math.isfinite(cost) else 0
        return name, COSTS[name], f"{cost:.2g}", f"{percent:.0f}"


class InterleavedRuns:
    """Runs that differ in α alone and take turns on one `BackgroundRun`, whose α is the first of `alphas`.

    Call `after_step` in the run's thread after each of its steps. If the run restarts, all of them do.
    """

    def __init__(self, alphas: Sequence[float]) -> None:
        self.alphas, self._current = list(alphas), 0
        self._states: dict[int, list[Tensor]] = {}
        self._snapshots: dict[int, Snapshot] = {}

    def after_step(self, run: BackgroundRun) -> tuple[int, Snapshot]:
        """Which run took the step, and its `Snapshot`; then it is the next run's turn."""
        transfer, number, snapshot = run.transfer, self._current, run.latest
        assert snapshot is not None
        if snapshot.step == 1:
            self._states, self._snapshots = {}, {}
        snapshot = own_snapshot(snapshot, self._snapshots.get(number), transfer.last_accepted)
        self._snapshots[number] = snapshot
        self._states[number] = transfer.state()
        self._current = (number + 1) % len(self.alphas)
        if self._current in self._states:
            transfer.set_state(self._states[self._current])
        else:
            transfer.restart()
        transfer.weights.alpha.assign(self.alphas[self._current])
        return number, snapshot


def own_snapshot(snapshot: Snapshot, previous: Snapshot | None, accepted: bool) -> Snapshot:
    """The snapshot with its run's own step number and its picture's costs.

    If L-BFGS rejected its trial point, G is the `previous` picture of this run.
    """
    if previous is None:
        return replace(snapshot, step=1)
    source = snapshot if accepted else previous
    costs = {name: getattr(source, name) for name in ("J", "J_content", "J_style", "style_layers")}
    return replace(snapshot, step=previous.step + 1, **costs)
