"""Pixels in the form used everywhere here: `PIL.Image | array -> float32 (H, W, 1..4) in [0, 1]`, sRGB, upright.

Channels: 1 gray; 2 gray and alpha; 3 red, green, blue; 4 the same and alpha. Colors are not premultiplied by alpha.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from PIL.ImageFile import ImageFile

from ..errors import NstError
from .formats import open_header

# Pillow keeps the high byte of each 16-bit color value. Given the other byte order, it keeps the low byte instead.
# N is the machine's own order, in which libtiff hands over what it has decompressed.
_OTHER_ORDER = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}
_ORIENTATION = 0x0112  # EXIF tag


def to_uint8(rgb: ArrayLike) -> NDArray[np.uint8]:
    """uint8 pixels of float ones; values outside [0, 1] are clipped."""
    return (np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8)  # to the nearest step


def from_uint8(pixels: ArrayLike) -> NDArray[np.float32]:
    """float32 pixels in [0, 1] of uint8 ones; float ones keep their values."""
    array = np.asarray(pixels)
    return np.float32(array) / np.float32(255) if array.dtype == np.uint8 else np.float32(array)


def from_file(
    image: ImageFile, stream: BinaryIO, longest: int | None = None, name: str = "the picture"
) -> NDArray[np.float32]:
    """The upright sRGB pixels of a lazy image from `formats.open_header`, its long side at most `longest`."""
    if longest:  # JPEG only: decoded at 1/2, 1/4 or 1/8; twice the size wanted leaves Lanczos something to average
        image.draft(None, (2 * longest, 2 * longest))
    tiles = list(image.tile)
    image.load()
    deep = _sixteen_bits(image, stream, tiles) if _to_srgb(image) is None else None
    return from_image(image, longest, name) if deep is None else _upright(shrink(normalize(deep), longest), image)


def from_image(image: Image.Image, longest: int | None = None, name: str = "the picture") -> NDArray[np.float32]:
    """The upright sRGB pixels of a `PIL.Image`, its long side at most `longest`."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _upright(shrink(normalize(_one_number_per_pixel(image), name), longest), image)
    plain = fit(image.convert(_plain_mode(image)), longest)
    transform = _to_srgb(image)
    color = _without_alpha(plain)
    color = color.convert("RGB") if transform is None else transform(color)
    bands = [color, plain.getchannel("A")] if plain.mode.endswith("A") else [color]
    return _upright(normalize(np.dstack([np.asarray(band) for band in bands])), image)


def normalize(array: NDArray[Any], name: str = "the picture") -> NDArray[np.float32]:
    """uint8, uint16, or float pixels as float32 in [0, 1]. Raises NstError for other types, NaN, and values outside."""
    if array.dtype.kind == "u" and array.dtype.itemsize <= 2:
        return array.astype(np.float32) / np.float32(np.iinfo(array.dtype).max)
    if array.dtype.kind != "f":
        raise NstError(f"{name} has {array.dtype} pixels: use uint8 (0..255), uint16 (0..65535) or float in [0, 1].")
    low, high = array.min(), array.max()
    if not np.isfinite([low, high]).all():
        raise NstError(
            f"{name} has pixels that are NaN or infinite: look for a division by zero or a run that diverged."
        )
    if low < -1 / 510 or high > 1 + 1 / 510:  # half a step of 8 bits, which rounding would hide anyway
        cure = "divide by 255" if low >= 0 and 2 < high <= 256 else "scale or clip them"
        raise NstError(f"{name} has values from {low:.4g} to {high:.4g} but must be in [0, 1]: {cure}.")
    return array.astype(np.float32).clip(0, 1)


def fit(image: Image.Image, longest: int | None) -> Image.Image:
    """The image scaled down to a long side of `longest`, aspect kept; the same image if it is small enough."""
    if not longest or max(image.size) <= longest:
        return image
    width, height = (max(1, round(side * longest / max(image.size))) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def shrink(pixels: NDArray[np.float32], longest: int | None) -> NDArray[np.float32]:
    """`fit` for float32 (H, W, C), in full precision; colors are weighted by alpha, so hidden ones do not bleed."""
    if not longest or max(pixels.shape[:2]) <= longest:
        return pixels
    if pixels.shape[-1] in (1, 3):
        planes = (Image.fromarray(plane) for plane in np.ascontiguousarray(np.moveaxis(pixels, -1, 0)))
        return np.dstack([np.asarray(fit(plane, longest)) for plane in planes]).clip(
            0, 1
        )  # Lanczos overshoots at edges
    alpha = shrink(pixels[..., -1:], longest)
    bands = [shrink(pixels[..., i : i + 1] * pixels[..., -1:], longest) for i in range(pixels.shape[-1] - 1)]
    color = np.divide(np.dstack(bands), alpha, out=np.zeros((*alpha.shape[:2], len(bands)), "float32"), where=alpha > 0)
    return np.dstack([color.clip(0, 1), alpha])


def _sixteen_bits(image: ImageFile, stream: BinaryIO, tiles: list[Any]) -> NDArray[np.uint16] | None:
    """uint16 (H, W, C) of a loaded color file with 16 bits a channel, read a second time; None for any other file."""
    args = tiles[0][3] if tiles else ""
    rawmode = args if isinstance(args, str) else args[0]
    if rawmode == "LA;16B":  # its four bytes per pixel fit into RGBA
        return np.array(_read_as("RGBA", stream, tiles)).view(">u2")
    if not isinstance(rawmode, str) or rawmode[:-1] not in ("RGB;16", "RGBA;16") or "transparency" in image.info:
        return None
    low = _read_as(rawmode[:-1] + _OTHER_ORDER[rawmode[-1]], stream, tiles)
    return np.array(image).astype(np.uint16) << 8 | np.array(low)


def _read_as(rawmode: str, stream: BinaryIO, tiles: list[Any]) -> Image.Image:
    """The image in `stream` once more, its bytes interpreted as `rawmode`."""
    stream.seek(0)
    image = open_header(stream)
    assert image is not None  # it was opened before
    image.tile = [_with_rawmode(tile, rawmode) for tile in tiles]
    image.load()
    return image


def _with_rawmode(tile: Any, rawmode: str) -> Any:
    """Pillow's (codec, box, offset, args), a plain tuple before Pillow 11; args is, or begins with, the raw mode."""
    args = rawmode if isinstance(tile[3], str) else (rawmode, *tile[3][1:])
    return tile._replace(args=args) if hasattr(tile, "_replace") else (*tile[:3], args)


def _one_number_per_pixel(image: Image.Image) -> NDArray[Any]:
    """(H, W, 1) of an image in mode I, F or I;16; 32-bit files may well hold 16-bit values."""
    array = np.asarray(image)
    fits = array.dtype.kind in "iu" and array.min() >= 0 and array.max() <= 65535
    return array.astype(np.uint16)[..., None] if fits else array[..., None]


def _plain_mode(image: Image.Image) -> str:
    """The mode with 8 bits a channel that loses nothing and that a color profile can still be applied to."""
    if image.has_transparency_data:
        return "LA" if image.mode in ("1", "L", "LA", "La") else "RGBA"
    return image.mode if image.mode in ("L", "RGB", "CMYK") else "RGB"


def _without_alpha(image: Image.Image) -> Image.Image:
    return image.convert(image.mode.removesuffix("A"))


def _to_srgb(image: Image.Image) -> Callable[[Image.Image], Image.Image] | None:
    """The conversion to sRGB by the color profile of `image`; None without one, with a broken one, or with sRGB.

    A profile counts as sRGB if it moves no color of a test card by more than one step, whatever its name.
    """
    profile = image.info.get("icc_profile")
    mode = _plain_mode(image).removesuffix("A")
    if not profile or image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return None
    from PIL import ImageChops, ImageCms

    try:
        transform = ImageCms.buildTransform(io.BytesIO(profile), ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    ramp = Image.linear_gradient("L")
    card = Image.merge("RGB", [ramp, ramp.transpose(Image.Transpose.ROTATE_90), Image.radial_gradient("L")])

    def convert(picture: Image.Image) -> Image.Image:
        return cast(Image.Image, ImageCms.applyTransform(picture, transform))  # None only when in place

    moved = ImageChops.difference(card.convert(mode).convert("RGB"), convert(card.convert(mode)))
    return None if np.asarray(moved).max() <= 1 else convert


def _upright(pixels: NDArray[np.float32], image: Image.Image) -> NDArray[np.float32]:
    """Turned as the EXIF orientation says (EXIF 2.32): 5..8 swap the axes, then rows and columns flip."""
    orientation = 1
    with contextlib.suppress(Exception):  # damaged EXIF is no reason to refuse good pixels
        orientation = image.getexif().get(_ORIENTATION, 1)
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    rows, columns = orientation in (3, 4, 7, 8), orientation in (2, 3, 6, 7)
    return np.ascontiguousarray(pixels[:: -1 if rows else 1, :: -1 if columns else 1])
