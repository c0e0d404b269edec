"""The network compared with Keras' own VGG-19, and its variants."""

import numpy as np
import pytest
import tensorflow as tf

from nst_course.errors import NstError
from nst_course.networks import load_network
from nst_course.networks.vgg import LAYERS, Network, block_of, channel_counts, kernel_shapes, layers_up_to

STYLE = [f"block{b}_conv1" for b in range(1, 6)]


@pytest.fixture
def picture(pictures):
    return tf.constant(np.stack(pictures))


@pytest.mark.parametrize("preprocess", ["caffe", "none"])
def test_activations_match_keras(weights, picture, preprocess):
    import keras

    layers = ["block1_conv2", "block3_conv1", "block5_conv4"]
    vgg = keras.applications.VGG19(include_top=False, weights=weights)
    model = keras.Model(vgg.input, [vgg.get_layer(layer).output for layer in layers])
    x = keras.applications.vgg19.preprocess_input(255 * picture) if preprocess == "caffe" else picture
    ours = load_network("vgg19", layers=layers, weights=weights, preprocess=preprocess)(picture)
    assert list(ours) == layers
    for layer, expected in zip(layers, model(x), strict=True):
        scale = float(tf.reduce_max(tf.abs(expected)))
        np.testing.assert_allclose(ours[layer] / scale, expected / scale, atol=2e-3)


@pytest.mark.slow
def test_average_pooling_keeps_the_scale_of_activations(weights):
    """The gains were measured on photographs and paintings; here, the built-in pictures must agree."""
    from samples import small_builtin

    from nst_course.images import CONTENT
    from nst_course.images import STYLE as PAINTED

    sizes = []
    for pooling in ("max", "average"):
        network = load_network("vgg19", layers=STYLE, weights=weights, pooling=pooling)
        outputs = [network(small_builtin(name, 256)[None] / np.float32(255)) for name in [*CONTENT, *PAINTED][:6]]
        sizes.append([[float(tf.reduce_mean(a[layer])) for layer in STYLE] for a in outputs])
    ratio = np.exp(np.log(np.array(sizes[1]) / np.array(sizes[0])).mean(axis=0))
    assert ratio == pytest.approx(np.ones(5), abs=0.25)


def test_runs_no_deeper_than_it_must(small_weights):
    network = Network(small_weights, ["block2_conv1", "block1_conv1"], name="small")
    assert layers_up_to(network.layers) == LAYERS[:3]
    assert list(network._weights) == list(LAYERS[:3])


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_shapes_and_dtype(small_weights, picture, dtype):
    network = Network(small_weights, STYLE, name="small", dtype=dtype)
    for layer, a in network(picture).items():
        shrink = 2 ** (block_of(layer) - 1)
        n_C = small_weights[layer][1].shape[0]
        assert a.shape == (2, 48 // shrink, 64 // shrink, n_C)
        assert a.dtype == dtype


def test_gradient_flows_to_the_picture(small_weights, picture):
    network = Network(small_weights, STYLE, name="small")
    with tf.GradientTape() as tape:
        tape.watch(picture)
        J = tf.reduce_sum(network(picture)["block5_conv1"])
    assert float(tf.reduce_max(tf.abs(tape.gradient(J, picture)))) > 0


@pytest.mark.parametrize(
    ("options", "fact"),
    [
        ({"layers": ["block4_conv5"]}, "did you mean 'block4_conv"),
        ({"layers": STYLE, "pooling": "mean"}, "pooling 'mean'"),
        ({"layers": STYLE, "preprocess": "cafe"}, "did you mean 'caffe'"),
    ],
)
def test_unknown_options(small_weights, options, fact):
    with pytest.raises(NstError, match=fact):
        Network(small_weights, name="small", **options)


def test_topology_matches_vgg19():
    assert len(LAYERS) == 16
    assert kernel_shapes(channel_counts())["block3_conv1"] == (3, 3, 128, 256)
    assert sum(np.prod(shape) + shape[-1] for shape in kernel_shapes(channel_counts()).values()) == 20_024_384
