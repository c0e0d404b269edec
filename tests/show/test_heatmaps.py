"""Gram matrices as heat maps."""

import numpy as np
import pytest
import tensorflow as tf

from nst_course import NstError, costs
from nst_course.show import gram_matrices
from nst_course.show.features import layer_activations
from nst_course.show.heatmaps import as_gram_matrix, color_scale, plot_heat_maps


def test_the_matrix_of_a_picture_is_the_textbook_one_per_position(photo, network):
    a = layer_activations(photo, ["block2_conv1"], network, size=128)["block2_conv1"]
    expected = costs.gram_matrix(tf.transpose(tf.reshape(a, [-1, a.shape[-1]]))) / (a.shape[0] * a.shape[1])
    np.testing.assert_allclose(as_gram_matrix(photo, "block2_conv1", network, 128), expected, rtol=1e-4)


def test_matrices_are_taken_as_they_are():
    G = np.array([[2.0, -1], [-1, 5]])
    for given in (G, G[None], tf.constant(G), tf.constant(G[None])):
        np.testing.assert_array_equal(as_gram_matrix(given, "block1_conv1", "pocket", 64), G)


@pytest.mark.parametrize("linear", [True, False])
def test_the_scale_is_symmetric_if_there_are_negative_values(linear):
    norm, _ = color_scale([np.array([[9.0, -1], [-1, 4]]), np.eye(2)], linear)
    assert norm(0.0) == pytest.approx(0.5)
    assert norm(9.0) == pytest.approx(1)
    assert norm(-9.0) == pytest.approx(0)
    norm, _ = color_scale([np.eye(3)], linear)
    assert norm(0.0) == pytest.approx(0)


def test_weak_pairs_are_lifted_in_large_matrices():
    many, few = (color_scale([np.eye(3)], linear)[0] for linear in (False, True))
    assert many(0.01) == pytest.approx(0.1)
    assert few(0.01) == pytest.approx(0.01)


def test_the_maps_show_the_matrices_on_one_scale():
    G = np.array([[4.0, 1], [1, 2]])
    drawing = plot_heat_maps([G, 3 * G], ["one", "three"], 300)
    one, three, bar = drawing.axes
    np.testing.assert_array_equal(one.images[0].get_array(), G)
    np.testing.assert_array_equal(three.images[0].get_array(), 3 * G)
    assert one.images[0].norm is three.images[0].norm
    assert [ax.get_title() for ax in (one, three)] == ["one", "three"]
    assert [text.get_text() for text in three.texts] == ["12", "3", "3", "6"]
    assert bar.get_ylim() == (0, 12)


def test_several_fit_the_page_and_the_alt_text_names_them():
    G = np.eye(12)
    assert gram_matrices(G).size[0] < gram_matrices(G, G, titles=["a", "b"]).size[0] <= 900
    assert gram_matrices(*[G] * 4).size[0] <= 900
    figure = gram_matrices(G, G, titles=["swirl", "cubist"])
    assert "2 Gram matrices" in repr(figure)
    assert all(word in figure.alt for word in ("swirl 12×12", "cubist 12×12"))


def test_errors_name_the_problem():
    with pytest.raises(NstError, match="no Gram matrix"):
        gram_matrices()
    with pytest.raises(NstError, match=r"1 Gram matrices.*2 titles"):
        gram_matrices(np.eye(3), titles=["a", "b"])
    with pytest.raises(NstError, match="NaN"):
        gram_matrices(np.full((3, 3), np.nan))
    with pytest.raises(NstError, match="shape"):
        gram_matrices(np.zeros((2, 5, 7, 9)))
