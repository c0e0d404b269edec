"""Portrait: a young woman by a window, head and shoulders, in front of a dark wall."""

from __future__ import annotations

import numpy as np
from fields import Array, Shape, canvas, develop, fbm, grid, mix, ramp, rgb, sample, smoothstep
from numpy.random import Generator
from raymarching import Solid, dot, hit_finely
from sitter import CAMERA, EYE, EYE_RADIUS, HEAD, LID, SITTER
from sitter import hair as hair_distance

# ---------------------------------------------------------------- materials


LIGHT = np.float32([-0.66, 0.48, 0.58]) / np.float32(np.linalg.norm([-0.66, 0.48, 0.58]))
SUN, SKY, WALL = rgb("#ffe6c8") * 1.75, rgb("#8a97b0") * 0.20, rgb("#a08060") * 0.10


def reflect(ray: Array, normal: Array, sharp: int) -> Array:
    """Strength of the window's reflection on a surface."""
    half = LIGHT - ray
    half = half / np.sqrt(dot(half, half))[..., None]
    return np.maximum(dot(half, normal), 0) ** sharp


def room(normal: Array, free: Array) -> Array:
    """Light of the room: cool from above and from the window's side, warm from the wall behind her shadow."""
    above = 0.5 + 0.5 * normal[:, 1] - 0.2 * normal[:, 0]
    warm = np.maximum(normal[:, 0] - 0.1 * normal[:, 1], 0)
    return SKY * (free * (0.3 + above))[:, None] + WALL * (free * (0.4 + 2.2 * warm))[:, None]


def skin(rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array) -> Array:
    """Skin: light enters a little way and comes out redder, so the edge of the shadow glows."""
    x, y, z = np.abs(p[:, 0]), p[:, 1], p[:, 2]
    front = smoothstep(0.2, 0.45, z)
    blush = np.exp(-((x - 0.36) ** 2 + (y + 0.22) ** 2) / 0.035) + 0.7 * np.exp(-(x**2 + (y + 0.26) ** 2) / 0.012)
    mottle = sample(fbm(rng, (256, 256), 24, 4), (p[:, 0] + 1) * 127, (p[:, 1] + 1) * 127)
    color = rgb("#d9a98a") * (1 + 0.035 * mottle)[:, None]
    color = mix(color, rgb("#c4664f"), np.clip(0.38 * blush * front + 0.03 * mottle, 0, 1))
    socket = np.exp(-((x - 0.26) ** 2 / 0.03 + (y - 0.03) ** 2 / 0.014)) * front
    color = mix(color, rgb("#9a6a5c"), 0.45 * socket)
    bow = -0.512 - 0.22 * np.maximum(x - 0.04, 0) - 0.016 * np.exp(-((x / 0.022) ** 2))
    lips = smoothstep(0.012, -0.008, y - bow) * smoothstep(
        -0.668 + 1.9 * x * x - 0.012, -0.668 + 1.9 * x * x + 0.012, y
    )
    lips = lips * smoothstep(0.21, 0.17, x) * front
    color = mix(color, rgb("#a8483f"), 0.85 * lips)
    color = mix(color, rgb("#4a1a18"), 0.8 * lips * np.exp(-(((y + 0.566 - 0.45 * x * x) / 0.010) ** 2)))
    arch = 0.295 + 0.045 * smoothstep(0.08, 0.30, x) - 0.9 * np.maximum(x - 0.32, 0) ** 1.4
    hairs = sample(fbm(rng, (256, 256), 60, 2), (x * 1.6 - y * 0.8) * 255 + 60, (y + x) * 127)
    brow = smoothstep(0.034, 0.004, np.abs(y - arch) + 0.05 * np.maximum(x - 0.28, 0) + 0.004 * hairs)
    brow = brow * smoothstep(0.075, 0.13, x) * smoothstep(0.47, 0.38, x) * front
    color = mix(color, rgb("#24150d"), 0.78 * brow)
    ex, ey = x - EYE[0], y - EYE[1]
    lash = np.exp(-(((ey - LID + 1.6 * (ex - 0.01) ** 2 - 0.004) / 0.010) ** 2)) * smoothstep(0.19, 0.15, np.abs(ex))
    crease = np.exp(-(((ey - 0.098 + 1.3 * ex**2) / 0.010) ** 2)) * smoothstep(0.18, 0.1, np.abs(ex))
    color = mix(color, rgb("#1c100c"), np.clip((0.9 * lash + 0.35 * crease) * front, 0, 0.9))
    growth = sample(fbm(rng, (256, 256), (5, 200), 2), (p[:, 0] + p[:, 1] * 0.3 + 2) * 63, (p[:, 1] + 1) * 127)
    downy = smoothstep(0.075, 0.0, hair_distance(p) + 0.012 * growth) * (y > -0.3)
    color = mix(color, rgb("#2a1a12"), 0.65 * downy)
    facing = normal @ LIGHT
    wrap = np.maximum((facing[:, None] + np.float32([0.18, 0.12, 0.09])) / np.float32([1.18, 1.12, 1.09]), 0)
    soft = shadow[:, None] ** np.float32([0.90, 1.0, 1.03])
    light = color * (SUN * wrap * soft + room(normal, free))
    shine = reflect(ray, normal, 22) * (0.055 + 0.05 * np.exp(-(x**2 / 0.02 + (y - 0.6) ** 2 / 0.08)))
    shine += reflect(ray, normal, 60) * (0.10 * np.exp(-(x**2 + (y + 0.23) ** 2) / 0.02) + 0.22 * lips)
    return light + SUN * (shine * shadow * np.clip(1 + 0.5 * mottle, 0, 2))[:, None]


def eye(rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array) -> Array:
    """Eyes that look at the camera, each with a highlight of the window."""
    side = np.where(p[:, :1] > 0, 1, -1)
    out = (p - side * np.float32((EYE[0], 0, 0))) / np.float32(EYE_RADIUS)
    gaze = np.float32(CAMERA.eye) @ HEAD.astype(np.float32)
    gaze = gaze / np.linalg.norm(gaze) * 0.75 + np.float32([0, 0, 0.25])
    off = np.sqrt(np.maximum(1 - (out @ (gaze / np.linalg.norm(gaze))) ** 2, 0))
    color = mix(rgb("#b5a89a"), rgb("#a87f70"), smoothstep(0.45, 1.0, off))
    iris = ramp(
        [(0, "#2a1a0e"), (0.5, "#5a3a1c"), (1, "#7a5a30")], 0.5 + 0.2 * np.sin(33 * np.arctan2(out[:, 1], out[:, 0]))
    )
    iris = iris * (0.35 + 0.65 * smoothstep(0.47, 0.36, off))[:, None]
    color = mix(color, iris, smoothstep(0.50, 0.45, off))
    color = mix(color, rgb("#050403"), smoothstep(0.21, 0.17, off))
    lid = 0.35 + 0.65 * smoothstep(0.40, 0.05, out[:, 1])
    light = color * (SUN * (np.maximum(normal @ LIGHT + 0.2, 0) * shadow * 0.75)[:, None] + room(normal, free) * 1.2)
    spark = smoothstep(0.13, 0.08, np.hypot(out[:, 0] - gaze[0] + 0.16, out[:, 1] - gaze[1] - 0.17))
    return light * lid[:, None] + SUN * (0.5 * spark * (0.25 + shadow))[:, None]


def pearl(rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array) -> Array:
    """A pearl: soft, with a highlight of the window and light from the shawl below."""
    light = rgb("#cfc8bc") * (SUN * (np.maximum(normal @ LIGHT, 0) * shadow)[:, None] + room(normal, free) * 2)
    light = light + rgb("#b5802f") * (0.12 * np.maximum(-normal[:, 1], 0))[:, None]
    return light + SUN * (0.8 * reflect(ray, normal, 90) * (0.4 + 0.6 * shadow))[:, None]


def hair(rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array) -> Array:
    """Brown hair combed back in strands, with the broken gleam that runs across them."""
    around = np.arctan2(p[:, 0], p[:, 1] - 0.05)
    lane = np.mod((around / np.pi + 1) * 255, 511)
    along = np.clip((p[:, 2] + 1.5) * 90, 0, 255)
    strand = sample(fbm(rng, (256, 512), (4, 130), 3), lane, along)
    lock = sample(fbm(rng, (256, 512), (3, 22), 2), lane, along)
    tone = 0.42 + 0.16 * strand + 0.14 * lock
    color = ramp([(0, "#0d0806"), (0.4, "#21150e"), (0.7, "#3d291b"), (1, "#654a33")], tone)
    tilt = normal + (0.16 * strand + 0.22 * lock)[:, None] * np.stack([np.cos(around), -np.sin(around), 0 * around], -1)
    tilt = (tilt / np.sqrt(dot(tilt, tilt))[:, None]).astype(np.float32)
    diffuse = np.maximum(tilt @ LIGHT, 0) * shadow
    light = color * (SUN * diffuse[:, None] + room(tilt, free))
    gleam = reflect(ray, tilt, 14) * np.clip(0.6 + 0.6 * strand, 0, 2) * shadow
    return light + SUN * rgb("#c08a58") * (0.16 * gleam)[:, None]


def dress(rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array) -> Array:
    """A dress of dark blue-green wool."""
    return fabric(rng, p, ray, normal, shadow, free, "#2c4a52", 0.03)


def shawl(rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array) -> Array:
    """A shawl of ochre silk."""
    return fabric(rng, p, ray, normal, shadow, free, "#a07d42", 0.08)


def fabric(
    rng: Generator, p: Array, ray: Array, normal: Array, shadow: Array, free: Array, color: str, sheen: float
) -> Array:
    """Cloth: woven grain, a soft gleam where it turns away."""
    u, v = np.mod((p[:, 0] + 4) * 70, 255), np.mod((p[:, 1] + 8) * 70, 255)
    grain = sample(fbm(rng, (256, 256), 80, 2), u, v)
    cloud = sample(fbm(rng, (256, 256), 6, 4), u, v)
    rim = np.clip(1 + dot(ray, normal), 0, 1) ** 3
    light = rgb(color) * (1 + 0.10 * grain + 0.06 * cloud)[:, None]
    light = light * (SUN * (np.maximum(normal @ LIGHT + 0.05, 0) * shadow)[:, None] + room(normal, free))
    return light + SUN * rgb(color) * (shadow * (sheen * 6 * reflect(ray, normal, 12) + 0.15 * rim))[:, None]


MATERIALS = {"skin": skin, "eye": eye, "pearl": pearl, "hair": hair, "dress": dress, "shawl": shawl}


# ---------------------------------------------------------------- the picture


ASPECT = 4 / 5


def paint(size: int) -> Array:
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
        look = MATERIALS[solid.name]
        light[part] = look(rng, own, ray[part], normal[part], shadow[part], free[part])
    light *= 1 + 0.02 * rng.standard_normal((*full, 1), dtype=np.float32)
    return develop(light, size, 0.9, shoulder=True)


def own_frame(solid: Solid, at: Array) -> Array:
    """World positions in a solid's own frame."""
    return (at - np.float32(solid.center)) @ solid.turn.astype(np.float32)


def meet(full: Shape, ray: Array) -> tuple[Array, Array, Array]:
    """Depth, normal and number of the nearest solid at each pixel (depth inf: the wall)."""
    depth = np.full(full, np.inf, np.float32)
    normal, who = np.zeros((*full, 3), np.float32), np.full(full, -1, np.int8)
    for number, solid in enumerate(SITTER):
        window = CAMERA.window(solid, full)
        far, slope = hit_finely(solid, CAMERA.eye, ray[window])
        front = far < depth[window]
        depth[window][front], normal[window][front], who[window][front] = far[front], slope[front], number
    return depth, normal, who


def shade(at: Array, normal: Array, seen: Array, every: int = 5) -> tuple[Array, Array]:
    """Light from the window and the room at each point, where the sitter does not block it."""
    coarse = np.s_[::every, ::every]
    spots = np.flatnonzero(seen[coarse])
    point, out = at[coarse].reshape(-1, 3)[spots], normal[coarse].reshape(-1, 3)[spots]

    def gap(p: Array) -> Array:
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


def spread(at: Array, seen: Array, every: int, spots: Array, values: Array) -> Array:
    """Values known at every few pixels, spread to all: each pixel takes those of the neighbors at its own depth."""
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


def wall(rng: Generator, full: Shape, x: Array, y: Array) -> Array:
    """The wall: nearly dark behind her lit side, lighter behind her shadow."""
    glow = np.exp(-(((x - 0.74) / 0.34) ** 2) - ((y - 0.42) / 0.42) ** 2)
    tone = (0.12 + 0.75 * glow) * (1 + 0.10 * fbm(rng, full, 5, 5) + 0.04 * fbm(rng, full, 110, 3))
    return mix(rgb("#211d1a"), rgb("#75694f"), np.clip(tone, 0, 1))
