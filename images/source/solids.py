"""Solid things before a camera: rays, the surfaces that they meet, and light that knows what stands in its way.

Space is X right, Y up, Z towards the viewer. A solid is a signed distance in its own frame; positions are (..., 3).
"""

from dataclasses import dataclass

import numpy as np


def dot(a, b):
    """Scalar products along the last axis."""
    return np.einsum("...i,...i", a, b)


@dataclass
class Solid:
    """Something round about `centre`, all of it within `radius`; `turn` (3, 3) takes its own axes to the world's.

    `slim` is its breadth over its height, which spares tall things rays that miss.
    """

    distance: callable
    centre: tuple
    radius: float
    turn: np.ndarray = None
    name: str = ""
    slim: float = 1.0


@dataclass
class Camera:
    """Looks from `eye` down by `pitch` radians; `zoom` is the focal length in picture widths."""

    eye: tuple
    pitch: float
    zoom: float
    centre: float  # height of the optical axis in the picture, in its longer sides
    middle: float = 0.5  # its place across

    def rays(self, x, y):
        """Unit directions (H, W, 3) through the picture points x, y."""
        x, y = np.broadcast_arrays((x - self.middle) / self.zoom, (self.centre - y) / self.zoom)
        c, s = np.cos(self.pitch), np.sin(self.pitch)
        ray = np.stack([x, c * y - s, -s * y - c], -1).astype(np.float32)
        return ray / np.sqrt(dot(ray, ray))[..., None]

    def window(self, solid, shape):
        """Slices of the rows and columns that can see the solid."""
        c, s = np.cos(self.pitch), np.sin(self.pitch)
        x, y, z = np.subtract(solid.centre, self.eye)
        up, away = c * y - s * z, -s * y - c * z
        column, row = self.middle + self.zoom * x / away, self.centre - self.zoom * up / away
        reach = 1.1 * self.zoom * solid.radius / away
        ends = [(row - reach, row + reach), (column - reach * solid.slim, column + reach * solid.slim)]
        spans = [[int(np.clip(e * max(shape), 0, n)) for e in end] for end, n in zip(ends, shape, strict=True)]
        return tuple(slice(low, high + 1) for low, high in spans)


def lathe(heights, radii):
    """Distance of a solid of revolution about Y, through the given profile, its corners rounded a little."""
    n = 400
    table = np.interp(np.linspace(heights[0], heights[-1], n), heights, radii)
    for _ in range(160):
        table[1:-1] = (table[:-2] + 2 * table[1:-1] + table[2:]) / 4
    rise = np.gradient(table, (heights[-1] - heights[0]) / (n - 1))
    bend = (1 / np.sqrt(1 + np.clip(rise, -3, 3) ** 2)).astype(np.float32)
    low, high, table = np.float32(heights[0]), np.float32(heights[-1]), table.astype(np.float32)

    def distance(p):
        index = np.clip((p[..., 1] - low) * ((n - 1) / (high - low)), 0, n - 1.001)
        i = index.astype(np.int32)
        radius = table[i] + (table[np.minimum(i + 1, n - 1)] - table[i]) * (index - i)
        beyond = np.maximum(low - p[..., 1], p[..., 1] - high)
        return np.maximum((np.hypot(p[..., 0], p[..., 2]) - radius) * bend[i], beyond)

    return distance


def rotation(x=0.0, y=0.0, z=0.0):
    """Turn by z about Z, then x about X, then y about Y (radians)."""

    def about(axis, angle):
        c, s = np.cos(angle), np.sin(angle)
        matrix = np.eye(3)
        i, j = [(1, 2), (2, 0), (0, 1)][axis]
        matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = c, -s, s, c
        return matrix

    return about(1, y) @ about(0, x) @ about(2, z)


def soft_shadow(at, light, balls, spread=0.12):
    """Share of an area light (direction `light`, angular half width `spread`) that points `at` see past `balls`."""
    lit = np.ones(at.shape[:-1], np.float32)
    for *centre, r in balls:
        to = np.float32(centre) - at
        along = to @ np.float32(light)
        miss = np.sqrt(np.maximum(dot(to, to) - along * along, 0)) - r
        reach = np.maximum(along, 0.05) * spread
        seen = np.clip(0.5 + 0.5 * miss / reach, 0, 1)
        lit *= np.where(along > 0.35 * r, seen * seen * (3 - 2 * seen), 1)
    return lit


def open_sky(at, normal, balls, strength=1.0):
    """Share of the sky over each point that `balls` leave free (Quilez' occlusion by a sphere)."""
    free = np.ones(at.shape[:-1], np.float32)
    for *centre, r in balls:
        to = np.float32(centre) - at
        square = dot(to, to)
        cosine = dot(to, normal) / np.sqrt(square)
        share = np.clip(0.5 + 0.5 * cosine, 0, 1) ** 2 * np.minimum(r * r / square, 1)
        free *= np.where(square > (1.08 * r) ** 2, 1 - strength * np.minimum(share, 0.95), 1)
    return free
