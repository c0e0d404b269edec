"""The sitter of the portrait as signed distances: head, hair and dress. The head is about 2 high, chin to crown.

X right, Y up, Z out of the face; the middle of the head is the origin.
"""

import numpy as np

from nst_course.images.paintings.solids import dot

EYE = (0.262, 0.085, 0.50)  # her left one
EYE_RADIUS = 0.165


def ellipsoid(p, centre, radii):
    """Distance of an ellipsoid, good enough near its surface."""
    q = (p - np.float32(centre)) / np.float32(radii)
    length = np.sqrt(dot(q, q)) + 1e-6
    r = q / np.float32(radii)
    return (length - 1) * length / (np.sqrt(dot(r, r)) + 1e-6)


def ball(p, centre, radius):
    """Distance of a ball."""
    q = p - np.float32(centre)
    return np.sqrt(dot(q, q)) - np.float32(radius)


def limb(p, a, b, ra, rb):
    """Distance of a rounded cone between two points."""
    a, b = np.float32(a), np.float32(b)
    t = np.clip((p - a) @ (b - a) / dot(b - a, b - a), 0, 1)
    q = p - a - t[..., None] * (b - a)
    return np.sqrt(dot(q, q)) - (ra + (rb - ra) * t).astype(np.float32)


def join(a, b, k):
    """Union of two distances, the seam filled in over about k."""
    h = np.maximum(k - np.abs(a - b), 0) / k
    return np.minimum(a, b) - h * h * np.float32(k / 4)


def carve(a, b, k):
    """a without b, the edge rounded over about k."""
    return -join(-a, b, k)


def head(p):
    """Distance of the head, bare of hair, with its neck."""
    m = p * np.float32([1, 1, 1])
    m[..., 0] = np.abs(m[..., 0])  # both halves are alike: half the shapes
    d = ellipsoid(m, (0, 0.36, -0.20), (0.71, 0.76, 0.86))
    d = join(d, ellipsoid(m, (0, -0.25, 0.10), (0.565, 0.74, 0.60)), 0.30)
    d = join(d, ball(m, (0.37, -0.48, 0.02), 0.21), 0.30)
    d = join(d, ball(m, (0.0, -0.86, 0.40), 0.17), 0.28)
    d = join(d, ball(m, (0.36, -0.13, 0.40), 0.19), 0.26)
    d = join(d, limb(m, (0.05, 0.27, 0.60), (0.36, 0.27, 0.47), 0.075, 0.06), 0.20)
    d = carve(d, ball(m, (0.255, 0.07, 0.80), 0.175), 0.20)
    d = join(d, limb(m, (0, 0.20, 0.625), (0, -0.19, 0.82), 0.055, 0.076), 0.11)
    d = join(d, ball(m, (0, -0.215, 0.825), 0.085), 0.07)
    d = join(d, ellipsoid(m, (0.098, -0.245, 0.730), (0.062, 0.062, 0.085)), 0.05)
    d = carve(d, ellipsoid(m, (0.050, -0.315, 0.765), (0.028, 0.026, 0.05)), 0.04)
    d = join(d, ball(m, (0, -0.56, 0.50), 0.19), 0.22)
    d = join(d, limb(m, (0.0, -0.512, 0.690), (0.19, -0.565, 0.585), 0.034, 0.012), 0.05)
    d = join(d, limb(m, (0.0, -0.618, 0.672), (0.14, -0.590, 0.605), 0.046, 0.018), 0.035)
    d = carve(d, limb(m, (0, -0.36, 0.80), (0, -0.44, 0.755), 0.022, 0.028), 0.05)
    d = carve(d, ball(m, (0, -0.745, 0.70), 0.09), 0.14)
    d = join(d, lids(m), 0.035)
    d = join(d, ear(m), 0.05)
    return join(d, limb(p, (0, -0.62, -0.20), (0, -1.7, -0.34), 0.37, 0.42), 0.16)


def lids(m):
    """Upper and lower lid: shells over the eyeball, open between."""
    q = m - np.float32(EYE)
    shell = np.sqrt(dot(q, q))
    arch = 0.052 - 1.6 * (q[..., 0] - 0.01) ** 2
    upper = np.maximum(shell - 0.187, arch - q[..., 1])
    lower = np.maximum(shell - 0.179, q[..., 1] + 0.058 - 1.3 * q[..., 0] ** 2)
    return np.minimum(upper, lower)


def ear(m):
    """An ear: a tilted disc, hollow inside its rim."""
    d = ellipsoid(m, (0.70, 0.0, -0.16), (0.065, 0.24, 0.15))
    return carve(d, ellipsoid(m, (0.765, 0.02, -0.12), (0.05, 0.15, 0.075)), 0.05)


def eyes(p):
    """Distance of the eyeballs, from the point between them."""
    m = p * np.float32([1, 1, 1])
    m[..., 0] = np.abs(m[..., 0])
    return ball(m, (EYE[0], 0, 0), EYE_RADIUS)


def hair(p):
    """Distance of the hair: parted in the middle, swept back over the ears to a knot behind."""
    m = p * np.float32([1, 1, 1])
    m[..., 0] = np.abs(m[..., 0])
    cap = ellipsoid(m, (0, 0.36, -0.24), (0.82, 0.87, 0.97))
    cap = join(cap, ellipsoid(m, (0.50, 0.05, -0.22), (0.34, 0.48, 0.48)), 0.20)
    # The hairline: hair lies behind a surface that falls from the parting to the ears.
    line = m[..., 2] - 0.56 + 1.25 * np.maximum(0.70 - m[..., 1], 0) - 0.15 * m[..., 0] - 0.62 * np.abs(m[..., 0]) ** 2
    cap = -join(-cap, -(line * 0.55), 0.10)
    cap = carve(cap, limb(m, (0, 1.35, 0.9), (0, 1.35, -0.6), 0.14, 0.14), 0.10)
    knot = ellipsoid(p, (0.0, 0.30, -1.12), (0.48, 0.44, 0.36))
    wave = 0.005 * np.sin(22 * np.arctan2(m[..., 0], m[..., 1] - 0.1) + 5 * m[..., 2])
    return join(cap, knot, 0.12) - wave


def pearl(p):
    """Distance of an earring."""
    return ball(p, (0, 0, 0), 0.085)


def body(p):
    """Distance of shoulders and bust."""
    m = p * np.float32([1, 1, 1])
    m[..., 0] = np.abs(m[..., 0])
    d = limb(m, (0.25, -1.98, -0.38), (1.18, -2.32, -0.42), 0.30, 0.36)
    d = join(d, ellipsoid(m, (0, -3.1, -0.28), (1.20, 1.25, 0.72)), 0.45)
    return join(d, limb(m, (1.22, -2.35, -0.42), (1.62, -5.2, -0.15), 0.36, 0.44), 0.25)


def dress(p):
    """Distance of the dress, with soft folds."""
    x, y = p[..., 0], p[..., 1]
    folds = np.sin(5 * x + 2.5 * y + 1.5 * np.sin(2.3 * y + x)) + 0.5 * np.sin(11 * x - 4 * y + 2 * np.sin(3 * x))
    return body(p) - 0.035 * folds * np.clip(-2.2 - y, 0, 1)


def shawl(p):
    """Distance of a shawl over the shoulders, its ends crossed before the breast."""
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
