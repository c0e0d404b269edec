"""A loaded network with random weights, for the figures that accept one."""

import pytest


@pytest.fixture
def network(small_weights):
    """All layers of the small random network."""
    from nst_course.networks.vgg import LAYERS, Network

    return Network(small_weights, LAYERS, name="vgg19", title="small")


@pytest.fixture
def photo(pictures):
    """The content picture of `pictures`, large enough for five blocks."""
    return pictures[0].repeat(2, axis=0).repeat(2, axis=1)
