"""Activations: which channels are shown and how; the unrolling diagram matches what reshape does."""

import numpy as np
import pytest

from nst_course import NstError
from nst_course.show import feature_maps, layers, unrolling
from nst_course.show.features import (
    cell_positions,
    color_channel,
    informative_channels,
    layer_activations,
    unrolled_matrices,
)


def test_informative_channels_are_strong_and_differ():
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(24, 32, 6))
    noise[..., 2] *= 5
    noise[..., 4] = 4.9 * noise[..., 2]  # nothing new
    noise[..., 5] *= 3
    chosen = informative_channels(noise, 6)
    assert sorted(chosen) == list(range(6))
    assert chosen[0] in (2, 4)
    assert chosen[1] == 5
    assert {2, 4} == {chosen[0], chosen[-1]}


def test_channels_that_respond_only_to_the_border_come_last():
    rng = np.random.default_rng(2)
    a = rng.normal(size=(20, 20, 3))
    a[..., 1] = 0
    a[[0, -1], :, 1] = 100
    assert informative_channels(a, 3)[-1] == 1


def test_colors_grow_lighter_with_the_activation():
    ramp = np.linspace(0, 1, 64)[None].repeat(16, axis=0)
    shown = color_channel(ramp, 64, 16)[8].astype(float) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(shown) >= 0).all()
    assert shown[0] < 10
    assert shown[-1] > 230


def test_layer_activations_are_the_networks(photo, network):
    found = layer_activations(photo, ["block2_conv1"], network, size=128)["block2_conv1"]
    expected = network((photo * 255 + 0.5).astype("uint8")[None] / np.float32(255))["block2_conv1"][0]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_figures_contain_what_was_requested(photo, network):
    figure = feature_maps(photo, "block3_conv1", channels=6, network=network)
    assert "block3_conv1, 6 channels" in repr(figure)
    assert figure.size[0] == 900
    assert feature_maps(photo, channels=[2, 0], network=network).size[1] < figure.size[1]
    assert "5 layers" in repr(layers(photo, network=network))


def test_channels_given_by_number_are_shown(photo, network):
    one, other = (feature_maps(photo, channels=[c], network=network) for c in (1, 2))
    assert one.size == other.size
    assert one.png != other.png


def test_errors_name_the_problem(photo, network):
    with pytest.raises(NstError, match="'block3_conv2'"):
        feature_maps(photo, "block3conv2", network=network)
    with pytest.raises(NstError, match=r"channel 77.*0 to 5"):
        feature_maps(photo, channels=[77], network=network)
    with pytest.raises(NstError, match="channels is 0"):
        feature_maps(photo, channels=0, network=network)
    with pytest.raises(NstError, match="layers is 'block1_conv1'"):
        layers(photo, layers="block1_conv1", network=network)
    with pytest.raises(NstError, match="'pockett'"):
        layers(photo, network="pockett")


@pytest.mark.parametrize("size", [(2, 3, 4), (1, 1, 1), (3, 2, 5), (4, 4, 2)])
def test_matrices_agree_with_loops(size):
    n_H, n_W, n_C = size
    tall, correct, mistaken = unrolled_matrices(cell_positions(*size))
    in_memory = [(h, w, c) for h in range(n_H) for w in range(n_W) for c in range(n_C)]
    for h, w, c in in_memory:
        assert tall[h * n_W + w, c] == (h, w, c)
        assert correct[c, h * n_W + w] == (h, w, c)
    for i in range(n_C):
        for j in range(n_H * n_W):
            assert mistaken[i, j] == in_memory[i * n_H * n_W + j]


def test_only_the_correct_way_keeps_channels_apart():
    _, correct, mistaken = unrolled_matrices(cell_positions(2, 3, 4))
    assert all(len({cell[2] for cell in row}) == 1 for row in correct)
    assert all(len({cell[2] for cell in row}) > 1 for row in mistaken)


def test_diagram_fits_the_page():
    for size in [(1, 1, 1), (2, 3, 4), (4, 4, 6)]:
        width, height = unrolling(*size).size
        assert width <= 900
        assert height <= 600


@pytest.mark.parametrize("wrong", [{"n_C": 9}, {"n_H": 0}, {"n_W": 2.5}])
def test_numbers_too_large_to_draw_are_refused(wrong):
    with pytest.raises(NstError, match="|".join(wrong)):
        unrolling(**wrong)
