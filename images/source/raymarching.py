"""Ray marching: each ray is followed in steps as long as the distance to the solid allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from fields import Array, Shape, Vector, sample

Distance: TypeAlias = Callable[[Array], Array]  # of points (..., 3) from a surface, negative inside: (...)
Ball: TypeAlias = tuple[float, ...]  # its center x, y, z and its radius; the rest is up to the caller

# ---------------------------------------------------------------- solids


def dot(a: Array, b: Array) -> Array:
    """Scalar products along the last axis."""
    return np.einsum("...i,...i", a, b)


@dataclass
class Solid:
    """A shape around `center`, all of it within `radius`; `turn` (3, 3) takes its own axes to the world's.

    `slim` is its width divided by its height, which saves rays that would miss a tall solid.
    """

    distance: Distance
    center: Vector
    radius: float
    turn: Array | None = None
    name: str = ""
    slim: float = 1.0


@dataclass
class Camera:
    """Looks from `eye` down by `pitch` radians; `zoom` is the focal length in picture widths."""

    eye: Vector
    pitch: float
    zoom: float
    center: float  # height of the optical axis in the picture, in its longer sides
    middle: float = 0.5  # its horizontal position

    def rays(self, x: Array, y: Array) -> Array:
        """Unit directions (H, W, 3) through the picture points x, y."""
        x, y = np.broadcast_arrays((x - self.middle) / self.zoom, (self.center - y) / self.zoom)
        c, s = np.cos(self.pitch), np.sin(self.pitch)
        ray = np.stack([x, c * y - s, -s * y - c], -1).astype(np.float32)
        return ray / np.sqrt(dot(ray, ray))[..., None]

    def window(self, solid: Solid, shape: Shape) -> tuple[slice, slice]:
        """Slices of the rows and columns that can see the solid."""
        c, s = np.cos(self.pitch), np.sin(self.pitch)
        x, y, z = np.subtract(solid.center, self.eye)
        up, away = c * y - s * z, -s * y - c * z
        column, row = self.middle + self.zoom * x / away, self.center - self.zoom * up / away
        reach = 1.1 * self.zoom * solid.radius / away
        ends = [(row - reach, row + reach), (column - reach * solid.slim, column + reach * solid.slim)]
        spans = [[int(np.clip(e * max(shape), 0, n)) for e in end] for end, n in zip(ends, shape, strict=True)]
        return tuple(slice(low, high + 1) for low, high in spans)


def lathe(heights: Sequence[float] | Array, radii: Sequence[float]) -> Distance:
    """Distance of a solid of revolution about Y, through the given profile, its corners rounded a little."""
    n = 400
    table = np.interp(np.linspace(heights[0], heights[-1], n), heights, radii)
    for _ in range(160):
        table[1:-1] = (table[:-2] + 2 * table[1:-1] + table[2:]) / 4
    rise = np.gradient(table, (heights[-1] - heights[0]) / (n - 1))
    bend = (1 / np.sqrt(1 + np.clip(rise, -3, 3) ** 2)).astype(np.float32)
    low, high, table = np.float32(heights[0]), np.float32(heights[-1]), table.astype(np.float32)

    def distance(p: Array) -> Array:
        index = np.clip((p[..., 1] - low) * ((n - 1) / (high - low)), 0, n - 1.001)
        i = index.astype(np.int32)
        radius = table[i] + (table[np.minimum(i + 1, n - 1)] - table[i]) * (index - i)
        beyond = np.maximum(low - p[..., 1], p[..., 1] - high)
        return np.maximum((np.hypot(p[..., 0], p[..., 2]) - radius) * bend[i], beyond)

    return distance


def rotation(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Array:
    """Turn by z about Z, then x about X, then y about Y (radians)."""

    def about(axis: int, angle: float) -> Array:
        c, s = np.cos(angle), np.sin(angle)
        matrix = np.eye(3)
        i, j = [(1, 2), (2, 0), (0, 1)][axis]
        matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = c, -s, s, c
        return matrix

    return about(1, y) @ about(0, x) @ about(2, z)


def soft_shadow(at: Array, light: Array, balls: list[Ball], spread: float = 0.12) -> Array:
    """Share of an area light (direction `light`, angular half width `spread`) that points `at` see past `balls`."""
    lit = np.ones(at.shape[:-1], np.float32)
    for *center, r in balls:
        to = np.float32(center) - at
        along = to @ np.float32(light)
        miss = np.sqrt(np.maximum(dot(to, to) - along * along, 0)) - r
        reach = np.maximum(along, 0.05) * spread
        seen = np.clip(0.5 + 0.5 * miss / reach, 0, 1)
        lit *= np.where(along > 0.35 * r, seen * seen * (3 - 2 * seen), 1)
    return lit


def open_sky(at: Array, normal: Array, balls: list[Ball], strength: float = 1.0) -> Array:
    """Share of the sky over each point that `balls` leave free (Quilez's occlusion by a sphere)."""
    free = np.ones(at.shape[:-1], np.float32)
    for *center, r in balls:
        to = np.float32(center) - at
        square = dot(to, to)
        cosine = dot(to, normal) / np.sqrt(square)
        share = np.clip(0.5 + 0.5 * cosine, 0, 1) ** 2 * np.minimum(r * r / square, 1)
        free *= np.where(square > (1.08 * r) ** 2, 1 - strength * np.minimum(share, 0.95), 1)
    return free


# ---------------------------------------------------------------- rays


def hit(
    solid: Solid,
    eye: Vector,
    ray: Array,
    steps: int = 42,
    caution: float = 0.85,
    begin: Array | float = 0.0,
) -> tuple[Array, Array]:
    """Distance along each ray to the solid (inf where it misses) and normals there (H, W, 3).

    The search begins at the distances `begin`, and only for rays where that is finite.
    """
    turn = np.eye(3) if solid.turn is None else solid.turn
    start = (np.float32(eye) - np.float32(solid.center)) @ turn.astype(np.float32)
    flat = (ray @ turn.astype(np.float32)).reshape(-1, 3)
    middle = -flat @ start
    inside = solid.radius**2 - (start @ start - middle**2)
    far = np.full(len(flat), np.inf, np.float32)
    normal = np.zeros_like(flat)
    begin = np.broadcast_to(np.float32(begin), ray.shape[:2]).ravel()
    live = np.flatnonzero((inside > 0) & np.isfinite(begin))
    half = np.sqrt(inside[live])
    way, t, end = flat[live], np.maximum(middle[live] - half, begin[live]), middle[live] + half
    found = []
    for step in range(steps):
        gap = solid.distance(start + way * t[:, None])
        t = t + caution * gap
        if step % 3 == 2 or step == steps - 1:
            done = gap < (4e-4 * t if step < steps - 1 else 0.006)
            found.append((live[done], t[done]))
            keep = ~done & (t < end)
            live, way, t, end = live[keep], way[keep], t[keep], end[keep]
    where, t = (np.concatenate(part) for part in zip(*found, strict=True))
    far[where] = t
    normal[where] = slope(solid.distance, start + flat[where] * t[:, None]) @ turn.T.astype(np.float32)
    return far.reshape(ray.shape[:2]), normal.reshape(ray.shape)


def hit_finely(solid: Solid, eye: Vector, ray: Array, every: int = 5, step: float = 0.18) -> tuple[Array, Array]:
    """Like `hit`, for expensive shapes: only every fifth ray is followed; the others start from their neighbors'
    results.

    Only where neighbors differ by more than `step`, at the edges of the shape, is each ray followed all the way.
    """
    rough, _ = hit(solid, eye, ray[::every, ::every], steps=60)
    h, w = rough.shape
    padded = np.pad(rough, 1, mode="edge")
    around = np.stack([padded[i : i + h, k : k + w] for i in range(3) for k in range(3)])
    nearest, even = around.min(0), around.max(0) < around.min(0) + step
    rows, columns = (np.arange(n, dtype=np.float32) / every for n in ray.shape[:2])
    cell = np.ix_(*(np.minimum((v + 0.5).astype(int), n - 1) for v, n in ((rows, h), (columns, w))))
    even, begin = even[cell], nearest[cell] - np.float32(0.06)
    guess = sample(np.where(np.isfinite(rough), rough, 0), columns[None, :], rows[:, None])
    far, normal = hit(solid, eye, ray, steps=36, begin=np.where(even, np.inf, begin))
    far[even] = _secant(solid, eye, ray[even], guess[even])
    return far, _normals(solid, eye, ray, far, normal, even)


def _secant(solid: Solid, eye: Vector, ray: Array, t: Array) -> Array:
    """Distances to the surface, from close guesses t."""
    start, way = _own(solid, eye, ray)
    gap = solid.distance(start + way * t[:, None])
    ahead = t + gap + np.where(gap < 0, -1e-4, 1e-4).astype(np.float32)
    left = solid.distance(start + way * ahead[:, None])
    rate = np.clip((left - gap) / (ahead - t), -3, -0.15)
    return ahead - left / rate


def _normals(solid: Solid, eye: Vector, ray: Array, far: Array, normal: Array, even: Array) -> Array:
    """Normals from the depths around where those are `even`, from the distance field elsewhere."""
    inner = even.copy()
    for axis in (0, 1):
        for shift in (-1, 1):
            inner &= np.roll(even, shift, axis)
    at = ray * np.where(np.isfinite(far), far, 0)[..., None]
    right, down = np.zeros_like(at), np.zeros_like(at)
    right[:, 1:-1], down[1:-1] = at[:, 2:] - at[:, :-2], at[2:] - at[:-2]
    flat = np.cross(down[inner], right[inner])
    flat *= -np.sign(dot(flat, ray[inner]))[:, None] / np.sqrt(dot(flat, flat) + 1e-20)[:, None]
    border = even & ~inner
    start, way = _own(solid, eye, ray[border])
    turn = np.eye(3) if solid.turn is None else solid.turn
    normal[border] = slope(solid.distance, start + way * far[border][:, None]) @ turn.T.astype(np.float32)
    normal[inner] = flat
    return normal


def _own(solid: Solid, eye: Vector, ray: Array) -> tuple[Array, Array]:
    """Start and directions of rays in the frame of a solid."""
    turn = (np.eye(3) if solid.turn is None else solid.turn).astype(np.float32)
    return (np.float32(eye) - np.float32(solid.center)) @ turn, ray @ turn


def slope(distance: Distance, at: Array, step: float = 0.004) -> Array:
    """Outward unit normals of a distance field, from four samples round each point."""
    corners = np.float32([(1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)])
    total = sum(corner * distance(at + corner * step)[..., None] for corner in corners)
    return total / np.sqrt(dot(total, total) + 1e-12)[..., None]
