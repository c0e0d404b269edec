"""The studio on its traits: each control does what it says, and shows what is."""

import io
import time

import numpy as np
import pytest
from ipywidgets import Button, Dropdown, FloatSlider, IntSlider, SelectionSlider, ToggleButton, ToggleButtons
from PIL import Image

from nst_course.errors import NstError
from nst_course.studio.presets import PRESETS

LAYERS = tuple(f"block{b}_conv1" for b in range(1, 6))


def shown(studio):
    """The still picture on the screen."""
    return np.asarray(Image.open(io.BytesIO(studio.parts.screen._still)).convert("RGB"))


def agree(studio):
    """The controls show what is in force."""
    values, now = studio.parts.steering.values(), studio.run.now
    assert values["alpha"] == pytest.approx(now.alpha)
    assert values["beta"] == pytest.approx(now.beta)
    assert values["style_layers"] == pytest.approx(now.style_layers)
    assert now.content_layers[next(iter(values["content_layers"]))] == 1
    assert (values["optimizer"], values["learning_rate"]) == (now.optimizer, pytest.approx(now.learning_rate))


def test_at_first(studio):
    assert studio.run.status == "paused"
    assert studio.parts.transport.play.description == "Play"
    assert not studio.parts.transport.play.disabled
    assert (studio.run.now.size, studio.run.now.network, studio.run.now.start) == (128, "pocket", "content")
    assert np.array_equal(shown(studio), studio.run.latest().picture)
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
    slider = {**studio.parts.steering.weights, "learning_rate": studio.parts.steering.learning_rate}[name]
    value = value or slider.options[0][1]
    slider.value = slider.options[5][1]
    slider.value = value
    studio.steps(1)
    assert getattr(studio.run.now, name) == getattr(studio.run.engine.run.now, name) == value
    assert getattr(studio.run.latest().settings, name) == value
    if name in ("alpha", "beta"):
        assert f"{value:g}" in studio.parts.steering.formula.value


@pytest.mark.parametrize("layer", LAYERS)
def test_layers(studio, layer):
    studio.parts.steering.layers[layer].value = 0.85
    studio.steps(1)
    expected = {**dict.fromkeys(LAYERS, 0.2), layer: 0.85}
    assert studio.run.engine.run.now.style_layers == expected == studio.run.latest().settings.style_layers


def test_content_layer_and_optimizer(studio):
    steering = studio.parts.steering
    assert steering.learning_rate.disabled
    steering.content_layer.value = "block2_conv1"
    steering.optimizer.value = "adam"
    assert not steering.learning_rate.disabled
    studio.steps(1)
    now = studio.run.engine.run.now
    assert now.optimizer == "adam"
    assert {layer for layer, weight in now.content_layers.items() if weight} == {"block2_conv1"}
    agree(studio)


@pytest.mark.parametrize("name", PRESETS)
def test_presets(studio, name):
    button = next(button for button in studio.presets if button.description == name)
    studio.parts.steering.weights["beta"].value = 7
    studio.steps(2)
    button.click()
    studio.steps(1)
    changes = PRESETS[name][1]
    for key, value in changes.items():
        assert getattr(studio.run.engine.run.now, key) == pytest.approx(value)
    agree(studio)


def test_a_preset_after_a_look_back_goes_on_from_there(studio):
    studio.steps(3)
    studio.parts.steering.weights["tv"].value = 30
    studio.steps(3)
    studio.parts.transport.timeline.value = 2
    next(button for button in studio.presets if button.description == "content only").click()
    studio.rest()
    assert studio.parts.steering.weights["tv"].value == 2
    assert (studio.run.latest().step, studio.run.now.tv, studio.run.now.beta) == (2, 2.0, 0.0)
    agree(studio)


def test_play_and_pause(studio):
    play = studio.parts.transport.play
    play.click()
    studio.until(lambda: studio.run.latest().step > 5)
    assert (studio.run.status, play.description) == ("playing", "Pause")
    play.click()
    studio.rest()
    assert (studio.run.status, play.description) == ("paused", "Play")
    assert np.array_equal(shown(studio), studio.run.latest().picture)
    assert studio.parts.transport.timeline.value == studio.run.latest().step == studio.parts.transport.timeline.max
    assert f"step {studio.run.latest().step}" in studio.parts.screen.caption


def test_no_step_while_nobody_looks(make_studio):
    studio = make_studio()
    studio.parts.screen.audience.hears("view", visible=False)
    studio.parts.transport.play.click()
    end = 0
    while studio.run.status != "waiting" and end < 1000:
        end += studio.run.wait(0.01) is False
    assert (studio.run.status, studio.run.latest().step) == ("waiting", 0)
    assert studio.parts.transport.play.description == "Pause"
    studio.until(lambda: studio.run.latest().step > 2)
    studio.parts.transport.play.click()
    studio.rest()


def test_live_pictures_while_it_plays(studio, wire):
    studio.parts.transport.play.click()
    for _ in range(4):
        before = len(wire.custom("picture"))
        studio.until(lambda n=before: len(wire.custom("picture")) > n)
        frame = wire.custom("picture")[-1][0]["frame"]
        wire.hear(studio.parts.screen, {"event": "shown", "number": frame, "view": "view"})
    studio.parts.transport.play.click()
    studio.rest()
    numbers = [message["number"] for message, _ in wire.custom("picture")]
    assert numbers == sorted(numbers)


def test_looking_back_shows_that_moment_and_its_settings(studio):
    transport, steering = studio.parts.transport, studio.parts.steering
    studio.steps(3)
    steering.weights["alpha"].value = 10
    studio.steps(3)
    transport.timeline.value = 2
    assert np.array_equal(shown(studio), studio.run.moments[2].picture)
    assert (steering.weights["alpha"].value, studio.parts.curves.selected) == (0.05, 2)
    assert "step 2" in studio.parts.screen.caption
    assert studio.run.latest().step == 6  # looking changes nothing
    assert len(studio.run.ways) == 1
    transport.timeline.value = 6
    assert (steering.weights["alpha"].value, studio.parts.curves.selected) == (10, None)
    transport.back.click()
    assert transport.timeline.value == 5
    studio.steps(1)  # branches off
    assert (studio.run.latest().step, len(studio.run.ways)) == (6, 2)
    assert studio.parts.curves.selected is None
    agree(studio)


def test_former_ways_can_be_followed(studio):
    transport = studio.parts.transport
    studio.steps(6)
    former = studio.run.latest()
    transport.timeline.value = 2
    studio.steps(2)
    assert transport.ways.layout.display == "flex"
    ((_, number),) = [(label, n) for label, n in transport.ways.options if label.startswith("former way")]
    transport.ways.value = number
    assert np.array_equal(shown(studio), former.picture)
    assert transport.timeline.max == 6
    transport.timeline.value = 4
    assert np.array_equal(shown(studio), studio.run.ways[number].moments.kept[4].picture)
    transport.play.click()
    studio.until(lambda: studio.run.latest().step > 5)
    transport.play.click()
    studio.rest()
    assert len(studio.run.ways) == 3
    assert studio.run.moments[4] is studio.run.ways[number].moments.kept[4]
    transport.ways.value = next(n for label, n in transport.ways.options if label == "this way")
    assert np.array_equal(shown(studio), studio.run.latest().picture)


def test_a_slider_after_a_look_back_changes_from_there(studio):
    studio.steps(5)
    studio.parts.transport.timeline.value = 3
    studio.parts.steering.weights["alpha"].value = 20
    studio.rest()
    assert (studio.run.latest().step, studio.run.now.alpha) == (3, 20)
    studio.steps(1)
    agree(studio)
    assert [moment.step for moment in studio.run.moments] == [0, 1, 2, 3, 4]


def test_while_one_looks_back_nothing_else_is_shown(studio, pretended, monkeypatch):
    monkeypatch.setattr(pretended, "before_step", staticmethod(lambda run: time.sleep(0.01)))
    studio.parts.transport.play.click()
    studio.until(lambda: studio.parts.transport.timeline.max > 20)
    studio.parts.transport.timeline.value = 4
    studio.rest()
    assert studio.run.status == "paused"
    assert studio.parts.transport.timeline.value == 4
    assert np.array_equal(shown(studio), studio.run.moments[4].picture)


@pytest.mark.parametrize(("control", "value"), [("start", "noise"), ("seed", 7)])
def test_start_and_seed_begin_anew(studio, control, value):
    studio.steps(3)
    before = shown(studio)
    studio.parts.steering.weights["alpha"].value = 10
    getattr(studio.parts.setup, control).value = value
    studio.rest()
    assert (studio.run.latest().step, getattr(studio.run.now, control), studio.run.now.alpha) == (0, value, 10)
    assert np.array_equal(shown(studio), studio.run.latest().picture)
    assert not np.array_equal(shown(studio), before)
    assert studio.parts.transport.timeline.value == 0
    agree(studio)


def test_anew_takes_the_settings_that_are_shown(studio):
    studio.parts.setup.start.value = "noise"
    studio.steps(4)
    studio.parts.setup.start.value = "content"
    studio.rest()
    studio.parts.transport.ways.value = studio.parts.transport.ways.options[1][1]  # the former way, from noise
    studio.steps(1)
    studio.parts.transport.again.click()
    studio.rest()
    assert studio.run.latest().step == 0
    assert studio.run.now.start == studio.parts.setup.start.value


@pytest.mark.parametrize(("control", "value"), [("size", 192), ("network", "vgg19")])
def test_size_and_network_make_another_run_and_keep_the_weights(studio, control, value):
    studio.parts.steering.weights["alpha"].value = 10
    studio.parts.steering.layers["block5_conv1"].value = 0.0
    studio.steps(3)
    former = studio.run
    getattr(studio.parts.setup, control).value = value
    studio.rest()
    assert former.status == "closed"
    assert studio.run is not former
    assert (getattr(studio.run.now, control), studio.run.now.alpha) == (value, 10)
    assert studio.run.engine.run.now.style_layers["block5_conv1"] == 0
    assert studio.run.latest().step == 0
    agree(studio)


def test_a_playing_studio_plays_on_with_another_content(studio):
    studio.parts.transport.play.click()
    studio.until(lambda: studio.run.latest().step > 3)
    former = studio.run
    studio.parts.content.choose("portrait")
    studio.until(lambda: studio.run is not former and studio.run.latest() and studio.run.latest().step > 3)
    assert studio.run.content.name == "portrait"
    studio.parts.transport.play.click()
    studio.rest()


def test_presenter(make_studio):
    studio = make_studio(presenter=True, ready=False)
    assert "nst-presenter" in studio._dom_classes
    studio.presenter.value = False
    assert "nst-presenter" not in studio._dom_classes


def test_two_studios(make_studio):
    one, other = make_studio(), make_studio(style="mosaic")
    one.parts.transport.play.click()
    other.steps(3)
    one.until(lambda: one.run.latest().step > 3)
    one.parts.steering.weights["alpha"].value = 30
    one.parts.transport.play.click()
    one.rest()
    assert (other.run.latest().step, other.run.now.alpha) == (3, 0.05)
    assert other.parts.transport.play.description == "Play"
    assert one.run.status == "paused"


def test_failure_is_said_and_play_goes_on(studio, pretended):
    studio.steps(2)
    pretended.gone_wrong = True
    studio.parts.transport.play.click()
    studio.rest()
    assert "J is nan" in studio.say()
    assert "nst-wrong" in studio.say()
    assert np.array_equal(shown(studio), studio.run.latest().picture)
    assert (studio.parts.transport.play.description, studio.parts.transport.play.disabled) == ("Play", False)
    studio.steps(1)
    assert (studio.run.latest().step, studio.run.status, studio.say()) == (3, "paused", "")


@pytest.mark.parametrize(
    "options",
    [{"content": "mona"}, {"style": "mona"}, {"start": "x"}, {"network": "x"}, {"size": 3}, {"size": "x"}, {"sise": 3}],
)
def test_unknown_pictures_and_settings(make_studio, options):
    with pytest.raises(NstError) as refused:
        make_studio(ready=False, **options)
    assert str(next(iter(options.values()))) in str(refused.value) or "sise" in str(refused.value)


def test_close(make_studio):
    studio = make_studio()
    run = studio.run
    studio.close()
    assert run.status == "closed"
