"""Which channels answer together: activations (n_H, n_W, n_C) -> Gram matrix, channels in order, products, words."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from ...show.heatmaps import SIGNED_COLORS, color_scale
from ...show.pictures import resize_pixels

MOST = 48  # channels on the map
SCALE = LinearSegmentedColormap.from_list("signed", SIGNED_COLORS)
WORDS = (
    (0.9, "nearly always at the same places"),
    (0.6, "mostly at the same places"),
    (0.3, "often at the same places"),
    (0.1, "now and then at the same places"),
    (-0.1, "hardly ever at the same places"),
    (-1.1, "one is below 0 where the other is above"),
)


def gram(a):
    """G (n_C, n_C), the sum over all positions of a_i·a_j, of activations divided by their mean."""
    A = scaled(a).reshape(-1, a.shape[-1]).astype(np.float64)
    return A.T @ A


def scaled(a):
    """The activations, divided by their mean."""
    return a / max(float(a.mean()), 1e-12)


def product(a, i, j):
    """a_i·a_j at each position, (n_H, n_W); G_ij is their sum."""
    a = scaled(a)
    return a[..., i] * a[..., j]


def in_order(G):
    """The `MOST` channels with the largest G_ii, so that those which answer together stand side by side."""
    strong = np.sort(np.argsort(-np.diag(G), kind="stable")[:MOST])
    _, vectors = np.linalg.eigh(likeness(G)[np.ix_(strong, strong)])
    first, second = vectors[:, -1], vectors[:, -2]  # the ratio of their entries tells groups apart, and hardly noise
    return [int(c) for c in strong[np.argsort(second / np.where(np.abs(first) < 1e-9, 1e-9, first), kind="stable")]]


def likeness(G):
    """G_ij divided by √(G_ii·G_jj): 1 for two channels that always answer in proportion."""
    length = np.sqrt(np.maximum(np.diag(G), 1e-12))
    return G / np.outer(length, length)


def colours(G):
    """uint8 (n, n, 4): the colours of `nst.show.gram`."""
    norm, table = color_scale([G], linear=False)
    return np.uint8(np.rint(table(np.asarray(norm(G))) * 255))


def lit(picture, heat):
    """uint8 (H, W, 3): the picture in gray, lit where `heat` (n_H, n_W) is strong; blue where it is below 0."""
    height, width = picture.shape[:2]
    gray = picture.mean(axis=2, keepdims=True) * 0.55
    most = max(float(np.percentile(np.abs(heat), 99.5)), 1e-12)
    share = np.clip(heat / most, -1, 1)
    share = resize_pixels(
        np.uint8(np.repeat(127.5 * (1 + share[..., None]) + 0.5, 3, axis=2)), width, height, keep_squares=True
    )
    share = share[..., :1] / 127.5 - 1
    glow = SCALE((1 + np.sign(share[..., 0]) * np.sqrt(np.abs(share[..., 0]))) / 2)[..., :3] * 255
    cover = np.abs(share) ** 0.5
    return np.uint8(np.clip(gray * (1 - cover) + glow * cover, 0, 255))


def in_words(G, i, j):
    """A sentence about one entry."""
    if i == j:
        return f"G says here how strongly channel {i} answers at all: a sum of squares."
    like = float(likeness(G[np.ix_([i, j], [i, j])])[0, 1])
    how = next(words for least, words in WORDS if like > least)
    return f"Channels {i} and {j} answer {how}." if like > -0.1 else f"Of channels {i} and {j}, {how}."
