"""Bamboo, rocks, water and paper fibres, each as a set of single strokes: what the ink picture's brush draws."""

from itertools import pairwise

import numpy as np
from brush import Strokes


def strokes(full, x, y, angle, length, width, curve=0.0):
    """Strokes from places and sizes in units of the picture's height; `curve` is the whole bend in radians."""
    h = full[0]
    x, y, angle, length, width, curve = np.broadcast_arrays(
        *np.float32(np.broadcast_arrays(x, y, angle, length, width, curve))
    )
    return Strokes(x * h, y * h, angle, length * h, width * h, curve / (length * h), np.zeros((len(x), 3), np.float32))


def water(rng, full):
    """Level sweeps of a broad brush: the water before the mountains."""
    n = 46
    y = np.sort(rng.uniform(0.66, 1.0, n))
    return strokes(
        full,
        rng.uniform(0, 0.8, n),
        y,
        rng.normal(0, 0.02, n),
        rng.uniform(0.12, 0.5, n),
        rng.uniform(0.006, 0.022, n),
        rng.normal(0, 0.1, n),
    )


def boulders(rng, full):
    """The rocks of the near bank, in broad dragged strokes."""
    n = 34
    t = rng.random(n)
    x = 0.44 + 0.40 * t + rng.normal(0, 0.02, n)
    y = 0.98 - 0.16 * t + rng.normal(0, 0.025, n)
    return strokes(
        full,
        x,
        y,
        rng.normal(-0.55, 0.5, n),
        rng.uniform(0.08, 0.22, n),
        rng.uniform(0.03, 0.07, n),
        rng.normal(0.4, 0.6, n),
    )


def bamboo(rng, full):
    """Stalks, jointed, and two sets of leaves: pale ones behind and black ones before."""
    parts, leaves = [], ([], [])
    for foot, lean, width in [(0.135, 0.035, 0.030), (0.235, -0.03, 0.020), (0.045, 0.05, 0.017)]:
        joints = np.cumsum(np.concatenate([[1.03], -rng.uniform(0.10, 0.145, 9)]))
        for low, high in pairwise(joints):
            middle = (low + high) / 2
            x = foot + lean * (1 - middle)
            tilt = -np.pi / 2 + lean * 0.8 + rng.normal(0, 0.012)
            parts.append((x, middle, tilt, (low - high) * 0.97, width * (0.75 + 0.25 * middle), 0.02))
            parts.append((x + lean * 0.04, high, 0.1, width * 1.15, 0.0055, -0.5))
            for _ in range(2 if high < 0.75 else 0):
                side = rng.choice([-1, 1])
                bough = (
                    x + side * 0.05,
                    high - 0.035,
                    -0.7 * side if side > 0 else np.pi + 0.7,
                    0.12,
                    0.0045,
                    0.35 * side,
                )
                parts.append(bough)
                cx, cy = x + side * rng.uniform(0.07, 0.13), high - rng.uniform(0.05, 0.08)
                for _ in range(rng.integers(5, 9)):
                    angle = np.pi / 2 - side * rng.normal(0.75, 0.42)
                    length = rng.uniform(0.07, 0.135)
                    where = (cx + rng.normal(0, 0.01) + np.cos(angle) * length / 2, cy + np.sin(angle) * length / 2)
                    leaf = (*where, angle, length, length * rng.uniform(0.12, 0.17), rng.normal(0, 0.3))
                    leaves[int(rng.random() < 0.62)].append(leaf)
    return strokes(full, *np.array(parts).T), [strokes(full, *np.array(set_).T) for set_ in leaves]


def fibres(rng, full):
    """Long fibres in the paper."""
    n = 500
    return strokes(
        full,
        rng.uniform(0, 0.8, n),
        rng.uniform(0, 1, n),
        rng.uniform(0, np.pi, n),
        rng.uniform(0.02, 0.07, n),
        0.0011,
        rng.normal(0, 1.2, n),
    )
