# %% [markdown]
# # The studio
#
# Style transfer to watch and to steer: the picture forms before your eyes, and every knob acts while it does. It is
# the same optimization as in [lesson 5](5_make_art.ipynb), at the speed of your machine.
#
# Run the two cells below, and press **Play**. `nst demo` in a terminal opens the studio alone, on the whole screen.

# %%
nst.studio.Studio(network=NETWORK)

# %% [markdown]
# ## What to try first
#
# 1. Play, and drag **α** down to nothing: what is left is texture. Drag it back up: the things return to their places.
# 2. Switch off the deep layers, then the shallow ones. Which of them make the strokes, and which the large shapes?
# 3. Pause and go **back** to an earlier moment, change one thing, and play on from there: a second future.
# 4. Watch the curves on their log axis: when you raise one weight, which cost falls, and which one pays for it?
# 5. Take a photograph of your own as C and a few strokes of your own as S. Save what you like as a GIF.
