"""The network that ships: complete, small, quick to load, and refused with one sentence if damaged."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from nst_course.errors import NstError
from nst_course.networks import load_network, pocket
from nst_course.networks.vgg import block_of

STYLE = [f"block{b}_conv1" for b in range(1, 6)]


@pytest.fixture
def arrays():
    """The arrays of the built-in file, for tests to damage."""
    with np.load(pocket.BUILT_IN) as file:
        return dict(file)


def test_is_small():
    assert pocket.BUILT_IN.stat().st_size < 3e6


def test_loads_quickly_without_tensorflow():
    """The target is under 0.3 s; this bound allows for slow and busy machines."""
    code = (
        "import sys, time; from nst_course.networks import pocket; start = time.perf_counter(); pocket.read_weights();"
        "assert time.perf_counter() - start < 3; assert 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_layers_and_shapes(pictures):
    network = load_network("pocket", layers=list(pocket.LAYERS))
    for layer, a in network(tf.constant(np.stack(pictures))).items():
        shrink = 2 ** (block_of(layer) - 1)
        assert a.shape == (2, 48 // shrink, 64 // shrink, pocket.CHANNELS[block_of(layer) - 1])
    assert network.name == "pocket"
    assert "built in" in network.title


def test_layers_it_does_not_have():
    with pytest.raises(NstError, match=r"block5_conv1.*block5_conv4.*--network vgg19"):
        load_network("pocket", layers=["block5_conv4"])


def test_lenses_change_only_the_output(arrays, pictures):
    """A lens changes the output of its own layer and nothing deeper."""
    weights, lenses = pocket.read_weights()
    from nst_course.networks.vgg import Network

    layers = ["block1_conv1", "block2_conv1"]
    plain = Network(weights, layers, name="pocket", lenses={**lenses, "block1_conv1": np.eye(24, dtype="float32")})
    seen = load_network("pocket", layers=layers)(pictures[0][None])
    bare = plain(pictures[0][None])
    np.testing.assert_array_equal(seen["block2_conv1"], bare["block2_conv1"])
    expected = bare["block1_conv1"].numpy() @ lenses["block1_conv1"].T
    np.testing.assert_allclose(seen["block1_conv1"], expected, rtol=1e-4, atol=1e-3)


@pytest.mark.slow
def test_costs_are_about_as_large_as_with_vgg19(weights):
    """On pictures that it was not trained on: α, β and the layer weights mean much the same on both networks.

    What the narrow network does not see is missing from its costs, most in the deepest layer, as the model card says.
    """
    from samples import small_builtin

    from nst_course.costs import compute_content_cost, compute_layer_style_cost

    layers = [*STYLE, "block4_conv2"]
    C, S = (small_builtin(name, 256)[None, :192, :192] / np.float32(255) for name in ("louvre", "mosaic"))
    costs = {}
    for name, path in (("vgg19", weights), ("pocket", None)):
        network = load_network(name, layers=layers, weights=path)
        a_C, a_S = network(C), network(S)
        costs[name] = [float(compute_layer_style_cost(a_C[layer], a_S[layer])) for layer in STYLE]
        costs[name].append(float(compute_content_cost([a_C["block4_conv2"]], [a_S["block4_conv2"]])))
    ratios = np.array(costs["pocket"]) / np.array(costs["vgg19"])
    assert np.all(ratios > [0.9, 0.9, 0.7, 0.7, 0.3, 0.6])
    assert np.all(ratios < 1.2)


def damaged_copy(arrays, change, path):
    """A file whose arrays have been changed."""
    change(arrays)
    np.savez(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda a: a.pop("block3_conv2/bias"), r"own\.npz.*block3_conv2/bias"),
        (lambda a: a.update({"block1_conv1/lens": np.eye(7)}), r"own\.npz.*block1_conv1/lens.*\(24, 24\)"),
        (lambda a: a["block1_conv1/bias"].fill(np.nan), r"own\.npz.*block1_conv1/bias"),
        (lambda a: a["block4_conv1/scale"].fill(np.inf), r"own\.npz.*block4_conv1/scale"),
    ],
)
def test_foreign_and_damaged_arrays(arrays, tmp_path, change, sentence):
    with pytest.raises(NstError, match=sentence):
        pocket.read_weights(damaged_copy(arrays, change, tmp_path / "own.npz"))


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04" + bytes(90), b"\x93NUMPY"])
def test_files_without_weights(tmp_path, content):
    path = tmp_path / "own.npz"
    path.write_bytes(content)
    with pytest.raises(NstError, match=r"own\.npz"):
        pocket.read_weights(path)


def test_a_truncated_file(tmp_path):
    path = tmp_path / "own.npz"
    path.write_bytes(pocket.BUILT_IN.read_bytes()[:100_000])
    with pytest.raises(NstError, match=r"own\.npz"):
        pocket.read_weights(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(NstError, match=r"nowhere\.npz"):
        pocket.read_weights(tmp_path / "nowhere.npz")


def test_a_modified_built_in_file(monkeypatch, tmp_path):
    file = shutil.copy(pocket.BUILT_IN, tmp_path / "pocket.npz")
    with open(file, "ab") as end:  # noqa: PTH123
        end.write(b"x")
    monkeypatch.setattr(pocket, "BUILT_IN", file)
    with pytest.raises(NstError, match=r"pocket\.npz"):
        pocket.read_weights()


def test_weights_survive_a_round_trip(tmp_path):
    """In 8 and in 16 bits: to about a hundredth of the usual size of a number."""
    rng = np.random.default_rng(6)
    layers = {}
    for layer in pocket.LAYERS:
        shape = pocket.array_shapes()[f"{layer}/kernel"]
        kernel = rng.normal(size=shape) * rng.lognormal(size=shape[-1])
        layers[layer] = (kernel, rng.normal(size=shape[-1]), rng.normal(size=2 * shape[-1:]))
    pocket.write_weights(tmp_path / "own.npz", layers)
    weights, lenses = pocket.read_weights(tmp_path / "own.npz")
    for layer, (kernel, bias, lens) in layers.items():
        read = weights[layer]
        rounding = np.sqrt(((read[0] - kernel) ** 2).mean(axis=(0, 1, 2)) / (kernel**2).mean(axis=(0, 1, 2)))
        assert rounding.max() < 0.02
        np.testing.assert_allclose(read[1], bias, rtol=1e-6)
        np.testing.assert_allclose(lenses[layer], lens, rtol=1e-3, atol=1e-6)


def test_the_same_weights_give_the_same_bytes(tmp_path):
    weights, lenses = pocket.read_weights()
    for name in ("one", "two"):
        pocket.write_weights(tmp_path / f"{name}.npz", {l: (*weights[l], lenses[l]) for l in pocket.LAYERS})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert (tmp_path / "one.sha256").read_text() == (tmp_path / "two.sha256").read_text()


def test_weights_that_diverged_are_not_written(tmp_path):
    weights, lenses = pocket.read_weights()
    layers = {layer: (*weights[layer], np.nan * lenses[layer]) for layer in pocket.LAYERS}
    with pytest.raises(NstError, match=r"own\.npz.*lens"):
        pocket.write_weights(tmp_path / "own.npz", layers)
    assert not (tmp_path / "own.npz").exists()
