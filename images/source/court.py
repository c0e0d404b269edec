"""The court of the louvre picture: its camera, its places, its sun.

A camera at 2 metres: a point (X right, Y up, Z away), in metres, is seen at x = 0.5 + X / Z and
y = HORIZON - (Y - eye) / Z, in units of the picture's width.
"""

import numpy as np
from fields import rgb, smoothstep

HORIZON, EYE = 0.515, 2.2
SUN = np.array([-0.62, 0.50, -0.60])  # towards the sun: left, up and behind the camera
BACK, LEFT, RIGHT, NEAR = 142.0, -56.0, 60.0, 84.0
PYRAMID = (12.0, 73.0, 17.5, 21.6, np.radians(41))
SKY = [(0, "#f6dcb0"), (0.16, "#e9d3b8"), (0.4, "#a9bfd3"), (0.75, "#5f8dbf"), (1, "#3f71ad")]
AMBIENT = rgb("#8fa6cc") * 0.62


def project(point, eye):
    """Where a point (X, Y, Z) is seen, in units of the picture's width."""
    return 0.5 + point[0] / point[2], HORIZON - (point[1] - eye) / point[2]


def sunlit(x, y, z):
    """Share of sunlight at points of the court: less in the shadow of the left wing and of the pyramid."""
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


def line(v, width, pixel):
    """Coverage of lines of `width` at the whole numbers of v, where a pixel covers `pixel` of it."""
    apart = np.abs(np.mod(v + 0.5, 1) - 0.5)
    seen = np.maximum(width, pixel)
    return np.clip((seen - apart) / pixel + 0.0, 0, 1) * np.minimum(1, width / seen)
