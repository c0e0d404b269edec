"""Files that people mistake for pictures: the error says what they are, whether from a path or from bytes."""

import io
import struct
import zipfile

import numpy as np
import pytest
from PIL import Image
from samples import refusal, smooth

from nst_course.errors import NstError
from nst_course.images import decode_picture, read_picture


def boxes(main, *others):
    """The beginning of a file in ISO boxes, with its brands, and what follows."""
    brands = main + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + b"\0\0\1\0meta" + bytes(range(256))


def archive(name="a.txt"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, "x" * 40)
    return buffer.getvalue()


PAGE = b"<!DOCTYPE html>\n<html><body><svg width='1'></svg>404 Not Found</body></html>"
SVG = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"></svg>'
FILES = {
    "heic": (boxes(b"heic", b"mif1", b"heic"), ["HEIC", "export it as JPEG"]),
    "heif": (boxes(b"mif1", b"mif1", b"heic"), ["HEIC"]),
    "avif": (boxes(b"mif1", b"avif", b"miaf"), ["AVIF", "JPEG or PNG"]),
    "mov": (boxes(b"qt  "), ["video", "screenshot"]),
    "mp4": (boxes(b"isom", b"mp41"), ["video"]),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", ["PDF", "export"]),
    "svg": (SVG, ["SVG", "PNG"]),
    "page": (PAGE, ["web page", "save the picture itself"]),
    "bom": (b"\xef\xbb\xbf\n<html>", ["web page"]),
    "text": ("Ceci n'est pas une image. ☕".encode(), ["text file", "JPEG"]),
    "zip": (archive(), ["ZIP"]),
    "psd": (b"8BPS\0\1" + bytes(40), ["Photoshop"]),
    "docx": (archive("word/document.xml"), ["office document"]),
    "gimp": (b"gimp xcf v011\0" + bytes(40), ["GIMP"]),
    "jxl": (b"\xff\x0a" + bytes(40), ["JPEG XL"]),
    "jxl in boxes": (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(40), ["JPEG XL"]),
    "jp2": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40), ["JPEG 2000"]),
    "webm": (b"\x1aE\xdf\xa3" + bytes(40), ["video"]),
    "avi": (b"RIFF\x10\0\0\0AVI LIST" + bytes(40), ["video"]),
    "noise": (bytes([7, 1, 255, 3]) * 50, ["not a picture", "JPEG"]),
    "four": (b"\0\0\0\x18", ["not a picture"]),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_error_says_what_a_file_is_and_what_to_do(tmp_path, kind):
    data, words = FILES[kind]
    (tmp_path / "photo.jpg").write_bytes(data)
    text = refusal(tmp_path / "photo.jpg", *words)
    with pytest.raises(NstError) as caught:
        decode_picture("photo.jpg", data)
    assert str(caught.value) == text.replace(str(tmp_path / "photo.jpg"), "photo.jpg")


def test_an_empty_box_does_not_loop_forever():
    with pytest.raises(NstError, match="video"):
        decode_picture("a.mp4", b"\0\0\0\0ftyp")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif", ".gif", ".bmp"])
def test_bytes_are_read_like_the_file(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    Image.fromarray(smooth()).save(path)
    for longest in (None, 32):
        there, here = read_picture(path, longest), decode_picture("a", path.read_bytes(), longest)
        np.testing.assert_array_equal(here.rgb, there.rgb)
        assert max(here.size) == (longest or 64)


def test_longest_must_be_valid_for_bytes_too():
    with pytest.raises(NstError, match="longest=3"):
        decode_picture("a.png", b"", 3)
