"""The studio: restarting, two at once, failures and closing."""

import numpy as np
import pytest
from watched_studio import agree, shown

from nst_course.errors import NstError


@pytest.mark.parametrize(("control", "value"), [("start", "noise"), ("seed", 7)])
def test_start_and_seed_restart_the_run(studio, control, value):
    studio.steps(3)
    before = shown(studio)
    studio.parts.weights.weights["alpha"].value = 10
    getattr(studio.parts.setup, control).value = value
    studio.rest()
    assert (
        studio.run.latest.step,
        getattr(studio.run.requested_settings, control),
        studio.run.requested_settings.alpha,
    ) == (0, value, 10)
    assert np.array_equal(shown(studio), studio.run.latest.picture)
    assert not np.array_equal(shown(studio), before)
    assert studio.parts.transport.timeline.value == 0
    agree(studio)


def test_restart_uses_the_settings_shown(studio):
    studio.parts.setup.start.value = "noise"
    studio.steps(4)
    studio.parts.setup.start.value = "content"
    studio.rest()
    studio.parts.transport.branches.value = studio.parts.transport.branches.options[1][
        1
    ]  # the earlier branch, from noise
    studio.steps(1)
    studio.parts.transport.restart.click()
    studio.rest()
    assert studio.run.latest.step == 0
    assert studio.run.requested_settings.start == studio.parts.setup.start.value


@pytest.mark.parametrize(("control", "value"), [("size", 192), ("network", "vgg19")])
def test_size_and_network_start_a_new_run_and_keep_the_weights(studio, control, value):
    studio.parts.weights.weights["alpha"].value = 10
    studio.parts.weights.layers["block5_conv1"].value = 0.0
    studio.steps(3)
    former = studio.run
    getattr(studio.parts.setup, control).value = value
    studio.rest()
    assert former.status == "closed"
    assert studio.run is not former
    assert (getattr(studio.run.requested_settings, control), studio.run.requested_settings.alpha) == (value, 10)
    assert studio.run.transfer.current_settings.style_layers["block5_conv1"] == 0
    assert studio.run.latest.step == 0
    agree(studio)


def test_a_playing_studio_keeps_playing_with_another_content(studio):
    studio.parts.transport.play.click()
    studio.until(lambda: studio.run.latest.step > 3)
    former = studio.run
    studio.parts.content.choose("portrait")
    studio.until(lambda: studio.run is not former and studio.run.latest and studio.run.latest.step > 3)
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
    one.until(lambda: one.run.latest.step > 3)
    one.parts.weights.weights["alpha"].value = 30
    one.parts.transport.play.click()
    one.rest()
    assert (other.run.latest.step, other.run.requested_settings.alpha) == (3, 0.05)
    assert other.parts.transport.play.description == "Play"
    assert one.run.status == "paused"


def test_a_failure_is_reported_and_play_continues(studio, fake_transfer):
    studio.steps(2)
    fake_transfer.gone_wrong = True
    studio.parts.transport.play.click()
    studio.rest()
    assert "J is nan" in studio.said()
    assert "nst-wrong" in studio.said()
    assert np.array_equal(shown(studio), studio.run.latest.picture)
    assert (studio.parts.transport.play.description, studio.parts.transport.play.disabled) == ("Play", False)
    studio.steps(1)
    assert (studio.run.latest.step, studio.run.status, studio.said()) == (3, "paused", "")


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
