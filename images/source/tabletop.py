"""The table of the still life, with its linen, and the light that falls on it."""

import numpy as np
from fields import fbm, mix, noise, ramp, resize, rgb, sample, smoothstep
from solids import Camera, dot, open_sky, soft_shadow

BACK, EDGE = -2.3, 1.62  # the table's far and near edge
CAMERA = Camera(eye=(0.1, 2.15, 7.2), pitch=0.215, zoom=1.42, centre=0.51)
LIGHT = np.float32([-0.62, 0.60, 0.50]) / np.float32(np.linalg.norm([-0.62, 0.60, 0.50]))
SUN, SKY, BOUNCE = rgb("#ffe4bd") * 2.3, rgb("#90a4c8") * 0.36, rgb("#c89a6a") * 0.20


def table(rng, light, ray, balls):
    """The table top with its linen, and its front, before `light`."""
    eye = np.float32(CAMERA.eye)
    far = -eye[1] / np.minimum(ray[..., 1], -1e-3)
    at = eye + ray * far[..., None]
    front = at[..., 2] > EDGE
    drop = (EDGE - eye[2]) / ray[..., 2]
    at = np.where(front[..., None], eye + ray * drop[..., None], at)
    rows = np.flatnonzero((at[:, :, 2] > BACK).any(1) & (ray[:, 0, 1] < 0))
    rows = np.s_[rows[0] :]
    at, front, shape = at[rows], front[rows], at[rows].shape[:2]
    normal = np.zeros((*shape, 3), np.float32)
    normal[..., 1], normal[..., 2] = ~front, front
    colour = wood(rng, at, front)
    linen, fold, bump_x, bump_z = cloth(rng, at, front)
    weave = 1 + 0.04 * fbm(rng, shape, (300, 260), 2)
    colour = mix(colour, rgb("#cfc6b4") * weave[..., None], linen)
    normal[..., 0] -= bump_x * linen
    normal[..., 2] -= np.where(front, 0, bump_z) * linen
    normal /= np.sqrt(dot(normal, normal))[..., None]
    # Shadows on the table are soft: a third of the resolution is enough for them.
    coarse = at[::3, ::3]
    simple = [ball[:4] for ball in balls]
    shadow = resize(soft_shadow(coarse, LIGHT, simple, 0.13), shape)
    free = np.clip(resize(open_sky(coarse, np.float32([0, 1, 0]), simple), shape), 0, 1)
    shadow = np.clip(shadow, 0, 1) * (1 - 0.5 * linen * fold)
    facing = np.maximum(normal @ LIGHT, 0) * np.where(front, 0.8, 1)
    glow = SUN * (facing * shadow)[..., None] + SKY * (free * free * np.where(front, 0.35, 1))[..., None]
    cover = (at[..., 2] > BACK).astype(np.float32)
    light[rows] = mix(light[rows], colour * (glow + BOUNCE * 0.25), cover)
    return light


def wood(rng, at, front):
    """Planks of old walnut along X."""
    grain = fbm(rng, (512, 512), (60, 3), 5)
    knots = fbm(rng, (512, 512), 4, 3)
    v = np.where(front, at[..., 1] + 4, at[..., 2])
    plank = np.floor(v / 0.62)
    px = np.mod(at[..., 0] * 60 + plank * 131 + 2000, 511)
    py = np.mod(v * 95 + plank * 57 + 2000, 511)
    tone = 0.45 + 0.16 * sample(grain, px, py) + 0.10 * sample(knots, px, py)
    gap = np.abs(np.mod(v, 0.62) - 0.31) > 0.303
    colour = ramp([(0, "#24140b"), (0.4, "#4c2d18"), (0.7, "#76492a"), (1, "#9c6b41")], tone)
    return colour * (1 - 0.75 * gap)[..., None]


def cloth(rng, at, front):
    """Linen: cover, depth of its folds (0 to 1) and its slopes along X and Z."""
    n, span = 384, 6.4
    x = np.linspace(-span / 2, span / 2, n, dtype=np.float32)[None, :]
    z = np.linspace(BACK, BACK + span, n, dtype=np.float32)[:, None]
    bend = 0.35 * fbm(rng, (n, n), 3, 3)
    height = np.zeros((n, n), np.float32)
    for angle, waves, sharp in [(0.5, 3.1, 1.0), (-0.35, 4.7, 0.7), (1.15, 6.3, 0.45)]:
        phase = (x * np.cos(angle) + z * np.sin(angle)) * waves + bend * 2.4 + angle * 9
        mask = smoothstep(-0.2, 1.2, noise(rng, (n, n), 5))
        height += 0.11 * sharp * (1 - np.abs(np.sin(phase))) ** 2 * mask
    rise_z, rise_x = np.gradient(height, span / n)
    px = (at[..., 0] + span / 2) * n / span
    py = (np.where(front, EDGE - at[..., 1], at[..., 2]) - BACK) * n / span
    fold = 1 - sample(height, px, py) / 0.11
    hem = 0.03 * np.sin(5 * at[..., 0]) + 0.02 * np.sin(13 * at[..., 0])
    edge = np.where(
        front, at[..., 1] + 0.42 + 0.30 * at[..., 0] + 2 * hem, at[..., 2] + 0.95 - 0.55 * at[..., 0] + 3 * hem
    )
    right = 1.18 + hem * 2 + np.where(front, 0.35 * at[..., 1], 0.20 * (at[..., 2] - EDGE)) - at[..., 0]
    cover = smoothstep(0, 0.015, np.minimum(edge, right))
    # Where the linen hangs, it hangs in pleats that open downwards.
    hang = np.where(front, np.clip(-at[..., 1] * 2.5, 0, 1), 0)
    pleat = 9.5 * at[..., 0] + 1.5 * np.sin(2.1 * at[..., 0]) - 1.2 * at[..., 1]
    slope_x = np.where(front, 0.3, 1) * sample(rise_x, px, py) + hang * (np.cos(pleat) + 0.4 * np.cos(2.3 * pleat))
    fold = np.where(front, 0.75 - 0.75 * np.sin(pleat) * hang, np.clip(fold, 0, 1) ** 2)
    return cover, 0.7 * np.clip(fold, 0, 1), slope_x, sample(rise_z, px, py)
