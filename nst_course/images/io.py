"""Picture files: `path | bytes | array | PIL.Image | built-in name -> Picture`, and `Picture -> file | bytes`.

`PictureSource` is what `load_picture` and `read_picture` take. Metadata is a JSON object embedded in the file.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, TypeVar, overload

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngInfo

from ..errors import NstError
from . import pixels
from .atomic import check_suffix, probe, replacing
from .builtin import CONTENT, STYLE, builtin_picture
from .formats import ENCODINGS, Encoding, describe_unreadable, open_header

SMALLEST_SIDE = 16  # VGG halves the picture four times before its last block
MAX_PIXELS = 200_000_000

_IMAGE_DESCRIPTION = 0x010E  # EXIF tag
_KEY = "nst_course"  # of the metadata in a file

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Picture:
    """`rgb` float32 (H, W, 3) in [0, 1], sRGB; `alpha` float32 (H, W) in [0, 1] or None; rgb is not premultiplied."""

    rgb: NDArray[np.float32]
    alpha: NDArray[np.float32] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(H, W)."""
        height, width = self.rgb.shape[:2]
        return height, width


PictureSource: TypeAlias = "str | Path | Picture | Image.Image | ArrayLike"


def load_picture(source: PictureSource, longest: int | None = None, also_valid: Sequence[str] = ()) -> Picture:
    """The `Picture` in whatever `read_picture` takes, or the built-in one of that name if there is no such file.

    `also_valid` are other words the caller accepts; a misspelled name is answered with the closest of all. Raises
    NstError as `read_picture` does.
    """
    if isinstance(source, str) and _may_be_a_name(source):
        names = (*CONTENT, *STYLE)
        if source in names:
            return read_picture(builtin_picture(source), longest)
        if close := difflib.get_close_matches(source.lower(), [*names, *also_valid], n=1, cutoff=0.75):
            raise NstError(f"'{source}' is neither a file nor a built-in picture: did you mean '{close[0]}'?")
    return read_picture(source, longest)


def read_picture(source: PictureSource, longest: int | None = None) -> Picture:
    """The `Picture` in a file, an array, a `PIL.Image`, or a `Picture`, scaled down to a long side of `longest`.

    Files: JPEG, PNG, WebP, TIFF, GIF (first frame), BMP; gray, palette, CMYK, 8 or 16 bits. They are turned upright by
    their EXIF orientation and converted to sRGB by their color profile (in 8 bits if the profile is not sRGB).
    Arrays: uint8, uint16, or float in [0, 1], of shape (H, W), (H, W, 1), (H, W, 3), (H, W, 4), or (1, H, W, 3).
    Raises NstError for anything missing, damaged, not a picture, under 16 pixels, or over 200 megapixels.
    """
    _check_longest(longest)
    if isinstance(source, (str, Path)):
        return _read_file(source, longest)
    if isinstance(source, Image.Image):
        _check_size("the picture", *source.size)
        return _as_picture(_decode("the picture", pixels.from_image, source, longest))
    if isinstance(source, Picture):
        source = source.rgb if source.alpha is None else np.dstack([source.rgb, source.alpha])
    array = _as_channels(source)
    _check_size("the array", array.shape[1], array.shape[0])
    return _as_picture(pixels.shrink(pixels.normalize(array, "the array"), longest))


def decode_picture(name: str, data: bytes, longest: int | None = None) -> Picture:
    """The `Picture` in `data`, the bytes of a file, read and refused as in `read_picture`; errors call it `name`."""
    _check_longest(longest)
    return _read_file(name, longest, data)


def is_picture(path: str | Path) -> bool:
    """Whether this is a picture file, judging by its header."""
    try:
        with _open_picture(path):
            return True
    except NstError:
        return False


def save_picture(
    path: str | Path, rgb: ArrayLike, alpha: ArrayLike | None = None, metadata: Mapping[str, Any] | None = None
) -> None:
    """Writes rgb (H, W, 3), float in [0, 1] or uint8, and alpha (H, W) to a PNG, JPEG, WebP, or TIFF, by its suffix.

    The file appears whole or not at all, replacing an older one; the same input gives the same bytes. JPEG (quality
    95, color at full resolution) drops alpha; the other formats are lossless. `metadata`, a dict for JSON, is embedded:
    in PNG as the text "nst_course", elsewhere in the EXIF tag ImageDescription.
    Raises NstError if the picture or the metadata is invalid, or if the file can't be written.
    """
    with replacing(path, ENCODINGS) as part:
        part.write_bytes(encode_picture(path, rgb, alpha, metadata))


def save_or_rescue_picture(
    path: str | Path, rgb: ArrayLike, alpha: ArrayLike | None = None, metadata: Mapping[str, Any] | None = None
) -> None:
    """`save_picture`; if that fails, the picture goes into a new folder for temporary files.

    Even then, raises NstError, which names that file: a result that took minutes must not be lost.
    """
    try:
        save_picture(path, rgb, alpha, metadata)
    except NstError as error:
        try:
            rescued = Path(tempfile.mkdtemp(prefix="nst-")) / f"{Path(path).stem}.png"
            save_picture(rescued, rgb, alpha, metadata)
        except (OSError, NstError):
            raise error from None
        raise NstError(f"{str(error).rstrip('.')}; the picture was saved to '{rescued}' instead.") from error


def encode_picture(
    name: str | Path, rgb: ArrayLike, alpha: ArrayLike | None = None, metadata: Mapping[str, Any] | None = None
) -> bytes:
    """The bytes that `save_picture` writes to a file of that name; raises NstError as it does."""
    check_suffix(name, ENCODINGS)
    picture = _as_picture(pixels.normalize(_as_channels(rgb), "the picture"))
    mask = picture.alpha if alpha is None else pixels.normalize(np.asarray(alpha), "alpha")
    if mask is not None and mask.shape != picture.size:
        raise NstError(f"alpha has shape {mask.shape}: give it the size of the picture, {picture.size}.")
    encoding = ENCODINGS[Path(name).suffix.lower()]
    bands = picture.rgb if mask is None or not encoding.has_alpha else np.dstack([picture.rgb, mask])
    image, buffer = Image.fromarray(pixels.to_uint8(bands)), io.BytesIO()
    try:
        image.save(buffer, encoding.name, **encoding.options, **_metadata_options(encoding, metadata))
    except (OSError, ValueError, TypeError) as error:
        raise NstError(f"'{name}' can't be encoded ({error}): use PNG, and metadata that JSON can hold.") from error
    return buffer.getvalue()


@overload
def read_metadata(path: str | Path) -> dict[str, Any]: ...
@overload
def read_metadata(path: str | Path, schema: type[T]) -> T: ...
def read_metadata(path: str | Path, schema: Any = dict[str, Any]) -> Any:
    """The metadata that `save_picture` embedded in a file, validated against `schema`, a type for `msgspec`.

    Raises NstError if there is none, or if it is damaged or does not fit the schema.
    """
    with _open_picture(path) as (_, image):
        text = _decode(f"'{path}'", _metadata_text, image)
    if not text:
        raise NstError(f"'{path}' has no settings embedded: choose a picture that nst_course saved.")
    try:
        return msgspec.json.decode(text, type=schema)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise NstError(f"The settings embedded in '{path}' are damaged ({error}): use an unedited copy.") from error


def check_writable(path: str | Path) -> None:
    """Raise now, before a long run, any NstError that `save_picture` would raise; changes nothing on disk."""
    probe(path, ENCODINGS)


# ---------------------------------------------------------------- reading


def _may_be_a_name(source: str) -> bool:
    """Whether this could be the name of a built-in picture: no folder, no suffix, no such file."""
    path = Path(source)
    return path.name == source and not path.suffix and len(source) < 50 and not path.is_file()


def _read_file(path: str | Path, longest: int | None, data: bytes | None = None) -> Picture:
    with _open_picture(path, data) as (stream, image):
        _check_size(f"'{path}'", *image.size)
        return _as_picture(_decode(f"'{path}'", pixels.from_file, image, stream, longest, f"'{path}'"))


@contextlib.contextmanager
def _open_picture(path: str | Path, data: bytes | None = None) -> Iterator[tuple[BinaryIO, ImageFile]]:
    """Yields (binary file, lazy image: only its header is read). Raises NstError if `path` is not a readable picture.

    With `data`, the bytes of a file that is not on this disk, `path` is only the name used in errors.
    """
    with _open_file(path) if data is None else io.BytesIO(data) as stream:
        start = stream.read(1024)
        stream.seek(0)
        if not start:
            raise NstError(f"'{path}' is empty: copy or download it again.")
        image = _decode(f"'{path}'", open_header, stream)
        if image is None:
            raise NstError(f"'{path}' {describe_unreadable(start)}")
        yield stream, image


def _open_file(path: str | Path) -> BinaryIO:
    """The file, open for reading. Raises an NstError that says why it can't be opened."""
    try:
        file = Path(path).expanduser()
        if file.is_file():
            return file.open("rb")
        raise NstError(_why_not_a_file(path, file))
    except PermissionError as error:
        raise NstError(f"You don't have permission to read '{path}': ask its owner, or copy it elsewhere.") from error
    except (OSError, ValueError, RuntimeError) as error:  # too long, a NUL, an unknown ~user
        raise NstError(f"'{path}' can't be opened ({error}): check the path.") from error


def _why_not_a_file(path: str | Path, file: Path) -> str:
    if file.exists():
        return f"'{path}' is {'a folder' if file.is_dir() else 'not a regular file'}: give the path of a picture file."
    if not file.parent.is_dir():
        return f"'{path}' does not exist, and neither does its folder '{file.parent}': check the path."
    names = {other.name.lower(): other.name for other in file.parent.iterdir() if other.is_file()}
    close = difflib.get_close_matches(file.name.lower(), names, n=1, cutoff=0.75)
    return f"'{path}' does not exist: " + (f"did you mean '{names[close[0]]}'?" if close else "check the path.")


def _decode(name: str, function: Callable[..., T], *arguments: Any) -> T:
    """`function(*arguments)`; whatever a codec raises on a damaged file becomes one NstError."""
    try:
        return function(*arguments)
    except NstError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NstError(f"{name} has too many pixels to be read safely: scale it down first.") from error
    except Exception as error:
        raise NstError(
            f"{name} is damaged, truncated, or of an unusual kind ({error}): copy it again, or save it as PNG."
        ) from error


def _metadata_text(image: ImageFile) -> str:
    if image.format == "PNG":
        return str(image.info.get(_KEY, ""))
    return str(image.getexif().get(_IMAGE_DESCRIPTION, "")).partition(f"{_KEY} ")[2]


# ---------------------------------------------------------------- arrays


def _as_channels(source: ArrayLike) -> NDArray[Any]:
    """Any array of one picture as (H, W, 1), (H, W, 3), or (H, W, 4)."""
    array = np.asarray(source)
    shape = array.shape
    array = array[0] if array.ndim == 4 and shape[0] == 1 else array
    array = array[..., None] if array.ndim == 2 else array
    if array.ndim != 3 or array.shape[-1] not in (1, 3, 4) or not array.size:
        raise NstError(f"the array has shape {shape}: a picture is (H, W), (H, W, 1), (H, W, 3), or (H, W, 4).")
    return array


def _as_picture(array: NDArray[np.float32]) -> Picture:
    """float32 (H, W, 1..4) as a `Picture`."""
    channels = array.shape[-1]
    alpha = np.ascontiguousarray(array[..., -1]) if channels in (2, 4) else None
    rgb = array[..., :3] if channels > 2 else np.repeat(array[..., :1], 3, axis=-1)
    return Picture(np.ascontiguousarray(rgb), alpha)


def _check_longest(longest: int | None) -> None:
    if longest is not None and longest < SMALLEST_SIDE:
        raise NstError(f"longest={longest} is too small for a picture: choose {SMALLEST_SIDE} pixels or more.")


def _check_size(name: str, width: int, height: int) -> None:
    """Raises NstError for a picture too small for the network or too large for memory."""
    if min(width, height) < SMALLEST_SIDE:
        raise NstError(f"{name} is {width}×{height}: choose one with at least {SMALLEST_SIDE} pixels on each side.")
    if width * height > MAX_PIXELS:
        raise NstError(f"{name} is {width}×{height}, over {MAX_PIXELS // 10**6} megapixels: scale it down first.")


# ---------------------------------------------------------------- writing


def _metadata_options(encoding: Encoding, metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Pillow's `save` options to embed it."""
    if metadata is None:
        return {}
    text = json.dumps(dict(metadata), sort_keys=True, allow_nan=False)
    if encoding.name == "PNG":
        info = PngInfo()
        info.add_itxt(_KEY, text)
        return {"pnginfo": info}
    exif = Image.Exif()
    exif[_IMAGE_DESCRIPTION] = f"{_KEY} {text}"
    return {"exif": exif}
