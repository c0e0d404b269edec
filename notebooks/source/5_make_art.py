# %% [markdown]
# # 5 · Make art
#
# Everything is ready: a cost for the content, a cost for the style. In this lesson you weigh them against each other,
# write the step that changes the pixels, and make a picture.
#
# After it you will be able to
#
# * balance content and style with α and β, and predict what happens when you turn them,
# * write one step of an optimization that changes *pixels*, not weights,
# * make a picture of your own choice with your own functions.
#
# <!-- claim points -->
# Two exercises, 10 and 25 points,
# <!-- /claim -->
# about 60 minutes in all. Take the last half hour to play.

# %%
import keras
import tensorflow as tf

from nst_course.costs import STYLE_LAYERS

CONTENT_LAYER = "block4_conv2"

# %% [markdown]
# Your functions of the lessons before this one are collected from the notebooks beside it, as they were last saved
# (so save them first, with Ctrl-S). Where one is not finished, ours stands in. The last two are still to come, below.

# %%
mine = nst.collect()
compute_content_cost = mine["compute_content_cost"]
compute_style_cost = mine["compute_style_cost"]
mine

# %% [markdown]
# ## On the scales
#
# $$J(G) = \alpha \, J_{content}(C, G) + \beta \, J_{style}(S, G)$$
#
# A large $\alpha$ says: stay with the photograph. A large $\beta$ says: give yourself to the style. Only their ratio
# matters for where the optimization ends; their size matters for nothing but how large J looks.
#
# ## See the target first
#
# From all content to all style. (The engine that made this strip divides each cost by what a black picture would
# cost, so that its ratios cannot be compared with those of other programs. Such numbers never travel well.)

# %%
nst.show.balance("louvre", "swirl", network=NETWORK)

# %% [markdown]
# ## Your turn: the total cost

# %% exercise: total_cost
# Write the total cost: one line, in which every part of the course comes together.
#
# * `J_content` and `J_style` are single numbers, `alpha` and `beta` their weights.

# %% [markdown]
# ## Try it
#
# Two numbers you can check in your head:

# %%
total_cost = nst.yours(total_cost)
print(float(total_cost(0.2, 0.8)), float(total_cost(1.0, 2.0, alpha=3, beta=5)))

# %% [markdown]
# And now live: press **Play**, and five pictures set out from C, each with its own α/β. Below each you see what it
# pays: where one cost falls, the other rises. Which of them would you hang on the wall?

# %%
nst.studio.BalanceExplorer("louvre", "swirl", network=NETWORK)

# %% [markdown]
# ## Changing pixels
#
# When a network is trained, the weights change and the pictures stay. Here it is the other way round: **the network
# stays, and the picture changes.** The picture is a `tf.Variable`, and one step goes like this:
#
# 1. Send G through the network, and compute J from what the layers answer.
# 2. Ask the tape for the gradient of J with respect to G: for each pixel, where is uphill?
# 3. Let the optimizer take a step downhill.
# 4. Clip the pixels to [0, 1], the range in which they are colors.
#
# First C, S and a start for G, which is C itself. Activations are divided by their mean, now that for C, so
# that $\alpha = 10$ and $\beta = 40$ are sensible weights.

# %%
SIZE = (180, 240)  # height and width: twice the pixels take twice the time


def load(name):
    """A built-in picture or a file as a tensor (1, height, width, 3)."""
    return tf.image.resize(nst.load_picture(name, 512).rgb, SIZE)[None]


C, S = load("louvre"), load("swirl")
layers = [name for name, weight in STYLE_LAYERS] + [CONTENT_LAYER]
network = nst.load_network(NETWORK, layers=layers)
means = {layer: tf.reduce_mean(a) for layer, a in network(C).items()}


def vgg_model_outputs(picture):
    """The list of layer outputs: five style layers, and last the content layer."""
    return [a / means[layer] for layer, a in network(picture).items()]


a_C, a_S = vgg_model_outputs(C), vgg_model_outputs(S)
start = C
nst.show.pictures(C, S, titles=["C, and G before the first step", "S"], height=220)

# %% [markdown]
# ## Your turn: one step

# %% exercise: train_step
# Write one step on the pixels.
#
# * `generated_image` is a `tf.Variable`, `vgg_model_outputs` a function from a picture to the list of its layer
#   outputs, `a_C` and `a_S` are such lists for C and S, `optimizer` is a Keras optimizer.
# * Use the arguments, not the variables of the notebook with the same names: then the function works for any picture.
# * Return the J that was computed, which is J before the step.

# %% [markdown]
# ## Paint
#
# `tf.function` makes a graph of your step, which runs faster. Then the same step, again and again.

# %%
train_step = nst.yours(train_step)
G = tf.Variable(start)
optimizer = keras.optimizers.Adam(learning_rate=0.02)
optimizer.build([G])  # tf.function wants its variables made before
step = tf.function(train_step)

J, snapshots = [], []
for number in range(121):  # G before step 0, 1, …
    if number in (0, 3, 10, 30, 120):
        snapshots.append((number, G[0].numpy()))
    J.append(float(step(G, a_C, a_S, vgg_model_outputs, optimizer)))

print(f"J fell to less than a fifth of its first value: {J[-1] < J[0] / 5}")
nst.show.progress(snapshots)

# %%
nst.show.pictures(C, G, titles=["C", "G after 120 steps"], height=260)

# %% [markdown]
# J falls steeply at first, when the colors change, and slowly later, when the strokes find their shape. The axis is
# logarithmic: equal distances are equal ratios.

# %%
nst.show.costs({"J": J})

# %% [markdown]
# ## Break it
#
# * Run the cells under *Paint* again with `learning_rate=0.5`, then with `0.001`.
# * In the loop, call `step(G, a_C, a_S, vgg_model_outputs, optimizer, STYLE_LAYERS, 10, 0)`: no style at all. What is
#   left to do? And with 0 and 40 as the last two?
# * Begin with noise alone: `start = tf.random.uniform(C.shape)`. Does it end at the same picture? And with noise on
#   C, `start = C + tf.random.uniform(C.shape, -0.25, 0.25)`? Look closely at the sky.
# * Show the picture without the clip in your step. Where do the glaring dots come from?
#
# ## Your picture
#
# The loop above is the textbook's. The engine of the course goes through several sizes, from coarse to fine, with a
# better optimizer, and it takes *your* cost functions. So here is a picture that is yours altogether: your
# photograph, your choice of style, your functions.
#
# `alpha` and `steps` are the engine's: 0.2 keeps more of the photograph, 0.02 takes more of the style, and `(60, 30)`
# are steps at the small and at the full size. Put a photograph beside this notebook and write its name, or stay with a
# built-in picture: `louvre`, `still_life`, `portrait`, `landscape`. Styles: `swirl`, `dabs`, `woodcut`, `mosaic`,
# `cubist`, `ink`, `autumn`, or a file.

# %%
PHOTO, STYLE = "portrait", "cubist"
mine["total_cost"] = total_cost
run = nst.stylize(PHOTO, STYLE, size=320, steps=(60, 30), alpha=0.05, costs=mine, network=NETWORK)
steps = list(run)
nst.show.pictures(run.picture(), titles=[f"{PHOTO} in the style of {STYLE}"], height=420)

# %%
nst.show.costs(steps)

# %% [markdown]
# Where J jumps up, the engine has gone on to the next size, twice as large: the large forms are there, the fine
# strokes begin.
# <!-- claim starts-as-content -->
# $J_{content}$ starts at nearly 0, as G starts as C, and rises: that is the price of the style.
# <!-- /claim -->
#
# Save it: `nst.save_picture("my_picture.png", run.picture())`. For a larger one give `size=512`, and for a video of
# how it formed, look at `nst stylize --help` in a terminal.
#
# ## Questions
#
# 1. You double both $\alpha$ and $\beta$. What happens to J, and what to the picture?
# 2. Why does `train_step` return J from before the step, and not after it?
# 3. Why do the weights of the network not change, although the gradient runs through all of them?
# 4. A painting that you like is under copyright. Is your picture?
#
# <details><summary>Thoughts</summary>
#
# 1. J doubles. The best picture stays the same. (Adam hardly notices, as it looks at the direction of gradients more
#    than at their size.)
# 2. J before the step is there anyway: it was needed for the gradient. J after it would cost another pass through the
#    network.
# 3. The tape is asked for the gradient with respect to G alone, and the optimizer is handed G alone.
# 4. This is a question for a lawyer, not for a network, and a good one to talk about in class.
# </details>
#
# ## What comes next
#
# This was the last lesson. What you have is a tool: `nst stylize my_photo.jpg a_painting.jpg` in a terminal makes
# pictures at full size, and the file at `nst.costs.__file__` holds all that you wrote, on one screen. The
# papers are short and readable:
# [Gatys, Ecker & Bethge 2015](https://arxiv.org/abs/1508.06576), where it begins;
# [Johnson, Alahi & Fei-Fei 2016](https://arxiv.org/abs/1603.08155), where a second network learns to do it in one go.
#
# And show your picture to somebody.
