"""The pocket network, a narrow VGG inside the package: a file -> {layer: (kernel, bias)}, {layer: lens}.

It has VGG-19's topology and layer names up to block5_conv1 and was distilled from it; `pocket.md` is its model card.
Each layer has a *lens*, a square matrix applied to the activations that come out: through it, distances between
activations and between Gram matrices match VGG-19's, so α, β and the layer weights mean the same on both networks.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import NstError
from . import NetworkEntry, NetworkParts
from .vgg import channel_counts, kernel_shapes, layers_up_to

if TYPE_CHECKING:
    from .vgg import Array

CHANNELS = (24, 48, 64, 224, 256)  # block by block: few where there are many pixels; for the rest, what fits into 3 MB
DEEPEST = "block5_conv1"
LAYERS = layers_up_to([DEEPEST])
BUILT_IN = Path(__file__).with_name("pocket.npz")
CHECKSUM = BUILT_IN.with_suffix(".sha256")


def read_weights(
    path: str | os.PathLike[str] | None = None,
) -> tuple[dict[str, tuple[Array, Array]], dict[str, Array]]:
    """({layer: (kernel (3, 3, in, out), bias (out,))}, {layer: lens (out, out)}), float32, of the built-in network.

    `path` names another file, written by `nst_course.networks.distill`. Raises NstError for a file that is missing,
    damaged, or of another network.
    """
    import numpy as np

    file = BUILT_IN if path is None else Path(path).expanduser()
    remedy = "reinstall nst_course" if path is None else "use a file that nst_course.networks.distill wrote"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NstError(f"The pocket network's weights '{file}' cannot be read ({error.strerror}): {remedy}.") from error
    if path is None and hashlib.sha256(content).hexdigest() != CHECKSUM.read_text().strip():
        raise NstError(f"The pocket network's weights '{file}' have changed since they were shipped: {remedy}.")
    try:
        with np.load(io.BytesIO(content)) as arrays:
            found = {name: arrays[name].astype(np.float32) for name in arrays.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise NstError(f"'{file}' is damaged or contains no weights: {remedy}.") from error
    _check_arrays(found, file, remedy)
    weights = {layer: (found[f"{layer}/kernel"] * found[f"{layer}/scale"], found[f"{layer}/bias"]) for layer in LAYERS}
    return weights, {layer: found[f"{layer}/lens"] for layer in LAYERS}


def write_weights(path: str | os.PathLike[str], layers: Mapping[str, tuple[Array, Array, Array]]) -> None:
    """Write {layer: (kernel, bias, lens)} to `path`, kernels in 8 bits, and the file's SHA-256 next to it."""
    import numpy as np

    from ..images import replacing

    arrays: dict[str, Any] = {}
    for layer in LAYERS:
        kernel, bias, lens = layers[layer]
        # One scale for each output channel costs about a hundredth of a weight's usual size (a test measures it).
        scale = np.maximum(np.abs(kernel).max(axis=(0, 1, 2)) / 127, 1e-12)
        parts = {
            "kernel": np.rint(kernel / scale).astype(np.int8),
            "scale": np.float32(scale),
            "bias": np.float32(bias),
            "lens": np.float16(lens),
        }
        arrays |= {f"{layer}/{name}": array for name, array in parts.items()}
    _check_arrays(arrays, path, "train again")
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    with replacing(Path(path), (".npz",)) as part:
        part.write_bytes(buffer.getvalue())
    Path(path).with_suffix(".sha256").write_text(hashlib.sha256(buffer.getvalue()).hexdigest() + "\n")


def array_shapes() -> dict[str, tuple[int, ...]]:
    """{name of an array in the file: its shape}."""
    expected: dict[str, tuple[int, ...]] = {}
    for layer, shape in kernel_shapes(channel_counts(CHANNELS)).items():
        if layer in LAYERS:
            parts = {"kernel": shape, "scale": shape[-1:], "bias": shape[-1:], "lens": shape[-1:] * 2}
            expected |= {f"{layer}/{name}": part for name, part in parts.items()}
    return expected


def _check_arrays(arrays: Mapping[str, Any], file: str | os.PathLike[str], remedy: str) -> None:
    """Raise NstError unless `arrays` are the pocket network's, and finite."""
    import numpy as np

    for name, shape in array_shapes().items():
        if name not in arrays or arrays[name].shape != shape:
            raise NstError(f"'{file}' is not the pocket network's: its {name} should be {shape}; {remedy}.")
        if not np.isfinite(arrays[name]).all():
            raise NstError(f"'{file}' is damaged: its {name} contains numbers that are not finite; {remedy}.")


def _load(weights: str | os.PathLike[str] | None, layers: Sequence[str]) -> NetworkParts:
    for layer in layers:
        if layer not in LAYERS:
            raise NstError(
                f"The pocket network ends at {DEEPEST} and has no {layer}: choose an earlier layer, or --network vgg19."
            )
    kernels, lenses = read_weights(weights)
    return NetworkParts(kernels, f"pocket ({weights or 'built in'})", lenses)


NETWORK = NetworkEntry(
    name="pocket",
    layers=LAYERS,
    preference=1,
    weights_suffix=".npz",
    is_available=lambda: True,
    load=_load,
    recommendation=lambda: "--network pocket is several times faster and needs no weights file.",
)
