"""Autumn: a birch wood in slabs of paint from a knife, reds and golds against violet shadow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from brush import Strokes, brushwork, impasto, join, lay, pigment
from fields import Array, Shape, canvas, develop, fbm, grid, mix, ramp, rgb, shape, smoothstep
from numpy.random import Generator

ASPECT = 4 / 5
SMALL = 360
CROWN = [(0, "#3a0f1c"), (0.25, "#8a1f1e"), (0.45, "#cf4a17"), (0.65, "#f08c1d"), (0.85, "#fbc63d"), (1, "#fff0b0")]
DEPTH = [(0, "#1a1030"), (0.4, "#43256a"), (0.7, "#8a3f7a"), (1, "#e58a6a")]
GROUND = [(0, "#2a1638"), (0.3, "#6a2434"), (0.55, "#c2491c"), (0.8, "#f0a030"), (1, "#ffe28a")]
BARK = [(0, "#3c3358"), (0.35, "#8f83a8"), (0.65, "#d9d0d6"), (1, "#fff8ea")]
# x at the foot, lean, breadth, foot (0 top to 1 bottom), far to near
TRUNKS = [(0.30, 0.02, 0.012, 0.62), (0.50, -0.02, 0.013, 0.63), (0.71, 0.01, 0.014, 0.64), (0.08, -0.01, 0.015, 0.65)]
TRUNKS += [(0.58, 0.03, 0.021, 0.71), (0.20, 0.03, 0.024, 0.74), (0.73, -0.04, 0.036, 0.86), (0.045, 0.05, 0.045, 0.95)]


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1908)
    full, small = canvas(size, ASPECT), shape(SMALL, ASPECT)
    color, angle, curve, crowns = scene(rng, small)
    layers = [(0.040, 0.105, 0.044, 1), (0.026, 0.058, 0.028, 1), (0.018, 0.036, 0.015, 0.55)]
    slabs = brushwork(rng, full, (color, angle, curve), layers, sway=0.35, value=0.22, warmth=0.16)
    strokes = join([slabs, *trunks(rng, full), leaves(rng, full, crowns)])
    picture, thick, painted = lay(strokes, full, rng, taper=0.12, streak=0.20)
    picture[~painted] = rgb("#7a2a20")
    # A knife leaves flat slabs with a sharp ridge where it lifts.
    return develop(impasto(picture, np.minimum(thick, 0.75), 1.5 * full[0] / 1536, shine=0.12), size)


def scene(rng: Generator, small: Shape) -> tuple[Array, Array, Array, Array]:
    """Colors, angles and curvature of the slabs, and where the crowns hang."""
    x, y = grid(small)
    masses, fine = fbm(rng, small, 4, 4), fbm(rng, small, 16, 3)
    glow = np.exp(-(((x - 0.42) / 0.20) ** 2) - ((y - 0.45) / 0.22) ** 2)
    tone = 0.46 + 0.17 * masses + 0.09 * fine + 0.42 * glow - 0.10 * y
    color = ramp(CROWN, tone)
    between = smoothstep(0.25, 1.1, -masses + 0.8 * np.exp(-(((y - 0.50) / 0.16) ** 2)) + 0.3 * fine - 0.6 * glow)
    color = mix(color, ramp(DEPTH, 0.35 + 0.2 * fine + 0.5 * glow), between)
    earth = 0.60 + 0.012 * np.sin(8 * x) + 0.01 * fine
    below = smoothstep(-0.01, 0.02, y - earth)
    path = np.exp(
        -(((x - 0.42 + 0.5 * (y - 0.6) - 0.9 * (y - 0.6) ** 2) / (0.02 + 0.30 * np.maximum(y - 0.58, 0))) ** 2)
    )
    bands = 0.40 + 0.20 * np.sin(70 * y + 5 * masses + 6 * x) + 0.12 * fine + 0.40 * path
    color = mix(color, ramp(GROUND, bands), below)
    angle = np.where(below > 0.5, 0.10 * np.sin(6 * x) - 0.15 * (x - 0.4), 0.9 + 0.9 * masses)
    return (
        color,
        angle.astype(np.float32),
        (0.006 * masses).astype(np.float32),
        (1 - below) * smoothstep(-0.3, 0.6, masses),
    )


def trunks(rng: Generator, full: Shape) -> Iterator[Strokes]:
    """Birches: short slabs across the trunk, light on the side of the glow, with dark scars."""
    h = full[0]
    for foot, lean, broad, ground in TRUNKS:
        # The foot is in its own shadow, which falls away from the glow.
        t = np.linspace(0, 1, 22)
        x = foot + np.sign(foot - 0.42) * broad * 5 * t + rng.normal(0, broad * 0.2, len(t))
        y = ground + broad * 1.2 * t + rng.normal(0, broad * 0.22, len(t))
        shade = pigment(rng, np.tile(rgb("#34184a"), (len(t), 1)), 0.3, 0.15)
        size = h * broad * (1.5 - 0.7 * t)
        yield Strokes(x * h, y * h, rng.normal(0.15, 0.25, len(t)), size, size * 0.4, np.zeros(len(t)), shade)
        y = np.arange(ground, -0.05, -broad * 0.30)
        y = np.repeat(y, 3) + rng.normal(0, broad * 0.2, 3 * len(y))
        across = np.tile([-0.6, 0.6, 0.0], len(y) // 3) + rng.normal(0, 0.12, len(y))
        taper = 0.55 + 0.45 * y / ground
        x = foot + lean * (ground - y) + 0.008 * np.sin(9 * y + 40 * foot) + across * broad * 0.5 * taper
        light = 0.62 - 0.34 * across * np.sign(foot - 0.42) + 0.10 * rng.standard_normal(len(y))
        color = pigment(rng, ramp(BARK, np.clip(light, 0, 1)), 0.08, 0.06)
        scar = rng.random(len(y)) < 0.13
        color[scar] = rgb("#20182c")
        angle = rng.normal(0.12, 0.22, len(y)) + np.where(scar, 0, np.pi / 2 * (rng.random(len(y)) < 0.25))
        long = h * broad * taper * rng.uniform(0.55, 0.95, len(y))
        wide = h * broad * np.where(scar, 0.16, 0.42) * rng.uniform(0.7, 1.1, len(y))
        yield Strokes(x * h, y * h, angle, long, wide, np.full(len(y), 0.3 / (h * broad)), color.astype(np.float32))


def leaves(rng: Generator, full: Shape, crowns: Array) -> Strokes:
    """Single leaves in front of the trunks, and fallen ones in the foreground."""
    h, n = full[0], 900
    x, y = (
        rng.uniform(0, 0.8, n),
        np.concatenate([rng.uniform(0, 0.42, n * 2 // 3), rng.uniform(0.66, 1.0, n - n * 2 // 3)]),
    )
    keep = (y > 0.6) | (crowns[(y * (SMALL - 1)).astype(int), (x * (SMALL - 1)).astype(int)] > rng.random(n))
    x, y = x[keep], y[keep]
    n = len(x)
    near = np.where(y > 0.6, 0.5 + 1.2 * (y - 0.6), 0.8)
    tint = pigment(rng, ramp(CROWN, rng.uniform(0.35, 1.0, n)), 0.12, 0.10)
    long = h * 0.021 * near * rng.uniform(0.6, 1.3, n)
    return Strokes(x * h, y * h, rng.uniform(0, np.pi, n), long, long * 0.5, np.zeros(n), tint)
