"""Cubist: a guitar, a bottle and a glass taken apart into planes of ochre and gray that slide over each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from brush import Strokes, brushwork, canvas_weave, impasto, join, lay
from fields import Array, Shape, canvas, develop, fbm, grid, mix, rgb, shape, smoothstep
from numpy.random import Generator
from PIL import Image, ImageDraw

Edge: TypeAlias = tuple[float, float, float, float]  # x, y of its start and x, y of its end

# ---------------------------------------------------------------- the objects


HEART, TILT = np.array([0.36, 0.60]), np.radians(24)
# Half outlines, as (along the axis, half breadth).
GUITAR = [(-0.21, 0.0), (-0.205, 0.07), (-0.17, 0.125), (-0.11, 0.148), (-0.05, 0.13), (0.0, 0.098), (0.04, 0.090)]
GUITAR += [(0.09, 0.103), (0.14, 0.105), (0.18, 0.08), (0.205, 0.04), (0.21, 0.0)]
BOTTLE = [
    (0.60, 0.30, 0.0),
    (-0.21, 0.0),
    (-0.21, 0.060),
    (0.04, 0.060),
    (0.09, 0.045),
    (0.12, 0.022),
    (0.23, 0.018),
    (0.23, 0.0),
]
GLASS = [
    (0.64, 0.60, 0.06),
    (-0.12, 0.0),
    (-0.115, 0.05),
    (-0.10, 0.012),
    (-0.03, 0.012),
    (0.0, 0.045),
    (0.09, 0.058),
    (0.09, 0.0),
]
SIENNA = "#8a4a28"


def things() -> list[tuple[list[Array], str, float, float]]:
    """Guitar, bottle and glass, cut into facets that have slid apart."""
    out = []
    body = outline(GUITAR)
    axis = np.array([np.sin(TILT), -np.cos(TILT)])
    side = np.array([axis[1], -axis[0]])
    for sign, shift, tint in [(-1, 0.0, "#c08d48"), (1, 0.028, "#7c5228")]:
        half = [p for p in body if sign * ((p - HEART) @ side) >= -0.004]
        out.append(([p + shift * axis for p in half], tint, 1.0, 0.0))
    for low, high, tint in [(-0.20, -0.06, "#dcb877"), (-0.04, 0.08, SIENNA), (0.05, 0.17, "#e0c48e")]:
        band = [p for p in body if low < (p - HEART) @ axis < high and (p - HEART) @ side < 0.02 + 0.4 * high]
        if len(band) > 2:
            out.append((band, tint, 0.75, 0.3))
    neck = [HEART + a * axis + b * side for a, b in [(0.02, -0.024), (0.50, -0.017), (0.50, 0.017), (0.02, 0.024)]]
    head = [HEART + a * axis + b * side for a, b in [(0.49, -0.034), (0.59, -0.042), (0.58, 0.036), (0.49, 0.030)]]
    out += [(neck, "#3a2a1c", 1.0, 1.0), (head, "#54402a", 1.0, 1.0)]
    for dx, dy, tint, strength in [(0, 0, "#4d5a44", 0.9), (0.035, 0.02, "#2c3530", 0.8)]:
        out.append(([p + np.array((dx, dy)) for p in outline(BOTTLE)], tint, strength, 0.0))
    out.append((outline(GLASS), "#c9c8ba", 0.75, 0.0))
    for x, y, turn, tint in [
        (0.20, 0.80, 0.3, "#e4dcc4"),
        (0.60, 0.78, -0.25, "#ddd2b4"),
        (0.12, 0.40, -0.4, "#d5c8a4"),
    ]:
        c, s = np.cos(turn), np.sin(turn)
        sheet = [
            np.array((x + c * i - s * k, y + s * i + c * k))
            for i, k in [(-0.09, -0.06), (0.10, -0.06), (0.08, 0.06), (-0.10, 0.07)]
        ]
        out.append((sheet, tint, 0.95, 0.7))
    return out


def outline(half: list[tuple[float, float]]) -> list[Array]:
    """Closed, smoothed outline of an object from its half outline; bottle and glass begin with (x, y, lean)."""
    foot, lean = (HEART, TILT) if len(half[0]) == 2 else (np.array(half[0][:2]), half[0][2])
    half = half if len(half[0]) == 2 else half[1:]
    a, b = np.array(half).T
    t = np.linspace(0, len(a) - 1, 40)
    a, b = np.interp(t, np.arange(len(a)), a), np.interp(t, np.arange(len(b)), b)
    b[1:-1] = (b[:-2] + 2 * b[1:-1] + b[2:]) / 4
    a, b = np.concatenate([a, a[::-1]]), np.concatenate([b, -b[::-1]])
    axis = np.array([np.sin(lean), -np.cos(lean)])
    return list(foot + a[:, None] * axis + b[:, None] * np.array([-axis[1], axis[0]]))


def motifs() -> list[Edge]:
    """Lines (x, y, x, y) drawn on the objects: parts of the outlines, sound hole, strings, frets, staves."""
    lines = []
    for half, keep in [(GUITAR, 0.9), (BOTTLE, 0.85), (GLASS, 0.9)]:
        points = outline(half)
        closed = [*points, points[0]]
        lines += [(*a, *b) for k, (a, b) in enumerate(pairwise(closed)) if k % 40 < 40 * keep]
    axis = np.array([np.sin(TILT), -np.cos(TILT)])
    side = np.array([-axis[1], axis[0]])
    for radius in (0.040, 0.047):
        ring = [HEART + 0.03 * axis + radius * (np.cos(t) * axis + np.sin(t) * side) for t in np.linspace(0, 5.6, 15)]
        lines += [(*a, *b) for a, b in pairwise(ring)]
    for offset in np.linspace(-0.013, 0.013, 4):
        ends = [HEART + a * axis + offset * side for a in (-0.12, 0.10, 0.32, 0.54)]
        lines += [(*a, *b) for a, b in pairwise(ends)]
    for fret in np.linspace(0.22, 0.47, 8):
        lines.append((*(HEART + fret * axis - 0.021 * side), *(HEART + fret * axis + 0.021 * side)))
    lines.append((*(HEART - 0.12 * axis - 0.05 * side), *(HEART - 0.12 * axis + 0.05 * side)))
    for x, y, turn in [(0.20, 0.80, 0.3), (0.60, 0.78, -0.25)]:
        c, s = np.cos(turn), np.sin(turn)
        for k in np.linspace(-0.03, 0.03, 5):
            lines.append((x - 0.08 * c - k * s, y - 0.08 * s + k * c, x + 0.08 * c - k * s, y + 0.08 * s + k * c))
    return lines


# ---------------------------------------------------------------- the picture


ASPECT = 4 / 5
INK = "#15120f"
SMALL = 760
OCHRES = ["#b98a4a", "#caa365", "#8f6a3a", "#a67f4f", "#d8bd8a", "#6f5330"]
GRAYS = ["#8a8578", "#6b6a63", "#a9a492", "#4c4a45", "#77806f", "#c4bda6", "#5d6a70"]
LEANS = np.radians([18, -24, 52, -62, 78])  # the few directions that all edges share


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1912)
    full, small = canvas(size, ASPECT), shape(SMALL, ASPECT)
    color, angle, edges = planes(rng, small)
    flat = np.zeros(small, np.float32)
    layers = [(0.020, 0.042, 0.023, 1), (0.0112, 0.021, 0.0118, 1), (0.0088, 0.0155, 0.0072, 0.8)]
    dabs = brushwork(rng, full, (color, angle, flat), layers, sway=0.13, value=0.11, warmth=0.05)
    lines = contours(rng, full, [*edges, *motifs(), *rng.uniform(0, 0.9, (5, 4))])
    picture, thick, painted = lay(join([dabs, lines]), full, rng, taper=0.25, streak=0.30)
    picture[~painted] = rgb("#8a7a5c")
    thick = np.where(painted, thick, 0) + 0.16 * canvas_weave(rng, full)
    return develop(impasto(picture, thick, 0.85 * full[0] / 1536, shine=0.05), size)


def planes(rng: Generator, small: Shape) -> tuple[Array, Array, list[Edge]]:
    """Colors and directions of the dabs, and the edges (x, y, x, y) of the planes to draw."""
    x, y = grid(small)
    haze = fbm(rng, small, 3, 4)
    color = mix(rgb("#7d725c"), rgb("#a3916c"), smoothstep(-1.2, 1.2, haze + 1.5 - 3 * np.hypot(x - 0.4, y - 0.5)))
    color = np.array(np.broadcast_to(color, (*small, 3)))
    angle = np.full(small, LEANS[0], np.float32)
    owner = np.full(small, -1, np.int16)
    laid = [*scaffold(rng), *things()]
    for number, (points, tint, strength, _) in enumerate(laid):
        lean = rng.choice(LEANS)
        _lay_plane(color, angle, owner, number, points, tint, strength, lean, lean + rng.choice([0, np.pi]))
    edges = [
        edge for number, (points, _, _, drawn) in enumerate(laid) for edge in _open(rng, owner, number, points, drawn)
    ]
    return color, angle, edges


def _open(rng: Generator, owner: Array, number: int, points: list[Array], drawn: float) -> Iterator[Edge]:
    """The parts of a plane's edges that no later plane hides; `drawn` is the share of edges that are drawn."""
    middle = np.mean(points, 0)
    for a, b in zip(points, [*points[1:], points[0]], strict=True):
        if rng.random() > drawn:
            continue
        ends = np.linspace(a, b, 9)
        within = ends + 0.006 * (middle - ends) / np.linalg.norm(middle - ends, axis=1, keepdims=True)
        row, column = np.clip((within * len(owner)).astype(int), 0, [owner.shape[1] - 1, len(owner) - 1]).T[::-1]
        seen = owner[row, column] == number
        for k in range(8):
            if seen[k] and seen[k + 1]:
                yield (*ends[k], *ends[k + 1])


def _lay_plane(
    color: Array,
    angle: Array,
    owner: Array,
    number: int,
    points: list[Array],
    tint: str,
    strength: float,
    lean: float,
    fall: float,
) -> None:
    """One plane over the others: dense and dark along one side, fading toward the other."""
    h, w = angle.shape
    corners = np.array(points) * h
    low = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(0)).astype(int) + 1, (w, h))
    if np.any(high - low < 2):
        return
    mask = Image.new("L", tuple(int(v) for v in high - low))
    ImageDraw.Draw(mask).polygon([tuple(p) for p in corners - low], fill=255)
    part = np.s_[low[1] : high[1], low[0] : high[0]]
    inside = np.asarray(mask, np.float32) / 255
    rows, columns = np.mgrid[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    along = columns * np.cos(fall) + rows * np.sin(fall)
    ends = corners @ (np.cos(fall), np.sin(fall))
    t = np.clip((along - ends.min()) / (np.ptp(ends) + 1e-6), 0, 1)
    shade = 0.34 + 1.05 * t
    color[part] = mix(color[part], rgb(tint) * shade[..., None], inside * strength * (1 - 0.55 * t**2))
    angle[part] = np.where(inside > 0.5, lean, angle[part])
    owner[part] = np.where(inside > 0.5, number, owner[part])


def scaffold(rng: Generator) -> list[tuple[list[Array], str, float, float]]:
    """The planes of table, wall and air: polygons with tint, strength and share of edges drawn; large before small."""
    out = []
    for count, size, strength, drawn in [(34, 0.34, 0.85, 0.9), (48, 0.19, 0.88, 0.8), (46, 0.11, 0.9, 0.7)]:
        for _ in range(count):
            x, y = rng.uniform(-0.05, 0.85), rng.uniform(-0.05, 1.05)
            a, b = rng.choice(LEANS, 2, replace=False)
            long, broad = size * rng.uniform(0.6, 1.3), size * rng.uniform(0.35, 0.9)
            u, v = long * np.array([np.cos(a), np.sin(a)]), broad * np.array([np.cos(b), np.sin(b)])
            points = [np.array([x, y]) + i * u + k * v for i, k in [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]]
            if rng.random() < 0.3:
                points.pop()
            tint = rng.choice(OCHRES if rng.random() < 0.48 else GRAYS)
            out.append((points, tint, strength, drawn))
    return out


def contours(rng: Generator, full: Shape, edges: list[Edge]) -> Strokes:
    """Black strokes along the edges, some broad and some thin, none quite straight."""
    x0, y0, x1, y1 = (np.array(edges) * full[0]).T
    long = np.hypot(x1 - x0, y1 - y0) + 1
    n = len(edges)
    width = full[0] * rng.uniform(0.0016, 0.0044, n)
    tone = np.exp(rng.normal(0, 0.3, (n, 1))) * rgb(INK)
    angle = np.arctan2(y1 - y0, x1 - x0) + rng.normal(0, 0.01, n)
    bend = rng.normal(0, 0.04, n) / long
    return Strokes((x0 + x1) / 2, (y0 + y1) / 2, angle, long * 1.06 + width, width, bend, tone.astype(np.float32))
