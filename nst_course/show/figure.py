"""Figures: what every function of `nst.show` returns, and the two ways to make one, a `Sheet` or matplotlib.

A sheet holds pictures and captions, a drawing holds axes. Both share one gray, one font and a transparent background,
so that they look right on light and dark pages. Lengths are in CSS pixels unless a comment says otherwise.
"""

from __future__ import annotations

import io
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ..errors import NstError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

SCALE = 2  # pixels of the file for each CSS pixel, which keeps text sharp on high-density screens
WIDTH = 900  # of a full-width figure
GAP = 12  # between two pictures
TEXT_SIZE = 13  # the letters' em
LINE_HEIGHT = 18
GRAY_RGB = (126, 126, 126)  # all text: contrast 4.0 on white, 4.6 on the dark page #111111
GRAY = "#{:02x}{:02x}{:02x}".format(*GRAY_RGB)
# Distinct with any color vision and readable on white and on black: after Okabe & Ito (2008), with a lighter blue.
CURVE_COLORS = ("#2b87c9", "#d55e00", "#009e73", "#c46a9b", "#a98600", "#6f6fd8")

PALETTE_SAMPLE = 40_000  # approximate number of pixels used to choose a sheet's palette
PICTURE_COLORS, TEXT_SHADES = 240, 16  # how a sheet's 256 palette entries are split
DPI = 100  # matplotlib's inch, in CSS pixels


class Figure:
    """A PNG with a transparent background that a notebook shows when it is the last value in a cell.

    `image` has `SCALE` pixels for each CSS pixel of `size`, (width, height). `summary` says in a few words what the
    figure shows and is the same on every machine; `alt` is the longer description for readers who can't see it.
    """

    def __init__(self, image: Image.Image, summary: str, alt: str | None = None) -> None:
        self.image = image
        self.summary = summary
        self.alt = alt or summary
        self.size = (image.width // SCALE, image.height // SCALE)

    @cached_property
    def png(self) -> bytes:
        """The PNG file."""
        buffer = io.BytesIO()
        self.image.save(buffer, "PNG", optimize=True, dpi=(SCALE * 96, SCALE * 96))
        return buffer.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the figure to a PNG file. Raises NstError for any other suffix, or if the file can't be written."""
        path = Path(path).expanduser()
        if path.suffix.lower() != ".png":
            raise NstError(f"Figures are saved as PNG, so '{path.name}' won't work: name it '{path.stem}.png'.")
        try:
            path.write_bytes(self.png)
        except OSError as error:
            raise NstError(f"'{path}' cannot be written ({error.strerror}): choose another folder.") from error

    def _repr_png_(self) -> tuple[bytes, dict[str, int | str]]:
        width, height = self.size
        return self.png, {"width": width, "height": height, "alt": self.alt}

    def __repr__(self) -> str:
        return "<Figure: {}, {}×{}>".format(self.summary, *self.size)


# Sheets: pictures and captions.


class Sheet:
    """An empty page: add pictures and lines of text, then turn it into a `Figure` with at most 256 colors."""

    def __init__(self, width: float, height: float) -> None:
        self.size = round(width), round(height)
        shape = self.size[1], self.size[0]
        self._pixels: NDArray[np.uint8] = np.zeros((*shape, 3), np.uint8)
        self._covered: NDArray[np.bool_] = np.zeros(shape, bool)
        self._ink = Image.new("L", (SCALE * self.size[0], SCALE * self.size[1]))

    def add_picture(self, pixels: NDArray[np.uint8], left: float, top: float) -> None:
        """Place a picture (height, width, 3), one pixel per CSS pixel."""
        rows = slice(round(top), round(top) + pixels.shape[0])
        columns = slice(round(left), round(left) + pixels.shape[1])
        self._pixels[rows, columns], self._covered[rows, columns] = pixels, True

    def add_text(self, text: str, x: float, y: float, anchor: str = "ma", bold: bool = False) -> None:
        """Write one line with its `anchor` at (x, y): Pillow's notation, where "ma" is the middle of the top edge."""
        draw = ImageDraw.Draw(self._ink)
        draw.text((SCALE * x, SCALE * y), text, 255, load_font(SCALE * TEXT_SIZE, bold), anchor)

    def to_figure(self, summary: str, alt: str | None = None) -> Figure:
        """The finished `Figure`. Each pixel belongs to a picture or is a shade of the text."""
        colors, palette = quantize_pictures(self._pixels, self._covered)
        shades = np.rint(np.asarray(self._ink) / 255 * (TEXT_SHADES - 1)).astype(np.uint8)
        covered = np.kron(self._covered, np.ones((SCALE, SCALE), bool))
        indices = np.where(covered, np.kron(colors, np.ones((SCALE, SCALE), np.uint8)), PICTURE_COLORS + shades)
        image = Image.fromarray(indices.astype(np.uint8))
        image.putpalette([*palette.ravel(), *GRAY_RGB * TEXT_SHADES])
        opacity = [255 * i // (TEXT_SHADES - 1) for i in range(TEXT_SHADES)]
        image.info["transparency"] = bytes([*[255] * PICTURE_COLORS, *opacity])
        return Figure(image, summary, alt)


def quantize_pictures(
    pixels: NDArray[np.uint8], covered: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Palette indices (height, width) and the palette (PICTURE_COLORS, 3) that fits the covered pixels best.

    Files are a third of the size of full color. Dithering costs a few bytes and avoids banding in skies.
    """
    palette = np.zeros((PICTURE_COLORS, 3), np.uint8)
    colors, indices = np.unique(pixels @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
    if len(colors) <= PICTURE_COLORS:
        palette[: len(colors)] = colors[:, None] >> [16, 8, 0] & 255
        return indices.reshape(covered.shape).astype(np.uint8), palette
    sample = pixels[covered][:: max(1, int(covered.sum()) // PALETTE_SAMPLE), None]
    chosen = Image.fromarray(sample).quantize(PICTURE_COLORS, Image.Quantize.MEDIANCUT, kmeans=2)
    dithered = Image.fromarray(pixels).quantize(palette=chosen, dither=Image.Dither.FLOYDSTEINBERG)
    entries = np.array(chosen.getpalette(), np.uint8).reshape(-1, 3)[:PICTURE_COLORS]
    palette[: len(entries)] = entries
    return np.asarray(dithered), palette


@cache
def load_font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which comes with matplotlib."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts", "ttf", name), size)


def measure_text(text: str) -> float:
    """The width of a line of text."""
    return load_font(SCALE * TEXT_SIZE).getlength(text) / SCALE


def wrap_text(text: str, width: float) -> list[str]:
    """Lines no wider than `width`, broken between words; a single word may still be wider."""
    lines: list[str] = []
    for word in str(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def count_noun(number: int, noun: str, plural: str | None = None) -> str:
    """ "1 picture", "5 pictures"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


# Drawings: axes and diagrams by matplotlib.


def new_drawing(width: float, height: float) -> Drawing:
    """An empty matplotlib figure of that size, without pyplot's global state."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(width / DPI, height / DPI), dpi=SCALE * DPI, facecolor="none")
    FigureCanvasAgg(drawing)
    return drawing


def to_points(pixels: float) -> float:
    """CSS pixels as matplotlib's points."""
    return pixels * 72 / DPI


def text_style(**changes: Any) -> dict[str, Any]:
    """Keyword arguments that give a matplotlib text our font, size and color."""
    return {
        "color": GRAY,
        "fontsize": to_points(TEXT_SIZE),
        "fontfamily": "DejaVu Sans",
        "math_fontfamily": "dejavusans",
        **changes,
    }


def add_axes(drawing: Drawing, left: float, top: float, width: float, height: float) -> Axes:
    """Axes with thin gray lines; (left, top) is their upper left corner, measured from that of the drawing."""
    w, h = drawing.get_size_inches() * DPI
    ax = drawing.add_axes((left / w, 1 - (top + height) / h, width / w, height / h), facecolor="none")
    ax.tick_params(
        which="both",
        colors=GRAY,
        labelsize=to_points(TEXT_SIZE),
        width=to_points(1),
        length=to_points(4),
        pad=to_points(4),
    )
    ax.tick_params(which="minor", length=0)
    for spine in ax.spines.values():
        spine.set(color=GRAY, linewidth=to_points(1))
    return ax


def add_pixel_axes(drawing: Drawing) -> Axes:
    """Invisible axes over the whole drawing, measured in CSS pixels from its upper left corner."""
    w, h = drawing.get_size_inches() * DPI
    ax = drawing.add_axes((0, 0, 1, 1), xlim=(0, w), ylim=(h, 0))
    ax.set_axis_off()
    return ax


def short_number(value: float, _: object = None) -> str:
    """A number to three digits: 15k for 15000. The second argument is the tick position passed by matplotlib."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")


def drawing_to_figure(drawing: Drawing, summary: str, alt: str | None = None) -> Figure:
    """Render a matplotlib figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = drawing.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()
    return Figure(quantize_drawing(np.array(canvas.buffer_rgba())), summary, alt)


def quantize_drawing(rgba: NDArray[np.uint8]) -> Image.Image:
    """The image of RGBA pixels, with a palette if 256 entries are enough; opacity is rounded to 16 levels."""
    alpha = np.rint(rgba[..., 3] / 17) * 17
    rounded = np.where(alpha[..., None] == 0, 0, np.dstack([rgba[..., :3], alpha])).astype(np.uint8)
    translucent = (rounded[..., 3] > 0) & (rounded[..., 3] < 255)
    rounded[translucent, :3] = rounded[translucent, :3] // 8 * 8 + 4  # exact colors are invisible here
    colors, indices = np.unique(rounded.view(np.uint32)[..., 0], return_inverse=True)
    if len(colors) > 256:
        return Image.fromarray(rgba)
    image = Image.fromarray(indices.reshape(rounded.shape[:2]).astype(np.uint8))
    entries = colors[:, None].view(np.uint8)
    image.putpalette(entries[:, :3].tobytes())
    image.info["transparency"] = entries[:, 3].tobytes()
    return image
