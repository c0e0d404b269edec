"""Mosaic: a golden sun over deep blue, in rows of small stones that run around every shape."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from fields import Array, Shape, Stops, canvas, develop, fbm, grid, mix, noise, ramp, rgb, slopes, smoothstep
from numpy.random import Generator

ASPECT = 1.0
STONE = 0.0135  # breadth of a row, in picture widths
GROUT = "#4a4238"
SUN = (0.50, 0.45)
BORDER = 0.081
SHAPES = [(*SUN, 0.297), (0.175, 0.175, 0.081), (0.825, 0.165, 0.081), (0.17, 0.79, 0.081), (0.835, 0.80, 0.081)]
SHAPES += [(0.50, 0.855, 0.0675), (0.125, 0.50, 0.0405), (0.875, 0.48, 0.0405), (0.50, 0.115, 0.027)]
GOLD = [(0, "#7a4e10"), (0.35, "#b9831f"), (0.65, "#dcae3c"), (0.88, "#f1d67a"), (1, "#fbf0bf")]
DEEP = [(0, "#0a1440"), (0.3, "#14307c"), (0.55, "#1d57a6"), (0.78, "#2e8fb8"), (1, "#8cc9c4")]
RED = [(0, "#5a120e"), (0.5, "#a52a1c"), (1, "#d9683a")]
CREAM = [(0, "#bcab8c"), (0.5, "#e2d6bb"), (1, "#f7f0de")]
GREEN = [(0, "#10392c"), (0.5, "#2a7054"), (1, "#7fb58a")]


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(547)
    full = canvas(size, ASPECT, oversample=1.4)
    x, y = grid(full)
    x, y = x + 0 * y, y + 0 * x
    # As if set by hand: rows waver, and no edge is quite straight.
    x = x + 0.0011 * noise(rng, full, 45)
    y = y + 0.0011 * noise(rng, full, 45)
    shape, row, along, turn = rows(x, y)
    stone = np.floor(along)
    mark = np.mod(shape * 31337 + np.floor(row) * 7919 + stone * 104729, 1 << 15).astype(np.int32)
    chance = rng.random((1 << 15, 6)).astype(np.float32)[mark]
    color = design(shape, row, stone, turn, chance)
    light, gap = surface(rng, full, row, along, chance)
    grout = rgb(GROUT) * (1 + 0.18 * fbm(rng, full, 220, 2) + 0.10 * fbm(rng, full, 6, 3))[..., None]
    color = color * light[..., None] + (0.12 * np.maximum(light - 1.15, 0))[..., None]
    return develop(mix(color, grout, gap), size)


def rows(x: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    """Nearest shape (-1: the border), row and position along it, in stones, and number of stones in the whole row."""
    edge = np.min([x, 1 - x, y, 1 - y], 0)
    beside = np.where((edge == x) | (edge == 1 - x), y, x)
    shape = np.full(x.shape, -1, np.int32)
    row, along, turn = edge / STONE, beside / STONE, np.full(x.shape, 74, np.float32)
    nearest = np.full(x.shape, np.inf, np.float32)
    for number, (cx, cy, radius) in enumerate(SHAPES):
        away = np.hypot(x - cx, y - cy)
        mine = (away - radius < nearest) & (edge > BORDER)
        nearest = np.where(mine, away - radius, nearest)
        ring = away / STONE
        stones = np.maximum(np.round(2 * np.pi * (np.floor(ring) + 0.5) * 0.92), 3)
        part = (np.arctan2(y - cy, x - cx) / (2 * np.pi) + 0.5) * stones
        shape = np.where(mine, number, shape)
        row, along, turn = (np.where(mine, a, b) for a, b in ((ring, row), (part, along), (stones, turn)))
    shift = np.where(shape < 0, 0.5 * np.mod(np.floor(row), 2), np.mod(np.floor(row) * 0.37, 1))
    return shape, row, np.where(shape < 0, along + shift, np.mod(along + shift, turn)), turn


def design(shape: Array, row: Array, stone: Array, turn: Array, chance: Array) -> Array:
    """Color of each stone, by the position of its center."""
    ring, shift = np.floor(row), np.mod(np.floor(row) * 0.37, 1)
    angle = ((stone + 0.5 - shift) / turn - 0.5) * 2 * np.pi
    tone = np.clip(0.5 + 0.55 * (chance[..., 0] - 0.5), 0, 1)
    centers = np.array([*SHAPES, (0, 0, 0)], np.float32)[shape]
    away = (ring + 0.5) * STONE
    px, py = centers[..., 0] + away * np.cos(angle), centers[..., 1] + away * np.sin(angle)
    out = away - centers[..., 2]
    from_sun = np.hypot(px - SUN[0], py - SUN[1])
    swirl = np.sin(from_sun * 46 + 5 * np.sin(np.arctan2(py - SUN[1], px - SUN[0]) * 3 + 9 * from_sun))
    depth = 0.34 + 0.20 * swirl + 0.45 * (tone - 0.5) + 0.25 * np.exp(-np.maximum(out, 0) / 0.03)
    color = ramp(DEEP, depth)
    fleck = chance[..., 1] > 0.965
    color = np.where(fleck[..., None], ramp(GOLD, tone), color)
    for palette, where, add in _figures(shape, ring, angle, away, out):
        color = np.where(where[..., None], ramp(palette, tone + add), color)
    for palette, where in _frame(shape, ring, stone):
        color = np.where(where[..., None], ramp(palette, tone), color)
    return color


def _figures(
    shape: Array, ring: Array, angle: Array, away: Array, out: Array
) -> Iterator[tuple[Stops, Array, Array | float]]:
    """Palette, stones and lightness of the parts of sun and stars, later ones over earlier."""
    sun = shape == 0
    beam = np.abs(np.mod(angle * 8 / np.pi + 0.5, 1) - 0.5) * 2
    long = np.mod(np.floor(angle * 8 / np.pi + 0.5), 2) == 0
    reach = np.where(long, 0.150, 0.095)
    past = (away - 0.148) / reach
    ray = sun & (past > 0) & (beam < 0.82 * (1 - past))
    yield CREAM, sun & (past > 0) & (past < 1.25) & (beam < 0.82 * (1 - past) + 0.22) & (past < 1.1), -0.1
    yield GOLD, ray & long, 0.12 - 0.25 * np.clip(past, 0, 1)
    yield RED, ray & ~long, 0.0
    yield GOLD, sun & (away < 0.148), 0.15 * np.cos(angle + 2.2)
    yield RED, sun & ((ring == 9) | (ring == 4)), 0.0
    yield CREAM, sun & ((ring == 10) | (ring == 8)), 0.0
    yield GOLD, sun & (ring == 6) & (np.mod(np.floor(angle * 24 / np.pi), 2) == 0), 0.35
    yield CREAM, sun & (ring < 3), 0.15
    star = shape > 0
    point = out + 0.081 < 0.081 * (0.42 + 0.58 * np.abs(np.cos(angle * 4)) ** 1.5) + 0.002
    yield RED, star & (out < 0) & ~point, 0.0
    yield GOLD, star & (out < 0) & point, 0.1
    yield CREAM, star & ((np.abs(out) < 0.6 * STONE) | (ring < 1)), 0.05


def _frame(shape: Array, ring: Array, stone: Array) -> Iterator[tuple[Stops, Array]]:
    """The border: lines of cream and gold, and between them a running wave."""
    frame = shape < 0
    wave = np.round(1.2 + 1.4 * np.sin(stone * 2 * np.pi / 9.25)) + 1
    yield RED, frame
    yield GREEN, frame & (ring < wave)
    yield GOLD, frame & (np.abs(ring - wave) < 0.6)
    yield CREAM, frame & ((ring == 0) | (ring == 5))
    yield GOLD, frame & ((ring == 0) & (np.mod(stone, 3) == 0))


def surface(rng: Generator, full: Shape, row: Array, along: Array, chance: Array) -> tuple[Array, Array]:
    """Light of each stone, set a little askew and rounded at its edges, and the grout between (0 to 1)."""
    u, v = np.mod(row, 1) - 0.5, np.mod(along, 1) - 0.5
    rough = 0.018 * fbm(rng, full, 160, 3)
    edge = 0.5 - np.maximum(np.abs(u * (0.98 + 0.06 * chance[..., 2])), np.abs(v * (0.97 + 0.08 * chance[..., 3])))
    edge = edge - 0.25 * np.maximum(np.abs(u) + np.abs(v) - 0.80, 0) + rough
    gap = smoothstep(0.085, 0.045, edge)
    pixels = STONE * full[1]
    height = 0.13 * smoothstep(0.04, 0.22, edge) + 0.25 * ((chance[..., 4] - 0.5) * u + (chance[..., 5] - 0.5) * v)
    right, down = slopes(height * pixels + 0.10 * noise(rng, full, 300))
    lit = 1 - np.clip(-(right * 0.65 + down * 0.75) * 1.3, -0.7, 0.6)
    return lit * (0.86 + 0.28 * chance[..., 2]), gap
