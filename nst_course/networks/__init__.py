"""Pictures -> activations: VGG-19, or the pocket network that ships with the package."""

import os

from ..errors import NstError, check_choice

NETWORKS = ("auto", "vgg19", "pocket")
VARIABLE = "NST_NETWORK"


def load_network(name="auto", *, layers, weights=None, pooling="max", preprocess="caffe", dtype="float32"):
    """The `Network` of that name, giving the activations of `layers` in `dtype`.

    `weights` is the path of a file: VGG-19's in Keras' format, or a pocket network's that `distill` wrote (.npz).
    "auto" is what `choose_network` chooses. Raises NstError for an unknown name, layer, pooling or preprocessing, and
    when the weights cannot be had.
    """
    from .network import Network

    name = choose_network(name, weights)
    parts = {"vgg19": vgg19_parts, "pocket": pocket_parts}[name](weights, layers)
    return Network(layers=layers, name=name, pooling=pooling, preprocess=preprocess, dtype=dtype, **parts)


def choose_network(name="auto", weights=None):
    """ "vgg19" or "pocket": the name itself; for "auto" the variable NST_NETWORK, else VGG-19 where its weights are.

    Weights that are given decide before the variable does. Raises NstError for an unknown name and for weights that
    belong to another network than the name.
    """
    from .vgg19 import find_weights

    check_choice(name, "network", NETWORKS)
    given = weights and ("pocket" if str(weights).endswith(".npz") else "vgg19")
    if name == "auto":
        name = given or named_by_variable()
    if name == "auto":
        name = "vgg19" if find_weights() else "pocket"
    if given and given != name:
        raise NstError(
            f"The weights '{weights}' are for the network {given}, not {name}: "
            f"leave out --weights, or choose --network {given}."
        )
    return name


def named_by_variable():
    """What NST_NETWORK says; "auto" where it is not set."""
    name = os.environ.get(VARIABLE) or "auto"
    if name not in NETWORKS:
        raise NstError(f"The variable {VARIABLE} is '{name}': set it to one of {', '.join(NETWORKS)}.")
    return name


def vgg19_parts(weights, layers):
    """Weights of VGG-19, downloaded if need be, and a title that says where they are."""
    from . import vgg19

    path = vgg19.find_weights(weights) or vgg19.download()
    return {"weights": vgg19.read_weights(path), "title": f"VGG-19 ({path})"}


def pocket_parts(weights, layers):
    """Weights and lenses of the pocket network. Raises NstError for a layer that it does not have."""
    from . import pocket

    for layer in layers:
        if layer not in pocket.LAYERS:
            raise NstError(
                f"The pocket network ends at {pocket.DEEPEST} and has no {layer}: choose an earlier layer, or "
                f"--network vgg19."
            )
    kernels, lenses = pocket.read_weights(weights)
    return {"weights": kernels, "lenses": lenses, "title": f"pocket ({weights or 'built in'})"}


def other_network(name):
    """A sentence on what the other network is good for and how to get it."""
    from . import vgg19

    if name == "vgg19":
        return "--network pocket is several times faster and needs no weights file."
    if vgg19.cache_path().is_file() or os.environ.get(vgg19.VARIABLE):
        return "--network vgg19 gives finer pictures, more slowly: its weights are on this machine."
    return "--network vgg19 gives finer pictures, more slowly: it downloads its weights once, 80 MB."
