# %% [markdown]
# # 3 · The Gram matrix
#
# A style is what stays the same wherever you look at a painting. This lesson finds a matrix for it.
#
# After it you will be able to
#
# * compute the Gram matrix of a layer's activations, and read it,
# * say what it keeps of a picture, what it forgets, and why that makes it a measure of style,
# * tell a texture from another by two heat maps.
#
# <!-- claim points -->
# One exercise, 15 points,
# <!-- /claim -->
# one line of code. About 25 minutes in all.

# %%
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## The idea
#
# Think of a painting with short blue strokes on yellow. Wherever a channel for "blue" answers, a channel for "short
# stroke" answers too. *Which channels answer together* says a lot about the style. *Where* they do so says nothing
# about it.
#
# Write the activations of a layer as a matrix $A$ with a row for each channel: $A$ is $(n_C, \; n_H \cdot n_W)$, and
# column $k$ holds the answers at position $k$. For channels $i$ and $j$, multiply their answers at each position and
# add up:
#
# $$G_{ij} = \sum_k A_{ik} A_{jk} \qquad \text{that is} \qquad G = A A^T$$
#
# This is the **Gram matrix**, $(n_C, n_C)$. $G_{ij}$ is large when channels $i$ and $j$ are strong at the same
# places. $G_{ii}$ says how strong channel $i$ is at all. (The letter G also stands for the generated picture; which
# is meant is clear from the place. As an index, $G_{gram}$ is often written.)
#
# ## A small one, by hand
#
# Three channels at four positions. Channel 2 always answers twice as much as channel 1, and channel 3 only where the
# other two are silent.

# %%
A_small = tf.constant(
    [
        [1.0, 0.0, 2.0, 1.0],
        [2.0, 0.0, 4.0, 2.0],
        [0.0, 3.0, 0.0, 0.0],
    ]
)

# %% [markdown]
# Work out the nine entries on paper before you open the answer. Two minutes now save twenty later.
#
# <details><summary>Answer</summary>
#
# <!-- claim by-hand -->
# | | 1 | 2 | 3 |
# |---|---|---|---|
# | **1** | 6 | 12 | 0 |
# | **2** | 12 | 24 | 0 |
# | **3** | 0 | 0 | 9 |
# <!-- /claim -->
#
# Row 1, column 2: 1·2 + 0·0 + 2·4 + 1·2 = 12. Channels 1 and 3 never answer together: 0.
# </details>
#
# ## See the target first
#
# Now two paintings and their Gram matrices in a shallow layer, by the function of the course. Same network, same
# layer, but different styles, and different patterns.

# %%
LAYER = "block2_conv1"
network = nst.load_network(NETWORK, layers=[LAYER])
styles = {name: tf.constant(nst.load_picture(name, 256).rgb)[None] for name in ("swirl", "cubist")}
mean = tf.reduce_mean(network(styles["swirl"])[LAYER])
nst.show.pictures(*styles.values(), titles=list(styles), height=220)


# %%
def unrolled(picture):
    """A (n_C, n_H·n_W) of a picture, row by row. Lesson 4 is about a faster way, and its trap."""
    a = network(picture)[LAYER] / mean
    return tf.stack([tf.reshape(a[0, :, :, channel], [-1]) for channel in range(a.shape[-1])])


A = {name: unrolled(S) for name, S in styles.items()}
for name in A:
    print(f"{name}: A is {tuple(A[name].shape)}")
G_swirl, G_cubist = nst.costs.gram_matrix(A["swirl"]), nst.costs.gram_matrix(A["cubist"])
nst.show.gram_matrices(G_swirl, G_cubist, titles=["swirl", "cubist"])

# %% [markdown]
# Light squares: two channels that are often strong together. On the diagonal each channel meets itself. (Blue, where
# there is any, is below 0, as some of the pocket network's answers are.)
#
# ## Your turn

# %% exercise: gram_matrix
# Write the Gram matrix.
#
# * `A` is a matrix $(n_C, n_H \cdot n_W)$, a row for each channel.
# * Return $A A^T$, $(n_C, n_C)$.

# %% [markdown]
# ## Try it
#
# First the small one: the same nine numbers as on your paper?

# %%
gram_matrix = nst.yours(gram_matrix)
print(gram_matrix(A_small).numpy().round().astype(int))

# %% [markdown]
# **It is symmetric,** since $i$ and $j$ may change places. **Its diagonal is never negative,** since it adds
# squares. And now the reason why we are interested in it at all. Shuffle the positions of the activations, every
# channel in the same way, so that nothing is where it was:

# %%
G_swirl = gram_matrix(A["swirl"])
order = np.random.default_rng(3).permutation(A["swirl"].shape[1])
shuffled = tf.gather(A["swirl"], order, axis=1)
difference = tf.reduce_max(tf.abs(gram_matrix(shuffled) - G_swirl)) / tf.reduce_max(G_swirl)
print(f"The Gram matrix changes by less than a thousandth: {float(difference) < 0.001}")

# %% [markdown]
# Here is the strongest channel, before and after.

# %%
channel = int(tf.argmax(tf.linalg.diag_part(G_swirl)))
n_H, n_W = network(styles["swirl"])[LAYER].shape[1:3]
before = tf.reshape(A["swirl"][channel], [n_H, n_W])
after = tf.reshape(shuffled[channel], [n_H, n_W])
scale = tf.reduce_max(before)
nst.show.pictures(before / scale, after / scale, titles=[f"channel {channel}", "shuffled"], height=220)

# %% [markdown]
# The picture on the right has *the same Gram matrix* as the one on the left. **The Gram matrix forgets where things
# are and keeps which of them occur together.** The sum over positions does not care for their order.
#
# ## Two halves of one painting
#
# If this is a measure of style, then two pieces of one painting must be closer than pieces of two paintings. We
# compare left and right halves; the Gram matrices are divided by the number of positions, as the pieces differ in
# size.


# %%
def gram_of(picture):
    """The Gram matrix of a picture, divided by its number of positions."""
    A = unrolled(picture)
    return gram_matrix(A) / A.shape[1]


halves = {}
for name, S in styles.items():
    middle = S.shape[2] // 2
    halves[f"{name}, left"] = gram_of(S[:, :, :middle])
    halves[f"{name}, right"] = gram_of(S[:, :, middle:])

print(" " * 14, *[f"{name:>14}" for name in halves])
for one, G_one in halves.items():
    distances = [float(tf.norm(G_one - G_two) / tf.norm(G_one)) for G_two in halves.values()]
    print(f"{one:14}", *[f"{distance:14.1f}" for distance in distances])

# %% [markdown]
# Small numbers mean alike. (Each row is measured against its own piece, so the table is not symmetric.)
# <!-- claim other-half-is-closest -->
# In each row the smallest number, after the 0 for the piece itself, belongs to the other half of the same painting.
# <!-- /claim -->
#
# ## A texture from nothing but Gram matrices
#
# The strongest test of what a measure knows: start from noise, and change the pixels until the Gram matrices are
# those of a painting. Each picture uses the layers up to the one named.

# %%
nst.show.textures("swirl", network=NETWORK)

# %% [markdown]
# With the first layer alone you get the right colors and the finest strokes. Each deeper layer sees a wider window
# (lesson 1), and adds larger strokes and then whole whirls. They turn up in new places: no Gram matrix knows where
# they were. (Only along the edges a deep layer has some idea of where it is, as it sees the picture end there.)
#
# Take a walk on a Gram matrix. Each square is one entry: beside it you see its two channels and their product, which is
# bright where both are strong. Add up that product over all positions, and you have $G_{ij}$. **Play** grows a texture
# from noise.

# %%
nst.studio.GramExplorer("swirl", network=NETWORK)

# %% [markdown]
# ## Break it
#
# * Compute `tf.matmul(A_small, A_small)`. Read the error: which two numbers should have been equal?
# * Compute $A^T A$ for `A["swirl"]` in your head: what shape would it have? How many megabytes is that? (Each number
#   has 4 bytes.) What would its entries compare?
# * Multiply `A["swirl"]` by 2. What happens to the Gram matrix?
#
# ## Questions
#
# 1. A layer has 64 channels at 100 × 100 positions. How many numbers does its Gram matrix hold, and how many the
#    layer?
# 2. Two channels always answer at places that touch, but never at the same place. What does the Gram matrix say of
#    them, and what may a deeper layer know?
# 3. Why are a picture and its mirror image not the same to the Gram matrix, although it forgets where things are?
#
# <details><summary>Thoughts</summary>
#
# <!-- claim summary -->
# 1. 64 · 64 = 4096, against 640 000.
# <!-- /claim -->
#    It is a summary.
# 2. Their entry is 0: the Gram matrix looks at one position at a time. A deeper layer looks at a window, and can
#    have a channel that answers to the two beside each other.
# 3. The channels themselves know direction: a stroke that rises to the right answers in another channel than one that
#    falls.
# </details>
#
# ## What comes next
#
# In [lesson 4](4_style_cost.ipynb) you compare Gram matrices: the **style cost** of a layer, and of several together.
