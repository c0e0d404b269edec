"""Swirl: a night sky over hills, in thick strokes that follow a stream of vortices."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from brush import brushwork, follow, impasto, lay
from fields import Array, Shape, Stops, canvas, develop, fbm, grid, mix, ramp, rgb, shape, smoothstep
from numpy.random import Generator

ASPECT = 5 / 4
FLOW = 320

# x, y, radius, spin, in units of the picture's width.
VORTICES = [
    (0.42, 0.255, 0.185, 1.0),
    (0.635, 0.335, 0.105, -0.9),
    (0.185, 0.385, 0.085, -0.6),
    (0.90, 0.46, 0.085, 0.6),
]
STARS = [
    (0.30, 0.065, 0.036),
    (0.105, 0.085, 0.050),
    (0.60, 0.085, 0.042),
    (0.045, 0.265, 0.038),
    (0.235, 0.225, 0.034),
    (0.775, 0.285, 0.040),
    (0.955, 0.295, 0.034),
    (0.51, 0.455, 0.036),
    (0.31, 0.455, 0.032),
]
MOON = (0.845, 0.125, 0.115)
NIGHT = [(0, "#0a1438"), (0.3, "#16357f"), (0.55, "#2b62b2"), (0.75, "#6ba5d0"), (0.9, "#c6dac6"), (1, "#f3e6a2")]
GLOW = [(0, "#fff8d6"), (0.22, "#ffdb4e"), (0.45, "#f2a921"), (0.62, "#dcd88c"), (0.82, "#7fb3c9"), (1, "#2a5aa5")]
HILLS = [(0, "#070e26"), (0.35, "#122850"), (0.6, "#1f4c74"), (0.8, "#3b7a80"), (1, "#8fae72")]
MEADOW = [(0, "#0a1a1c"), (0.35, "#173d33"), (0.6, "#2f6a3c"), (0.82, "#7d9a3c"), (1, "#c9c463")]
WHEAT = [(0, "#3b2c12"), (0.35, "#8a6416"), (0.65, "#d19b1e"), (0.85, "#f0cd55"), (1, "#fbe9a8")]
TREE = [(0, "#05080d"), (0.4, "#0f1f1a"), (0.7, "#22401f"), (0.9, "#4a5a24"), (1, "#8a7a35")]


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1889)
    full, small = canvas(size, ASPECT), shape(FLOW, ASPECT)
    colors, angle, curve, detail = scene(rng, small)
    layers = [(0.017, 0.085, 0.0165, 1), (0.0105, 0.060, 0.0105, 1), (0.0085, 0.036, 0.0068, detail)]
    strokes = brushwork(rng, full, (colors, angle, curve), layers)
    picture, thick, painted = lay(strokes, full, rng, streak=0.32)
    picture[~painted] = rgb("#101c44")
    return develop(impasto(picture, thick, full[1] / 1536), size)


def scene(rng: Generator, small: Shape) -> tuple[Array, Array, Array, Array]:
    """Colors, angle and curvature of the strokes, and the share of fine ones: sky, stars, hills and trees."""
    x, y = grid(small)
    stream, color = sky(rng, small, x, y)
    detail = np.full(small, 0.30, np.float32)
    for sx, sy, radius in [*STARS, MOON]:
        away = np.hypot(x - sx, y - sy) / radius
        rings = away + 0.05 * fbm(rng, small, 30, 3) + 0.10 * np.sin(away * 19)
        near = smoothstep(1.6, 0.7, away)
        color = mix(color, ramp(GLOW, rings), smoothstep(1.25, 0.75, away))
        stream = stream * (1 - near) + near * away * radius * 1.4
        detail = np.maximum(detail, smoothstep(1.3, 0.9, away))
    color = mix(color, crescent(x, y), smoothstep(0.58, 0.50, np.hypot(x - MOON[0], y - MOON[1]) / MOON[2]))
    for ridge, palette, tone, steep in ridges(rng, small, x):
        depth = y - ridge
        below = depth > 0
        bands = tone + 0.25 * np.sin(depth * 80 + 2.2 * fbm(rng, small, 6, 3)) + 0.20 * fbm(rng, small, 14, 3)
        bands += 0.5 * np.exp(-depth / 0.012)
        color = mix(color, ramp(palette, bands), below.astype(np.float32))
        stream = np.where(below, depth * 1.5 + steep * x + 0.012 * fbm(rng, small, 5, 2), stream)
        detail = np.where(below, 0.55, detail)
    for tx, top, spread in [(0.165, 0.37, 0.050), (0.085, 0.15, 0.080)]:
        # A flame-shaped tree: its strokes run up along its outline.
        rise = np.clip((y - top) / (0.84 - top), 0, 1)
        lick = 0.020 * np.sin(15 * y + 20 * tx) * rise * (1 - rise) + 0.005 * fbm(rng, small, 14, 2)
        side = (x - tx - lick) / (
            spread * (rise**0.75 * (1 - 0.45 * rise**5) + 0.08 * rise**0.3 * np.sin(38 * y)) + 1e-3
        )
        tree = (np.abs(side) < 1) & (rise > 0)
        bands = 0.45 + 0.30 * np.sin(side * 9 + 1.8 * fbm(rng, small, 9, 3)) + 0.14 * fbm(rng, small, 16, 2)
        color = mix(color, ramp(TREE, bands), tree.astype(np.float32))
        stream = np.where(tree, side * spread * 1.6 + 0.008 * np.sin(40 * y), stream)
        detail = np.where(tree, 0.8, detail)
    down, right = np.gradient(stream)
    angle, curve = follow(down, -right)
    return color, angle, curve, detail


def crescent(x: Array, y: Array) -> Array:
    """The moon's disc: lit on the right, its dark side still in the glow."""
    bright = smoothstep(0.50, 0.58, np.hypot(x - MOON[0] + 0.028, y - MOON[1] + 0.012) / MOON[2])
    return mix(rgb("#e8992a"), rgb("#fff6c4"), bright)


def sky(rng: Generator, small: Shape, x: Array, y: Array) -> tuple[Array, Array]:
    """Stream function and colors of the sky; its colors run in bands along the stream."""
    stream = 0.55 * y + 0.05 * np.sin(7.5 * x + 9 * y) + 0.018 * fbm(rng, small, 5, 3)
    whirl = np.zeros(small, np.float32)
    for vx, vy, radius, spin in VORTICES:
        away = np.hypot((x - vx) * 0.9, y - vy) / radius
        turn = np.arctan2(y - vy, x - vx)
        near = np.exp(-(away**2) * 0.7)
        # An arm of light spirals in, and its strokes lean inward by the same angle.
        stream = stream * (1 - 0.92 * near) + spin * radius * 0.75 * near * away
        whirl += near * np.cos(7.5 * away - np.sign(spin) * turn) * (1.15 if radius > 0.15 else 0.9)
    bands = 0.40 + 0.18 * np.sin(stream * 95) + 0.11 * fbm(rng, small, 9, 4) + 0.40 * whirl
    bands += 0.26 * smoothstep(0.36, 0.54, y)
    return stream, ramp(NIGHT, bands)


def ridges(rng: Generator, small: Shape, x: Array) -> Iterator[tuple[Array, Stops, float, float]]:
    """Upper edges of the hills, far to near, each with its palette, mean tone and the lean of its strokes."""
    roll = fbm(rng, (8, small[1]), (1, 6), 3)[4]
    yield 0.535 + 0.022 * np.sin(8 * x + 1) + 0.008 * roll, HILLS, 0.60, 0.0
    yield 0.585 + 0.034 * np.sin(5.2 * x + 3.4) + 0.007 * roll, HILLS, 0.34, 0.3
    yield 0.645 + 0.026 * np.sin(6.5 * x + 0.7) + 0.005 * roll, MEADOW, 0.45, -0.3
    yield 0.715 + 0.030 * np.sin(4.4 * x + 3.0), WHEAT, 0.55, 0.35
