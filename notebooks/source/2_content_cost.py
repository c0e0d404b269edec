# %% [markdown]
# # 2 · The content cost
#
# When do two pictures show the same thing? This lesson makes a number of that question.
#
# After it you will be able to
#
# * compute the content cost of two pictures from the activations of a layer,
# * say why it is measured in a deep layer, and not on the pixels,
# * rebuild a picture from noise by making this one number small.
#
# <!-- claim points -->
# One exercise, 15 points,
# <!-- /claim -->
# about 30 minutes in all.

# %%
import keras
import numpy as np
import tensorflow as tf

CONTENT_LAYER = "block4_conv2"

# %% [markdown]
# ## The idea
#
# C is the content picture, G the picture that we are making. A deep layer answers with activations $a^{(C)}$ for one
# and $a^{(G)}$ for the other. If G shows the same things in the same places, the answers are alike, even if no pixel
# is. So we take the distance between the answers:
#
# $$J_{content}(C, G) = \frac{1}{4 \, n_H n_W n_C} \sum \left( a^{(C)} - a^{(G)} \right)^2$$
#
# The sum runs over all entries: every position, every channel. The factor in front keeps the number at about the same
# size whatever the size of the layer; it has no deeper meaning. $J_{content}$ is 0 when the activations are equal,
# and never negative.
#
# Here is a network that ends at our content layer, with activations divided by their mean, as said in lesson 1.

# %%
network = nst.load_network(NETWORK, layers=[CONTENT_LAYER])
C = tf.constant(nst.load_picture("louvre", 256).rgb)[None]
mean = tf.reduce_mean(network(C)[CONTENT_LAYER])


def vgg_model_outputs(picture):
    """The list of layer outputs; here it has a single one, (m, n_H, n_W, n_C)."""
    return [network(picture)[CONTENT_LAYER] / mean]


a_C = vgg_model_outputs(C)
print("a_C:", tuple(a_C[-1].shape))

# %% [markdown]
# ## See the target first
#
# This is what the content cost should say of a few pictures, each beside C. We use the function of the course here;
# yours will give the same.

# %%
noise = np.random.default_rng(1).normal(0, 0.08, C.shape)
landscape = tf.constant(nst.load_picture("landscape", 256).rgb)[None]
pictures = {
    "C itself": C,
    "darker": 0.7 * C,
    "noisy": tf.clip_by_value(C + noise, 0, 1),
    "moved": tf.roll(C, 8, axis=2),
    "mirrored": C[:, :, ::-1],
    "another place": tf.image.resize(landscape, C.shape[1:3]),
}

cost = nst.costs.compute_content_cost
J = {name: float(cost(a_C, vgg_model_outputs(G))) for name, G in pictures.items()}
nst.show.pictures(*pictures.values(), titles=[f"{name}: {J[name]:.2f}" for name in pictures])

# %% [markdown]
# ## Your turn
#
# Functions of the course take the *lists* of layer outputs, since later there will be several layers. The content
# layer is the last of the list.

# %% exercise: compute_content_cost
# Write the content cost of C and G.
#
# * `content_output` and `generated_output` are lists of layer outputs; each is a tensor $(m, n_H, n_W, n_C)$.
# * Use the last of each list.
# * With several pictures at once (m > 1) the sum runs over all of them; m has no place in the divisor.
# * Return a single number, as a TensorFlow tensor. Use TensorFlow's operations only: soon a gradient has to find its
#   way back through them.

# %% [markdown]
# ## Try it
#
# Does your function say what ours said? Until it passes, ours stands in for it, so that you can go on reading.

# %%
compute_content_cost = nst.yours(compute_content_cost)

for name, G in pictures.items():
    mine = float(compute_content_cost(a_C, vgg_model_outputs(G)))
    print(f"{name:14} {mine:5.2f}   as above: {np.isclose(mine, J[name], rtol=0.01, atol=1e-6)}")

# %% [markdown]
# Look at the order.
# <!-- claim darker-is-close -->
# Pixel by pixel, the darker picture is far from C; for the content cost it is close.
# <!-- /claim -->
# How far apart
# are these two ways of measuring? Here is the mean squared difference of the pixels beside your content cost.

# %%
print(" " * 14, " pixels   content")
for name in ("darker", "noisy", "moved", "mirrored", "another place"):
    pixels = float(tf.reduce_mean(tf.square(pictures[name] - C)))
    print(f"{name:14}  {pixels:6.3f}   {J[name]:6.2f}")

# %% [markdown]
# ## The gradient: which pixels to change
#
# We want to *lower* the cost by changing pixels. TensorFlow tells us how: the gradient of $J_{content}$ with respect
# to the picture says, for each pixel, in which direction the cost grows. It is computed backwards through your
# function and the network, which is why your function must be made of TensorFlow's operations.
#
# To see it at work, we paste a piece of another place into C. Which pixels does the gradient want to change?

# %%
patched = C.numpy()
patched[:, 70:130, 90:150] = pictures["another place"][:, 70:130, 90:150]
G = tf.Variable(patched)
with tf.GradientTape() as tape:
    J_content = compute_content_cost(a_C, vgg_model_outputs(G))
gradient = tape.gradient(J_content, G)
strength = tf.reduce_mean(tf.abs(gradient), axis=-1, keepdims=True)  # of red, green, and blue together
strength = tf.nn.avg_pool2d(strength, 4, 4, "SAME")  # in squares of 4 × 4 pixels
strength = tf.image.resize(strength, C.shape[1:3], "nearest")
nst.show.pictures(G, strength / tf.reduce_max(strength), titles=["C with a patch", "strength of the gradient"])

# %% [markdown]
# <!-- claim only-the-patch -->
# Only the patch, and what lies within a receptive field of it, has anything to gain from a change.
# <!-- /claim -->

# %% [markdown]
# ## A picture from noise
#
# Now the fun part. Start from noise, and take a step against the gradient again and again. The optimizer Adam chooses
# how far. Nothing else is in this loop: no C, only its activations and your content cost.

# %%
G = tf.Variable(tf.random.stateless_uniform(C.shape, seed=[1, 2]))
optimizer = keras.optimizers.Adam(learning_rate=0.05)
optimizer.build([G])  # tf.function wants its variables made before


@tf.function
def step():
    with tf.GradientTape() as tape:
        J_content = compute_content_cost(a_C, vgg_model_outputs(G))
    optimizer.apply([tape.gradient(J_content, G)], [G])
    G.assign(tf.clip_by_value(G, 0, 1))
    return J_content


J_content, snapshots = [], []
for number in range(101):  # G before step 0, 1, …
    if number in (0, 5, 20, 50, 100):
        snapshots.append((number, G[0].numpy()))
    J_content.append(float(step()))
nst.show.progress(snapshots)

# %%
print(f"J_content fell to less than a tenth of its first value: {J_content[-1] < J_content[0] / 10}")
nst.show.costs({"J_content": J_content})

# %% [markdown]
# The palace is back, made of what a deep layer remembers of it. The fine grain is what this layer does not look at:
# as far as the content cost is concerned, the picture is done. A style will make better use of that freedom.
#
# ## Break it
#
# * Set `CONTENT_LAYER = "block1_conv1"` in the cell with the imports and run everything again. What does the rebuilt
#   picture look like, and why would that be a bad choice for painting?
# * Set the learning rate to 1. What happens, and what does the clip do?
# * Leave the clip out of `step`. Which range do the pixels take? (`tf.reduce_min(G)`, `tf.reduce_max(G)`; `nst.show`
#   shows what is beyond the range as the nearest color.)
#
# ## Questions
#
# 1. $J_{content}(C, G)$ is small. Does G look like C?
# 2. If you swap C and G in your function, what changes?
# 3. Why would `float(J_content)` inside your function be a disaster, although the value is right?
#
# <details><summary>Thoughts</summary>
#
# 1. To the network, yes. To you it may have wrong colors and a grain: whatever the layer does not see is free.
# 2. Nothing: the difference is squared.
# 3. `float` makes a plain number of the tensor, and the way back to the pixels is lost. The gradient would be `None`.
# </details>
#
# ## What comes next
#
# Content says *what is where*. In [lesson 3](3_gram_matrix.ipynb) you meet its counterpart, a matrix that knows
# *what* but not *where*: the **Gram matrix**, which holds the style.
