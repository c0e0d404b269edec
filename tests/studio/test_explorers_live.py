"""The live runs of the explorers: play, pause, anew; they wait when nobody looks, and end with the explorer."""

import re
import threading
import time

import numpy as np
import pytest

from nst_course import NstError
from nst_course.studio.explorers.balance import BalanceExplorer
from nst_course.studio.explorers.errand import Errand
from nst_course.studio.explorers.gram import GramExplorer
from nst_course.studio.explorers.layer import LayerExplorer
from nst_course.studio.explorers.turns import Turns
from nst_course.studio.session import BackgroundRun
from nst_course.studio.widgets.visibility import Visibility

SOON = 60  # seconds, the most that a test waits
KINDS = [LayerExplorer, GramExplorer, BalanceExplorer]


def visible(wire, screen, yes=True):
    wire.hear(screen, {"event": "alive", "view": "a", "visible": yes})


def until(true):
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def runs():
    return [thread for thread in threading.enumerate() if thread.name == "nst-run"]


@pytest.fixture
def begun(explored, wire):
    """An explorer of that kind that somebody looks at, and that plays few steps."""

    def begin(kind, steps=3, **options):
        one = explored(kind, **options)
        for screen in one.player.screens:
            screen.visibility = Visibility(clock=lambda: 0.0)  # who looks need not say so every second
        visible(wire, one.player.screens[-1])
        one.player._steps = steps * len(one.player.screens)
        one.player.toggle.click()
        return one

    return begin


@pytest.mark.parametrize("kind", KINDS)
def test_plays_its_steps_and_rests(kind, begun):
    one = begun(kind)
    assert one.player.toggle.description == "Pause"
    until(lambda: one.player.run.latest and not one.player.playing)
    assert one.player.run.wait(SOON)
    until(lambda: one.player.toggle.description == "Play")
    for screen in one.player.screens:
        assert screen.still_png
        assert "step\u00a03" in screen.caption
    one.player.toggle.click()
    assert one.player.run.wait(SOON)
    assert all("step\u00a06" in screen.caption for screen in one.player.screens)


@pytest.mark.parametrize("kind", KINDS)
def test_waits_while_nobody_looks(kind, begun, wire):
    one = begun(kind, steps=100_000)
    player = one.player
    until(lambda: player.run.latest and player.run.latest.step > 1)
    visible(wire, player.screens[-1], False)
    until(lambda: player.run.status == "waiting")
    step = player.run.latest.step
    time.sleep(0.3)
    assert player.run.latest.step == step
    visible(wire, player.screens[0])
    until(lambda: player.run.latest.step > step)
    player.toggle.click()
    assert player.run.wait(SOON)
    assert player.run.status == "paused"


@pytest.mark.parametrize("kind", KINDS)
def test_close_ends_the_run(kind, begun):
    before = runs()
    one = begun(kind, steps=100_000)
    (thread,) = [thread for thread in runs() if thread not in before]
    until(lambda: one.player.run.latest)
    one.close()
    thread.join(SOON)
    assert not thread.is_alive()
    assert one.player.run.status == "closed"


@pytest.mark.parametrize("kind", KINDS)
def test_anew_begins_again(kind, begun):
    one = begun(kind)
    assert one.player.run.wait(SOON)
    first = one.player.screens[0].still_png
    run = one.player.run
    one.player.again.click()
    assert run.wait(SOON)
    assert one.player.run is run
    assert all("step\u00a03" in screen.caption for screen in one.player.screens)
    assert one.player.screens[0].still_png == first


def test_another_layer_is_steered_to_and_begins_from_noise(begun):
    one = begun(LayerExplorer)
    assert one.player.run.wait(SOON)
    run = one.player.run
    one.layer.value = "block5_conv1"
    assert run.wait(SOON)
    assert one.player.run is run
    assert {layer for layer, weight in run.requested_settings.content_layers.items() if weight} == {"block5_conv1"}
    assert (run.requested_settings.alpha, run.requested_settings.beta, run.latest.step) == (1, 0, 0)
    assert one.player.screens[0].caption == "from block5_conv1 alone"
    one.player.toggle.click()
    assert run.wait(SOON)
    assert run.latest.step == 3


def test_another_picture_goes_on_playing(begun):
    one = begun(LayerExplorer, steps=100_000)
    former = one.player.run
    one.pictures.value = "portrait"
    assert former.status == "closed"
    assert one.player.run is not former
    until(lambda: one.player.run.latest and one.player.run.latest.step)
    assert one.player.playing


def test_the_texture_takes_the_layers_up_to_the_chosen(begun):
    one = begun(GramExplorer, layer="block3_conv1")
    run = one.player.run
    assert run.wait(SOON)
    third = pytest.approx(1 / 3)
    assert [*run.requested_settings.style_layers.values()] == [third, third, third, 0, 0]
    one.layer.value = "block1_conv1"
    one.pictures.value = "mosaic"
    assert run.wait(SOON)
    assert [*run.requested_settings.style_layers.values()] == [1, 0, 0, 0, 0]
    assert run.latest.style.name == "mosaic"


def test_a_failure_is_said(begun):
    def fail(gate):
        run = make(gate)
        run.gate = lambda: (_ for _ in ()).throw(NstError("There is no light here."))
        return run

    one = begun(LayerExplorer)
    make = one.player._make
    assert one.player.run.wait(SOON)
    one.player.renew()
    one.player._make = fail
    one.player.toggle.click()
    until(lambda: "There is no light here." in one.player.message.value)
    until(lambda: one.player.toggle.description == "Play")
    one.player._make = make
    one.player.again.click()
    until(lambda: one.player.run.latest and one.player.run.latest.step == 3)
    assert not one.player.message.value


# The balance: runs that take turns are as good as runs of their own.


@pytest.mark.parametrize("ratios", [(10, 0.1), (3, 1, 0.01)])
def test_turns_are_as_runs_of_their_own(small_network, pictures, ratios):
    options = {"size": 32, "tv": 1, "network": "vgg19", "precision": "float32"}
    shared = BackgroundRun(*pictures, alpha=ratios[0], **options)
    turns, taken = Turns(ratios), {}
    shared.listeners.append(lambda run, event: event == "step" and taken.setdefault(*keyed(turns(run))))
    for begin in range(2):
        shared.advance(8 * len(ratios))
        assert shared.wait(SOON)
        for number, ratio in enumerate(ratios):
            alone = BackgroundRun(*pictures, alpha=ratio, **options)
            moments = []
            alone.listeners.append(lambda run, event, kept=moments: event == "step" and kept.append(run.latest))
            alone.advance(8)
            assert alone.wait(SOON)
            alone.close()
            assert len(moments) == 8
            for expected in moments:
                moment = taken[number, expected.step]
                assert moment.J == pytest.approx(expected.J, rel=1e-3)
                assert np.abs(moment.picture.astype(int) - expected.picture).mean() < 1
        taken.clear()
        if not begin:
            shared.restart()
    shared.close()


def keyed(step):
    number, moment = step
    return (number, moment.step), moment


def test_ratios_differ_and_bars_tell(begun):
    one = begun(BalanceExplorer, steps=12)
    assert one.player.run.wait(SOON)
    moments = [one.player._moments[n] for n in range(5)]
    assert [moment.step for moment in moments] == [12] * 5
    assert moments[0].J_content < moments[-1].J_content
    assert moments[0].J_style > moments[-1].J_style
    for moment, cost in zip(moments, one.costs, strict=True):
        assert f"<b>{moment.J_content:.2g}</b>" in cost.value
        assert f"<b>{moment.J_style:.2g}</b>" in cost.value
    widths = [int(re.search(r"width: (\d+)%", cost.value)[1]) for cost in one.costs]  # of J_content
    most = max(moment.J_content for moment in moments)
    assert max(widths) == round(100 * most / one._most["content"])
    assert widths.index(max(widths)) == [moment.J_content for moment in moments].index(most)
    one.styles.value = "mosaic"
    assert not any(cost.value for cost in one.costs)
    assert one.player.run is None


# Work beside the controls.


def test_asked_often_done_twice():
    held, done = threading.Event(), []

    def work():
        done.append(held.wait(SOON))

    errand = Errand(work, print)
    for _ in range(5):
        errand.ask()
    held.set()
    assert errand.wait(SOON)
    assert len(done) <= 2
    errand.ask()
    assert errand.wait(SOON)
    assert done[-1]


def test_errors_become_sentences():
    said = []
    errand = Errand(lambda: [][1], said.append)
    errand.ask()
    assert errand.wait(SOON)
    assert "IndexError" in said[0]
    errand.close()
    errand.ask()
    assert errand.wait(SOON)
    assert len(said) == 1
