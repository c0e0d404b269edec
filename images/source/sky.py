"""Skies of the photographs: a graded dome, and clouds lit from the side of the sun."""

from __future__ import annotations

import numpy as np
from fields import Array, Shape, Stops, Vector, fbm, mix, ramp, resize, rgb, sample, smoothstep
from numpy.random import Generator

PLANE = 640


def dome(x: Array, y: Array, horizon: float, stops: Stops, sun: Vector, warmth: str = "#ffcf8a") -> Array:
    """Clear sky above `horizon`; `stops` run from the horizon (0) up (1), `sun` = (x, y, spread) warms its corner."""
    color = ramp(stops, np.broadcast_to((horizon - y) / horizon, np.broadcast_shapes(x.shape, y.shape)))
    glow = np.exp(-np.hypot(x - sun[0], (y - sun[1]) * 1.3) / sun[2])
    return color + rgb(warmth) * glow[..., None]


def clouds(
    rng: Generator,
    shape: Shape,
    horizon: float,
    *,
    cover: float,
    lit: str = "#fff0d8",
    shade: str = "#7f86a3",
    scale: float = 6.0,
    sun_side: int = -1,
) -> tuple[Array, Array]:
    """Light (H, W, 3) and opacity (H, W) of fair-weather clouds on a plane overhead, closing up toward the horizon.

    `cover` is the threshold of the noise they grow from: 0 clouds half the sky, 1 leaves a few.
    """
    h, w = shape[0] // 2, shape[1] // 2
    rows = max(2, min(h, int(horizon * max(h, w)) + 2))
    x = (np.arange(w, dtype=np.float32)[None, :] / w - 0.5) * min(1, w / h)
    height = np.maximum(horizon - np.arange(rows, dtype=np.float32)[:, None] / max(h, w), 0) + 0.06
    far = 0.22 / height
    plane = fbm(rng, (PLANE, PLANE), scale, 8, 0.56)
    px, py = PLANE * (0.5 + x * far * 0.55), np.broadcast_to(PLANE * far * 0.26, (rows, w))
    puff = sample(plane, px, py)
    # Light falls through a cloud from the sun's side: the more cloud lies that way, the darker.
    before = sum(np.maximum(sample(plane, px + sun_side * d, py + 0.7 * d) - cover, 0) for d in (7, 16))
    body = smoothstep(cover, cover + 1.0, puff)
    light = np.exp(-0.75 * before) + 0.25 * np.maximum(puff - cover, 0) * np.exp(-before)
    color = mix(rgb(shade), rgb(lit), np.clip(light, 0, 1.25))
    body = body * smoothstep(0.0, 0.05, height - 0.06)
    full = (round(shape[0] * rows / h), shape[1])
    light, opacity = np.zeros((*shape, 3), np.float32), np.zeros(shape, np.float32)
    for c in range(3):
        light[: full[0], :, c] = resize(color[..., c], full)[: shape[0]]
    opacity[: full[0]] = np.clip(resize(body, full)[: shape[0]], 0, 1)
    return light, opacity
