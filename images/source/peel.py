"""What the things of the still life wear: peel, glaze and glass."""

import numpy as np
from fields import fbm, mix, ramp, rgb, sample, smoothstep
from solids import dot


def grains(rng):
    """Noise to wrap round any skin, (256, 512) each: coarse, fine, and in streaks from stalk to foot."""
    return fbm(rng, (256, 512), 5, 4), fbm(rng, (256, 512), 90, 3), fbm(rng, (256, 512), (2, 46), 3)


def rough(name, grains, p, normal):
    """The normals with the pores of the peel pressed in."""
    depth = {"orange": 0.035, "lemon": 0.03}.get(name, 0.0)
    u = (np.arctan2(p[:, 2], p[:, 0]) / (2 * np.pi) + 0.5) * 511
    v = (p[:, 1] / np.sqrt(dot(p, p)) * 0.5 + 0.5) * 255
    dents = np.stack([sample(grains[1], u + shift, v) for shift in (0, 85, 170)], -1)
    normal = normal + np.float32(depth) * np.where(np.isfinite(dents), dents, 0)
    return normal / np.sqrt(dot(normal, normal))[:, None]


def skin(name, grains, p):
    """Colour (n, 3) of a solid at the points p of its own frame, and how sharply it mirrors (0 to 1)."""
    away = np.sqrt(dot(p, p)) + 1e-6
    up, turn = p[:, 1] / away, np.arctan2(p[:, 2], p[:, 0])
    u, v = (turn / (2 * np.pi) + 0.5) * 511, (up * 0.5 + 0.5) * 255
    coarse, fine, streaks = (sample(grain, u, v) for grain in grains)
    if name == "apple":
        colour = ramp(
            [(0, "#4a0c0e"), (0.4, "#8e1c18"), (0.75, "#b8502a"), (1, "#d0a552")],
            0.38 + 0.11 * streaks + 0.12 * coarse + 0.5 * smoothstep(0.75, 1.0, up),
        )
        return mix(colour, rgb("#e8c69a"), 0.45 * smoothstep(1.9, 2.6, fine)), 0.55
    if name == "green":
        blush = 0.40 + 0.10 * streaks + 0.16 * coarse + 0.3 * smoothstep(0.8, 1, up)
        return ramp([(0, "#6b7a1c"), (0.5, "#a3ae33"), (0.8, "#c9c455"), (1, "#d9cf7a")], blush), 0.5
    if name == "orange":
        colour = ramp([(0, "#a8480f"), (0.5, "#cf6f1a"), (1, "#e39a3c")], 0.5 + 0.16 * coarse + 0.10 * fine)
        return mix(colour, rgb("#4d4a18"), smoothstep(0.985, 0.995, up)), 0.28
    if name == "lemon":
        return ramp([(0, "#b08a1c"), (0.5, "#d9b52e"), (1, "#ecd566")], 0.5 + 0.18 * coarse + 0.08 * fine), 0.3
    if name == "pear":
        blush = smoothstep(-0.4, 1.6, coarse + 1.2 * np.cos(turn - 1.0))
        colour = mix(ramp([(0, "#8a8a2a"), (1, "#c7b84c")], 0.5 + 0.15 * coarse), rgb("#b8602a"), 0.65 * blush)
        return mix(colour, rgb("#5c4a1c"), 0.55 * smoothstep(1.2, 2.0, fine)), 0.3
    if name == "stem":
        return rgb("#4a3a1c") * (1 + 0.3 * streaks)[:, None], 0.1
    if name == "grape":
        return ramp([(0, "#1a0a1e"), (0.6, "#3d1436"), (1, "#7a5a86")], 0.35 + 0.14 * coarse + 0.12 * fine), 0.4
    if name in ("jug", "handle"):
        return glaze(name, p, turn, coarse, fine), 0.9
    return rgb("#0d1a10") * (1 + 0.2 * coarse)[:, None], 1.0


def glaze(name, p, turn, coarse, fine):
    """Blue brushwork on a white glaze: bands, and a garland of leaves and flowers round the belly."""
    white = rgb("#aaa598") * (1 + 0.05 * coarse)[:, None]
    y, cobalt = p[:, 1] + 1, rgb("#1f3f8a")
    if name == "handle":
        return mix(white, cobalt, 0.8 * smoothstep(0.035, 0.02, np.abs(p[:, 2])) * (0.8 + 0.1 * fine))
    blue = np.zeros(len(y), np.float32)
    for at, half in [(0.22, 0.02), (0.28, 0.01), (1.22, 0.018), (1.28, 0.01), (1.60, 0.03), (1.90, 0.02)]:
        blue = np.maximum(blue, smoothstep(half + 0.008, half - 0.004, np.abs(y - at)))
    petal = np.mod(turn * 7 / (2 * np.pi), 1) - 0.5
    rise = (y - 0.78) / 0.26
    away, angle = np.hypot(petal * 2.3, rise), np.arctan2(rise, petal * 2.3)
    blue = np.maximum(
        blue, smoothstep(0.05, -0.05, away - 0.42 - 0.22 * np.cos(6 * angle)) * (0.55 + 0.45 * (away < 0.25))
    )
    vine = np.abs(rise - 0.85 * np.sin(turn * 7)) < 0.07
    blue = np.maximum(blue, 0.85 * vine * (away > 0.6) * (np.abs(rise) < 1.2))
    leaf = np.hypot(np.mod(petal + 0.5, 1) * 5 - 2.5 + 0.5 * rise, (np.abs(rise) - 0.9) * 2.4)
    blue = np.maximum(blue, 0.7 * smoothstep(0.85, 0.7, leaf) * (np.abs(rise) < 1.4))
    return mix(white, cobalt, np.clip(blue * (0.85 + 0.12 * fine), 0, 1))
