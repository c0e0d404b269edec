"""Dabs: a water garden in short strokes of broken color."""

from __future__ import annotations

import numpy as np
from brush import Strokes, brushwork, canvas_weave, impasto, join, lay, pigment
from fields import Array, Shape, canvas, develop, fbm, grid, mix, ramp, rgb, shape, smoothstep
from numpy.random import Generator

ASPECT = 1.0
SMALL = 320
BANK = 0.30
WATER = [(0, "#16324f"), (0.25, "#2f5d86"), (0.45, "#5b8cae"), (0.62, "#8fb0c4"), (0.8, "#c3b6d0"), (1, "#f2dcd2")]
LEAVES = [(0, "#10291f"), (0.3, "#1f5138"), (0.55, "#4b8446"), (0.75, "#93b457"), (0.9, "#d2d681"), (1, "#f4ecb4")]
PADS = [(0, "#2c5a3c"), (0.4, "#5d9457"), (0.7, "#a3c178"), (1, "#dbe2a6")]
PETALS = ["#fbe9e4", "#f3b6c4", "#e2708f", "#fff6d8", "#c93f6b"]
BRIDGE = "#3f7a74"


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1906)
    full, small = canvas(size, ASPECT), shape(SMALL, ASPECT)
    color, angle, leafy = scene(rng, small)
    flat = np.zeros(small, np.float32)
    layers = [(0.024, 0.062, 0.026, 1), (0.0135, 0.034, 0.0135, 1), (0.0100, 0.022, 0.0085, 0.35 + 0.4 * leafy)]
    strokes = brushwork(rng, full, (color, angle, flat), layers, sway=0.22, value=0.22, warmth=0.16)
    strokes = join([strokes, lilies(rng, full)])
    picture, thick, painted = lay(strokes, full, rng, taper=0.35, streak=0.38)
    picture[~painted] = rgb("#7f8f8a")
    thick = np.where(painted, thick, 0) + 0.10 * canvas_weave(rng, full)
    return develop(impasto(picture, thick, 1.15 * full[1] / 1536, shine=0.06), size)


def scene(rng: Generator, small: Shape) -> tuple[Array, Array, Array]:
    """Colors and angles of the dabs, and which ones are leaves: bank and bridge at the top, pond at the bottom."""
    x, y = grid(small)
    pond, lie = water(rng, small, x, y)
    shadows = fbm(rng, small, 5, 4)
    sun = np.exp(-(((x - 0.62) / 0.20) ** 2) - ((y - 0.06) / 0.16) ** 2)
    bank = 0.36 + 0.20 * shadows + 0.14 * np.sin(x * 42 + 2 * shadows) + 0.55 * sun
    bank += 0.30 * smoothstep(0.06, 0.0, np.abs(y - BANK + 0.01 * shadows)) - 0.1
    color = ramp(LEAVES, bank)
    hang = np.pi / 2 + 0.25 * np.sin(9 * x) + 0.25 * shadows
    shore = BANK + 0.018 * np.sin(9 * x + 1) + 0.010 * fbm(rng, small, 9, 3)
    wet = smoothstep(-0.006, 0.006, y - shore)
    color, angle = mix(color, pond, wet), np.where(wet > 0.5, lie, hang)
    for offset, tone, thick in [(0.0, "#8fc0a4", 0.011), (0.014, "#1f4a55", 0.010), (-0.045, BRIDGE, 0.006)]:
        arch = 0.215 + 0.42 * (x - 0.47) ** 2 + offset
        beam = (np.abs(y - arch) < thick) & (np.abs(x - 0.47) < 0.40)
        color[beam] = rgb(tone)
        angle = np.where(beam, np.arctan(0.84 * (x - 0.47)), angle)
    posts = (np.abs(np.mod(x, 0.058) - 0.029) < 0.0042) & (np.abs(x - 0.47) < 0.39)
    posts = posts & (y > 0.165 + 0.42 * (x - 0.47) ** 2) & (y < 0.215 + 0.42 * (x - 0.47) ** 2)
    color[posts] = rgb(BRIDGE)
    return color, angle, 1 - wet


def water(rng: Generator, small: Shape, x: Array, y: Array) -> tuple[Array, Array]:
    """The pond: it mirrors the sky and the hanging leaves, cut by level ripples."""
    columns = fbm(rng, small, (3, 9), 4)
    tone = 0.50 + 0.20 * columns + 0.10 * fbm(rng, small, (50, 8), 2) + 0.10 * np.sin(y * 60 + 3 * columns)
    sky = ramp(WATER, tone + 0.35 * np.exp(-(((x - 0.60) / 0.22) ** 2) - ((y - 0.62) / 0.30) ** 2))
    willow = smoothstep(0.1, 0.9, columns + 1.2 * smoothstep(0.55, 0.30, y) - 0.25)
    color = mix(sky, ramp(LEAVES, tone - 0.12), 0.75 * willow)
    return color, 0.06 * fbm(rng, small, 6, 2) + 0 * y


def lilies(rng: Generator, full: Shape) -> Strokes:
    """Rafts of lily pads, smaller toward the bank, with flowers."""
    size, pads, petals = full[1], [], []
    for cx, cy, spread, count in RAFTS:
        near = 0.35 + 1.1 * (cy - BANK)
        x = cx + spread * rng.normal(0, 0.55, count)
        y = cy + spread * 0.20 * rng.normal(0, 0.6, count)
        order = np.argsort(y)
        x, y = x[order], y[order]
        tone = ramp(PADS, np.clip(0.5 + 0.28 * rng.standard_normal(count) - 3 * (y - cy), 0, 1))
        shade = np.full((count, 3), rgb("#173b45"))
        for dy, color in [(0.007, shade), (0.0, tone)]:
            pads.append(_dabs(rng, x, y + dy * near, 0.058 * near, 0.024 * near, color, size))
        k = rng.integers(0, count, 5 * count)
        fleck = ramp(PADS, np.clip(0.55 + 0.4 * rng.standard_normal(5 * count), 0, 1))
        fleck[rng.random(5 * count) < 0.12] = rgb("#a9bfe0")
        fx = x[k] + 0.020 * near * rng.normal(0, 0.6, 5 * count)
        fy = y[k] + 0.009 * near * rng.normal(0, 0.5, 5 * count)
        pads.append(_dabs(rng, fx, fy, 0.024 * near, 0.0085 * near, fleck, size))
        for _ in range(max(2, count // 9)):
            k = rng.integers(count)
            n = 11
            color = np.array([rgb(PETALS[i]) for i in rng.integers(0, len(PETALS), n)])
            fx, fy = (
                x[k] + 0.014 * near * rng.normal(0, 0.6, n),
                y[k] - 0.008 * near + 0.009 * near * rng.normal(0, 0.6, n),
            )
            petals.append(_dabs(rng, fx, fy, 0.021 * near, 0.012 * near, color, size, sway=0.9))
    return join([*pads, *petals])


RAFTS = [
    (0.22, 0.365, 0.16, 24),
    (0.68, 0.395, 0.20, 30),
    (0.40, 0.470, 0.17, 22),
    (0.88, 0.530, 0.16, 22),
    (0.14, 0.580, 0.17, 22),
    (0.55, 0.650, 0.20, 24),
    (0.92, 0.780, 0.15, 16),
    (0.26, 0.830, 0.24, 26),
    (0.68, 0.930, 0.24, 20),
]


def _dabs(
    rng: Generator, x: Array, y: Array, length: float, width: float, color: Array, size: int, sway: float = 0.12
) -> Strokes:
    """Single dabs at x, y in units of the picture's width."""
    n = len(x)
    color = pigment(rng, color, 0.14, 0.08)
    long, wide = length * size * rng.uniform(0.7, 1.2, n), width * size * rng.uniform(0.7, 1.2, n)
    return Strokes(x * size, y * size, rng.normal(0, sway, n), long, wide, rng.normal(0, 0.2, n) / long, color)
