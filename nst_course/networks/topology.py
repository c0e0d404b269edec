"""VGG-19 on paper: the names, order and sizes of its convolutions. Nothing here needs TensorFlow."""

CONVOLUTIONS = (2, 2, 4, 4, 4)  # in each of the five blocks
CHANNELS = (64, 128, 256, 512, 512)
LAYERS = tuple(f"block{b}_conv{i}" for b, n in enumerate(CONVOLUTIONS, start=1) for i in range(1, n + 1))


def block(layer):
    """Number of a layer's block, 1 to 5: its activations are 2^(block−1) times smaller than the picture."""
    return int(layer[len("block")])


def kernel_shapes(channels=CHANNELS):
    """{layer: (3, 3, in, out)}."""
    outs = [channels[block(layer) - 1] for layer in LAYERS]
    return {layer: (3, 3, n_in, n_out) for layer, n_in, n_out in zip(LAYERS, [3, *outs], outs)}  # noqa: B905


def upto(layers):
    """The convolutions that must run to know `layers`: all up to the deepest of them."""
    return LAYERS[: max(map(LAYERS.index, layers)) + 1]
