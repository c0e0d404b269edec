# %% [markdown]
# # 4 · The style cost
#
# Two paintings have the same style when their Gram matrices agree. Now we say how far they are from agreeing: for one
# layer, and for several together.
#
# After this lesson you will be able to
#
# * unroll activations into a matrix without mixing up the channels, the step where most people stumble,
# * compute the style cost of a layer, and of a list of layers with weights,
# * say what each layer adds to a style, and choose the weights for an effect.
#
# <!-- claim points -->
# Two exercises, 20 and 15 points,
# <!-- /claim -->
# about 50 minutes in all.

# %%
import numpy as np
import tensorflow as tf

from nst_course.costs import STYLE_LAYERS

CONTENT_LAYER = "block4_conv2"
gram_matrix = nst.collect()["gram_matrix"]  # yours of lesson 3, as last saved; else ours

# %% [markdown]
# ## Unrolling, with care
#
# The Gram matrix wants a matrix with a row for each channel, $(n_C, \; n_H n_W)$. The layer gives
# $(m, n_H, n_W, n_C)$, with the channels *last*. In memory the numbers of one position lie side by side: all
# channels of the first position, then all channels of the second. Here is a tiny layer of 2 × 3 positions and 4
# channels: a color for each channel, and in each square its position, row and column.

# %%
nst.show.unrolling()

# %% [markdown]
# `tf.reshape` never moves a number: it only draws the line breaks elsewhere. So a reshape may join the two axes of
# positions, which lie side by side in the shape, but it cannot bring the channels to the front. For that the matrix
# has to be turned: **first reshape to one row for each position, then transpose**.
#
# Reshape straight to $(n_C, n_H n_W)$, and each row holds a bit of every channel. Nothing complains: the shape is
# right, and the numbers are all there. This is the most common mistake of this course.
#
# ## The style cost of a layer
#
# With the Gram matrices $G^{(S)}$ of the style picture and $G^{(G)}$ of the generated one, both of the same layer:
#
# $$J_{style}^{[l]}(S, G) =
# \frac{1}{4 \, n_C^2 \, (n_H n_W)^2} \sum_{i,j} \left( G^{(S)}_{ij} - G^{(G)}_{ij} \right)^2$$
#
# An entry of a Gram matrix is a sum over $n_H n_W$ positions, and there are $n_C^2$ entries. The factor divides by
# both, squared as the entries are squared: what remains does not grow with the size of the layer.
#
# ## See the target first
#
# S is a mosaic, $n_H \neq n_W$. How far from its style are: S itself, S mirrored, S shifted, S with all its colors
# turned around, and another painting? Each number is the style cost in `block3_conv1`.

# %%
layers = [name for name, weight in STYLE_LAYERS] + [CONTENT_LAYER]
network = nst.load_network(NETWORK, layers=layers)
SIZE = (192, 256)


def load(name):
    """A built-in picture or a file as a tensor (1, 192, 256, 3)."""
    return tf.image.resize(nst.load_picture(name, 512).rgb, SIZE)[None]


S = load("mosaic")
means = {layer: tf.reduce_mean(a) for layer, a in network(S).items()}


def vgg_model_outputs(picture):
    """The list of layer outputs, each divided by its mean for S: five style layers, and last the content layer."""
    return [a / means[layer] for layer, a in network(picture).items()]


pictures = {
    "S itself": S,
    "mirrored": S[:, :, ::-1],
    "shifted": tf.roll(S, [40, 60], axis=[1, 2]),
    "negative": 1 - S,
    "another style": load("swirl"),
}
a_S = vgg_model_outputs(S)
cost = nst.costs.compute_layer_style_cost
J = {name: float(cost(a_S[2], vgg_model_outputs(G)[2])) for name, G in pictures.items()}
nst.show.pictures(*pictures.values(), titles=[f"{name}: {J[name]:.2g}" for name in pictures])

# %% [markdown]
# ## Your turn: one layer

# %% exercise: compute_layer_style_cost
# Write the style cost of a layer.
#
# * `a_S` and `a_G` are activations $(m, n_H, n_W, n_C)$ of one layer, with $m = 1$.
# * Unroll each so that it has a row for each channel. Mind the two steps.
# * `gram_matrix` is yours from lesson 3, or ours if this notebook cannot find it.

# %% [markdown]
# ## Try it

# %%
compute_layer_style_cost = nst.yours(compute_layer_style_cost)

for name, G in pictures.items():
    mine = float(compute_layer_style_cost(a_S[2], vgg_model_outputs(G)[2]))
    print(f"{name:14} as above: {np.isclose(mine, J[name], rtol=0.02, atol=1e-5)}")

# %% [markdown]
# <!-- claim shifting-costs-nothing -->
# Shifting a picture costs next to nothing: the Gram matrix does not know places.
# <!-- /claim -->
# <!-- claim mirroring-costs-a-little -->
# Mirroring costs a little, since strokes now lean the other way.
# <!-- /claim -->
# <!-- claim negative-costs-a-lot -->
# Turning the colors around costs a lot, even though every stone is still where it was.
# <!-- /claim -->
#
# And the mistake that does not complain? Here it is on purpose, beside the slow way of lesson 3, channel by channel.
# How far is the Gram matrix of the shifted S from that of S?


# %%
def channel_by_channel(a):
    return tf.stack([tf.reshape(a[0, :, :, channel], [-1]) for channel in range(a.shape[-1])])


def mixed_up(a):
    return tf.reshape(a, [a.shape[-1], -1])


def change(A_S, A_shifted):
    """How far the second Gram matrix is from the first, in percent."""
    G_S, G_shifted = nst.costs.gram_matrix(A_S), nst.costs.gram_matrix(A_shifted)
    return 100 * float(tf.norm(G_S - G_shifted) / tf.norm(G_S))


a_shifted = vgg_model_outputs(pictures["shifted"])
right = change(channel_by_channel(a_S[2]), channel_by_channel(a_shifted[2]))
wrong = change(mixed_up(a_S[2]), mixed_up(a_shifted[2]))
print(f"channel by channel: {right:3.0f} %")
print(f"mixed up:           {wrong:3.0f} %")

# %% [markdown]
# <!-- claim mixed-up-channels -->
# With the channels mixed up, a painting and its shifted copy are more than three times as far apart,
# <!-- /claim -->
# though not a stone has changed.
#
# ## One layer, one kind of stroke
#
# What does each layer contribute? Here is one photograph in the style of `mosaic`, five times: each time a single
# layer says what the style is.

# %%
nst.show.one_layer_styles("louvre", "mosaic", network=NETWORK)

# %% [markdown]
# The shallow layers take over colors and fine grain. The deep ones bring larger forms, and leave the colors nearly
# as they were. A style that convinces needs them all:
#
# $$J_{style}(S, G) = \sum_l \lambda^{[l]} J_{style}^{[l]}(S, G)$$
#
# The weights $\lambda^{[l]}$ say how much each layer counts. The course takes five layers, all alike:

# %%
for name, weight in STYLE_LAYERS:
    print(f"{name}: λ = {weight}")

# %% [markdown]
# ## Your turn: several layers

# %% exercise: compute_style_cost
# Write the style cost of several layers.
#
# * Both lists hold the outputs of the style layers in the order of `STYLE_LAYERS`, and *last* the output of the
#   content layer, which has no part in the style.
# * `STYLE_LAYERS` is a list of pairs (name, weight). Use the weights as they are given; they need not sum to 1.
# * Return a single number, as a TensorFlow tensor.

# %% [markdown]
# ## Try it
#
# The style cost of all five layers, and what each of them has to say about the difference.

# %%
compute_style_cost = nst.yours(compute_style_cost)

for name in ("mirrored", "negative", "another style"):
    a_G = vgg_model_outputs(pictures[name])
    J_style = float(compute_style_cost(a_S, a_G))
    J_layers = [float(compute_layer_style_cost(a_S[i], a_G[i])) for i in range(5)]
    shares = [f"{100 * J_layer / sum(J_layers):3.0f} %" for J_layer in J_layers]
    print(f"{name:14} J_style = {J_style:5.2f}   blocks 1 to 5:", *shares)

# %% [markdown]
# The layers need not agree, and the mixture is yours to choose. With your own functions, here is a texture painted
# from noise, first with shallow layers only, then with deep ones only.

# %%
MIXTURES = {
    "shallow": {"block1_conv1": 0.5, "block2_conv1": 0.5},
    "all alike": dict(STYLE_LAYERS),
    "deep": {"block4_conv1": 0.5, "block5_conv1": 0.5},
}
mine = {"compute_layer_style_cost": compute_layer_style_cost, "compute_style_cost": compute_style_cost}
textures = []
for weights in MIXTURES.values():
    run = nst.stylize(
        "louvre",
        "mosaic",
        alpha=0,
        style_layers=weights,
        start="noise",
        size=160,
        steps=(40, 20),
        costs=mine,
        network=NETWORK,
    )
    for step in run:  # each step changes the picture a little
        pass
    textures.append(run.picture())
nst.show.pictures(*textures, titles=list(MIXTURES), height=180)

# %% [markdown]
# ## Break it
#
# * Give a weight of 0 to all layers but `block5_conv1` in `MIXTURES`. And to all but `block1_conv1`?
# * Take `"swirl"` or `"woodcut"` as the style. Which layers matter for a drawing without colors?
# * In a new cell, write `without_factor`: your cost of a layer without the factor in front. Print it for each of the
#   five layers. Which layer would decide everything, and why?
#
# ## Questions
#
# 1. The style picture is twice as large as G. Which of the two unrolled matrices is wider, and does it matter for the
#    shape of the Gram matrices?
# 2. The weights sum to 2 in place of 1. What changes in the finished picture?
# 3. Why is the style cost of S and S itself 0, but the style cost of S and another photograph of the same painting
#    not?
#
# <details><summary>Thoughts</summary>
#
# 1. That of S: it has more positions, so more columns. The Gram matrices are $(n_C, n_C)$ both times, but the one of
#    S sums over more positions, so it has to be scaled before you compare.
# 2. The style counts twice as much against the content. With style alone, nothing.
# 3. Light, sharpness and colors differ a little, and so do the activations. A Gram matrix forgets places, not
#    colors.
# </details>
#
# ## What comes next
#
# Content and style each have their cost. In [lesson 5](5_make_art.ipynb) you put them on the scales, α against β, and
# **paint**.
