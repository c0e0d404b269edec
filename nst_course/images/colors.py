"""Colour transfer: `(rgb, reference) -> rgb`, and luminance: `rgb (..., 3) -> y (...)`. Values in [0, 1]."""

import numpy as np

# Rec. 601 luma, the Y of YIQ. It is made for gamma-encoded values such as ours, and YIQ is the space in which
# Gatys et al. 2016 keep the colours; Rec. 709 luma would belong to other chroma axes.
LUMA = (0.299, 0.587, 0.114)

ONE_STEP = 1 / 255  # of 8 bits; colours that vary by less than this vary by rounding


def match_colors(rgb, reference):
    """rgb (..., 3) moved by one linear map so that mean and covariance of its colours become those of `reference`.

    Gatys et al. 2016, "Preserving color in neural style transfer", section 4.1, leave the map open up to a rotation;
    this is the symmetric one, which moves the colours least (Monge-Kantorovich; Pitié & Kokaram 2007):
    T = R (R S R)^(-1/2) R with R = Sigma_reference^(1/2), S = Sigma_rgb. In this form, unlike the one that inverts S,
    a gray or constant picture is no trouble: it takes as much of the reference's covariance as a linear map can give.
    Clipped to [0, 1]; any sizes; the dtype of `rgb`.
    """
    rgb, reference = np.asarray(rgb), np.asarray(reference)
    mean, cov = _moments(rgb)
    target_mean, target_cov = _moments(reference)
    root = _power(target_cov, 0.5)
    cov = _power(cov, 1, smallest=ONE_STEP**2)
    linear = root @ _power(root @ cov @ root, -0.5) @ root
    return ((rgb - mean) @ linear + target_mean).clip(0, 1).astype(rgb.dtype)


def luminance(rgb):
    """Y of YIQ (Rec. 601 luma) of rgb (..., 3); shape (...)."""
    rgb = np.asarray(rgb)
    return rgb @ np.asarray(LUMA, rgb.dtype)


def with_luminance(rgb, y):
    """The colours of rgb (..., 3) with luminance y (...): I and Q of YIQ stay, Y is replaced.

    Where that would leave [0, 1], the colour is paled just enough to fit, so that luminance and hue hold.
    """
    rgb, y = np.asarray(rgb), np.clip(y, 0, 1)[..., None]
    chroma = rgb - luminance(rgb)[..., None]  # to add one number to R, G and B changes Y alone
    room = np.where(chroma > 0, 1 - y, y)
    fits = np.divide(room, abs(chroma), out=np.ones_like(room * chroma), where=abs(chroma) > room)
    return (y + chroma * fits.min(axis=-1, keepdims=True)).clip(0, 1).astype(rgb.dtype)


def _moments(rgb):
    """Mean (3,) and covariance (3, 3) of the colours, in float64."""
    colors = rgb.reshape(-1, 3).astype(np.float64)
    return colors.mean(axis=0), np.cov(colors, rowvar=False, bias=True)


def _power(matrix, exponent, smallest=0.0):
    """A power of a symmetric positive semi-definite matrix; zero and `smallest` eigenvalues give 0, also inverted."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > max(smallest, 1e-12 * values.max(), 1e-20)
    return (vectors[:, kept] * values[kept] ** exponent) @ vectors[:, kept].T
