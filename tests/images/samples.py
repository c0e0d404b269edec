"""Pictures and files made for tests."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from nst_course.errors import NstError
from nst_course.images import builtin_picture, read_picture, to_uint8

STEP = 1 / 255


def noise(shape=(20, 30, 3), top=256, dtype=np.uint8, seed=0):
    return np.random.default_rng(seed).integers(0, top, shape).astype(dtype)


def small_builtin(name, longest):
    """The built-in picture `name`, uint8 (H, W, 3), its long side `longest` pixels."""
    return to_uint8(read_picture(builtin_picture(name), longest).rgb)


def smooth(height=48, width=64):
    """uint8 (H, W, 3) without fine detail, which every codec keeps."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    return np.round(np.stack([x, y, (1 - x) * y], -1) * 200 + 20).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bytes(pixels, color, bits, size=None):
    """A PNG written according to RFC 2083, with the filters None, Sub and Up on alternate rows."""
    height, width = size or pixels.shape[:2]
    rows = np.ascontiguousarray(pixels, f">u{bits // 8}").view(np.uint8).reshape(len(pixels), pixels[:1].nbytes)
    step = pixels[:1, :1].nbytes
    raw = b""
    for i, row in enumerate(rows):
        left = np.concatenate([np.zeros(step, np.uint8), row[:-step]])
        filtered = [row, row - left, row - rows[i - 1]][i % 3]
        raw += bytes([i % 3]) + filtered.tobytes()
    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def tiff_bytes(pixels, order):
    """An uncompressed 16-bit TIFF written according to TIFF 6.0, RGB or gray, in byte order < or >."""
    height, width, channels = pixels.shape
    data = pixels.astype(f"{order}u2").tobytes()
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, channels, 16), (259, 3, 1, 1)]
    entries += [(262, 3, 1, 2 if channels == 3 else 1), (273, 4, 1, 8), (277, 3, 1, channels), (278, 4, 1, height)]
    entries += [(279, 4, 1, len(data)), (284, 3, 1, 1)]
    ifd = 8 + len(data)
    out = struct.pack(f"{order}2sHI", b"II" if order == "<" else b"MM", 42, ifd) + data
    out += struct.pack(f"{order}H", len(entries))
    for tag, kind, count, value in entries:
        if tag == 258 and channels == 3:
            out += struct.pack(f"{order}HHII", tag, kind, count, ifd + 2 + 12 * len(entries) + 4)
        else:
            field = struct.pack(f"{order}HH", value, 0) if kind == 3 else struct.pack(f"{order}I", value)
            out += struct.pack(f"{order}HHI", tag, kind, count) + field
    return out + struct.pack(f"{order}I", 0) + struct.pack(f"{order}3H", 16, 16, 16)


def refusal(source, *words, **options):
    """The message of the NstError; the file, if there is one, must be unchanged."""
    path = source if isinstance(source, Path) else None
    before = path.read_bytes() if path and path.is_file() else None
    with pytest.raises(NstError) as caught:
        read_picture(source, **options)
    text = str(caught.value)
    assert all(word in text for word in ([path.name] if path else []) + list(words)), text
    assert "\n" not in text
    assert text[-1] in ".?"
    assert before is None or path.read_bytes() == before
    return text


def names(folder):
    return sorted(path.name for path in folder.iterdir())
