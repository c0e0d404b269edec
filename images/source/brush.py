"""Thick brush strokes: arcs of paint with bristle streaks, ridges, and ends, by the thousand.

Each stroke is first drawn as one polygon filled with its number; color and thickness of the paint are then computed for
all pixels at once from their position (along, across) on their stroke.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from fields import Array, Shape, fbm, noise, slopes
from numpy.random import Generator
from PIL import Image, ImageDraw

STREAKS = 512


@dataclass
class Strokes:
    """n strokes, painted in order; lengths are in pixels, angles in radians, `color` is (n, 3) linear light."""

    x: np.ndarray
    y: np.ndarray
    angle: np.ndarray
    length: np.ndarray
    width: np.ndarray
    curve: np.ndarray
    color: np.ndarray


def scatter(rng: Generator, shape: Shape, step: float) -> tuple[Array, Array]:
    """x, y of points about `step` pixels apart that cover the shape and its margins, in random order."""
    h, w = shape
    y, x = np.mgrid[-step : h + step : step, -step : w + step : step].reshape(2, -1).astype(np.float32)
    x, y = (v + rng.uniform(-0.5, 0.5, v.shape).astype(np.float32) * step for v in (x, y))
    order = rng.permutation(len(x))
    return x[order], y[order]


def brushwork(
    rng: Generator,
    shape: Shape,
    scene: tuple[Array, Array, Array],
    layers: Sequence[tuple[float, float, float, Array | float]],
    *,
    sway: float = 0.09,
    value: float = 0.20,
    warmth: float = 0.10,
) -> Strokes:
    """Strokes over the whole shape, in `layers`; their colors and directions come from a small `scene`.

    `scene` is color (h, w, 3), angle and curvature (h, w) at a lower resolution. A layer is (spacing, length, width,
    share), the first three in units of the picture's width; `share`, (h, w) or a number, is the fraction of its strokes
    that are painted at each place. `sway` varies the angles, `value` and `warmth` the pigments.
    """
    color, angle, curve = scene
    zoom, size = color.shape[1] / shape[1], shape[1]
    parts = []
    for spacing, length, width, share in layers:
        x, y = scatter(rng, shape, spacing * size)
        keep = rng.random(len(x)) < (at(share, x * zoom, y * zoom) if np.ndim(share) else share)
        x, y = x[keep], y[keep]
        px, py, n = x * zoom, y * zoom, len(x)
        turn = at(angle, px, py) + rng.normal(0, sway, n)
        long, wide = length * size * rng.uniform(0.6, 1.2, n), width * size * rng.uniform(0.7, 1.25, n)
        paint = pigment(rng, at(color, px, py), value, warmth)
        parts.append(Strokes(x, y, turn, long, wide, at(curve, px, py) * zoom, paint))
    return join(parts)


def join(parts: list[Strokes]) -> Strokes:
    """Several sets of strokes joined into one, in painting order."""
    names = Strokes.__dataclass_fields__
    return Strokes(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def pigment(rng: Generator, color: Array, value: float, warmth: float) -> Array:
    """Each stroke's color as a painter might mix it: a little lighter or darker, warmer or cooler."""
    lighter = rng.normal(0, value, (len(color), 1))
    warmer = rng.normal(0, warmth, (len(color), 1)) * np.array([1, 0.25, -1])
    return (color * np.exp(lighter + warmer)).astype(np.float32)


def at(field: Array, x: Array, y: Array) -> Array:
    """The field's value at the nearest pixel to each point."""
    h, w = field.shape[:2]
    return field[np.clip(y, 0, h - 1).astype(int), np.clip(x, 0, w - 1).astype(int)]


def follow(flow_x: Array, flow_y: Array) -> tuple[Array, Array]:
    """Angle and curvature (1 / pixels) of the stream lines of a flow."""
    speed = np.hypot(flow_x, flow_y) + 1e-9
    c, s = flow_x / speed, flow_y / speed
    (c_right, c_down), (s_right, s_down) = slopes(c), slopes(s)
    curve = c * (c * s_right - s * c_right) + s * (c * s_down - s * c_down)
    return np.arctan2(s, c), curve


def lay(
    strokes: Strokes, shape: Shape, rng: Generator, taper: float = 0.5, streak: float = 0.3
) -> tuple[Array, Array, Array]:
    """The strokes on an empty canvas: color (H, W, 3), thickness (H, W), and a mask of the paint (H, W) bool. `taper`
    narrows the ends (0: a flat brush, 1: pointed); `streak` is how deeply the bristles mark the paint.
    """
    number = _outlines(strokes, shape, taper).ravel()
    spots = np.flatnonzero(number >= 0)
    number = number[spots]
    along, across = _places(strokes, number, spots, shape)
    streaks = _streaks(rng, number, along, across)
    thick = np.sqrt(np.clip(1 - across * across, 0, 1)) * (1 + 0.25 * along) + streak * 0.8 * streaks
    tone = 1 + streak * streaks - 0.18 * across * across
    color, body, painted = np.zeros((*shape, 3), np.float32), np.zeros(shape, np.float32), np.zeros(shape, bool)
    color.reshape(-1, 3)[spots] = strokes.color[number] * tone[:, None]
    body.ravel()[spots] = thick
    painted.ravel()[spots] = True
    return color, body, painted


def impasto(
    color: Array, thick: Array, depth: float, light: tuple[float, float] = (-0.6, -0.8), shine: float = 0.1
) -> Array:
    """The paint under a raking light: a bright edge where it rises to the light, a dark one where it falls away."""
    right, down = slopes(thick)
    lit = np.clip((right * light[0] + down * light[1]) * depth, -0.8, 0.8)
    lit = np.where(lit > 0, lit * 0.8, lit)
    return color * (1 + lit)[..., None] + (np.maximum(lit - 0.12, 0) * shine)[..., None]


def canvas_weave(rng: Generator, shape: Shape, threads: int = 260) -> Array:
    """Thickness of bare canvas: crossing threads, unevenly spun."""
    h, w = shape
    scale = np.float32(2 * np.pi * threads / max(shape))
    wobble = noise(rng, shape, 9) * 1.5
    warp = np.cos(np.arange(w, dtype=np.float32) * scale + wobble)
    weft = np.cos(np.arange(h, dtype=np.float32)[:, None] * scale + wobble)
    return 0.5 * np.maximum(warp, weft) * (1 + 0.3 * fbm(rng, shape, 60, 2))


def _outlines(strokes: Strokes, shape: Shape, taper: float, points: int = 7) -> Array:
    """Number of the topmost stroke at each pixel, -1 for none."""
    s = np.linspace(-0.5, 0.5, points)[None, :] * strokes.length[:, None]
    curve = _curve(strokes)[:, None]
    heading = strokes.angle[:, None] + curve * s
    x = strokes.x[:, None] + (np.sin(heading) - np.sin(strokes.angle)[:, None]) / curve
    y = strokes.y[:, None] - (np.cos(heading) - np.cos(strokes.angle)[:, None]) / curve
    ends = 1 - taper * np.abs(np.linspace(-1, 1, points)) ** 3
    half = 0.5 * strokes.width[:, None] * ends
    left = np.stack([x - half * np.sin(heading), y + half * np.cos(heading)], -1)
    right = np.stack([x + half * np.sin(heading), y - half * np.cos(heading)], -1)
    outline = np.concatenate([left, right[:, ::-1]], 1).reshape(len(x), -1)
    image = Image.new("I", shape[::-1], -1)
    draw = ImageDraw.Draw(image)
    for number, polygon in enumerate(outline.tolist()):
        draw.polygon(polygon, fill=number)
    return np.asarray(image)


def _curve(strokes: Strokes) -> Array:
    """Curvature, kept away from zero and from a full circle."""
    limit = 2.5 / strokes.length
    curve = np.clip(strokes.curve, -limit, limit)
    return np.where(np.abs(curve) < 1e-5, 1e-5, curve).astype(np.float32)


def _places(strokes: Strokes, number: Array, spots: Array, shape: Shape) -> tuple[Array, Array]:
    """Position of each painted pixel on its stroke, along and across, each from -1 to 1."""
    per_stroke = (strokes.x, strokes.y, np.cos(strokes.angle), np.sin(strokes.angle), _curve(strokes))
    x, y, c, s, k = (np.asarray(v, np.float32)[number] for v in per_stroke)
    row, column = np.divmod(spots, shape[1])
    dx, dy = column.astype(np.float32) - x, row.astype(np.float32) - y
    u, v = dx * c + dy * s, dy * c - dx * s
    # Distance from the arc and angle along it, in a form that stays exact as the curvature goes to zero.
    near = k * (u * u + v * v)
    off = (2 * v - near) / (1 + np.sqrt(np.maximum(1 - 2 * k * v + k * near, 0)))
    along = np.arctan2(k * u, 1 - k * v) / k
    return along * (2 / strokes.length).astype(np.float32)[number], off * (2 / strokes.width).astype(np.float32)[number]


def _streaks(rng: Generator, number: Array, along: Array, across: Array) -> Array:
    """Bristle marks, about -1 to 1: noise stretched along the stroke, a different part of it for each stroke."""
    marks = np.clip(noise(rng, (STREAKS, STREAKS), (24, 220)) * 0.5, -1, 1)
    start = rng.integers(0, STREAKS, (2, number.max(initial=0) + 1))
    row = (start[0].astype(np.int16)[number] + (along * 12).astype(np.int16)) % STREAKS
    column = (start[1].astype(np.int16)[number] + (across * 9).astype(np.int16)) % STREAKS
    return marks[row, column]
