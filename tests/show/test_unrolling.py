"""The diagram of unrolling is what reshape does."""

import pytest

from nst_course import NstError
from nst_course.show import unrolled
from nst_course.show.unrolling import matrices, volume


@pytest.mark.parametrize("size", [(2, 3, 4), (1, 1, 1), (3, 2, 5), (4, 4, 2)])
def test_matrices_agree_with_loops(size):
    n_H, n_W, n_C = size
    tall, right, wrong = matrices(volume(*size))
    in_memory = [(h, w, c) for h in range(n_H) for w in range(n_W) for c in range(n_C)]
    for h, w, c in in_memory:
        assert tall[h * n_W + w, c] == (h, w, c)
        assert right[c, h * n_W + w] == (h, w, c)
    for i in range(n_C):
        for j in range(n_H * n_W):
            assert wrong[i, j] == in_memory[i * n_H * n_W + j]


def test_only_the_right_way_keeps_channels_apart():
    _, right, wrong = matrices(volume(2, 3, 4))
    assert all(len({cell[2] for cell in row}) == 1 for row in right)
    assert all(len({cell[2] for cell in row}) > 1 for row in wrong)


def test_diagram_fits_the_page():
    for size in [(1, 1, 1), (2, 3, 4), (4, 4, 6)]:
        width, height = unrolled(*size).size
        assert width <= 900
        assert height <= 600


@pytest.mark.parametrize("wrong", [{"n_C": 9}, {"n_H": 0}, {"n_W": 2.5}])
def test_what_cannot_be_drawn_is_told(wrong):
    with pytest.raises(NstError, match="give a whole number from 1 to"):
        unrolled(**wrong)
