"""Pictures and captions on a transparent ground -> Figure, as a PNG of at most 256 colours."""

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .figure import SCALE, Figure

WIDTH = 900  # of a full figure, in pixels of the page, as all lengths here
GAP = 12
TEXT = 13  # height of the letters' em
LINE = 18  # from one line of text to the next
INK = (126, 126, 126)  # of all text: contrast 4.0 on white, 4.6 on the dark page #111111
SAMPLE = 40_000  # pixels from which the palette is chosen, about
PAINTS, INKS = 240, 16  # entries of the palette for the pictures, and for how much ink covers the ground


class Sheet:
    """Takes pictures, uint8 (height, width, 3), and lines of text; `figure` is what has been put on it."""

    def __init__(self, width, height):
        self.size = round(width), round(height)
        self._paint = np.zeros((self.size[1], self.size[0], 3), np.uint8)
        self._painted = np.zeros(self.size[::-1], bool)
        self._ink = Image.new("L", [SCALE * side for side in self.size])

    def picture(self, pixels, left, top):
        """Puts a picture there, one pixel of it for each of the page."""
        area = np.s_[round(top) : round(top) + pixels.shape[0], round(left) : round(left) + pixels.shape[1]]
        self._paint[area], self._painted[area] = pixels, True

    def text(self, text, x, y, anchor="ma", size=TEXT, bold=False):
        """Writes a line; `anchor` is Pillow's: which point of the text is at (x, y), "ma" the middle of its top."""
        draw = ImageDraw.Draw(self._ink)
        draw.text((SCALE * x, SCALE * y), text, 255, font(SCALE * size, bold), anchor)

    def figure(self, what):
        """The `Figure`: every pixel is of one of the pictures, or of more or less ink."""
        paints, palette = in_few_colours(self._paint, self._painted)
        ink = np.rint(np.asarray(self._ink) / 255 * (INKS - 1)).astype(np.uint8)
        indices = np.where(np.kron(self._painted, np.ones((SCALE, SCALE), bool)), enlarged(paints), PAINTS + ink)
        image = Image.fromarray(indices.astype(np.uint8), "P")
        image.putpalette([*palette.ravel(), *INK * INKS])
        image.info["transparency"] = bytes([*[255] * PAINTS, *(255 * i // (INKS - 1) for i in range(INKS))])
        return Figure(image, what)


def in_few_colours(pixels, painted):
    """Indices (height, width) and the palette (PAINTS, 3) that suits the painted pixels best, dithered.

    A third of the bytes that all colours would take; without dithering a few less, but skies break into bands.
    """
    palette = np.zeros((PAINTS, 3), np.uint8)
    colours, indices = np.unique(pixels @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
    if len(colours) <= PAINTS:
        palette[: len(colours)] = colours[:, None] >> [16, 8, 0] & 255
        return indices.reshape(painted.shape), palette
    sample = pixels[painted][:: max(1, painted.sum() // SAMPLE), None]
    chosen = Image.fromarray(sample).quantize(PAINTS, Image.Quantize.MEDIANCUT, kmeans=2)
    few = Image.fromarray(pixels).quantize(palette=chosen, dither=Image.Dither.FLOYDSTEINBERG)
    entries = np.array(chosen.getpalette(), np.uint8).reshape(-1, 3)[:PAINTS]
    palette[: len(entries)] = entries
    return np.asarray(few), palette


def enlarged(array):
    """Each number SCALE × SCALE times."""
    return array.repeat(SCALE, axis=0).repeat(SCALE, axis=1)


@cache
def font(size, bold=False):
    """DejaVu Sans, which matplotlib brings along."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts", "ttf", name), size)


def text_width(text, size=TEXT):
    """How wide a line comes out."""
    return font(SCALE * size).getlength(text) / SCALE


def lines(text, width):
    """The lines into which a text is broken so that each is at most `width` wide, where its words allow it."""
    broken = []
    for word in str(text).split():
        longer = f"{broken[-1]} {word}" if broken else word
        if broken and text_width(longer) <= width:
            broken[-1] = longer
        else:
            broken.append(word)
    return broken
