"""The explorers, on their traits: what they show is what NumPy says, and nothing runs while nobody looks."""

import io
import re
import threading

import numpy as np
import pytest
from PIL import Image

from nst_course import NstError
from nst_course.show.figure import short_number
from nst_course.studio import named_picture
from nst_course.studio.explorers import sight, together
from nst_course.studio.explorers.balance import BalanceExplorer
from nst_course.studio.explorers.gram import GramExplorer
from nst_course.studio.explorers.layer import LayerExplorer

SOON = 60  # seconds, the most that a test waits
LAYERS = [f"block{b}_conv1" for b in range(1, 6)]
KINDS = [LayerExplorer, GramExplorer, BalanceExplorer]


def visible(wire, screen, yes=True):
    wire.hear(screen, {"event": "alive", "view": "a", "visible": yes})


def threads():
    return [thread for thread in threading.enumerate() if thread.name in ("nst-run", "nst-errand")]


def decoded(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


# Nothing before somebody looks.


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_computed_before_somebody_looks(kind, explored, wire, monkeypatch):
    asked = []
    monkeypatch.setattr(named_picture, "read_pixels", lambda *_: asked.append(1) or np.zeros((48, 64, 3), np.uint8))
    before = len(threads())
    one = explored(kind)
    assert len(threads()) == before
    assert not asked
    visible(wire, one.player.screens[0], False)
    assert not one.seen
    visible(wire, one.player.screens[0])
    assert one.wait(SOON)
    assert asked


@pytest.mark.parametrize("kind", KINDS)
def test_its_text_is_one_sentence(kind, explored):
    assert re.fullmatch(r"[A-Z].*\.", repr(explored(kind)))
    assert repr(explored(kind)) == repr(explored(kind))


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
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
def test_mistakes_are_said_at_once(kind, arguments, said):
    with pytest.raises(NstError, match=re.escape(said)):
        kind(**arguments)


# What a layer sees.


def test_maps_of_layer_and_channel(explored):
    one = explored(LayerExplorer, layer="block2_conv1")
    one.look()
    assert one.wait(SOON)
    a = one.answers()["block2_conv1"]
    channels = [channel for _, channel in one.channel.options]
    assert sorted(channels) == [*range(a.shape[-1])]
    assert one.channel.value == one.contacts.picked == channels[0]
    assert np.array_equal(decoded(one.map._file), sight.seen(a, channels[0]))
    one.contacts.picked = channels[2]
    assert one.wait(SOON)
    assert one.channel.value == channels[2]
    assert np.array_equal(decoded(one.map._file), sight.seen(a, channels[2]))
    one.channel.value = channels[1]
    assert one.wait(SOON)
    assert one.contacts.picked == channels[1]
    assert f"channel {channels[1]} of block2_conv1" == one.map.caption
    one.layer.value = "block3_conv1"
    assert one.wait(SOON)
    assert one.map.caption.endswith("block3_conv1")
    assert "block3_conv1: 10 channels" in one.text.value


def test_another_picture_is_seen_anew(explored):
    one = explored(LayerExplorer)
    one.look()
    assert one.wait(SOON)
    before, first = one.map._file, one.answers()
    one.pictures.value = "portrait"
    assert one.wait(SOON)
    assert one.answers() is not first
    assert one.map._file != before
    assert one.content.caption == "C, portrait"


def test_a_picture_of_ones_own(explored, pictures):
    one = explored(LayerExplorer, pictures[0])
    assert one.pictures.value == "your picture"
    one.look()
    assert one.wait(SOON)
    assert one.map.caption
    buffer = io.BytesIO()
    Image.fromarray(np.uint8(pictures[1] * 255)).save(buffer, "PNG")
    one.upload(one.pictures, "mine.png", buffer.getvalue())
    assert one.pictures.value == "mine.png"
    one.upload(one.pictures, "bad.png", b"text")
    assert "bad.png" in one.player.message.value
    assert one.pictures.value == "mine.png"


def test_receptive_fields():
    assert [sight.receptive_field(layer) for layer in LAYERS] == [3, 10, 24, 68, 156]


# What a Gram matrix holds.


def oracle(a, i, j):
    """G_ij by a loop over positions."""
    n_H, n_W, _ = a.shape
    mean = a.astype(np.float64).mean()
    return sum(float(a[y, x, i]) * float(a[y, x, j]) for y in range(n_H) for x in range(n_W)) / mean**2


def test_the_value_shown_is_the_sum_of_the_product(explored):
    one = explored(GramExplorer, layer="block2_conv1")
    one.look()
    assert one.wait(SOON)
    a = one.answers()["block2_conv1"]
    one.pair = (3, 5)
    assert one.wait(SOON)
    assert one.G[3, 5] == pytest.approx(oracle(a, 3, 5), rel=1e-4)
    assert short_number(one.G[3, 5]) in one.entry.value
    assert "G<sub>3,5</sub>" in one.entry.value
    values = np.frombuffer(one.map._values, "<f4").reshape(2 * [len(one.map.channels)])
    i, j = (one.map.channels.index(channel) for channel in (3, 5))
    assert values[i, j] == pytest.approx(oracle(a, 3, 5), rel=1e-4)


def test_the_product_is_that_of_the_two_maps():
    a = np.random.default_rng(5).normal(0.3, 1, (6, 7, 4)).astype(np.float32)
    expected = a[..., 1] * a[..., 3] / a.mean() ** 2
    np.testing.assert_allclose(together.product(a, 1, 3), expected, rtol=1e-4)
    assert together.product(a, 1, 3).sum() == pytest.approx(together.gram(a)[1, 3], rel=1e-4)


def test_the_picture_is_lit_where_the_product_is():
    heat = np.zeros((4, 4), np.float32)
    heat[1, 2], heat[3, 0] = 1, -1
    picture = np.full((40, 40, 3), 128, np.uint8)
    lit = together.lit(picture, heat).astype(int)
    assert lit[15, 25, 0] > lit[15, 25, 2] + 30  # orange above 0
    assert lit[35, 5, 2] > lit[35, 5, 0] + 30  # blue below
    assert np.ptp(lit[5, 5]) <= 6  # gray where there is nothing


def test_the_strongest_channels_each_once():
    a = np.random.default_rng(1).random((8, 8, 60)).astype(np.float32) * np.linspace(0.1, 1, 60, dtype=np.float32)
    chosen = together.in_order(together.gram(a))
    strongest = np.argsort(-np.diag(together.gram(a)))[: together.MOST]
    assert sorted(chosen) == sorted(strongest)


def test_groups_stand_side_by_side():
    rng = np.random.default_rng(2)
    one, other = rng.random((2, 64))
    a = np.stack([(one if c % 2 else other * (one < 0.5)) * (1 + c) for c in range(8)], axis=-1).reshape(8, 8, 8)
    parities = [c % 2 for c in together.in_order(together.gram(a))]
    assert parities in ([0] * 4 + [1] * 4, [1] * 4 + [0] * 4)


def test_words_follow_likeness():
    assert "nearly always" in together.in_words(np.array([[1, 0.95], [0.95, 1]]), 0, 1)
    assert "hardly ever" in together.in_words(np.eye(2), 0, 1)
    assert "below 0" in together.in_words(np.array([[1, -0.5], [-0.5, 1]]), 0, 1)
    assert "squares" in together.in_words(np.eye(2), 1, 1)


def test_layer_and_style_of_the_map(explored):
    one = explored(GramExplorer)
    one.look()
    assert one.wait(SOON)
    former = one.map._values
    one.layer.value = "block4_conv1"
    assert one.wait(SOON)
    assert len(one.map.channels) == 12
    assert "block4_conv1" in one.text.value
    one.pictures.value = "mosaic"
    assert one.wait(SOON)
    assert one.style.caption == "S, mosaic"
    assert one.map._values != former
    assert set(one.pair) <= set(one.map.channels)
