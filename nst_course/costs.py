"""The subject: the cost functions of neural style transfer. Activations in, scalars out.

Gatys, Ecker & Bethge, "A Neural Algorithm of Artistic Style" (2015). C is the content picture, S the style
picture, G the generated one; a_C, a_S, a_G are their activations, float32: sums over all positions overflow float16.
Each is (m, n_H, n_W, n_C), with m = 1 picture wherever Gram matrices are taken.

The first six functions are the six exercises of the course. Their comments are the steps that a student sees.
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

    Takes the lists of layer outputs of C and of G. The last of each, (m, n_H, n_W, n_C), is the
    content layer.
    """
    # The content layer of C and of G.
    a_C, a_G = content_output[-1], generated_output[-1]
    # Its size, from the shape of a_G.
    _, n_H, n_W, n_C = a_G.shape
    # The cost, by the formula.
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)


def gram_matrix(A):
    """G = A·Aᵀ: how much channels i and j are active together, for A (n_C, n_H·n_W): (n_C, n_C)."""
    # The product of A and its transpose.
    return tf.matmul(A, A, transpose_b=True)


def compute_layer_style_cost(a_S, a_G):
    """J_style of one layer = 1 / (4 n_C² (n_H n_W)²) · Σ_ij (G_S − G_G)_ij², a scalar.

    a_S and a_G are the layer's activations of S and G, each (1, n_H, n_W, n_C).
    """
    # The size of the layer, from the shape of a_G.
    _, n_H, n_W, n_C = a_G.shape
    # Unrolled, with a row for each channel: (1, n_H, n_W, n_C) -> (n_C, n_H·n_W).
    A_S = tf.transpose(tf.reshape(a_S, [-1, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [-1, n_C]))
    # The Gram matrices of both.
    G_S, G_G = gram_matrix(A_S), gram_matrix(A_G)
    # The cost, by the formula.
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)


def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    """J_style = Σ_l λ_l · J_style of layer l, a scalar.

    Takes the lists of layer outputs of S and of G. The last of each is the content layer, which has
    no part in the style. STYLE_LAYERS is a list of (name, λ) in the order of the others.
    """
    # The style layers: all outputs but the last.
    a_S, a_G = style_image_output[:-1], generated_image_output[:-1]
    # The cost of each layer, times its λ.
    triples = zip(a_S, a_G, STYLE_LAYERS, strict=True)
    costs = [weight * compute_layer_style_cost(s, g) for s, g, (_, weight) in triples]
    # Their sum.
    return tf.add_n(costs)


def total_cost(J_content, J_style, alpha=10, beta=40):
    """J(G) = α·J_content + β·J_style."""
    # The cost, by the formula.
    return alpha * J_content + beta * J_style


def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    """One optimizer step on the pixels of G, clipped to [0, 1]. Returns J before the step.

    generated_image is a tf.Variable (m, height, width, 3). vgg_model_outputs takes it to its list of
    layer outputs; a_C and a_S are those lists for C and S.
    """
    with tf.GradientTape() as tape:
        # The layer outputs of G.
        a_G = vgg_model_outputs(generated_image)
        # The three costs.
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    # The gradient of J with respect to the pixels.
    gradient = tape.gradient(J, generated_image)
    # One step of the optimizer, which takes a list of (gradient, variable).
    optimizer.apply_gradients([(gradient, generated_image)])
    # The picture, clipped to [0, 1].
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
