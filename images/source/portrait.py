"""Portrait: a young woman by a window, head and shoulders, before a dark wall."""

import complexion
import numpy as np
from complexion import LIGHT
from fields import canvas, develop, fbm, grid, mix, rgb, smoothstep
from figure import CAMERA, SITTER
from march import hit_finely

ASPECT = 4 / 5


def paint(size):
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1665)
    full = canvas(size, ASPECT, oversample=1.15)
    x, y = grid(full)
    ray = CAMERA.rays(x, y)
    light = wall(rng, full, x, y)
    depth, normal, who = meet(full, ray)
    seen = np.isfinite(depth)
    at = np.float32(CAMERA.eye) + ray * np.where(seen, depth, 10)[..., None]
    shadow, free = shade(at, normal, seen)
    for number, solid in enumerate(SITTER):
        part = who == number
        own = own_frame(solid, at[part])
        look = getattr(complexion, solid.name)
        light[part] = look(rng, own, ray[part], normal[part], shadow[part], free[part])
    light *= 1 + 0.02 * rng.standard_normal((*full, 1), dtype=np.float32)
    return develop(light, size, 0.9, shoulder=True)


def own_frame(solid, at):
    """World positions in a solid's own frame."""
    return (at - np.float32(solid.centre)) @ solid.turn.astype(np.float32)


def meet(full, ray):
    """Depth, normal and number of the nearest solid at each pixel (depth inf: the wall)."""
    depth = np.full(full, np.inf, np.float32)
    normal, who = np.zeros((*full, 3), np.float32), np.full(full, -1, np.int8)
    for number, solid in enumerate(SITTER):
        window = CAMERA.window(solid, full)
        far, slope = hit_finely(solid, CAMERA.eye, ray[window])
        front = far < depth[window]
        depth[window][front], normal[window][front], who[window][front] = far[front], slope[front], number
    return depth, normal, who


def shade(at, normal, seen, every=5):
    """Light of the window and of the room that reach each point past the sitter herself."""
    coarse = np.s_[::every, ::every]
    spots = np.flatnonzero(seen[coarse])
    point, out = at[coarse].reshape(-1, 3)[spots], normal[coarse].reshape(-1, 3)[spots]

    def gap(p):
        return np.min([solid.distance(own_frame(solid, p)) for solid in SITTER if solid.name != "eye"], 0)

    sunny = out @ LIGHT > -0.4
    lit, free = sunny.astype(np.float32), np.ones(len(spots), np.float32)
    sunny = np.flatnonzero(sunny)
    start = point[sunny] + out[sunny] * 0.04
    for way in np.geomspace(0.05, 2.0, 11):
        lit[sunny] = np.minimum(lit[sunny], gap(start + LIGHT * np.float32(way)) * 7 / way + 0.25)
    for way, weight in [(0.08, 2.2), (0.25, 1.0), (0.6, 0.5)]:
        free -= weight * np.maximum(way - gap(point + out * np.float32(way)), 0)
    return spread(at, seen, every, spots, np.clip(lit, 0, 1)), spread(at, seen, every, spots, np.clip(free, 0.05, 1))


def spread(at, seen, every, spots, values):
    """Values of every so many pixels for all: each takes those of its neighbours that lie as deep as itself."""
    coarse = np.s_[::every, ::every]
    rough, depth = np.zeros(seen[coarse].size, np.float32), at[coarse][..., 2] - 99 * ~seen[coarse]
    rough[spots] = values
    rough = rough.reshape(depth.shape)
    row, column = (np.arange(n, dtype=np.float32) / every for n in seen.shape)
    total, weights = np.zeros(seen.shape, np.float32), np.full(seen.shape, 1e-6, np.float32)
    for i in (0, 1):
        for k in (0, 1):
            r, c = row.astype(int) + i, column.astype(int) + k
            cell = np.ix_(np.minimum(r, depth.shape[0] - 1), np.minimum(c, depth.shape[1] - 1))
            near = (1 - np.abs(row - r))[:, None] * (1 - np.abs(column - c))[None, :] + 1e-3
            near = near / (1e-3 + (at[..., 2] - depth[cell]) ** 2)
            total += near * rough[cell]
            weights += near
    return smoothstep(0, 1, total / weights)


def wall(rng, full, x, y):
    """The wall: nearly dark behind her lit side, lighter behind her shadow."""
    glow = np.exp(-(((x - 0.74) / 0.34) ** 2) - ((y - 0.42) / 0.42) ** 2)
    tone = (0.12 + 0.75 * glow) * (1 + 0.10 * fbm(rng, full, 5, 5) + 0.04 * fbm(rng, full, 110, 3))
    return mix(rgb("#211d1a"), rgb("#75694f"), np.clip(tone, 0, 1))
