"""Every kind of picture is read correctly: file formats, arrays, PIL images, sizes."""

import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps
from samples import STEP, chunk, noise, png_bytes, refusal, smooth, tiff_bytes

from nst_course.images.io import Picture, read_picture, save_picture


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
def test_damaged_exif_is_ignored(tmp_path, exif):
    Image.fromarray(smooth()).save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg").size == (48, 64)


def swapped_profile():
    """An ICC profile with red and blue exchanged: sRGB with the two tags swapped in its table."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = data.index(b"rXYZ"), data.index(b"bXYZ")
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data)


def test_color_profiles(tmp_path):
    pixels = smooth()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for name, profile, wanted in (
        ("srgb.png", srgb, pixels),
        ("swapped.png", swapped_profile(), pixels[..., ::-1]),
        ("broken.png", b"not a profile" * 20, pixels),
    ):
        Image.fromarray(pixels).save(tmp_path / name, icc_profile=profile)
        assert abs(read_picture(tmp_path / name).rgb - wanted / 255).max() < 2.1 * STEP, name
    Image.fromarray(pixels[..., 0]).save(tmp_path / "gray.png", icc_profile=srgb)  # a profile for another color space
    np.testing.assert_allclose(read_picture(tmp_path / "gray.png").rgb, pixels[..., :1].repeat(3, 2) / 255, atol=1e-6)
    rgba = np.dstack([pixels, noise((48, 64))])
    Image.fromarray(rgba).save(tmp_path / "rgba.png", icc_profile=swapped_profile())
    back = read_picture(tmp_path / "rgba.png")
    np.testing.assert_array_equal(np.round(back.alpha * 255), rgba[..., 3])
    assert abs(back.rgb - pixels[..., ::-1] / 255).max() < 2.1 * STEP


def test_sixteen_bits_with_a_color_profile(tmp_path):
    """sRGB keeps full precision; for another profile, correct colors matter more than the low byte."""
    pixels = noise((20, 30, 3), 65536, np.uint16)
    plain = png_bytes(pixels, 2, 16)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile, wanted, tolerance in ((srgb, pixels, 1e-6), (swapped_profile(), pixels[..., ::-1], 2.1 * STEP)):
        place = plain.index(b"IDAT") - 4
        icc = chunk(b"iCCP", b"name\0\0" + zlib.compress(profile))
        (tmp_path / "a.png").write_bytes(plain[:place] + icc + plain[place:])
        assert abs(read_picture(tmp_path / "a.png").rgb - wanted / 65535).max() < tolerance


# ---------------------------------------------------------------- arrays, PIL images, and sizes


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
def test_arrays_that_are_not_pictures(array, word):
    refusal(array, word)


# ---------------------------------------------------------------- sizes


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp"])
@pytest.mark.parametrize(("size", "longest", "wanted"), [((301, 200), 100, (100, 66)), ((120, 300), 150, (60, 150))])
def test_longest_keeps_the_aspect_and_never_enlarges(tmp_path, name, size, longest, wanted):
    pixels = smooth(*size)
    save_picture(tmp_path / name, pixels)
    small = read_picture(tmp_path / name, longest=longest)
    assert small.size == wanted
    assert abs(small.rgb - smooth(*wanted) / 255).mean() < 0.01
    assert read_picture(tmp_path / name, longest=1000).size == size


@pytest.mark.parametrize("top", [255, 65535])
def test_shrinking_is_antialiased(top):
    stripes = np.zeros((256, 256, 3), np.uint16 if top > 255 else np.uint8)
    stripes[:, ::2] = top
    assert abs(read_picture(stripes, longest=64).rgb[8:-8, 8:-8] - 0.5).max() < 0.02


def test_hidden_colors_do_not_bleed_when_shrinking(tmp_path):
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[:, :33] = (255, 0, 0, 255)
    rgba[:, 33:] = (0, 255, 0, 0)
    save_picture(tmp_path / "a.png", rgba)
    for source in (rgba, tmp_path / "a.png"):
        small = read_picture(source, longest=32)
        visible = small.alpha > 0.02
        assert abs(small.rgb[visible] - [1, 0, 0]).max() < 0.02


def test_an_extreme_aspect_ratio_is_fine():
    assert read_picture(np.zeros((16, 4000, 3)), longest=1000).size == (4, 1000)


def test_a_phone_photograph_needs_little_memory(tmp_path):
    """48 megapixels at 512: decoded at 1/4, not in full. The peak is measured in a separate process."""
    pytest.importorskip("resource")
    Image.new("RGB", (8064, 6048), (200, 100, 50)).save(tmp_path / "phone.jpg", quality=50)
    code = """if True:
        import resource, sys
        from nst_course.images.io import read_picture
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = read_picture(sys.argv[1], longest=512).size
        print(size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"""
    command = [sys.executable, "-c", code, str(tmp_path / "phone.jpg")]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out.startswith("(384, 512)")
    if sys.platform == "linux":
        assert int(out.split()[-1]) < 100  # MiB; in full it would be 190
