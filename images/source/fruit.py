"""What lies on the table of the still life: its shapes, and the skins that they wear."""

import numpy as np
from solids import Solid, lathe, rotation

PEAR = lathe(
    [-1.0, -0.97, -0.85, -0.6, -0.25, 0.1, 0.4, 0.7, 0.95, 1.15, 1.27, 1.32],
    [0.0, 0.30, 0.62, 0.90, 1.0, 0.90, 0.68, 0.47, 0.38, 0.31, 0.18, 0.0],
)
# The jug and the bottle stand about the middle of their height, 1 and 1.45.
JUG = lathe(
    np.array([0, 0.02, 0.10, 0.17, 0.3, 0.5, 0.75, 1.0, 1.2, 1.35, 1.5, 1.65, 1.8, 1.93, 2.0]) - 1,
    [0.41, 0.43, 0.43, 0.43, 0.54, 0.66, 0.73, 0.70, 0.60, 0.50, 0.41, 0.37, 0.39, 0.44, 0.43],
)
BOTTLE = lathe(
    np.array([0, 0.01, 0.06, 1.35, 1.55, 1.75, 1.95, 2.15, 2.72, 2.74, 2.86, 2.88, 2.89]) - 1.45,
    [0.36, 0.38, 0.41, 0.41, 0.37, 0.26, 0.155, 0.125, 0.112, 0.15, 0.15, 0.12, 0.10],
)
# name, shape, x, z, size, height of the middle, turn (x, y, z), reach
FRUIT = [
    ("apple", {"squash": 0.90, "dimple": 0.22, "waist": 0.06}, -0.12, 0.62, 0.48, 0.43, (0.35, 0.0, -0.30), 1.15),
    ("green", {"squash": 0.88, "dimple": 0.22, "waist": 0.06}, 0.02, -0.30, 0.45, 0.40, (0.2, 0.5, 0.22), 1.15),
    ("orange", {"squash": 0.96, "dimple": 0.05}, 1.22, 0.00, 0.47, 0.45, (0.5, 0.4, 0.3), 1.1),
    ("orange", {"squash": 0.96, "dimple": 0.05}, -1.72, 0.55, 0.45, 0.43, (0.9, -0.6, 0.6), 1.1),
    ("lemon", {"squash": 1.28, "tip": 0.16}, 0.72, 0.85, 0.32, 0.31, (0.0, 0.45, 1.50), 1.6),
]
GRAPES = [
    (1.42, 0.70),
    (1.66, 0.62),
    (1.90, 0.72),
    (1.54, 0.90),
    (1.78, 0.88),
    (1.34, 0.98),
    (2.02, 0.95),
    (1.64, 1.10),
]


def ball(squash=1.0, dimple=0.0, waist=0.0, tip=0.0):
    """Distance of a round fruit of radius 1 about the Y axis: flattened, hollow at its ends, or with tips there."""

    def distance(p):
        r = np.sqrt(p[..., 0] ** 2 + p[..., 2] ** 2 + (p[..., 1] / squash) ** 2) + 1e-6
        up = p[..., 1] / squash / r
        hollow = dimple * (np.exp((up - 1) / 0.10) + 0.5 * np.exp((-up - 1) / 0.06))
        tips = tip * (np.exp((up - 1) / 0.03) + np.exp((-up - 1) / 0.03))
        return (r - 1 - waist * up + hollow - tips) * (0.85 * min(1.0, squash))

    return distance


def handle(p):
    """Distance of the jug's handle: a bent ring of clay."""
    ring = np.hypot(p[..., 0] / 0.80, p[..., 1]) - 0.45
    return (np.hypot(ring, p[..., 2] * 0.8) - 0.07) * 0.75


def scaled(distance, size):
    """The same shape `size` times as large."""
    return lambda p: distance(p / np.float32(size)) * np.float32(size)


def arrangement():
    """All solids, and balls (x, y, z, r, number of the solid) that stand for them when they cast shadows."""
    things, balls = [], []

    def put(name, shape, centre, reach, turn=None, masses=(), slim=1.0):
        balls.extend((*mass, len(things)) for mass in masses)
        things.append(Solid(shape, centre, reach, turn, name, slim))

    jug = [(-1.0, y, -0.35, r) for y, r in [(0.3, 0.46), (0.75, 0.72), (1.25, 0.54), (1.75, 0.38)]]
    put("jug", JUG, (-1.0, 1.0, -0.35), 1.12, None, jug, 0.75)
    put("handle", handle, (-1.62, 1.30, -0.25), 0.60, rotation(0, 0.2, 0.12))
    body = [(0.58, 0.2 + 0.32 * k, -0.95, 0.41) for k in range(5)]
    neck = [(0.58, 1.75 + 0.22 * k, -0.95, 0.16) for k in range(5)]
    put("bottle", BOTTLE, (0.58, 1.45, -0.95), 1.52, None, body + neck, 0.32)
    for name, form, x, z, size, y, turn, reach in FRUIT:
        frame = rotation(*turn)
        put(name, scaled(ball(**form), size), (x, y, z), size * reach, frame, [(x, y, z, size * 0.95)])
        if form.get("dimple", 0) > 0.1:
            top = np.array((x, y, z)) + frame @ (0, 0.66 * size, 0)
            put("stem", scaled(stem, 0.27), tuple(top), 0.36, frame)
    pear = [(2.05, 0.45, 0.05, 0.44), (2.10, 0.86, 0.03, 0.2)]
    put("pear", scaled(PEAR, 0.46), (2.05, 0.46, 0.05), 0.64, rotation(-0.08, 0.3, -0.14), pear)
    put("stem", scaled(stem, 0.26), (2.13, 1.02, 0.03), 0.34, rotation(0, 1.0, -0.35))
    for k, (x, z) in enumerate(GRAPES):
        centre = (x, 0.15, z)
        put("grape", scaled(ball(1.06), 0.15), centre, 0.165, None, [(*centre, 0.145)])
        if k in (0, 1, 3, 4):
            centre = (x + 0.13, 0.37, z + 0.08)
            put("grape", scaled(ball(1.06), 0.15), centre, 0.165, None, [(*centre, 0.145)])
    return things, balls


def stem(p):
    """Distance of a stalk, bent a little, from 0 to 1 along Y."""
    y = np.clip(p[..., 1], 0, 1)
    return np.sqrt((p[..., 0] - 0.25 * y * y) ** 2 + (p[..., 1] - y) ** 2 + p[..., 2] ** 2) - 0.085 - 0.05 * y**4
