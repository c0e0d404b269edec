"""The glass pyramid of the louvre picture: panes between rods, that mirror the sky and let the palace through."""

import numpy as np
from court import AMBIENT, HORIZON, PYRAMID, SKY, SUN, line, project
from fields import mix, ramp, rgb, smoothstep

CORNERS, PANES = [(-1, -1), (1, -1), (1, 1), (-1, 1)], 18


def pyramid(light, x, y, eye):
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


def _face(light, x, y, eye, a, b, apex, normal, near, tones):
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
