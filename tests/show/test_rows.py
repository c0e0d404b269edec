"""The picture as it forms."""

import numpy as np
import pytest

from nst_course import NstError
from nst_course.show import forming
from nst_course.show.rows import shared_out, spread


def test_forming_shows_first_and_last_of_many_steps(photo):
    assert spread(range(50), 6)[0] == 0
    assert spread(range(50), 6)[-1] == 49
    assert len(set(spread(range(50), 6))) == 6
    assert repr(forming([(i, photo) for i in range(1, 30)], count=4)).startswith("<Figure: 4 steps,")
    assert repr(forming([(i, photo) for i in range(1, 4)])).startswith("<Figure: 3 steps,")


def test_forming_takes_tensors_as_a_loop_keeps_them(photo):
    import tensorflow as tf

    batch = tf.Variable(photo[None])
    assert forming([(1, photo), (2, batch)]).size == forming([(1, photo), (2, photo)]).size


@pytest.mark.parametrize("wrong", [[], [1, 2], "louvre", None])
def test_forming_says_what_it_wants(wrong):
    with pytest.raises(NstError, match="step number, picture"):
        forming(wrong)


def test_sharing_out_keeps_order_and_evenness():
    for rows in range(1, 8):
        parts = shared_out(list(range(7)), rows)
        assert [item for part in parts for item in part] == list(range(7))
        assert np.ptp([len(part) for part in parts]) <= 1
