"""VGG-19's weights: found, downloaded, or refused with one sentence."""

import h5py
import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.networks import load_network, vgg19
from nst_course.networks.vgg import LAYERS, channel_counts, kernel_shapes

LAYER = "block1_conv1"


@pytest.fixture
def no_weights(monkeypatch, tmp_path):
    """A machine without weights and without internet access."""
    import keras

    def refuse(*args, **kwargs):
        raise OSError("URL fetch failure: no route to host")

    monkeypatch.delenv(vgg19.VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(keras.utils, "get_file", refuse)


def write(path, shapes, fill=0.5):
    """A file in Keras' format with kernels of `shapes`."""
    with h5py.File(path, "w") as file:
        for layer, shape in shapes.items():
            group = file.create_group(layer)
            group.create_dataset(f"{layer}_W_1:0", data=np.full(shape, fill, np.float32))
            group.create_dataset(f"{layer}_b_1:0", data=np.full(shape[-1:], fill, np.float32))
    return path


def test_without_internet_and_file_the_error_names_both_remedies(no_weights):
    with pytest.raises(NstError) as caught:
        load_network("vgg19", layers=[LAYER])
    sentence = str(caught.value)
    assert vgg19.URL in sentence
    assert "--weights" in sentence
    assert vgg19.VARIABLE in sentence
    assert "download" in sentence


def test_downloads_with_keras_checksum_into_keras_folder(monkeypatch, tmp_path):
    import keras

    calls = {}

    def get_file(fname, origin, cache_dir, cache_subdir, file_hash):
        calls.update(origin=origin, hash=file_hash)
        path = cache_dir / cache_subdir / fname
        path.parent.mkdir()
        path.write_bytes(b"weights")
        return str(path)

    monkeypatch.delenv(vgg19.VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(keras.utils, "get_file", get_file)
    path = vgg19.download()
    assert calls == {"origin": vgg19.URL, "hash": vgg19.MD5}
    assert path.read_bytes() == b"weights"
    assert vgg19.find_weights() == path


def test_url_and_checksum_are_those_of_keras():
    import inspect
    import sys

    import keras

    source = inspect.getsource(sys.modules[inspect.unwrap(keras.applications.VGG19).__module__])
    assert vgg19.MD5 in source
    assert vgg19.URL.rpartition("/")[2] in source


def test_a_given_file_takes_precedence_over_the_variable(monkeypatch, tmp_path):
    given, variable = tmp_path / "given.h5", tmp_path / "variable.h5"
    given.touch()
    variable.touch()
    monkeypatch.setenv(vgg19.VARIABLE, str(variable))
    assert vgg19.find_weights(given) == given
    assert vgg19.find_weights() == variable


@pytest.mark.parametrize("content", [b"", b"not a weights file", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_a_damaged_file(tmp_path, content):
    path = tmp_path / "vgg.h5"
    path.write_bytes(content)
    with pytest.raises(NstError, match=r"vgg\.h5"):
        vgg19.read_weights(path)


def test_a_truncated_file(weights, tmp_path):
    path = tmp_path / "short.h5"
    with open(weights, "rb") as file:  # noqa: PTH123
        path.write_bytes(file.read(1_000_000))
    with pytest.raises(NstError, match=r"short\.h5"):
        vgg19.read_weights(path)


def test_another_network(tmp_path):
    shapes = {**kernel_shapes(channel_counts()), "block3_conv2": (3, 3, 256, 128)}
    with pytest.raises(NstError, match=r"vgg16\.h5.*block3_conv2"):
        vgg19.read_weights(write(tmp_path / "vgg16.h5", shapes))
    with pytest.raises(NstError, match=r"other\.h5.*block1_conv2"):
        vgg19.read_weights(write(tmp_path / "other.h5", {LAYER: (3, 3, 3, 64)}))


def test_numbers_that_are_not_finite(tmp_path):
    with pytest.raises(NstError, match=r"nan\.h5.*block1_conv1"):
        vgg19.read_weights(write(tmp_path / "nan.h5", kernel_shapes(channel_counts()), fill=np.nan))


def test_a_file_damaged_anywhere_is_one_sentence(weights, tmp_path):
    """Any damaged byte: h5py raises errors of many kinds, or reads numbers that differ from those written."""
    rng = np.random.default_rng(0)
    with open(weights, "rb") as file:  # noqa: PTH123
        whole = bytearray(file.read(200_000))
    for i in range(12):
        broken = whole.copy()
        for place in rng.integers(0, 30_000, 40):
            broken[place] = rng.integers(256)
        path = tmp_path / f"{i}.h5"
        path.write_bytes(broken)
        with pytest.raises(NstError):
            vgg19.read_weights(path)


def test_a_dataset_where_a_layer_should_be(tmp_path):
    with h5py.File(tmp_path / "odd.h5", "w") as file:
        file.create_dataset(LAYER, data="text")
    with pytest.raises(NstError, match=r"odd\.h5"):
        vgg19.read_weights(tmp_path / "odd.h5")


def test_an_interrupted_download_should_be_deleted(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    vgg19.cache_path().parent.mkdir()
    vgg19.cache_path().write_bytes(b"the first half")
    with pytest.raises(NstError, match="Delete it"):
        vgg19.read_weights(vgg19.cache_path())


def test_home_is_expanded(monkeypatch, tmp_path):
    (tmp_path / "vgg.h5").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert vgg19.find_weights("~/vgg.h5") == tmp_path / "vgg.h5"


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(NstError, match=r"nowhere\.h5"):
        vgg19.find_weights(tmp_path / "nowhere.h5")


def test_an_unknown_name_gets_the_nearest_suggestion():
    with pytest.raises(NstError, match="did you mean 'vgg19'"):
        load_network("vgg-19", layers=[LAYER])


def test_the_real_file_has_all_layers(weights):
    read = vgg19.read_weights(weights)
    assert list(read) == list(LAYERS)
    assert sum(kernel.size + bias.size for kernel, bias in read.values()) == 20_024_384
