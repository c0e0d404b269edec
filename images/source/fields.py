"""Fields over a picture, (H, W) or (H, W, 3): coordinates, noise, colors, and light and shadow on a relief."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

Array: TypeAlias = NDArray[Any]  # float32 unless stated otherwise
Shape: TypeAlias = tuple[int, int]  # (H, W)
Vector: TypeAlias = tuple[float, float, float]
Stops: TypeAlias = list[tuple[float, str]]  # a gradient: (position, "#rrggbb") of each stop
Cells: TypeAlias = "float | tuple[float, float] | Array"  # bumps of noise along the longer side, or (rows, columns)


def canvas(size: int, aspect: float, oversample: float = 2.0, limit: int = 2560) -> Shape:
    """Shape (H, W) to paint in, larger than the finished picture so that shrinking smooths every edge.

    `aspect` is width / height. `limit` bounds the memory needed for a very large picture.
    """
    long = round(max(size, min(size * oversample, limit)))
    return shape(long, aspect)


def shape(long: int, aspect: float) -> Shape:
    """(H, W) of a picture whose longer side is `long`."""
    return (round(long / aspect), long) if aspect >= 1 else (long, round(long * aspect))


def grid(shape: Shape) -> tuple[Array, Array]:
    """Coordinates x, y of the pixel centers, in units of the longer side; they broadcast to `shape`."""
    h, w = shape
    x = (np.arange(w, dtype=np.float32) + 0.5) / max(shape)
    y = (np.arange(h, dtype=np.float32) + 0.5) / max(shape)
    return x[None, :], y[:, None]


def smoothstep(low: Array | float, high: Array | float, x: Array) -> Array:
    """0 below `low`, 1 above `high`, smooth between; reversed if `low > high`."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a: Array, b: Array, mask: Array | float) -> Array:
    """Colors from a (mask 0) to b (mask 1), each (..., 3) or (3,); the mask is (...) or a number."""
    return a + (np.asarray(b, np.float32) - a) * np.asarray(mask, np.float32)[..., None]


def resize(
    field: Array,
    shape: Shape,
    resample: int = Image.Resampling.BICUBIC,
    box: tuple[float, float, float, float] | None = None,
) -> Array:
    """`field` (H, W) resized to another shape."""
    image = Image.fromarray(np.ascontiguousarray(field, np.float32))
    return np.asarray(image.resize(shape[::-1], resample, box=box))


def noise(rng: Generator, shape: Shape, cells: Cells) -> Array:
    """Smooth noise of deviation about 1 with `cells` bumps along the longer side; (rows, columns) stretches it.

    It draws the same number of random numbers for every shape, so a picture is the same at any size.
    """
    rows, columns = cells if np.ndim(cells) else (cells * n / max(shape) for n in shape)
    drawn = cells if np.ndim(cells) else (cells, cells)
    values = rng.standard_normal([int(np.ceil(n)) + 4 for n in drawn], dtype=np.float32)
    return 1.4 * resize(values, shape, box=(1.5, 1.5, 1.5 + columns, 1.5 + rows))


def fbm(rng: Generator, shape: Shape, cells: Cells, octaves: int = 6, gain: float = 0.5) -> Array:
    """Fractal noise of deviation about 1: each octave twice as fine and `gain` times as strong."""
    cells = np.asarray(cells, float)
    # Broad octaves are smooth enough to be made at a quarter of the size.
    small = tuple(max(2, round(n / 4)) for n in shape)
    total, broad = np.zeros(shape, np.float32), np.zeros(small, np.float32)
    for octave in range(octaves):
        bumps = cells * 2.0**octave
        target = broad if np.all(bumps * 16 <= min(shape)) else total
        target += gain**octave * noise(rng, target.shape, bumps)
    if broad.any():
        total += resize(broad, shape)
    return total / np.float32(np.sqrt(sum(gain ** (2 * octave) for octave in range(octaves))))


def blur(field: Array, radius: float) -> Array:
    """`field` without detail finer than about `radius` pixels: shrunk and enlarged again, which is cheap."""
    if radius < 1:
        return field
    small = tuple(max(2, round(n / radius)) for n in field.shape)
    return resize(resize(field, small, Image.Resampling.BILINEAR), field.shape)


def sample(field: Array, x: Array, y: Array) -> Array:
    """`field` (H, W) or (H, W, 3) at pixel positions x, y: bilinear, with the borders extended."""
    h, w = field.shape[:2]
    x, y = np.broadcast_arrays(np.clip(x, 0, max(w - 1.001, 0)), np.clip(y, 0, max(h - 1.001, 0)))
    column, row = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - column).astype(np.float32), (y - row).astype(np.float32)
    corner = row * w + column
    right, below = int(w > 1), w * int(h > 1)
    flat = field.reshape(h * w, *field.shape[2:])
    if field.ndim == 3:
        fx, fy = fx[..., None], fy[..., None]
    top = flat[corner] * (1 - fx) + flat[corner + right] * fx
    return top * (1 - fy) + (flat[corner + below] * (1 - fx) + flat[corner + below + right] * fx) * fy


def ramp(stops: Stops, t: Array) -> Array:
    """Colors along a gradient; `stops` is a list of (position, '#rrggbb')."""
    at = [position for position, _ in stops]
    colors = np.array([rgb(code) for _, code in stops])
    return np.stack([np.interp(t, at, colors[:, c]).astype(np.float32) for c in range(3)], -1)


def rgb(code: str) -> Array:
    """Linear light of an '#rrggbb' color, as (3,) float32."""
    return (np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255) ** np.float32(2.2)


def develop(light: Array, size: int, exposure: float = 1.0, shoulder: bool = False) -> Array:
    """Linear light (H, W, 3) as a finished uint8 picture with longer side `size`.

    `shoulder` rolls bright light off and deepens the shadows, as film does (Narkowicz's fit of the ACES curve); without
    it, values above 1 are clipped.
    """
    light = np.maximum(light, 0) * np.float32(exposure)
    if shoulder:
        light = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
    pixels = Image.fromarray((np.minimum(light, 1) ** np.float32(1 / 2.2) * 255 + 0.5).astype(np.uint8))
    h, w = light.shape[:2]
    final = (round(size * w / max(h, w)), round(size * h / max(h, w)))
    return np.array(pixels if pixels.size == final else pixels.resize(final, Image.Resampling.HAMMING))


# ---------------------------------------------------------------- relief: heights and distances are in pixels


def slopes(height: Array) -> tuple[Array, Array]:
    """Rise of the height to the right and downwards, each (H, W)."""
    right, down = np.zeros_like(height), np.zeros_like(height)
    right[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * 0.5
    down[1:-1] = (height[2:] - height[:-2]) * 0.5
    return right, down


def lambert(height: Array, sun: Vector) -> Array:
    """Cosine between the surface and the direction `sun` = (right, down, toward us), at least 0."""
    right, down = slopes(height)
    sun = np.asarray(sun, np.float32) / np.linalg.norm(sun)
    facing = sun[2] - right * sun[0] - down * sun[1]
    return np.maximum(facing / np.sqrt(1 + right * right + down * down), 0)


def cast_shadow(height: Array, sun: Vector, reach: float, steps: int = 16, softness: float = 1.0) -> Array:
    """1 where the sun reaches the surface, 0 in the shadow of something up to `reach` pixels nearer the sun."""
    across = np.hypot(sun[0], sun[1])
    above = np.full_like(height, -np.inf)
    for step in range(1, steps + 1):
        far = reach * step / steps
        right, down = round(far * sun[0] / across), round(far * sun[1] / across)
        np.maximum(above, _shift(height, right, down) - np.float32(far * sun[2] / across), out=above)
    return 1 - np.clip((above - height) / softness, 0, 1)


def occlusion(height: Array, radius: float, strength: float) -> Array:
    """Light of the open sky: 1 on open ground, less in hollows of about `radius` pixels."""
    return 1 / (1 + strength * np.maximum(blur(height, radius) - height, 0))


def _shift(field: Array, right: int, down: int) -> Array:
    """The field shifted by `right` and `down` pixels, with the borders extended."""
    h, w = field.shape
    rows = np.clip(np.arange(h) + down, 0, h - 1)
    columns = np.clip(np.arange(w) + right, 0, w - 1)
    return field[rows][:, columns]
