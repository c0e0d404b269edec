"""Landscape: a lake among wooded hills, snow mountains in the blue of distance, a meadow in evening light."""

import numpy as np
from fields import canvas, develop, fbm, grid, mix, ramp, rgb, sample, smoothstep
from forest import forest, meadow, plant
from sky import clouds, dome
from terrain import Fan, tile

ASPECT = 3 / 2
HORIZON, EYE, CLIMB = 0.375, 30.0, 0.50
SUN, SKY = rgb("#ffdcae") * 2.9, rgb("#8fb0dc") * 0.55
HAZE = rgb("#9dbbe0")
HEAVEN = [(0, "#f3dcbd"), (0.2, "#d9dbe0"), (0.5, "#92b6dc"), (1, "#4a80c0")]
# x, z, height, radius of the mountains
PEAKS = [(500, 5600, 1350, 2300), (-1900, 5200, 900, 1700), (2500, 5200, 950, 1700), (-900, 8200, 1650, 2900)]
PEAKS += [(-1300, 2700, 300, 1300), (1700, 2900, 330, 1500), (3400, 8000, 1500, 2000), (-4200, 8200, 1500, 2000)]


def paint(size):
    """The picture as uint8 (H, W, 3)."""
    rng = np.random.default_rng(1830)
    full = canvas(size, ASPECT, oversample=1.3)
    x, y = grid(full)
    sky = dome(x, y, HORIZON + 0.08, HEAVEN, (-0.1, 0.30, 0.25))
    white, cover = clouds(rng, full, HORIZON + 0.02, cover=0.2, scale=13.0)
    sky = mix(sky, white * 1.4, cover)
    fan = Fan(full[1])
    height = land(rng, fan)
    colour = surface(rng, fan, height)
    trees = plant(rng, fan, height)
    light = view(fan, height, colour, trees, sky, EYE)
    mirror = view(fan, height, colour, trees, sky, -EYE)
    light = lake(rng, light, mirror, fan, height, x, y)
    light = meadow(rng, light)
    light *= 1 + 0.02 * rng.standard_normal((*full, 1), dtype=np.float32)
    return develop(light, size, 0.78, shoulder=True)


def land(rng, fan):
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


def surface(rng, fan, height):
    """Light (S, W, 3) that leaves the land: rock, snow, woods and grass in the sun, behind the air between."""
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
    colour = mix(grass, rock, smoothstep(420, 640, height + 80 * patch) + smoothstep(0.82, 0.66, steep) * (height > 60))
    colour = mix(mix(colour, woods, wooded), rgb("#eef0f4"), snow)
    sun = np.float32([-0.80, 0.46, -0.38])
    facing = np.maximum((-right * sun[0] + sun[1] - away * sun[2]) / norm, 0) * (1 - 0.3 * wooded)
    light = facing * fan.sunlit(height, CLIMB)
    colour = colour * (SUN * light[..., None] + SKY * (0.35 + 0.65 * steep)[..., None])
    return mix(haze(fan), colour, air(fan, height))


def air(fan, height):
    """Share of a place's light that reaches us; mist lies in the valleys."""
    return np.exp(-fan.z / 11000 - 0.40 * smoothstep(300, 3000, fan.z) * np.exp(-height / 130))


def haze(fan):
    """Light of the air itself: blue, golden on the sun's side."""
    return mix(HAZE * 0.72, rgb("#f0cfa6"), np.clip(0.22 - 0.8 * fan.x / fan.z, 0, 0.8))


def view(fan, height, colour, trees, sky, eye):
    """The sky with land and trees before it, from the height `eye`; below 0 it is what the lake mirrors."""
    h, w = sky.shape[:2]
    solid = height if eye > 0 else np.where((height > 0.3) & (fan.z > 180), height, -1e6)
    row, skyline = fan.rows(solid, eye, HORIZON)
    where = fan.seen(skyline, (h, w))
    cover = np.isfinite(where)
    ground = sample(colour, np.broadcast_to(np.arange(w, dtype=np.float32), (h, w)), np.where(cover, where, 0))
    light = mix(sky, ground, cover)
    return forest(light, fan, air(fan, height), haze(fan), row, skyline, trees)


def lake(rng, light, mirror, fan, height, x, y):
    """The lake: where the land lies at 0 the mirrored view shows, rippled and a little darker."""
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
