"""The explorers' live runs: play, pause, restart; they wait while hidden, and end with the explorer."""

import re
import threading
import time

import numpy as np
import pytest

from nst_course import NstError
from nst_course.studio.explorers.balance_explorer import BalanceExplorer, InterleavedRuns
from nst_course.studio.explorers.gram_explorer import GramExplorer
from nst_course.studio.explorers.layer_explorer import LayerExplorer
from nst_course.studio.session import BackgroundRun, RunEvent, RunStatus
from nst_course.studio.widgets.visibility import Visibility

SOON = 60  # seconds, the most a test waits
KINDS = [LayerExplorer, pytest.param(GramExplorer, marks=pytest.mark.slow), BalanceExplorer]


def set_visible(wire, screen, visible=True):
    wire.hear(screen, {"event": "alive", "view": "a", "visible": visible})


def until(condition):
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def run_threads():
    return [thread for thread in threading.enumerate() if thread.name == "nst-run"]


@pytest.fixture
def started(explored, wire):
    """A visible explorer of this kind that plays a few steps."""

    def start(kind, steps=3, **options):
        one = explored(kind, **options)
        for screen in one.player.screens:
            screen.visibility = Visibility(clock=lambda: 0.0)  # no need to report visibility every second
        set_visible(wire, one.player.screens[-1])
        one.player.steps = steps
        one.player.play_button.click()
        return one

    return start


@pytest.mark.parametrize("kind", KINDS)
def test_it_plays_its_steps_and_rests(kind, started):
    one = started(kind)
    assert one.player.play_button.description == "Pause"
    until(lambda: one.player.run.latest and not one.player.playing)
    assert one.player.run.wait(SOON)
    until(lambda: one.player.play_button.description == "Play")
    for screen in one.player.screens:
        assert screen.still_png
        assert "step\u00a03" in screen.caption
    one.player.play_button.click()
    assert one.player.run.wait(SOON)
    assert all("step\u00a06" in screen.caption for screen in one.player.screens)


@pytest.mark.parametrize("kind", KINDS)
def test_it_waits_while_hidden(kind, started, wire):
    one = started(kind, steps=100_000)
    player = one.player
    until(lambda: player.run.latest and player.run.latest.step > 1)
    set_visible(wire, player.screens[-1], False)
    until(lambda: player.run.status is RunStatus.WAITING)
    step = player.run.latest.step
    time.sleep(0.3)
    assert player.run.latest.step == step
    set_visible(wire, player.screens[0])
    until(lambda: player.run.latest.step > step)
    player.play_button.click()
    assert player.run.wait(SOON)
    assert player.run.status is RunStatus.PAUSED


@pytest.mark.parametrize("kind", KINDS)
def test_close_ends_the_run(kind, started):
    before = run_threads()
    one = started(kind, steps=100_000)
    (thread,) = [thread for thread in run_threads() if thread not in before]
    until(lambda: one.player.run.latest)
    one.close()
    thread.join(SOON)
    assert not thread.is_alive()
    assert one.player.run.status is RunStatus.CLOSED


@pytest.mark.parametrize("kind", KINDS)
def test_restart_starts_over(kind, started):
    one = started(kind)
    assert one.player.run.wait(SOON)
    first = one.player.screens[0].still_png
    run = one.player.run
    one.player.restart_button.click()
    assert run.wait(SOON)
    assert one.player.run is run
    assert all("step\u00a03" in screen.caption for screen in one.player.screens)
    assert one.player.screens[0].still_png == first


def test_another_layer_starts_over_from_noise(started):
    one = started(LayerExplorer)
    assert one.player.run.wait(SOON)
    run = one.player.run
    one.layer.value = "block5_conv1"
    assert run.wait(SOON)
    assert one.player.run is run
    settings = run.current_settings
    assert {layer for layer, weight in settings.content_layers.items() if weight} == {"block5_conv1"}
    assert (settings.alpha, settings.beta, run.latest.step) == (1, 0, 0)
    assert "block5_conv1" in one.player.screens[0].caption
    one.player.play_button.click()
    assert run.wait(SOON)
    assert run.latest.step == 3


def test_another_picture_plays_on(started):
    one = started(LayerExplorer, steps=100_000)
    former = one.player.run
    one.chooser.choose("portrait")
    assert former.status is RunStatus.CLOSED
    assert one.player.run is not former
    until(lambda: one.player.run.latest and one.player.run.latest.step)
    assert one.player.playing


def test_the_texture_uses_the_layers_up_to_the_one_chosen(started):
    one = started(GramExplorer, layer="block3_conv1")
    run = one.player.run
    assert run.wait(SOON)
    third = pytest.approx(1 / 3)
    assert [*run.current_settings.style_layers.values()] == [third, third, third, 0, 0]
    one.layer.value = "block1_conv1"
    one.chooser.choose("mosaic")
    assert run.wait(SOON)
    assert [*run.current_settings.style_layers.values()] == [1, 0, 0, 0, 0]
    assert run.latest.style.name == "mosaic"


@pytest.mark.slow
def test_a_failure_is_reported_and_restart_recovers(started):
    one = started(LayerExplorer)
    make_run = one.player.make_run
    assert one.player.run.wait(SOON)

    class Failing(BackgroundRun):
        """A run whose gate fails at the first step."""

        def __init__(self, gate):
            run = make_run(gate)
            run.close()
            super().__init__(run.content, run.style, gate=self.refuse, size=32)

        def refuse(self):
            raise NstError("There is no light here.")

    one.player.rebuild()
    one.player.make_run = Failing
    one.player.play_button.click()
    until(lambda: "There is no light here." in one.player.message.value)
    until(lambda: one.player.play_button.description == "Play")
    one.player.make_run = make_run
    one.player.restart_button.click()
    until(lambda: one.player.run.latest and one.player.run.latest.step == 3)
    assert not one.player.message.value


# The balance: interleaved runs equal separate ones.


@pytest.mark.slow
@pytest.mark.parametrize("ratios", [(10, 0.1), (3, 1, 0.01)])
def test_interleaved_runs_are_like_separate_ones(small_network, pictures, ratios):
    options = {"size": 32, "tv": 1, "network": "vgg19", "precision": "float32"}
    separate = [separate_run(pictures, ratio, options) for ratio in ratios]
    shared = BackgroundRun(*pictures, alpha=ratios[0], **options)
    interleaved, found = InterleavedRuns(ratios), {}

    def keep(run, event):
        if event is RunEvent.STEP:
            number, snapshot = interleaved.after_step(run)
            found.setdefault((number, snapshot.step), snapshot)

    shared.listeners.append(keep)
    for again in range(2):
        shared.advance(8 * len(ratios))
        assert shared.wait(SOON)
        for number, snapshots in enumerate(separate):
            for expected in snapshots:
                snapshot = found[number, expected.step]
                assert snapshot.J == pytest.approx(expected.J, rel=1e-3)
                assert np.abs(snapshot.picture.astype(int) - expected.picture).mean() < 1
        found.clear()
        if not again:
            shared.restart()
    shared.close()


def separate_run(pictures, alpha, options):
    """The snapshots of the first eight steps."""
    run, snapshots = BackgroundRun(*pictures, alpha=alpha, **options), []
    run.listeners.append(lambda run, event: event is RunEvent.STEP and snapshots.append(run.latest))
    run.advance(8)
    assert run.wait(SOON)
    run.close()
    assert len(snapshots) == 8
    return snapshots


def test_ratios_differ_and_the_bars_show_their_costs(started):
    one = started(BalanceExplorer, steps=12)
    assert one.player.run.wait(SOON)
    snapshots = [one.player.snapshots[n] for n in range(5)]
    assert [snapshot.step for snapshot in snapshots] == [12] * 5
    assert snapshots[0].J_content < snapshots[-1].J_content
    assert snapshots[0].J_style > snapshots[-1].J_style
    for snapshot, bars in zip(snapshots, one.cost_bars, strict=True):
        assert f"<b>{snapshot.J_content:.2g}</b>" in bars.value
        assert f"<b>{snapshot.J_style:.2g}</b>" in bars.value
    widths = [int(re.search(r"width: (\d+)%", bars.value)[1]) for bars in one.cost_bars]  # of J_content
    costs = [snapshot.J_content for snapshot in snapshots]
    assert max(widths) == round(100 * max(costs) / one.largest_costs["content"])
    assert widths.index(max(widths)) == costs.index(max(costs))
    one.style_chooser.choose("mosaic")
    assert not any(bars.value for bars in one.cost_bars)
    assert one.player.run is None
