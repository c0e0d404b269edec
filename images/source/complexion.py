"""What the sitter of the portrait is made of, in light: points and normals -> (n, 3).

Each takes the points in the frame of its own shape, the rays that see them, their normals, and the shares of the
window's and of the room's light that reach them.
"""

import numpy as np
from fields import fbm, mix, ramp, rgb, sample, smoothstep
from figure import CAMERA, EYE, EYE_RADIUS, HEAD, LID
from figure import hair as hair_distance
from solids import dot

LIGHT = np.float32([-0.66, 0.48, 0.58]) / np.float32(np.linalg.norm([-0.66, 0.48, 0.58]))
SUN, SKY, WALL = rgb("#ffe6c8") * 1.75, rgb("#8a97b0") * 0.20, rgb("#a08060") * 0.10


def reflect(ray, normal, sharp):
    """Strength of the window's mirror image on a surface."""
    half = LIGHT - ray
    half = half / np.sqrt(dot(half, half))[..., None]
    return np.maximum(dot(half, normal), 0) ** sharp


def room(normal, free):
    """Light of the room: cool from above and from the window's side, warm from the wall behind her shadow."""
    above = 0.5 + 0.5 * normal[:, 1] - 0.2 * normal[:, 0]
    warm = np.maximum(normal[:, 0] - 0.1 * normal[:, 1], 0)
    return SKY * (free * (0.3 + above))[:, None] + WALL * (free * (0.4 + 2.2 * warm))[:, None]


def skin(rng, p, ray, normal, shadow, free):
    """Skin: light goes a little way in and comes out redder, so the edge of the shadow glows."""
    x, y, z = np.abs(p[:, 0]), p[:, 1], p[:, 2]
    front = smoothstep(0.2, 0.45, z)
    blush = np.exp(-((x - 0.36) ** 2 + (y + 0.22) ** 2) / 0.035) + 0.7 * np.exp(-(x**2 + (y + 0.26) ** 2) / 0.012)
    mottle = sample(fbm(rng, (256, 256), 24, 4), (p[:, 0] + 1) * 127, (p[:, 1] + 1) * 127)
    colour = rgb("#d9a98a") * (1 + 0.035 * mottle)[:, None]
    colour = mix(colour, rgb("#c4664f"), np.clip(0.38 * blush * front + 0.03 * mottle, 0, 1))
    socket = np.exp(-((x - 0.26) ** 2 / 0.03 + (y - 0.03) ** 2 / 0.014)) * front
    colour = mix(colour, rgb("#9a6a5c"), 0.45 * socket)
    bow = -0.512 - 0.22 * np.maximum(x - 0.04, 0) - 0.016 * np.exp(-((x / 0.022) ** 2))
    lips = smoothstep(0.012, -0.008, y - bow) * smoothstep(
        -0.668 + 1.9 * x * x - 0.012, -0.668 + 1.9 * x * x + 0.012, y
    )
    lips = lips * smoothstep(0.21, 0.17, x) * front
    colour = mix(colour, rgb("#a8483f"), 0.85 * lips)
    colour = mix(colour, rgb("#4a1a18"), 0.8 * lips * np.exp(-(((y + 0.566 - 0.45 * x * x) / 0.010) ** 2)))
    arch = 0.295 + 0.045 * smoothstep(0.08, 0.30, x) - 0.9 * np.maximum(x - 0.32, 0) ** 1.4
    hairs = sample(fbm(rng, (256, 256), 60, 2), (x * 1.6 - y * 0.8) * 255 + 60, (y + x) * 127)
    brow = smoothstep(0.034, 0.004, np.abs(y - arch) + 0.05 * np.maximum(x - 0.28, 0) + 0.004 * hairs)
    brow = brow * smoothstep(0.075, 0.13, x) * smoothstep(0.47, 0.38, x) * front
    colour = mix(colour, rgb("#24150d"), 0.78 * brow)
    ex, ey = x - EYE[0], y - EYE[1]
    lash = np.exp(-(((ey - LID + 1.6 * (ex - 0.01) ** 2 - 0.004) / 0.010) ** 2)) * smoothstep(0.19, 0.15, np.abs(ex))
    crease = np.exp(-(((ey - 0.098 + 1.3 * ex**2) / 0.010) ** 2)) * smoothstep(0.18, 0.1, np.abs(ex))
    colour = mix(colour, rgb("#1c100c"), np.clip((0.9 * lash + 0.35 * crease) * front, 0, 0.9))
    growth = sample(fbm(rng, (256, 256), (5, 200), 2), (p[:, 0] + p[:, 1] * 0.3 + 2) * 63, (p[:, 1] + 1) * 127)
    downy = smoothstep(0.075, 0.0, hair_distance(p) + 0.012 * growth) * (y > -0.3)
    colour = mix(colour, rgb("#2a1a12"), 0.65 * downy)
    facing = normal @ LIGHT
    wrap = np.maximum((facing[:, None] + np.float32([0.18, 0.12, 0.09])) / np.float32([1.18, 1.12, 1.09]), 0)
    soft = shadow[:, None] ** np.float32([0.90, 1.0, 1.03])
    light = colour * (SUN * wrap * soft + room(normal, free))
    shine = reflect(ray, normal, 22) * (0.055 + 0.05 * np.exp(-(x**2 / 0.02 + (y - 0.6) ** 2 / 0.08)))
    shine += reflect(ray, normal, 60) * (0.10 * np.exp(-(x**2 + (y + 0.23) ** 2) / 0.02) + 0.22 * lips)
    return light + SUN * (shine * shadow * np.clip(1 + 0.5 * mottle, 0, 2))[:, None]


def eye(rng, p, ray, normal, shadow, free):
    """Eyeballs that look at us, each with a spark of the window."""
    side = np.where(p[:, :1] > 0, 1, -1)
    out = (p - side * np.float32((EYE[0], 0, 0))) / np.float32(EYE_RADIUS)
    gaze = np.float32(CAMERA.eye) @ HEAD.astype(np.float32)
    gaze = gaze / np.linalg.norm(gaze) * 0.75 + np.float32([0, 0, 0.25])
    off = np.sqrt(np.maximum(1 - (out @ (gaze / np.linalg.norm(gaze))) ** 2, 0))
    colour = mix(rgb("#b5a89a"), rgb("#a87f70"), smoothstep(0.45, 1.0, off))
    iris = ramp(
        [(0, "#2a1a0e"), (0.5, "#5a3a1c"), (1, "#7a5a30")], 0.5 + 0.2 * np.sin(33 * np.arctan2(out[:, 1], out[:, 0]))
    )
    iris = iris * (0.35 + 0.65 * smoothstep(0.47, 0.36, off))[:, None]
    colour = mix(colour, iris, smoothstep(0.50, 0.45, off))
    colour = mix(colour, rgb("#050403"), smoothstep(0.21, 0.17, off))
    lid = 0.35 + 0.65 * smoothstep(0.40, 0.05, out[:, 1])
    light = colour * (SUN * (np.maximum(normal @ LIGHT + 0.2, 0) * shadow * 0.75)[:, None] + room(normal, free) * 1.2)
    spark = smoothstep(0.13, 0.08, np.hypot(out[:, 0] - gaze[0] + 0.16, out[:, 1] - gaze[1] - 0.17))
    return light * lid[:, None] + SUN * (0.5 * spark * (0.25 + shadow))[:, None]


def pearl(rng, p, ray, normal, shadow, free):
    """A pearl: soft in itself, with a spark of the window and the shawl's light from below."""
    light = rgb("#cfc8bc") * (SUN * (np.maximum(normal @ LIGHT, 0) * shadow)[:, None] + room(normal, free) * 2)
    light = light + rgb("#b5802f") * (0.12 * np.maximum(-normal[:, 1], 0))[:, None]
    return light + SUN * (0.8 * reflect(ray, normal, 90) * (0.4 + 0.6 * shadow))[:, None]


def hair(rng, p, ray, normal, shadow, free):
    """Brown hair combed back in strands, with the broken gleam that runs across them."""
    around = np.arctan2(p[:, 0], p[:, 1] - 0.05)
    lane = np.mod((around / np.pi + 1) * 255, 511)
    along = np.clip((p[:, 2] + 1.5) * 90, 0, 255)
    strand = sample(fbm(rng, (256, 512), (4, 130), 3), lane, along)
    lock = sample(fbm(rng, (256, 512), (3, 22), 2), lane, along)
    tone = 0.42 + 0.16 * strand + 0.14 * lock
    colour = ramp([(0, "#0d0806"), (0.4, "#21150e"), (0.7, "#3d291b"), (1, "#654a33")], tone)
    tilt = normal + (0.16 * strand + 0.22 * lock)[:, None] * np.stack([np.cos(around), -np.sin(around), 0 * around], -1)
    tilt = (tilt / np.sqrt(dot(tilt, tilt))[:, None]).astype(np.float32)
    diffuse = np.maximum(tilt @ LIGHT, 0) * shadow
    light = colour * (SUN * diffuse[:, None] + room(tilt, free))
    gleam = reflect(ray, tilt, 14) * np.clip(0.6 + 0.6 * strand, 0, 2) * shadow
    return light + SUN * rgb("#c08a58") * (0.16 * gleam)[:, None]


def dress(rng, p, ray, normal, shadow, free):
    """A dress of dark blue-green wool."""
    return fabric(rng, p, ray, normal, shadow, free, "#2c4a52", 0.03)


def shawl(rng, p, ray, normal, shadow, free):
    """A shawl of ochre silk."""
    return fabric(rng, p, ray, normal, shadow, free, "#a07d42", 0.08)


def fabric(rng, p, ray, normal, shadow, free, colour, sheen):
    """Cloth: woven grain, a soft gleam where it turns away."""
    u, v = np.mod((p[:, 0] + 4) * 70, 255), np.mod((p[:, 1] + 8) * 70, 255)
    grain = sample(fbm(rng, (256, 256), 80, 2), u, v)
    cloud = sample(fbm(rng, (256, 256), 6, 4), u, v)
    rim = np.clip(1 + dot(ray, normal), 0, 1) ** 3
    light = rgb(colour) * (1 + 0.10 * grain + 0.06 * cloud)[:, None]
    light = light * (SUN * (np.maximum(normal @ LIGHT + 0.05, 0) * shadow)[:, None] + room(normal, free))
    return light + SUN * rgb(colour) * (shadow * (sheen * 6 * reflect(ray, normal, 12) + 0.15 * rim))[:, None]
