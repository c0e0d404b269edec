"""The networks on paper: names, order and sizes of their convolutions. Nothing here needs TensorFlow."""

CONVOLUTIONS = (2, 2, 4, 4, 4)  # in each of the five blocks
CHANNELS = (64, 128, 256, 512, 512)  # of VGG-19, block by block
POCKET_CHANNELS = (24, 48, 64, 224, 256)  # of the pocket network: few where pixels are many, else what 3 MB hold
LAYERS = tuple(f"block{b}_conv{i}" for b, n in enumerate(CONVOLUTIONS, start=1) for i in range(1, n + 1))


def block(layer):
    """Number of a layer's block, 1 to 5: its activations are 2^(block−1) times smaller than the picture."""
    return int(layer[len("block")])


def widths(channels=CHANNELS):
    """{layer: its channels}, from the channels of each block."""
    return {layer: channels[block(layer) - 1] for layer in LAYERS}


def kernel_shapes(widths):
    """{layer: (3, 3, in, out)}, from {layer: its channels}, the first of them the first that sees the picture."""
    return {layer: (3, 3, n_in, n) for (layer, n), n_in in zip(widths.items(), [3, *widths.values()])}  # noqa: B905


def upto(layers):
    """The convolutions that must run to know `layers`: all up to the deepest of them."""
    return LAYERS[: max(map(LAYERS.index, layers)) + 1]
