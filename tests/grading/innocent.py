"""Functions that students write besides the exercises, none of which is one: texts of one function each."""

INNOCENT = [
    "def load(name):\n    return tf.image.resize(nst.load_picture(name, 512).rgb, SIZE)[None]",
    "def vgg_model_outputs(picture):\n    return [a / means[layer] for layer, a in network(picture).items()]",
    "def clip_0_1(image):\n    return tf.clip_by_value(image, clip_value_min=0.0, clip_value_max=1.0)",
    "def normalised(A):\n    return (A - tf.reduce_mean(A)) / tf.math.reduce_std(A)",
    "def unrolled(a):\n    return tf.transpose(tf.reshape(a, [-1, a.shape[-1]]))",
    "def unroll(a_S, a_G):\n    n_C = a_G.shape[-1]\n"
    "    return tf.transpose(tf.reshape(a_S, [-1, n_C])), tf.transpose(tf.reshape(a_G, [-1, n_C]))",
    "def show_gram(A):\n    plt.imshow(tf.matmul(A, tf.transpose(A)))\n    plt.show()",
    "def plot(A):\n    fig, ax = plt.subplots()\n    ax.imshow(A @ tf.transpose(A))\n    return fig",
    "def mean_squared_error(a, b):\n    return tf.reduce_mean(tf.square(a - b))",
    "def sizes(a_G):\n    m, n_H, n_W, n_C = a_G.shape\n    return n_H, n_W, n_C",
    "def norm(A):\n    return tf.sqrt(tf.reduce_sum(tf.square(A)))",
    "def shape_of(A):\n    return A.shape",
    "def print_costs(J_content, J_style):\n    print(f'{J_content:.3f} and {J_style:.3f}')",
    "def plot_costs(J_content, J_style, alpha=10, beta=40):\n"
    "    plt.plot(alpha * J_content + beta * J_style)\n    plt.show()",
    "def show_layers(style_image_output, generated_image_output):\n"
    "    for s, g in zip(style_image_output[:-1], generated_image_output[:-1]):\n        plt.imshow(s[0, :, :, 0])",
    "def compare(content_output, generated_output):\n    return [c.shape == g.shape for c, g in "
    "zip(content_output, generated_output)]",
    "def mixed_up(a):\n    return tf.reshape(a, [a.shape[-1], -1])",
    "def train(generated_image, epochs):\n    for i in range(epochs):\n        train_step(generated_image)\n"
    "    return generated_image",
    "def tensor_to_image(tensor):\n    tensor = np.array(tensor * 255, dtype=np.uint8)\n"
    "    return Image.fromarray(tensor[0] if np.ndim(tensor) > 3 else tensor)",
    "def get_layer_outputs(vgg, layer_names):\n"
    "    outputs = [vgg.get_layer(layer[0]).output for layer in layer_names]\n"
    "    return tf.keras.Model([vgg.input], outputs)",
    "def noisy(content_image, ratio=0.6):\n    noise = tf.random.uniform(content_image.shape, -0.25, 0.25)\n"
    "    return clip_0_1(content_image + noise * ratio)",
    "def test_gram(target):\n    A = tf.random.normal([3, 4])\n    G = target(A)\n    assert G.shape == (3, 3)",
    "def weighted(costs, weights):\n    return sum(c * w for c, w in zip(costs, weights))",
    "def ratio(a, b):\n    return 100 * a / (a + b)",
    "def square(x):\n    return x ** 2",
    "def double(x):\n    return 2 * x + x",
    "def flatten(A):\n    return tf.reshape(A, [-1])",
    "def identity(A):\n    return A",
    "def count(A):\n    n_C, n = A.shape\n    return n_C * n",
    "def gray(A):\n    return 0.3 * A[..., 0] + 0.6 * A[..., 1] + 0.1 * A[..., 2]",
    "def main():\n    print('done')",
]
