"""VGG-19's weights as Keras publishes them: file or download -> {layer: (kernel, bias)}."""

import hashlib
import os
from pathlib import Path

import numpy as np

from ..errors import NstError
from .topology import kernel_shapes

# Keras' own file and checksum (keras.applications.VGG19, include_top=False); ImageNet weights of the Visual
# Geometry Group, Oxford, CC BY 4.0.
URL = (
    "https://storage.googleapis.com/tensorflow/keras-applications/"
    "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"
)
MD5 = "253f8cb515780f3b799900260a226db6"
VARIABLE = "NST_VGG19_WEIGHTS"

REMEDIES = (
    f"Connect once to download it (80 MB), or give a copy of the file with --weights FILE or the variable {VARIABLE}."
)


def find_weights(path=None):
    """Path of the weights on this machine: `path`, else NST_VGG19_WEIGHTS, else Keras' download folder, else None.

    Raises NstError when a path was given that is not a file.
    """
    given = path or os.environ.get(VARIABLE)
    if given:
        if not Path(given).is_file():
            raise NstError(f"There is no weights file '{given}': check --weights and the variable {VARIABLE}.")
        return Path(given)
    cached = cache_path()
    return cached if cached.is_file() else None


def cache_path():
    """Where Keras keeps the file that it downloads: KERAS_HOME, else ~/.keras."""
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    return home / "models" / URL.rpartition("/")[2]


def download():
    """Path of the file that Keras downloads, checked against Keras' checksum. Raises NstError without a network."""
    import keras

    target = cache_path()
    try:
        keras.utils.get_file(target.name, URL, cache_dir=target.parents[1], cache_subdir="models", file_hash=MD5)
    except Exception as error:  # urllib, ssl and Keras raise many kinds; each means: no file
        target.unlink(missing_ok=True)
        raise NstError(
            f"VGG-19's weights are not on this machine and cannot be downloaded from {URL}. {REMEDIES}"
        ) from error
    return target


def read_weights(path):
    """Weights from a file in Keras' format. Raises NstError for one that is damaged or of another network."""
    import h5py

    try:
        with h5py.File(path) as file:
            return {layer: read_layer(file, layer, shape, path) for layer, shape in kernel_shapes().items()}
    except OSError as error:
        raise NstError(f"The weights file '{path}' is damaged or not in Keras' H5 format. {REMEDIES}") from error


def read_layer(file, layer, shape, path):
    """Kernel and bias of one layer, whatever the version of Keras called them inside its group."""
    arrays = []
    if layer in file:
        file[layer].visititems(
            lambda _, item: arrays.append(np.asarray(item, np.float32)) if hasattr(item, "shape") else None
        )
    by_rank = {array.ndim: array for array in arrays}
    kernel, bias = by_rank.get(4), by_rank.get(1)
    if kernel is None or bias is None or kernel.shape != shape or bias.shape != shape[-1:]:
        raise NstError(f"The weights file '{path}' is not VGG-19's: its {layer} should be {shape}. {REMEDIES}")
    if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
        raise NstError(f"The weights file '{path}' is damaged: {layer} holds numbers that are not finite. {REMEDIES}")
    return kernel, bias


def md5(path):
    """Checksum of a file, to compare with Keras' own."""
    return hashlib.md5(Path(path).read_bytes()).hexdigest()
