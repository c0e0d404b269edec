"""VGG-19's weights as Keras publishes them: file or download -> {layer: (kernel, bias)}."""

import hashlib
import os
from pathlib import Path

import numpy as np

from ..errors import NstError
from .topology import kernel_shapes, widths

# Keras' own file and checksum (keras.applications.VGG19, include_top=False); ImageNet weights of the Visual
# Geometry Group, Oxford, CC BY 4.0.
URL = (
    "https://storage.googleapis.com/tensorflow/keras-applications/"
    "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"
)
MD5 = "253f8cb515780f3b799900260a226db6"
VARIABLE = "NST_VGG19_WEIGHTS"

REMEDIES = (
    f"Connect once to download it (80 MB), give a copy of the file with --weights FILE or the variable {VARIABLE}, "
    "or take --network pocket."
)


def find_weights(path=None):
    """Path of the weights on this machine: `path`, else NST_VGG19_WEIGHTS, else Keras' download folder, else None.

    Raises NstError when a path was given that is not a file.
    """
    for name, given in (("--weights", path), (VARIABLE, os.environ.get(VARIABLE))):
        if given:
            file = Path(given).expanduser()
            if not file.is_file():
                raise NstError(f"There is no weights file '{given}': check the path given with {name}.")
            return file
    return cache_path() if cache_path().is_file() else None


def cache_path():
    """Where Keras keeps the file that it downloads: KERAS_HOME, else ~/.keras."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Path(home) / "models" / URL.rpartition("/")[2]


def download():
    """Path of the file that Keras downloads, checked against Keras' checksum. Raises NstError without a network.

    A file that is there already is taken if its checksum is right, else downloaded anew.
    """
    import keras

    target = cache_path()
    try:
        return Path(
            keras.utils.get_file(target.name, URL, cache_dir=target.parents[1], cache_subdir="models", file_hash=MD5)
        )
    except Exception as error:  # urllib, ssl and Keras raise many kinds; each means: no file
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise NstError(
            f"VGG-19's weights are not here and cannot be downloaded from {URL} ({reason}). {REMEDIES}"
        ) from error


def read_weights(path):
    """{layer: (kernel (3, 3, in, out), bias (out,))}, float32, from a file in Keras' format.

    Raises NstError for a file that cannot be read, is damaged or is of another network.
    """
    import h5py

    try:
        with h5py.File(path) as file:
            return {layer: read_layer(file, layer, shape, path) for layer, shape in kernel_shapes(widths()).items()}
    except PermissionError as error:
        raise NstError(f"The weights file '{path}' may not be read: ask its owner for permission.") from error
    except NstError:
        raise
    except Exception as error:  # a damaged file makes h5py raise any kind
        advice = "Delete it, and it is downloaded anew." if path == cache_path() else REMEDIES
        raise NstError(f"The weights file '{path}' is damaged or not in Keras' H5 format. {advice}") from error


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
