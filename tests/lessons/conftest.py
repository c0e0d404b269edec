"""A small course: two lessons in a folder, as an author writes them."""

import pytest

LAYERS = """\
# %% [markdown]
# # 1 · Layers
#
# $a_C$ has the shape $(m, n_H, n_W, n_C)$.

# %%
print("two", "words")
2 + 2
"""
GRAM = """\
# %% [markdown]
# # 3 · The Gram matrix

# %%
import tensorflow as tf

# %% exercise: gram_matrix
# Write `gram_matrix(A)`.
#
# * The result is $(n_C, n_C)$.

# %% [markdown] tags=["solution-only"]
# One product of matrices is enough.

# %% tags=["student-only"]
print("Good luck!")

# %%
tf.shape(nst.yours(gram_matrix)(tf.ones([2, 5]))).numpy().tolist()
"""


@pytest.fixture
def notebooks(tmp_path):
    """The folder `notebooks` of a repository with the lessons 1_layers and 3_gram_matrix."""
    folder = tmp_path / "repository" / "notebooks"
    (folder / "source").mkdir(parents=True)
    for name, text in {"1_layers": LAYERS, "3_gram_matrix": GRAM}.items():
        (folder / "source" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder
