# %% [markdown]
# # 1 · What a network sees
#
# Neural style transfer paints a picture by asking a network what it sees. So we first look through the network's
# eyes.
#
# After this lesson you will be able to
#
# * get the activations of any layer of a pretrained network, and read their shape,
# * say what shallow and deep layers respond to, and how much of the picture each of them looks at,
# * rebuild a picture from the activations of one layer, and see what that layer has kept of it.
#
# There is nothing to hand in here, and about 20 minutes to enjoy.

# %%
import numpy as np
import tensorflow as tf

LAYERS = ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1"]

# %% [markdown]
# ## A network that has learned to see
#
# VGG-19 ([Simonyan & Zisserman 2014](https://arxiv.org/abs/1409.1556)) was trained to tell a thousand kinds of things
# apart in photographs. To do that it had to learn, layer by layer, what pictures are made of: edges, then textures,
# then parts of things. This knowledge is worth more than the task that it was learned for. Using it for another task
# is called **transfer learning**, and it is what we do: we never train the network, and never ask it for a class. We
# only look at what its layers answer.
#
# <!-- claim convolutions -->
# The network has 16 convolutions of 3 × 3 in five blocks.
# <!-- /claim -->
# Between two blocks, max pooling halves height and width. We
# call layers by their names in Keras: `block3_conv1` is the first convolution of the third block.
#
# This notebook uses the *pocket network*, a slim relative of VGG-19 that comes with the course: it has fewer
# channels, and was trained to see what VGG-19 sees. With `NETWORK = "vgg19"` at the top you get VGG-19 itself.

# %%
network = nst.load_network(NETWORK, layers=LAYERS)
C = tf.constant(nst.load_picture("louvre", 256).rgb)[None]  # a batch of one picture
print("picture: (m, height, width, channels) =", tuple(C.shape))
nst.show.pictures(C, titles=["C, the content picture"], height=220)

# %% [markdown]
# A batch of pictures goes in, activations come out: a tensor of shape $(m, n_H, n_W, n_C)$ for each layer. Here $m =
# 1$ picture, at $n_H \times n_W$ positions, and each position has one number for each of the $n_C$ channels.

# %%
a_C = network(C)
for layer, a in a_C.items():
    m, n_H, n_W, n_C = a.shape
    print(f"{layer}:  m = {m}   n_H = {n_H:3}   n_W = {n_W:3}   n_C = {n_C:3}")

# %% [markdown]
# (VGG-19's answers are never negative: each convolution is followed by a ReLU. The pocket network imitates them, and
# some of its imitations fall below 0.)
#
# Down the blocks the positions get fewer and the channels more: *where* is traded for *what*.
#
# **Before you go on:** which $n_H \times n_W$ would `block3_conv1` have for a picture 400 pixels high and 600 wide?
#
# <details><summary>Answer</summary>
#
# <!-- claim shape -->
# Two poolings come before block 3, and each halves both sides: 100 × 150.
# <!-- /claim -->
# The next cell lets the network say so.
# </details>

# %%
larger = tf.zeros([1, 400, 600, 3])
print(tuple(network(larger)["block3_conv1"].shape[1:3]))

# %% [markdown]
# ## Shallow and deep
#
# A channel is a question that is asked at every position of the picture. Its answers, side by side, are a picture
# again: a *feature map*. Light means a strong answer. These are some of the channels that answer most strongly, from
# the shallowest of our layers to the deepest.

# %%
nst.show.layers(C, network=network)

# %% [markdown]
# The first layer answers to edges and to plain colors, and you could still trace the palace from any of its maps. In
# the middle, maps pick out patterns: rows of windows, the lattice of the pyramid. The deepest maps have a few bright
# spots: something is there that matters, but you can hardly tell how it looked.
#
# Which is the first layer in which you would no longer recognize the place?

# %% [markdown]
# ## How much of the picture one answer looks at
#
# A convolution of 3 × 3 looks one position further in each direction. A pooling of 2 × 2 adds one position, and from
# there on, one position of the layer is twice as many pixels wide. Count that through the blocks, and you have the
# width of the window of pixels on which one activation depends: its **receptive field**.

# %%
CONVOLUTIONS = [2, 2, 4, 4, 4]  # in blocks 1 to 5


def receptive_field(block, convolution):
    """Side of the window, in pixels, on which one activation of this convolution depends."""
    side = 1
    step = 1  # pixels from one position to the next
    for number in range(block - 1):
        side += 2 * step * CONVOLUTIONS[number]  # each convolution: one position further on both sides
        side += step  # the pooling: one position more
        step *= 2
    return side + 2 * step * convolution


for block in range(1, 6):
    side = receptive_field(block, 1)
    print(f"block{block}_conv1: {side:3} × {side:3} pixels")

# %% [markdown]
# Formulas can be wrong, so let us ask the network. We change a single pixel in the middle of a picture and mark the
# activations that notice. A window of $r$ pixels and a step of $s$ pixels make at most $\lceil r / s \rceil$
# positions in a row that can see this pixel.


# %%
def positions_that_notice(layer, size=320):
    """Number of rows of a layer in which an activation changes when the pixel in the middle does."""
    picture = np.random.default_rng(0).random((1, size, size, 3), np.float32)
    touched = picture.copy()
    middle = size // 2
    touched[0, middle, middle] = 1 - touched[0, middle, middle]
    change = np.abs(network(touched)[layer] - network(picture)[layer])
    row_change = change.max(axis=(0, 2, 3))  # the largest change in each row
    return np.count_nonzero(row_change > 0.001 * change.max())


for block in range(1, 6):
    layer = f"block{block}_conv1"
    step = 2 ** (block - 1)
    most = int(np.ceil(receptive_field(block, 1) / step))
    print(f"{layer}: at most {most:2} rows can notice, and no more do: {positions_that_notice(layer) <= most}")

# %% [markdown]
# ## What a layer has kept
#
# Here is a more honest way to look through a network's eyes. Start from noise, and change the *pixels* until a layer
# gives the same activations as it does for C. What comes back is what the layer still knows of the picture. What it
# gets wrong is what the layer has let go.
#
# How that is done is the subject of the next four lessons; `nst.show` does it for you here.

# %%
nst.show.reconstructions(C, network=NETWORK)

# %% [markdown]
# From a shallow layer the picture comes back nearly pixel by pixel. From a deep one the things are still in their
# places, but their exact colors and outlines are free. That is just what we want of the *content* of a picture: what
# is there and where, not each pixel. We take it from a deep layer, `block4_conv2`.
#
# Now explore it. Move the slider from layer to layer, and click a small map to see its channel large. Then press
# **Play**: the picture on the right grows out of noise, from what this one layer knows. Move to another layer, and it
# begins again.

# %%
nst.studio.LayerExplorer("louvre", network=NETWORK)

# %% [markdown]
# ## Try it, break it
#
# What happens to the activations if the picture moves four pixels to the left? We compare the change with the
# activations themselves: 0 % is no change at all.

# %%
moved = tf.roll(C, -4, axis=2)
a_moved = network(moved)
for layer in LAYERS:
    change = tf.norm(a_moved[layer] - a_C[layer]) / tf.norm(a_C[layer])
    print(f"{layer}: {100 * float(change):3.0f} %")

# %% [markdown]
# The shallow layers hardly know their own answers again: an edge that has moved is another edge.
# <!-- claim deep-layers-change-least -->
# The deep layers change least, as the pooling before them has made them forgiving.
# <!-- /claim -->
#
# Change the number 4 to 16, then to 1. Roll along `axis=1` instead. Swap the picture for `"portrait"`, or for a
# photograph of your own: put it beside this notebook and write `nst.load_picture("my_photo.jpg", 256)`.
#
# ## The size of activations
#
# One practical thing before we measure distances: layers differ a lot in how large their numbers are.

# %%
for layer, a in a_C.items():
    print(f"{layer}: mean activation about {float(tf.reduce_mean(a)):.0e}")

# %% [markdown]
# A cost that adds up several layers would listen to the loudest only. Gatys and his co-authors rescaled their network
# so that the mean activation of each channel is 1. From the next lesson on we divide each layer by its mean
# activation, which does nearly the same in one line.
#
# ## Questions
#
# 1. A layer has 24 × 32 positions with 224 channels. The picture had 192 × 256 pixels with 3 channels. Does the layer
#    hold more numbers than the picture, or fewer?
# 2. Why does it help that VGG-19 was trained on photographs, if we want to paint?
# 3. The reconstruction from the deepest layer has wrong colors in places. Is that an error of the network?
#
# <details><summary>Thoughts</summary>
#
# <!-- claim numbers -->
# 1. More: 24 · 32 · 224 = 172 032 against 192 · 256 · 3 = 147 456.
# <!-- /claim -->
#    It is not for lack of room that it forgets.
# 2. It had to tell things apart whatever the light, place and pose. The habits that make this possible, edges before
#    textures before parts, describe paintings too.
# 3. No: to tell what a thing is, its exact color rarely matters. The layer has learned to look past it.
# </details>
#
# ## What comes next
#
# In [lesson 2](2_content_cost.ipynb) you turn "the same things in the same places" into a number, the **content
# cost**, and rebuild a picture with it.
