"""What grows in the landscape: spruces in groves, and grass close before us."""

from functools import cache

import numpy as np
from fields import mix, ramp
from PIL import Image, ImageDraw
from terrain import tile


def plant(rng, fan, height):
    """Slice, column and height of the trees, far to near: they stand in groves on gentle ground."""
    n = 9000
    s, column = rng.integers(112, 330, n), rng.integers(2, fan.x.shape[1] - 2, n)
    ground = height[s, column]
    steep = np.abs(height[s, column + 2] - height[s, column - 2]) / (4 * fan.step_x[s, 0])
    grove = fan.texture(tile(rng, 6, 4), 800, 200)[s, column] + 0.35
    keep = (ground > 1.2) & (ground < 360) & (steep < 0.9) & (fan.z[s, 0] > 170) & (grove > rng.normal(0.2, 0.25, n))
    order = np.argsort(-s[keep])
    return s[keep][order], column[keep][order], rng.uniform(10, 24, keep.sum())[order]


def forest(light, fan, clear, glow, row, skyline, trees):
    """The trees that the land does not hide, painted into `light` far to near, behind the air:

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
def spruce(seed, size=(150, 340)):
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


def meadow(rng, light):
    """Grass and flowers close before us, blade by blade, over the lower border."""
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
