"""Swirl: a night sky over hills, in thick strokes that follow a stream of vortices."""

import numpy as np

from nst_course.images.paintings.brush import Strokes, at, follow, impasto, lay, scatter
from nst_course.images.paintings.fields import canvas, develop, fbm, grid, mix, ramp, resize, rgb, shape, smoothstep

ASPECT = 5 / 4
FLOW = 320

# x, y, radius, spin, in units of the picture's width.
VORTICES = [(0.47, 0.27, 0.17, 1.0), (0.68, 0.345, 0.10, -0.8), (0.26, 0.40, 0.09, -0.6), (0.93, 0.47, 0.10, 0.6)]
STARS = [
    (0.845, 0.13, 0.105),
    (0.14, 0.10, 0.050),
    (0.30, 0.07, 0.036),
    (0.655, 0.10, 0.044),
    (0.055, 0.285, 0.045),
    (0.245, 0.235, 0.034),
    (0.80, 0.335, 0.038),
    (0.955, 0.30, 0.034),
    (0.555, 0.475, 0.040),
    (0.135, 0.475, 0.036),
]
NIGHT = [(0, "#0b1740"), (0.3, "#173a86"), (0.55, "#2f67b5"), (0.75, "#6ea6cf"), (0.9, "#c4d9c4"), (1, "#efe3a0")]
GLOW = [(0, "#fff6cf"), (0.22, "#ffd84a"), (0.45, "#f2a921"), (0.62, "#d9d58a"), (0.82, "#7fb3c9"), (1, "#2a5aa5")]
HILLS = [(0, "#081027"), (0.35, "#12264f"), (0.6, "#1f4a70"), (0.8, "#3d7a78"), (1, "#8fae62")]
FIELD = [(0, "#3b2c12"), (0.35, "#8a6416"), (0.65, "#d19b1e"), (0.85, "#f0cd55"), (1, "#fbe9a8")]


def paint(size):
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1889)
    full = canvas(size, ASPECT)
    small = shape(FLOW, ASPECT)
    colour, angle, curve, detail = scene(rng, small)
    curve = curve * small[1] / full[1]
    picture, thick = np.zeros((*full, 3), np.float32) + rgb("#101c44"), np.zeros(full, np.float32)
    for step, length, width in [(0.021, 0.10, 0.016), (0.0105, 0.056, 0.0098), (0.0098, 0.036, 0.0066)]:
        x, y = scatter(rng, full, step * full[1])
        px, py = x * small[1] / full[1], y * small[0] / full[0]
        if width < 0.008:
            keep = rng.random(len(x)) < at(detail, px, py)
            x, y, px, py = x[keep], y[keep], px[keep], py[keep]
        strokes = Strokes(
            x,
            y,
            at(angle, px, py) + rng.normal(0, 0.09, len(x)),
            length * full[1] * rng.uniform(0.6, 1.2, len(x)),
            width * full[1] * rng.uniform(0.7, 1.25, len(x)),
            at(curve, px, py),
            pigment(rng, at(colour, px, py)),
        )
        layer, body, painted = lay(strokes, full, rng)
        picture[painted] = layer[painted]
        thick = np.where(painted, body, thick)
    return develop(impasto(picture, thick, 0.55 * full[1] / 1536), size)


def pigment(rng, colour):
    """The colours a painter would pick for these: each stroke a little lighter or darker, warmer or cooler."""
    value = np.exp(rng.normal(0, 0.20, (len(colour), 1)))
    warmth = rng.normal(0, 0.10, (len(colour), 1)) * np.array([1, 0.25, -1])
    return (colour * value * np.exp(warmth)).astype(np.float32)


def scene(rng, small):
    """Colours, angle and curvature of the strokes, and the share of fine ones: sky, stars, hills and field."""
    x, y = grid(small)
    stream, colour = sky(rng, small, x, y)
    detail = np.full(small, 0.25, np.float32)
    for sx, sy, radius in STARS:
        away = np.hypot(x - sx, y - sy) / radius
        halo = smoothstep(1.25, 0.75, away)
        wave = away + 0.05 * fbm(rng, small, 30, 3)
        colour = mix(colour, ramp(GLOW, wave * (1 + 0.0 * away) + 0.10 * np.sin(away * 19)), halo)
        stream = stream * (1 - smoothstep(1.6, 0.7, away)) + smoothstep(1.6, 0.7, away) * away * radius * 1.4
        detail = np.maximum(detail, smoothstep(1.3, 0.9, away))
    for ridge, palette, tone in ridges(rng, small, x):
        below = smoothstep(-0.004, 0.004, y - ridge)
        depth = y - ridge
        bands = tone + 0.30 * np.sin(depth * 95 + 2.2 * fbm(rng, small, 6, 3)) + 0.22 * fbm(rng, small, 14, 3)
        colour = mix(colour, ramp(palette, bands), below)
        stream = np.where(below > 0.5, depth * 1.5 + 0.012 * fbm(rng, small, 5, 2), stream)
        detail = np.where(below > 0.5, 0.5, detail)
    down, right = np.gradient(stream)
    angle, curve = follow(down, -right)
    return colour, angle, curve, detail


def sky(rng, small, x, y):
    """Stream function and colours of the sky; its colours run in bands along the stream."""
    stream = 0.55 * y + 0.05 * np.sin(7.5 * x + 9 * y) + 0.018 * fbm(rng, small, 5, 3)
    whirl = np.zeros(small, np.float32)
    for vx, vy, radius, spin in VORTICES:
        away = np.hypot((x - vx) * 0.9, y - vy) / radius
        turn = np.arctan2(y - vy, x - vx)
        near = np.exp(-(away**2) * 0.7)
        stream = stream * (1 - 0.9 * near) + spin * radius * 0.75 * near * (away + 0.05 * turn)
        whirl += near * np.cos(8.5 * away - np.sign(spin) * turn * 1.0)
    bands = 0.36 + 0.17 * np.sin(stream * 95) + 0.11 * fbm(rng, small, 9, 4) + 0.30 * whirl
    bands += 0.22 * smoothstep(0.30, 0.52, y)
    return stream, ramp(NIGHT, bands)


def ridges(rng, small, x):
    """Upper edges of the hills, far to near, with palette and mean tone."""
    roll = fbm(rng, (8, small[1]), (1, 6), 3)[4]
    yield 0.555 + 0.020 * np.sin(9 * x + 1) + 0.008 * roll, HILLS, 0.62
    yield 0.610 + 0.030 * np.sin(6 * x + 3.6) + 0.007 * roll, HILLS, 0.40
    yield 0.690 + 0.028 * np.sin(5 * x + 0.4), FIELD, 0.55


def _unused():
    return resize
