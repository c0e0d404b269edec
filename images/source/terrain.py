"""Land seen from a height: a fan of terrain samples, one row for each distance and one column for each of the picture.

All lengths are metres; a point (x right, h up, z away) is seen at column 0.5 + x / z and row horizon - (h - eye) / z,
in units of the picture's width.
"""

import numpy as np
from fields import resize, sample

# Most distances where the mountains stand: there a picture row meets steep land.
DISTANCES = np.concatenate([np.geomspace(9, 200, 120), np.geomspace(203, 2200, 200), np.geomspace(2215, 9500, 320)])
SLICES = len(DISTANCES)
TILE = 512


class Fan:
    """Distances z (S, 1), places x (S, W) and a footing for noise that stays as fine as the picture can show."""

    def __init__(self, width):
        self.z = DISTANCES.astype(np.float32)[:, None]
        self.x = ((np.arange(width, dtype=np.float32) + 0.5) / width - 0.5)[None, :] * self.z
        self.step_x = self.z / width
        self.step_z = np.gradient(self.z, axis=0)

    def texture(self, tile, metres, shift=0.0):
        """A noise tile laid on the land, `metres` to one tile."""
        scale = np.float32((len(tile) - 1) / metres)
        wide, deep = self.x * scale + shift, np.broadcast_to(self.z * scale + 0.37 * shift, self.x.shape)
        return sample(tile, np.mod(wide, len(tile) - 1), np.mod(deep, len(tile) - 1))

    def slopes(self, height):
        """Rise per metre to the right and away from us."""
        right, away = np.zeros_like(height), np.zeros_like(height)
        right[:, 1:-1] = (height[:, 2:] - height[:, :-2]) / (2 * self.step_x)
        away[1:-1] = (height[2:] - height[:-2]) / (2 * self.step_z[1:-1])
        return right, away

    def sunlit(self, height, climb, softness=25.0):
        """1 where the sun shines that stands at the left and climbs `climb` metres a metre, 0 in shadow."""
        ray = height + self.x * climb
        return 1 - np.clip((np.maximum.accumulate(ray, 1) - ray) / (softness + 0.01 * self.z), 0, 1)

    def rows(self, height, eye, horizon):
        """Picture row of each sample, and the highest row that anything up to its distance reaches."""
        row = horizon - (height - eye) / self.z
        return row, np.minimum.accumulate(row, 0)

    def seen(self, skyline, shape):
        """For each pixel of the picture the slice (a fraction) that it shows, NaN where it shows the sky."""
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


def tile(rng, cells, octaves, ridged=False):
    """Noise (TILE, TILE) that repeats without a seam; `ridged` folds it into crests."""
    noise = np.zeros((TILE, TILE), np.float32)
    for octave in range(octaves):
        n = cells * 2**octave
        grid = np.pad(rng.standard_normal((n, n), dtype=np.float32), 4, mode="wrap")
        layer = resize(grid, (TILE, TILE), box=(4, 4, n + 4, n + 4)) * 1.4
        noise += (1 - 2 * np.abs(layer) if ridged else layer) * 0.5**octave
    return noise
