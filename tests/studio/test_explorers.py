"""The explorers, tested through their traits: they agree with NumPy, and compute nothing until visible."""

import io
import re
import threading

import numpy as np
import pytest
from PIL import Image

from nst_course import NstError
from nst_course.show import feature_maps, features
from nst_course.show.figure import short_number
from nst_course.studio.explorers.balance_explorer import BalanceExplorer
from nst_course.studio.explorers.explorer import THUMBNAIL, render_channel
from nst_course.studio.explorers.gram_explorer import (
    MAP_CHANNELS,
    Coactivation,
    GramExplorer,
    channel_product,
    coactivation,
    describe_entry,
    gram_matrix,
    highlight,
    order_channels,
)
from nst_course.studio.explorers.layer_explorer import LayerExplorer, available_layers, receptive_field
from nst_course.studio.named_picture import NamedPicture

SOON = 60  # seconds, the most a test waits
LAYERS = [f"block{b}_conv1" for b in range(1, 6)]
KINDS = [LayerExplorer, GramExplorer, BalanceExplorer]


def set_visible(wire, screen, visible=True):
    wire.hear(screen, {"event": "alive", "view": "a", "visible": visible})


def threads():
    return [thread for thread in threading.enumerate() if thread.name in ("nst-run", "nst-explorer")]


def decode(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.fixture
def shown(explored):
    """An explorer of this kind that shows the current choices."""

    def show(kind, *arguments, **options):
        one = explored(kind, *arguments, **options)
        one.look()
        assert one.wait(SOON)
        return one

    return show


# Nothing happens before the explorer is visible.


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_computed_until_visible(kind, explored, wire, monkeypatch):
    asked = []
    blank = np.zeros((48, 64, 3), np.uint8)
    monkeypatch.setattr(NamedPicture, "pixels", lambda *_: asked.append(1) or blank)
    before = len(threads())
    one = explored(kind)
    assert len(threads()) <= before
    assert not asked
    set_visible(wire, one.player.screens[0], False)
    assert not one.seen
    set_visible(wire, one.player.screens[0])
    assert one.wait(SOON)
    assert asked


@pytest.mark.parametrize("kind", KINDS)
def test_its_text_is_one_sentence(kind, explored):
    assert re.fullmatch(r"[A-Z].*\.", repr(explored(kind)))
    assert repr(explored(kind)) == repr(explored(kind))


@pytest.mark.parametrize(
    ("kind", "arguments", "named"),
    [
        (LayerExplorer, {"picture": "louvr"}, "louvre"),
        (LayerExplorer, {"layer": "block3_conf1"}, "block3_conv1"),
        (LayerExplorer, {"network": "vgg"}, "vgg19"),
        (GramExplorer, {"style": "swirrl"}, "swirl"),
        (GramExplorer, {"layer": "block2_conv2"}, "block2_conv1"),
        (BalanceExplorer, {"content": "louvr"}, "louvre"),
        (BalanceExplorer, {"style": "swirll"}, "swirl"),
        (BalanceExplorer, {"ratios": [1, -1]}, "-1"),
        (BalanceExplorer, {"ratios": []}, "ratios"),
    ],
)
def test_errors_are_raised_at_once(kind, arguments, named):
    with pytest.raises(NstError, match=re.escape(named)):
        kind(**arguments)


@pytest.mark.parametrize("error", [NstError("No such light."), IndexError("light")])
def test_what_cannot_be_shown_is_reported(explored, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(features, "cached_network", fail)
    one = explored(LayerExplorer)
    one.look()
    assert one.wait(SOON)
    assert "light" in one.player.message.value


def test_many_requests_are_answered_at_most_twice(explored):
    held, done = threading.Event(), []

    class Slow(LayerExplorer):
        def update_display(self):
            done.append(held.wait(SOON))

    one = explored(Slow)
    one.look()
    for _ in range(5):
        one.request_update()
    held.set()
    assert one.wait(SOON)
    assert 1 <= len(done) <= 2
    one.close()
    one.request_update()
    assert one.wait(SOON)
    assert len(done) <= 2


# What a layer sees.


def test_maps_follow_layer_and_channel(shown):
    one = shown(LayerExplorer, layer="block2_conv1")
    a = one.activations(one.chooser.picture)["block2_conv1"]
    channels = [channel for _, channel in one.channel.options]
    assert sorted(channels) == [*range(a.shape[-1])]
    assert one.channel.value == one.sheet.picked == channels[0]
    assert np.array_equal(decode(one.feature_map.image), render_channel(a, channels[0]))
    one.sheet.picked = channels[2]
    assert one.wait(SOON)
    assert one.channel.value == channels[2]
    assert np.array_equal(decode(one.feature_map.image), render_channel(a, channels[2]))
    one.channel.value = channels[1]
    assert one.wait(SOON)
    assert one.sheet.picked == channels[1]
    assert one.feature_map.caption == f"channel {channels[1]} of block2_conv1"
    one.layer.value = "block3_conv1"
    assert one.wait(SOON)
    assert one.feature_map.caption.endswith("block3_conv1")
    assert one.sheet.labels == features.informative_channels(one.activations(one.chooser.picture)["block3_conv1"], 24)


def test_the_sheet_shows_the_channels_that_the_figure_shows(shown):
    one = shown(LayerExplorer, layer="block2_conv1")
    a = one.activations(one.chooser.picture)["block2_conv1"]
    figure = feature_maps(one.chooser.picture.pixels(), "block2_conv1", channels=4)
    assert [int(n) for n in re.findall(r"\d+", figure.alt.partition(":")[2])] == one.sheet.labels[:4]
    strip = decode(one.sheet.strip)
    thumbnails = np.split(strip, len(one.sheet.labels))
    assert np.array_equal(thumbnails[1], render_channel(a, one.sheet.labels[1], THUMBNAIL))


def test_sliders_have_a_label_and_a_tooltip(explored):
    one = explored(LayerExplorer)
    assert list(one.layer.options) == LAYERS
    for slider, name in ((one.layer, "layer"), (one.channel, "channel")):
        assert slider.description == name
        assert slider.tooltip


def test_each_network_offers_its_own_layers():
    assert available_layers("pocket")[-1] == "block5_conv1"
    assert available_layers("vgg19")[-1] == "block5_conv4"


def test_another_picture_has_other_maps(shown):
    one = shown(LayerExplorer)
    before = one.feature_map.image
    one.chooser.choose("portrait")
    assert one.wait(SOON)
    assert one.feature_map.image != before
    assert one.content.caption == "C, portrait"


def test_a_custom_picture(shown, pictures):
    one = shown(LayerExplorer, pictures[0])
    assert one.chooser.picture.name == "your picture"
    assert one.feature_map.caption
    buffer = io.BytesIO()
    Image.fromarray(np.uint8(pictures[1] * 255)).save(buffer, "PNG")
    one.chooser.upload("mine.png", buffer.getvalue())
    assert one.wait(SOON)
    assert one.content.caption == "C, mine.png"
    one.chooser.upload("bad.png", b"text")
    assert "bad.png" in one.chooser.message
    assert one.chooser.picture.name == "mine.png"


def test_the_layers_text_tells_its_numbers(shown):
    one = shown(LayerExplorer, layer="block3_conv1")
    n_H, n_W, n_C = one.activations(one.chooser.picture)["block3_conv1"].shape
    numbers = [int(n) for n in re.findall(r"\b\d+\b", one.text.value)]
    assert numbers[:5] == [n_C, n_H, n_W, 24, 24]


def test_receptive_fields():
    assert [receptive_field(layer) for layer in LAYERS] == [3, 10, 24, 68, 156]


# What a Gram matrix contains.


def sum_over_positions(a, i, j):
    """G_ij by a loop over positions."""
    n_H, n_W, _ = a.shape
    mean = a.astype(np.float64).mean()
    return sum(float(a[y, x, i]) * float(a[y, x, j]) for y in range(n_H) for x in range(n_W)) / mean**2


def test_the_value_shown_is_the_sum_of_the_product(shown):
    one = shown(GramExplorer, layer="block2_conv1")
    a = one.activations(one.chooser.picture)["block2_conv1"]
    one.pair = (3, 5)
    assert one.wait(SOON)
    expected = pytest.approx(sum_over_positions(a, 3, 5), rel=1e-4)
    assert one.G[3, 5] == expected
    assert short_number(one.G[3, 5]) in one.entry.value
    assert "G<sub>3,5</sub>" in one.entry.value
    entries = np.frombuffer(one.map.entries, "<f4").reshape(2 * [len(one.map.channels)])
    i, j = (one.map.channels.index(channel) for channel in (3, 5))
    assert entries[i, j] == expected


def test_the_product_is_that_of_the_two_maps():
    a = np.random.default_rng(5).normal(0.3, 1, (6, 7, 4)).astype(np.float32)
    expected = a[..., 1] * a[..., 3] / a.mean() ** 2
    np.testing.assert_allclose(channel_product(a, 1, 3), expected, rtol=1e-4)
    assert channel_product(a, 1, 3).sum() == pytest.approx(gram_matrix(a)[1, 3], rel=1e-4)


def test_the_picture_lights_up_where_the_product_is_strong():
    heat = np.zeros((4, 4), np.float32)
    heat[1, 2], heat[3, 0] = 1, -1
    picture = np.full((40, 40, 3), 128, np.uint8)
    lit = highlight(picture, heat).astype(int)
    assert lit[15, 25, 0] > lit[15, 25, 2] + 30  # orange above 0
    assert lit[35, 5, 2] > lit[35, 5, 0] + 30  # blue below
    assert np.ptp(lit[5, 5]) <= 6  # gray where the product is zero


def test_the_map_has_the_strongest_channels_once_each():
    a = np.random.default_rng(1).random((8, 8, 60)).astype(np.float32) * np.linspace(0.1, 1, 60, dtype=np.float32)
    G = gram_matrix(a)
    assert sorted(order_channels(G)) == sorted(np.argsort(-np.diag(G))[:MAP_CHANNELS])


def test_channels_that_are_active_together_are_neighbors():
    rng = np.random.default_rng(2)
    one, other = rng.random((2, 64))
    a = np.stack([(one if c % 2 else other * (one < 0.5)) * (1 + c) for c in range(8)], axis=-1).reshape(8, 8, 8)
    parities = [c % 2 for c in order_channels(gram_matrix(a))]
    assert parities in ([0] * 4 + [1] * 4, [1] * 4 + [0] * 4)


@pytest.mark.parametrize(
    ("similarity", "level"),
    [
        (0.95, Coactivation.NEARLY_ALWAYS),
        (0.7, Coactivation.MOSTLY),
        (0.4, Coactivation.OFTEN),
        (0.2, Coactivation.SOMETIMES),
        (0.0, Coactivation.HARDLY_EVER),
        (-0.5, Coactivation.OPPOSED),
        (-1.0, Coactivation.OPPOSED),
    ],
)
def test_coactivation_follows_the_cosine_similarity(similarity, level):
    lengths = np.diag([2.0, 5.0])  # it does not depend on how active the channels are
    G = lengths @ np.array([[1, similarity], [similarity, 1]]) @ lengths
    assert coactivation(G, 0, 1) is coactivation(G, 1, 0) is level


def test_entries_on_and_off_the_diagonal_are_described_differently():
    assert "2" in describe_entry(np.eye(3), 2, 2)
    assert describe_entry(np.eye(3), 0, 2) == describe_entry(np.eye(3), 2, 0) != describe_entry(np.eye(3), 2, 2)


def test_the_map_follows_layer_and_style(shown):
    one = shown(GramExplorer)
    before = one.map.entries
    one.layer.value = "block4_conv1"
    assert one.wait(SOON)
    assert len(one.map.channels) == 12
    assert "block4_conv1" in one.text.value
    one.chooser.choose("mosaic")
    assert one.wait(SOON)
    assert one.style.caption == "S, mosaic"
    assert one.map.entries != before
    assert set(one.pair) <= set(one.map.channels)


# The balance.


def test_the_balance_shows_its_pictures_and_ratios(shown):
    one = shown(BalanceExplorer, ratios=(10, 0.5, 0))
    assert (one.content.caption, one.style.caption) == ("C, louvre", "S, swirl")
    assert len(one.player.screens) == len(one.cost_bars) == 3


def test_a_dropped_file_becomes_c_or_s(shown, wire, pictures):
    one = shown(BalanceExplorer)
    buffer = io.BytesIO()
    Image.fromarray(np.uint8(pictures[0] * 255)).save(buffer, "PNG")
    part = {"event": "part", "name": "mine.png", "number": 0, "count": 1, "where": "style"}
    wire.hear(one.player.screens[2], part, buffer.getvalue())
    assert one.style_chooser.picture.name == "mine.png"
    assert one.content_chooser.picture.name == "louvre"
