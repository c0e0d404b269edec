"""Feature maps: which channels are shown, and how."""

import numpy as np
import pytest

from nst_course import NstError
from nst_course.show import feature_maps, layers
from nst_course.show.activations import activations, coloured, telling


def test_telling_channels_are_strong_and_differ():
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(24, 32, 6))
    noise[..., 2] *= 5
    noise[..., 4] = 4.9 * noise[..., 2]  # nothing new
    noise[..., 5] *= 3
    chosen = telling(noise, 6)
    assert sorted(chosen) == list(range(6))
    assert chosen[0] in (2, 4)
    assert chosen[1] == 5
    assert {2, 4} == {chosen[0], chosen[-1]}


def test_channels_that_only_see_the_border_come_last():
    rng = np.random.default_rng(2)
    a = rng.normal(size=(20, 20, 3))
    a[..., 1] = 0
    a[[0, -1], :, 1] = 100
    assert telling(a, 3)[-1] == 1


def test_colours_grow_lighter_with_the_activation():
    ramp = np.linspace(0, 1, 64)[None].repeat(16, axis=0)
    shown = coloured(ramp, 64, 16)[8].astype(float) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(shown) >= 0).all()
    assert shown[0] < 10
    assert shown[-1] > 230


def test_activations_are_the_networks(photo, network):
    found = activations(photo, ["block2_conv1"], network, size=128)["block2_conv1"]
    expected = network((photo * 255 + 0.5).astype("uint8")[None] / np.float32(255))["block2_conv1"][0]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_figures_hold_what_was_asked_for(photo, network):
    figure = feature_maps(photo, "block3_conv1", channels=6, network=network)
    assert "block3_conv1, 6 channels" in repr(figure)
    assert figure.size[0] == 900
    assert feature_maps(photo, channels=[2, 0], network=network).size[1] < figure.size[1]
    assert "5 layers" in repr(layers(photo, network=network))


def test_channels_given_by_number_are_those(photo, network):
    one, other = (feature_maps(photo, channels=[c], network=network) for c in (1, 2))
    assert one.size == other.size
    assert one.png != other.png


def test_mistakes_are_one_sentence(photo, network):
    with pytest.raises(NstError, match="did you mean 'block3_conv2'"):
        feature_maps(photo, "block3conv2", network=network)
    with pytest.raises(NstError, match="no channel 77: choose one from 0 to 5"):
        feature_maps(photo, channels=[77], network=network)
    with pytest.raises(NstError, match="from 1"):
        feature_maps(photo, channels=0, network=network)
    with pytest.raises(NstError, match="give a list"):
        layers(photo, layers="block1_conv1", network=network)
    with pytest.raises(NstError, match="no network 'pockett'"):
        layers(photo, network="pockett")
