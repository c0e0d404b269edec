"""Louvre: a palace courtyard in late light, with a glass pyramid, a pool, and its reflections."""

from __future__ import annotations

import numpy as np
from facade import front
from fields import Array, Shape, Vector, canvas, develop, fbm, grid, mix, ramp, rgb, sample, smoothstep
from numpy.random import Generator
from PIL import Image, ImageDraw
from sky import clouds, dome

# ---------------------------------------------------------------- the courtyard


HORIZON, EYE = 0.515, 2.2
SUN = np.array([-0.62, 0.50, -0.60])  # toward the sun: left, up and behind the camera
BACK, LEFT, RIGHT, NEAR = 142.0, -56.0, 60.0, 84.0
PYRAMID = (12.0, 73.0, 17.5, 21.6, np.radians(41))
SKY = [(0, "#f6dcb0"), (0.16, "#e9d3b8"), (0.4, "#a9bfd3"), (0.75, "#5f8dbf"), (1, "#3f71ad")]
AMBIENT = rgb("#8fa6cc") * 0.62


def project(point: Vector, eye: float) -> tuple[float, float]:
    """Where a point (X, Y, Z) is seen, in units of the picture's width."""
    return 0.5 + point[0] / point[2], HORIZON - (point[1] - eye) / point[2]


def sunlit(x: Array, y: float, z: Array) -> Array:
    """Share of sunlight at points of the courtyard: less in the shadow of the left wing and the pyramid."""
    way = (x - LEFT) / -SUN[0]
    wing = smoothstep(-1.2, 1.2, y + way * SUN[1] - 30) + smoothstep(1, -1, z + way * SUN[2] - NEAR)
    cx, cz, half, top, turn = PYRAMID
    c, s = np.cos(turn), np.sin(turn)
    px, pz = c * (x - cx) - s * (z - cz), s * (x - cx) + c * (z - cz)
    dx, dz = c * SUN[0] - s * SUN[2], s * SUN[0] + c * SUN[2]
    enter, leave = np.zeros_like(px), np.full_like(px, 1e3)
    for nx, nz in [(1, 0), (-1, 0), (0, 1), (0, -1)]:
        # Inside the pyramid while (nx, half / top, nz) · point < half.
        rate = nx * dx + nz * dz + half / top * SUN[1]
        cross = (half - nx * px - nz * pz - half / top * y) / rate
        enter, leave = (enter, np.minimum(leave, cross)) if rate > 0 else (np.maximum(enter, cross), leave)
    glass = smoothstep(-0.3, 1.5, leave - enter)
    return np.clip(wing, 0, 1) * (1 - 0.55 * glass)


def line(v: Array, width: float, pixel: Array) -> Array:
    """Coverage of lines of `width` at whole numbers of v, for pixels that are `pixel` wide in v."""
    apart = np.abs(np.mod(v + 0.5, 1) - 0.5)
    seen = np.maximum(width, pixel)
    return np.clip((seen - apart) / pixel + 0.0, 0, 1) * np.minimum(1, width / seen)


# ---------------------------------------------------------------- the pyramid


CORNERS, PANES = [(-1, -1), (1, -1), (1, 1), (-1, 1)], 18


def pyramid(light: Array, x: Array, y: Array, eye: float) -> Array:
    """The glass pyramid in front of `light`: its far sides first, then the near ones."""
    cx, cz, half, top, turn = PYRAMID
    c, s = np.cos(turn), np.sin(turn)
    corners = [(cx + half * (c * i + s * k), 0.0, cz + half * (c * k - s * i)) for i, k in CORNERS]
    apex = np.array([cx, top, cz], np.float32)
    tones = np.random.default_rng(7).normal(0, 1, (64, 64, 3)).astype(np.float32)
    light = light.copy()
    faces = []
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        a, b = np.array(a), np.array(b)
        normal = np.cross(b - a, apex - a)
        normal /= np.linalg.norm(normal)
        normal *= np.sign(normal[1])
        faces.append((normal @ (np.array([0, eye, 0]) - a) > 0, *np.float32((a, b, normal))))
    for near, a, b, normal in sorted(faces, key=lambda face: face[0]):
        _face(light, x, y, eye, a, b, apex, normal, near, tones)
    return light


def _face(
    light: Array,
    x: Array,
    y: Array,
    eye: float,
    a: Array,
    b: Array,
    apex: Array,
    normal: Array,
    near: bool,
    tones: Array,
) -> None:
    """One side of the pyramid, painted into `light`: panes between the rods of the lattice."""
    w = light.shape[1]
    seen = np.array([project(p, eye) for p in (a, b, apex)])
    (left, upper), (right, lower) = (np.floor(v * w).astype(int) for v in (seen.min(0) - 2 / w, seen.max(0) + 3 / w))
    part = np.s_[max(upper, 0) : lower, max(left, 0) : right]
    x, y, under = x[:, part[1]], y[part[0]], light[part]
    ray = np.stack(np.broadcast_arrays(x - 0.5, HORIZON - y, np.float32(1)), -1)
    origin = np.array([0, eye, 0], np.float32)
    hit = origin + ray * ((a - origin) @ normal / (ray @ normal))[..., None]
    frame = np.linalg.inv(np.stack([a, b, apex], 1))
    weights = [np.clip(hit @ frame[i], -1, 2) for i in range(3)]
    rates = [np.hypot(*np.gradient(v)) + 1e-6 for v in weights]
    inside = np.clip(np.min([v / r for v, r in zip(weights, rates, strict=True)], 0) + 0.5, 0, 1)
    rods = np.max([line(v * PANES, 0.05, r * PANES) for v, r in zip(weights[:2], rates[:2], strict=True)], 0)
    rods = np.maximum(rods, np.max([smoothstep(0.010, 0.006, v) for v in weights], 0))
    if not near:
        light[part] = under * (1 - inside * (0.25 + 0.45 * rods))[..., None]
        return
    pane = tones[np.floor(weights[0] * PANES).astype(int) % 64, np.floor(weights[1] * PANES).astype(int) % 64]
    tilt = normal + 0.022 * pane
    tilt /= np.linalg.norm(tilt, axis=-1, keepdims=True)
    ray /= np.linalg.norm(ray, axis=-1, keepdims=True)
    cosine = -(ray * tilt).sum(-1)
    mirrored = ray + 2 * cosine[..., None] * tilt
    glare = np.maximum(mirrored @ (SUN / np.linalg.norm(SUN)), 0)
    sky = ramp(SKY, np.clip(mirrored[..., 1], 0, 1)) * 0.95 + rgb("#ffc978") * (1.3 * glare**10)[..., None]
    facing = max(normal @ SUN, 0)
    fresnel = np.clip(0.22 + 0.78 * (1 - np.abs(cosine)) ** 4 + 0.05 * pane[..., 0], 0, 1)
    glass = under * rgb("#a9bcc0") * 0.75 + rgb("#ffb868") * (0.30 * np.exp(-4.5 * weights[2]))[..., None]
    glass = mix(glass, sky, fresnel)
    metal = rgb("#cfc8ba") * (facing * rgb("#ffd9a0") * 1.6 + AMBIENT) * 0.75
    light[part] = mix(under, mix(glass, metal, rods), inside)


# ---------------------------------------------------------------- the picture

ASPECT = 4 / 3
PAVILIONS = [(32.0, 11.0, 41.0), (5.0, 7.0, 34.0), (109.0, 8.0, 35.0)]
BASIN = (11.0, 41.0, 4.0)
PEOPLE = [(18, 45), (19, 45.6), (13, 39), (-20, 58), (-21.2, 58.5), (-10, 52), (-31, 68), (-14, 49), (30, 72), (24, 60)]
COATS = ["#2a2832", "#5a2a26", "#27364a", "#4a443a", "#22302a"]


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1989)
    full = canvas(size, ASPECT, oversample=1.5)
    x, y = grid(full)
    sky = _sky(rng, full, x, y)
    fronts = _fronts(rng, full)
    light = _standing(sky, fronts, EYE)
    below = np.s_[int(HORIZON * full[1]) + 1 :]
    light[below] = _ground(rng, light[below], x, y[below])
    light = pyramid(light, x, y, EYE)
    light = _people(rng, light)
    mirror = pyramid(_standing(sky, fronts, -EYE), x, y, -EYE)
    light[below] = _basin(rng, light[below], mirror, x, y[below])
    light *= 1 + 0.02 * rng.standard_normal((*full, 1), dtype=np.float32)
    return develop(light, size, 0.70, shoulder=True)


def _sky(rng: Generator, full: Shape, x: Array, y: Array) -> Array:
    blue = dome(x, y, HORIZON, SKY, (-0.05, 0.40, 0.20))
    white, cover = clouds(rng, full, HORIZON, cover=0.15, scale=15.0)
    return mix(blue, white * 1.5, cover)


def _fronts(rng: Generator, full: Shape) -> list[tuple[Image.Image, list[Vector]]]:
    """The three palace fronts around the courtyard: pictures with alpha, and where their corners are."""
    scale = 1.15 * full[1] / BACK
    sx, sy, sz = SUN
    walls = [
        (PAVILIONS, (sx, -sy, -sz), (LEFT, BACK), (RIGHT, BACK)),
        ([(14.0, 9.0, 37.0)], (sz, -sy, sx), (LEFT, NEAR), (LEFT, BACK)),
        ([(44.0, 9.0, 37.0)], (-sz, -sy, -sx), (RIGHT, BACK), (RIGHT, NEAR)),
    ]
    fronts = []
    for pavilions, sun, (xa, za), (xb, zb) in walls:
        color, cover = front(rng, np.hypot(xb - xa, zb - za), pavilions, sun, AMBIENT, scale)
        if za == zb:
            color = _shade_of_wing(color, scale)
        pixels = np.dstack([np.sqrt(np.clip(color / 4, 0, 1)), cover])
        corners = [(xa, 48, za), (xb, 48, zb), (xb, 0, zb), (xa, 0, za)]
        fronts.append((Image.fromarray((pixels * 255 + 0.5).astype(np.uint8)), corners))
    return fronts


def _shade_of_wing(color: Array, scale: float) -> Array:
    """The rear front with the slanted shadow of the left wing."""
    h, w = color.shape[:2]
    x = LEFT + (np.arange(w, dtype=np.float32)[None, :] + 0.5) / scale
    y = 48 - (np.arange(h, dtype=np.float32)[:, None] + 0.5) / scale
    lit = smoothstep(-0.8, 0.8, y + (x - LEFT) / -SUN[0] * SUN[1] - 30)
    return color * mix(np.float32([0.22, 0.27, 0.38]), np.ones(3, np.float32), lit)


def _standing(light: Array, fronts: list[tuple[Image.Image, list[Vector]]], eye: float) -> Array:
    """The sky `light` behind the fronts, seen from the height `eye`."""
    h, w = light.shape[:2]
    for picture, corners in fronts:
        seen = [np.array(project(corner, eye)) * w for corner in corners]
        u, v = picture.size
        rows, values = [], []
        for (px, py), (s, t) in zip(seen, [(0, 0), (u, 0), (u, v), (0, v)], strict=True):
            rows += [[px, py, 1, 0, 0, 0, -s * px, -s * py], [0, 0, 0, px, py, 1, -t * px, -t * py]]
            values += [s, t]
        view = np.linalg.solve(np.array(rows), np.array(values))
        layer = picture.transform((w, h), Image.Transform.PERSPECTIVE, view, Image.Resampling.BILINEAR)
        layer = np.asarray(layer, np.float32) / 255
        light = mix(light, 4 * layer[..., :3] ** 2, layer[..., 3])
    return light


def _ground(rng: Generator, light: Array, x: Array, y: Array) -> Array:
    """The paved courtyard in front of `light`."""
    away = EYE / (y - HORIZON)
    across = (x - 0.5) * away
    away = np.broadcast_to(away, across.shape)
    row = np.floor(away / 1.6).astype(np.int32)
    along = across / 1.6 + 0.5 * np.mod(row, 2)
    tone = rng.uniform(-1, 1, 4096).astype(np.float32)[(row * 97 + np.floor(along).astype(np.int32) * 31) % 4096]
    pixel = away / x.size / 1.6
    joint = np.maximum(line(along, 0.025, pixel), line(away / 1.6, 0.025, pixel * away / EYE))
    fade = smoothstep(60, 12, away)
    grain = fbm(rng, across.shape, (90, 70), 3) * 0.07 + fbm(rng, across.shape, (14, 7), 4) * 0.10
    stone = rgb("#b3a48d") * ((1 + 0.14 * tone * fade + grain) * (1 - 0.45 * joint * fade))[..., None]
    sun = rgb("#ffd39a") * 1.5 * sunlit(across, 0.0, away)[..., None]
    cover = (away < BACK) * (across > LEFT) * (across < RIGHT)
    return mix(light, stone * (sun + AMBIENT), cover.astype(np.float32))


def _people(rng: Generator, light: Array) -> Array:
    """Visitors with their shadows: little more than strokes, as a camera sees them at this distance."""
    h, w = light.shape[:2]
    figures, shadows = Image.new("RGBA", (w, h)), Image.new("L", (w, h))
    draw, cast = ImageDraw.Draw(figures), ImageDraw.Draw(shadows)
    for number, (px, pz) in enumerate(PEOPLE):
        tall = rng.uniform(1.6, 1.85)
        (x, foot), (_, head) = (np.array(project((px, y, pz), EYE)) * w for y in (0, tall))
        reach = tall / SUN[1]
        far_x, far_y = np.array(project((px - SUN[0] * reach, 0, pz - SUN[2] * reach), EYE)) * w
        u = (foot - head) / 8  # the figure is eight heads tall
        cast.polygon([(x - u, foot), (x + u, foot), (far_x + 0.4 * u, far_y), (far_x - 0.4 * u, far_y)], fill=170)
        coat, stride = COATS[number % len(COATS)], rng.uniform(0.3, 1.2) * u
        for way in (-1, 1):
            hip, ankle = (x + 0.35 * way * u, foot - 4 * u), (x + way * stride, foot)
            draw.polygon(
                [hip, (hip[0] + 0.5 * u, hip[1]), (ankle[0] + 0.3 * u, foot), (ankle[0] - 0.3 * u, foot)], "#1c1b20"
            )
        hem = foot - rng.uniform(2.2, 4.2) * u
        sides = [(x - 0.7 * u, head + 1.3 * u), (x + 0.7 * u, head + 1.3 * u), (x + 1.1 * u, hem), (x - 1.0 * u, hem)]
        draw.polygon(sides, coat)
        # The low sun lights each visitor from the left.
        draw.polygon([sides[0], (x - 0.25 * u, sides[0][1]), (x - 0.5 * u, hem), sides[3]], "#c79a62")
        draw.ellipse([x - 0.5 * u, head, x + 0.5 * u, head + 1.25 * u], "#3a2a20")
        draw.ellipse([x - 0.5 * u, head + 0.2 * u, x + 0.1 * u, head + 1.2 * u], "#d8a87c")
    figure, shadow = (np.asarray(image, np.float32) / 255 for image in (figures, shadows))
    return mix(light * (1 - 0.65 * shadow)[..., None], figure[..., :3] ** 2.2, figure[..., 3])


def _basin(rng: Generator, light: Array, mirror: Array, x: Array, y: Array) -> Array:
    """The pool in front of `light`: ripples break the `mirror` image into streaks; it has a stone rim."""
    shape = light.shape[:2]
    w = shape[1]
    away = EYE / (y - HORIZON)
    across = (x - 0.5) * away
    near, far, right = BASIN
    edge = np.minimum(np.minimum(away - near, far - away), (right + 0.4 * (away - near) - across) * 0.93)
    pixel = np.maximum(away / w, 0.02)
    water, rim = np.clip(edge / pixel + 0.5, 0, 1), np.clip((edge + 0.7) / pixel + 0.5, 0, 1)
    strength = np.clip((y - HORIZON) / 0.2, 0.02, 1.2)
    wave = (fbm(rng, shape, (60, 24), 3) * 0.0019 + fbm(rng, shape, (20, 5), 2) * 0.0036) * strength
    broken = sample(mirror, (x + 0.25 * wave) * w - 0.5, (2 * HORIZON - y + 1.6 * wave) * w - 0.5)
    sheen = np.clip(0.90 - 1.9 * (y - HORIZON) + 18 * wave, 0.30, 0.95)
    granite = rgb("#5d574f") * (1 + 0.12 * fbm(rng, shape, (60, 90), 3))[..., None]
    lit = sunlit(across, 0.0, np.broadcast_to(away, across.shape))[..., None]
    granite = granite * (rgb("#ffd39a") * 1.5 * lit + AMBIENT)
    granite = granite * (1 - 0.6 * smoothstep(-0.28, -0.1, edge))[..., None]
    light = mix(light, granite, rim)
    return mix(light, mix(rgb("#122a33") * 0.7, broken, sheen), water)
