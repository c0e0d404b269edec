import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from nst_course.errors import NstError
from nst_course.images.files import Picture, check_writable, read_picture, read_settings, write_picture

STEP = 1 / 255


def noise(shape=(20, 30, 3), top=256, dtype=np.uint8, seed=0):
    return np.random.default_rng(seed).integers(0, top, shape).astype(dtype)


def smooth(height=48, width=64):
    """uint8 (H, W, 3) without fine detail, which every codec keeps."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    return np.round(np.stack([x, y, (1 - x) * y], -1) * 200 + 20).astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bytes(pixels, color, bits, size=None):
    """A PNG written by the book (RFC 2083), rows filtered by turns with None, Sub and Up."""
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
    """An uncompressed 16-bit TIFF written by the book (TIFF 6.0), RGB or gray, in byte order < or >."""
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
    """The sentence of the NstError; the file, if there is one, must be as it was."""
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


def test_the_room_opens_fast_and_without_tensorflow():
    code = "import sys, nst_course.images.film; print({'tensorflow', 'keras', 'imageio'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"


# ---------------------------------------------------------------- there and back


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif", ".TIFF"])
def test_lossless_formats_keep_every_byte_and_alpha(tmp_path, suffix):
    rgb, alpha = noise(), noise((20, 30), seed=1)
    write_picture(tmp_path / f"a{suffix}", rgb, alpha)
    back = read_picture(tmp_path / f"a{suffix}")
    assert back.size == (20, 30)
    assert back.rgb.dtype == back.alpha.dtype == np.float32
    np.testing.assert_array_equal(np.round(back.rgb * 255), rgb)
    np.testing.assert_array_equal(np.round(back.alpha * 255), alpha)


def test_floats_are_rounded_to_the_nearest_step(tmp_path):
    rgb = np.random.default_rng(2).random((40, 50, 3))
    write_picture(tmp_path / "a.png", rgb)
    assert abs(read_picture(str(tmp_path / "a.png")).rgb - rgb).max() <= STEP / 2 + 1e-6


@pytest.mark.parametrize("name", ["a.jpg", "a.jpeg"])
def test_jpeg_is_close_and_keeps_full_colour_resolution(tmp_path, name):
    red_and_blue = np.zeros((32, 32, 3), np.uint8)
    red_and_blue[:, ::2, 0] = red_and_blue[:, 1::2, 2] = 255  # one-pixel stripes, which 4:2:0 would mix to purple
    write_picture(tmp_path / name, red_and_blue, alpha=np.ones((32, 32)))
    back = read_picture(tmp_path / name)
    assert back.alpha is None
    assert abs(back.rgb - red_and_blue / 255).max() < 0.1


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_same_picture_same_bytes(tmp_path, suffix):
    for name, settings in (("a", {"x": 1, "y": 2}), ("b", {"y": 2, "x": 1})):
        write_picture(tmp_path / (name + suffix), smooth(), settings=settings)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
def test_settings_travel_in_the_file(tmp_path, suffix):
    settings = {"content": "Zürich ☕.jpg", "alpha": 1e-4, "layers": {"block1_conv1": 0.2}, "list": [1, None, True]}
    write_picture(tmp_path / f"a{suffix}", smooth(), settings=settings)
    assert read_settings(tmp_path / f"a{suffix}") == settings
    assert read_picture(tmp_path / f"a{suffix}").size == (48, 64)


def test_settings_that_are_missing_or_damaged(tmp_path):
    write_picture(tmp_path / "none.png", smooth())
    write_picture(tmp_path / "none.jpg", smooth())
    info = PngInfo()
    info.add_itxt("nst_course", '{"steps": 1')
    Image.fromarray(smooth()).save(tmp_path / "bad.png", pnginfo=info)
    exif = Image.Exif()
    exif[0x010E] = "A day at the sea"
    Image.fromarray(smooth()).save(tmp_path / "sea.jpg", exif=exif)
    for name, word in (("none.png", "no settings"), ("none.jpg", "no settings"), ("sea.jpg", "no settings")):
        with pytest.raises(NstError, match=f"{name}.*{word}"):
            read_settings(tmp_path / name)
    with pytest.raises(NstError, match=r"bad\.png.*damaged"):
        read_settings(tmp_path / "bad.png")
    with pytest.raises(NstError, match=r"gone\.png"):
        read_settings(tmp_path / "gone.png")


# ---------------------------------------------------------------- kinds of pictures


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize(("color", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_png_in_full_precision(tmp_path, bits, color, channels):
    top = 2**bits
    pixels = noise((20, 30, channels), top, f"u{bits // 8}")
    (tmp_path / "a.png").write_bytes(png_bytes(pixels, color, bits))
    back, wanted = read_picture(tmp_path / "a.png"), pixels / (top - 1)
    rgb = wanted[..., :3] if channels > 2 else wanted[..., [0, 0, 0]]
    assert abs(back.rgb - rgb).max() < 1e-6
    assert (back.alpha is None) == (channels in (1, 3))
    if back.alpha is not None:
        assert abs(back.alpha - wanted[..., -1]).max() < 1e-6


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("channels", [1, 3])
def test_tiff_in_full_precision(tmp_path, order, channels):
    pixels = noise((20, 30, channels), 65536, np.uint16)
    (tmp_path / "a.tif").write_bytes(tiff_bytes(pixels, order))
    assert abs(read_picture(tmp_path / "a.tif").rgb - pixels / 65535).max() < 1e-6


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_sixteen_bits_from_another_program(tmp_path, name):
    ffmpeg = pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe()
    pixels = noise((20, 30, 3), 65536, "<u2")
    options = ["-compression_algo", "deflate"] if name == "a.tif" else ["-pred", "paeth"]
    command = [ffmpeg, "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", "30x20", "-i", "-", *options]
    subprocess.run([*command, str(tmp_path / name)], input=pixels.tobytes(), check=True)
    assert abs(read_picture(tmp_path / name).rgb - pixels / 65535).max() < 1e-6


def test_gray_palette_and_bilevel_pictures(tmp_path):
    gray = noise((20, 30))
    Image.fromarray(gray).save(tmp_path / "gray.jpg", quality=100)
    assert abs(read_picture(tmp_path / "gray.jpg").rgb - gray[..., None] / 255).max() < 3 * STEP
    Image.fromarray(smooth()).quantize(16).save(tmp_path / "palette.png")
    assert read_picture(tmp_path / "palette.png").alpha is None
    Image.fromarray(gray > 127).save(tmp_path / "two.png")
    np.testing.assert_array_equal(read_picture(tmp_path / "two.png").rgb[..., 1], gray > 127)


def test_palette_with_transparency(tmp_path):
    image = Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 10, 20))
    image.save(tmp_path / "a.png", transparency=1)
    back = read_picture(tmp_path / "a.png")
    np.testing.assert_array_equal(back.alpha, np.repeat([[0, 1]], 10, axis=1).repeat(20, axis=0))
    np.testing.assert_array_equal(back.rgb[5, 15], [1, 0, 0])
    np.testing.assert_array_equal(back.rgb[5, 5], [0, 0, 1])


def test_cmyk(tmp_path):
    cmyk = np.zeros((16, 32, 4), np.uint8)
    cmyk[:, 16:] = (255, 0, 0, 0)
    Image.fromarray(cmyk, "CMYK").save(tmp_path / "a.jpg", quality=100)
    back = read_picture(tmp_path / "a.jpg").rgb
    assert abs(back[:, :12] - 1).max() < 0.03
    assert abs(back[:, 20:] - [0, 1, 1]).max() < 0.03


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_first_frame_of_an_animation(tmp_path, suffix):
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "lime", "blue")]
    frames[0].save(tmp_path / f"a{suffix}", save_all=True, append_images=frames[1:], lossless=True)
    assert abs(read_picture(tmp_path / f"a{suffix}").rgb - [1, 0, 0]).max() < 2 * STEP


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(tmp_path, orientation, suffix):
    turn = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, -1),
        7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
        8: lambda a: np.rot90(a, 1),
    }[orientation]
    stored = smooth()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(stored).save(tmp_path / f"a{suffix}", exif=exif, quality=100)
    back = read_picture(tmp_path / f"a{suffix}", longest=64).rgb
    assert abs(back - turn(stored) / 255).max() < 0.05
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert abs(back - np.asarray(ImageOps.exif_transpose(image)) / 255).max() < 1e-6


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\0\0"])
def test_damaged_exif_does_not_matter(tmp_path, exif):
    Image.fromarray(smooth()).save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg").size == (48, 64)


def swapped_profile():
    """An ICC profile whose red and blue are exchanged: sRGB with the two tags' places swapped in its table."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = data.index(b"rXYZ"), data.index(b"bXYZ")
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data)


def test_colour_profiles(tmp_path):
    pixels = smooth()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, profile, wanted in (
        ("srgb.png", srgb, pixels),
        ("swapped.png", swapped_profile(), pixels[..., ::-1]),
        ("broken.png", b"not a profile" * 20, pixels),
    ):
        Image.fromarray(pixels).save(tmp_path / name, icc_profile=profile)
        assert abs(read_picture(tmp_path / name).rgb - wanted / 255).max() < 2.1 * STEP, name
    Image.fromarray(pixels[..., 0]).save(tmp_path / "gray.png", icc_profile=srgb)  # a profile for another kind
    np.testing.assert_allclose(read_picture(tmp_path / "gray.png").rgb, pixels[..., :1].repeat(3, 2) / 255, atol=1e-6)
    rgba = np.dstack([pixels, noise((48, 64))])
    Image.fromarray(rgba).save(tmp_path / "rgba.png", icc_profile=swapped_profile())
    back = read_picture(tmp_path / "rgba.png")
    np.testing.assert_array_equal(np.round(back.alpha * 255), rgba[..., 3])
    assert abs(back.rgb - pixels[..., ::-1] / 255).max() < 2.1 * STEP


def test_sixteen_bits_with_a_colour_profile(tmp_path):
    """sRGB keeps the full precision; another profile is worth more than the low byte."""
    pixels = noise((20, 30, 3), 65536, np.uint16)
    plain = png_bytes(pixels, 2, 16)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile, wanted, tolerance in ((srgb, pixels, 1e-6), (swapped_profile(), pixels[..., ::-1], 2.1 * STEP)):
        place = plain.index(b"IDAT") - 4
        icc = chunk(b"iCCP", b"name\0\0" + zlib.compress(profile))
        (tmp_path / "a.png").write_bytes(plain[:place] + icc + plain[place:])
        assert abs(read_picture(tmp_path / "a.png").rgb - wanted / 65535).max() < tolerance


# ---------------------------------------------------------------- arrays and PIL images


def test_arrays():
    rgb = noise()
    for array in (rgb, rgb[None], rgb / 255, (rgb / 255).astype(np.float32), rgb.astype(np.uint16) * 257, rgb[:, ::1]):
        np.testing.assert_allclose(read_picture(array).rgb, rgb / 255, atol=1e-6)
    for gray in (rgb[..., 0], rgb[..., :1]):
        np.testing.assert_allclose(read_picture(gray).rgb, rgb[..., [0, 0, 0]] / 255, atol=1e-6)
    rgba = noise((20, 30, 4))
    np.testing.assert_allclose(read_picture(rgba).alpha, rgba[..., 3] / 255, atol=1e-6)


def test_a_picture_passes_through():
    picture = read_picture(noise((20, 30, 4)))
    again = read_picture(picture)
    assert isinstance(again, Picture)
    np.testing.assert_array_equal(again.rgb, picture.rgb)
    np.testing.assert_array_equal(again.alpha, picture.alpha)


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "CMYK", "1", "I;16", "F", "HSV", "YCbCr"])
def test_pil_images_of_every_mode(mode):
    image = Image.new(mode, (20, 30))
    assert read_picture(image, longest=16).size == (16, 11)
    assert image.size == (20, 30)


@pytest.mark.parametrize(
    ("array", "word"),
    [
        (np.full((20, 20, 3), np.nan), "NaN"),
        (np.full((20, 20, 3), np.inf), "infinite"),
        (np.full((20, 20, 3), 255.0), "divide by 255"),
        (np.full((20, 20, 3), -1.0), "[0, 1]"),
        (np.zeros((20, 20, 3), int), "int64"),
        (np.zeros((3, 20, 20)), "shape (3, 20, 20)"),
        (np.zeros((2, 20, 20, 3)), "shape (2, 20, 20, 3)"),
        (np.zeros(20), "shape (20,)"),
        (np.zeros((20, 0, 3)), "shape (20, 0, 3)"),
        (np.zeros((1, 1, 3)), "1×1"),
        (None, "shape ()"),
        (["a"], "shape (1,)"),
    ],
)
def test_arrays_that_are_no_picture(array, word):
    refusal(array, word)


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp"])
@pytest.mark.parametrize(("size", "longest", "wanted"), [((301, 200), 100, (100, 66)), ((120, 300), 150, (60, 150))])
def test_longest_keeps_the_aspect_and_never_enlarges(tmp_path, name, size, longest, wanted):
    pixels = smooth(*size)
    write_picture(tmp_path / name, pixels)
    small = read_picture(tmp_path / name, longest=longest)
    assert small.size == wanted
    assert abs(small.rgb - smooth(*wanted) / 255).mean() < 0.01
    assert read_picture(tmp_path / name, longest=1000).size == size


@pytest.mark.parametrize("top", [255, 65535])
def test_shrinking_is_antialiased(top):
    stripes = np.zeros((256, 256, 3), np.uint16 if top > 255 else np.uint8)
    stripes[:, ::2] = top
    assert abs(read_picture(stripes, longest=64).rgb[8:-8, 8:-8] - 0.5).max() < 0.02


def test_hidden_colours_do_not_bleed_when_shrinking(tmp_path):
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[:, :33] = (255, 0, 0, 255)
    rgba[:, 33:] = (0, 255, 0, 0)
    write_picture(tmp_path / "a.png", rgba)
    for source in (rgba, tmp_path / "a.png"):
        small = read_picture(source, longest=32)
        visible = small.alpha > 0.02
        assert abs(small.rgb[visible] - [1, 0, 0]).max() < 0.02


def test_extreme_aspect_is_fine():
    assert read_picture(np.zeros((16, 4000, 3)), longest=1000).size == (4, 1000)


def test_a_phone_photograph_needs_little_memory(tmp_path):
    """48 megapixels at 512: decoded at 1/4, not in full. The peak is that of a process of its own."""
    pytest.importorskip("resource")
    Image.new("RGB", (8064, 6048), (200, 100, 50)).save(tmp_path / "phone.jpg", quality=50)
    code = """if True:
        import resource, sys
        from nst_course.images.files import read_picture
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = read_picture(sys.argv[1], longest=512).size
        print(size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"""
    command = [sys.executable, "-c", code, str(tmp_path / "phone.jpg")]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out.startswith("(384, 512)")
    if sys.platform == "linux":
        assert int(out.split()[-1]) < 100  # MiB; in full it would be 190


# ---------------------------------------------------------------- files that are no picture


def test_missing_files(tmp_path):
    (tmp_path / "Sunflowers.JPG").write_bytes(b"x")
    refusal(tmp_path / "sunflower.jpg", "did you mean 'Sunflowers.JPG'?")
    assert "did you mean" not in refusal(tmp_path / "tower.jpg", "does not exist")
    refusal(tmp_path / "no" / "zzz.png", "folder")
    refusal(tmp_path, "folder")
    refusal("long" * 100)
    refusal("a\0b.png")


def test_empty_text_and_foreign_files(tmp_path):
    for name, data, word in (
        ("empty.png", b"", "empty"),
        ("text.jpg", b"hello, I am a text", "not a picture"),
        ("page.png", b"<!doctype html>", "not a picture"),
        ("prose.tif", b"II. Chapter", "damaged"),
        ("script.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "not a picture"),
    ):
        (tmp_path / name).write_bytes(data)
        refusal(tmp_path / name, word)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif", "a.gif", "a.bmp"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_truncated_files(tmp_path, name, part):
    Image.fromarray(noise((100, 100, 3))).save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * part)])
    refusal(tmp_path / name, "damaged")


def test_truncated_sixteen_bits(tmp_path):
    data = png_bytes(noise((100, 100, 3), 65536, np.uint16), 2, 16)
    (tmp_path / "a.png").write_bytes(data[: len(data) // 2])
    refusal(tmp_path / "a.png", "damaged")


def test_sizes_that_are_refused_from_the_header(tmp_path):
    nothing = np.zeros((0, 1, 3), np.uint8)
    for name, size, words in (
        ("bomb.png", (40_000, 40_000), ["40000×40000", "200 megapixels"]),
        ("big.png", (10_001, 20_000), ["200 megapixels"]),
        ("tiny.png", (1, 1), ["1×1"]),
        ("thin.png", (15, 500), ["500×15"]),
    ):
        (tmp_path / name).write_bytes(png_bytes(nothing, 2, 8, size))
        refusal(tmp_path / name, *words)
    (tmp_path / "allowed.png").write_bytes(png_bytes(nothing, 2, 8, (20_000, 10_000)))
    assert "megapixels" not in refusal(tmp_path / "allowed.png", "damaged")  # not for its size


@pytest.mark.filterwarnings("error")
def test_large_but_lawful_pictures_do_not_warn(tmp_path):
    Image.new("1", (10_000, 9_500)).save(tmp_path / "a.png")
    limit = Image.MAX_IMAGE_PIXELS
    assert read_picture(tmp_path / "a.png", longest=64).size == (61, 64)
    assert limit == Image.MAX_IMAGE_PIXELS


def test_longest_must_make_sense():
    refusal(smooth(), "longest=0", longest=0)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    write_picture(tmp_path / "a.png", smooth())

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(NstError, match=r"a\.png.*may not be read"):
        read_picture(tmp_path / "a.png")


# ---------------------------------------------------------------- targets


@pytest.mark.parametrize("check", [check_writable, lambda path: write_picture(path, smooth())])
def test_targets_that_cannot_be_written(tmp_path, check):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").write_text("x")
    for name in ("folder.png", "no/a.png", "a.bmp", "a", "a.gif", "file/a.png", "x" * 300 + ".png"):
        with pytest.raises(NstError, match=name[:20]):
            check(tmp_path / name)
    assert names(tmp_path) == ["file", "folder.png"]


def test_write_protected_targets(tmp_path, monkeypatch):
    write_picture(tmp_path / "a.png", smooth())
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    for check in (check_writable, lambda path: write_picture(path, smooth())):
        with pytest.raises(NstError, match="write-protected"):
            check(tmp_path / "a.png")


def test_check_writable_leaves_everything_as_it_is(tmp_path):
    write_picture(tmp_path / "old.png", smooth())
    before = (tmp_path / "old.png").read_bytes()
    check_writable(tmp_path / "old.png")
    check_writable(str(tmp_path / "new.jpg"))
    assert names(tmp_path) == ["old.png"]
    assert (tmp_path / "old.png").read_bytes() == before


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_failed_write_keeps_the_old_file_and_leaves_no_other(tmp_path, monkeypatch, failing):
    write_picture(tmp_path / "a.png", smooth())
    before = (tmp_path / "a.png").read_bytes()
    real = Path.write_bytes

    def full(path, data):
        if failing == "write_bytes":
            real(path, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, failing, full)
    with pytest.raises(NstError, match=r"a\.png.*No space left"):
        write_picture(tmp_path / "a.png", noise())
    assert names(tmp_path) == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == before


def test_unsound_pictures_and_settings_write_nothing(tmp_path):
    path = tmp_path / "a.png"
    for rgb, alpha, settings in (
        (np.full((20, 20, 3), np.nan), None, None),
        (smooth() * 1.0, None, None),
        (smooth(), np.ones((3, 3)), None),
        (smooth(), None, {"x": object()}),
        (smooth(), None, {"x": float("nan")}),
        (smooth(), None, [1]),
    ):
        with pytest.raises(NstError):
            write_picture(path, rgb, alpha, settings)
    with pytest.raises(NstError, match=r"wide\.webp"):
        write_picture(tmp_path / "wide.webp", np.zeros((16, 20_000, 3), np.uint8))
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="links and permission bits")
def test_links_are_followed_and_permissions_are_ordinary(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link.png").symlink_to(tmp_path / "real" / "a.png")
    write_picture(tmp_path / "link.png", smooth())
    assert (tmp_path / "link.png").is_symlink()
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "real" / "a.png").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_settings_are_readable_by_other_programs(tmp_path):
    write_picture(tmp_path / "a.png", smooth(), settings={"steps": 7})
    with Image.open(tmp_path / "a.png") as image:
        assert json.loads(image.text["nst_course"]) == {"steps": 7}
