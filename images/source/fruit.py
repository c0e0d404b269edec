"""The objects on the table of the still life: their shapes and surfaces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from fields import Array, Vector, fbm, mix, ramp, rgb, sample, smoothstep
from numpy.random import Generator
from raymarching import Ball, Distance, Solid, dot, lathe, rotation

# ---------------------------------------------------------------- skins


def grains(rng: Generator) -> tuple[Array, Array, Array]:
    """Noise to wrap around any surface, (256, 512) each: coarse, fine, and in streaks from stalk to foot."""
    return fbm(rng, (256, 512), 5, 4), fbm(rng, (256, 512), 90, 3), fbm(rng, (256, 512), (2, 46), 3)


def rough(name: str, grains: tuple[Array, Array, Array], p: Array, normal: Array) -> Array:
    """The normals, dented by the pores of the peel."""
    depth = {"orange": 0.035, "lemon": 0.03}.get(name, 0.0)
    u = (np.arctan2(p[:, 2], p[:, 0]) / (2 * np.pi) + 0.5) * 511
    v = (p[:, 1] / np.sqrt(dot(p, p)) * 0.5 + 0.5) * 255
    dents = np.stack([sample(grains[1], u + shift, v) for shift in (0, 85, 170)], -1)
    normal = normal + np.float32(depth) * np.where(np.isfinite(dents), dents, 0)
    return normal / np.sqrt(dot(normal, normal))[:, None]


def skin(name: str, grains: tuple[Array, Array, Array], p: Array) -> tuple[Array, float]:
    """Color (n, 3) of a solid at the points p, in its own frame, and how glossy it is (0 to 1)."""
    away = np.sqrt(dot(p, p)) + 1e-6
    up, turn = p[:, 1] / away, np.arctan2(p[:, 2], p[:, 0])
    u, v = (turn / (2 * np.pi) + 0.5) * 511, (up * 0.5 + 0.5) * 255
    coarse, fine, streaks = (sample(grain, u, v) for grain in grains)
    if name == "apple":
        color = ramp(
            [(0, "#4a0c0e"), (0.4, "#8e1c18"), (0.75, "#b8502a"), (1, "#d0a552")],
            0.38 + 0.11 * streaks + 0.12 * coarse + 0.5 * smoothstep(0.75, 1.0, up),
        )
        return mix(color, rgb("#e8c69a"), 0.45 * smoothstep(1.9, 2.6, fine)), 0.55
    if name == "green":
        blush = 0.40 + 0.10 * streaks + 0.16 * coarse + 0.3 * smoothstep(0.8, 1, up)
        return ramp([(0, "#6b7a1c"), (0.5, "#a3ae33"), (0.8, "#c9c455"), (1, "#d9cf7a")], blush), 0.5
    if name == "orange":
        color = ramp([(0, "#a8480f"), (0.5, "#cf6f1a"), (1, "#e39a3c")], 0.5 + 0.16 * coarse + 0.10 * fine)
        return mix(color, rgb("#4d4a18"), smoothstep(0.985, 0.995, up)), 0.28
    if name == "lemon":
        return ramp([(0, "#b08a1c"), (0.5, "#d9b52e"), (1, "#ecd566")], 0.5 + 0.18 * coarse + 0.08 * fine), 0.3
    if name == "pear":
        blush = smoothstep(-0.4, 1.6, coarse + 1.2 * np.cos(turn - 1.0))
        color = mix(ramp([(0, "#8a8a2a"), (1, "#c7b84c")], 0.5 + 0.15 * coarse), rgb("#b8602a"), 0.65 * blush)
        return mix(color, rgb("#5c4a1c"), 0.55 * smoothstep(1.2, 2.0, fine)), 0.3
    if name == "stem":
        return rgb("#4a3a1c") * (1 + 0.3 * streaks)[:, None], 0.1
    if name == "grape":
        return ramp([(0, "#1a0a1e"), (0.6, "#3d1436"), (1, "#7a5a86")], 0.35 + 0.14 * coarse + 0.12 * fine), 0.4
    if name in ("jug", "handle"):
        return glaze(name, p, turn, coarse, fine), 0.9
    return rgb("#0d1a10") * (1 + 0.2 * coarse)[:, None], 1.0


def glaze(name: str, p: Array, turn: Array, coarse: Array, fine: Array) -> Array:
    """Blue brushwork on a white glaze: bands, and a garland of leaves and flowers around the belly."""
    white = rgb("#aaa598") * (1 + 0.05 * coarse)[:, None]
    y, cobalt = p[:, 1] + 1, rgb("#1f3f8a")
    if name == "handle":
        return mix(white, cobalt, 0.8 * smoothstep(0.035, 0.02, np.abs(p[:, 2])) * (0.8 + 0.1 * fine))
    blue = np.zeros(len(y), np.float32)
    for at, half in [(0.22, 0.02), (0.28, 0.01), (1.22, 0.018), (1.28, 0.01), (1.60, 0.03), (1.90, 0.02)]:
        blue = np.maximum(blue, smoothstep(half + 0.008, half - 0.004, np.abs(y - at)))
    petal = np.mod(turn * 7 / (2 * np.pi), 1) - 0.5
    rise = (y - 0.78) / 0.26
    away, angle = np.hypot(petal * 2.3, rise), np.arctan2(rise, petal * 2.3)
    blue = np.maximum(
        blue, smoothstep(0.05, -0.05, away - 0.42 - 0.22 * np.cos(6 * angle)) * (0.55 + 0.45 * (away < 0.25))
    )
    vine = np.abs(rise - 0.85 * np.sin(turn * 7)) < 0.07
    blue = np.maximum(blue, 0.85 * vine * (away > 0.6) * (np.abs(rise) < 1.2))
    leaf = np.hypot(np.mod(petal + 0.5, 1) * 5 - 2.5 + 0.5 * rise, (np.abs(rise) - 0.9) * 2.4)
    blue = np.maximum(blue, 0.7 * smoothstep(0.85, 0.7, leaf) * (np.abs(rise) < 1.4))
    return mix(white, cobalt, np.clip(blue * (0.85 + 0.12 * fine), 0, 1))


# ---------------------------------------------------------------- shapes


PEAR = lathe(
    [-1.0, -0.97, -0.85, -0.6, -0.25, 0.1, 0.4, 0.7, 0.95, 1.15, 1.27, 1.32],
    [0.0, 0.30, 0.62, 0.90, 1.0, 0.90, 0.68, 0.47, 0.38, 0.31, 0.18, 0.0],
)
# The origin of the jug and the bottle is at half their height, 1 and 1.45.
JUG = lathe(
    np.array([0, 0.02, 0.10, 0.17, 0.3, 0.5, 0.75, 1.0, 1.2, 1.35, 1.5, 1.65, 1.8, 1.93, 2.0]) - 1,
    [0.41, 0.43, 0.43, 0.43, 0.54, 0.66, 0.73, 0.70, 0.60, 0.50, 0.41, 0.37, 0.39, 0.44, 0.43],
)
BOTTLE = lathe(
    np.array([0, 0.01, 0.06, 1.35, 1.55, 1.75, 1.95, 2.15, 2.72, 2.74, 2.86, 2.88, 2.89]) - 1.45,
    [0.36, 0.38, 0.41, 0.41, 0.37, 0.26, 0.155, 0.125, 0.112, 0.15, 0.15, 0.12, 0.10],
)
# name, shape, x, z, size, height of the middle, turn (x, y, z), reach
FRUIT = [
    ("apple", {"squash": 0.90, "dimple": 0.22, "waist": 0.06}, -0.12, 0.62, 0.48, 0.43, (0.35, 0.0, -0.30), 1.15),
    ("green", {"squash": 0.88, "dimple": 0.22, "waist": 0.06}, 0.02, -0.30, 0.45, 0.40, (0.2, 0.5, 0.22), 1.15),
    ("orange", {"squash": 0.96, "dimple": 0.05}, 1.22, 0.00, 0.47, 0.45, (0.5, 0.4, 0.3), 1.1),
    ("orange", {"squash": 0.96, "dimple": 0.05}, -1.72, 0.55, 0.45, 0.43, (0.9, -0.6, 0.6), 1.1),
    ("lemon", {"squash": 1.28, "tip": 0.16}, 0.72, 0.85, 0.32, 0.31, (0.0, 0.45, 1.50), 1.6),
]
GRAPES = [
    (1.42, 0.70),
    (1.66, 0.62),
    (1.90, 0.72),
    (1.54, 0.90),
    (1.78, 0.88),
    (1.34, 0.98),
    (2.02, 0.95),
    (1.64, 1.10),
]


def ball(squash: float = 1.0, dimple: float = 0.0, waist: float = 0.0, tip: float = 0.0) -> Distance:
    """Distance of a round fruit of radius 1 about the Y axis: flattened, hollow at its ends, or with tips there."""

    def distance(p: Array) -> Array:
        r = np.sqrt(p[..., 0] ** 2 + p[..., 2] ** 2 + (p[..., 1] / squash) ** 2) + 1e-6
        up = p[..., 1] / squash / r
        hollow = dimple * (np.exp((up - 1) / 0.10) + 0.5 * np.exp((-up - 1) / 0.06))
        tips = tip * (np.exp((up - 1) / 0.03) + np.exp((-up - 1) / 0.03))
        return (r - 1 - waist * up + hollow - tips) * (0.85 * min(1.0, squash))

    return distance


def handle(p: Array) -> Array:
    """Distance of the jug's handle: a bent ring of clay."""
    ring = np.hypot(p[..., 0] / 0.80, p[..., 1]) - 0.45
    return (np.hypot(ring, p[..., 2] * 0.8) - 0.07) * 0.75


def scaled(distance: Distance, size: float) -> Distance:
    """The same shape, scaled by `size`."""
    return lambda p: distance(p / np.float32(size)) * np.float32(size)


def arrangement() -> tuple[list[Solid], list[Ball]]:
    """All solids, and balls (x, y, z, r, number of the solid) that stand in for them when they cast shadows."""
    things, balls = [], []

    def put(
        name: str,
        shape: Distance,
        center: Vector,
        reach: float,
        turn: Array | None = None,
        masses: Sequence[Ball] = (),
        slim: float = 1.0,
    ) -> None:
        balls.extend((*mass, len(things)) for mass in masses)
        things.append(Solid(shape, center, reach, turn, name, slim))

    jug = [(-1.0, y, -0.35, r) for y, r in [(0.3, 0.46), (0.75, 0.72), (1.25, 0.54), (1.75, 0.38)]]
    put("jug", JUG, (-1.0, 1.0, -0.35), 1.12, None, jug, 0.75)
    put("handle", handle, (-1.62, 1.30, -0.25), 0.60, rotation(0, 0.2, 0.12))
    body = [(0.58, 0.2 + 0.32 * k, -0.95, 0.41) for k in range(5)]
    neck = [(0.58, 1.75 + 0.22 * k, -0.95, 0.16) for k in range(5)]
    put("bottle", BOTTLE, (0.58, 1.45, -0.95), 1.52, None, body + neck, 0.32)
    for name, form, x, z, size, y, turn, reach in FRUIT:
        frame = rotation(*turn)
        put(name, scaled(ball(**form), size), (x, y, z), size * reach, frame, [(x, y, z, size * 0.95)])
        if form.get("dimple", 0) > 0.1:
            top = np.array((x, y, z)) + frame @ (0, 0.66 * size, 0)
            put("stem", scaled(stem, 0.27), tuple(top), 0.36, frame)
    pear = [(2.05, 0.45, 0.05, 0.44), (2.10, 0.86, 0.03, 0.2)]
    put("pear", scaled(PEAR, 0.46), (2.05, 0.46, 0.05), 0.64, rotation(-0.08, 0.3, -0.14), pear)
    put("stem", scaled(stem, 0.26), (2.13, 1.02, 0.03), 0.34, rotation(0, 1.0, -0.35))
    for k, (x, z) in enumerate(GRAPES):
        center = (x, 0.15, z)
        put("grape", scaled(ball(1.06), 0.15), center, 0.165, None, [(*center, 0.145)])
        if k in (0, 1, 3, 4):
            center = (x + 0.13, 0.37, z + 0.08)
            put("grape", scaled(ball(1.06), 0.15), center, 0.165, None, [(*center, 0.145)])
    return things, balls


def stem(p: Array) -> Array:
    """Distance of a stalk, bent a little, from 0 to 1 along Y."""
    y = np.clip(p[..., 1], 0, 1)
    return np.sqrt((p[..., 0] - 0.25 * y * y) ** 2 + (p[..., 1] - y) ** 2 + p[..., 2] ** 2) - 0.085 - 0.05 * y**4
