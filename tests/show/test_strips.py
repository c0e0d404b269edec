"""Strips made by the engine: reconstructions from a layer, textures, one-layer styles, the balance."""

import numpy as np
import pytest

from nst_course import NstError
from nst_course.show import balance, one_layer_styles, reconstructions, textures
from nst_course.show.pictures import read_pixels
from nst_course.show.strips import RATIOS, balance_pictures, optimize_picture, start_run


def distance(one, other):
    """Root mean square difference of two pictures, in steps of 8 bits."""
    return np.sqrt(np.mean(np.square(one.astype(float) - other)))


@pytest.mark.slow
def test_all_four_strips_on_the_small_network(small_network, pictures):
    C, S = (picture.repeat(2, axis=0).repeat(2, axis=1) for picture in pictures)
    small = {"size": 64, "steps": 2}
    two = ["block1_conv1", "block2_conv1"]
    assert "2 layers" in repr(reconstructions(C, two, **small))
    assert "2 depths" in repr(textures(S, two, **small))
    assert "2 layers" in repr(one_layer_styles(C, S, two, **small))
    assert "2 ratios" in repr(balance(C, S, (1, 0), **small))


def test_balance_goes_from_content_to_style_in_any_order(small_network, photo, pictures):
    falling = balance_pictures(photo, pictures[1], (100, 0), 64, 8, "pocket")
    C = read_pixels(photo, 64)
    assert distance(falling[0], C) < distance(falling[1], C)
    rising = balance_pictures(photo, pictures[1], (0, 100), 64, 8, "pocket")
    np.testing.assert_array_equal(falling[0], rising[1])
    np.testing.assert_array_equal(falling[1], rising[0])


@pytest.mark.slow
def test_shallow_layers_keep_more_than_deep_ones():
    C = read_pixels("still_life", 64)
    options = {"size": 64, "steps": 25, "network": "pocket", "start": "noise", "alpha": 1, "beta": 0}
    layers = ("block1_conv1", "block3_conv1", "block5_conv1")
    far = [distance(optimize_picture(C, C, content_layers={layer: 1}, **options), C) for layer in layers]
    assert far[0] < far[1] < far[2]
    assert far[0] < 10


@pytest.mark.slow
def test_textures_have_the_colors_of_the_style_but_not_its_layout():
    S = read_pixels("mosaic", 96)
    options = {"size": 96, "steps": 25, "network": "pocket", "start": "noise", "alpha": 0, "tv": 0.5}
    G = optimize_picture(S, S, style_layers={"block1_conv1": 1}, **options)
    assert np.abs(G.mean(axis=(0, 1)) - S.mean(axis=(0, 1))).max() < 20
    assert distance(G, S) > 40


def test_runs_for_figures_use_a_single_scale(small_network, photo):
    run = start_run(photo, photo, size=48, steps=3, network="pocket")
    assert len(run.plan.sizes) == 1
    assert run.plan.total_steps == 3


def test_a_ratio_has_the_same_picture_whichever_others_are_shown(small_network, photo, pictures):
    alone = balance_pictures(photo, pictures[1], RATIOS[1:2], 64, 3, "pocket")
    among = balance_pictures(photo, pictures[1], RATIOS[:4], 64, 3, "pocket")
    np.testing.assert_array_equal(alone[0], among[1])


def test_errors_name_the_problem(photo):
    with pytest.raises(NstError, match="'block2_conv1'"):
        reconstructions(photo, ["block2_cov1"])
    with pytest.raises(NstError, match=r"layers is \[\]"):
        textures(photo, [])
    with pytest.raises(NstError, match="layers is 'block1_conv1'"):
        one_layer_styles(photo, photo, "block1_conv1")
    with pytest.raises(NstError, match="-1"):
        balance(photo, photo, [1, -1])
    with pytest.raises(NstError, match="'vgg'"):
        reconstructions(photo, network="vgg")
