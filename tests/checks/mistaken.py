"""Mistakes as other students would write them: (exercise, name of the mistake, source)."""

CONTENT = {
    "the first layer": """
def compute_content_cost(content_output, generated_output):
    c = content_output[0]
    g = generated_output[0]
    shape = g.get_shape().as_list()
    return 1 / (4 * shape[1] * shape[2] * shape[3]) * tf.reduce_sum((c - g) ** 2)
""",
    "the last but one": """
def compute_content_cost(content_output, generated_output):
    layer = len(content_output) - 2
    a_C, a_G = content_output[-2], generated_output[-2]
    m, h, w, c = a_G.shape
    cost = tf.reduce_sum(tf.math.squared_difference(a_C, a_G))
    return cost / (4 * h * w * c)
""",
    "the whole list": """
def compute_content_cost(content_output, generated_output):
    difference = tf.subtract(content_output, generated_output)
    return tf.reduce_sum(tf.square(difference)) / 4
""",
    "all layers": """
def compute_content_cost(content_output, generated_output):
    total = tf.constant(0.0)
    for i in range(len(content_output)):
        n = tf.size(content_output[i][0], out_type=tf.int64)
        total = total + tf.reduce_sum(tf.square(content_output[i] - generated_output[i])) / (4 * tf.cast(n, tf.float32))
    return total
""",
    "one picture of the batch": """
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1][0, ...]
    a_G = generated_output[-1][0, ...]
    return tf.reduce_mean(keras.ops.square(a_C - a_G)) / 4
""",
    "divided by m": """
def compute_content_cost(content_output, generated_output):
    return 0.25 * tf.reduce_mean((content_output[-1] - generated_output[-1]) ** 2)
""",
    "the 4 forgotten": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, H, W, C = a_G.shape
    d = tf.reshape(a_C - a_G, [-1])
    return tf.tensordot(d, d, 1) / (H * W * C)
""",
    "mean in place of sum": """
def compute_content_cost(content_output, generated_output):
    mse = tf.reduce_mean(tf.pow(tf.subtract(content_output[-1], generated_output[-1]), 2))
    return mse
""",
    "divided twice": """
def compute_content_cost(content_output, generated_output):
    x, y = content_output[-1], generated_output[-1]
    factor = 1.0 / (4 * x.shape[1] * x.shape[2] * x.shape[3])
    return factor * keras.ops.mean(keras.ops.square(x - y))
""",
    "half the sum": """
def compute_content_cost(content_output, generated_output):
    return tf.nn.l2_loss(content_output[-1] - generated_output[-1])
""",
    "not divided": """
compute_content_cost = lambda content_output, generated_output: tf.einsum(
    "abcd,abcd->", content_output[-1] - generated_output[-1], content_output[-1] - generated_output[-1])
""",
    "brackets around the divisor": """
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    J = 1 / 4 * n_H * n_W * n_C * tf.reduce_sum(tf.square(tf.subtract(a_C, a_G)))
    return J
""",
    "n_C forgotten": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    positions = a_G.shape[1] * a_G.shape[2]
    return tf.add_n([tf.reduce_sum((a_C[..., k] - a_G[..., k]) ** 2) for k in range(a_G.shape[-1])]) / (4.0 * positions)
""",
    "2 for 4": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    size = a_C.shape[1] * a_C.shape[2] * a_C.shape[3]
    return 0.5 * tf.reduce_sum(tf.square(a_G - a_C)) / size
""",
    "square of the sum": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_C.shape
    difference = tf.reduce_sum(a_G) - tf.reduce_sum(a_C)
    return difference ** 2 / (4 * n_H * n_W * n_C)
""",
    "absolute value": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_C.shape
    return tf.norm(a_C - a_G, ord=1) / (4 * n_H * n_W * n_C)
""",
    "square root": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_C.shape
    return tf.sqrt(tf.reduce_sum(tf.square(a_C - a_G))) / (4 * n_H * n_W * n_C)
""",
    "plus for minus": """
def compute_content_cost(content_output, generated_output):
    total = tf.add(content_output[-1], generated_output[-1])
    n = total.shape[1] * total.shape[2] * total.shape[3]
    return tf.reduce_sum(total * total) / (4 * n)
""",
    "one side unrolled wrongly": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    C = tf.reshape(a_C, [-1, n_C])
    G = tf.transpose(tf.reshape(a_G, [n_C, -1]))
    return tf.reduce_sum(tf.square(C - G)) / (4 * n_H * n_W * n_C)
""",
    "sum over one axis": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G), 3) / (4 * n_H * n_W * n_C)
""",
    "no sum": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    m, n_H, n_W, n_C = a_G.shape
    return (a_C - a_G) ** 2 / (4 * n_H * n_W * n_C)
""",
    "no return": """
def compute_content_cost(content_output, generated_output):
    J = tf.reduce_sum(tf.square(content_output[-1] - generated_output[-1]))
    return
""",
    ".numpy()": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1].numpy(), generated_output[-1].numpy()
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
""",
    "NumPy": """
def compute_content_cost(content_output, generated_output):
    a_C = np.array(content_output[-1])
    a_G = np.array(generated_output[-1])
    _, n_H, n_W, n_C = a_G.shape
    J = ((a_C - a_G) ** 2).sum() / (4 * n_H * n_W * n_C)
    return tf.convert_to_tensor(J, tf.float32)
""",
    "sizes as fixed numbers": """
def compute_content_cost(content_output, generated_output):
    return tf.reduce_sum((content_output[-1] - generated_output[-1]) ** 2) / (4.0 * 25 * 25 * 512)
""",
    "//": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    return 1 // (4 * n_H * n_W * n_C) * tf.reduce_sum(tf.square(a_C - a_G))
""",
    "an argument changed": """
def compute_content_cost(content_output, generated_output):
    generated_output.reverse()
    content_output.reverse()
    a_C, a_G = content_output[0], generated_output[0]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
""",
}

GRAM = {
    "AᵀA": """
def gram_matrix(A):
    return tf.einsum("ki,kj->ij", A, A)
""",
    "A.T": """
def gram_matrix(A):
    G = tf.matmul(A, A.T)
    return G
""",
    "no transpose": """
def gram_matrix(A):
    return A @ A
""",
    "reshape for transpose": """
def gram_matrix(A):
    n_C, n = A.shape
    B = tf.reshape(A, (n, n_C))
    return tf.tensordot(A, B, axes=1)
""",
    "element by element": """
def gram_matrix(A):
    return tf.square(A)
""",
    "A * Aᵀ": """
def gram_matrix(A):
    return tf.multiply(A, tf.transpose(A))
""",
    "divided by n_H·n_W": """
def gram_matrix(A):
    positions = tf.cast(tf.shape(A)[1], tf.float32)
    return tf.linalg.matmul(A, tf.transpose(A)) / positions
""",
    "divided by all numbers of A": """
def gram_matrix(A):
    return keras.ops.matmul(A, keras.ops.transpose(A)) / float(np.prod(A.shape))
""",
    "the mean taken off": """
def gram_matrix(A):
    centred = A - tf.reduce_mean(A, 1)[:, None]
    return centred @ tf.transpose(centred)
""",
    "rows of length 1": """
def gram_matrix(A):
    A = A / (tf.norm(A, axis=1, keepdims=True) + 1e-12)
    return tf.matmul(A, A, transpose_b=True)
""",
    "only the diagonal": """
def gram_matrix(A):
    return tf.linalg.diag_part(tf.matmul(A, A, transpose_b=True))
""",
    "added up to one number": """
def gram_matrix(A):
    return tf.einsum("ik,jk->", A, A)
""",
    "print in place of return": """
def gram_matrix(A):
    GA = A @ tf.transpose(A)
    print(GA.shape, GA)
""",
    "no return": """
def gram_matrix(A):
    tf.matmul(A, tf.transpose(A))
""",
    "NumPy": """
def gram_matrix(A):
    return np.matmul(A, np.transpose(A))
""",
    ".numpy()": """
def gram_matrix(A):
    return tf.constant(A.numpy() @ A.numpy().T)
""",
    "float64": """
def gram_matrix(A):
    A = tf.cast(A, "float64")
    return tf.matmul(A, tf.transpose(A))
""",
}

LAYER = {
    "reshape without the transpose": """
def compute_layer_style_cost(a_S, a_G):
    _, H, W, C = a_S.shape
    s = tf.reshape(a_S, (C, H * W))
    g = tf.reshape(a_G, (C, H * W))
    D = tf.einsum("ik,jk->ij", s, s) - tf.einsum("ik,jk->ij", g, g)
    return tf.reduce_sum(D * D) / (4.0 * C ** 2 * (H * W) ** 2)
""",
    "positions in place of channels": """
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_S = tf.reshape(a_S, [n_H * n_W, n_C])
    a_G = tf.reshape(a_G, [n_H * n_W, n_C])
    GS = a_S @ tf.transpose(a_S)
    GG = a_G @ tf.transpose(a_G)
    return tf.reduce_sum(tf.square(GS - GG)) / (4 * n_C * n_C * (n_H * n_W) * (n_H * n_W))
""",
    "G unrolled wrongly": """
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    S = tf.transpose(tf.reshape(a_S, shape=[n_H * n_W, n_C]))
    G = tf.reshape(a_G, shape=[n_C, n_H * n_W])
    GS, GG = gram_matrix(S), gram_matrix(G)
    return tf.reduce_sum((GS - GG) ** 2) / (4 * (n_C * n_H * n_W) ** 2)
""",
    "rows of the picture as channels": """
def compute_layer_style_cost(a_S, a_G):
    def gram(a):
        a = a[0]
        return tf.tensordot(a, a, axes=[[1, 2], [1, 2]])
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(gram(a_S) - gram(a_G))) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "three sizes from four": """
def compute_layer_style_cost(a_S, a_G):
    n_H, n_W, n_C = a_G.shape.as_list()
    A_S = tf.transpose(tf.reshape(a_S, [n_H * n_W, n_C]))
    return tf.reduce_sum(A_S)
""",
    "no Gram matrix": """
def compute_layer_style_cost(a_S, a_G):
    n_H, n_W, n_C = a_S.shape[1:]
    return tf.reduce_sum(tf.square(a_S - a_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "Gram matrix of the difference": """
def compute_layer_style_cost(a_S, a_G):
    n_H, n_W, n_C = a_S.shape[1:]
    d = tf.reshape(a_S - a_G, [-1, n_C])
    gram = tf.matmul(d, d, transpose_a=True)
    return tf.reduce_sum(gram ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "S for G": """
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.shape
    a_S = tf.transpose(tf.reshape(a_S, [-1, n_C]))
    a_G = tf.transpose(tf.reshape(a_G, [-1, n_C]))
    GS = gram_matrix(a_G)
    GG = gram_matrix(a_G)
    return tf.reduce_sum(tf.square(GS - GG)) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "divided already": """
def compute_layer_style_cost(a_S, a_G):
    n = a_S.shape[1] * a_S.shape[2]
    G_S = tf.einsum("bijc,bijd->cd", a_S, a_S) / n
    G_G = tf.einsum("bijc,bijd->cd", a_G, a_G) / n
    return tf.reduce_sum(tf.square(G_S - G_G)) / (4 * a_S.shape[3] ** 2 * n ** 2)
""",
    "the 4 forgotten": """
def compute_layer_style_cost(a_S, a_G):
    n = a_S.shape[1] * a_S.shape[2]
    G_S = tf.einsum("bijc,bijd->cd", a_S, a_S) / n
    G_G = tf.einsum("bijc,bijd->cd", a_G, a_G) / n
    return tf.reduce_mean(tf.square(G_S - G_G))
""",
    "n_C not squared": """
def compute_layer_style_cost(a_S, a_G):
    n, c = a_S.shape[1] * a_S.shape[2], a_S.shape[3]
    s, g = tf.reshape(a_S, [n, c]), tf.reshape(a_G, [n, c])
    D = tf.transpose(s) @ s - tf.transpose(g) @ g
    return tf.norm(D) ** 2 / (4 * c * n ** 2)
""",
    "n_H·n_W not squared": """
def compute_layer_style_cost(a_S, a_G):
    n, c = a_S.shape[1] * a_S.shape[2], a_S.shape[3]
    s, g = tf.reshape(a_S, [n, c]), tf.reshape(a_G, [n, c])
    return keras.ops.sum((gram_matrix(tf.transpose(s)) - gram_matrix(tf.transpose(g))) ** 2) * (1 / (4 * c**2 * n))
""",
    "only n_W squared": """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    S = tf.transpose(tf.reshape(a_S, [h * w, c]))
    G = tf.transpose(tf.reshape(a_G, [h * w, c]))
    factor = 4 * c ** 2 * h * w ** 2
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / factor
""",
    "n_H⁴": """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    S = tf.transpose(tf.reshape(a_S, [h * w, c]))
    G = tf.transpose(tf.reshape(a_G, [h * w, c]))
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / (2 * c * h * h) ** 2
""",
    "not divided": """
def compute_layer_style_cost(a_S, a_G):
    g = lambda a: tf.einsum("mhwc,mhwd->mcd", a, a)
    return tf.reduce_sum(tf.math.squared_difference(g(a_S), g(a_G)))
""",
    "32 bits are too few": """
def compute_layer_style_cost(a_S, a_G):
    shape = tf.shape(a_G)
    n, c = shape[1] * shape[2], shape[3]
    S = tf.transpose(tf.reshape(a_S, [n, c]))
    G = tf.transpose(tf.reshape(a_G, [n, c]))
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / tf.cast(4 * c * c * n * n, tf.float32)
""",
    "sizes as tensors": """
def compute_layer_style_cost(a_S, a_G):
    shape = tf.shape(a_G)
    n, c = shape[1] * shape[2], shape[3]
    S = tf.transpose(tf.reshape(a_S, [n, c]))
    G = tf.transpose(tf.reshape(a_G, [n, c]))
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / (4 * c**2 * n**2)
""",
    "mean in place of sum": """
def compute_layer_style_cost(a_S, a_G):
    _, h, w, c = a_S.shape
    S, G = (gram_matrix(tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [c, -1])) for a in (a_S, a_G))
    return tf.reduce_mean((S - G) ** 2) / (4 * c**2 * (h * w) ** 2)
""",
    "square of the sum": """
def compute_layer_style_cost(a_S, a_G):
    _, h, w, c = a_S.shape
    S, G = (gram_matrix(tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [c, -1])) for a in (a_S, a_G))
    return tf.reduce_sum(S - G) ** 2 / (4 * c**2 * (h * w) ** 2)
""",
    "plus for minus": """
def compute_layer_style_cost(a_S, a_G):
    _, h, w, c = a_S.shape
    S, G = (gram_matrix(tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [c, -1])) for a in (a_S, a_G))
    return tf.reduce_sum(tf.square(tf.add(S, G))) / (4 * c**2 * (h * w) ** 2)
""",
    "sum over one axis": """
def compute_layer_style_cost(a_S, a_G):
    _, h, w, c = a_S.shape
    S, G = (gram_matrix(tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [c, -1])) for a in (a_S, a_G))
    return tf.reduce_sum(tf.square(S - G), axis=[0]) / (4 * c**2 * (h * w) ** 2)
""",
    "sizes as fixed numbers": """
def compute_layer_style_cost(a_S, a_G):
    c = a_S.shape[-1]
    S, G = (gram_matrix(tf.reshape(tf.transpose(a, [3, 0, 1, 2]), [c, -1])) for a in (a_S, a_G))
    return tf.reduce_sum(tf.square(S - G)) / (4 * 64**2 * (400 * 400) ** 2)
""",
    "the gradient is stopped": """
def compute_layer_style_cost(a_S, a_G):
    _, h, w, c = a_S.shape
    A_S = tf.Variable(tf.transpose(tf.reshape(a_S, [h * w, c])))
    A_G = tf.Variable(tf.transpose(tf.reshape(a_G, [h * w, c])))
    return tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G))) / (4 * c**2 * (h * w) ** 2)
""",
}

STYLE = {
    "[1:] for [:-1]": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for i, (name, weight) in enumerate(STYLE_LAYERS):
        J_style += weight * compute_layer_style_cost(style_image_output[i + 1], generated_image_output[i + 1])
    return J_style
""",
    "the content layer too": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for i in range(len(style_image_output)):
        J_style += STYLE_LAYERS[i][1] * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return J_style
""",
    "weights ignored": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    return tf.reduce_sum([compute_layer_style_cost(*pair)
                          for pair in zip(style_image_output[:-1], generated_image_output[:-1])])
""",
    "a plain mean": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    return tf.reduce_mean([compute_layer_style_cost(*pair)
                          for pair in zip(style_image_output[:-1], generated_image_output[:-1])])
""",
    "one λ for all layers": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for s, g in zip(style_image_output[:-1], generated_image_output[:-1]):
        J = J + 0.25 * compute_layer_style_cost(s, g)
    return J
""",
    "weights normalised": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    weights = tf.constant([w for _, w in STYLE_LAYERS])
    weights = weights / tf.reduce_sum(weights)
    pairs = zip(style_image_output[:-1], generated_image_output[:-1])
    costs = tf.stack([compute_layer_style_cost(s, g) for s, g in pairs])
    return tf.tensordot(weights, costs, 1)
""",
    "weights applied twice": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0.0
    for k in range(len(STYLE_LAYERS)):
        cost = STYLE_LAYERS[k][1] * compute_layer_style_cost(style_image_output[k], generated_image_output[k])
        J_style += STYLE_LAYERS[k][1] * cost
    return J_style
""",
    "weights in reverse": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    n = len(STYLE_LAYERS)
    return sum(STYLE_LAYERS[n - 1 - i][1] * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
               for i in range(n))
""",
    "name for λ": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0.0
    for i, layer in enumerate(STYLE_LAYERS):
        J_style += layer[0] * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return J_style
""",
    "the last layer only": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    a_S = style_image_output[:-1]
    a_G = generated_image_output[:-1]
    for i, weight in zip(range(len(a_S)), STYLE_LAYERS):
        J_style = compute_layer_style_cost(a_S[i], a_G[i]) * weight[1]
    return J_style
""",
    "the first layer only": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    for i, weight in zip(range(len(STYLE_LAYERS)), STYLE_LAYERS):
        J_style += compute_layer_style_cost(style_image_output[i], generated_image_output[i]) * weight[1]
        return J_style
""",
    "layers not added up": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = []
    for s, g, (_, w) in zip(style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS):
        J.append(w * compute_layer_style_cost(s, g))
    return J
""",
    "G against itself": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for a, (_, w) in zip(style_image_output[:-1], STYLE_LAYERS):
        J += w * compute_layer_style_cost(a, a)
    return J
""",
    "the content cost of the layers": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for s, g, (_, w) in zip(style_image_output, generated_image_output, STYLE_LAYERS):
        J += w * tf.reduce_mean(tf.square(s - g)) / 4
    return J
""",
    "float()": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for s, g, (_, w) in zip(style_image_output, generated_image_output, STYLE_LAYERS):
        J += w * float(compute_layer_style_cost(s, g))
    return tf.constant(J)
""",
    "an argument changed": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    del style_image_output[-1]
    J = 0.0
    for s, g, (_, w) in zip(style_image_output, generated_image_output, STYLE_LAYERS):
        J += w * compute_layer_style_cost(s, g)
    return J
""",
}

TOTAL = {
    "α and β swapped": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.add(tf.multiply(beta, J_content), tf.multiply(alpha, J_style))
""",
    "defaults swapped": """
def total_cost(J_content, J_style, alpha=40, beta=10):
    J = J_content * alpha
    J += J_style * beta
    return J
""",
    "α and β as fixed numbers": """
total_cost = lambda J_content, J_style, alpha=10, beta=40: 40 * J_style + 10 * J_content
""",
    "β as a fixed number": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    beta = 40
    return alpha * J_content + beta * J_style
""",
    "no weights": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.add_n([J_content, J_style])
""",
    "a product of both": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return (alpha * J_content) * (beta * J_style)
""",
    "divided by α + β": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    w = alpha / (alpha + beta)
    return w * J_content + (1 - w) * J_style
""",
    "α twice": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return alpha * (J_content + J_style)
""",
    "float64": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.cast(alpha * J_content, tf.double) + tf.cast(beta * J_style, tf.double)
""",
    "print in place of return": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content + beta * J_style
    print("J =", J)
""",
}

HEAD = """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
"""
COST = """    with tf.GradientTape() as t:
        outputs = vgg_model_outputs(generated_image)
        loss = total_cost(
            compute_content_cost(a_C, outputs), compute_style_cost(a_S, outputs, STYLE_LAYERS), alpha=alpha, beta=beta)
"""
STEP = """    grads = t.gradient(loss, [generated_image])
    optimizer.apply_gradients(zip(grads, [generated_image]))
"""
CLIP = "    generated_image.assign(tf.clip_by_value(generated_image, clip_value_min=0.0, clip_value_max=1.0))\n"

TRAIN = {
    "clip forgotten": HEAD + COST + STEP + "    return loss\n",
    "clip thrown away": HEAD + COST + STEP + "    clipped = keras.ops.clip(generated_image, 0, 1)\n    return loss\n",
    "clip before the update": HEAD + COST + CLIP + STEP + "    return loss\n",
    "clip before the network": HEAD
    + "    generated_image.assign(tf.clip_by_value(generated_image, 0, 1))\n"
    + COST
    + STEP
    + "    return loss\n",
    "clip to [0, 255]": HEAD + COST + STEP + "    generated_image.assign(keras.ops.clip(generated_image, 0, 255))\n"
    "    return loss\n",
    "clip at the bottom only": HEAD
    + COST
    + STEP
    + "    generated_image.assign(tf.nn.relu(generated_image))\n    return loss\n",
    "cost after the update": HEAD + COST + STEP + CLIP + "    out = vgg_model_outputs(generated_image)\n"
    "    return total_cost(compute_content_cost(a_C, out), compute_style_cost(a_S, out, STYLE_LAYERS), alpha, beta)\n",
    "J_content returned": HEAD + COST + STEP + CLIP + "    return compute_content_cost(a_C, outputs)\n",
    "the picture returned": HEAD + COST + STEP + CLIP + "    return generated_image\n",
    "several results": HEAD + COST + STEP + CLIP + "    return loss, generated_image\n",
    "no return": HEAD + COST + STEP + CLIP,
    "no step": HEAD + COST + "    grad = t.gradient(loss, generated_image)\n" + CLIP + "    return loss\n",
    "ascent": HEAD + COST.replace("total_cost(", "-total_cost(") + STEP + CLIP + "    return -loss\n",
    "two steps": HEAD
    + COST
    + STEP
    + "    optimizer.apply_gradients(zip(grads, [generated_image]))\n"
    + CLIP
    + "    return loss\n",
    "gradient of J_content": HEAD + "    with tf.GradientTape(persistent=True) as t:\n"
    "        out = vgg_model_outputs(generated_image)\n"
    "        Jc = compute_content_cost(a_C, out)\n"
    "        loss = total_cost(Jc, compute_style_cost(a_S, out, STYLE_LAYERS), alpha, beta)\n"
    "    g = t.gradient(Jc, generated_image)\n"
    "    optimizer.apply([g], [generated_image])\n" + CLIP + "    return loss\n",
    "gradient with respect to the activations": HEAD
    + COST
    + STEP.replace("[generated_image])\n    opt", "outputs)\n    opt")
    + CLIP
    + "    return loss\n",
    "outside the tape": HEAD
    + "    outputs = vgg_model_outputs(generated_image)\n"
    + COST.replace("        outputs = vgg_model_outputs(generated_image)\n", "")
    + STEP
    + CLIP
    + "    return loss\n",
    "pairs the other way round": HEAD
    + COST
    + STEP.replace("zip(grads, [generated_image])", "zip([generated_image], grads)")
    + CLIP
    + "    return loss\n",
    "a new optimizer": HEAD
    + COST
    + STEP.replace("optimizer.apply", "keras.optimizers.Adam(learning_rate=0.02).apply")
    + CLIP
    + "    return loss\n",
    "a step by hand": HEAD + COST + "    g = t.gradient(loss, generated_image)\n"
    "    generated_image.assign(generated_image - 0.02 * g)\n" + CLIP + "    return loss\n",
    "a copy of the picture": HEAD
    + "    picture = tf.Variable(generated_image)\n"
    + (COST + STEP + CLIP).replace("generated_image", "picture")
    + "    return loss\n",
    "α and β not handed on": HEAD + COST.replace(", alpha=alpha, beta=beta", "") + STEP + CLIP + "    return loss\n",
    "α and β swapped": HEAD
    + COST.replace("alpha=alpha, beta=beta", "alpha=beta, beta=alpha")
    + STEP
    + CLIP
    + "    return loss\n",
    "STYLE_LAYERS not handed on": HEAD
    + COST.replace("outputs, STYLE_LAYERS", "outputs")
    + STEP
    + CLIP
    + "    return loss\n",
    "content used for style": HEAD
    + COST.replace("style_cost(a_S", "style_cost(a_C")
    + STEP
    + CLIP
    + "    return loss\n",
    "C and S swapped": HEAD
    + COST.replace("style_cost(a_S", "style_cost(a_X")
    .replace("content_cost(a_C", "content_cost(a_S")
    .replace("a_X", "a_C")
    + STEP
    + CLIP
    + "    return loss\n",
    "a layer in place of the list": HEAD
    + COST.replace("(a_C, outputs)", "(a_C[-1], outputs[-1])")
    + STEP
    + CLIP
    + "    return loss\n",
    "only the style": HEAD
    + COST.replace("compute_content_cost(a_C, outputs)", "0.0")
    + STEP
    + CLIP
    + "    return loss\n",
    ".numpy()": HEAD + COST + STEP + CLIP + "    cost = loss.numpy()\n    return cost\n",
    "float()": HEAD + COST + STEP + CLIP + "    return float(loss)\n",
}

# A second round, written when the first was named rightly.
AGAIN = [
    (
        "compute_content_cost",
        "brackets around the divisor",
        """
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]; a_G = generated_output[-1]
    (m, n_H, n_W, n_C) = a_G.shape
    return keras.ops.sum((a_C-a_G)**2)/4*n_H*n_W*n_C
""",
    ),
    (
        "compute_content_cost",
        "sum over one axis",
        """
def compute_content_cost(content_output, generated_output):
    x = content_output[-1] - generated_output[-1]
    s = tf.reduce_sum(x*x, axis=(1,2,3))
    return s/(4*x.shape[1]*x.shape[2]*x.shape[3])
""",
    ),
    (
        "compute_content_cost",
        "difference of squares",
        """
def compute_content_cost(content_output, generated_output):
    h, w, c = generated_output[-1].shape[1:]
    sq = lambda t: tf.reduce_sum(t**2)
    return (sq(content_output[-1]) - sq(generated_output[-1])) / (4*h*w*c)
""",
    ),
    (
        "compute_content_cost",
        "G against itself",
        """
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = content_output[-1]
    h, w, c = a_C.shape[1:]
    return tf.reduce_sum(tf.square(a_C-a_G)) / (4*h*w*c)
""",
    ),
    (
        "compute_content_cost",
        "n_H for n_W",
        """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    n = a_G.shape[1]
    return tf.reduce_sum(tf.square(a_C-a_G)) / (4*n**2*a_G.shape[3])
""",
    ),
    (
        "compute_content_cost",
        "float()",
        """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    h, w, c = a_C.shape[1:]
    total = float(tf.reduce_sum(tf.square(a_C-a_G)))
    return total / (4*h*w*c)
""",
    ),
    (
        "compute_content_cost",
        "a comma too many",
        """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    h, w, c = a_C.shape[1:]
    J = tf.reduce_sum(tf.square(a_C-a_G)) / (4*h*w*c),
    return J
""",
    ),
    (
        "compute_content_cost",
        "the style layers",
        """
def compute_content_cost(content_output, generated_output):
    J = 0
    for i in range(len(content_output) - 1):
        d = content_output[i] - generated_output[i]
        J += tf.reduce_sum(d ** 2) / (4 * d.shape[1] * d.shape[2] * d.shape[3])
    return J
""",
    ),
    (
        "gram_matrix",
        "transposed twice",
        """
def gram_matrix(A):
    At = tf.transpose(A)
    return At @ At
""",
    ),
    (
        "gram_matrix",
        "twice of it",
        """
def gram_matrix(A):
    G = A @ tf.transpose(A)
    return G + tf.transpose(G)
""",
    ),
    (
        "gram_matrix",
        "covariance",
        """
def gram_matrix(A):
    mu = keras.ops.mean(A, axis=1, keepdims=True)
    B = A - mu
    return tf.einsum('ip,jp->ij', B, B) / A.shape[-1]
""",
    ),
    (
        "gram_matrix",
        "squared",
        """
def gram_matrix(A):
    return tf.einsum('ip,jp->ij', A, A) ** 2
""",
    ),
    (
        "gram_matrix",
        "AᵀA",
        """
def gram_matrix(A):
    GA = tf.linalg.matmul(tf.transpose(A), A)
    return GA
""",
    ),
    (
        "gram_matrix",
        "a variable of the notebook",
        """
import tensorflow as tf
activations = tf.ones([4, 7])
def gram_matrix(A):
    return activations @ tf.transpose(activations)
""",
    ),
    (
        "compute_layer_style_cost",
        "reshape to (n_C, n_H·n_W), then transpose",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    S = tf.transpose(tf.reshape(a_S, (c, h*w)), perm=[1, 0])
    G = tf.transpose(tf.reshape(a_G, (c, h*w)), perm=[1, 0])
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / (4 * c**2 * (h*w)**2)
""",
    ),
    (
        "compute_layer_style_cost",
        "2 for 4",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    g = lambda a: tf.einsum('mijc,mijd->cd', a, a)
    return tf.nn.l2_loss(g(a_S) - g(a_G)) / (c**2 * (h*w)**2)
""",
    ),
    (
        "compute_layer_style_cost",
        "nothing squared",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    g = lambda a: tf.einsum('mijc,mijd->cd', a, a)
    return tf.reduce_sum(tf.square(g(a_S) - g(a_G))) / (4 * h * w * c)
""",
    ),
    (
        "compute_layer_style_cost",
        "brackets around the divisor",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    g = lambda a: tf.einsum('mijc,mijd->cd', a, a)
    return 1 / 4 * c**2 * (h*w)**2 * tf.reduce_sum(tf.square(g(a_S) - g(a_G)))
""",
    ),
    (
        "compute_layer_style_cost",
        "the wrong axes exchanged",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    S = tf.reshape(keras.ops.transpose(a_S, (0, 2, 1, 3)), (c, h*w))
    G = tf.reshape(keras.ops.transpose(a_G, (0, 2, 1, 3)), (c, h*w))
    return tf.reduce_sum(tf.square(gram_matrix(S) - gram_matrix(G))) / (4 * c**2 * (h*w)**2)
""",
    ),
    (
        "compute_layer_style_cost",
        "absolute value",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    g = lambda a: tf.einsum('mijc,mijd->cd', a, a)
    return keras.ops.sum(keras.ops.abs(g(a_S) - g(a_G))) / (4 * c**2 * (h*w)**2)
""",
    ),
    (
        "compute_layer_style_cost",
        "NumPy",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    S = np.reshape(a_S, (h*w, c)).T
    G = np.reshape(a_G, (h*w, c)).T
    D = S @ S.T - G @ G.T
    return np.sum(D**2) / (4 * c**2 * (h*w)**2)
""",
    ),
    (
        "compute_layer_style_cost",
        "only the diagonal",
        """
def compute_layer_style_cost(a_S, a_G):
    m, h, w, c = a_G.shape
    e = lambda a: tf.reduce_sum(tf.reshape(a, [h*w, c])**2, axis=0)
    return tf.reduce_sum((e(a_S) - e(a_G))**2) / (4 * c**2 * (h*w)**2)
""",
    ),
    (
        "compute_style_cost",
        "a layer lost",
        """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for i in range(len(STYLE_LAYERS) - 1):
        J += STYLE_LAYERS[i][1] * compute_layer_style_cost(style_image_output[i], generated_image_output[i])
    return J
""",
    ),
    (
        "compute_style_cost",
        "λ added",
        """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for (n, w), s, g in zip(STYLE_LAYERS, style_image_output, generated_image_output):
        J += w + compute_layer_style_cost(s, g)
    return J
""",
    ),
    (
        "compute_style_cost",
        "divided by the number of layers",
        """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    layers = zip(STYLE_LAYERS, style_image_output, generated_image_output)
    J = [w * compute_layer_style_cost(s, g) for (n, w), s, g in layers]
    return tf.reduce_mean(J)
""",
    ),
    (
        "compute_style_cost",
        "one entry in place of the list",
        """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for n, w in STYLE_LAYERS:
        J += w * compute_layer_style_cost(style_image_output[-1], generated_image_output[-1])
    return J
""",
    ),
    (
        "compute_style_cost",
        "the activations added up",
        """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for n, w in STYLE_LAYERS:
        J += w * compute_layer_style_cost(style_image_output, generated_image_output)
    return J
""",
    ),
    (
        "compute_style_cost",
        "layers stacked",
        """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    w = tf.constant([w for _, w in STYLE_LAYERS])
    pairs = zip(style_image_output[:-1], generated_image_output[:-1])
    J = tf.convert_to_tensor([compute_layer_style_cost(s, g) for s, g in pairs])
    return w * J
""",
    ),
    (
        "total_cost",
        "content without α",
        """
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = J_content
    J = J + beta * J_style
    return J
""",
    ),
    (
        "total_cost",
        "minus for plus",
        """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.subtract(alpha * J_content, beta * J_style)
""",
    ),
    (
        "total_cost",
        "a variable of the notebook",
        """
a, b = 10, 40
def total_cost(J_content, J_style, alpha=10, beta=40):
    return b * J_content + a * J_style * 2
""",
    ),
    (
        "train_step",
        "clip thrown away",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image = tf.clip_by_value(generated_image, 0.0, 1.0)
    return J
""",
    ),
    (
        "train_step",
        "gradient of J_style",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape(persistent=True) as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(Js, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
    (
        "train_step",
        "the gradient clipped",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    d = tf.clip_by_value(d, 0.0, 1.0)
    optimizer.apply_gradients([(d, generated_image)])
    return J
""",
    ),
    (
        "train_step",
        "no list of pairs",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients(d, generated_image)
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
    (
        "train_step",
        "J_style returned",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return Js
""",
    ),
    (
        "train_step",
        "costs swapped",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Js, Jc, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
    (
        "train_step",
        "the network forgotten",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        Jc = compute_content_cost(a_C, generated_image)
        Js = compute_style_cost(a_S, generated_image, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
    (
        "train_step",
        "outside the tape",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    out = vgg_model_outputs(generated_image)
    Jc = compute_content_cost(a_C, out)
    Js = compute_style_cost(a_S, out, STYLE_LAYERS)
    with tf.GradientTape() as g:
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
    (
        "train_step",
        "ascent",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, alpha, beta)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(-d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
    (
        "train_step",
        "α and β not handed on",
        """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
    with tf.GradientTape() as g:
        out = vgg_model_outputs(generated_image)
        Jc = compute_content_cost(a_C, out)
        Js = compute_style_cost(a_S, out, STYLE_LAYERS)
        J = total_cost(Jc, Js, 10, 40)
    d = g.gradient(J, generated_image)
    optimizer.apply_gradients([(d, generated_image)])
    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))
    return J
""",
    ),
]

ALL = {
    "compute_content_cost": CONTENT,
    "gram_matrix": GRAM,
    "compute_layer_style_cost": LAYER,
    "compute_style_cost": STYLE,
    "total_cost": TOTAL,
    "train_step": TRAIN,
}
MISTAKEN = [(exercise, name, source.lstrip("\n")) for exercise, found in ALL.items() for name, source in found.items()]
MISTAKEN_AGAIN = [(exercise, name, source.lstrip("\n")) for exercise, name, source in AGAIN]
