"""Gram matrices as heat maps."""

import numpy as np
import pytest

from nst_course import NstError, costs
from nst_course.show import gram, grams
from nst_course.show.activations import activations
from nst_course.show.heatmaps import as_gram, scale


def test_matrix_of_a_picture_is_the_textbooks_per_position(photo, network):
    a = activations(photo, ["block2_conv1"], network, size=128)["block2_conv1"]
    expected = costs.gram_matrix(costs.unroll(a[None]))[0] / (a.shape[0] * a.shape[1])
    np.testing.assert_allclose(as_gram(photo, "block2_conv1", network, 128), expected, rtol=1e-4)


def test_matrices_are_taken_as_they_are():
    import tensorflow as tf

    G = np.array([[2.0, -1], [-1, 5]])
    for given in (G, G[None], tf.constant(G), tf.constant(G[None])):
        np.testing.assert_array_equal(as_gram(given, "block1_conv1", "pocket", 64), G)


@pytest.mark.parametrize("linear", [True, False])
def test_scale_is_symmetrical_where_there_are_negative_values(linear):
    norm, _ = scale([np.array([[9.0, -1], [-1, 4]]), np.eye(2)], linear)
    assert norm(0.0) == pytest.approx(0.5)
    assert norm(9.0) == pytest.approx(1)
    assert norm(-9.0) == pytest.approx(0)
    norm, _ = scale([np.eye(3)], linear)
    assert norm(0.0) == pytest.approx(0)


def test_weak_pairs_are_lifted_in_large_matrices():
    many, few = (scale([np.eye(3)], linear)[0] for linear in (False, True))
    assert many(0.01) == pytest.approx(0.1)
    assert few(0.01) == pytest.approx(0.01)


def test_one_many_and_named():
    G = np.eye(12)
    assert gram(G).size[0] < gram(G, G, titles=["a", "b"]).size[0] <= 900
    assert gram(*[G] * 4).size[0] <= 900
    assert "2 Gram matrices" in repr(grams({"a": G, "b": G}))
    assert grams({"a": G, "b": 2 * G}).png != grams({"a": 2 * G, "b": G}).png


def test_mistakes_are_one_sentence():
    with pytest.raises(NstError, match="no Gram matrix"):
        gram()
    with pytest.raises(NstError, match="1 Gram matrices and 2 titles"):
        gram(np.eye(3), titles=["a", "b"])
    with pytest.raises(NstError, match="NaN"):
        gram(np.full((3, 3), np.nan))
    with pytest.raises(NstError, match="shape"):
        gram(np.zeros((2, 5, 7, 9)))
