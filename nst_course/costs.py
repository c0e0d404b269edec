"""The subject: the cost functions of neural style transfer. Activations in, float32 scalars out.

Gatys, Ecker & Bethge, "A Neural Algorithm of Artistic Style" (2015). C is the content picture, S the style
picture, G the generated one; a_C, a_S, a_G are their activations, each of shape (m, n_H, n_W, n_C). The costs of
a batch are the sums over its m pictures. Whatever the activations' precision, the arithmetic is in float32 (float64
stays float64): sums over all positions overflow float16 and lose the small differences in bfloat16.
"""

import tensorflow as tf

STYLE_LAYERS = [
    ("block1_conv1", 0.2),
    ("block2_conv1", 0.2),
    ("block3_conv1", 0.2),
    ("block4_conv1", 0.2),
    ("block5_conv1", 0.2),
]


def compute_content_cost(content_output, generated_output):
    """J_content(C, G) = 1 / (4 n_H n_W n_C) · Σ (a_C − a_G)², a scalar.

    Takes the lists of layer outputs of C and of G; the last of each, (m, n_H, n_W, n_C), is the content layer.
    """
    a_C, a_G = widen(content_output[-1]), widen(generated_output[-1])
    n_H, n_W, n_C = dimensions(a_G)
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)


def gram_matrix(A):
    """G = A·Aᵀ: how much channels i and j are active together. A is (…, n_C, n_H·n_W), the result (…, n_C, n_C)."""
    A = widen(A)
    return tf.matmul(A, A, transpose_b=True)


def compute_layer_style_cost(a_S, a_G):
    """J_style of one layer = 1 / (4 n_C² (n_H n_W)²) · Σ_ij (G_S − G_G)_ij², a scalar.

    a_S and a_G are the layer's activations of S and G, each (m, n_H, n_W, n_C).
    """
    n_H, n_W, n_C = dimensions(a_G)
    G_S, G_G = gram_matrix(unroll(a_S)), gram_matrix(unroll(a_G))
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)


def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    """J_style = Σ_l λ_l · J_style of layer l, a scalar.

    Takes the lists of layer outputs of S and of G without regard to the last of each, which is the content layer.
    STYLE_LAYERS is a list of (name, λ) in the order of the outputs.
    """
    a_S, a_G = style_image_output[:-1], generated_image_output[:-1]
    return tf.add_n(
        [weight * compute_layer_style_cost(s, g) for s, g, (_, weight) in zip(a_S, a_G, STYLE_LAYERS, strict=True)]
    )


def total_cost(J_content, J_style, alpha=10, beta=40):
    """J(G) = α·J_content + β·J_style."""
    return alpha * J_content + beta * J_style


def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    """One optimizer step on the pixels of G, clipped to [0, 1]. Returns J before the step.

    generated_image is a tf.Variable (m, height, width, 3); vgg_model_outputs takes it to its list of layer outputs;
    a_C and a_S are those lists for C and S.
    """
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J


def unroll(a):
    """(m, n_H, n_W, n_C) -> (m, n_C, n_H·n_W): a row for each channel."""
    m, _, _, n_C = tf.unstack(tf.shape(a))
    return tf.linalg.matrix_transpose(tf.reshape(a, [m, -1, n_C]))


def widen(a):
    """The tensor in float32; float64 stays as it is."""
    a = tf.convert_to_tensor(a)
    return a if a.dtype == tf.float64 else tf.cast(a, tf.float32)


def dimensions(a):
    """n_H, n_W, n_C as floats, because their products overflow an int32; known only at run time if need be."""
    return tf.unstack(tf.cast(tf.shape(a)[1:], widen(a).dtype), num=3)
