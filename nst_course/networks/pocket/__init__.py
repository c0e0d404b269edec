"""The pocket network: a narrow VGG that travels inside the package. -> {layer: (kernel, bias)}, {layer: lens}.

It has VGG-19's topology and layer names up to block5_conv1 and was distilled from it; `pocket.md` is its model card.
Each layer has a *lens*, a square matrix through which its activations are looked at: seen through it, distances
between activations and between Gram matrices come out as VGG-19's do, so that α, β and the layer weights mean the same.
"""

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

from ...errors import NstError
from ...images import replacing
from ..topology import POCKET_CHANNELS, kernel_shapes, upto, widths

DEEPEST = "block5_conv1"
LAYERS = upto([DEEPEST])
BUILT_IN = Path(__file__).with_name("pocket.npz")
CHECKSUM = BUILT_IN.with_suffix(".sha256")


def read_weights(path=None):
    """({layer: (kernel (3, 3, in, out), bias (out,))}, {layer: lens (out, out)}), float32, of the built-in network.

    `path` is another file that `nst_course.networks.distill` wrote. Raises NstError for a file that is missing,
    damaged, or of another network.
    """
    file = BUILT_IN if path is None else Path(path).expanduser()
    remedy = "install nst_course anew" if path is None else "give one that nst_course.networks.distill wrote"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NstError(f"The pocket network's weights '{file}' cannot be read ({error.strerror}): {remedy}.") from error
    if path is None and hashlib.sha256(content).hexdigest() != CHECKSUM.read_text().strip():
        raise NstError(f"The pocket network's weights '{file}' are not as they were shipped: {remedy}.")
    try:
        with np.load(io.BytesIO(content)) as arrays:
            found = {name: arrays[name].astype(np.float32) for name in arrays.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise NstError(f"'{file}' is damaged or holds no weights: {remedy}.") from error
    check(found, file, remedy)
    weights = {layer: (found[f"{layer}/kernel"] * found[f"{layer}/scale"], found[f"{layer}/bias"]) for layer in LAYERS}
    return weights, {layer: found[f"{layer}/lens"] for layer in LAYERS}


def write_weights(path, layers):
    """Writes {layer: (kernel, bias, lens)}, kernels in 8 bits, and the file's SHA-256 beside it."""
    arrays = {}
    for layer in LAYERS:
        kernel, bias, lens = layers[layer]
        # One scale for each output channel loses about a hundredth of a weight's usual size (a test measures it).
        scale = np.maximum(np.abs(kernel).max(axis=(0, 1, 2)) / 127, 1e-12)
        parts = {
            "kernel": np.rint(kernel / scale).astype(np.int8),
            "scale": np.float32(scale),
            "bias": np.float32(bias),
            "lens": np.float16(lens),
        }
        arrays |= {f"{layer}/{name}": array for name, array in parts.items()}
    check(arrays, path, "train again")
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    with replacing(path, (".npz",)) as part:
        part.write_bytes(buffer.getvalue())
    Path(path).with_suffix(".sha256").write_text(hashlib.sha256(buffer.getvalue()).hexdigest() + "\n")


def shapes():
    """{name in the file: shape}."""
    expected = {}
    for layer, shape in kernel_shapes(widths(POCKET_CHANNELS)).items():
        if layer in LAYERS:
            parts = {"kernel": shape, "scale": shape[-1:], "bias": shape[-1:], "lens": shape[-1:] * 2}
            expected |= {f"{layer}/{name}": part for name, part in parts.items()}
    return expected


def check(arrays, file, remedy):
    """Raises NstError unless `arrays` are the pocket network's and finite."""
    for name, shape in shapes().items():
        if name not in arrays or arrays[name].shape != shape:
            raise NstError(f"'{file}' is not the pocket network's: its {name} should be {shape}; {remedy}.")
        if not np.isfinite(arrays[name]).all():
            raise NstError(f"'{file}' is damaged: its {name} holds numbers that are not finite; {remedy}.")
