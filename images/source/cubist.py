"""Cubist: a guitar, a bottle and a glass taken apart into planes of ochre and grey that slide over each other."""

import numpy as np
from brush import Strokes, brushwork, canvas_weave, impasto, join, lay
from fields import canvas, develop, fbm, grid, mix, rgb, shape, smoothstep
from guitar import motifs, things
from PIL import Image, ImageDraw

ASPECT = 4 / 5
INK = "#15120f"
SMALL = 760
OCHRES = ["#b98a4a", "#caa365", "#8f6a3a", "#a67f4f", "#d8bd8a", "#6f5330"]
GREYS = ["#8a8578", "#6b6a63", "#a9a492", "#4c4a45", "#77806f", "#c4bda6", "#5d6a70"]
LEANS = np.radians([18, -24, 52, -62, 78])  # the few directions that all edges share


def paint(size):
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1912)
    full, small = canvas(size, ASPECT), shape(SMALL, ASPECT)
    colour, angle, edges = planes(rng, small)
    flat = np.zeros(small, np.float32)
    layers = [(0.020, 0.042, 0.023, 1), (0.0112, 0.021, 0.0118, 1), (0.0088, 0.0155, 0.0072, 0.8)]
    dabs = brushwork(rng, full, (colour, angle, flat), layers, sway=0.13, value=0.11, warmth=0.05)
    lines = contours(rng, full, [*edges, *motifs(), *rng.uniform(0, 0.9, (5, 4))])
    picture, thick, painted = lay(join([dabs, lines]), full, rng, taper=0.25, streak=0.30)
    picture[~painted] = rgb("#8a7a5c")
    thick = np.where(painted, thick, 0) + 0.16 * canvas_weave(rng, full)
    return develop(impasto(picture, thick, 0.85 * full[0] / 1536, shine=0.05), size)


def planes(rng, small):
    """Colours and directions of the dabs, and the edges (x, y, x, y) of the planes to be drawn."""
    x, y = grid(small)
    haze = fbm(rng, small, 3, 4)
    colour = mix(rgb("#7d725c"), rgb("#a3916c"), smoothstep(-1.2, 1.2, haze + 1.5 - 3 * np.hypot(x - 0.4, y - 0.5)))
    colour = np.array(np.broadcast_to(colour, (*small, 3)))
    angle = np.full(small, LEANS[0], np.float32)
    owner = np.full(small, -1, np.int16)
    laid = [*scaffold(rng), *things()]
    for number, (points, tint, strength, _) in enumerate(laid):
        lean = rng.choice(LEANS)
        _lay_plane(colour, angle, owner, number, points, tint, strength, lean, lean + rng.choice([0, np.pi]))
    edges = [
        edge for number, (points, _, _, drawn) in enumerate(laid) for edge in _open(rng, owner, number, points, drawn)
    ]
    return colour, angle, edges


def _open(rng, owner, number, points, drawn):
    """The parts of a plane's edges that no later plane hides; `drawn` is the share of edges that get a line at all."""
    middle = np.mean(points, 0)
    for a, b in zip(points, [*points[1:], points[0]], strict=True):
        if rng.random() > drawn:
            continue
        ends = np.linspace(a, b, 9)
        within = ends + 0.006 * (middle - ends) / np.linalg.norm(middle - ends, axis=1, keepdims=True)
        row, column = np.clip((within * len(owner)).astype(int), 0, [owner.shape[1] - 1, len(owner) - 1]).T[::-1]
        seen = owner[row, column] == number
        for k in range(8):
            if seen[k] and seen[k + 1]:
                yield (*ends[k], *ends[k + 1])


def _lay_plane(colour, angle, owner, number, points, tint, strength, lean, fall):
    """One plane over the others: dense and dark along one side, it fades towards the other."""
    h, w = angle.shape
    corners = np.array(points) * h
    low = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(0)).astype(int) + 1, (w, h))
    if np.any(high - low < 2):
        return
    mask = Image.new("L", tuple(int(v) for v in high - low))
    ImageDraw.Draw(mask).polygon([tuple(p) for p in corners - low], fill=255)
    part = np.s_[low[1] : high[1], low[0] : high[0]]
    inside = np.asarray(mask, np.float32) / 255
    rows, columns = np.mgrid[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    along = columns * np.cos(fall) + rows * np.sin(fall)
    ends = corners @ (np.cos(fall), np.sin(fall))
    t = np.clip((along - ends.min()) / (np.ptp(ends) + 1e-6), 0, 1)
    shade = 0.34 + 1.05 * t
    colour[part] = mix(colour[part], rgb(tint) * shade[..., None], inside * strength * (1 - 0.55 * t**2))
    angle[part] = np.where(inside > 0.5, lean, angle[part])
    owner[part] = np.where(inside > 0.5, number, owner[part])


def scaffold(rng):
    """The planes of table, wall and air: polygons with tint, strength and share of edges drawn; large before small."""
    out = []
    for count, size, strength, drawn in [(34, 0.34, 0.85, 0.9), (48, 0.19, 0.88, 0.8), (46, 0.11, 0.9, 0.7)]:
        for _ in range(count):
            x, y = rng.uniform(-0.05, 0.85), rng.uniform(-0.05, 1.05)
            a, b = rng.choice(LEANS, 2, replace=False)
            long, broad = size * rng.uniform(0.6, 1.3), size * rng.uniform(0.35, 0.9)
            u, v = long * np.array([np.cos(a), np.sin(a)]), broad * np.array([np.cos(b), np.sin(b)])
            points = [np.array([x, y]) + i * u + k * v for i, k in [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]]
            if rng.random() < 0.3:
                points.pop()
            tint = rng.choice(OCHRES if rng.random() < 0.48 else GREYS)
            out.append((points, tint, strength, drawn))
    return out


def contours(rng, full, edges):
    """Black strokes along the edges, some broad and some thin, none quite straight."""
    x0, y0, x1, y1 = (np.array(edges) * full[0]).T
    long = np.hypot(x1 - x0, y1 - y0) + 1
    n = len(edges)
    width = full[0] * rng.uniform(0.0016, 0.0044, n)
    tone = np.exp(rng.normal(0, 0.3, (n, 1))) * rgb(INK)
    angle = np.arctan2(y1 - y0, x1 - x0) + rng.normal(0, 0.01, n)
    bend = rng.normal(0, 0.04, n) / long
    return Strokes((x0 + x1) / 2, (y0 + y1) / 2, angle, long * 1.06 + width, width, bend, tone.astype(np.float32))
