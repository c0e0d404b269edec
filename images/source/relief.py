"""Light on a surface given by its height: slope, cast shadow, occlusion. Heights and distances are in pixels."""

import numpy as np
from fields import blur


def slopes(height):
    """Rise of the height to the right and downwards, each (H, W)."""
    right, down = np.zeros_like(height), np.zeros_like(height)
    right[:, 1:-1] = (height[:, 2:] - height[:, :-2]) * 0.5
    down[1:-1] = (height[2:] - height[:-2]) * 0.5
    return right, down


def lambert(height, sun):
    """Cosine between the surface and the direction `sun` = (right, down, towards us), at least 0."""
    right, down = slopes(height)
    sun = np.asarray(sun, np.float32) / np.linalg.norm(sun)
    facing = sun[2] - right * sun[0] - down * sun[1]
    return np.maximum(facing / np.sqrt(1 + right * right + down * down), 0)


def cast_shadow(height, sun, reach, steps=16, softness=1.0):
    """1 where the sun reaches the surface, 0 in the shadow of something up to `reach` pixels nearer the sun."""
    across = np.hypot(sun[0], sun[1])
    above = np.full_like(height, -np.inf)
    for step in range(1, steps + 1):
        far = reach * step / steps
        right, down = round(far * sun[0] / across), round(far * sun[1] / across)
        np.maximum(above, _shift(height, right, down) - np.float32(far * sun[2] / across), out=above)
    return 1 - np.clip((above - height) / softness, 0, 1)


def occlusion(height, radius, strength):
    """Light of the open sky: 1 on open ground, less in hollows of about `radius` pixels."""
    return 1 / (1 + strength * np.maximum(blur(height, radius) - height, 0))


def _shift(field, right, down):
    """The field as seen `right` and `down` pixels further on, its border held."""
    h, w = field.shape
    rows = np.clip(np.arange(h) + down, 0, h - 1)
    columns = np.clip(np.arange(w) + right, 0, w - 1)
    return field[rows][:, columns]
