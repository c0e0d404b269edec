"""Shared fixtures: the real VGG-19 if its weights are present, and a small random network everywhere."""

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(scope="session")
def weights():
    """Path of VGG-19's weights; tests that need them are skipped without them."""
    path = os.environ.get("NST_VGG19_WEIGHTS", "")
    if not Path(path).is_file():
        pytest.skip("needs VGG-19's weights: set NST_VGG19_WEIGHTS to the file that Keras downloads")
    return path


@pytest.fixture(scope="session")
def small_weights():
    """Random weights of a network with VGG-19's layers and a few channels each, scaled as He et al. do."""
    from nst_course.networks.vgg import channel_counts, kernel_shapes

    rng = np.random.default_rng(7)
    return {
        layer: (rng.normal(0, np.sqrt(2 / np.prod(shape[:3])), shape).astype("float32"), rng.normal(0, 0.1, shape[-1:]))
        for layer, shape in kernel_shapes(channel_counts((6, 8, 10, 12, 12))).items()
    }


@pytest.fixture
def small_network(monkeypatch, small_weights):
    """The engine runs on the small random network: seconds become milliseconds, and no weights are needed."""
    from nst_course.networks.vgg import Network
    from nst_course.transfer import run

    def load(name, *, layers, weights=None, **options):
        return Network(small_weights, layers, name="vgg19", title="small", **options)

    monkeypatch.setattr(run, "load_network", load)


@pytest.fixture
def pictures():
    """A content picture with edges and flat regions, and a style picture with fine texture, (H, W, 3) in [0, 1]."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[0:48, 0:64] / 48
    content = np.stack([x > 0.6, y, 0.3 + 0.2 * (np.hypot(x - 0.5, y - 0.5) < 0.3)], axis=-1).astype("float32")
    style = (0.5 + 0.5 * np.sin(40 * rng.random(3) * (x + y)[..., None])).astype("float32")
    return content.clip(0, 1), style.clip(0, 1)


def pytest_collection_modifyitems(items):
    """Notebooks and browser tests are slow; slow files run first, so that no worker is left with one at the end."""
    for item in items:
        if item.path.suffix == ".ipynb" or item.path.parent.name == "browser":
            item.add_marker(pytest.mark.slow)
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])
