"""Files that are no pictures to us: `first bytes -> what it is and what to do instead`."""

HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
AVIF = {b"avif", b"avis"}

_EXPORT = "open it where it was made, and export it as JPEG or PNG."
# How files begin that people take for pictures, or that a folder of pictures holds too.
_MAGIC = {
    b"%PDF": "is a PDF document, not a picture: export its page as PNG or JPEG, or take a screenshot of it.",
    b"PK\x03\x04": "is a ZIP archive or an office document, not a picture: choose a picture from inside it.",
    b"8BPS": f"is a Photoshop file, which cannot be read here: {_EXPORT}",
    b"gimp xcf": f"is a GIMP file, which cannot be read here: {_EXPORT}",
    b"\xff\x0a": f"is a JPEG XL picture, which cannot be read here: {_EXPORT}",
    b"\0\0\0\x0cJXL ": f"is a JPEG XL picture, which cannot be read here: {_EXPORT}",
    b"\0\0\0\x0cjP  ": f"is a JPEG 2000 picture, which cannot be read here: {_EXPORT}",
    b"\x1aE\xdf\xa3": "is a film, not a picture: pause it, and take a screenshot.",
}
_HEIC = (
    "is a HEIC photograph, as many phones take them, which cannot be read here: share or export it as JPEG "
    "(iPhone: Settings, Camera, Formats, Most Compatible)."
)


def foreign(start):
    """What to say after the name of a file that begins with the bytes `start`, at best a thousand: what, what to do."""
    if start[4:8] == b"ftyp":
        return _in_boxes(start)
    known = next((words for magic, words in _MAGIC.items() if start.startswith(magic)), None)
    return known or _written(start) or "is not a picture that can be read here: save it as JPEG, PNG, WebP or TIFF."


def _in_boxes(start):
    """Of a file in ISO 14496-12 boxes: the first one lists its brands of four letters, after the main one's version."""
    size = int.from_bytes(start[:4], "big")
    brands = {start[at : at + 4] for at in (8, *range(16, min(size, len(start)), 4))}
    if brands & AVIF:
        return f"is an AVIF picture, which cannot be read here: {_EXPORT}"
    return _HEIC if brands & HEIC else "is a film, not a picture: pause it, and take a screenshot."


def _written(start):
    """Of a text: a web page, a drawing in SVG, or any other; None when it is no text."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "is a web page, not a picture: open the page, and save the picture itself (right click, Save image as)."
    if text.startswith(b"<") and b"<svg" in text:
        return "is an SVG drawing, made of lines instead of pixels: export it as PNG."
    if text and not set(text) & {*range(9), *range(14, 32), 127}:
        return "is a text, not a picture: choose a file in JPEG, PNG, WebP or TIFF."
    return None
