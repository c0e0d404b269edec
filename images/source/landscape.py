"""Landscape: a lake among wooded hills, snowy mountains in the distance, a meadow in evening light."""

from __future__ import annotations

from functools import cache

import numpy as np
from fields import Array, Shape, canvas, develop, fbm, grid, mix, ramp, resize, rgb, sample, smoothstep
from numpy.random import Generator
from PIL import Image, ImageDraw
from sky import clouds, dome

# ---------------------------------------------------------------- the land


# Most distances are where the mountains are: there, a row of the picture meets steep land.
DISTANCES = np.concatenate([np.geomspace(9, 200, 120), np.geomspace(203, 2200, 200), np.geomspace(2215, 9500, 320)])
SLICES = len(DISTANCES)
TILE = 512


class Fan:
    """Distances z (S, 1), places x (S, W) and a lookup of noise, as fine as the picture can show."""

    def __init__(self, width: int) -> None:
        self.z = DISTANCES.astype(np.float32)[:, None]
        self.x = ((np.arange(width, dtype=np.float32) + 0.5) / width - 0.5)[None, :] * self.z
        self.step_x = self.z / width
        self.step_z = np.gradient(self.z, axis=0)

    def texture(self, tile: Array, meters: int, shift: float = 0.0) -> Array:
        """A noise tile laid on the land, `meters` to one tile."""
        scale = np.float32((len(tile) - 1) / meters)
        wide, deep = self.x * scale + shift, np.broadcast_to(self.z * scale + 0.37 * shift, self.x.shape)
        return sample(tile, np.mod(wide, len(tile) - 1), np.mod(deep, len(tile) - 1))

    def slopes(self, height: Array) -> tuple[Array, Array]:
        """Rise per meter to the right and away from us."""
        right, away = np.zeros_like(height), np.zeros_like(height)
        right[:, 1:-1] = (height[:, 2:] - height[:, :-2]) / (2 * self.step_x)
        away[1:-1] = (height[2:] - height[:-2]) / (2 * self.step_z[1:-1])
        return right, away

    def sunlit(self, height: Array, climb: float, softness: float = 25.0) -> Array:
        """1 in the light of a sun on the left that rises `climb` meters per meter, 0 in shadow."""
        ray = height + self.x * climb
        return 1 - np.clip((np.maximum.accumulate(ray, 1) - ray) / (softness + 0.01 * self.z), 0, 1)

    def rows(self, height: Array, eye: float, horizon: float) -> tuple[Array, Array]:
        """Picture row of each sample, and the highest row reached by anything up to its distance."""
        row = horizon - (height - eye) / self.z
        return row, np.minimum.accumulate(row, 0)

    def seen(self, skyline: Array, shape: Shape) -> Array:
        """For each pixel of the picture, the (fractional) slice that it shows, NaN where it shows the sky."""
        h, w = shape
        reach = np.clip(np.ceil(skyline * w - 0.5), 0, h).astype(np.int32)
        first = np.full((h + 1, w), SLICES, np.int32)
        columns = np.arange(w)
        for number in range(SLICES - 1, -1, -1):
            first[reach[number], columns] = number
        first = np.minimum.accumulate(first, 0)[:h]
        behind = np.minimum(first, SLICES - 1)
        front = np.maximum(behind - 1, 0)
        top, bottom = (skyline[i, columns[None, :]] for i in (behind, front))
        here = (np.arange(h, dtype=np.float32)[:, None] + 0.5) / w
        part = np.clip((bottom - here) / np.maximum(bottom - top, 1e-6), 0, 1)
        return np.where(first < SLICES, front + part, np.nan).astype(np.float32)


def tile(rng: Generator, cells: int, octaves: int, ridged: bool = False) -> Array:
    """Noise (TILE, TILE) that repeats without a seam; `ridged` folds it into crests."""
    noise = np.zeros((TILE, TILE), np.float32)
    for octave in range(octaves):
        n = cells * 2**octave
        grid = np.pad(rng.standard_normal((n, n), dtype=np.float32), 4, mode="wrap")
        layer = resize(grid, (TILE, TILE), box=(4, 4, n + 4, n + 4)) * 1.4
        noise += (1 - 2 * np.abs(layer) if ridged else layer) * 0.5**octave
    return noise


# ---------------------------------------------------------------- what grows on it


def plant(rng: Generator, fan: Fan, height: Array) -> tuple[Array, Array, Array]:
    """Slice, column and height of the trees, far to near: they grow in groves on gentle slopes."""
    n = 9000
    s, column = rng.integers(112, 330, n), rng.integers(2, fan.x.shape[1] - 2, n)
    ground = height[s, column]
    steep = np.abs(height[s, column + 2] - height[s, column - 2]) / (4 * fan.step_x[s, 0])
    grove = fan.texture(tile(rng, 6, 4), 800, 200)[s, column] + 0.35
    keep = (ground > 1.2) & (ground < 360) & (steep < 0.9) & (fan.z[s, 0] > 170) & (grove > rng.normal(0.2, 0.25, n))
    order = np.argsort(-s[keep])
    return s[keep][order], column[keep][order], rng.uniform(10, 24, keep.sum())[order]


def forest(
    light: Array, fan: Fan, clear: Array, glow: Array, row: Array, skyline: Array, trees: tuple[Array, Array, Array]
) -> Array:
    """The trees that the land does not hide, painted into `light` from far to near, through the haze:

    `clear` is the share of their light that comes through, `glow` the light of the air."""
    h, w = light.shape[:2]
    grown = {}
    layer, mist = Image.new("RGBA", (w, h)), Image.new("L", (w, h))
    for number, (s, column, tall) in enumerate(zip(*trees, strict=True)):
        foot, high = row[s, column] * w, tall / fan.z[s, 0] * w
        if foot > skyline[s - 1, column] * w + 0.6 * high or high < 2.5:
            continue
        high, broad = round(high * 1.06), max(2, round(high * 0.52))
        key = number % 4, high
        if key not in grown:
            grown[key] = spruce(number % 4).resize((broad, high), Image.Resampling.BOX)
        small = grown[key]
        at = max(0, int(column - broad / 2)), max(0, round(foot - high * 0.97))
        layer.alpha_composite(small, at)
        mist.paste(int(255 * (1 - clear[s, column])), at, small.getchannel("A"))
    pixels = np.asarray(layer, np.float32) / 255
    tree = mix(pixels[..., :3] ** 2.2 * 1.2, glow[200], np.asarray(mist, np.float32) / 255)
    return mix(light, tree, pixels[..., 3])


@cache
def spruce(seed: int, size: Shape = (150, 340)) -> Image.Image:
    """A conifer, lit from the left, as an RGBA picture."""
    rng = np.random.default_rng(seed)
    w, h = size
    image = Image.new("RGBA", size, (34, 44, 30, 0))
    draw = ImageDraw.Draw(image)
    draw.polygon([(w / 2 - 3, h), (w / 2 + 3, h), (w / 2, h * 0.05)], fill=(40, 30, 22, 255))
    for y in np.sort(rng.uniform(0.02, 0.97, 900)):
        reach = w * 0.46 * y**0.85 * rng.uniform(0.35, 1.0) * (1 + 0.25 * np.sin(y * 70))
        side = rng.uniform(-1, 1)
        lit = np.clip(0.42 - 0.50 * side + 0.16 * rng.standard_normal(), 0, 1)
        tint = np.array([16, 30, 24]) + lit * np.array([96, 84, 32])
        x0, y0 = w / 2 + 0.25 * reach * side, h * y - 4
        x1, y1 = w / 2 + reach * side, h * y + 0.22 * reach + 3
        draw.polygon([(x0, y0 - 5), (x1, y1), (x0, y0 + 6)], fill=(*tint.astype(int), 255))
    return image


def meadow(rng: Generator, light: Array) -> Array:
    """Grass and flowers in the foreground, blade by blade, across the lower border."""
    h, w = light.shape[:2]
    unit = w / 1075
    image = Image.new("RGBA", (w, h))
    draw = ImageDraw.Draw(image)
    n = 5200
    depth = np.sort(rng.random(n) ** 0.8)
    x = rng.uniform(0, w, n)
    edge = h * (0.985 - 0.205 * x / w - 0.012 * np.sin(x / w * 9))
    y = edge + (h * 1.03 - edge) * depth
    tall = unit * (4 + 32 * depth) * rng.uniform(0.6, 1.3, n)
    lean = tall * rng.normal(0.12, 0.22, n)
    tone = np.clip(0.42 + 0.22 * rng.standard_normal(n) + 0.12 * np.sin(x / w * 21 + 5 * depth), 0, 1)
    blades = ramp([(0, "#141d0c"), (0.35, "#38481c"), (0.65, "#75772f"), (0.9, "#b5a552"), (1, "#d8c67c")], tone)
    blades = (blades ** (1 / 2.2) * 255).astype(int).tolist()
    for k in range(n):
        half = unit * (0.5 + 1.1 * depth[k])
        tip = (x[k] + lean[k], y[k] - tall[k])
        draw.polygon([(x[k] - half, y[k]), tip, (x[k] + half, y[k])], fill=(*blades[k], 255))
        if k % 19 == 0:
            r = unit * (0.9 + 2.4 * depth[k]) * (1.0 if k % 3 else 0.7)
            bloom = [(232, 226, 206), (214, 150, 60), (176, 62, 52), (128, 108, 176)][(k // 19) % 4]
            draw.ellipse([tip[0] - r, tip[1] - r * 0.8, tip[0] + r, tip[1] + r * 0.8], fill=(*bloom, 255))
    pixels = np.asarray(image, np.float32) / 255
    return mix(light, pixels[..., :3] ** 2.2 * 1.1, pixels[..., 3])


# ---------------------------------------------------------------- the picture


ASPECT = 3 / 2
HORIZON, EYE, CLIMB = 0.375, 30.0, 0.50
SUN, SKY = rgb("#ffdcae") * 2.9, rgb("#8fb0dc") * 0.55
HAZE = rgb("#9dbbe0")
HEAVEN = [(0, "#f3dcbd"), (0.2, "#d9dbe0"), (0.5, "#92b6dc"), (1, "#4a80c0")]
# x, z, height, radius of the mountains
PEAKS = [(500, 5600, 1350, 2300), (-1900, 5200, 900, 1700), (2500, 5200, 950, 1700), (-900, 8200, 1650, 2900)]
PEAKS += [(-1300, 2700, 300, 1300), (1700, 2900, 330, 1500), (3400, 8000, 1500, 2000), (-4200, 8200, 1500, 2000)]


def paint(size: int) -> Array:
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1830)
    full = canvas(size, ASPECT, oversample=1.3)
    x, y = grid(full)
    sky = dome(x, y, HORIZON + 0.08, HEAVEN, (-0.1, 0.30, 0.25))
    white, cover = clouds(rng, full, HORIZON + 0.02, cover=0.2, scale=13.0)
    sky = mix(sky, white * 1.4, cover)
    fan = Fan(full[1])
    height = land(rng, fan)
    color = surface(rng, fan, height)
    trees = plant(rng, fan, height)
    light = view(fan, height, color, trees, sky, EYE)
    mirror = view(fan, height, color, trees, sky, -EYE)
    light = lake(rng, light, mirror, fan, height, x, y)
    light = meadow(rng, light)
    light *= 1 + 0.02 * rng.standard_normal((*full, 1), dtype=np.float32)
    return develop(light, size, 0.78, shoulder=True)


def land(rng: Generator, fan: Fan) -> Array:
    """Heights (S, W): the lake lies at 0."""
    crests, hills = tile(rng, 4, 7, ridged=True), tile(rng, 4, 7)
    crest = fan.texture(crests, 5200, 130)
    roll = fan.texture(hills, 1500, 40)
    fine = fan.texture(hills, 170, 90)
    x, z = fan.x + 260 * roll, fan.z + 160 * crest
    height = -14 + 26 * roll * smoothstep(300, 1200, fan.z) + 90 * smoothstep(1700, 3000, fan.z)
    for px, pz, top, radius in PEAKS:
        away = np.hypot(x - px, (z - pz) * 1.1) / radius
        cone = 1.45 / (1 + 1.3 * away**1.5) - 0.45
        height = np.maximum(height, top * cone * (1 + 0.06 * crest) + 40 * roll)
    rugged = smoothstep(120, 900, height)
    height += (70 * crest + 22 * fan.texture(crests, 1300, 77)) * rugged + 3 * fine * smoothstep(20, 120, height)
    shore = np.abs(fan.x - 60 + 0.02 * fan.z) - (110 + 0.30 * fan.z)
    height += smoothstep(-40, 260, shore + 60 * roll) * smoothstep(150, 500, fan.z) * (26 + 18 * roll)
    knoll = 24.5 - 0.0020 * fan.z**2 + 0.16 * fan.x + 0.5 * fine + 1.6 * roll
    height = np.maximum(height, knoll * smoothstep(190, 60, fan.z) - 20 * smoothstep(100, 160, fan.z))
    return np.maximum(height, 0)


def surface(rng: Generator, fan: Fan, height: Array) -> Array:
    """Light (S, W, 3) from the land: rock, snow, woods, and grass in the sun, seen through the haze."""
    right, away = fan.slopes(height)
    norm = np.sqrt(1 + right**2 + away**2)
    patch = fan.texture(tile(rng, 5, 6), 900, 10)
    leaf = fan.texture(tile(rng, 60, 3), 330, 10)
    steep = 1 / norm
    rock = ramp([(0, "#3d3e42"), (0.5, "#6b6864"), (1, "#968d82")], 0.5 + 0.2 * patch + 0.08 * leaf)
    grass = ramp(
        [(0, "#35461f"), (0.4, "#57662f"), (0.75, "#7d7f45"), (1, "#a3965c")], 0.5 + 0.16 * patch + 0.12 * leaf
    )
    woods = ramp(
        [(0, "#0a1712"), (0.5, "#182e1f"), (0.8, "#2a4227"), (1, "#4a572c")], 0.45 + 0.22 * leaf + 0.06 * patch
    )
    wooded = smoothstep(-0.15, 0.25, patch + 0.25 + 0.0004 * (350 - height)) * smoothstep(170, 320, fan.z)
    wooded = wooded * smoothstep(620, 430, height + 90 * patch)
    snow = smoothstep(450, 700, height + 120 * patch) * smoothstep(0.36, 0.60, steep + 0.04 * leaf)
    color = mix(grass, rock, smoothstep(420, 640, height + 80 * patch) + smoothstep(0.82, 0.66, steep) * (height > 60))
    color = mix(mix(color, woods, wooded), rgb("#eef0f4"), snow)
    sun = np.float32([-0.80, 0.46, -0.38])
    facing = np.maximum((-right * sun[0] + sun[1] - away * sun[2]) / norm, 0) * (1 - 0.3 * wooded)
    light = facing * fan.sunlit(height, CLIMB)
    color = color * (SUN * light[..., None] + SKY * (0.35 + 0.65 * steep)[..., None])
    return mix(haze(fan), color, air(fan, height))


def air(fan: Fan, height: Array) -> Array:
    """Share of a place's light that reaches the camera; there is mist in the valleys."""
    return np.exp(-fan.z / 11000 - 0.40 * smoothstep(300, 3000, fan.z) * np.exp(-height / 130))


def haze(fan: Fan) -> Array:
    """Light from the haze itself: blue, and golden on the sun's side."""
    return mix(HAZE * 0.72, rgb("#f0cfa6"), np.clip(0.22 - 0.8 * fan.x / fan.z, 0, 0.8))


def view(fan: Fan, height: Array, color: Array, trees: tuple[Array, Array, Array], sky: Array, eye: float) -> Array:
    """The sky behind land and trees, seen from the height `eye`; below 0, what the lake mirrors."""
    h, w = sky.shape[:2]
    solid = height if eye > 0 else np.where((height > 0.3) & (fan.z > 180), height, -1e6)
    row, skyline = fan.rows(solid, eye, HORIZON)
    where = fan.seen(skyline, (h, w))
    cover = np.isfinite(where)
    ground = sample(color, np.broadcast_to(np.arange(w, dtype=np.float32), (h, w)), np.where(cover, where, 0))
    light = mix(sky, ground, cover)
    return forest(light, fan, air(fan, height), haze(fan), row, skyline, trees)


def lake(rng: Generator, light: Array, mirror: Array, fan: Fan, height: Array, x: Array, y: Array) -> Array:
    """The lake: where the land is at 0, the mirrored view, rippled and a little darker."""
    h, w = light.shape[:2]
    _, skyline = fan.rows(height, EYE, HORIZON)
    where = fan.seen(skyline, (h, w))
    s = np.nan_to_num(where, nan=0)
    columns = np.broadcast_to(np.arange(w, dtype=np.float32), (h, w))
    level = sample(height, columns, s)
    water = smoothstep(0.35, 0.05, level) * np.isfinite(where)
    near = np.clip((y - HORIZON) / 0.2, 0.01, 1)
    wave = fbm(rng, (h, w), (150, 22), 3) * 0.004 * near + fbm(rng, (h, w), (40, 6), 2) * 0.004 * near
    broken = sample(mirror, (x + 0.2 * wave) * w - 0.5, (2 * HORIZON - y + 1.5 * wave) * w - 0.5)
    wind = smoothstep(0.4, 1.4, fbm(rng, (h, w), (26, 2.2), 4))
    sheen = np.clip(0.86 - 1.1 * (y - HORIZON) + 14 * wave - 0.22 * wind, 0.3, 0.92)
    return mix(light, mix(rgb("#2b4f63") * 0.8, broken, sheen), water)
