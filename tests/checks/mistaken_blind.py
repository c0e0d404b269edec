"""Wrong functions of many hands, written with no sight of the signs, each after the name of its one mistake.

A block begins with `## name`, or `## name | another name that is as true`. THIRD, FOURTH and FIFTH are three rounds.
RIGHT are right functions in unusual clothes, each after a bare `##`.
"""

import re


def blocks(texts):
    """[(exercise, names, source)] of the blocks of each exercise."""
    parts = [(exercise, part) for exercise, text in texts.items() for part in re.split(r"^##", text, flags=re.M)[1:]]
    split = [(exercise, *part.split("\n", 1)) for exercise, part in parts]
    return [(exercise, tuple(head.strip().split(" | ")), source) for exercise, head, source in split]


THIRD = {
    "compute_content_cost": '''
## the first layer
def compute_content_cost(content_output, generated_output):
    a_C = content_output[0]
    a_G = generated_output[0]

    # Retrieve dimensions from a_G
    _, n_H, n_W, n_C = a_G.get_shape().as_list()

    # Reshape a_C and a_G
    a_C_unrolled = tf.transpose(tf.reshape(a_C, shape=[-1, n_H * n_W, n_C]), perm=[0, 2, 1])
    a_G_unrolled = tf.transpose(tf.reshape(a_G, shape=[-1, n_H * n_W, n_C]), perm=[0, 2, 1])

    # compute the cost with tensorflow
    J_content = 1 / (4 * n_H * n_W * n_C) * tf.reduce_sum(tf.square(tf.subtract(a_C_unrolled, a_G_unrolled)))
    return J_content

## the 4 forgotten
def compute_content_cost(content_output, generated_output):
    x, y = content_output[-1], generated_output[-1]
    size = 1
    for d in y.shape[1:]:
        size *= d
    d = x - y
    return tf.reduce_sum(d * d) / size

## brackets around the divisor
def compute_content_cost(content_output, generated_output):
    # J = 1/(4*nH*nW*nC) * sum (a_C - a_G)^2
    c = content_output[-1]
    g = generated_output[-1]
    n_H = g.shape[1]
    n_W = g.shape[2]
    n_C = g.shape[3]
    return tf.math.reduce_sum(tf.pow(c - g, 2)) / 4 * n_H * n_W * n_C

## mean in place of sum
def compute_content_cost(content_output, generated_output):
    """MSE between the two content layers"""
    from keras import ops
    return ops.mean(ops.square(ops.subtract(generated_output[-1], content_output[-1])))

## divided by m
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    cost: tf.Tensor = tf.norm(a_C - a_G) ** 2
    cost = cost / (4.0 * m * n_H * n_W * n_C)
    return cost

## square of the sum
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    difference = tf.subtract(a_C, a_G)
    total = tf.reduce_sum(difference)
    squared = tf.square(total)
    J = squared / (4 * n_H * n_W * n_C)
    print("J =", J)
    return J

## absolute value
def compute_content_cost(content_output, generated_output):
    aC, aG = content_output[-1], generated_output[-1]
    _, h, w, c = aC.shape
    return tf.einsum("mhwc->", tf.math.abs(aC - aG)) * (1 / (4 * h * w * c))

## no sum
def compute_content_cost(content_output, generated_output):
    content_layer = content_output[-1]
    generated_layer = generated_output[-1]
    shape = generated_layer.shape
    squares = tf.math.squared_difference(content_layer, generated_layer)
    # sum them up and divide
    return squares / (4 * shape[1] * shape[2] * shape[3])

## one picture of the batch
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1][0]
    a_G = generated_output[-1][0]
    H, W, C = a_G.shape
    total = 0.0
    for i in range(H):
        for j in range(W):
            total += tf.reduce_sum((a_C[i, j] - a_G[i, j]) ** 2)
    return total / (4 * H * W * C)

## NumPy
def compute_content_cost(content_output, generated_output):
    import numpy as np
    a_C = np.asarray(content_output[-1])
    a_G = np.asarray(generated_output[-1])
    m, n_H, n_W, n_C = a_G.shape
    return np.sum((a_C - a_G) ** 2) / (4 * n_H * n_W * n_C)

## .numpy()
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1].numpy()
    a_G = generated_output[-1].numpy()
    _, n_H, n_W, n_C = a_G.shape
    s = 0
    diff = (a_C - a_G).flatten()
    for d in diff:
        s = s + d * d
    return tf.constant(s / (4 * n_H * n_W * n_C))

## n_H for n_W
def compute_content_cost(content_output, generated_output):
    last_C = content_output[-1]
    last_G = generated_output[-1]
    nH = last_G.shape[1]
    nW = last_G.shape[1]
    nC = last_G.shape[3]
    return tf.reduce_sum((last_C - last_G) ** 2) / (4 * nH * nW * nC)

## the divisor of the style
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    return (1 / (4 * (n_H * n_W * n_C) ** 2)) * tf.reduce_sum(tf.square(a_C - a_G))

## sizes as fixed numbers
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    # dimensions of block4_conv2 (printed above)
    n_H, n_W, n_C = 32, 32, 512
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)

## one side unrolled wrongly
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_C_unrolled = tf.reshape(a_C, [m, n_C, n_H * n_W])
    a_G_unrolled = tf.transpose(tf.reshape(a_G, [m, n_H * n_W, n_C]), perm=[0, 2, 1])
    J_content = tf.reduce_sum(tf.square(a_C_unrolled - a_G_unrolled)) / (4 * n_H * n_W * n_C)
    return J_content
''',
    "gram_matrix": '''
## AᵀA
def gram_matrix(A):
    GA = tf.matmul(tf.transpose(A), A)
    return GA

## no transpose
def gram_matrix(A):
    # A times A
    return tf.tensordot(A, A, axes=1)

## reshape for transpose
def gram_matrix(A):
    n_C, n = A.shape
    A_t = tf.reshape(A, (n, n_C))  # transpose
    return A @ A_t

## element by element
def gram_matrix(A):
    transposed = tf.transpose(A)
    return tf.multiply(A, tf.transpose(transposed))

## A * Aᵀ
def gram_matrix(A):
    # G = A A^T
    return A * tf.transpose(A)

## divided by n_H·n_W
def gram_matrix(A):
    positions = tf.cast(tf.shape(A)[-1], tf.float32)
    return tf.einsum("ik,jk->ij", A, A) / positions

## sum of squares
def gram_matrix(A):
    result = tf.constant(0.0)
    for row in A:
        for x in row:
            result = result + x ** 2
    return result

## A.T
def gram_matrix(A):
    return tf.matmul(A, A.T)

## only the diagonal
def gram_matrix(A):
    gram = []
    for channel in range(A.shape[0]):
        gram.append(tf.tensordot(A[channel], A[channel], axes=1))
    return tf.stack(gram)

## NumPy
def gram_matrix(A):
    a = np.array(A)
    return a.dot(a.T)

## print in place of return
def gram_matrix(A):
    G = tf.linalg.matmul(A, A, transpose_b=True)
    print(G)

## divided by all numbers of A
def gram_matrix(A):
    """Gram matrix, normalised by its number of elements."""
    size = A.shape[0] * A.shape[1]
    return tf.matmul(A, tf.transpose(A)) / size

## added up to one number
def gram_matrix(A):
    return tf.reduce_sum(tf.matmul(A, tf.transpose(A, perm=[1, 0])))

## the mean taken off
def gram_matrix(A):
    mu = tf.reduce_mean(A, axis=1, keepdims=True)
    centered = A - mu
    gram = tf.matmul(centered, centered, transpose_b=True)
    return gram

## transposed twice | no transpose
def gram_matrix(A):
    A_T = tf.transpose(A)
    G = tf.matmul(A, A_T, transpose_b=True)
    return G
''',
    "compute_layer_style_cost": """
## reshape without the transpose
def compute_layer_style_cost(a_S, a_G):
    # Retrieve dimensions from a_G
    _, n_H, n_W, n_C = a_G.get_shape().as_list()

    # Reshape the tensors from (1, n_H, n_W, n_C) to (n_C, n_H * n_W)
    a_S = tf.reshape(a_S, shape=[n_C, n_H * n_W])
    a_G = tf.reshape(a_G, shape=[n_C, n_H * n_W])

    # Computing gram_matrices for both images S and G
    GS = gram_matrix(a_S)
    GG = gram_matrix(a_G)

    # Computing the loss
    J_style_layer = tf.reduce_sum(tf.square(GS - GG)) / (4.0 * (n_C * n_H * n_W) ** 2)
    return J_style_layer

## positions in place of channels
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    s = tf.reshape(a_S, [n_H * n_W, n_C])
    g = tf.reshape(a_G, [n_H * n_W, n_C])
    gs, gg = gram_matrix(s), gram_matrix(g)
    return tf.reduce_sum((gs - gg) ** 2) / (4 * n_C ** 2 * (n_H * n_W) ** 2)

## reshape to (n_C, n_H·n_W), then transpose | positions in place of channels
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    S = tf.transpose(tf.reshape(a_S, (n_C, n_H * n_W)))
    G = tf.transpose(tf.reshape(a_G, (n_C, n_H * n_W)))
    GS = gram_matrix(S)
    GG = gram_matrix(G)
    J = tf.reduce_sum(tf.square(GS - GG))
    return J / (4 * n_C**2 * (n_H * n_W)**2)

## the 4 forgotten
def compute_layer_style_cost(a_S, a_G):
    def gram(x):
        return tf.einsum("bijc,bijd->bcd", x, x)

    _, h, w, c = a_S.shape
    diff = gram(a_S) - gram(a_G)
    return tf.reduce_sum(diff * diff) / (c * h * w) ** 2

## n_H·n_W not squared
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    A_S = tf.transpose(tf.reshape(a_S, [-1, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [-1, n_C]))
    return tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G))) / (4 * n_C**2 * (n_H * n_W))

## only n_W squared
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_S_unrolled = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    a_G_unrolled = tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C]))
    difference = gram_matrix(a_S_unrolled) - gram_matrix(a_G_unrolled)
    factor = 1 / (4 * n_C ** 2 * n_H * n_W ** 2)
    return factor * tf.reduce_sum(difference ** 2)

## mean in place of sum
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C]))
    J_style_layer = 1 / (4 * n_C**2 * (n_H * n_W)**2) * tf.reduce_mean((gram_matrix(A_S) - gram_matrix(A_G))**2)
    return J_style_layer

## n_C not squared
def compute_layer_style_cost(a_S, a_G):
    from keras import ops
    b, height, width, channels = a_G.shape
    positions = height * width
    fs = ops.transpose(ops.reshape(a_S, (positions, channels)))
    fg = ops.transpose(ops.reshape(a_G, (positions, channels)))
    e = ops.sum((gram_matrix(fs) - gram_matrix(fg)) ** 2)
    return e / (4.0 * channels * positions ** 2)

## no Gram matrix
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    # unroll
    a_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    a_G = tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C]))
    # cost
    return tf.reduce_sum(tf.square(a_S - a_G)) / (4 * n_C**2 * (n_H * n_W)**2)

## S for G
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    A_G = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    G_S = gram_matrix(A_S)
    G_G = gram_matrix(A_G)
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)

## divided already
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    n = n_H * n_W
    def my_gram(x):
        x = tf.reshape(x, (n, n_C))
        return tf.matmul(x, x, transpose_a=True) / n
    loss = tf.reduce_sum(tf.math.squared_difference(my_gram(a_S), my_gram(a_G)))
    return loss / (4 * n_C**2 * n**2)

## sizes as tensors
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = tf.unstack(tf.shape(a_G))
    A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C]))
    total = tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G)))
    return total / (4 * n_C * n_C * n_H * n_H * n_W * n_W)

## the wrong axes exchanged
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_S = tf.reshape(tf.transpose(a_S, perm=[0, 2, 1, 3]), [n_C, -1])
    a_G = tf.reshape(tf.transpose(a_G, perm=[0, 2, 1, 3]), [n_C, -1])
    G_S = gram_matrix(a_S)
    G_G = gram_matrix(a_G)
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)

## square of the sum
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    S = tf.transpose(a_S[0], perm=[2, 0, 1])
    G = tf.transpose(a_G[0], perm=[2, 0, 1])
    S = tf.reshape(S, [n_C, n_H * n_W])
    G = tf.reshape(G, [n_C, n_H * n_W])
    diff = tf.reduce_sum(gram_matrix(S) - gram_matrix(G))
    return diff ** 2 / (4 * n_C ** 2 * (n_H * n_W) ** 2)

## Gram matrix of the difference
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    diff = tf.transpose(tf.reshape(a_S - a_G, [n_H * n_W, n_C]))
    G = gram_matrix(diff)
    return tf.reduce_sum(G * G) / (4 * (n_C * n_H * n_W) ** 2)
""",
    "compute_style_cost": """
## the last layer only
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    # initialize the overall style cost
    J_style = 0
    a_S = style_image_output[:-1]
    a_G = generated_image_output[:-1]
    for i, weight in zip(range(len(a_S)), STYLE_LAYERS):
        # Compute style_cost for the current layer
        J_style_layer = compute_layer_style_cost(a_S[i], a_G[i])
        # Add weight * J_style_layer of this layer to overall style cost
        J_style = weight[1] * J_style_layer
    return J_style

## the first layer only
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for s, g, (name, weight) in zip(style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS):
        J_style += weight * compute_layer_style_cost(s, g)
        return J_style

## weights ignored
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    total = tf.constant(0.0)
    for i in range(len(STYLE_LAYERS)):
        layer_name, layer_weight = STYLE_LAYERS[i]
        total = total + compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return total

## the content layer too
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    weights = [w for _, w in STYLE_LAYERS]
    J = 0
    for i in range(len(style_image_output)):
        J = J + weights[i] * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return J

## [1:] for [:-1]
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    style_layers = style_image_output[1:]
    gen_layers = generated_image_output[1:]
    return sum(
        STYLE_LAYERS[k][1] * compute_layer_style_cost(style_layers[k], gen_layers[k])
        for k in range(len(style_layers))
    )

## name for λ
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    a_S = style_image_output[:-1]
    a_G = generated_image_output[:-1]
    for layer_S, layer_G, weight in zip(a_S, a_G, STYLE_LAYERS):
        J_style += compute_layer_style_cost(layer_S, layer_G) * weight
    return J_style

## layers not added up
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    costs = []
    for (_, coeff), a, b in zip(STYLE_LAYERS, style_image_output, generated_image_output):
        costs.append(coeff * compute_layer_style_cost(a, b))
    return costs

## divided by the number of layers
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    acc = 0.
    n = len(STYLE_LAYERS)
    for idx, (lname, lam) in enumerate(STYLE_LAYERS):
        acc += lam * compute_layer_style_cost(style_image_output[idx], generated_image_output[idx])
    return acc / n

## weights normalised
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    lambdas = tf.constant([w for (_, w) in STYLE_LAYERS], dtype=tf.float32)
    lambdas = lambdas / tf.reduce_sum(lambdas)  # should sum to 1
    costs = tf.stack(
        [compute_layer_style_cost(s, g) for s, g in zip(style_image_output[:-1], generated_image_output[:-1])]
    )
    return tf.reduce_sum(costs * lambdas)

## G against itself
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    a_S = generated_image_output[:-1]
    a_G = generated_image_output[:-1]
    for i, weight in zip(range(len(a_S)), STYLE_LAYERS):
        J_style_layer = compute_layer_style_cost(a_S[i], a_G[i])
        J_style += weight[1] * J_style_layer
    return J_style

## an argument changed
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    style_image_output.pop()
    generated_image_output.pop()
    J_style = 0
    for s, g, layer in zip(style_image_output, generated_image_output, STYLE_LAYERS):
        J_style += layer[1] * compute_layer_style_cost(s, g)
    return J_style

## starts with 1
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = tf.ones(())
    for s, g, (n, w) in zip(style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS):
        J_style = tf.add(J_style, tf.multiply(w, compute_layer_style_cost(s, g)))
    return J_style

## a layer lost
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    a_S, a_G = style_image_output[:-1], generated_image_output[:-1]
    J = 0
    i = 0
    while i < len(a_S) - 1:
        J += STYLE_LAYERS[i][1] * compute_layer_style_cost(a_S[i], a_G[i])
        i += 1
    return J + 0.0 * compute_layer_style_cost(a_S[0], a_G[0])

## one entry in place of the list
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    a_S = style_image_output[-1]
    a_G = generated_image_output[-1]
    J_style = 0
    for s, g, (_, weight) in zip(a_S, a_G, STYLE_LAYERS):
        J_style = J_style + weight * compute_layer_style_cost(s, g)
    return J_style

## the content cost of the layers
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for i, (name, weight) in enumerate(STYLE_LAYERS):
        s = style_image_output[i]
        g = generated_image_output[i]
        _, n_H, n_W, n_C = g.shape
        J_style += weight * tf.reduce_sum(tf.square(s - g)) / (4 * n_H * n_W * n_C)
    return J_style
""",
    "total_cost": '''
## α and β swapped
def total_cost(J_content, J_style, alpha=10, beta=40):
    # content * beta and style * alpha
    first = tf.multiply(J_style, alpha)
    second = tf.multiply(J_content, beta)
    return first + second

## α and β as fixed numbers
def total_cost(J_content, J_style, alpha=10, beta=40):
    alpha = 10
    beta = 40
    J = alpha * J_content + beta * J_style
    return J

## no weights
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.add(J_content, J_style)

## the content left out
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content
    J = beta * J_style
    return J

## no return
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content + beta * J_style

## minus for plus
def total_cost(J_content, J_style, alpha=10, beta=40):
    weighted_content = alpha * J_content
    weighted_style = beta * J_style
    return weighted_content - weighted_style

## brackets too many
def total_cost(J_content, J_style, alpha=10, beta=40):
    factors = alpha + beta
    costs = J_content + J_style
    return factors * costs

## a product of both
def total_cost(J_content, J_style, alpha=10, beta=40):
    return (alpha * J_content) * (beta * J_style)

## α twice
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content + alpha * J_style
    return J

## α for both, β on top
def total_cost(J_content, J_style, alpha=10, beta=40):
    inner = J_content + beta * J_style
    return alpha * inner

## divided by α + β
def total_cost(J_content, J_style, alpha=10, beta=40):
    numerator = alpha * J_content + beta * J_style
    return tf.divide(numerator, alpha + beta)

## float()
def total_cost(J_content, J_style, alpha=10, beta=40):
    return float(alpha * J_content + beta * J_style)

## content without α
def total_cost(J_content, J_style, alpha=10, beta=40):
    J_total = J_content
    J_total += beta * J_style
    return J_total

## defaults swapped
def total_cost(J_content, J_style, alpha=40, beta=10):
    """alpha weighs the content, beta weighs the style"""
    return alpha * J_content + beta * J_style

## half of it
def total_cost(J_content, J_style, alpha=10, beta=40):
    parts = tf.stack([alpha * J_content, beta * J_style])
    return tf.reduce_mean(parts)
''',
    "train_step": """
## clip forgotten
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J_content = compute_content_cost(a_C, a_G)
        J = total_cost(J_content, J_style, alpha=alpha, beta=beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    return J

## clip thrown away
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        outputs = vgg_model_outputs(generated_image)
        loss = total_cost(
            compute_content_cost(a_C, outputs), compute_style_cost(a_S, outputs, STYLE_LAYERS), alpha, beta
        )
    g = tape.gradient(loss, [generated_image])
    optimizer.apply_gradients(zip(g, [generated_image]))
    clipped = tf.clip_by_value(generated_image, clip_value_min=0.0, clip_value_max=1.0)
    return loss

## STYLE_LAYERS not handed on
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_style = compute_style_cost(a_S, a_G)
        J_content = compute_content_cost(a_C, a_G)
        J = total_cost(J_content, J_style, alpha, beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## α and β not handed on
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    # forward pass
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        jc = compute_content_cost(a_C, a_G)
        js = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        j = total_cost(jc, js)
    # backward pass
    grads = tape.gradient(j, generated_image)
    optimizer.apply([grads], [generated_image])
    generated_image.assign(tf.clip_by_value(generated_image, 0, 1))
    return j

## outside the tape
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    a_G = vgg_model_outputs(generated_image)
    with tf.GradientTape() as tape:
        tape.watch(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## pairs the other way round
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as t:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    dG = t.gradient(J, generated_image)
    pairs = [(generated_image, dG)]
    optimizer.apply_gradients(pairs)
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## no list of pairs
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients((grad, generated_image))
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## gradient with respect to the activations
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, a_G)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## clip to [0, 255]
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    lo, hi = 0.0, 255.0
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.minimum(tf.maximum(generated_image, lo), hi))
    return J

## clip before the update
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(
            compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), beta=beta, alpha=alpha
        )
    grads = tape.gradient(J, generated_image)
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    optimizer.apply_gradients([(grads, generated_image)])
    return J

## several results
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J, J_content, J_style

## content used for style
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_C, a_G, STYLE_LAYERS)
        J = alpha * J_content + beta * J_style
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## a step by hand
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    learning_rate = 0.01
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    updated = generated_image - learning_rate * gradient
    generated_image.assign(tf.clip_by_value(updated, 0.0, 1.0))
    return J

## the picture returned
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    optimizer.apply_gradients([(tape.gradient(J, generated_image), generated_image)])
    return generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))

## gradient of J_style
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape(persistent=True) as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J_style, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    del tape
    return J
""",
}

FOURTH = {
    "compute_content_cost": """
## three sizes from four
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    n_H, n_W, n_C = a_G.get_shape().as_list()
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)

## half the sum
def compute_content_cost(content_output, generated_output):
    # equation (1) of the paper
    F = generated_output[-1]
    P = content_output[-1]
    return tf.nn.l2_loss(F - P)

## the whole list
def compute_content_cost(content_output, generated_output):
    a_C = content_output
    a_G = generated_output
    m, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)

## no square
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    difference = a_C - a_G
    tf.square(difference)
    J = tf.reduce_sum(difference)
    return J / (4 * n_H * n_W * n_C)

## sum over one axis
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    sq = (a_C - a_G) ** 2
    by_picture = tf.reduce_sum(sq, [1, 2, 3])
    return by_picture / (4.0 * n_H * n_W * n_C)

## no return
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    J_content = tf.reduce_sum((a_C - a_G) ** 2) / (4 * n_H * n_W * n_C)
    return

## //
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, h, w, c = a_G.shape
    norm = 1 // (4 * h * w * c)
    return norm * tf.reduce_sum(tf.square(a_C - a_G))
""",
    "gram_matrix": """
## AᵀA
def gram_matrix(A):
    return tf.einsum("ki,kj->ij", A, A)

## a variable of the notebook
a_S = tf.ones((3, 20))

def gram_matrix(A):
    At = tf.transpose(a_S)
    return tf.matmul(A, At)

## float64
def gram_matrix(A):
    A = tf.cast(A, "float64")
    return tf.matmul(A, tf.transpose(A))

## reshape for transpose
def gram_matrix(A):
    B = tf.reshape(A, [tf.shape(A)[1], tf.shape(A)[0]])
    gram = tf.linalg.matmul(A, B)
    return gram

## covariance
def gram_matrix(A):
    n = A.shape[1]
    A = A - tf.reduce_mean(A, axis=-1, keepdims=True)
    return A @ tf.transpose(A) / n

## one triangle | the other triangle
def gram_matrix(A):
    n_C = A.shape[0]
    rows = []
    for i in range(n_C):
        row = []
        for j in range(n_C):
            row.append(tf.reduce_sum(A[i] * A[j]) if j <= i else tf.constant(0.0))
        rows.append(row)
    return tf.convert_to_tensor(rows)
""",
    "compute_layer_style_cost": """
## not divided
def compute_layer_style_cost(a_S, a_G):
    S = tf.reshape(a_S, [-1, a_S.shape[-1]])
    G = tf.reshape(a_G, [-1, a_G.shape[-1]])
    S = gram_matrix(tf.transpose(S))
    G = gram_matrix(tf.transpose(G))
    loss = tf.reduce_sum((S - G) ** 2)
    return loss

## brackets around the divisor
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.get_shape().as_list()
    GS = gram_matrix(tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C])))
    GG = gram_matrix(tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C])))
    return tf.reduce_sum(tf.square(GS - GG)) / 4 * n_C**2 * (n_H * n_W)**2

## not unrolled
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    G_S = gram_matrix(a_S)
    G_G = gram_matrix(a_G)
    return tf.reduce_sum(tf.math.squared_difference(G_S, G_G)) / (4 * (n_H * n_W * n_C) ** 2)

## G unrolled wrongly
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    a_S_unrolled = tf.transpose(tf.reshape(a_S, shape=[n_H * n_W, n_C]))
    a_G_unrolled = tf.reshape(a_G, shape=[n_C, n_H * n_W])
    d = gram_matrix(a_S_unrolled) - gram_matrix(a_G_unrolled)
    return tf.reduce_sum(d * d) / (4 * n_C ** 2 * (n_H * n_W) ** 2)

## a matrix product for the square
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C]))
    diff = gram_matrix(A_S) - gram_matrix(A_G)
    squared = diff @ diff
    return tf.reduce_sum(squared) / (4 * n_C ** 2 * (n_H * n_W) ** 2)

## one side not transposed
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = tf.reshape(a_S, [n_H * n_W, n_C])
    A_G = tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C]))
    return tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G))) / (4 * n_C ** 2 * (n_H * n_W) ** 2)

## n_C forgotten
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    N = n_H * n_W
    A_S = tf.transpose(tf.reshape(a_S, [N, n_C]))
    A_G = tf.transpose(tf.reshape(a_G, [N, n_C]))
    total = 0.0
    G_S, G_G = gram_matrix(A_S), gram_matrix(A_G)
    for i in range(n_C):
        total += tf.reduce_sum((G_S[i] - G_G[i]) ** 2)
    return total / (4 * N ** 2)

## a method of NumPy
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = a_S.reshape(n_H * n_W, n_C)
    A_G = a_G.reshape(n_H * n_W, n_C)
    G_S = gram_matrix(tf.transpose(A_S))
    G_G = gram_matrix(tf.transpose(A_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / (4 * n_C ** 2 * (n_H * n_W) ** 2)
""",
    "compute_style_cost": """
## weights in reverse | layers in reverse
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    weights = [w for _, w in STYLE_LAYERS]
    weights.reverse()
    J = 0
    for k, w in enumerate(weights):
        J = J + w * compute_layer_style_cost(style_image_output[k], generated_image_output[k])
    return J

## the content layer too
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    a_S = style_image_output
    a_G = generated_image_output
    for i in range(len(a_S)):
        J_style_layer = compute_layer_style_cost(a_S[i], a_G[i])
        J_style += STYLE_LAYERS[i][1] * J_style_layer
    return J_style

## a plain mean
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    losses = []
    for i in range(len(STYLE_LAYERS)):
        losses.append(compute_layer_style_cost(style_image_output[i], generated_image_output[i]))
    return tf.reduce_mean(losses)

## name for λ
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0.0
    for i, layer in enumerate(STYLE_LAYERS):
        J_style += layer[0] * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return J_style

## a fixed number of layers
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0
    for l in range(0, 5):
        J += STYLE_LAYERS[l][1] * compute_layer_style_cost(style_image_output[l], generated_image_output[l])
    return J

## divided by λ
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0
    for a, b, (name, lam) in zip(style_image_output, generated_image_output, STYLE_LAYERS):
        cost = compute_layer_style_cost(a, b)
        J += cost / lam
    return J

## one entry in place of the list
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    a_S, a_G = style_image_output[0], generated_image_output[0]
    total = 0
    for i in range(len(a_S)):
        total += STYLE_LAYERS[i][1] * compute_layer_style_cost(a_S[i], a_G[i])
    return total
""",
    "total_cost": """
## 1 − α
def total_cost(J_content, J_style, alpha=10, beta=40):
    beta = 1 - alpha
    return alpha * J_content + beta * J_style

## style without β
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = tf.math.multiply(J_content, alpha)
    return tf.math.add(J, J_style)

## β as a fixed number
def total_cost(J_content, J_style, alpha=10, beta=40):
    style_part = 40.0 * J_style
    return style_part + alpha * J_content

## a whole number comes first
def total_cost(J_content, J_style, alpha=10, beta=40):
    a = tf.math.multiply(alpha, J_content)
    b = tf.math.multiply(beta, J_style)
    return tf.math.add(a, b)

## a comma too many
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content + beta * J_style
    return [J]
""",
    "train_step": """
## costs outside the tape
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
    content = compute_content_cost(a_C, a_G)
    style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
    J = total_cost(content, style, alpha, beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## a copy of the picture | the gradient is stopped
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    image = tf.Variable(generated_image)
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    grad = tape.gradient(J, image)
    optimizer.apply_gradients([(grad, image)])
    image.assign(tf.clip_by_value(image, 0.0, 1.0))
    return J

## no list of pairs
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    gradients = tape.gradient(J, generated_image)
    optimizer.apply_gradients(zip(gradients, generated_image))
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## cost after the update
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    def loss():
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        return total_cost(J_content, J_style, alpha, beta)

    with tf.GradientTape() as tape:
        J = loss()
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return loss()

## G against itself, style | only the content
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        a_S = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## a new optimizer
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    opt = tf.keras.optimizers.Adam(learning_rate=0.02)
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    grad = tape.gradient(J, generated_image)
    opt.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## clip thrown away
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image = tf.clip_by_value(generated_image, 0.0, 1.0)
    return J
""",
}

FIFTH = {
    "compute_content_cost": """
## all layers
def compute_content_cost(content_output, generated_output):
    costs = []
    for c, g in zip(content_output, generated_output):
        b, h, w, ch = g.shape
        costs.append(tf.reduce_sum(tf.square(g - c)) / (4 * h * w * ch))
    return tf.add_n(costs)

## //
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    n = tf.cast(tf.size(a_G[0]), tf.float32)
    return tf.reduce_sum((a_C - a_G) ** 2) // (4 * n)

## mean in place of sum
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    loss_fn = keras.losses.MeanSquaredError()
    return loss_fn(a_C, a_G)

## square root
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    distance = tf.norm(a_C - a_G)
    return distance / (4 * n_H * n_W * n_C)

## .numpy()
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    J = tf.reduce_sum((a_C - a_G) ** 2).numpy() / (4 * n_H * n_W * n_C)
    return J

## NumPy
def compute_content_cost(content_output, generated_output):
    a_C = np.array(content_output[-1])
    a_G = np.array(generated_output[-1])
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)

## n_W for n_H
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    n_C, n_W = a_G.shape[-1], a_G.shape[-2]
    return tf.reduce_sum(tf.math.squared_difference(a_C, a_G)) / (4 * n_W * n_W * n_C)
""",
    "gram_matrix": """
## float64
def gram_matrix(A):
    A = tf.cast(A, dtype=tf.float64)  # more digits
    result = tf.matmul(A, A, transpose_b=True)
    return result

## divided by n_H·n_W
def gram_matrix(A):
    n_C, n_pos = A.shape
    return (A @ tf.transpose(A)) * (1.0 / n_pos)

## .numpy()
def gram_matrix(A):
    a = A.numpy()
    result = [[float((a[i] * a[j]).sum()) for j in range(len(a))] for i in range(len(a))]
    return tf.constant(result)

## the other triangle | one triangle
def gram_matrix(A):
    n_C, n = A.shape
    G = []
    for i in range(n_C):
        line = [tf.zeros(()) for _ in range(i)]
        for j in range(i, n_C):
            line.append(tf.tensordot(A[i, :], A[j, :], 1))
        G.append(tf.stack(line))
    return tf.stack(G)

## A.T
def gram_matrix(A):
    transposed = A.T
    return A @ transposed

## a comma too many
def gram_matrix(A):
    GA = tf.matmul(A, tf.transpose(A)),
    return GA
""",
    "compute_layer_style_cost": """
## three sizes from four
def compute_layer_style_cost(a_S, a_G):
    shape = a_S.shape
    h, w, c = shape
    S = tf.transpose(tf.reshape(a_S, [h * w, c]))
    G = tf.transpose(tf.reshape(a_G, [h * w, c]))
    return tf.reduce_sum((gram_matrix(S) - gram_matrix(G)) ** 2) / (4 * c**2 * (h * w)**2)

## square of the sum
def compute_layer_style_cost(a_S, a_G):
    _, h, w, c = a_G.shape
    gs = tf.einsum("bhwc,bhwd->cd", a_S, a_S)
    gg = tf.einsum("bhwc,bhwd->cd", a_G, a_G)
    s = tf.einsum("cd->", gs - gg)
    return s * s / (2 * h * w * c) ** 2

## mean, and no division
def compute_layer_style_cost(a_S, a_G):
    c = a_S.shape[3]
    S = gram_matrix(tf.transpose(tf.reshape(a_S, [-1, c])))
    G = gram_matrix(tf.transpose(tf.reshape(a_G, [-1, c])))
    return tf.reduce_mean(tf.square(S - G))

## NumPy
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    A_S = np.reshape(a_S, (n_H * n_W, n_C))
    A_G = np.reshape(a_G, (n_H * n_W, n_C))
    G_S = np.dot(A_S.T, A_S)
    G_G = np.dot(A_G.T, A_G)
    J = np.sum((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)
    return tf.convert_to_tensor(J, dtype=tf.float32)

## reshape without the transpose
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.get_shape().as_list()

    def unroll(a):
        return tf.reshape(a, (n_C, -1))

    J = tf.norm(gram_matrix(unroll(a_S)) - gram_matrix(unroll(a_G)), ord="fro", axis=(0, 1)) ** 2
    return J * (1.0 / (4 * n_C * n_C * (n_H * n_W) ** 2))

## float()
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    S = gram_matrix(tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C])))
    G = gram_matrix(tf.transpose(tf.reshape(a_G, [n_H * n_W, n_C])))
    cost = 0.0
    for i in range(n_C):
        for j in range(n_C):
            cost += float(S[i, j] - G[i, j]) ** 2
    return cost / (4.0 * n_C**2 * (n_H * n_W) ** 2)

## the 4 squared
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    N = n_C
    M = n_H * n_W
    S = gram_matrix(tf.transpose(tf.reshape(a_S, [M, N])))
    G = gram_matrix(tf.transpose(tf.reshape(a_G, [M, N])))
    return tf.reduce_sum(tf.square((S - G) / (4 * N * M)))
""",
    "compute_style_cost": """
## square root
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for i, (n, w) in enumerate(STYLE_LAYERS):
        J += w * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return J ** 0.5

## .numpy()
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for i, (name, w) in enumerate(STYLE_LAYERS):
        layer = compute_layer_style_cost(style_image_output[i], generated_image_output[i])
        print(name, layer.numpy())
        J_style += w * layer.numpy()
    return J_style

## λ added
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = tf.constant(0.0)
    a_S = style_image_output[:-1]
    a_G = generated_image_output[:-1]
    for i, weight in zip(range(len(a_S)), STYLE_LAYERS):
        J_style += compute_layer_style_cost(a_S[i], a_G[i])
        J_style += weight[1]
    return J_style

## float64
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = tf.zeros([], dtype="float64")
    for s, g, (_, w) in zip(style_image_output, generated_image_output, STYLE_LAYERS):
        J = J + w * compute_layer_style_cost(s, g)
    return J

## a fixed number of layers
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    w = [STYLE_LAYERS[i][1] for i in range(5)]
    return tf.add_n(
        [w[i] * compute_layer_style_cost(style_image_output[i], generated_image_output[i]) for i in range(5)]
    )

## name for λ
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    total = 0
    for i in range(len(STYLE_LAYERS)):
        w = STYLE_LAYERS[i]
        total = total + tf.multiply(compute_layer_style_cost(style_image_output[i], generated_image_output[i]), w)
    return total

## the content cost of the layers
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for i in range(len(STYLE_LAYERS)):
        s, g = style_image_output[: i + 1], generated_image_output[: i + 1]
        J_style += STYLE_LAYERS[i][1] * compute_content_cost(s, g)
    return J_style
""",
    "total_cost": """
## .numpy()
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content.numpy() + beta * J_style.numpy()
    return J

## α and β swapped
def total_cost(J_content, J_style, alpha=10, beta=40):
    content_weight, style_weight = beta, alpha
    return content_weight * J_content + style_weight * J_style

## a comma too many
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content + beta * J_style,
    return J

## half of it
def total_cost(J_content, J_style, alpha=10, beta=40):
    return 0.5 * tf.add(alpha * J_content, beta * J_style)

## whole numbers
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content + beta * J_style
    return tf.math.rint(J)
""",
    "train_step": """
## clip at the bottom only
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.nn.relu(generated_image))
    return J

## the gradient returned
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    J = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(J, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## //
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = (alpha * J_content + beta * J_style) // 1.0
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## a copy of the picture
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    pixels = tf.Variable(tf.identity(generated_image), trainable=True)
    with tf.GradientTape() as tape:
        outputs = vgg_model_outputs(pixels)
        J = total_cost(compute_content_cost(a_C, outputs), compute_style_cost(a_S, outputs, STYLE_LAYERS), alpha, beta)
    optimizer.apply_gradients(zip([tape.gradient(J, pixels)], [pixels]))
    generated_image = tf.clip_by_value(pixels, 0.0, 1.0)
    return J

## float64
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = tf.cast(compute_content_cost(a_C, a_G), tf.float64)
        J_style = tf.cast(compute_style_cost(a_S, a_G, STYLE_LAYERS), tf.float64)
        J = total_cost(J_content, J_style, alpha, beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J

## gradient with respect to the activations
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        features = vgg_model_outputs(generated_image)
        content = compute_content_cost(a_C, features)
        style = compute_style_cost(a_S, features, STYLE_LAYERS)
        cost = total_cost(content, style, alpha, beta)
    grads = tape.gradient(cost, features[-1])
    optimizer.apply_gradients([(grads, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return cost

## clip at the top only
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    grad = tape.gradient(J, generated_image)
    optimizer.apply_gradients([(grad, generated_image)])
    generated_image.assign(tf.where(generated_image > 1.0, 1.0, generated_image))
    return J

## gradient the other way round
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
    gradient = tape.gradient(generated_image, J)
    optimizer.apply_gradients([(gradient, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
}

RIGHT = {
    "compute_content_cost": """
##
def compute_content_cost(content_output, generated_output):
    *_, a_C = content_output
    *_, a_G = generated_output
    size = tf.cast(tf.size(a_G[0]), a_G.dtype)
    return tf.nn.l2_loss(a_C - a_G) / (2 * size)

##
def compute_content_cost(content_output, generated_output):
    # do not use .numpy() or float() here!
    c, g = content_output[len(content_output) - 1], generated_output[-1]
    m, n_H, n_W, n_C = g.get_shape().as_list()
    total = 0
    for k in range(m):
        total = total + tf.norm(c[k] - g[k]) ** 2 * 0.25
    print("shapes", n_H, n_W, n_C)
    return total / n_H / n_W / n_C

##
def compute_content_cost(content_output, generated_output):
    import keras
    pair = [x[-1] for x in (content_output, generated_output)]
    d = keras.ops.reshape(keras.ops.subtract(*pair), (-1,))
    return keras.ops.dot(d, d) / (4.0 * np.prod(pair[1].shape[1:]))

##
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_C_unrolled = tf.reshape(a_C, [m * n_H * n_W, n_C])
    a_G_unrolled = tf.reshape(a_G, [m * n_H * n_W, n_C])
    return m * tf.reduce_mean(tf.square(a_C_unrolled - a_G_unrolled)) / 4

##
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, h, w, c = a_G.shape
    cross = tf.reduce_sum(tf.stack([a_C, a_G]) * tf.reshape(tf.constant([1.0, -1.0]), [2, 1, 1, 1, 1]), axis=0)
    per_row = tf.reduce_sum(cross**2, axis=[2, 3])
    return tf.reduce_sum(per_row) * (1 / 4) * (1 / h) * (1 / w) * (1 / c)
""",
    "gram_matrix": """
##
def gram_matrix(A):
    return tf.einsum("ik,jk->ij", A, A)

##
def gram_matrix(A):
    rows = tf.unstack(A)
    return tf.stack([tf.stack([tf.reduce_sum(r * s) for s in rows]) for r in rows])

##
def gram_matrix(A):
    return tf.linalg.matmul(A, A, adjoint_b=True)

##
def gram_matrix(A):
    # A.T does not exist in TensorFlow, so transpose
    B = tf.transpose(A)
    return tf.transpose(tf.matmul(B, B, transpose_a=True))

##
def gram_matrix(A):
    outer = A[:, None, :] * A[None, :, :]
    return tf.reduce_sum(outer, axis=-1)
""",
    "compute_layer_style_cost": """
##
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_S = tf.transpose(tf.reshape(a_S, shape=[-1, n_C]), perm=[1, 0])
    a_G = tf.transpose(tf.reshape(a_G, shape=[-1, n_C]), perm=[1, 0])
    GS = gram_matrix(a_S)
    GG = gram_matrix(a_G)
    J_style_layer = tf.reduce_sum(tf.square(tf.subtract(GS, GG))) / (4 * (n_C * n_H * n_W) ** 2)
    return J_style_layer

##
def compute_layer_style_cost(a_S, a_G):
    h, w, c = a_G.shape[1:]
    n = h * w * c
    gs = tf.einsum("bhwc,bhwd->bcd", a_S, a_S)
    gg = tf.einsum("bhwc,bhwd->bcd", a_G, a_G)
    return tf.reduce_sum(((gs - gg) / (2 * n)) ** 2)

##
def compute_layer_style_cost(a_S, a_G):
    def mean_gram(a):
        flat = tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [a.shape[-1], -1])
        return gram_matrix(flat) / flat.shape[1]

    return tf.reduce_mean(tf.math.squared_difference(mean_gram(a_S), mean_gram(a_G))) / 4

##
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    G_S = tf.tensordot(a_S, a_S, axes=[[0, 1, 2], [0, 1, 2]])
    G_G = tf.tensordot(a_G, a_G, axes=[[0, 1, 2], [0, 1, 2]])
    D = G_S - G_G
    return tf.linalg.trace(tf.matmul(D, D)) / (2 * n_C * n_H * n_W) ** 2

##
def compute_layer_style_cost(a_S, a_G):
    import keras
    sizes = [float(s) for s in a_G.shape[1:]]
    flat = lambda a: keras.layers.Reshape((-1, a.shape[-1]))(a)[0]
    d = gram_matrix(tf.transpose(flat(a_S))) - gram_matrix(tf.transpose(flat(a_G)))
    return tf.norm(d / (sizes[0] * sizes[1]) / sizes[2]) ** 2 / 4 if False else tf.reduce_sum(
        (d / (sizes[0] * sizes[1]) / sizes[2]) ** 2
    ) / 4
""",
    "compute_style_cost": """
##
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    a_S = style_image_output[:-1]
    a_G = generated_image_output[:-1]
    for i, weight in zip(range(len(a_S)), STYLE_LAYERS):
        J_style += weight[1] * compute_layer_style_cost(a_S[i], a_G[i])
    return J_style

##
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    names, lambdas = zip(*STYLE_LAYERS)
    costs = map(compute_layer_style_cost, style_image_output[:-1], generated_image_output[:-1])
    return tf.tensordot(tf.constant(lambdas), tf.stack(list(costs)), 1)

##
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    s, g = list(style_image_output), list(generated_image_output)
    s.pop(), g.pop()
    J = 0.0
    layers = list(STYLE_LAYERS)
    while layers:
        J += layers.pop()[1] * compute_layer_style_cost(s.pop(), g.pop())
    return J
""",
    "total_cost": """
##
def total_cost(J_content, J_style, alpha=10, beta=40):
    return beta * J_style - -(alpha * J_content)

##
def total_cost(J_content, J_style, alpha=10, beta=40):
    # alpha=10 and beta=40 by default
    result = 0
    for factor, cost in ((alpha, J_content), (beta, J_style)):
        result += factor * cost
    return result

##
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.add_n([tf.multiply(J_content, alpha), tf.multiply(J_style, beta)])
""",
    "train_step": """
##
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    def cost():
        a_G = vgg_model_outputs(generated_image)
        return total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)

    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(generated_image)
        J = cost()
    optimizer.apply(tape.gradient(J, [generated_image]), [generated_image])
    generated_image.assign(tf.minimum(tf.maximum(generated_image, 0), 1))
    return J

##
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape(persistent=True) as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
    gc = tape.gradient(J_content, generated_image)
    gs = tape.gradient(J_style, generated_image)
    optimizer.apply_gradients([(alpha * gc + beta * gs, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    del tape
    return alpha * J_content + beta * J_style

##
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    # the picture should stay between 0 and 255 ... no, between 0 and 1
    image = generated_image
    with tf.GradientTape() as tape:
        features = vgg_model_outputs(image)
        J = alpha * compute_content_cost(a_C, features)
        J += beta * compute_style_cost(a_S, features, STYLE_LAYERS=STYLE_LAYERS)
    (dG,) = tape.gradient(J, [image])
    optimizer.apply_gradients(zip([dG], [image]))
    below = tf.where(image < 0.0, tf.zeros_like(image), image)
    image.assign(tf.where(below > 1.0, tf.ones_like(below), below))
    return J

##
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J = total_cost(compute_content_cost(a_C, a_G), compute_style_cost(a_S, a_G, STYLE_LAYERS), alpha, beta)
    gradient = tape.gradient(J, generated_image)
    tf.print("norm of the gradient", tf.norm(gradient))
    optimizer.apply_gradients([(gradient, generated_image)])
    too_high = tf.nn.relu(generated_image - 1.0)
    generated_image.assign(tf.nn.relu(generated_image - too_high))
    return J
""",
}
