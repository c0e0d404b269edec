"""Ink: mountains in mist and bamboo, in washes that ran on wet paper and in strokes of a dry brush."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from brush import Strokes, lay
from fields import Array, Shape, blur, canvas, develop, fbm, grid, mix, noise, rgb, smoothstep
from numpy.random import Generator

# ---------------------------------------------------------------- strokes


def strokes(
    full: Shape, x: Array, y: Array, angle: Array, length: Array, width: Array | float, curve: Array | float = 0.0
) -> Strokes:
    """Strokes from places and sizes in units of the picture's height; `curve` is the whole bend in radians."""
    h = full[0]
    x, y, angle, length, width, curve = np.broadcast_arrays(
        *np.float32(np.broadcast_arrays(x, y, angle, length, width, curve))
    )
    return Strokes(x * h, y * h, angle, length * h, width * h, curve / (length * h), np.zeros((len(x), 3), np.float32))


def water(rng: Generator, full: Shape) -> Strokes:
    """Level sweeps of a broad brush: the water in front of the mountains."""
    n = 46
    y = np.sort(rng.uniform(0.66, 1.0, n))
    return strokes(
        full,
        rng.uniform(0, 0.8, n),
        y,
        rng.normal(0, 0.02, n),
        rng.uniform(0.12, 0.5, n),
        rng.uniform(0.006, 0.022, n),
        rng.normal(0, 0.1, n),
    )


def boulders(rng: Generator, full: Shape) -> Strokes:
    """The rocks of the near bank, in broad dragged strokes."""
    n = 34
    t = rng.random(n)
    x = 0.44 + 0.40 * t + rng.normal(0, 0.02, n)
    y = 0.98 - 0.16 * t + rng.normal(0, 0.025, n)
    return strokes(
        full,
        x,
        y,
        rng.normal(-0.55, 0.5, n),
        rng.uniform(0.08, 0.22, n),
        rng.uniform(0.03, 0.07, n),
        rng.normal(0.4, 0.6, n),
    )


def bamboo(rng: Generator, full: Shape) -> tuple[Strokes, list[Strokes]]:
    """Stalks, jointed, and two sets of leaves: pale ones behind and black ones in front."""
    parts, leaves = [], ([], [])
    for foot, lean, width in [(0.135, 0.035, 0.030), (0.235, -0.03, 0.020), (0.045, 0.05, 0.017)]:
        joints = np.cumsum(np.concatenate([[1.03], -rng.uniform(0.10, 0.145, 9)]))
        for low, high in pairwise(joints):
            middle = (low + high) / 2
            x = foot + lean * (1 - middle)
            tilt = -np.pi / 2 + lean * 0.8 + rng.normal(0, 0.012)
            parts.append((x, middle, tilt, (low - high) * 0.97, width * (0.75 + 0.25 * middle), 0.02))
            parts.append((x + lean * 0.04, high, 0.1, width * 1.15, 0.0055, -0.5))
            for _ in range(2 if high < 0.75 else 0):
                side = rng.choice([-1, 1])
                bough = (
                    x + side * 0.05,
                    high - 0.035,
                    -0.7 * side if side > 0 else np.pi + 0.7,
                    0.12,
                    0.0045,
                    0.35 * side,
                )
                parts.append(bough)
                cx, cy = x + side * rng.uniform(0.07, 0.13), high - rng.uniform(0.05, 0.08)
                for _ in range(rng.integers(5, 9)):
                    angle = np.pi / 2 - side * rng.normal(0.75, 0.42)
                    length = rng.uniform(0.07, 0.135)
                    where = (cx + rng.normal(0, 0.01) + np.cos(angle) * length / 2, cy + np.sin(angle) * length / 2)
                    leaf = (*where, angle, length, length * rng.uniform(0.12, 0.17), rng.normal(0, 0.3))
                    leaves[int(rng.random() < 0.62)].append(leaf)
    return strokes(full, *np.array(parts).T), [strokes(full, *np.array(set_).T) for set_ in leaves]


def fibers(rng: Generator, full: Shape) -> Strokes:
    """Long fibers in the paper."""
    n = 500
    return strokes(
        full,
        rng.uniform(0, 0.8, n),
        rng.uniform(0, 1, n),
        rng.uniform(0, np.pi, n),
        rng.uniform(0.02, 0.07, n),
        0.0011,
        rng.normal(0, 1.2, n),
    )


# ---------------------------------------------------------------- the picture


ASPECT = 4 / 5
PAPER, SEAL = "#e9dfc9", "#b23a24"
# How much red, green and blue the ink absorbs: thin washes are a little warm.
ABSORB = np.float32([0.98, 1.0, 1.06])


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1470)
    full = canvas(size, ASPECT, oversample=1.5)
    x, y = grid(full)
    x, y = x + 0 * y, y + 0 * x
    grain = 0.6 * fbm(rng, full, 190, 3) + 0.3 * noise(rng, full, (90, 300))
    ink = 0.05 + 0.05 * np.maximum(fbm(rng, full, 3, 5), 0)
    ink += mountains(full, y) + blots(rng, full, x, y)
    ink += dry(rng, full, grain, water(rng, full), 0.50, 0.42)
    ink += dry(rng, full, grain, boulders(np.random.default_rng(22), full), 0.42, 1.7, 0.4)
    stalks, leaves = bamboo(np.random.default_rng(21), full)
    ink += 1.15 * blur(dry(rng, full, grain, leaves[0], -0.5, 0.42), 6 * full[0] / 1152)
    ink += dry(rng, full, grain, stalks, 0.22, 1.5, 0.22)
    ink = np.maximum(ink, dry(rng, full, grain, leaves[1], 0.02, 3.8))
    ink += spatter(rng, full, x, y)
    ink *= 1 + 0.16 * grain
    paper = rgb(PAPER) * (1 + 0.030 * grain + 0.035 * fbm(rng, full, 4, 4))[..., None]
    paper = paper * (1 - 0.12 * lay(fibers(rng, full), full, rng)[2])[..., None]
    paper = mix(paper, rgb(SEAL), seal(x, y, grain))
    return develop(paper * np.exp(-np.maximum(ink, 0)[..., None] * ABSORB), size, 1.1)


def wash(inside: Array, feather: Array | float, rim: float) -> Array:
    """Density of a wash from its depth `inside` the wet edge: ink that gathers at the edge as it dries."""
    return smoothstep(0, feather, inside) * (1 + rim * np.exp(-np.maximum(inside, 0) / (feather * 1.6)))


def mountains(full: Shape, y: Array) -> Array:
    """Ranges in mist, paler with distance: each wash dark at the ridge and lost in water below."""
    ink = np.zeros(full, np.float32)
    for base, high, cells, dark, seed in [
        (0.28, 0.16, 2.6, 0.30, 3),
        (0.40, 0.22, 2.2, 0.50, 11),
        (0.52, 0.16, 3.0, 0.72, 6),
        (0.63, 0.11, 4.0, 1.0, 9),
    ]:
        own = np.random.default_rng(seed)
        crest = fbm(own, (4, full[1]), (1, cells), 6, 0.46)[1:2]
        ridge = base - high * np.abs(crest) ** 0.8 + 0.004 * fbm(own, full, 60, 3)
        inside = y - ridge
        fade = np.exp(-np.maximum(inside, 0) / (0.075 + 0.05 * np.abs(fbm(own, full, 4, 2))))
        texture = 1 + 0.30 * fbm(own, full, (9, 26), 4)
        cracks = smoothstep(0.9, 1.5, fbm(own, full, (14, 50), 3) - 6 * inside) * smoothstep(0, 0.01, inside)
        bleed = 0.002 + 0.012 * smoothstep(0.0, 1.2, fbm(own, full, 5, 2))
        ink = ink * (1 - 0.55 * smoothstep(0, 0.02, inside) * fade)
        ink += dark * wash(inside, bleed, 0.9) * fade * texture + 0.8 * dark * cracks * fade
    return np.maximum(ink, 0)


def blots(rng: Generator, full: Shape, x: Array, y: Array) -> Array:
    """Drops of ink on wet paper: feathered, with a tide mark where the water stopped."""
    ink = np.zeros(full, np.float32)
    run = 0.35 * fbm(rng, full, 9, 6, 0.62)
    for bx, by, radius, dark in BLOTS:
        away = np.hypot(x - bx, (y - by) * 1.1) / radius + run * 0.8
        ink += dark * smoothstep(1.0, 0.1, away) ** 1.4 + 0.35 * dark * np.exp(-(((away - 1.02) / 0.045) ** 2))
    return ink


BLOTS = [(0.66, 0.09, 0.12, 0.55), (0.08, 0.72, 0.16, 0.60), (0.62, 0.92, 0.20, 0.80), (0.38, 0.79, 0.12, 0.50)]
BLOTS += [(0.74, 0.68, 0.14, 0.70), (0.38, 0.05, 0.13, 0.40), (0.10, 0.97, 0.17, 0.90), (0.47, 0.47, 0.12, 0.35)]


def dry(
    rng: Generator, full: Shape, grain: Array, strokes: Strokes, dryness: float, dark: float, taper: float = 0.9
) -> Array:
    """Density of strokes of a brush that runs out of ink: only the bristles and the tops of the paper take it."""
    _, thick, painted = lay(strokes, full, rng, taper=taper, streak=0.55)
    return painted * dark * smoothstep(dryness - 0.12, dryness + 0.22, thick + 0.22 * grain)


def spatter(rng: Generator, full: Shape, x: Array, y: Array) -> Array:
    """Drops shaken off the brush."""
    ink = np.zeros(full, np.float32)
    for _ in range(70):
        cx, cy = rng.uniform(0, 0.8), rng.uniform(0, 1)
        r = 0.0012 + 0.0042 * rng.random() ** 4
        rows = slice(max(0, int((cy - 2 * r) * full[0])), int((cy + 2 * r) * full[0]) + 2)
        columns = slice(max(0, int((cx - 2 * r) * full[0])), int((cx + 2 * r) * full[0]) + 2)
        away = np.hypot(x[rows, columns] - cx, y[rows, columns] - cy)
        ink[rows, columns] += rng.uniform(0.3, 1.6) * smoothstep(r, r * 0.75, away)
    return ink


def seal(x: Array, y: Array, grain: Array) -> Array:
    """The painter's seal: a red square with a character left white."""
    u, v = (x - 0.715) / 0.030, (y - 0.40) / 0.030
    square = (np.maximum(np.abs(u), np.abs(v)) < 1 + 0.04 * grain).astype(np.float32)
    sign = (np.abs(np.abs(u) - 0.52) < 0.10) & (np.abs(v) < 0.70)
    sign |= (np.minimum(np.abs(v - 0.62), np.minimum(np.abs(v), np.abs(v + 0.62))) < 0.09) & (np.abs(u) < 0.62)
    sign |= (np.abs(u) < 0.09) & (v > 0)
    return square * (1 - sign) * (0.88 - 0.25 * smoothstep(0.7, 1.6, grain))
