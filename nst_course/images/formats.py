"""Picture file formats: which ones are read, how they are written, and advice on any other file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import filetype
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

# The first bytes of a file, as a pattern -> the Pillow decoder for it.
DECODERS: dict[bytes, type[ImageFile]] = {
    b"\xff\xd8": JpegImageFile,
    b"\x89PNG": PngImageFile,
    b"RIFF....WEBP": WebPImageFile,
    b"II": TiffImageFile,
    b"MM": TiffImageFile,
    b"GIF8": GifImageFile,
    b"BM": BmpImageFile,
}


@dataclass(frozen=True)
class Encoding:
    """How Pillow writes a format: its name and its options."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    has_alpha: bool = True


_JPEG = Encoding("JPEG", {"quality": 95, "subsampling": 0}, has_alpha=False)  # 0: color at full resolution
_TIFF = Encoding("TIFF", {"compression": "tiff_deflate"})
_WEBP = Encoding("WEBP", {"lossless": True, "exact": True})  # exact: keeps colors that alpha hides
ENCODINGS: dict[str, Encoding] = {
    ".png": Encoding("PNG"),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".webp": _WEBP,
    ".tif": _TIFF,
    ".tiff": _TIFF,
}

_EXPORT = "open it in the program it came from and export it as JPEG or PNG."
_VIDEO = "is a video, not a picture: pause it and take a screenshot."
_OFFICE = "is a ZIP archive or an office document, not a picture: extract a picture from it."
_HEIC = (
    "is a HEIC photo, a phone format which can't be read here: share or export it as JPEG "
    "(iPhone: Settings, Camera, Formats, Most Compatible)."
)
_ADVICE_BY_MIME_TYPE = {
    "application/pdf": "is a PDF document, not a picture: export the page as PNG or JPEG, or take a screenshot.",
    "application/zip": _OFFICE,
    "application/epub+zip": _OFFICE,
    "image/vnd.adobe.photoshop": f"is a Photoshop file, which can't be read here: {_EXPORT}",
    "image/x-xcf": f"is a GIMP file, which can't be read here: {_EXPORT}",
    "image/heic": _HEIC,
    "image/avif": f"is an AVIF picture, which can't be read here: {_EXPORT}",
}
# What filetype 1.2 does not recognize.
_ADVICE_BY_SIGNATURE = {
    b"\xff\x0a": f"is a JPEG XL picture, which can't be read here: {_EXPORT}",
    b"\0\0\0\x0cJXL ": f"is a JPEG XL picture, which can't be read here: {_EXPORT}",
    b"\0\0\0\x0cjP  ": f"is a JPEG 2000 picture, which can't be read here: {_EXPORT}",
    b"\x1aE\xdf\xa3": _VIDEO,  # Matroska, WebM
}


def open_header(stream: BinaryIO) -> ImageFile | None:
    """A lazy `PIL.Image` on an open binary file, with only its header read; None for an unsupported format.

    Calls the decoders directly: `Image.open` warns and refuses by a process-wide limit
    (`Image.MAX_IMAGE_PIXELS`), and would hand a file called .jpg to Ghostscript.
    """
    start = stream.read(16)
    stream.seek(0)
    for signature, decoder in DECODERS.items():
        if re.match(signature, start, re.DOTALL):
            return decoder(stream)
    return None


def describe_unreadable(start: bytes) -> str:
    """What a file that begins with `start` (about 1000 bytes) is and what to do about it: "is a PDF document, …"."""
    kind = filetype.guess(start)
    mime_type = kind.mime if kind else ""
    if mime_type in _ADVICE_BY_MIME_TYPE:
        return _ADVICE_BY_MIME_TYPE[mime_type]
    if mime_type.startswith("application/vnd.o"):  # openxmlformats, oasis.opendocument
        return _OFFICE
    if mime_type.startswith("video/") or start[4:8] == b"ftyp":  # an ISO 14496-12 brand that filetype does not know
        return _VIDEO
    by_signature = (advice for signature, advice in _ADVICE_BY_SIGNATURE.items() if start.startswith(signature))
    return (
        next(by_signature, None)
        or _describe_text(start)
        or ("is not a picture in a format that can be read here: save it as JPEG, PNG, WebP, or TIFF.")
    )


def _describe_text(start: bytes) -> str | None:
    """The same for a web page, an SVG drawing, or any other text; None for a file that is not text."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "is a web page, not a picture: open the page and save the picture itself (right-click, Save Image As)."
    if text.startswith(b"<") and b"<svg" in text:
        return "is an SVG drawing, made of lines instead of pixels: export it as PNG."
    if text and not set(text) & {*range(9), *range(14, 32), 127}:
        return "is a text file, not a picture: choose a JPEG, PNG, WebP, or TIFF file."
    return None
