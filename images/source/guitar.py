"""The things in the cubist picture: outlines, facets and drawn lines; lengths in units of the picture's height."""

from itertools import pairwise

import numpy as np

HEART, TILT = np.array([0.36, 0.60]), np.radians(24)
# Half outlines, as (along the axis, half breadth).
GUITAR = [(-0.21, 0.0), (-0.205, 0.07), (-0.17, 0.125), (-0.11, 0.148), (-0.05, 0.13), (0.0, 0.098), (0.04, 0.090)]
GUITAR += [(0.09, 0.103), (0.14, 0.105), (0.18, 0.08), (0.205, 0.04), (0.21, 0.0)]
BOTTLE = [
    (0.60, 0.30, 0.0),
    (-0.21, 0.0),
    (-0.21, 0.060),
    (0.04, 0.060),
    (0.09, 0.045),
    (0.12, 0.022),
    (0.23, 0.018),
    (0.23, 0.0),
]
GLASS = [
    (0.64, 0.60, 0.06),
    (-0.12, 0.0),
    (-0.115, 0.05),
    (-0.10, 0.012),
    (-0.03, 0.012),
    (0.0, 0.045),
    (0.09, 0.058),
    (0.09, 0.0),
]
SIENNA = "#8a4a28"


def things():
    """Guitar, bottle and glass, cut into facets that have slid apart."""
    out = []
    body = outline(GUITAR)
    axis = np.array([np.sin(TILT), -np.cos(TILT)])
    side = np.array([axis[1], -axis[0]])
    for sign, shift, tint in [(-1, 0.0, "#c08d48"), (1, 0.028, "#7c5228")]:
        half = [p for p in body if sign * ((p - HEART) @ side) >= -0.004]
        out.append(([p + shift * axis for p in half], tint, 1.0, 0.0))
    for low, high, tint in [(-0.20, -0.06, "#dcb877"), (-0.04, 0.08, SIENNA), (0.05, 0.17, "#e0c48e")]:
        band = [p for p in body if low < (p - HEART) @ axis < high and (p - HEART) @ side < 0.02 + 0.4 * high]
        if len(band) > 2:
            out.append((band, tint, 0.75, 0.3))
    neck = [HEART + a * axis + b * side for a, b in [(0.02, -0.024), (0.50, -0.017), (0.50, 0.017), (0.02, 0.024)]]
    head = [HEART + a * axis + b * side for a, b in [(0.49, -0.034), (0.59, -0.042), (0.58, 0.036), (0.49, 0.030)]]
    out += [(neck, "#3a2a1c", 1.0, 1.0), (head, "#54402a", 1.0, 1.0)]
    for dx, dy, tint, strength in [(0, 0, "#4d5a44", 0.9), (0.035, 0.02, "#2c3530", 0.8)]:
        out.append(([p + np.array((dx, dy)) for p in outline(BOTTLE)], tint, strength, 0.0))
    out.append((outline(GLASS), "#c9c8ba", 0.75, 0.0))
    for x, y, turn, tint in [
        (0.20, 0.80, 0.3, "#e4dcc4"),
        (0.60, 0.78, -0.25, "#ddd2b4"),
        (0.12, 0.40, -0.4, "#d5c8a4"),
    ]:
        c, s = np.cos(turn), np.sin(turn)
        sheet = [
            np.array((x + c * i - s * k, y + s * i + c * k))
            for i, k in [(-0.09, -0.06), (0.10, -0.06), (0.08, 0.06), (-0.10, 0.07)]
        ]
        out.append((sheet, tint, 0.95, 0.7))
    return out


def outline(half):
    """Closed, smoothed outline of a thing from its half outline; bottle and glass begin with (x, y, lean)."""
    foot, lean = (HEART, TILT) if len(half[0]) == 2 else (np.array(half[0][:2]), half[0][2])
    half = half if len(half[0]) == 2 else half[1:]
    a, b = np.array(half).T
    t = np.linspace(0, len(a) - 1, 40)
    a, b = np.interp(t, np.arange(len(a)), a), np.interp(t, np.arange(len(b)), b)
    b[1:-1] = (b[:-2] + 2 * b[1:-1] + b[2:]) / 4
    a, b = np.concatenate([a, a[::-1]]), np.concatenate([b, -b[::-1]])
    axis = np.array([np.sin(lean), -np.cos(lean)])
    return list(foot + a[:, None] * axis + b[:, None] * np.array([-axis[1], axis[0]]))


def motifs():
    """Drawn lines (x, y, x, y) of the things: outlines in part, sound hole, strings, frets, staves."""
    lines = []
    for half, keep in [(GUITAR, 0.9), (BOTTLE, 0.85), (GLASS, 0.9)]:
        points = outline(half)
        closed = [*points, points[0]]
        lines += [(*a, *b) for k, (a, b) in enumerate(pairwise(closed)) if k % 40 < 40 * keep]
    axis = np.array([np.sin(TILT), -np.cos(TILT)])
    side = np.array([-axis[1], axis[0]])
    for radius in (0.040, 0.047):
        ring = [HEART + 0.03 * axis + radius * (np.cos(t) * axis + np.sin(t) * side) for t in np.linspace(0, 5.6, 15)]
        lines += [(*a, *b) for a, b in pairwise(ring)]
    for offset in np.linspace(-0.013, 0.013, 4):
        ends = [HEART + a * axis + offset * side for a in (-0.12, 0.10, 0.32, 0.54)]
        lines += [(*a, *b) for a, b in pairwise(ends)]
    for fret in np.linspace(0.22, 0.47, 8):
        lines.append((*(HEART + fret * axis - 0.021 * side), *(HEART + fret * axis + 0.021 * side)))
    lines.append((*(HEART - 0.12 * axis - 0.05 * side), *(HEART - 0.12 * axis + 0.05 * side)))
    for x, y, turn in [(0.20, 0.80, 0.3), (0.60, 0.78, -0.25)]:
        c, s = np.cos(turn), np.sin(turn)
        for k in np.linspace(-0.03, 0.03, 5):
            lines.append((x - 0.08 * c - k * s, y - 0.08 * s + k * c, x + 0.08 * c - k * s, y + 0.08 * s + k * c))
    return lines
