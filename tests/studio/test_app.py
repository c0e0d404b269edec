"""The studio, tested through its traits: each control does what it says, and shows the current state."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from ipywidgets import Button, Dropdown, FloatSlider, IntSlider, SelectionSlider, ToggleButton, ToggleButtons
from watched_studio import agree, shown

from nst_course.studio.session import RunStatus
from nst_course.studio.widgets.controls import PRESETS, WeightControls
from nst_course.transfer.optimizers import OPTIMIZERS, LiveParameter

LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))


def test_initial_state(studio):
    assert studio.run.status == "paused"
    assert studio.parts.transport.play.description == "Play"
    assert not studio.parts.transport.play.disabled
    assert (
        studio.run.requested_settings.size,
        studio.run.requested_settings.network,
        studio.run.requested_settings.start,
    ) == (128, "pocket", "content")
    assert np.array_equal(shown(studio), studio.run.latest.picture)
    agree(studio)


def test_every_control_has_a_label_and_a_tooltip(studio):
    controls = (Button, ToggleButton, ToggleButtons, Dropdown, FloatSlider, IntSlider, SelectionSlider)
    found = [part for part in studio.parts_of() if isinstance(part, controls)]
    assert len(found) > 30
    for control in found:
        tooltips = getattr(control, "tooltips", ()) or [control.tooltip or ""]
        assert control.description, control
        assert all(len(tooltip) > 10 for tooltip in tooltips), (control.description, tooltips)
    labels = [control.description for control in found]
    assert {label for label in labels if labels.count(label) > 1} <= {"Upload…"}


@pytest.mark.parametrize("name", ["alpha", "beta", "tv", "learning_rate"])
@pytest.mark.parametrize("value", [0.1, 0.0, 1.0])
def test_sliders(studio, name, value):
    slider = {**studio.parts.weights.weights, **studio.parts.weights.optimizer_settings}[name]
    value = value or slider.options[0][1]
    slider.value = slider.options[5][1]
    slider.value = value
    studio.steps(1)
    assert getattr(studio.run.requested_settings, name) == getattr(studio.run.transfer.current_settings, name) == value
    assert getattr(studio.run.latest.settings, name) == value
    if name in ("alpha", "beta"):
        assert f"{value:g}" in studio.parts.weights.formula.value


@pytest.mark.parametrize("layer", LAYERS)
def test_layers(studio, layer):
    studio.parts.weights.layers[layer].value = 0.85
    studio.steps(1)
    expected = {**dict.fromkeys(LAYERS, 0.2), layer: 0.85}
    assert studio.run.transfer.current_settings.style_layers == expected == studio.run.latest.settings.style_layers


def test_content_layer_and_optimizer(studio):
    steering = studio.parts.weights
    assert steering.optimizer_settings["learning_rate"].disabled
    steering.content_layer.value = "block2_conv1"
    steering.optimizer.value = "adam"
    assert not steering.optimizer_settings["learning_rate"].disabled
    studio.steps(1)
    now = studio.run.transfer.current_settings
    assert now.optimizer == "adam"
    assert {layer for layer, weight in now.content_layers.items() if weight} == {"block2_conv1"}
    agree(studio)


def test_another_optimizer_needs_no_change_here(monkeypatch):
    """The registry determines everything the controls show."""
    momentum = LiveParameter("averaging", "momentum", "How much of the last step is kept", 0.01, 1)
    plain = replace(OPTIMIZERS["adam"], label="SGD", description="Follows the gradient", live_parameters=(momentum,))
    monkeypatch.setitem(OPTIMIZERS, "sgd", plain)
    controls = WeightControls()
    assert ("SGD", "sgd") in controls.optimizer.options
    assert controls.optimizer.tooltips[-1] == plain.description
    slider, changed = controls.optimizer_settings["averaging"], []
    assert (slider.description, slider.tooltip, slider.disabled) == ("momentum", momentum.description, True)
    controls.on_change = lambda **changes: changed.append(changes)
    controls.optimizer.value = "sgd"
    slider.value = 0.1
    assert not slider.disabled
    assert controls.optimizer_settings["learning_rate"].disabled
    assert changed == [{"optimizer": "sgd"}, {"averaging": 0.1}]


@pytest.mark.parametrize("name", PRESETS)
def test_presets(studio, name):
    button = next(button for button in studio.presets if button.description == name)
    studio.parts.weights.weights["beta"].value = 7
    studio.steps(2)
    button.click()
    studio.steps(1)
    changes = PRESETS[name].changes
    for key, value in changes.items():
        assert getattr(studio.run.transfer.current_settings, key) == pytest.approx(value)
    agree(studio)


def test_a_preset_after_looking_back_resumes_from_there(studio):
    studio.steps(3)
    studio.parts.weights.weights["tv"].value = 30
    studio.steps(3)
    studio.parts.transport.timeline.value = 2
    next(button for button in studio.presets if button.description == "content only").click()
    studio.rest()
    assert studio.parts.weights.weights["tv"].value == 2
    assert (studio.run.latest.step, studio.run.requested_settings.tv, studio.run.requested_settings.beta) == (
        2,
        2.0,
        0.0,
    )
    agree(studio)


def test_play_and_pause(studio):
    play = studio.parts.transport.play
    play.click()
    studio.until(lambda: studio.run.latest.step > 5)
    assert (studio.run.status, play.description) == ("playing", "Pause")
    play.click()
    studio.rest()
    assert (studio.run.status, play.description) == ("paused", "Play")
    assert np.array_equal(shown(studio), studio.run.latest.picture)
    assert studio.parts.transport.timeline.value == studio.run.latest.step == studio.parts.transport.timeline.max
    assert f"step {studio.run.latest.step}" in studio.parts.screen.caption
    assert studio.run.precision in studio.parts.screen.caption
    assert studio.run.precision != "auto"


def test_no_step_while_nobody_is_watching(make_studio):
    studio = make_studio()
    studio.parts.screen.visibility.report("view", visible=False)
    waiting = threading.Event()
    studio.run.listeners.append(lambda run, event: run.status is RunStatus.WAITING and waiting.set())
    studio.parts.transport.play.click()
    assert waiting.wait(60)
    assert (studio.run.status, studio.run.latest.step) == (RunStatus.WAITING, 0)
    assert studio.parts.transport.play.description == "Pause"
    studio.until(lambda: studio.run.latest.step > 2)
    studio.parts.transport.play.click()
    studio.rest()


def test_live_pictures_while_it_plays(studio, wire):
    studio.parts.transport.play.click()
    for _ in range(4):
        before = len(wire.custom("picture"))
        studio.until(lambda n=before: len(wire.custom("picture")) > n)
        frame = wire.custom("picture")[-1][0]["frame"]
        wire.hear(studio.parts.screen, {"event": "shown", "frame": frame, "view": "view"})
    studio.parts.transport.play.click()
    studio.rest()
    numbers = [message["step"] for message, _ in wire.custom("picture")]
    assert numbers == sorted(numbers)


def test_looking_back_shows_that_snapshot_and_its_settings(studio):
    transport, steering = studio.parts.transport, studio.parts.weights
    studio.steps(3)
    steering.weights["alpha"].value = 10
    studio.steps(3)
    transport.timeline.value = 2
    assert np.array_equal(shown(studio), studio.run.snapshots[2].picture)
    assert (steering.weights["alpha"].value, studio.parts.curves.selected) == (0.05, 2)
    assert "step 2" in studio.parts.screen.caption
    assert studio.run.latest.step == 6  # viewing changes nothing
    assert len(studio.run.branches) == 1
    transport.timeline.value = 6
    assert (steering.weights["alpha"].value, studio.parts.curves.selected) == (10, None)
    transport.back.click()
    assert transport.timeline.value == 5
    studio.steps(1)  # branches off
    assert (studio.run.latest.step, len(studio.run.branches)) == (6, 2)
    assert studio.parts.curves.selected is None
    agree(studio)


def test_earlier_branches_can_be_looked_at(studio):
    transport = studio.parts.transport
    studio.steps(6)
    former = studio.run.latest
    transport.timeline.value = 2
    studio.steps(2)
    assert transport.branches.layout.display == "flex"
    _, (label, number) = transport.branches.options
    assert "6" in label  # the step it reached
    transport.branches.value = number
    assert np.array_equal(shown(studio), former.picture)
    assert transport.timeline.max == 6
    transport.timeline.value = 4
    assert np.array_equal(shown(studio), studio.run.branches[number].snapshots.kept[4].picture)
    transport.play.click()
    studio.until(lambda: studio.run.latest.step > 5)
    transport.play.click()
    studio.rest()
    assert len(studio.run.branches) == 3
    assert studio.run.snapshots[4] is studio.run.branches[number].snapshots.kept[4]
    transport.branches.value = transport.branches.options[0][1]
    assert np.array_equal(shown(studio), studio.run.latest.picture)


def test_a_slider_after_looking_back_resumes_from_there(studio):
    studio.steps(5)
    studio.parts.transport.timeline.value = 3
    studio.parts.weights.weights["alpha"].value = 20
    studio.rest()
    assert (studio.run.latest.step, studio.run.requested_settings.alpha) == (3, 20)
    studio.steps(1)
    agree(studio)
    assert [snapshot.step for snapshot in studio.run.snapshots] == [0, 1, 2, 3, 4]


def test_while_looking_back_nothing_else_is_shown(studio, fake_transfer, monkeypatch):
    monkeypatch.setattr(fake_transfer, "before_step", staticmethod(lambda run: time.sleep(0.01)))
    studio.parts.transport.play.click()
    studio.until(lambda: studio.parts.transport.timeline.max > 20)
    studio.parts.transport.timeline.value = 4
    studio.rest()
    assert studio.run.status == "paused"
    assert studio.parts.transport.timeline.value == 4
    assert np.array_equal(shown(studio), studio.run.snapshots[4].picture)
