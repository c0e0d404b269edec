"""Louvre: a palace court in late light, with a pyramid of glass, a basin and its reflections."""

import numpy as np
from court import (
    AMBIENT,
    BACK,
    EYE,
    HORIZON,
    LEFT,
    NEAR,
    RIGHT,
    SKY,
    SUN,
    line,
    project,
    sunlit,
)
from facade import front
from fields import canvas, develop, fbm, grid, mix, rgb, sample, smoothstep
from PIL import Image, ImageDraw
from pyramid import pyramid
from sky import clouds, dome

ASPECT = 4 / 3
PAVILIONS = [(32.0, 11.0, 41.0), (5.0, 7.0, 34.0), (109.0, 8.0, 35.0)]
BASIN = (11.0, 41.0, 4.0)
PEOPLE = [(18, 45), (19, 45.6), (13, 39), (-20, 58), (-21.2, 58.5), (-10, 52), (-31, 68), (-14, 49), (30, 72), (24, 60)]
COATS = ["#2a2832", "#5a2a26", "#27364a", "#4a443a", "#22302a"]


def paint(size):
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


def _sky(rng, full, x, y):
    blue = dome(x, y, HORIZON, SKY, (-0.05, 0.40, 0.20))
    white, cover = clouds(rng, full, HORIZON, cover=0.15, scale=15.0)
    return mix(blue, white * 1.5, cover)


def _fronts(rng, full):
    """The three palace fronts round the court: each a picture with alpha, and where its corners stand."""
    scale = 1.15 * full[1] / BACK
    sx, sy, sz = SUN
    walls = [
        (PAVILIONS, (sx, -sy, -sz), (LEFT, BACK), (RIGHT, BACK)),
        ([(14.0, 9.0, 37.0)], (sz, -sy, sx), (LEFT, NEAR), (LEFT, BACK)),
        ([(44.0, 9.0, 37.0)], (-sz, -sy, -sx), (RIGHT, BACK), (RIGHT, NEAR)),
    ]
    fronts = []
    for pavilions, sun, (xa, za), (xb, zb) in walls:
        colour, cover = front(rng, np.hypot(xb - xa, zb - za), pavilions, sun, AMBIENT, scale)
        if za == zb:
            colour = _shade_of_wing(colour, scale)
        pixels = np.dstack([np.sqrt(np.clip(colour / 4, 0, 1)), cover])
        corners = [(xa, 48, za), (xb, 48, zb), (xb, 0, zb), (xa, 0, za)]
        fronts.append((Image.fromarray((pixels * 255 + 0.5).astype(np.uint8)), corners))
    return fronts


def _shade_of_wing(colour, scale):
    """The back front with the slanting shadow that the left wing throws on it."""
    h, w = colour.shape[:2]
    x = LEFT + (np.arange(w, dtype=np.float32)[None, :] + 0.5) / scale
    y = 48 - (np.arange(h, dtype=np.float32)[:, None] + 0.5) / scale
    lit = smoothstep(-0.8, 0.8, y + (x - LEFT) / -SUN[0] * SUN[1] - 30)
    return colour * mix(np.float32([0.22, 0.27, 0.38]), np.ones(3, np.float32), lit)


def _standing(light, fronts, eye):
    """The sky `light` with the fronts before it, as seen from the height `eye`."""
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


def _ground(rng, light, x, y):
    """The paved court before `light`."""
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


def _people(rng, light):
    """Visitors with their shadows: little more than strokes, which is all that a camera sees at this distance."""
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
        # The low sun catches each on the left.
        draw.polygon([sides[0], (x - 0.25 * u, sides[0][1]), (x - 0.5 * u, hem), sides[3]], "#c79a62")
        draw.ellipse([x - 0.5 * u, head, x + 0.5 * u, head + 1.25 * u], "#3a2a20")
        draw.ellipse([x - 0.5 * u, head + 0.2 * u, x + 0.1 * u, head + 1.2 * u], "#d8a87c")
    figure, shadow = (np.asarray(image, np.float32) / 255 for image in (figures, shadows))
    return mix(light * (1 - 0.65 * shadow)[..., None], figure[..., :3] ** 2.2, figure[..., 3])


def _basin(rng, light, mirror, x, y):
    """The basin before `light`: ripples break the `mirror` of the court into streaks; a stone rim runs round it."""
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
