"""VGG-19's weights as Keras publishes them: a file or a download -> {layer: (kernel, bias)}."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import NstError
from . import NetworkEntry, NetworkParts
from .vgg import LAYERS, channel_counts, kernel_shapes

if TYPE_CHECKING:
    from .vgg import Array

# Keras' own file and checksum (keras.applications.VGG19, include_top=False); ImageNet weights of the Visual
# Geometry Group, Oxford, CC BY 4.0.
URL = (
    "https://storage.googleapis.com/tensorflow/keras-applications/"
    "vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"
)
MD5 = "253f8cb515780f3b799900260a226db6"
VARIABLE = "NST_VGG19_WEIGHTS"

REMEDIES = (
    f"Connect to the internet once to download it (80 MB), point to a copy of the file with --weights FILE or the "
    f"variable {VARIABLE}, or use --network pocket."
)


def find_weights(path: str | os.PathLike[str] | None = None) -> Path | None:
    """Path of the weights on this machine: `path`, else NST_VGG19_WEIGHTS, else Keras' download folder, else None.

    Raises NstError if the given path is not a file.
    """
    for source, given in (("--weights", path), (VARIABLE, os.environ.get(VARIABLE))):
        if given:
            file = Path(given).expanduser()
            if not file.is_file():
                raise NstError(f"There is no weights file '{given}': check the path given with {source}.")
            return file
    return cache_path() if cache_path().is_file() else None


def cache_path() -> Path:
    """Where Keras keeps the file that it downloads: KERAS_HOME, else ~/.keras."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Path(home) / "models" / URL.rpartition("/")[2]


def download() -> Path:
    """Path of the file that Keras downloads, checked against Keras' checksum. Raises NstError without a connection.

    A file that is there already is used if its checksum is right, and downloaded again otherwise.
    """
    import keras

    target = cache_path()
    try:
        return Path(
            keras.utils.get_file(target.name, URL, cache_dir=target.parents[1], cache_subdir="models", file_hash=MD5)
        )
    except Exception as error:  # urllib, ssl and Keras raise many kinds of errors; all mean that there is no file
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise NstError(
            f"VGG-19's weights are not on this machine and cannot be downloaded from {URL} ({reason}). {REMEDIES}"
        ) from error


def read_weights(path: str | os.PathLike[str]) -> dict[str, tuple[Array, Array]]:
    """{layer: (kernel (3, 3, in, out), bias (out,))}, float32, from a file in Keras' format.

    Raises NstError for a file that cannot be read, is damaged or belongs to another network.
    """
    import h5py

    shapes = kernel_shapes(channel_counts())
    try:
        with h5py.File(path) as file:
            return {layer: _read_layer(file, layer, shape, path) for layer, shape in shapes.items()}
    except PermissionError as error:
        raise NstError(f"You don't have permission to read the weights file '{path}': ask its owner for it.") from error
    except NstError:
        raise
    except Exception as error:  # a damaged file makes h5py raise any kind
        advice = "Delete it, and it will be downloaded again." if path == cache_path() else REMEDIES
        raise NstError(f"The weights file '{path}' is damaged or not in Keras' H5 format. {advice}") from error


def _read_layer(
    file: Any, layer: str, shape: tuple[int, int, int, int], path: str | os.PathLike[str]
) -> tuple[Array, Array]:
    """Kernel and bias of one layer, whatever the version of Keras called them inside its group."""
    import numpy as np

    arrays: list[Array] = []
    if layer in file:
        file[layer].visititems(
            lambda _, item: arrays.append(np.asarray(item, np.float32)) if hasattr(item, "shape") else None
        )
    by_rank = {array.ndim: array for array in arrays}
    kernel, bias = by_rank.get(4), by_rank.get(1)
    if kernel is None or bias is None or kernel.shape != shape or bias.shape != shape[-1:]:
        raise NstError(f"The weights file '{path}' is not VGG-19's: its {layer} should be {shape}. {REMEDIES}")
    if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
        raise NstError(
            f"The weights file '{path}' is damaged: {layer} contains numbers that are not finite. {REMEDIES}"
        )
    return kernel, bias


def md5_checksum(path: str | os.PathLike[str]) -> str:
    """MD5 of a file, to compare with Keras' own."""
    return hashlib.md5(Path(path).read_bytes()).hexdigest()


def _load(weights: str | os.PathLike[str] | None, layers: Sequence[str]) -> NetworkParts:
    path = find_weights(weights) or download()
    return NetworkParts(read_weights(path), f"VGG-19 ({path})")


def _recommendation() -> str:
    if cache_path().is_file() or os.environ.get(VARIABLE):
        return "--network vgg19 makes finer pictures, more slowly; its weights are on this machine."
    return "--network vgg19 makes finer pictures, more slowly; it downloads its weights once (80 MB)."


NETWORK = NetworkEntry(
    name="vgg19",
    layers=LAYERS,
    preference=2,
    weights_suffix="",
    is_available=lambda: find_weights() is not None,
    load=_load,
    recommendation=_recommendation,
)
