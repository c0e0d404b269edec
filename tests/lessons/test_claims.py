"""What the lessons claim in prose is true, for claims that no cell prints.

A claim stands between markers in the source of a lesson. Its numbers and the fact behind it are tested, its wording is
free.
"""

import re
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import nst_course as nst
from nst_course import costs
from nst_course.exercises import EXERCISES
from nst_course.lessons.source import read_lesson, source_files
from nst_course.networks.vgg import CONVOLUTIONS, LAYERS

LESSONS = {path.stem: read_lesson(path) for path in source_files(Path(__file__).parents[2] / "notebooks")}
STYLE = [name for name, _ in costs.STYLE_LAYERS]
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TESTED = set()
pytestmark = pytest.mark.slow


def claim(lesson, name):
    """The text of a claim; the decorated test is the one that checks it."""
    TESTED.add((lesson, name))
    return LESSONS[lesson].claims.get(name, "")


def numbers(text):
    """The whole numbers in a text, in digits (172 032) or as words."""
    found = re.findall(rf"\b(?:\d{{1,3}}(?: \d{{3}})+|\d+|{'|'.join(WORDS)})\b", text)
    return [WORDS.index(number) if number in WORDS else int(number.replace(" ", "")) for number in found]


@pytest.fixture(scope="module")
def network():
    return nst.load_network("pocket", layers=[*STYLE, "block4_conv2"])


def picture(name, size=None):
    rgb = nst.load_picture(name, 512 if size else 256).rgb
    return (tf.image.resize(rgb, size) if size else tf.constant(rgb))[None]


POINTS = {name: claim(name, "points") for name, lesson in LESSONS.items() if lesson.exercises}


@pytest.mark.parametrize("lesson", POINTS)
def test_points(lesson):
    points = [exercise.points for exercise in EXERCISES.values() if exercise.lesson == lesson]
    assert numbers(POINTS[lesson].lower()) == [len(points), *points]


def test_every_claim_is_tested():
    assert {(name, claim) for name, lesson in LESSONS.items() for claim in lesson.claims} == TESTED


CONVOLUTIONS_CLAIM = claim("1_layers", "convolutions")
SHAPE_CLAIM = claim("1_layers", "shape")
NUMBERS_CLAIM = claim("1_layers", "numbers")
DEEP_CLAIM = claim("1_layers", "deep-layers-change-least")


def test_lesson_1_convolutions():
    assert sum(CONVOLUTIONS) == len(LAYERS)
    assert numbers(CONVOLUTIONS_CLAIM) == [sum(CONVOLUTIONS), 3, 3, len(CONVOLUTIONS)]


def test_lesson_1_shape(network):
    """Of block3_conv1, for the picture that the next cell gives to the network."""
    assert numbers(SHAPE_CLAIM)[-2:] == list(network(tf.zeros([1, 400, 600, 3]))["block3_conv1"].shape[1:3])


def test_lesson_1_numbers(network):
    C = picture("louvre")
    layer, image = list(network(C)["block4_conv1"].shape[1:]), list(C.shape[1:])
    assert numbers(NUMBERS_CLAIM)[-8:] == [*layer, np.prod(layer), *image, np.prod(image)]


def test_lesson_1_deep_layers_change_least(network):
    assert DEEP_CLAIM
    C = picture("louvre")
    one, two = network(C), network(tf.roll(C, -4, axis=2))
    change = [float(tf.norm(two[layer] - one[layer]) / tf.norm(one[layer])) for layer in STYLE]
    assert max(change[3:]) < min(change[:3])


DARKER_CLAIM = claim("2_content_cost", "darker-is-close")
PATCH_CLAIM = claim("2_content_cost", "only-the-patch")


def test_lesson_2_pixels_and_content_disagree(network):
    assert DARKER_CLAIM
    C = picture("louvre")
    noisy = tf.clip_by_value(C + np.random.default_rng(1).normal(0, 0.08, C.shape), 0, 1)

    def apart(G):
        a_C, a_G = ([network(p)["block4_conv2"]] for p in (C, G))
        return float(tf.reduce_mean(tf.square(G - C))), float(costs.compute_content_cost(a_C, a_G))

    (darker_pixels, darker), (noisy_pixels, noisy_cost) = apart(0.7 * C), apart(noisy)
    assert darker_pixels > 4 * noisy_pixels
    assert darker < noisy_cost / 2


def test_lesson_2_only_the_patch_needs_to_change(network):
    assert PATCH_CLAIM
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


BY_HAND_CLAIM = claim("3_gram_matrix", "by-hand")
SUMMARY_CLAIM = claim("3_gram_matrix", "summary")
HALVES_CLAIM = claim("3_gram_matrix", "other-half-is-closest")


def test_lesson_3_by_hand():
    """The table, with a number for each row and column, is the Gram matrix of the matrix in the cell above."""
    code = next(cell.text for cell in LESSONS["3_gram_matrix"].cells if "A_small = tf.constant(" in cell.text)
    A = np.array([list(map(float, row)) for row in re.findall(r"\[([\d.]+), ([\d.]+), ([\d.]+), ([\d.]+)\]", code)])
    head, *rows = np.split(np.array(numbers(BY_HAND_CLAIM)), [3, 7, 11])
    assert head.tolist() == [row[0] for row in rows] == [1, 2, 3]
    np.testing.assert_array_equal([row[1:] for row in rows], A @ A.T)


def test_lesson_3_summary():
    """64 channels at 100 × 100 positions, as the question says."""
    assert numbers(SUMMARY_CLAIM)[-4:] == [64, 64, 64 * 64, 64 * 100 * 100]


def test_lesson_3_halves_of_one_painting_are_closest(network):
    assert HALVES_CLAIM
    code = " ".join(cell.text for cell in LESSONS["3_gram_matrix"].cells)
    names = re.search(r'for name in \("(\w+)", "(\w+)"\)', code).groups()
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


SHIFT_CLAIM = claim("4_style_cost", "shifting-costs-nothing")
MIRROR_CLAIM = claim("4_style_cost", "mirroring-costs-a-little")
NEGATIVE_CLAIM = claim("4_style_cost", "negative-costs-a-lot")
MIXED_UP_CLAIM = claim("4_style_cost", "mixed-up-channels")


def test_lesson_4_what_costs_what(network):
    assert SHIFT_CLAIM
    assert MIRROR_CLAIM
    assert NEGATIVE_CLAIM
    S = picture("mosaic", (192, 256))
    shifted, mirrored, negative = tf.roll(S, [40, 60], axis=[1, 2]), S[:, :, ::-1], 1 - S
    a_S, *others = (network(G)["block3_conv1"] for G in (S, shifted, mirrored, negative))
    little, more, much = (float(costs.compute_layer_style_cost(a_S, a)) for a in others)
    assert 4 * little < more < much / 4

    def apart(unroll):
        one, two = (A @ A.T for A in (unroll(a.numpy()[0]) for a in (a_S, others[0])))
        return np.linalg.norm(one - two) / np.linalg.norm(one)

    n_C, (times,) = a_S.shape[-1], numbers(MIXED_UP_CLAIM)
    assert apart(lambda a: a.reshape(n_C, -1)) > times * apart(lambda a: a.reshape(-1, n_C).T)


START_CLAIM = claim("5_make_art", "starts-as-content")


def test_lesson_5_starts_where_content_costs_nothing():
    assert START_CLAIM
    first, *_, last = nst.stylize("portrait", "cubist", size=64, steps=10, network="pocket", alpha=0.05)
    assert first.J_content < 0.01 * last.J_content
