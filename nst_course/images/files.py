"""Picture files: `path | bytes | array | PIL.Image -> Picture`, and `Picture -> path | bytes`."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..errors import NstError
from . import pixels, targets
from .sources import SMALLEST_SIDE, check_size, decoded, open_picture

DESCRIPTION = 0x010E  # EXIF ImageDescription

_JPEG = ("JPEG", {"quality": 95, "subsampling": 0})
_TIFF = ("TIFF", {"compression": "tiff_deflate"})
_WEBP = ("WEBP", {"lossless": True, "exact": True})  # exact: colours under alpha 0 stay what they are
FORMATS = {".png": ("PNG", {}), ".jpg": _JPEG, ".jpeg": _JPEG, ".webp": _WEBP, ".tif": _TIFF, ".tiff": _TIFF}


@dataclass(frozen=True, eq=False)
class Picture:
    """`rgb` float32 (H, W, 3) in [0, 1], sRGB; `alpha` float32 (H, W) in [0, 1] or None, not multiplied into rgb."""

    rgb: np.ndarray
    alpha: np.ndarray | None = None

    @property
    def size(self):
        """(H, W)."""
        return self.rgb.shape[:2]


def read_picture(source, longest=None):
    """The `Picture` in a file, an array, a `PIL.Image` or a `Picture`; the long side at most `longest`, never enlarged.

    Files: JPEG, PNG, WebP, TIFF, GIF (first frame), BMP; gray, palette, CMYK, 8 or 16 bits, turned upright by EXIF and
    brought to sRGB by their colour profile (in 8 bits, where the profile is another than sRGB).
    Arrays: uint8, uint16 or float in [0, 1] of shape (H, W), (H, W, 1), (H, W, 3), (H, W, 4), or (1, H, W, 3).
    Raises `NstError` for whatever is missing, damaged, no picture, under 16 pixels or over 200 megapixels.
    """
    _check_longest(longest)
    if isinstance(source, (str, Path)):
        return _from_file(source, longest)
    if isinstance(source, Image.Image):
        check_size("the picture", *source.size)
        return _picture(decoded("the picture", pixels.from_image, source, longest))
    if isinstance(source, Picture):
        source = source.rgb if source.alpha is None else np.dstack([source.rgb, source.alpha])
    array = _channels(source)
    check_size("the array", array.shape[1], array.shape[0])
    return _picture(pixels.shrink(pixels.unit(array, "the array"), longest))


def decode_picture(name, data, longest=None):
    """The `Picture` in the bytes `data` of a file, read and refused as `read_picture` does; errors call it `name`."""
    _check_longest(longest)
    return _from_file(name, longest, data)


def write_picture(path, rgb, alpha=None, settings=None):
    """Writes rgb (H, W, 3), float in [0, 1] or uint8, and alpha (H, W) as the suffix says: PNG, JPEG, WebP or TIFF.

    The file appears whole or not at all, and replaces an older one only then; the same input gives the same bytes.
    JPEG (quality 95, full colour resolution) has no alpha and drops it; the other three are lossless.
    `settings`, a dict for JSON, travels in the file: in PNG as the text "nst_course", else in EXIF ImageDescription.
    Raises `NstError` when the picture or the settings are unsound or the file cannot be written.
    """
    with targets.replacing(path, FORMATS) as part:
        part.write_bytes(encode_picture(path, rgb, alpha, settings))


def encode_picture(name, rgb, alpha=None, settings=None):
    """The bytes that `write_picture` would write to a file of that name; raises `NstError` as it does."""
    targets.check_suffix(name, FORMATS)
    picture = _picture(pixels.unit(_channels(rgb), "the picture"))
    alpha = picture.alpha if alpha is None else pixels.unit(np.asarray(alpha), "alpha")
    if alpha is not None and alpha.shape != picture.size:
        raise NstError(f"alpha has shape {alpha.shape}: it needs the size of the picture, {picture.size}.")
    return _encoded(name, picture.rgb, alpha, settings)


def read_settings(path):
    """The dict that `write_picture` stored in a file; `NstError` when there is none or it is damaged."""
    with open_picture(path) as (_, image):
        text = decoded(f"'{path}'", _settings_text, image)
    if not text:
        raise NstError(f"'{path}' carries no settings: choose a picture that nst_course wrote.")
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError) as error:
        raise NstError(f"The settings in '{path}' are damaged ({error}): choose an untouched copy.") from error


def check_writable(path):
    """Raises now, before a long run, the `NstError` that `write_picture` would end in; leaves everything as it is."""
    targets.probe(path, FORMATS)


def _picture(array):
    """float32 (H, W, 1..4) as a `Picture`."""
    channels = array.shape[-1]
    alpha = np.ascontiguousarray(array[..., -1]) if channels in (2, 4) else None
    rgb = array[..., :3] if channels > 2 else np.repeat(array[..., :1], 3, axis=-1)
    return Picture(np.ascontiguousarray(rgb), alpha)


def _channels(source):
    """Any array of one picture as (H, W, 1), (H, W, 3) or (H, W, 4)."""
    array = np.asarray(source)
    shape = array.shape
    array = array[0] if array.ndim == 4 and shape[0] == 1 else array
    array = array[..., None] if array.ndim == 2 else array
    if array.ndim != 3 or array.shape[-1] not in (1, 3, 4) or not array.size:
        raise NstError(f"the array has shape {shape}: a picture needs (H, W), (H, W, 1), (H, W, 3) or (H, W, 4).")
    return array


def _check_longest(longest):
    if longest is not None and longest < SMALLEST_SIDE:
        raise NstError(f"longest={longest} is too small for a picture: choose {SMALLEST_SIDE} pixels or more.")


def _from_file(path, longest, data=None):
    with open_picture(path, data) as (stream, image):
        check_size(f"'{path}'", *image.size)
        return _picture(decoded(f"'{path}'", pixels.from_file, image, stream, longest, f"'{path}'"))


def _encoded(path, rgb, alpha, settings):
    """The bytes of the file."""
    kind, options = FORMATS[Path(path).suffix.lower()]
    bands = rgb if alpha is None or kind == "JPEG" else np.dstack([rgb, alpha])
    image = Image.fromarray((bands * 255 + 0.5).astype(np.uint8))  # to the nearest step
    buffer = io.BytesIO()
    try:
        image.save(buffer, kind, **options, **_metadata(kind, settings))
    except (OSError, ValueError, TypeError) as error:
        raise NstError(f"'{path}' cannot be made ({error}): choose PNG, and settings that JSON can hold.") from error
    return buffer.getvalue()


def _metadata(kind, settings):
    if settings is None:
        return {}
    text = json.dumps(dict(settings), sort_keys=True, allow_nan=False)
    info, exif = PngInfo(), Image.Exif()
    info.add_itxt("nst_course", text)
    exif[DESCRIPTION] = f"nst_course {text}"
    return {"pnginfo": info} if kind == "PNG" else {"exif": exif}


def _settings_text(image):
    if image.format == "PNG":
        return image.info.get("nst_course")
    return str(image.getexif().get(DESCRIPTION, "")).partition("nst_course ")[2]
