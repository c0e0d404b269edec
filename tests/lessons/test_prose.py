"""What the lessons say in prose is so: numbers, orders and comparisons that no cell prints."""

import re
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import nst_course as nst
from nst_course import costs
from nst_course.exercises import EXERCISES
from nst_course.networks.vgg import CONVOLUTIONS, LAYERS

SOURCE = Path(__file__).parents[2] / "notebooks" / "source"
TEXTS = {path.stem: " ".join(re.sub(r"(?m)^# ?", "", path.read_text("utf-8")).split()) for path in SOURCE.glob("*.py")}
STYLE = [name for name, _ in costs.STYLE_LAYERS]
pytestmark = pytest.mark.slow


def says(lesson, words):
    assert words in TEXTS[lesson], f"{lesson} no longer says: {words}"


@pytest.fixture(scope="module")
def network():
    return nst.load_network("pocket", layers=[*STYLE, "block4_conv2"])


def picture(name, size=None):
    rgb = nst.load_picture(name, 512 if size else 256).rgb
    return (tf.image.resize(rgb, size) if size else tf.constant(rgb))[None]


@pytest.mark.parametrize("lesson", sorted(TEXTS))
def test_points(lesson):
    points = [str(e.points) for e in EXERCISES.values() if e.lesson == lesson]
    opening = TEXTS[lesson].split("%%")[1]
    assert re.findall(r"\d+(?= points| and \d+ points)", opening) == points


def test_lesson_1_counts(network):
    says("1_layers", "16 convolutions of 3 × 3 in five blocks")
    assert (sum(CONVOLUTIONS), len(CONVOLUTIONS)) == (16, 5) == (len(LAYERS), 5)
    says("1_layers", "halves both sides: 100 × 150")
    assert network(tf.zeros([1, 400, 600, 3]))["block3_conv1"].shape[1:3] == (100, 150)
    says("1_layers", "24 · 32 · 224 = 172 032 against 192 · 256 · 3 = 147 456")
    a = network(picture("louvre"))["block4_conv1"]
    assert a.shape[1:] == (24, 32, 224)
    assert (24 * 32 * 224, 192 * 256 * 3) == (172_032, 147_456)


def test_lesson_1_deep_layers_change_least(network):
    says("1_layers", "The deep layers change least")
    C = picture("louvre")
    one, two = network(C), network(tf.roll(C, -4, axis=2))
    change = [float(tf.norm(two[layer] - one[layer]) / tf.norm(one[layer])) for layer in STYLE]
    assert max(change[3:]) < min(change[:3])


def test_lesson_2_pixels_and_content_disagree(network):
    says("2_content_cost", "Pixel by pixel, the darker picture is far from C; for the content cost it is close")
    C = picture("louvre")
    noisy = tf.clip_by_value(C + np.random.default_rng(1).normal(0, 0.08, C.shape), 0, 1)

    def apart(G):
        a_C, a_G = ([network(p)["block4_conv2"]] for p in (C, G))
        return float(tf.reduce_mean(tf.square(G - C))), float(costs.compute_content_cost(a_C, a_G))

    (darker_pixels, darker), (noisy_pixels, noisy_cost) = apart(0.7 * C), apart(noisy)
    assert darker_pixels > 4 * noisy_pixels
    assert darker < noisy_cost / 2


def test_lesson_2_only_the_patch_wants_to_change(network):
    says("2_content_cost", "Only the patch, and what lies within a receptive field of it")
    C = picture("louvre")
    other = tf.image.resize(picture("landscape"), C.shape[1:3]).numpy()
    patched = C.numpy()
    patched[:, 70:130, 90:150] = other[:, 70:130, 90:150]
    G = tf.Variable(patched)
    with tf.GradientTape() as tape:
        J = costs.compute_content_cost([network(C)["block4_conv2"]], [network(G)["block4_conv2"]])
    gradient = np.abs(tape.gradient(J, G))
    reach = 92  # the receptive field of block4_conv2: 68 of block4_conv1, and 3 positions of 8 pixels
    outside = np.ones(gradient.shape[1:3], bool)
    outside[max(0, 70 - reach) : 130 + reach, max(0, 90 - reach) : 150 + reach] = False
    assert outside.any()
    assert gradient[0][outside].max() < 1e-3 * gradient.max()


def test_lesson_3_by_hand():
    rows = re.findall(r"\*\*\d\*\* \| (\d+) \| (\d+) \| (\d+)", TEXTS["3_gram_matrix"])
    A = np.array([[1.0, 0, 2, 1], [2, 0, 4, 2], [0, 3, 0, 0]])
    np.testing.assert_array_equal(np.array(rows, float), A @ A.T)
    says("3_gram_matrix", "64 · 64 = 4096, against 640 000")
    assert (64 * 64, 64 * 100 * 100) == (4096, 640_000)


def test_lesson_3_halves_of_one_painting_are_closest(network):
    says("3_gram_matrix", "belongs to the other half of the same painting")
    names = re.search(r'for name in \("(\w+)", "(\w+)"\)', TEXTS["3_gram_matrix"]).groups()
    grams = []
    for name in names:
        S = picture(name)
        for half in (S[:, :, : S.shape[2] // 2], S[:, :, S.shape[2] // 2 :]):
            a = network(half)["block2_conv1"].numpy()
            A = a.reshape(-1, a.shape[-1]).T
            grams.append(A @ A.T / A.shape[1])
    apart = [[np.linalg.norm(one - two) / np.linalg.norm(one) for two in grams] for one in grams]
    for i, row in enumerate(apart):
        assert sorted(range(4), key=row.__getitem__)[:2] == [i, i ^ 1]


def test_lesson_4_what_costs_what(network):
    says("4_style_cost", "Shifting a picture costs next to nothing")
    says("4_style_cost", "Mirroring costs a little")
    says("4_style_cost", "Turning the colours around costs a lot")
    says("4_style_cost", "more than three times as far apart")
    S = picture("mosaic", (192, 256))
    shifted, mirrored, negative = tf.roll(S, [40, 60], axis=[1, 2]), S[:, :, ::-1], 1 - S
    a_S, *others = (network(G)["block3_conv1"] for G in (S, shifted, mirrored, negative))
    little, more, much = (float(costs.compute_layer_style_cost(a_S, a)) for a in others)
    assert 4 * little < more < much / 4

    def apart(unroll):
        one, two = (A @ A.T for A in (unroll(a.numpy()[0]) for a in (a_S, others[0])))
        return np.linalg.norm(one - two) / np.linalg.norm(one)

    n_C = a_S.shape[-1]
    assert apart(lambda a: a.reshape(n_C, -1)) > 3 * apart(lambda a: a.reshape(-1, n_C).T)


def test_lesson_5_starts_where_content_costs_nothing():
    says("5_make_art", "$J_{content}$ starts at nearly 0, as G starts as C, and rises")
    first, *_, last = nst.stylize("portrait", "cubist", size=64, steps=10, network="pocket", alpha=0.05)
    assert first.J_content < 0.01 * last.J_content
