"""What the networks look at: folders of pictures -> batches of crops (m, SIDE, SIDE, 3), RGB in [0, 1].

Optimisation finds whatever noise a network does not see, so the crops are blended, recoloured and made noisy: the
student must see in them what the teacher sees.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from ...errors import NstError
from ...images import is_picture, read_picture

SIDE = 160  # pixels: a little more than one position of block5_conv1 sees
LONGEST = 800  # long side to which pictures are read


def read_folder(folder, option):
    """All pictures of a folder, uint8 (H, W, 3). Raises NstError, naming the option, for a folder without any."""
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise NstError(f"{option} is '{folder}', which is not a folder: name a folder of pictures.")
    files = sorted(file for file in path.iterdir() if is_picture(file))
    if not files:
        raise NstError(f"The folder '{folder}' ({option}) holds no pictures: put some there.")
    return [np.rint(255 * read_picture(file, LONGEST).rgb).astype(np.uint8) for file in files]


class Crops:
    """Endless crops of photographs and of art; `rng` is the only source of chance."""

    def __init__(self, photos, art, rng, side=SIDE):
        self.photos, self.art, self.rng, self.side = photos, art, rng, side

    def content(self):
        """One crop of a photograph as it is, but for a flip."""
        return self._crop(self.photos)

    def style(self):
        """One crop of a painting, sometimes of a photograph, sometimes in other colours."""
        crop = self._crop(self.art if self.rng.random() < 0.8 else self.photos)
        return self._recolored(crop) if self.rng.random() < 0.4 else crop

    def batch(self, m):
        """m crops of both kinds, most of them spoilt in one way or another."""
        return np.stack([self._spoilt() for _ in range(m)])

    def _spoilt(self):
        rng = self.rng
        crop = self.content() if rng.random() < 0.5 else self.style()
        if rng.random() < 0.25:
            share = rng.random(dtype=np.float32)
            crop = share * crop + (1 - share) * (self.style() if rng.random() < 0.5 else self.content())
        if rng.random() < 0.3:
            crop = self._recolored(crop)
        if rng.random() < 0.4:
            crop = crop + self.noise() * rng.uniform(0.01, 0.25)
        return np.clip(crop, 0, 1).astype(np.float32)

    def noise(self):
        """Noise of unit variance, gray or coloured, of a grain of 1 to 16 pixels."""
        grain, channels = 2 ** self.rng.integers(0, 5), self.rng.choice([1, 3], p=[0.3, 0.7])
        small = self.rng.normal(size=[-(-self.side // grain)] * 2 + [channels])
        blocks = small.repeat(grain, axis=0).repeat(grain, axis=1)[: self.side, : self.side]
        return np.broadcast_to(blocks, [self.side, self.side, 3]).astype(np.float32)

    def _crop(self, pictures):
        rng = self.rng
        picture = pictures[rng.integers(len(pictures))]
        height, width = picture.shape[:2]
        part = max(min(height, width) * np.exp(rng.uniform(np.log(0.3), 0)), 16)
        left, top = rng.uniform(0, width - part), rng.uniform(0, height - part)
        box = (left, top, left + part, top + part)
        crop = Image.fromarray(picture).resize((self.side, self.side), Image.Resampling.BICUBIC, box)
        crop = np.asarray(crop, np.float32) / 255
        return crop[:, ::-1] if rng.random() < 0.5 else crop

    def _recolored(self, crop):
        """Other contrast, brightness and colours: a random mixture of the three channels about their mean."""
        mean, rng = crop.mean(axis=(0, 1)), self.rng
        mixture = rng.uniform(0.3, 1.2) * np.eye(3)[rng.permutation(3)] + rng.normal(0, 0.15, (3, 3))
        return np.clip((crop - mean) @ mixture + mean + rng.normal(0, 0.12, 3), 0, 1).astype(np.float32)
