"""Skies of the photographs: a graded dome, and clouds lit from the side of the sun."""

import numpy as np

from nst_course.images.paintings.fields import fbm, mix, ramp, resize, rgb, sample, smoothstep

PLANE = 640


def dome(x, y, horizon, stops, sun, warmth="#ffcf8a"):
    """Clear sky above `horizon`; `stops` run from the horizon (0) up (1), `sun` = (x, y, spread) warms its corner."""
    colour = ramp(stops, np.broadcast_to((horizon - y) / horizon, np.broadcast_shapes(x.shape, y.shape)))
    glow = np.exp(-np.hypot(x - sun[0], (y - sun[1]) * 1.3) / sun[2])
    return colour + rgb(warmth) * glow[..., None]


def clouds(rng, shape, horizon, *, cover, lit="#fff1dc", shade="#8d8fa6", scale=3.0, sun_side=-1):
    """Light (H, W, 3) and opacity (H, W) of fair-weather clouds on a plane overhead, closing up towards the horizon."""
    half = (max(2, shape[0] // 2), shape[1] // 2)
    h, w = half
    x = (np.arange(w, dtype=np.float32)[None, :] / w - 0.5) * max(1, w / h)
    height = np.maximum(horizon - np.arange(h, dtype=np.float32)[:, None] / max(half), 0) + 0.05
    far = 0.20 / height
    plane = fbm(rng, (PLANE, PLANE), scale, 8, 0.55)
    px, py = PLANE * (0.5 + x * far * 0.42), np.broadcast_to(PLANE * far * 0.24, half)
    puff = sample(plane, px, py)
    near_sun = sample(plane, px + sun_side * 9, py + 14)
    body = smoothstep(cover, cover + 0.9, puff)
    light = np.clip(0.62 + 0.55 * (puff - near_sun) - 0.30 * (body - 0.5), 0, 1)
    colour = mix(rgb(shade), rgb(lit), light)
    fade = smoothstep(0.0, 0.10, height - 0.05)
    return np.stack([resize(colour[..., c], shape) for c in range(3)], -1), resize(body * fade, shape)
