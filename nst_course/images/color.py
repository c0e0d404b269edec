"""Color transfer, `(rgb, reference) -> rgb`, and luminance, `rgb (..., 3) -> y (...)`. Values in [0, 1]."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Rec. 601 luma, the Y of YIQ. It is defined for gamma-encoded values, as ours are, and YIQ is the space in which
# Gatys et al. 2016 preserve color; Rec. 709 luma belongs to different chroma axes.
LUMA = (0.299, 0.587, 0.114)

_ONE_STEP = 1 / 255  # of 8 bits; a smaller variation is only rounding


def match_colors(rgb: ArrayLike, reference: ArrayLike) -> NDArray[np.floating]:
    """rgb (..., 3) after the linear map that gives its colors the mean and covariance of those of `reference`.

    Gatys et al. 2016, "Preserving color in neural artistic style transfer", section 4.1, leave the map open up to a
    rotation; this is the symmetric one, which moves colors least (Monge-Kantorovich; Pitié & Kokaram 2007):
    T = R (R S R)^(-1/2) R with R = Sigma_reference^(1/2), S = Sigma_rgb. Unlike the form that inverts S, this one
    handles a gray or constant picture: it takes as much of the reference's covariance as a linear map can give it.
    Clipped to [0, 1]; any sizes; keeps the dtype of `rgb`.
    """
    rgb, reference = np.asarray(rgb), np.asarray(reference)
    mean, covariance = _moments(rgb)
    target_mean, target_covariance = _moments(reference)
    root = _symmetric_power(target_covariance, 0.5)
    covariance = _symmetric_power(covariance, 1, smallest=_ONE_STEP**2)
    linear = root @ _symmetric_power(root @ covariance @ root, -0.5) @ root
    return ((rgb - mean) @ linear + target_mean).clip(0, 1).astype(rgb.dtype)


def luminance(rgb: ArrayLike) -> NDArray[np.floating]:
    """Y of YIQ (Rec. 601 luma) of rgb (..., 3); shape (...)."""
    rgb = np.asarray(rgb)
    return rgb @ np.asarray(LUMA, rgb.dtype)


def with_luminance(rgb: ArrayLike, y: ArrayLike) -> NDArray[np.floating]:
    """rgb (..., 3) with its luminance replaced by y (...); I and Q of YIQ stay.

    A color that would leave [0, 1] is desaturated just enough to fit, which keeps luminance and hue.
    """
    rgb, y = np.asarray(rgb), np.clip(y, 0, 1)[..., None]
    chroma = rgb - luminance(rgb)[..., None]  # adding one number to R, G and B changes Y alone
    room = np.where(chroma > 0, 1 - y, y)
    fits = np.divide(room, abs(chroma), out=np.ones_like(room * chroma), where=abs(chroma) > room)
    return (y + chroma * fits.min(axis=-1, keepdims=True)).clip(0, 1).astype(rgb.dtype)


def _moments(rgb: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean (3,) and covariance (3, 3) of the colors."""
    colors = rgb.reshape(-1, 3).astype(np.float64)
    return colors.mean(axis=0), np.cov(colors, rowvar=False, bias=True)


def _symmetric_power(matrix: NDArray[np.float64], exponent: float, smallest: float = 0.0) -> NDArray[np.float64]:
    """A power of a symmetric positive semidefinite matrix; eigenvalues up to `smallest` give 0, also when inverted."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > max(smallest, 1e-12 * values.max(), 1e-20)
    return (vectors[:, kept] * values[kept] ** exponent) @ vectors[:, kept].T
