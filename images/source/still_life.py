"""Still life: fruit, a painted jug and a bottle on a table with linen, in the light of a window at the left."""

import numpy as np
from fields import canvas, develop, fbm, grid, mix, rgb, smoothstep
from fruit import arrangement
from march import hit
from peel import grains, rough, skin
from solids import dot, open_sky, soft_shadow
from tabletop import BOUNCE, CAMERA, LIGHT, SKY, SUN, table

ASPECT = 5 / 4


def paint(size):
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


def lit(texture, thing, number, balls, ray, far, normal):
    """Light (n, 3) from the points of one solid towards the camera."""
    at = np.float32(CAMERA.eye) + ray * far[:, None]
    turn = np.eye(3) if thing.turn is None else thing.turn
    own = (at - np.float32(thing.centre)) @ turn.astype(np.float32)
    colour, gloss = skin(thing.name, texture, own)
    if thing.name in ("orange", "lemon"):
        normal = rough(thing.name, texture, own, normal)
    others = [ball[:4] for ball in balls if ball[4] != number and near(ball, thing)]
    shadow = soft_shadow(at, LIGHT, others, 0.10)
    free = open_sky(at, normal, others) * (0.35 + 0.65 * smoothstep(-0.1, 0.5, at[:, 1]))
    facing = normal @ LIGHT
    # Skins let some light in: it wraps round the edge of the shadow and comes out warmer.
    wrap = np.maximum(facing + 0.12, 0) / 1.12
    above = 0.5 + 0.5 * normal[:, 1]
    glow = SUN * (wrap * shadow)[:, None] + SKY * (free * (0.35 + 0.65 * above))[:, None]
    glow = glow + BOUNCE * ((1 - above) * (0.4 + 0.6 * free) + 0.25 * np.maximum(normal[:, 0], 0))[:, None]
    light = colour * glow
    if thing.name == "bottle":
        rim = 1 - np.abs(dot(normal, ray))
        through = smoothstep(0.1, 0.9, normal[:, 0]) * (1 - smoothstep(0.75, 1.0, rim))
        light = light + rgb("#4f7a2c") * (0.55 * through * smoothstep(0.9, -1.2, own[:, 1]))[:, None]
    cosine = -dot(ray, normal)
    mirrored = ray + 2 * cosine[:, None] * normal
    fresnel = 0.045 + 0.5 * np.clip(1 - cosine, 0, 1) ** 4
    shine = window_light(mirrored, 0.03 + 0.30 * (1 - gloss)) * shadow * gloss
    return light + (fresnel * shine * 14)[:, None] * rgb("#fff2dc") + SKY * (fresnel * gloss * free)[:, None]


def near(ball, thing):
    """Whether a ball can matter to the light on a solid."""
    to = np.subtract(ball[:3], thing.centre)
    return np.linalg.norm(to) < 2.2 + thing.radius and (to @ LIGHT > -0.6 or np.linalg.norm(to) < 1.3)


def window_light(direction, blur):
    """Light of a window of four panes that lies in the direction of LIGHT; `blur` for surfaces that scatter."""
    side = np.cross(LIGHT, (0, 1, 0))
    side = (side / np.linalg.norm(side)).astype(np.float32)
    up = np.cross(side, LIGHT)
    ahead = direction @ LIGHT
    a, b = (np.abs(direction @ v / np.maximum(ahead, 0.05)) for v in (side, up))
    panes = smoothstep(0.34 + blur, 0.34 - blur, a) * smoothstep(0.44 + blur, 0.44 - blur, b)
    bars = smoothstep(0.03 - blur, 0.03 + blur, a) * smoothstep(0.03 - blur, 0.03 + blur, b)
    return panes * bars * (ahead > 0)


def wall(rng, full, x, y):
    """The wall behind: dark plaster, lighter where the window's light falls on it."""
    light = 0.10 + 0.50 * np.exp(-(((x - 0.92) / 0.5) ** 2) - ((y - 0.30) / 0.38) ** 2)
    light = light * (1 + 0.10 * fbm(rng, full, 6, 5) + 0.03 * fbm(rng, full, 120, 3))
    return mix(rgb("#3a3228") * 0.6, rgb("#8d7a5c"), np.clip(light, 0, 1)).astype(np.float32)
