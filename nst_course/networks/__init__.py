"""Pictures -> activations: VGG-19, cut off after the deepest layer in use."""

from ..errors import NstError, check_choice

NETWORKS = ("auto", "vgg19", "pocket")


def load_network(name="auto", *, layers, weights=None, pooling="max", preprocess="caffe", dtype="float32"):
    """The `Network` of that name, giving the activations of `layers` in `dtype`.

    `weights` is the path of a file in Keras' format. Raises NstError for an unknown name, layer, pooling or
    preprocessing, and when the weights cannot be had.
    """
    from . import vgg19
    from .network import Network

    check_choice(name, "network", NETWORKS)
    if name == "pocket":
        raise NstError("The pocket network is not part of this version yet: use --network vgg19.")
    path = vgg19.find_weights(weights) or vgg19.download()
    return Network(
        vgg19.read_weights(path),
        layers,
        name="vgg19",
        title=f"VGG-19 ({path})",
        pooling=pooling,
        preprocess=preprocess,
        dtype=dtype,
    )
