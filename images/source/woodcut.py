"""Woodcut: sun, mountains, sea and a pine, cut in lines that follow every form; black, cream and one red block."""

from __future__ import annotations

import numpy as np
from fields import Array, Shape, canvas, develop, fbm, grid, mix, noise, rgb, slopes, smoothstep
from numpy.random import Generator

ASPECT = 1.0
PAPER, INK, RED = "#efe3c6", "#17130f", "#c8401f"
SUN = (0.64, 0.295, 0.135)
SHORE = 0.60


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1831)
    full = canvas(size, ASPECT, oversample=1.5)
    x, y = grid(full)
    x, y = x + 0 * y, y + 0 * x
    hand = 0.0035 * fbm(rng, full, 14, 3)
    wood = fbm(rng, full, (6, 160), 3)
    black, red = sky(rng, full, x, y, hand)
    for layer in (mountains, sea, pine, rock):
        cut, cover = layer(rng, full, x, y, hand)
        black, red = np.where(cover, cut, black), np.where(cover, 0, red)
        if layer is sea:
            red = np.maximum(red, glitter(rng, full, x, y) * (1 - black))
    # The grain of the block and thin ink leave flecks of paper in the black.
    worn = smoothstep(2.0, 2.7, wood + 0.5 * noise(rng, full, 240) + 0.5 * noise(rng, full, 5))
    black = black * (1 - 0.85 * worn)
    fiber = 0.035 * fbm(rng, full, 200, 2) + 0.03 * fbm(rng, full, 5, 3)
    paper = rgb(PAPER) * (1 + fiber)[..., None]
    print_ = mix(paper, rgb(RED) * (1 + 0.10 * wood)[..., None], red * (0.94 - 0.5 * worn))
    return develop(mix(print_, rgb(INK) * (1 + 0.25 * wood)[..., None], black), size)


def carve(phase: Array, tone: Array, rough: float = 0.0) -> Array:
    """Ink (0 to 1) of lines at the whole numbers of `phase`, as thick as the `tone` (0 white to 1 black) requires."""
    right, down = slopes(phase)
    pixel = np.maximum(np.hypot(right, down), 1e-4)
    apart = np.abs(np.mod(phase, 1) - 0.5) * 2
    dark = np.clip((tone + rough - apart) / (2 * pixel) + 0.5, 0, 1)
    return np.where(pixel > 0.6, np.clip(tone, 0, 1) > 0.5, dark)


def sky(rng: Generator, full: Shape, x: Array, y: Array, hand: Array) -> tuple[Array, Array]:
    """Rays from the sun, broken by banks of cloud; and the red of its disc."""
    sx, sy, radius = SUN
    away, turn = np.hypot(x - sx, y - sy), np.arctan2(y - sy, x - sx)
    beat = 0.25 * fbm(rng, full, 30, 2)
    tone = 0.20 + 0.62 * smoothstep(0.14, 0.75, away) + 0.22 * np.sin(turn * 16) * smoothstep(0.15, 0.3, away)
    # Rays split in two as they spread, so their spacing stays even.
    fine = np.where(away < 0.34, 60, 120) / (2 * np.pi)
    black = carve(turn * fine + hand * 22, tone + 0.12 * beat)
    bank = fbm(rng, full, (6, 2.2), 3)
    cloud = smoothstep(0.45, 0.50, bank) * (y < 0.45)
    along = y * 62 + 2.6 * bank + hand * 60
    black = np.where(cloud > 0.5, carve(along, 0.20 + 0.35 * smoothstep(1.3, 0.5, bank) + 0.15 * beat), black)
    rim = (np.abs(bank - 0.475) < 0.035) & (y < 0.45)
    black = np.where(rim, 1, black)
    disc = away < radius + hand
    rings = carve(away * 75 + hand * 40, np.full(full, 0.84, np.float32))
    halo = (away > radius + hand) & (away < radius * 1.10 + hand)
    black = np.where(disc, 0, np.where(halo, 0, black))
    return black, np.where(disc, np.maximum(rings, away > radius * 0.9), 0.0)


def mountains(rng: Generator, full: Shape, x: Array, y: Array, hand: Array) -> tuple[Array, Array]:
    """Three ranges; their lines run down the slopes, close together on the side away from the sun."""
    black, cover = np.zeros(full, np.float32), np.zeros(full, bool)
    for base, high, cells, seed in [(0.50, 0.16, 4.0, 1), (0.545, 0.13, 5.0, 2), (0.60, 0.10, 6.0, 5)]:
        own = np.random.default_rng(seed)
        crest = np.abs(fbm(own, (4, full[1]), (1, cells), 5, 0.45)[1:2])
        ridge = base - high * (1.1 - np.minimum(crest, 1.3)) * (0.75 + 0.35 * np.cos(5 * x[:1] + seed)) + 0.4 * hand
        below = y > ridge
        depth = y - ridge
        side = np.gradient(ridge[full[0] // 2] if ridge.shape[0] > 1 else ridge[0])
        facing = np.sign(SUN[0] - x) * np.broadcast_to(side * full[1], full)
        folds = fbm(own, full, (4, 7), 2)
        tone = 0.42 + 0.30 * smoothstep(-0.6, 0.6, facing + 0.9 * folds) - 1.8 * depth + 0.12 * noise(rng, full, 40)
        slant = x * 95 + 30 * depth * np.tanh(folds) + hand * 60
        cut = carve(slant, tone + 0.5 * np.exp(-np.maximum(depth, 0) / 0.006))
        cut = np.where(depth < 0.005, 1, cut)
        cut = np.where((depth > 0.005) & (depth < 0.009), 0, cut)
        black, cover = np.where(below, cut, black), cover | below
    return black, cover & (y < SHORE + 0.01)


def swell(rng: Generator, full: Shape, x: Array, y: Array) -> tuple[Array, Array]:
    """Phase of the waves of the sea and how near they are: 0 at the shore, 1 at the lower border."""
    near = np.clip((y - SHORE) / (1 - SHORE), 0, 1)
    roll = np.sin(x * (9 + 0 * near) + 14 * np.sqrt(near + 0.02) + 1.3 * fbm(rng, full, 3, 2))
    roll = roll + 0.45 * np.sin(x * 23 - 25 * np.sqrt(near + 0.02)) + 0.25 * fbm(rng, full, (12, 6), 3)
    return 26 * np.sqrt(near + 0.012) + 0.9 * roll * (0.3 + near), near


def sea(rng: Generator, full: Shape, x: Array, y: Array, hand: Array) -> tuple[Array, Array]:
    """Waves, line under line, wider toward the viewer; crests stay white."""
    phase, near = swell(np.random.default_rng(8), full, x, y)
    lift = np.sin(phase * 2 * np.pi / 4.0)
    path = np.exp(-(((x - SUN[0]) / (0.05 + 0.16 * near)) ** 2))
    tone = 0.60 + 0.30 * lift - 0.38 * path + 0.14 * fbm(rng, full, (40, 14), 3)
    return carve(phase * 2.0 + hand * 40, tone), y > SHORE + 0.3 * hand


def glitter(rng: Generator, full: Shape, x: Array, y: Array) -> Array:
    """The sun's red on the water."""
    phase, near = swell(np.random.default_rng(8), full, x, y)
    path = np.exp(-(((x - SUN[0]) / (0.04 + 0.10 * near)) ** 2))
    return (
        (np.sin(phase * 2 * np.pi / 2.0) + 0.7 * fbm(rng, full, (60, 18), 2) < 2.2 * path - 1.2) & (y > SHORE)
    ) * 1.0


def rock(rng: Generator, full: Shape, x: Array, y: Array, hand: Array) -> tuple[Array, Array]:
    """The near shore at the left, cut in facets, each with its own slant."""
    jag = fbm(np.random.default_rng(12), full, 4, 4, 0.5)
    top = 0.72 + 0.66 * np.maximum(x - 0.08, 0) ** 0.9 + 0.03 * jag
    facet = 3.2 * (x + 0.55 * y) + 0.55 * jag
    number, edge = np.floor(facet), np.mod(facet, 1)
    slant = 0.5 + 1.1 * np.mod(number, 2)
    phase = (x * np.cos(slant) + y * np.sin(slant)) * 75 + hand * 60
    tone = 0.45 + 0.45 * np.mod(number, 2) - 0.25 * edge + 0.6 * (y - top)
    cut = np.where(np.minimum(edge, 1 - edge) < 0.025, 1, carve(phase, tone))
    return np.where(np.abs(y - top - 0.004) < 0.005, 1, np.where(y < top, 0, cut)), y > top - 0.008


def pine(rng: Generator, full: Shape, x: Array, y: Array, hand: Array) -> tuple[Array, Array]:
    """A wind-bent pine: trunk with lines along it, and clouds of needles."""
    black, cover = np.zeros(full, np.float32), np.zeros(full, bool)
    t = np.clip((0.80 - y) / 0.66, 0, 1)
    middle = 0.10 + 0.13 * t + 0.035 * np.sin(7.5 * t + 0.6) + hand
    across = (x - middle) / (0.034 * (1 - 0.72 * t) + 0.004)
    trunk = (np.abs(across) < 1) & (y > 0.15) & (y < 0.86)
    bark = carve(across * 2.4 + 0.25 * np.sin(40 * t + 3 * across) + hand * 30, 0.66 - 0.36 * across)
    cover |= (np.abs(across) < 1.35) & (y > 0.15) & (y < 0.86)  # a white line sets it off
    black = np.where(trunk, np.where(np.abs(across) > 0.85, 1, bark), black)
    for cx, cy, wide in [
        (0.30, 0.40, 0.13),
        (0.07, 0.47, 0.10),
        (0.37, 0.27, 0.12),
        (0.12, 0.30, 0.12),
        (0.25, 0.15, 0.15),
    ]:
        root = np.clip((x - 0.19) / (cx - 0.19 + 1e-6), 0, 1)
        branch = np.abs(y - (cy + 0.10 - 0.085 * root**0.6)) < 0.008 * (1.2 - root)
        branch &= (root > 0) & (root < 1)
        black, cover = np.where(branch, 1, black), cover | branch
        u, v = (x - cx) / wide, (y - cy) / (wide * 0.44)
        turn = np.arctan2(v + 0.9, u)
        ragged = 0.10 * np.sin(turn * 34) + 0.10 * noise(rng, full, 40)
        size = u * u + np.where(v > 0, 3.5, 1.0) * v * v - ragged
        pad, halo = size < 0.92, size < 1.12
        needles = carve(turn * 17 + hand * 30, 0.80 - 0.42 * smoothstep(0.25, -0.75, v) + 0.15 * np.sin(9 * u + 5 * v))
        black = np.where(pad, np.maximum(needles, size > 0.82), np.where(halo, 0, black))
        cover |= halo
    return black, cover
