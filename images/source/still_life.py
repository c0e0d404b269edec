"""Still life: fruit, a painted jug and a bottle on a table with linen, in the light of a window at the left."""

from __future__ import annotations

import numpy as np
from fields import Array, Shape, canvas, develop, fbm, grid, mix, noise, ramp, resize, rgb, sample, smoothstep
from fruit import arrangement, grains, rough, skin
from numpy.random import Generator
from raymarching import Ball, Camera, Solid, dot, hit, open_sky, soft_shadow

# ---------------------------------------------------------------- the table


BACK, EDGE = -2.3, 1.62  # the table's far and near edge
CAMERA = Camera(eye=(0.1, 2.15, 7.2), pitch=0.215, zoom=1.42, center=0.51)
LIGHT = np.float32([-0.62, 0.60, 0.50]) / np.float32(np.linalg.norm([-0.62, 0.60, 0.50]))
SUN, SKY, BOUNCE = rgb("#ffe4bd") * 2.3, rgb("#90a4c8") * 0.36, rgb("#c89a6a") * 0.20


def table(rng: Generator, light: Array, ray: Array, balls: list[Ball]) -> Array:
    """The table top with its linen, and its front edge, in front of `light`."""
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
    color = wood(rng, at, front)
    linen, fold, bump_x, bump_z = cloth(rng, at, front)
    weave = 1 + 0.04 * fbm(rng, shape, (300, 260), 2)
    color = mix(color, rgb("#cfc6b4") * weave[..., None], linen)
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
    light[rows] = mix(light[rows], color * (glow + BOUNCE * 0.25), cover)
    return light


def wood(rng: Generator, at: Array, front: Array) -> Array:
    """Planks of old walnut along X."""
    grain = fbm(rng, (512, 512), (60, 3), 5)
    knots = fbm(rng, (512, 512), 4, 3)
    v = np.where(front, at[..., 1] + 4, at[..., 2])
    plank = np.floor(v / 0.62)
    px = np.mod(at[..., 0] * 60 + plank * 131 + 2000, 511)
    py = np.mod(v * 95 + plank * 57 + 2000, 511)
    tone = 0.45 + 0.16 * sample(grain, px, py) + 0.10 * sample(knots, px, py)
    gap = np.abs(np.mod(v, 0.62) - 0.31) > 0.303
    color = ramp([(0, "#24140b"), (0.4, "#4c2d18"), (0.7, "#76492a"), (1, "#9c6b41")], tone)
    return color * (1 - 0.75 * gap)[..., None]


def cloth(rng: Generator, at: Array, front: Array) -> tuple[Array, Array, Array, Array]:
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
    # Where the linen hangs down, it falls in pleats that widen toward the bottom.
    hang = np.where(front, np.clip(-at[..., 1] * 2.5, 0, 1), 0)
    pleat = 9.5 * at[..., 0] + 1.5 * np.sin(2.1 * at[..., 0]) - 1.2 * at[..., 1]
    slope_x = np.where(front, 0.3, 1) * sample(rise_x, px, py) + hang * (np.cos(pleat) + 0.4 * np.cos(2.3 * pleat))
    fold = np.where(front, 0.75 - 0.75 * np.sin(pleat) * hang, np.clip(fold, 0, 1) ** 2)
    return cover, 0.7 * np.clip(fold, 0, 1), slope_x, sample(rise_z, px, py)


# ---------------------------------------------------------------- the picture


ASPECT = 5 / 4


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1734)
    full = canvas(size, ASPECT, oversample=1.4)
    x, y = grid(full)
    ray = CAMERA.rays(x, y)
    things, balls = arrangement()
    texture = grains(rng)
    light = wall(rng, full, x, y)
    light = table(rng, light, ray, balls)
    depth = np.full(full, np.inf, np.float32)
    for number, thing in enumerate(things):
        window = CAMERA.window(thing, full)
        part = ray[window]
        far, normal = hit(thing, CAMERA.eye, part)
        front = far < depth[window]
        depth[window][front] = far[front]
        light[window][front] = lit(texture, thing, number, balls, part[front], far[front], normal[front])
    light *= 1 + 0.02 * rng.standard_normal((*full, 1), dtype=np.float32)
    return develop(light, size, 0.85, shoulder=True)


def lit(
    texture: tuple[Array, Array, Array],
    thing: Solid,
    number: int,
    balls: list[Ball],
    ray: Array,
    far: Array,
    normal: Array,
) -> Array:
    """Light (n, 3) from the points of one solid toward the camera."""
    at = np.float32(CAMERA.eye) + ray * far[:, None]
    turn = np.eye(3) if thing.turn is None else thing.turn
    own = (at - np.float32(thing.center)) @ turn.astype(np.float32)
    color, gloss = skin(thing.name, texture, own)
    if thing.name in ("orange", "lemon"):
        normal = rough(thing.name, texture, own, normal)
    others = [ball[:4] for ball in balls if ball[4] != number and near(ball, thing)]
    shadow = soft_shadow(at, LIGHT, others, 0.10)
    free = open_sky(at, normal, others) * (0.35 + 0.65 * smoothstep(-0.1, 0.5, at[:, 1]))
    facing = normal @ LIGHT
    # Skins let some light in: it wraps around the edge of the shadow and comes out warmer.
    wrap = np.maximum(facing + 0.12, 0) / 1.12
    above = 0.5 + 0.5 * normal[:, 1]
    glow = SUN * (wrap * shadow)[:, None] + SKY * (free * (0.35 + 0.65 * above))[:, None]
    glow = glow + BOUNCE * ((1 - above) * (0.4 + 0.6 * free) + 0.25 * np.maximum(normal[:, 0], 0))[:, None]
    light = color * glow
    if thing.name == "bottle":
        rim = 1 - np.abs(dot(normal, ray))
        through = smoothstep(0.1, 0.9, normal[:, 0]) * (1 - smoothstep(0.75, 1.0, rim))
        light = light + rgb("#4f7a2c") * (0.55 * through * smoothstep(0.9, -1.2, own[:, 1]))[:, None]
    cosine = -dot(ray, normal)
    mirrored = ray + 2 * cosine[:, None] * normal
    fresnel = 0.045 + 0.5 * np.clip(1 - cosine, 0, 1) ** 4
    shine = window_light(mirrored, 0.03 + 0.30 * (1 - gloss)) * shadow * gloss
    return light + (fresnel * shine * 14)[:, None] * rgb("#fff2dc") + SKY * (fresnel * gloss * free)[:, None]


def near(ball: Ball, thing: Solid) -> bool:
    """Whether a ball can affect the light on a solid."""
    to = np.subtract(ball[:3], thing.center)
    return np.linalg.norm(to) < 2.2 + thing.radius and (to @ LIGHT > -0.6 or np.linalg.norm(to) < 1.3)


def window_light(direction: Array, blur: float) -> Array:
    """Light of a window of four panes that lies in the direction of LIGHT; `blur` for surfaces that scatter."""
    side = np.cross(LIGHT, (0, 1, 0))
    side = (side / np.linalg.norm(side)).astype(np.float32)
    up = np.cross(side, LIGHT)
    ahead = direction @ LIGHT
    a, b = (np.abs(direction @ v / np.maximum(ahead, 0.05)) for v in (side, up))
    panes = smoothstep(0.34 + blur, 0.34 - blur, a) * smoothstep(0.44 + blur, 0.44 - blur, b)
    bars = smoothstep(0.03 - blur, 0.03 + blur, a) * smoothstep(0.03 - blur, 0.03 + blur, b)
    return panes * bars * (ahead > 0)


def wall(rng: Generator, full: Shape, x: Array, y: Array) -> Array:
    """The wall behind: dark plaster, lighter where the window's light falls on it."""
    light = 0.10 + 0.50 * np.exp(-(((x - 0.92) / 0.5) ** 2) - ((y - 0.30) / 0.38) ** 2)
    light = light * (1 + 0.10 * fbm(rng, full, 6, 5) + 0.03 * fbm(rng, full, 120, 3))
    return mix(rgb("#3a3228") * 0.6, rgb("#8d7a5c"), np.clip(light, 0, 1)).astype(np.float32)
