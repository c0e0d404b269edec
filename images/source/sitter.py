"""The sitter of the portrait as signed distances: head, hair and dress. The head is about 2 high, chin to crown.

X right, Y up, Z out of the face; the middle of the head is the origin.
"""

from __future__ import annotations

import numpy as np
from fields import Array, Vector
from raymarching import Camera, Solid, rotation

EYE = (0.262, 0.085, 0.50)  # her left one
EYE_RADIUS = 0.165
LID = 0.040  # how far the upper eyelid is raised


def axes(p: Array, mirrored: bool = True) -> tuple[Array, Array, Array]:
    """The coordinates of p (..., 3) as three arrays; `mirrored` takes the right half for both."""
    x, y, z = (np.ascontiguousarray(p[..., k]) for k in range(3))
    return (np.abs(x) if mirrored else x), y, z


def ellipsoid(q: tuple[Array, Array, Array], center: tuple[float, ...], radii: Vector) -> Array:
    """Distance of an ellipsoid, accurate enough near its surface."""
    u, v, w = ((a - np.float32(c)) * np.float32(1 / r) for a, c, r in zip(q, center, radii, strict=True))
    a, b, c = (np.float32(1 / r**2) for r in radii)
    u, v, w = u * u, v * v, w * w
    length = np.sqrt(u + v + w)
    return (length - 1) * length / (np.sqrt(u * a + v * b + w * c) + np.float32(1e-6))


def ball(q: tuple[Array, Array, Array], center: tuple[float, ...], radius: float) -> Array:
    """Distance of a ball."""
    u, v, w = (a - np.float32(c) for a, c in zip(q, center, strict=True))
    return np.sqrt(u * u + v * v + w * w) - np.float32(radius)


def limb(q: tuple[Array, Array, Array], a: tuple[float, ...], b: tuple[float, ...], ra: float, rb: float) -> Array:
    """Distance of a rounded cone between two points."""
    way = np.subtract(b, a).astype(np.float32)
    u, v, w = (k - np.float32(c) for k, c in zip(q, a, strict=True))
    i, j, k = way / (way @ way)
    t = np.clip(u * i + v * j + w * k, 0, 1)
    u, v, w = u - t * way[0], v - t * way[1], w - t * way[2]
    return np.sqrt(u * u + v * v + w * w) - (np.float32(ra) + np.float32(rb - ra) * t)


def join(a: Array, b: Array, k: float) -> Array:
    """Union of two distances, the seam smoothed over about k."""
    h = np.maximum(k - np.abs(a - b), 0) / k
    return np.minimum(a, b) - h * h * np.float32(k / 4)


def carve(a: Array, b: Array, k: float) -> Array:
    """a without b, the edge rounded over about k."""
    return -join(-a, b, k)


def head(p: Array) -> Array:
    """Distance of the head without hair, with the neck."""
    m, p = axes(p), axes(p, mirrored=False)
    d = ellipsoid(m, (0, 0.36, -0.20), (0.71, 0.76, 0.86))
    d = join(d, ellipsoid(m, (0, -0.25, 0.10), (0.565, 0.74, 0.60)), 0.30)
    d = join(d, ball(m, (0.36, -0.50, 0.08), 0.24), 0.30)
    d = join(d, ball(m, (0.0, -0.86, 0.40), 0.17), 0.28)
    d = join(d, ball(m, (0.35, -0.16, 0.38), 0.22), 0.26)
    d = join(d, limb(m, (0.05, 0.27, 0.60), (0.36, 0.27, 0.47), 0.075, 0.06), 0.20)
    d = carve(d, ball(m, (0.255, 0.07, 0.80), 0.175), 0.20)
    d = join(d, limb(m, (0, 0.20, 0.625), (0, -0.19, 0.82), 0.055, 0.076), 0.11)
    d = join(d, ball(m, (0, -0.205, 0.825), 0.074), 0.08)
    d = join(d, ellipsoid(m, (0.085, -0.235, 0.725), (0.058, 0.056, 0.085)), 0.05)
    d = carve(d, ellipsoid(m, (0.050, -0.315, 0.765), (0.028, 0.026, 0.05)), 0.04)
    d = join(d, ball(m, (0, -0.56, 0.50), 0.19), 0.22)
    d = join(d, limb(m, (0.0, -0.512, 0.690), (0.185, -0.552, 0.590), 0.034, 0.012), 0.05)
    d = join(d, limb(m, (0.0, -0.618, 0.672), (0.14, -0.582, 0.610), 0.048, 0.018), 0.035)
    d = carve(d, limb(m, (0, -0.36, 0.80), (0, -0.44, 0.755), 0.022, 0.028), 0.05)
    d = carve(d, ball(m, (0, -0.745, 0.70), 0.09), 0.14)
    d = join(d, lids(m), 0.035)
    d = join(d, ear(m), 0.05)
    return join(d, limb(p, (0, -0.62, -0.20), (0, -1.7, -0.34), 0.37, 0.42), 0.16)


def lids(m: tuple[Array, Array, Array]) -> Array:
    """Upper and lower lid: shells over the eyeball, open between."""
    x, y, z = (a - np.float32(c) for a, c in zip(m, EYE, strict=True))
    shell = np.sqrt(x * x + y * y + z * z)
    upper = np.maximum(shell - 0.187, LID - 1.6 * (x - 0.01) ** 2 - y)
    lower = np.maximum(shell - 0.179, y + 0.058 - 1.3 * x**2)
    return np.minimum(upper, lower)


def ear(m: tuple[Array, Array, Array]) -> Array:
    """An ear: a tilted disc, hollow inside its rim."""
    d = ellipsoid(m, (0.70, 0.0, -0.16), (0.065, 0.24, 0.15))
    return carve(d, ellipsoid(m, (0.765, 0.02, -0.12), (0.05, 0.15, 0.075)), 0.05)


def eyes(p: Array) -> Array:
    """Distance of the eyeballs, from the point between them."""
    m = axes(p)
    return ball(m, (EYE[0], 0, 0), EYE_RADIUS)


def hair(p: Array) -> Array:
    """Distance of the hair: parted in the middle, swept back over the ears to a knot behind."""
    m = axes(p)
    cap = ellipsoid(m, (0, 0.36, -0.24), (0.79, 0.86, 0.97))
    cap = join(cap, ellipsoid(m, (0.50, 0.05, -0.22), (0.34, 0.48, 0.48)), 0.20)
    # The hairline: hair lies behind a surface that falls from the parting to the ears.
    line = m[2] - 0.56 + 1.25 * np.maximum(0.70 - m[1], 0) - 0.15 * m[0] - 0.62 * np.abs(m[0]) ** 2
    cap = -join(-cap, -(line * 0.55), 0.10)
    cap = carve(cap, limb(m, (0, 1.35, 0.9), (0, 1.35, -0.6), 0.14, 0.14), 0.10)
    knot = ellipsoid(m, (0.0, 0.30, -1.12), (0.48, 0.44, 0.36))
    wave = 0.005 * np.sin(22 * np.arctan2(m[0], m[1] - 0.1) + 5 * m[2])
    return join(cap, knot, 0.12) - wave


def pearl(p: Array) -> Array:
    """Distance of an earring."""
    return ball(axes(p), (0, 0, 0), 0.068)


def body(p: Array) -> Array:
    """Distance of shoulders and bust."""
    m = axes(p)
    d = limb(m, (0.25, -1.98, -0.38), (1.18, -2.32, -0.42), 0.30, 0.36)
    d = join(d, ellipsoid(m, (0, -3.1, -0.28), (1.20, 1.25, 0.72)), 0.45)
    return join(d, limb(m, (1.22, -2.35, -0.42), (1.62, -5.2, -0.15), 0.36, 0.44), 0.25)


def dress(p: Array) -> Array:
    """Distance of the dress, with soft folds."""
    x, y = p[..., 0], p[..., 1]
    folds = np.sin(5 * x + 2.5 * y + 1.5 * np.sin(2.3 * y + x)) + 0.5 * np.sin(11 * x - 4 * y + 2 * np.sin(3 * x))
    return body(p) - 0.035 * folds * np.clip(-2.2 - y, 0, 1)


def shawl(p: Array) -> Array:
    """Distance of a shawl over the shoulders, its ends crossed in front."""
    x, y = np.abs(p[..., 0]), p[..., 1]
    fall = y - 0.95 * x
    drift = 0.12 * np.sin(2.5 * x + 1.3 * p[..., 0]) + 0.05 * np.sin(6 * x + 4 * p[..., 2])
    pleats = (
        np.sin(17 * (fall + drift)) + 0.7 * np.sin(31 * (fall - drift) + 1) + 0.4 * np.sin(53 * (fall + 0.5 * drift))
    )
    cloth = body(p) - 0.09 - 0.015 * pleats
    outer, neck = -3.35 + 0.06 * np.sin(9 * x) - fall, 1.9 * x - y - 2.62
    trimmed = np.maximum(cloth, np.maximum(0.6 * outer, -0.45 * neck))
    return np.maximum(trimmed, -(cloth + 0.07))


# The pose, for the camera of the portrait: her head turns to the window.
CAMERA = Camera(eye=(0.0, -0.45, 10.5), pitch=0.03, zoom=2.32, center=0.455, middle=0.4)
HEAD, BODY = rotation(x=0.04, y=-0.45, z=0.05), rotation(y=0.25)
SITTER = [
    Solid(dress, (0.05, 0.36, 0), 5.2, BODY, "dress"),
    Solid(head, (0.0, 0.0, 0.0), 2.1, HEAD, "skin", 0.5),
    Solid(eyes, tuple(HEAD @ (0, *EYE[1:])), 0.5, HEAD, "eye"),
    Solid(pearl, tuple(HEAD @ (0.735, -0.36, -0.10)), 0.12, HEAD, "pearl"),
    Solid(hair, (0.0, 0.0, 0.0), 1.7, HEAD, "hair"),
    Solid(shawl, (0.05, 0.36, 0), 4.2, BODY, "shawl"),
]
