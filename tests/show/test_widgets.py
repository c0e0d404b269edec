"""Sliders: moving one shows the figure for its place, at once and at the same size."""

import time

import pytest

pytest.importorskip("ipywidgets")

from nst_course.show import explore_balance, explore_layers, feature_maps


def test_layers_follow_the_slider(photo, network):
    box = explore_layers(photo, ["block1_conv1", "block2_conv1", "block3_conv1"], network=network)
    slider, image = box.children
    size = image.width, image.height
    for layer in ("block3_conv1", "block1_conv1", "block2_conv1"):
        slider.value = layer
        assert image.value == feature_maps(photo, layer, network=network).png
        assert (image.width, image.height) == size
    assert repr(box) == "A slider over 3 layers: it moves when the notebook runs."


def test_by_default_all_layers_of_the_network(photo, network):
    slider, _ = explore_layers(photo, network=network).children
    assert slider.options == network.layers


def test_balance_follows_the_slider_at_once(small_network, photo, pictures):
    box = explore_balance(photo, pictures[1], ratios=(10, 1, 0), size=64, steps=3)
    slider, image = box.children
    seen = {}
    for ratio in ("10", "1", "0", "1", "10"):
        begin = time.perf_counter()
        slider.value = ratio
        assert time.perf_counter() - begin < 0.5
        assert seen.setdefault(ratio, image.value) == image.value
    assert len(set(seen.values())) == 3
    assert repr(box) == "A slider over 3 ratios: it moves when the notebook runs."


def test_sliders_are_labelled_and_say_how_to_move_them(photo, network):
    slider, _ = explore_layers(photo, network=network).children
    assert slider.description == "layer"
    assert "arrow keys" in slider.tooltip
