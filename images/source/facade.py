"""A palace front in relief: arcades, tall windows, columns, cornices and slate roofs, lit by a low sun.

Heights are meters out of the wall; x runs along the front and y up from the ground, also in meters.
"""

from __future__ import annotations

import numpy as np
from fields import Array, Vector, cast_shadow, fbm, lambert, mix, noise, occlusion, rgb, smoothstep
from numpy.random import Generator

BAY = 6.4
EAVES = 22.5
STONE, DEEP, GLASS, SLATE, LEAD = "#e2c99b", "#a98c63", "#1d2530", "#56606e", "#39414c"


def front(
    rng: Generator,
    length: float,
    pavilions: list[Vector],
    sun: Vector,
    ambient: Array,
    scale: float = 9.0,
) -> tuple[Array, Array]:
    """Color (H, W, 3) in linear light and cover (H, W) of a front `length` meters long, 48 meters of height.

    `pavilions` are (center, half width, roof top) in meters, `sun` = (right, down, toward us), `ambient` the color
    of the light from the sky, `scale` pixels per meter.
    """
    shape = (round(48 * scale), round(length * scale))
    x = ((np.arange(shape[1]) + 0.5) / scale).astype(np.float32)[None, :] + np.zeros(shape, np.float32)
    y = 48 - ((np.arange(shape[0]) + 0.5) / scale).astype(np.float32)[:, None] + np.zeros(shape, np.float32)
    soft = 0.7 / scale
    wall, glass = _wall(x, y, pavilions, soft)
    roof, slate, cover = _roof(x, y, pavilions, soft)
    height = np.where(y > EAVES + 1.5, roof, wall) + 0.012 * fbm(rng, shape, length, 3)
    stone = mix(rgb(DEEP), rgb(STONE), np.clip(0.72 + 0.13 * _masonry(rng, x, y) + 0.10 * fbm(rng, shape, 9, 6), 0, 1))
    stone *= (1 - 0.22 * smoothstep(0.3, 1.6, fbm(rng, shape, (3, length / 1.5), 5)))[..., None]
    panes = rgb(GLASS) * (1 + 0.9 * np.maximum(noise(rng, shape, length / 2.2), 0))[..., None]
    courses = 0.25 * np.sin(y * (2 * np.pi / 0.55)) + 0.12 * noise(rng, shape, (140, length))
    tiles = mix(rgb(LEAD), rgb(SLATE), np.clip(0.6 + courses + 0.15 * fbm(rng, shape, (8, length / 3), 4), 0, 1))
    color = mix(mix(stone, panes, glass), tiles, slate)
    pixels = height * scale
    light = lambert(pixels, sun) * cast_shadow(pixels, sun, 3.2 * scale, 20, 0.12 * scale)
    open_sky = occlusion(pixels, 1.1 * scale, 0.9 / scale) * occlusion(pixels, 3.5 * scale, 0.5 / scale)
    warm = rgb("#ffcf90") * 2.9
    return color * (light[..., None] * warm + open_sky[..., None] * ambient), cover


def _box(v: Array, half: float, soft: float) -> Array:
    """1 inside |v| < half, with soft edges."""
    return np.clip((half - np.abs(v)) / soft + 0.5, 0, 1)


def _span(v: Array, low: float, high: float, soft: float) -> Array:
    return _box(v - (low + high) / 2, (high - low) / 2, soft)


def _wall(x: Array, y: Array, pavilions: list[Vector], soft: float) -> tuple[Array, Array]:
    """Relief of the three stories and the mask of the window panes."""
    bay = np.mod(x, BAY) - BAY / 2
    odd = np.mod(np.floor(x / BAY), 2)
    wall, step = np.zeros_like(x), np.zeros_like(x)
    for center, half, _ in pavilions:
        step = np.maximum(step, 1.6 * _box(x - center, half, soft * 2))
    arch = np.where(y < 5.2, _box(bay, 1.75, soft), np.clip((1.75 - np.hypot(bay, y - 5.2)) / soft + 0.5, 0, 1))
    ring = np.clip((2.15 - np.hypot(bay, np.maximum(y - 5.2, 0))) / soft + 0.5, 0, 1)
    wall += 0.16 * ring * _span(y, 0, 7.6, soft) - 1.5 * arch
    tall = _box(bay, 1.05, soft) * _span(y, 10.4, 15.4, soft)
    frame = _box(bay, 1.45, soft) * _span(y, 9.9, 15.8, soft)
    low = _box(bay, 0.95, soft) * _span(y, 18.9, 21.0, soft)
    sill = _box(bay, 1.3, soft) * _span(y, 18.5, 21.4, soft)
    wall += 0.22 * frame + 0.18 * sill - 0.75 * tall - 0.6 * low
    gable = np.where(
        odd > 0, 16.0 + 1.3 * (1 - np.abs(bay) / 1.8), 16.0 + 1.2 * np.sqrt(np.clip(1 - (bay / 1.8) ** 2, 0, 1))
    )
    rim = _box(bay, 1.9, soft) * (_span(y, 15.9, 16.25, soft) + np.clip(0.5 + (0.22 - np.abs(y - gable)) / soft, 0, 1))
    wall += 0.42 * np.minimum(rim, 1) + 0.15 * _box(bay, 1.7, soft) * smoothstep(0.05, -0.05, y - gable) * (y > 16)
    post = np.abs(bay) - BAY / 2
    for side in (-0.62, 0.62):
        shaft = np.sqrt(np.clip(1 - ((np.mod(x - side + BAY / 2, BAY) - BAY / 2) / 0.38) ** 2, 0, 1))
        wall += 0.55 * shaft * (_span(y, 1.0, 7.4, soft) + _span(y, 9.9, 16.9, soft))
    wall += 0.14 * _box(post, 1.15, soft) * _span(y, 0, 17.4, soft)
    wall += (
        0.35 * _box(post, 1.2, soft) * (_span(y, 0, 1.0, soft) + _span(y, 16.9, 17.4, soft) + _span(y, 7.3, 7.8, soft))
    )
    for bottom, top, out in [(8.0, 8.4, 0.5), (8.4, 8.9, 0.8), (9.3, 9.7, 0.3), (17.5, 17.8, 0.5), (17.8, 18.3, 0.95)]:
        wall += out * _span(y, bottom, top, soft)
    for bottom, top, out in [(21.5, 21.9, 0.5), (21.9, 22.5, 0.9), (22.5, 24.0, 0.25), (23.7, 24.0, 0.3)]:
        wall += out * _span(y, bottom, top, soft)
    baluster = 0.5 + 0.5 * np.cos(x * (2 * np.pi / 0.62))
    wall -= 0.5 * smoothstep(0.35, 0.65, baluster) * _span(y, 22.7, 23.7, soft) * (np.abs(post) > 0.7)
    mullion = np.maximum(_box(bay, 0.07, soft), _box(np.mod(y, 1.25) - 0.6, 0.06, soft))
    glass = np.maximum(arch * 0.92, np.maximum(tall, low) * (1 - 0.75 * mullion))
    return wall + step, glass


def _roof(x: Array, y: Array, pavilions: list[Vector], soft: float) -> tuple[Array, Array, Array]:
    """Relief of the roofs, mask of their slates, and the cover of the whole front against the sky."""
    top = np.full_like(x[:1], 29.5)
    base = np.full_like(x[:1], 24.0)
    lean = np.full_like(x, 0.55)
    for center, half, peak in pavilions:
        away = np.abs(x[:1] - center)
        # The square dome of a pavilion: steep at the eaves, rounding off to a flat crown.
        curve = 24.5 + (peak - 24.5) * np.sqrt(
            np.clip(1 - np.clip((away - half * 0.45) / (half * 0.58), 0, 1) ** 2.6, 0, 1)
        )
        top = np.where(away < half * 1.03, np.maximum(top, curve), top)
        base = np.where(away < half * 1.03, 24.5, base)
        lean = np.where(np.abs(x - center) < half, 0.35, lean)
    slate = smoothstep(-soft, soft, y - base)
    roof = 0.4 - (y - 24) * lean
    stone = np.zeros_like(x)
    for center, half, peak in pavilions:
        away = x - center
        roof += np.where(np.abs(away) < half, 0.42 * half * np.sqrt(np.clip(1.05 - (away / half) ** 2, 0, 1)), 0)
        roof += 0.5 * _box(away, half * 0.5, soft) * _span(y, peak - 0.6, peak + 0.5, soft)
        # A gable over the middle of the pavilion, its field sunk behind the rim.
        gable = 24.3 + 0.42 * half * (1 - np.abs(away) / (0.74 * half))
        field = _box(away, 0.74 * half, soft) * smoothstep(soft, -soft, y - gable)
        rim = np.clip((0.7 - (gable - y)) / soft, 0, 1) * field
        roof = np.where(field > 0.5, 2.0 + 0.42 * half + 0.8 * rim, roof)
        stone = np.maximum(stone, field)
    bay = np.mod(x, BAY) - BAY / 2
    dormer = _box(bay, 0.95, soft) * _span(y, 24.0, 26.7, soft)
    dormer = np.maximum(dormer, np.clip((0.95 - np.hypot(bay, y - 26.7)) / soft + 0.5, 0, 1))
    pane = np.clip((0.55 - np.hypot(bay, (y - 26.2) * 0.8)) / soft + 0.5, 0, 1)
    dormer, pane = dormer * (1 - stone), pane * (1 - stone)
    roof += 1.5 * dormer - 0.8 * pane
    slate *= (1 - 0.95 * dormer * (1 - pane)) * (1 - stone)
    cover = smoothstep(soft, -soft, y - top)
    stack = np.mod(x + 3.2, BAY * 4) - BAY * 2
    for center, half, _ in pavilions:
        stack = np.where(np.abs(x - center) < half + 1.2, BAY, stack)  # none before a dome
    chimney = _box(stack, 0.9, soft) * _span(y, 24, 32.6, soft)
    cap = _box(stack, 1.1, soft) * _span(y, 31.8, 32.3, soft)
    slate *= 1 - np.maximum(chimney, cap)
    roof += np.maximum(chimney * 0.6, cap * 0.9)
    return roof, slate, np.maximum(cover, np.maximum(chimney, cap))


def _masonry(rng: Generator, x: Array, y: Array) -> Array:
    """Courses of stone blocks, each with its own tone, with darker joints; about -1 to 1."""
    course = np.floor(y / 0.62).astype(np.int32)
    along = x + 0.45 * np.mod(course, 2)
    block = np.floor(along / 1.25).astype(np.int32)
    tones = rng.uniform(-1, 1, 4096).astype(np.float32)
    joint = np.minimum(np.abs(np.mod(y, 0.62) - 0.31), 0.31) > 0.27
    return tones[(course * 131 + block * 17) % 4096] - 1.2 * joint
