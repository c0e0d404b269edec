"""The balance: the same C and S in five runs at once, from all content to all style."""

import math

from ipywidgets import HTML, HBox

from ...networks import choose_network
from ...show.strips import RATIOS, check_ratios
from ..session import BackgroundRun
from .errand import Errand
from .explorer import Explorer, column, paragraph
from .pictures import Pictures
from .plate import Plate
from .player import Player

STEPS = 120  # at one press of Play
SIDE = 320  # pixels of C and S beside the strip
GOAL = "Let each G go its way from C, all with the same number of steps: only α/β differs"
ABOUT = (
    "One C, one S, and each G begins as C. Only α/β differs, the weight of J_content against that of J_style: where it "
    "is large, G stays with C; the smaller it is, the more G is given to S. No G has both costs small."
)
COSTS = {
    "content": "J_content: how far G has gone from what is in C",
    "style": "J_style: how far G still is from the style of S",
}


class BalanceExplorer(Explorer):
    """Live runs side by side, from all content to all style, with one Play and Pause for all.

    `content` and `style` are names of built-in pictures, or anything that `nst.load_picture` takes; `ratios` are α/β;
    `size` is that of each G. Nothing is computed before somebody looks. Raises NstError for an unknown picture or
    network, and for a ratio that is no number from 0 up.
    """

    said = "The balance of content and style: runs side by side, where the notebook runs."

    def __init__(self, content="louvre", style="swirl", ratios=RATIOS[::2], *, network="pocket", size=128):
        self.network, self.size = choose_network(network), size
        self.ratios = list(check_ratios(ratios))
        self.contents = Pictures("content", content, "C: what J_content, weighed by α, keeps in G")
        self.styles = Pictures("style", style, "S: what J_style, weighed by β, brings into G")
        self.contents.description, self.styles.description = "C", "S"
        self.content, self.style = Plate(), Plate()
        self.costs = [HTML() for _ in self.ratios]
        self._moments, self._most, self._turns = {}, {}, None
        self.player = Player(
            self._run,
            number=len(self.ratios),
            steps=STEPS,
            goal=GOAL,
            height="14rem",
            took=lambda run: self._turns(run),
            told=self._told,
        )
        self.errand = Errand(self._show, self.player.say)
        super().__init__([self.player], self._arranged())
        for chosen in (self.contents, self.styles):
            chosen.observe(self._changed, "value")
        for screen in self.player.screens:
            screen.on_drop(self._dropped)

    def _arranged(self):
        middle = column(paragraph(ABOUT), self.player.bar)
        ends = column(self.contents, self.content), column(self.styles, self.style)
        top = HBox([ends[0], middle, ends[1]])
        strip = HBox([self._column(n) for n in range(len(self.ratios))])
        for box, name in ((strip, "strip"), (top, "ends")):
            box.add_class(f"nst-{name}")
        return [top, strip]

    def _column(self, number):
        heading = HTML(f'<h4 class="nst-heading">α/β = {self.ratios[number]:g}</h4>')
        return column(heading, self.player.screens[number], self.costs[number])

    def _show(self):
        """C and S, as they are chosen."""
        self.content.put(self.contents.pixels(SIDE), f"C, {self.contents.value}")
        self.style.put(self.styles.pixels(SIDE), f"S, {self.styles.value}")

    def _told(self, number, moment):
        """The costs of one run, as bars on one scale for all."""
        self._moments[number] = moment
        for name in COSTS:
            self._most[name] = max(self._most.get(name, 0), getattr(moment, f"J_{name}"))
        for n, moment in list(self._moments.items()):
            self.costs[n].value = "".join(self._bar(moment, name) for name in COSTS)

    def _bar(self, moment, name):
        cost = getattr(moment, f"J_{name}")
        share = 100 * cost / self._most[name] if self._most[name] > 0 and math.isfinite(cost) else 0
        label = f"<span>J<sub>{name}</sub></span><b>{cost:.2g}</b>"
        bar = f'<i class="nst-bar nst-bar-{name}"><i style="width: {share:.0f}%"></i></i>'
        return f'<div class="nst-cost" title="{COSTS[name]}">{label}{bar}</div>'

    def _changed(self, _):
        """Another C or S: other runs, and the bars begin anew."""
        self._moments, self._most = {}, {}
        for cost in self.costs:
            cost.value = ""
        self.ask()
        self.player.renew()

    def _dropped(self, name, data, where):
        self.upload(self.contents if where == "content" else self.styles, name, data)

    def _run(self, gate):
        from .turns import Turns

        options = {"network": self.network, "size": self.size, "alpha": self.ratios[0], "tv": 1}
        run = BackgroundRun(self.contents.source, self.styles.source, gate=gate, **options)
        self._turns = Turns(self.ratios)
        return run
