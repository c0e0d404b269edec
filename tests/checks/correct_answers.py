"""Correct answers, written in many ways: (exercise, what is special about it, source)."""

TF32 = '''
def tf32(x):
    """Rounded to the 10 bits of mantissa that a tensor core keeps."""
    bits = tf.bitcast(x, tf.int32)
    return tf.bitcast(tf.bitwise.bitwise_and(bits + 0x1000, tf.constant(-0x2000)), tf.float32)

@tf.custom_gradient
def product(a, b):
    def back(d):
        return (tf.matmul(tf32(d), tf32(b), transpose_b=True), tf.matmul(tf32(a), tf32(d), transpose_a=True))
    return tf.matmul(tf32(a), tf32(b)), back
'''

CONTENT = {
    "reduce_mean with the factor": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    return tf.reduce_mean(tf.square(a_C - a_G)) * a_G.shape[0] / 4
""",
    "unrolled": """
def compute_content_cost(content_output, generated_output):
    a_C = content_output[-1]
    a_G = generated_output[-1]
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_C_unrolled = tf.reshape(a_C, shape=[m, n_H * n_W, n_C])
    a_G_unrolled = tf.reshape(a_G, shape=[m, n_H * n_W, n_C])
    return 1 / (4 * n_H * n_W * n_C) * tf.reduce_sum(tf.square(tf.subtract(a_C_unrolled, a_G_unrolled)))
""",
    "both unrolled without a transpose": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum((tf.reshape(a_C, [n_C, -1]) - tf.reshape(a_G, [n_C, -1])) ** 2) / (4.0 * n_H * n_W * n_C)
""",
    "C and G swapped": """
def compute_content_cost(content_output, generated_output):
    a_G, a_C = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_C.shape
    return tf.reduce_sum(tf.math.squared_difference(a_G, a_C)) / (4 * n_H * n_W * n_C)
""",
    "twice the l2_loss": """
def compute_content_cost(content_output, generated_output):
    d = content_output[len(content_output) - 1] - generated_output[len(generated_output) - 1]
    return 2 * tf.nn.l2_loss(d) / (4 * d.shape[1] * d.shape[2] * d.shape[3])
""",
    "norm squared": """
def compute_content_cost(content_output, generated_output):
    d = content_output[-1] - generated_output[-1]
    return tf.norm(d) ** 2 / (4 * np.prod(d.shape[1:]))
""",
    "keras.ops": """
def compute_content_cost(content_output, generated_output):
    d = keras.ops.subtract(content_output[-1], generated_output[-1])
    return keras.ops.sum(keras.ops.square(d)) / (4 * d.shape[1] * d.shape[2] * d.shape[3])
""",
    "einsum": """
def compute_content_cost(content_output, generated_output):
    d = content_output[-1] - generated_output[-1]
    return tf.einsum("mhwc,mhwc->", d, d) / (4 * d.shape[1] * d.shape[2] * d.shape[3])
""",
    "sizes as floats from tf.shape": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    sizes = tf.cast(tf.shape(a_G), a_G.dtype)
    return tf.reduce_sum(tf.pow(a_C - a_G, 2)) / (4 * sizes[1] * sizes[2] * sizes[3])
""",
    "casts to float32": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = tf.cast(content_output[-1], tf.float32), tf.cast(generated_output[-1], tf.float32)
    n_H, n_W, n_C = (tf.cast(n, tf.float32) for n in a_G.shape[1:])
    return tf.divide(tf.reduce_sum(tf.square(a_C - a_G)), 4.0 * n_H * n_W * n_C)
""",
    "a loop over channels": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    J = 0.0
    for c in range(n_C):
        J += tf.reduce_sum((a_C[:, :, :, c] - a_G[:, :, :, c]) ** 2)
    return J / (4 * n_H * n_W * n_C)
""",
    "one picture at a time with map_fn": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    means = tf.map_fn(lambda pair: tf.reduce_mean(tf.square(pair[0] - pair[1])), (a_C, a_G),
                      fn_output_signature=a_G.dtype)
    return tf.reduce_sum(means) / 4
""",
    "axis by axis": """
def compute_content_cost(content_output, generated_output):
    *_, a_C = content_output
    *_, a_G = generated_output
    squares = tf.reduce_sum(tf.square(a_C - a_G), axis=[1, 2, 3])
    return tf.reduce_sum(squares) / (4 * a_G[0].shape.num_elements())
""",
    "lambda": """
compute_content_cost = lambda content_output, generated_output: (
    tf.reduce_sum((content_output[-1] - generated_output[-1]) ** 2) / (4 * np.prod(generated_output[-1].shape[1:])))
""",
    "tf.function": """
@tf.function
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
""",
    "prints while it works": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = content_output[-1], generated_output[-1]
    print("shapes", a_C.shape, a_G.shape)
    _, n_H, n_W, n_C = a_G.shape
    J = tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
    tf.print(J)
    return J
""",
    "the target held fast": """
def compute_content_cost(content_output, generated_output):
    a_C, a_G = tf.stop_gradient(content_output[-1]), generated_output[-1]
    _, n_H, n_W, n_C = a_G.shape
    return tf.reduce_sum(tf.square(a_C - a_G)) / (4 * n_H * n_W * n_C)
""",
}

GRAM = {
    "@": """
def gram_matrix(A):
    return A @ tf.transpose(A)
""",
    "transpose with perm": """
def gram_matrix(A):
    return tf.matmul(A, tf.transpose(A, perm=[1, 0]))
""",
    "tf.linalg.matmul": """
def gram_matrix(A):
    return tf.linalg.matmul(A, A, adjoint_b=True)
""",
    "einsum": """
def gram_matrix(A):
    return tf.einsum("ik,jk->ij", A, A)
""",
    "tensordot": """
def gram_matrix(A):
    return tf.tensordot(A, A, axes=[[1], [1]])
""",
    "keras.ops": """
def gram_matrix(A):
    return keras.ops.matmul(A, keras.ops.transpose(A))
""",
    "a loop over channels": """
def gram_matrix(A):
    rows = []
    for i in range(A.shape[0]):
        rows.append(tf.reduce_sum(A[i] * A, axis=1))
    return tf.stack(rows)
""",
    "two loops": """
def gram_matrix(A):
    n_C = A.shape[0]
    return tf.stack([tf.stack([tf.reduce_sum(A[i] * A[j]) for j in range(n_C)]) for i in range(n_C)])
""",
    "map_fn": """
def gram_matrix(A):
    return tf.map_fn(lambda row: tf.linalg.matvec(A, row), A)
""",
    "broadcast": """
def gram_matrix(A):
    return tf.reduce_sum(A[:, None, :] * A[None, :, :], axis=-1)
""",
    "lambda": """
gram_matrix = lambda A: tf.matmul(A, A, transpose_b=True)
""",
    "partial": """
def product(A, transpose):
    return tf.matmul(A, A, transpose_b=transpose)

gram_matrix = functools.partial(product, transpose=True)
""",
    "a callable object": """
class Gram:
    def __call__(self, A):
        return tf.matmul(A, A, transpose_b=True)

gram_matrix = Gram()
""",
    "tf.function": """
@tf.function
def gram_matrix(A):
    return tf.matmul(A, A, transpose_b=True)
""",
    "a tf.function beside it": """
@tf.function
def product(A):
    return tf.matmul(A, A, transpose_b=True)

def gram_matrix(A):
    return product(A)
""",
    "TF32": TF32
    + """
def gram_matrix(A):
    return product(A, tf.transpose(A))
""",
}

SIZES = "    _, n_H, n_W, n_C = a_G.shape\n"
LAYER = {
    "the well-known way": """
def compute_layer_style_cost(a_S, a_G):
    m, n_H, n_W, n_C = a_G.get_shape().as_list()
    a_S = tf.transpose(tf.reshape(a_S, shape=[n_H * n_W, n_C]))
    a_G = tf.transpose(tf.reshape(a_G, shape=[n_H * n_W, n_C]))
    GS = gram_matrix(a_S)
    GG = gram_matrix(a_G)
    return tf.reduce_sum(tf.square(tf.subtract(GS, GG))) / (4.0 * (n_C ** 2) * (n_H * n_W) ** 2)
""",
    "transpose before reshape": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    A_S = tf.reshape(tf.transpose(a_S, perm=[0, 3, 1, 2]), [n_C, -1])
    A_G = tf.reshape(tf.transpose(a_G, perm=[3, 2, 1, 0]), [n_C, -1])
    return tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G))) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "einsum": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    D = tf.einsum("mhwc,mhwd->mcd", a_S, a_S) - tf.einsum("mhwc,mhwd->mcd", a_G, a_G)
    return tf.einsum("mcd,mcd->", D, D) / (2 * n_C * n_H * n_W) ** 2
""",
    "tensordot": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    gram = lambda a: tf.tensordot(a, a, axes=[[0, 1, 2], [0, 1, 2]])
    return tf.reduce_sum((gram(a_S) - gram(a_G)) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "Gram matrices divided, mean": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    A_S, A_G = (tf.reshape(a, [-1, n_C]) for a in (a_S, a_G))
    G_S = tf.transpose(A_S) @ A_S / (n_H * n_W)
    G_G = tf.transpose(A_G) @ A_G / (n_H * n_W)
    return tf.reduce_mean(tf.square(G_S - G_G)) / 4
""",
    "sizes as floats": """
def compute_layer_style_cost(a_S, a_G):
    n_H, n_W, n_C = [tf.cast(n, a_G.dtype) for n in a_G.shape[1:]]
    A_S = tf.transpose(tf.reshape(a_S, [-1, a_S.shape[-1]]))
    A_G = tf.transpose(tf.reshape(a_G, [-1, a_G.shape[-1]]))
    J = tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G)))
    return J / (4 * tf.square(n_C) * tf.square(n_H * n_W))
""",
    "tf.shape as floats": """
def compute_layer_style_cost(a_S, a_G):
    shape = tf.shape(a_G)
    n_H, n_W, n_C = tf.unstack(tf.cast(shape, a_G.dtype))[1:]
    A_S = tf.transpose(tf.reshape(a_S, [-1, shape[3]]))
    A_G = tf.transpose(tf.reshape(a_G, [-1, shape[3]]))
    return tf.reduce_sum(tf.square(gram_matrix(A_S) - gram_matrix(A_G))) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "keras.ops": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    A_S = keras.ops.transpose(keras.ops.reshape(a_S, (-1, n_C)))
    A_G = keras.ops.transpose(keras.ops.reshape(a_G, (-1, n_C)))
    D = gram_matrix(A_S) - gram_matrix(A_G)
    return keras.ops.sum(D * D) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "norm squared": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    A_S, A_G = tf.reshape(a_S, [-1, n_C]), tf.reshape(a_G, [-1, n_C])
    D = tf.matmul(A_S, A_S, transpose_a=True) - tf.matmul(A_G, A_G, transpose_a=True)
    return tf.norm(D) ** 2 / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "the first picture of one": """
def compute_layer_style_cost(a_S, a_G):
    n_H, n_W, n_C = a_G[0].shape
    A_S = tf.transpose(tf.reshape(a_S[0], [n_H * n_W, n_C]))
    A_G = tf.transpose(tf.reshape(a_G[0], [n_H * n_W, n_C]))
    return 2 * tf.nn.l2_loss(gram_matrix(A_S) - gram_matrix(A_G)) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "a loop over channels": """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    J = 0.0
    for i in range(n_C):
        row = tf.reduce_sum(a_S[..., i : i + 1] * a_S, [0, 1, 2]) - tf.reduce_sum(a_G[..., i : i + 1] * a_G, [0, 1, 2])
        J += tf.reduce_sum(row ** 2)
    return J / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "TF32": TF32
    + """
def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    A_S, A_G = (tf.transpose(tf.reshape(a, [-1, n_C])) for a in (a_S, a_G))
    D = product(A_S, tf.transpose(A_S)) - product(A_G, tf.transpose(A_G))
    return tf.reduce_sum(tf.square(D)) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
    "with helper functions": """
def unroll(a):
    return tf.transpose(tf.reshape(a, [-1, a.shape[-1]]))

def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    D = gram_matrix(unroll(a_S)) - gram_matrix(unroll(a_G))
    return tf.reduce_sum(tf.square(D)) / (4 * n_C**2 * (n_H * n_W) ** 2)
""",
}

STYLE = {
    "a loop": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0
    a_S = style_image_output[:-1]
    a_G = generated_image_output[:-1]
    for i, weight in zip(range(len(a_S)), STYLE_LAYERS):
        J_style_layer = compute_layer_style_cost(a_S[i], a_G[i])
        J_style += weight[1] * J_style_layer
    return J_style
""",
    "zip stops in time": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = tf.constant(0.0, style_image_output[0].dtype)
    for (_, weight), s, g in zip(STYLE_LAYERS, style_image_output, generated_image_output):
        J = J + weight * compute_layer_style_cost(s, g)
    return J
""",
    "enumerate": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J_style = 0.0
    for i, (name, weight) in enumerate(STYLE_LAYERS):
        J_style += compute_layer_style_cost(generated_image_output[i], style_image_output[i]) * weight
    return J_style
""",
    "sum": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    return sum(w * compute_layer_style_cost(s, g)
               for (_, w), s, g in zip(STYLE_LAYERS, style_image_output[:-1], generated_image_output[:-1]))
""",
    "tensordot with the λ": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    costs = tf.stack([compute_layer_style_cost(s, g)
                      for s, g in zip(style_image_output[:-1], generated_image_output[:-1])])
    weights = tf.constant([w for _, w in STYLE_LAYERS], costs.dtype)
    return tf.tensordot(weights, costs, 1)
""",
    "all backwards": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    lists = zip(reversed(style_image_output[:-1]), reversed(generated_image_output[:-1]), reversed(STYLE_LAYERS))
    return tf.reduce_sum([w * compute_layer_style_cost(s, g) for s, g, (_, w) in lists])
""",
    "a dictionary of λ": """
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    weights = list(dict(STYLE_LAYERS).values())
    return functools.reduce(tf.add, (w * compute_layer_style_cost(s, g)
                                     for w, s, g in zip(weights, style_image_output, generated_image_output)))
""",
    "tf.function": """
@tf.function
def compute_style_cost(style_image_output, generated_image_output, STYLE_LAYERS=STYLE_LAYERS):
    J = 0.0
    for s, g, (_, w) in zip(style_image_output[:-1], generated_image_output[:-1], STYLE_LAYERS):
        J += w * compute_layer_style_cost(s, g)
    return J
""",
}

TOTAL = {
    "other order": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return J_style * beta + J_content * alpha
""",
    "tf.add and tf.multiply": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.add(tf.multiply(J_content, alpha), tf.multiply(J_style, beta))
""",
    "in steps": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    J = alpha * J_content
    J += beta * J_style
    return J
""",
    "add_n": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.add_n([alpha * J_content, beta * J_style])
""",
    "keyword-only": """
def total_cost(J_content, J_style, alpha=10.0, beta=40.0):
    return keras.ops.add(alpha * J_content, beta * J_style)
""",
    "lambda": """
total_cost = lambda J_content, J_style, alpha=10, beta=40: alpha * J_content + beta * J_style
""",
    "tf.function": """
@tf.function()
def total_cost(J_content, J_style, alpha=10, beta=40):
    return alpha * J_content + beta * J_style
""",
    "always a tensor": """
def total_cost(J_content, J_style, alpha=10, beta=40):
    return tf.convert_to_tensor(alpha * J_content + beta * J_style)
""",
}

HEAD = """
def train_step(generated_image, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS=STYLE_LAYERS, alpha=10, beta=40):
"""
COST = """    with tf.GradientTape() as tape:
        a_G = vgg_model_outputs(generated_image)
        J_content = compute_content_cost(a_C, a_G)
        J_style = compute_style_cost(a_S, a_G, STYLE_LAYERS)
        J = total_cost(J_content, J_style, alpha, beta)
"""
GRADIENT = "    grad = tape.gradient(J, generated_image)\n"
STEP = "    optimizer.apply_gradients([(grad, generated_image)])\n"
CLIP = "    generated_image.assign(tf.clip_by_value(generated_image, 0.0, 1.0))\n"

TRAIN = {
    "zip": HEAD
    + COST
    + GRADIENT.replace("generated_image", "[generated_image]")
    + "    optimizer.apply_gradients(zip(grad, [generated_image]))\n"
    + CLIP
    + "    return J\n",
    "optimizer.apply": HEAD
    + COST
    + GRADIENT
    + "    optimizer.apply([grad], [generated_image])\n"
    + CLIP
    + "    return J\n",
    "keras.ops.clip": HEAD
    + COST
    + GRADIENT
    + STEP
    + "    generated_image.assign(keras.ops.clip(generated_image, 0, 1))\n"
    "    return J\n",
    "minimum and maximum": HEAD
    + COST
    + GRADIENT
    + STEP
    + "    generated_image.assign(tf.minimum(tf.maximum(generated_image, 0.0), 1.0))\n    return J\n",
    "watched by hand": HEAD
    + COST.replace("GradientTape()", "GradientTape(watch_accessed_variables=False)").replace(
        "        a_G = vgg", "        tape.watch(generated_image)\n        a_G = vgg"
    )
    + GRADIENT
    + STEP
    + CLIP
    + "    return J\n",
    "persistent tape": HEAD
    + COST.replace("GradientTape()", "GradientTape(persistent=True)")
    + GRADIENT
    + STEP
    + CLIP
    + "    del tape\n    return J\n",
    "all inside the with": HEAD + COST + "    " + GRADIENT + "    " + STEP + "    " + CLIP + "    return J\n",
    "by name": HEAD
    + COST.replace(
        "J_content, J_style, alpha, beta", "J_style=J_style, J_content=J_content, beta=beta, alpha=alpha"
    ).replace("a_G, STYLE_LAYERS", "a_G, STYLE_LAYERS=STYLE_LAYERS")
    + GRADIENT
    + STEP
    + CLIP
    + "    return J\n",
    "formula in place of total_cost": HEAD
    + COST.replace("total_cost(J_content, J_style, alpha, beta)", "alpha * J_content + beta * J_style")
    + GRADIENT
    + STEP
    + CLIP
    + "    return J\n",
    "tf.function": "\n@tf.function" + HEAD + COST + GRADIENT + STEP + CLIP + "    return J\n",
    "two gradients": HEAD
    + COST.replace("GradientTape()", "GradientTape(persistent=True)")
    + "    grad = alpha * tape.gradient(J_content, generated_image) + beta * tape.gradient(J_style, generated_image)\n"
    + STEP
    + CLIP
    + "    return J\n",
    "symmetric arguments swapped": HEAD
    + COST.replace("(a_C, a_G)", "(a_G, a_C)").replace("(a_S, a_G", "(a_G, a_S")
    + GRADIENT
    + STEP
    + CLIP
    + "    return J\n",
    "clip before, and after": HEAD + COST + GRADIENT + STEP + CLIP + CLIP + "    return J\n",
}

ALL = {
    "compute_content_cost": CONTENT,
    "gram_matrix": GRAM,
    "compute_layer_style_cost": LAYER,
    "compute_style_cost": STYLE,
    "total_cost": TOTAL,
    "train_step": TRAIN,
}
CORRECT_ANSWERS = [
    (exercise, name, source.lstrip("\n")) for exercise, found in ALL.items() for name, source in found.items()
]
